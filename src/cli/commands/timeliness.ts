/** What was reported in time, an issuer's Item 405, when a form is due, and which days are closed. */
import { type ExitCode, exitCodes } from '../exit.js';
import { type Globals, show, withLedger } from '../session.js';
import { type MomentOptions, momentOf, type SubjectOptions, sourceOf, subjectOf } from './ask.js';

interface FromLog {
  readonly fromLog?: boolean;
}

export const timeliness = async (
  options: Globals &
    SubjectOptions &
    MomentOptions &
    FromLog & { readonly from?: string; readonly to?: string; readonly late?: boolean },
): Promise<ExitCode> => {
  const { from, to, late = false } = options;
  const query = {
    ...subjectOf(options),
    ...momentOf(options),
    ...sourceOf(options),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    late,
  };
  const presentation = await import('../show/timeliness.js');
  return withLedger(options, (ledger) =>
    show(ledger.timeliness(query), presentation.timeliness, options.format, ({ summary }) =>
      summary.late > 0 ? exitCodes.findings : exitCodes.done,
    ),
  );
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

export const deadline = async (
  options: Globals & {
    readonly form: string;
    readonly on: string;
    readonly notified?: string;
    readonly fiscalYearEnd?: string;
  },
): Promise<ExitCode> => {
  const [presentation, { deadline: due }] = await Promise.all([
    import('../show/timeliness.js'),
    import('../../ledger/timeliness.js'),
  ]);
  return show(async () => due(options), presentation.deadline, options.format);
};

export const calendar = async (options: Globals & { readonly year: number }): Promise<ExitCode> => {
  const [presentation, { closedDays }] = await Promise.all([
    import('../show/timeliness.js'),
    import('../../ledger/timeliness.js'),
  ]);
  return show(async () => closedDays(options.year), presentation.calendar, options.format);
};
