/** Questions about the whole market: positions, holders, flow, changes, filed. */
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

export const positions = async (
  options: Globals & At & { readonly includeClosed?: boolean },
): Promise<ExitCode> => {
  const presentation = await import('../show/market.js');
  const query = { ...atOf(options), includeClosed: options.includeClosed ?? false };
  return withLedger(options, (ledger) =>
    showPages(
      (cursor) => ledger.positions({ ...query, ...withCursor(cursor) }),
      presentation.positions,
      options.format,
    ),
  );
};

export const holders = async (
  options: Globals & At & { readonly issuer: string },
): Promise<ExitCode> => {
  const presentation = await import('../show/market.js');
  const query = { issuer: options.issuer, ...atOf(options) };
  return withLedger(options, (ledger) =>
    show(ledger.holders(query), presentation.holders, options.format),
  );
};

export const flow = async (
  options: Globals &
    Omit<At, 'asOf'> & { readonly issuer: string; readonly from: string; readonly to: string },
): Promise<ExitCode> => {
  const presentation = await import('../show/market.js');
  const { issuer, from, to } = options;
  const query = { issuer, from, to, ...atOf(options) };
  return withLedger(options, (ledger) =>
    show(ledger.flow(query), presentation.flow, options.format),
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
