/** Questions about Rule 10b5-1 plans. */
import type { ResultsFiled } from '../../ledger/plans.js';
import { type ExitCode, exitCodes } from '../exit.js';
import { rowsOf } from '../given-table.js';
import { type Globals, show, withLedger } from '../session.js';
import { type MomentOptions, momentOf, type SubjectOptions, sourceOf, subjectOf } from './ask.js';

const resultsFrom = async (file: string | undefined): Promise<ReadonlyArray<ResultsFiled>> =>
  (await rowsOf('--results', file, ['filedOn'])).map(({ issuer, filedOn = '', period }) => ({
    filedOn,
    ...(issuer === undefined || issuer === '' ? {} : { issuer }),
    ...(period === undefined || period === '' ? {} : { period }),
  }));

export const plans = async (
  options: Globals &
    SubjectOptions &
    MomentOptions & { readonly fromLog?: boolean; readonly results?: string },
): Promise<ExitCode> => {
  const query = {
    ...subjectOf(options),
    ...momentOf(options),
    ...sourceOf(options),
    results: await resultsFrom(options.results),
  };
  const presentation = await import('../show/plans.js');
  return withLedger(options, (ledger) =>
    show(ledger.plans(query), presentation.plans, options.format, ({ plans: found, findings }) =>
      findings.length > 0 || found.some((plan) => plan.findings.length > 0)
        ? exitCodes.findings
        : exitCodes.done,
    ),
  );
};
