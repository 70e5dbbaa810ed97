/** Questions about the whole market: positions, holders, flow, changes, filed. */
import { type ExitCode, UsageError } from '../exit.js';
import { showPages } from '../pages.js';
import { type Globals, show, withLedger } from '../session.js';

interface At {
  readonly asOf?: string;
  readonly knownBy?: string;
}

const atOf = ({ asOf, knownBy }: At): At => ({
  ...(asOf === undefined ? {} : { asOf }),
  ...(knownBy === undefined ? {} : { knownBy }),
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
  options: Globals & {
    readonly issuer: string;
    readonly from: string;
    readonly to: string;
    readonly knownBy?: string;
  },
): Promise<ExitCode> => {
  const presentation = await import('../show/market.js');
  const { issuer, from, to } = options;
  const { knownBy } = atOf(options);
  const query = { issuer, from, to, ...(knownBy === undefined ? {} : { knownBy }) };
  return withLedger(options, (ledger) =>
    show(ledger.flow(query), presentation.flow, options.format),
  );
};

export const changes = async (
  options: Globals & {
    readonly knownBy: ReadonlyArray<string>;
    readonly issuer?: string;
    readonly insider?: string;
    readonly asOf?: string;
  },
): Promise<ExitCode> => {
  const [since, knownBy, ...more] = options.knownBy;
  if (since === undefined || knownBy === undefined || more.length > 0)
    throw new UsageError('what changed between what? Give --known-by A --known-by B');
  if (options.insider !== undefined && options.issuer !== undefined)
    throw new UsageError('--insider and --issuer are both given; expected one of them');
  const presentation = await import('../show/market.js');
  const query = {
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
  options: Globals & { readonly on: string; readonly asOf?: string },
): Promise<ExitCode> => {
  const presentation = await import('../show/market.js');
  const query = { on: options.on, ...(options.asOf === undefined ? {} : { asOf: options.asOf }) };
  return withLedger(options, (ledger) =>
    show(ledger.filed(query), presentation.filed, options.format),
  );
};
