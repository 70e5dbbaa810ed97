/**
 * The smallest ledger with a bit of its file turned, and everything that is asked of it: the right
 * answer, or one that says who is set aside, or a refusal that names what is damaged.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type * as library from '../../src/index.js';
import { doe, form3, form4, holding, roe, trade } from './filing.js';

type Library = Pick<typeof library, 'openLedger'>;
type Open = E.Either<library.LedgerError, library.Ledger>;

const when = { asOf: '2024-06-30' };

/** Three insiders' worth of events: balances that do not follow, a split, a correction. */
export const makeSmallest = async ({ openLedger }: Library, path: string): Promise<void> => {
  const clock = () => new Date('2024-07-01T12:00:00Z');
  const opened: Open = await openLedger(`sqlite:${path}`, { clock, readModel: `${path}.none` })();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  const ledger = opened.right;
  const did = async (task: TaskEither<library.LedgerError, unknown>): Promise<void> => {
    const done = await task();
    if (E.isLeft(done)) throw new Error(done.left.message);
  };
  const sale = trade(1, '2024-03-06', 'S', 'D', '500', '4400');
  await did(ledger.record(form3(1, '2024-01-10', [holding(1, '6000')])));
  await did(
    ledger.record(
      form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '5000')]),
    ),
  );
  await did(ledger.record(form4(3, '2024-03-07', '2024-03-06', [sale])));
  await did(ledger.record({ ...form3(4, '2024-01-10', [holding(1, '7')]), owners: [roe] }));
  const ruling = { reason: 'as announced', by: 'desk' };
  await did(ledger.split('ACME', { effectiveOn: '2024-05-01', ratio: '2:1' }, ruling));
  await ledger.close();
};

/** Every question by its name. */
const questions = (
  ledger: library.Ledger,
): Readonly<Record<string, TaskEither<library.LedgerError, unknown>>> => ({
  holdings: ledger.holdings({ insider: doe.cik, ...when }),
  'holdings of another': ledger.holdings({ insider: roe.cik, ...when }),
  'holdings by name': ledger.holdings({ insider: 'doe jane', ...when }),
  'holdings of an issuer': ledger.holdings({ issuer: 'ACME', ...when }),
  'holdings adjusted': ledger.holdings({ insider: doe.cik, adjusted: true, ...when }),
  transactions: ledger.transactions({ insider: doe.cik, ...when }),
  conflicts: ledger.conflicts({}),
  reconcile: ledger.reconcile({}),
  explain: ledger.explain({ position: `${doe.cik}/0000000042/common-stock/D`, ...when }),
  rulings: ledger.rulings({ issuer: 'ACME' }),
  holders: ledger.holders({ issuer: 'ACME', ...when }),
  positions: ledger.positions(when),
  status: ledger.status(),
  verify: ledger.verify(),
});

export type Answers = ReadonlyMap<string, E.Either<library.LedgerError, unknown>>;

/** What is answered of the file as it stands. */
export const askAll = async ({ openLedger }: Library, path: string): Promise<Answers> => {
  const answers = new Map<string, E.Either<library.LedgerError, unknown>>();
  const opened: Open = await openLedger(`sqlite:${path}`, { readModel: `${path}.none` })();
  if (E.isLeft(opened)) return answers.set('open', opened);
  const ledger = opened.right;
  for (const [name, ask] of Object.entries(questions(ledger))) answers.set(name, await ask());
  await ledger.close();
  return answers;
};

const namingDamage: ReadonlySet<string> = new Set([
  'STORE_CORRUPT',
  'CHAIN_BROKEN',
  'UNREADABLE_EVENT',
  'NOT_A_LEDGER',
  'STORE_TOO_NEW',
  'STORE_UNAVAILABLE',
]);

export type Verdict = 'right' | 'refused' | 'set aside' | 'wrong' | 'fault';

const judged = (
  name: string,
  answer: E.Either<library.LedgerError, unknown>,
  expected: string | undefined,
): Verdict => {
  if (E.isLeft(answer)) {
    if (answer.left.blame === 'fault') return 'fault';
    return namingDamage.has(answer.left.code) ? 'refused' : 'wrong';
  }
  if (JSON.stringify(answer.right) === expected) return 'right';
  const { ok, missing, unread, lessThanWas } = answer.right as {
    readonly ok?: boolean;
    readonly missing?: ReadonlyArray<string>;
    readonly unread?: ReadonlyArray<string>;
    /** Of `status`: streams whose numbering says that something is missing. */
    readonly lessThanWas?: ReadonlyArray<object>;
  };
  if (name === 'verify') return ok === false ? 'refused' : 'wrong';
  return (missing ?? unread ?? lessThanWas ?? []).length > 0 ? 'set aside' : 'wrong';
};

export interface Flip {
  readonly byte: number;
  readonly bit: number;
}

export interface Flipped extends Flip {
  readonly verdict: Verdict;
  /** Whether `verify` calls the file whole. */
  readonly whole: boolean;
  /** Questions that were answered wrong or fell over, with what was said. */
  readonly bad: ReadonlyArray<string>;
}

const worst: ReadonlyArray<Verdict> = ['fault', 'wrong', 'refused', 'set aside', 'right'];

/** Turns bits of a file one at a time, each in a fresh copy at the same path. */
export const flipper = async (lib: Library, pristine: string, path: string) => {
  const bytes = readFileSync(pristine);
  const put = (content: Uint8Array): void => {
    for (const ending of ['-wal', '-shm', '-journal']) rmSync(path + ending, { force: true });
    writeFileSync(path, content);
  };
  put(bytes);
  const expected = new Map(
    [...(await askAll(lib, path))].map(([name, answer]) => {
      if (E.isLeft(answer)) throw new Error(`${name}: ${answer.left.message}`);
      return [name, JSON.stringify(answer.right)] as const;
    }),
  );
  return async ({ byte, bit }: Flip): Promise<Flipped> => {
    const turned = Buffer.from(bytes);
    turned[byte] = (turned[byte] ?? 0) ^ (1 << bit);
    put(turned);
    const answers = await askAll(lib, path);
    const verdicts = [...answers].map(
      ([name, answer]) => [name, judged(name, answer, expected.get(name)), answer] as const,
    );
    const bad = verdicts.flatMap(([name, verdict, answer]) =>
      verdict === 'wrong' || verdict === 'fault'
        ? [
            `${name}: ${JSON.stringify(E.isLeft(answer) ? answer.left : answer.right).slice(0, 400)}`,
          ]
        : [],
    );
    const found = new Set(verdicts.map(([, verdict]) => verdict));
    const verified = answers.get('verify');
    return {
      byte,
      bit,
      verdict: worst.find((verdict) => found.has(verdict)) ?? 'right',
      whole:
        verified !== undefined &&
        E.isRight(verified) &&
        Reflect.get(Object(verified.right), 'ok') === true,
      bad,
    };
  };
};
