/**
 * Questions to a read model: one insider's holdings, everybody's positions, and how soon a
 * correction is seen.
 *
 *   npx tsx bench/kept.ts LEDGER.db [--asks 2000]    (after `rebuild`; appends twenty corrections)
 */
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type LedgerError, openLedger } from '../src/index.js';
import { randomFrom } from '../test/store/random.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { asks: { type: 'string', default: '2000' } },
});
const right = async <A>(task: TaskEither<LedgerError, A>): Promise<A> => {
  const result = await task();
  if (E.isLeft(result)) throw new Error(result.left.message);
  return result.right;
};
const random = randomFrom(1);
const ledger = await right(openLedger(`sqlite:${positionals[0] ?? ''}`));

const at = (sorted: ReadonlyArray<number>, share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
const tell = (what: string, times: ReadonlyArray<number>): void => {
  const sorted = [...times].sort((a, b) => a - b);
  process.stdout.write(`${what}: p50 ${at(sorted, 0.5)} ms, p99 ${at(sorted, 0.99)} ms\n`);
};

const insiders = new Set<string>();
let rows = 0;
let cursor: string | null | undefined;
const started = performance.now();
do {
  const page = await right(ledger.positions({ ...(cursor == null ? {} : { cursor }) }));
  rows += page.positions.length;
  for (const p of page.positions) insiders.add(p.insider.id);
  cursor = page.next;
} while (cursor !== null);
const seconds = (performance.now() - started) / 1000;
process.stdout.write(
  `everybody's positions: ${rows} rows, ${Math.round(rows / seconds).toLocaleString('en')} rows/s\n`,
);

const all = [...insiders];
const pick = (): string => all[Math.floor(random() * all.length)] ?? '';
const times: Array<number> = [];
for (let i = 0; i < Number(values.asks); i++) {
  const insider = pick();
  const from = performance.now();
  await right(ledger.holdings({ insider }));
  times.push(performance.now() - from);
}
tell('holdings of an insider', times);

const seen: Array<number> = [];
for (let i = 0; i < 20; i++) {
  const insider = pick();
  const [transaction] = (await right(ledger.transactions({ insider }))).transactions;
  if (transaction === undefined) continue;
  const from = performance.now();
  await right(ledger.correct(transaction.row, { shares: '7' }, { reason: 'bench', by: 'bench' }));
  const corrected = await right(ledger.transactions({ insider }));
  if (!corrected.transactions.some((t) => t.row === transaction.row && t.shares === '7'))
    throw new Error(`${transaction.row} is not seen as corrected`);
  seen.push(performance.now() - from);
}
tell('a correction, from saying it to seeing it', seen);
await ledger.close();
