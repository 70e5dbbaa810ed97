/** Asking: holdings, transactions, explain, filing, conflicts, conflict, rulings, reconcile. */

import type { LedgerError, Moment, Paging } from '../../ledger/answers.js';
import type { Subject } from '../../ledger/subject.js';
import { type ExitCode, UsageError } from '../exit.js';
import { showPages, showWholeOrPages } from '../pages.js';
import { type Globals, report, show, withLedger } from '../session.js';

/** `--known-by` and `--recorded-by` may be given twice where two answers are compared. */
export interface MomentOptions {
  readonly asOf?: string;
  readonly knownBy?: ReadonlyArray<string>;
  readonly recordedBy?: ReadonlyArray<string>;
}

export interface SubjectOptions {
  readonly insider?: string;
  readonly issuer?: string;
}

const once = (option: string, values: ReadonlyArray<string> | undefined): string | undefined => {
  if (values !== undefined && values.length > 1)
    throw new UsageError(`${option} is given ${values.length} times; expected once`);
  return values?.[0];
};

const momentFrom = (
  asOf: string | undefined,
  knownBy: string | undefined,
  recordedBy: string | undefined,
): Moment => ({
  ...(asOf === undefined ? {} : { asOf }),
  ...(knownBy === undefined ? {} : { knownBy }),
  ...(recordedBy === undefined ? {} : { recordedBy }),
});

export const momentOf = ({ asOf, knownBy, recordedBy }: MomentOptions): Moment =>
  momentFrom(asOf, once('--known-by', knownBy), once('--recorded-by', recordedBy));

export const subjectOrAll = ({ insider, issuer }: SubjectOptions): Partial<Subject> => ({
  ...(insider === undefined ? {} : { insider }),
  ...(issuer === undefined ? {} : { issuer }),
});

export const subjectOf = (options: SubjectOptions): Subject => {
  const subject = subjectOrAll(options);
  if (subject.insider === undefined && subject.issuer === undefined)
    throw new UsageError('of whom? Give --insider WHO or --issuer WHICH');
  return subject as Subject;
};

type Question = Globals & SubjectOptions & MomentOptions & { readonly fromLog?: boolean };

export const sourceOf = ({
  fromLog,
}: {
  readonly fromLog?: boolean;
}): { readonly fromLog: boolean } => ({
  fromLog: fromLog ?? false,
});

export const holdings = async (
  options: Question & { readonly includeClosed?: boolean; readonly adjusted?: boolean },
): Promise<ExitCode> => {
  const query = {
    ...subjectOf(options),
    ...momentOf(options),
    ...sourceOf(options),
    includeClosed: options.includeClosed ?? false,
    adjusted: options.adjusted ?? false,
  };
  const presentation = await import('../show/holdings.js');
  return withLedger(options, (ledger) =>
    show(ledger.holdings(query), presentation.holdings, options.format),
  );
};

export const transactions = async (
  options: Question & {
    readonly from?: string;
    readonly to?: string;
    readonly code?: ReadonlyArray<string>;
    readonly security?: string;
    readonly plan?: 'yes' | 'no' | 'unknown';
    readonly judged?: boolean;
  },
): Promise<ExitCode> => {
  const { from, to, code, security, plan, judged = false } = options;
  const query = {
    ...subjectOrAll(options),
    ...momentOf(options),
    ...sourceOf(options),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(code === undefined ? {} : { codes: code.flatMap((letters) => letters.split(',')) }),
    ...(security === undefined ? {} : { security }),
    ...(plan === undefined ? {} : { plan }),
    ...(judged ? { judged } : {}),
  };
  const presentation = await import('../show/transactions.js');
  return withLedger(options, (ledger) =>
    Object.keys(subjectOrAll(options)).length > 0
      ? show(ledger.transactions(query), presentation.transactions, options.format)
      : showPages(
          (cursor) =>
            ledger.transactions({ ...query, ...(cursor === undefined ? {} : { cursor }) }),
          presentation.everybodys,
          options.format,
        ),
  );
};

export const timeline = async (
  options: Globals &
    SubjectOptions & {
      readonly position?: string;
      readonly knownBy?: string;
      readonly recordedBy?: string;
      readonly adjusted?: boolean;
      readonly fromLog?: boolean;
    },
): Promise<ExitCode> => {
  const { position, adjusted = false } = options;
  const subject = subjectOrAll(options);
  if (position !== undefined && Object.keys(subject).length > 0)
    throw new UsageError('--position names its insider and issuer: give it alone');
  if (position === undefined && Object.keys(subject).length === 0)
    throw new UsageError('of what? Give --position ID, --insider WHO or --issuer WHICH');
  const query = {
    ...subject,
    ...momentFrom(undefined, options.knownBy, options.recordedBy),
    ...sourceOf(options),
    ...(position === undefined ? {} : { position }),
    adjusted,
  };
  const presentation = await import('../show/timeline.js');
  return withLedger(options, (ledger) =>
    show(ledger.timeline(query), presentation.timeline, options.format),
  );
};

