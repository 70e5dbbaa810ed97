/** Questions about the whole market: positions, holders, flow, changes, filed. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type LedgerError, LedgerFailure } from '../../ledger/error.js';
import { type ExitCode, exitCodes, UsageError } from '../exit.js';
import { type PagedPresentation, printPages } from '../output.js';
import { type Globals, report, show, withLedger } from '../session.js';

type Paged = { readonly next: string | null };

/** Every page, one after the other; the first error ends them. */
async function* pagesOf<P extends Paged>(
  ask: (cursor: string | undefined) => TaskEither<LedgerError, P>,
): AsyncGenerator<P, void> {
  let cursor: string | undefined;
  do {
    const page = await ask(cursor)();
    if (page._tag === 'Left') throw new LedgerFailure(page.left);
    yield page.right;
    cursor = page.right.next ?? undefined;
  } while (cursor !== undefined);
}

const showPages = async <P extends Paged, I>(
  ask: (cursor: string | undefined) => TaskEither<LedgerError, P>,
  shown: PagedPresentation<P, I>,
  format: Globals['format'],
): Promise<ExitCode> => {
  try {
    await printPages(pagesOf(ask), shown, format);
    return exitCodes.done;
  } catch (thrown) {
    if (thrown instanceof LedgerFailure) return report(thrown.error);
    throw thrown;
  }
};

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
