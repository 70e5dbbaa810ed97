/**
 * Questions to a read model: one insider's holdings, everybody's positions, and how soon a
 * correction is seen.
 *
 *   node bench/compiled.mjs bench/kept.ts LEDGER.db [--asks 2000] [--corrections 40] [--joint]
 *
 * V8 is told what the command tells it where it serves (src/cli/inlining.ts).
 *
 * After `rebuild`; appends that many corrections, `--joint` of rows that several report, and asks
 * nothing but what `0` is made of. Times are wall, then processor.
 */
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { inlineLess } from '../src/cli/inlining.js';
import { insiderStream } from '../src/event/catalogue.js';
import type { InsiderId } from '../src/event/identity.js';
import { type LedgerError, openLedger } from '../src/index.js';
import { streamCache } from '../src/journal/streams.js';
import { views } from '../src/journal/views.js';
import { projector } from '../src/readmodel/build/projector.js';
import { readModelIn } from '../src/readmodel/model.js';
import { openStore } from '../src/store/open.js';
import { randomFrom } from '../test/store/random.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    asks: { type: 'string', default: '2000' },
    corrections: { type: 'string', default: '40' },
    joint: { type: 'boolean', default: false },
  },
});
const right = async <A>(task: TaskEither<LedgerError, A>): Promise<A> => {
  const result = await task();
  if (E.isLeft(result)) throw new Error(result.left.message);
  return result.right;
};
await inlineLess();
const random = randomFrom(1);
const url = `sqlite:${positionals[0] ?? ''}`;
const ledger = await right(openLedger(url));

const at = (sorted: ReadonlyArray<number>, share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
const tell = (what: string, times: ReadonlyArray<number>): void => {
  const sorted = [...times].sort((a, b) => a - b);
  process.stdout.write(`${what}: p50 ${at(sorted, 0.5)} ms, p99 ${at(sorted, 0.99)} ms\n`);
};

const insiders = new Set<InsiderId>();
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
const pick = (): InsiderId => {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new Error('nobody has a position');
  return one;
};
const times: Array<number> = [];
for (let i = 0; i < Number(values.asks); i++) {
  const insider = pick();
  const from = performance.now();
  await right(ledger.holdings({ insider }));
  times.push(performance.now() - from);
}
tell('holdings of an insider', times);

// A correction: how long from saying it until each question shows it, and where the time goes.
const store = await right(async () => {
  const opened = await openStore(url)();
  return E.isLeft(opened) ? E.left(opened.left as LedgerError) : opened;
});
const parts = new Map<string, number[]>();
const processor = new Map<string, number[]>();
const add = (to: Map<string, number[]>, part: string, milliseconds: number): void => {
  const all = to.get(part);
  if (all === undefined) to.set(part, [milliseconds]);
  else all.push(milliseconds);
};
const processorNow = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const timed = async <A>(part: string, work: () => Promise<A>): Promise<A> => {
  const from = performance.now();
  const before = processorNow();
  const done = await work();
  add(parts, part, performance.now() - from);
  add(processor, part, processorNow() - before);
  return done;
};
for (let i = 0; i < Number(values.corrections); ) {
  const insider = pick();
  const [transaction] = (await right(ledger.transactions({ insider }))).transactions;
  if (transaction === undefined) continue;
  const { row, issuer } = transaction;
  if (values.joint) {
    const { owners } = await right(ledger.filing(row.split('/')[0] ?? ''));
    if (owners.length < 2) continue;
  }
  i += 1;
  const shares = String(7 + i);
  const what = { reason: 'bench', by: 'bench' };
  const corrected = await timed('0 from saying to seeing', async () => {
    await timed('1 said and on disk', () => right(ledger.correct(row, { shares }, what)));
    return timed('2 taken in and told by transactions', () =>
      right(ledger.transactions({ insider })),
    );
  });
  if (!corrected.transactions.some((t) => t.row === row && t.shares === shares))
    throw new Error(`${row} is not seen as corrected`);
  if (values.joint) continue;
  const cik = issuer.cik ?? '';
  await timed('3 then told by holdings', () => right(ledger.holdings({ insider })));
  await timed('4 then told by conflicts', () => right(ledger.conflicts({ insider })));
  await timed('5 then told by holders', () => right(ledger.holders({ issuer: cik })));
  await timed('6 then told by flow', () =>
    right(ledger.flow({ issuer: cik, from: '2000-01-01', to: '2026-12-31' })),
  );
  await timed('7 then told by a page of positions', () => right(ledger.positions({ limit: 100 })));
  // The same once more by hand, so that the parts of taking in can be told apart.
  const cache = streamCache(store);
  await timed('a of which: reading the streams', () => cache.load(insiderStream(insider)));
  const folding = projector(cache, views(cache));
  const rows = await timed('b of which: folding', () => folding.rowsOf(insider));
  const generation = readModelIn(`${positionals[0]}.read`).current();
  if (generation === null) throw new Error('no read model');
  await timed('c of which: writing rows', () =>
    generation.asOnlyWriter(async (own) => own.units.replace(rows)),
  );
  generation.close();
}
for (const [part, all] of [...parts].sort(([a], [b]) => (a < b ? -1 : 1))) {
  tell(part, all);
  tell(`${part}, processor`, processor.get(part) ?? []);
}
await store.close();
await ledger.close();
