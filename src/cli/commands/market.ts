/** Questions about the whole market: positions, holders, flow, changes, filed; find and list. */
import type { Step } from '../../ledger/answers.js';
import type { By } from '../../ledger/market/flow-answer.js';
import { type ExitCode, UsageError } from '../exit.js';
import { showPages } from '../pages.js';
import { type Globals, show, withLedger } from '../session.js';

interface From {
  readonly recordedBy?: string;
  readonly fromLog?: boolean;
}

interface At extends From {
  readonly asOf?: string;
  readonly knownBy?: string;
}

const fromOf = ({ recordedBy, fromLog = false }: From): From => ({
  ...(recordedBy === undefined ? {} : { recordedBy }),
  fromLog,
});

const atOf = ({ asOf, knownBy, ...from }: At): At => ({
  ...(asOf === undefined ? {} : { asOf }),
  ...(knownBy === undefined ? {} : { knownBy }),
  ...fromOf(from),
});

const withCursor = (cursor: string | undefined): { cursor?: string } =>
  cursor === undefined ? {} : { cursor };

interface PositionsOptions extends KnownThen {
  readonly asOf?: ReadonlyArray<string>;
  readonly every?: Step;
  readonly from?: string;
  readonly to?: string;
  readonly insider?: string;
  readonly issuer?: string;
  readonly includeClosed?: boolean;
  readonly allInsiders?: boolean;
  readonly adjusted?: boolean;
}

/** The days that are asked about: null where it is one, of which today is not named. */
const daysAsked = async ({
  asOf = [],
  every,
  from,
  to,
}: PositionsOptions): Promise<ReadonlyArray<string> | null> => {
  if (every === undefined) {
    if (from !== undefined || to !== undefined)
      throw new UsageError('--from and --to go with --every: day, week, month, quarter or year');
    return asOf.length > 1 ? asOf : null;
  }
  if (asOf.length > 0) throw new UsageError('--as-of and --every are both given; expected one');
  if (from === undefined || to === undefined)
    throw new UsageError(`--every ${every} of what? Give --from and --to, days as YYYY-MM-DD`);
  const { daysEvery, LedgerFailure } = await import('../../ledger/answers.js');
  try {
    return daysEvery(every, from, to);
  } catch (thrown) {
    throw thrown instanceof LedgerFailure ? new UsageError(thrown.error.message) : thrown;
  }
};

export const positions = async (options: Globals & PositionsOptions): Promise<ExitCode> => {
  const presentation = await import('../show/market.js');
  const { insider, issuer, includeClosed = false, adjusted = false, asOf = [] } = options;
  const query = { ...thenOf(options), includeClosed, adjusted };
  const days = await daysAsked(options);
  if (days === null && (insider ?? issuer) !== undefined)
    throw new UsageError(
      'positions is of everybody on one day: holdings tells of an insider or an issuer. Of several days give --as-of more than once, or --every with --from and --to',
    );
  if (days === null && options.allInsiders === true)
    throw new UsageError(
      '--all-insiders goes with a panel: --as-of more than once, or --every with --from and --to',
    );
  return withLedger(options, (ledger) => {
    if (days !== null) {
      const panel = {
        ...query,
        allInsiders: options.allInsiders ?? false,
        days,
        ...(insider === undefined ? {} : { insider }),
        ...(issuer === undefined ? {} : { issuer }),
      };
      return showPages(
        (cursor) => ledger.panel({ ...panel, ...withCursor(cursor) }),
        presentation.panel,
        options.format,
      );
    }
    const at = asOf[0] === undefined ? query : { ...query, asOf: asOf[0] };
    return showPages(
      (cursor) => ledger.positions({ ...at, ...withCursor(cursor) }),
      presentation.positions,
      options.format,
    );
  });
};

export const holders = async (
  options: Globals & At & { readonly issuer: string; readonly adjusted?: boolean },
): Promise<ExitCode> => {
  const presentation = await import('../show/market.js');
  const { issuer, adjusted = false } = options;
  const query = { issuer, adjusted, ...atOf(options) };
  return withLedger(options, (ledger) =>
    show(ledger.holders(query), presentation.holders, options.format),
  );
};

export const flow = async (
  options: Globals &
    Omit<At, 'asOf'> & {
      readonly issuer?: string;
      readonly from: string;
      readonly to: string;
      readonly by?: By;
      readonly top?: number;
    },
): Promise<ExitCode> => {
  const { issuer, from, to, by, top } = options;
  if (issuer === undefined && by === undefined && top === undefined)
    throw new UsageError(
      'of whom? Give --issuer WHICH; or of the whole market --by insider, code or month, or --top N',
    );
  const presentation = await import('../show/flow.js');
  const query = {
    from,
    to,
    ...(by === undefined ? {} : { by }),
    ...(top === undefined ? {} : { top }),
    ...atOf(options),
  };
  return withLedger(options, (ledger) =>
    issuer === undefined
      ? show(ledger.marketFlow(query), presentation.marketFlow, options.format)
      : show(ledger.flow({ issuer, ...query }), presentation.flow, options.format),
  );
};

export const changes = async (
  options: Globals &
    From & {
      readonly knownBy: ReadonlyArray<string>;
      readonly issuer?: string;
      readonly insider?: string;
      readonly asOf?: string;
    },
): Promise<ExitCode> => {
  const [since, knownBy, ...more] = options.knownBy;
  if (since === undefined || knownBy === undefined || more.length > 0)
    throw new UsageError('what changed between what? Give --known-by A --known-by B');
  const presentation = await import('../show/market.js');
  const query = {
    ...fromOf(options),
    since,
    knownBy,
    ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
    ...(options.insider === undefined ? {} : { insider: options.insider }),
    ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
  };
  return withLedger(options, (ledger) =>
    showPages(
      (cursor) => ledger.changes({ ...query, ...withCursor(cursor) }),
      presentation.changes,
      options.format,
    ),
  );
};

export const filed = async (
  options: Globals & { readonly on: string; readonly asOf?: string; readonly fromLog?: boolean },
): Promise<ExitCode> => {
  const presentation = await import('../show/market.js');
  const { on, asOf, fromLog = false } = options;
  const query = { on, fromLog, ...(asOf === undefined ? {} : { asOf }) };
  return withLedger(options, (ledger) =>
    show(ledger.filed(query), presentation.filed, options.format),
  );
};

interface KnownThen extends From {
  readonly knownBy?: string;
}

const thenOf = ({ knownBy, ...from }: KnownThen): KnownThen => ({
  ...(knownBy === undefined ? {} : { knownBy }),
  ...fromOf(from),
});

export const find = async (
  words: ReadonlyArray<string>,
  options: Globals & KnownThen,
): Promise<ExitCode> => {
  const presentation = await import('../show/find.js');
  const query = { text: words.join(' '), ...thenOf(options) };
  return withLedger(options, (ledger) =>
    show(ledger.find(query), presentation.find, options.format),
  );
};

export const list = async (what: string, options: Globals & KnownThen): Promise<ExitCode> => {
  if (what !== 'insiders' && what !== 'issuers')
    throw new UsageError(`list shows insiders or issuers; got ${JSON.stringify(what)}`);
  const presentation = await import('../show/find.js');
  const query = thenOf(options);
  return withLedger(options, (ledger) =>
    what === 'issuers'
      ? show(ledger.issuers(query), presentation.issuers, options.format)
      : showPages(
          (cursor) => ledger.insiders({ ...query, ...withCursor(cursor) }),
          presentation.insiders,
          options.format,
        ),
  );
};