/** The two moments to compare: one of the options is given twice. */
const momentsToCompare = (options: MomentOptions): readonly [Moment, Moment] => {
  const { asOf, knownBy = [], recordedBy = [] } = options;
  const pair = (given: ReadonlyArray<string>) =>
    given.length === 2 ? given : given.length < 2 ? [given[0], given[0]] : null;
  const [known, recorded] = [pair(knownBy), pair(recordedBy)];
  if (known === null || recorded === null || (knownBy.length < 2 && recordedBy.length < 2))
    throw new UsageError(
      '--diff compares two answers: expected --known-by A --known-by B (or --recorded-by twice)',
    );
  return [momentFrom(asOf, known[0], recorded[0]), momentFrom(asOf, known[1], recorded[1])];
};

const momentWords = ({ asOf, knownBy, recordedBy }: Moment): string =>
  [
    ...(asOf === undefined ? [] : [`as of ${asOf}`]),
    ...(knownBy === undefined ? [] : [`known by ${knownBy}`]),
    ...(recordedBy === undefined ? [] : [`recorded by ${recordedBy}`]),
  ].join(', ');

/** Of two moments one does not know the position: which, and that the other does. */
const unknownAt = (error: LedgerError, moment: Moment, other: Moment): LedgerError =>
  error.code !== 'NOT_FOUND'
    ? error
    : {
        ...error,
        message: `${momentWords(moment)}: ${error.message}. The other moment, ${momentWords(other)}, knows it: ask for that one without --diff.`,
      };

export const explain = async (
  position: string,
  options: Globals & MomentOptions & { readonly diff?: boolean; readonly adjusted?: boolean },
): Promise<ExitCode> => {
  const presentation = await import('../show/explain.js');
  const { adjusted = false } = options;
  if (options.diff !== true) {
    const query = { position, adjusted, ...momentOf(options) };
    return withLedger(options, (ledger) =>
      show(ledger.explain(query), presentation.explain, options.format),
    );
  }
  const [first, second] = momentsToCompare(options);
  const { explainDifference } = await import('../../ledger/answers.js');
  return withLedger(options, async (ledger) => {
    const before = await ledger.explain({ position, adjusted, ...first })();
    const after = await ledger.explain({ position, adjusted, ...second })();
    if (before._tag === 'Left')
      return report(after._tag === 'Left' ? before.left : unknownAt(before.left, first, second));
    if (after._tag === 'Left') return report(unknownAt(after.left, second, first));
    const difference = explainDifference(before.right, after.right);
    return show(
      async () => ({ _tag: 'Right', right: difference }),
      presentation.explainDifference,
      options.format,
    );
  });
};

/** Conflicts, or unexplained changes, on a page: a register of everybody is printed as it is read. */
const pageItems = 5_000;

const paged = (cursor: string | undefined): Paging =>
  cursor === undefined ? { limit: pageItems } : { limit: pageItems, cursor };

export const conflicts = async (
  options: Question & {
    readonly type?: string;
    readonly severity?: string;
    readonly status?: string;
    readonly count?: boolean;
  },
): Promise<ExitCode> => {
  const { type, severity, status } = options;
  const query = {
    ...subjectOrAll(options),
    ...momentOf(options),
    ...sourceOf(options),
    ...(type === undefined ? {} : { type }),
    ...(severity === undefined ? {} : { severity }),
    ...(status === undefined ? {} : { status }),
  };
  const presentation = await import('../show/conflicts.js');
  if (options.count === true)
    return withLedger(options, (ledger) =>
      show(ledger.conflictCounts(query), presentation.conflictCounts, options.format),
    );
  return withLedger(options, (ledger) =>
    showWholeOrPages(
      (cursor) => ledger.conflicts({ ...query, ...paged(cursor) }),
      presentation.conflicts,
      presentation.conflictPages,
      options.format,
    ),
  );
};

export const conflict = async (
  conflictId: string,
  options: Globals & MomentOptions,
): Promise<ExitCode> => {
  const moment = momentOf(options);
  const presentation = await import('../show/conflicts.js');
  return withLedger(options, (ledger) =>
    show(ledger.conflict(conflictId, moment), presentation.conflict, options.format),
  );
};

export const filing = async (
  accession: string,
  options: Globals & MomentOptions,
): Promise<ExitCode> => {
  const moment = momentOf(options);
  const presentation = await import('../show/filing.js');
  return withLedger(options, (ledger) =>
    show(ledger.filing(accession, moment), presentation.filing, options.format),
  );
};

export const rulings = async (
  who: string | undefined,
  options: Question & { readonly by?: string; readonly from?: string; readonly to?: string },
): Promise<ExitCode> => {
  if (who !== undefined && options.insider !== undefined)
    throw new UsageError('WHO and --insider are both given; expected one of them');
  const { by, from, to } = options;
  const recordedBy = once('--recorded-by', options.recordedBy);
  const query = {
    ...subjectOrAll(who === undefined ? options : { ...options, insider: who }),
    ...sourceOf(options),
    ...(recordedBy === undefined ? {} : { recordedBy }),
    ...(by === undefined ? {} : { by }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  const presentation = await import('../show/rulings.js');
  return withLedger(options, (ledger) =>
    show(ledger.rulings(query), presentation.rulings, options.format),
  );
};

export const reconcile = async (options: Question): Promise<ExitCode> => {
  const query = { ...subjectOrAll(options), ...momentOf(options), ...sourceOf(options) };
  const presentation = await import('../show/reconcile.js');
  return withLedger(options, (ledger) =>
    showWholeOrPages(
      (cursor) => ledger.reconcile({ ...query, ...paged(cursor) }),
      presentation.reconcile,
      presentation.reconcilePages,
      options.format,
    ),
  );
};
