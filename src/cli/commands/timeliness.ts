/** What was reported in time, an issuer's Item 405, when a form is due, and which days are closed. */
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { TimelinessAnswer } from '../../ledger/answers.js';
import { type ExitCode, exitCodes, UsageError } from '../exit.js';
import { showWholeOrPages } from '../pages.js';
import { type Globals, show, withLedger } from '../session.js';
import {
  type MomentOptions,
  momentOf,
  type SubjectOptions,
  sourceOf,
  subjectOrAll,
} from './ask.js';

interface FromLog {
  readonly fromLog?: boolean;
}

/** Issuers on a page: rows of everybody are printed as they are judged. */
const pageIssuers = 50;

export const timeliness = async (
  options: Globals &
    SubjectOptions &
    MomentOptions &
    FromLog & { readonly from?: string; readonly to?: string; readonly late?: boolean },
): Promise<ExitCode> => {
  const { from, to, late = false } = options;
  const query = {
    ...subjectOrAll(options),
    ...momentOf(options),
    ...sourceOf(options),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    late,
  };
  const presentation = await import('../show/timeliness.js');
  return withLedger(options, async (ledger) => {
    let sums = presentation.noRows;
    const page = (cursor: string | undefined) =>
      TE.map((answer: TimelinessAnswer) => {
        sums = presentation.together(sums, answer.summary);
        return { ...answer, summary: sums };
      })(
        ledger.timeliness({
          ...query,
          limit: pageIssuers,
          ...(cursor === undefined ? {} : { cursor }),
        }),
      );
    const exitCode = await showWholeOrPages(
      page,
      presentation.timeliness,
      presentation.timelinessPages,
      options.format,
    );
    return exitCode === exitCodes.done && sums.late > 0 ? exitCodes.findings : exitCode;
  });
};

export const delinquencies = async (
  options: Globals &
    MomentOptions &
    FromLog & { readonly issuer: string; readonly fiscalYearEnd?: string },
): Promise<ExitCode> => {
  const { issuer, fiscalYearEnd } = options;
  const query = {
    issuer,
    ...momentOf(options),
    ...sourceOf(options),
    ...(fiscalYearEnd === undefined ? {} : { fiscalYearEnd }),
  };
  const presentation = await import('../show/timeliness.js');
  return withLedger(options, (ledger) =>
    show(ledger.delinquencies(query), presentation.delinquencies, options.format, (answer) =>
      answer.issuerTotals.reportsFiledLate > 0 ? exitCodes.findings : exitCodes.done,
    ),
  );
};

/** By the calendar of the ledger, where there is one. */
export const deadline = async (
  options: Globals & {
    readonly form: string;
    readonly on: string;
    readonly notified?: string;
    readonly fiscalYearEnd?: string;
  },
): Promise<ExitCode> => {
  const { form, on, notified, fiscalYearEnd } = options;
  const query = {
    form,
    on,
    ...(notified === undefined ? {} : { notified }),
    ...(fiscalYearEnd === undefined ? {} : { fiscalYearEnd }),
  };
  const [presentation, { deadline: due }, { missingFile }] = await Promise.all([
    import('../show/timeliness.js'),
    import('../../ledger/timeliness.js'),
    import('../../ledger/open.js'),
  ]);
  return missingFile(options.store) === null
    ? withLedger(options, (ledger) =>
        show(ledger.deadline(query), presentation.deadline, options.format),
      )
    : show(async () => due(query), presentation.deadline, options.format);
};

/** Of the ledger, where there is one: operators may have added days. */
export const calendar = async (
  options: Globals & { readonly year?: number },
): Promise<ExitCode> => {
  if (options.year === undefined)
    throw new UsageError('of which year? Give --year, as in calendar --year 2025');
  const { year } = options;
  const [presentation, { closedDays }, { missingFile }] = await Promise.all([
    import('../show/timeliness.js'),
    import('../../ledger/timeliness.js'),
    import('../../ledger/open.js'),
  ]);
  return missingFile(options.store) === null
    ? withLedger(options, (ledger) =>
        show(ledger.calendar(year), presentation.calendar, options.format),
      )
    : show(async () => closedDays(year), presentation.calendar, options.format);
};
