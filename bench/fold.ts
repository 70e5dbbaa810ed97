/**
 * How long a fold takes and how it grows: insiders of 100, 1,000 and 10,000 rows, with no filing
 * amended, with fifty amended once, and with every filing amended five times. Figures are
 * medians over the rounds, with the least beside them, after a warm-up; the growth is of the least
 * time for each row version against the size before.
 *
 * Run compiled: npx tsc --outDir .cache/bench && node .cache/bench/bench/fold.js [--rounds 15]
 */
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { foldInsider } from '../projections/insider.js';
import { always, filingsOf, type KnownFiling } from '../projections/known/knowledge.js';
import { noRulings } from '../projections/known/rulings.js';
import { insiderId } from '../src/event/catalogue.js';
import { genesisHash, sealAll } from '../src/event/chain.js';
import { recordingsOf } from '../src/event/from-filing.js';
import type { CompleteFiling } from '../src/event/identity.js';
import { decodeEvent } from '../src/event/upcast.js';
import { addDays, writtenDay } from '../src/filing/calendar.js';
import { fieldOf } from '../src/filing/codec.js';
import { Decimal } from '../src/filing/decimal.js';
import {
  exercises,
  form3,
  form4,
  form4a,
  holds,
  type RowTold,
  receivesByExercise,
  sells,
} from '../test/scenarios/filings.js';
import { written } from '../test/written.js';
import { loadSeen, median } from './measure.js';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const rounds = Number(values.rounds);

// ---- an insider ----

const option = { price: 10, expires: '2049-01-01', on: 'Common' };
const trust = { by: 'By Trust' };
const opening = 100_000_000;

interface Held {
  direct: number;
  trust: number;
  options: number;
}

/** Ten rows: an exercise with its two legs, four direct sales, four by a trust. */
const deeds = (held: Held, on: string): ReadonlyArray<RowTold> => {
  held.direct += 400;
  held.options -= 400;
  const exercised = [
    receivesByExercise(400, { at: 10, on, leaving: held.direct }),
    exercises(400, { of: 'Option', option, on, leaving: held.options }),
  ];
  const sold = [1, 2, 3, 4].flatMap((n) => {
    held.direct -= 100 + n;
    held.trust -= 100 + n;
    return [
      sells(100 + n, { at: 20 + n, on, leaving: held.direct }),
      sells(100 + n, { ...trust, at: 20 + n, on, leaving: held.trust }),
    ];
  });
  return [...exercised, ...sold];
};

const rowsAFiling = 10;
const cent = fieldOf<Decimal>(new Decimal('0.01'));

/** `times` amendments to each of the first `amended` filings, each with another price on a row. */
const insider = (rows: number, amended: number, times: number): ReadonlyArray<CompleteFiling> => {
  const held: Held = { direct: opening, trust: opening, options: opening };
  const first = form3(
    { accepted: '2000-01-10', period: '2000-01-03' },
    holds(opening),
    holds(opening, trust),
    holds(opening, { of: 'Option', option }),
  );
  return [
    first,
    ...Array.from({ length: rows / rowsAFiling }, (_, i) => {
      const on = addDays(writtenDay('2000-02-01'), i * 7);
      const accepted = addDays(on, 1);
      const told = deeds(held, on);
      const again = Array.from({ length: i < amended ? times : 0 }, (_, n) =>
        form4a(
          { accepted: addDays(accepted, n + 1), box4: accepted },
          ...told.map((row, r) => (r === n + 2 ? { ...row, price: cent } : row)),
        ),
      );
      return [form4({ accepted }, ...told), ...again];
    }).flat(),
  ];
};

const recordings = (filing: CompleteFiling) => {
  const made = recordingsOf(filing);
  if (E.isLeft(made)) throw new Error(made.left.message);
  return made.right;
};

const known = (filings: ReadonlyArray<CompleteFiling>): ReadonlyArray<KnownFiling> =>
  filingsOf(
    filings.flatMap((filing) =>
      recordings(filing).flatMap(({ events }) =>
        sealAll(genesisHash, events, {
          schemaVersion: 1,
          recordedAt: filing.acceptedAt,
          actor: 'bench',
          source: null,
        }).map((event) => {
          const decoded = decodeEvent(JSON.parse(JSON.stringify(event)));
          if (E.isLeft(decoded)) throw new Error(decoded.left.message);
          return decoded.right;
        }),
      ),
    ),
  );

// ---- measuring ----

const bench = written(insiderId, 'p-bench');

const measure = (filings: ReadonlyArray<KnownFiling>): { median: number; least: number } => {
  const times = Array.from({ length: rounds }, () => {
    const from = performance.now();
    foldInsider(bench, filings, noRulings, always);
    return performance.now() - from;
  });
  return { median: median(times), least: Math.min(...times) };
};

const warmUp = known(insider(1_000, 50, 1));
for (let i = 0; i < 60; i++) foldInsider(bench, warmUp, noRulings, always);

const shapes: ReadonlyArray<{
  readonly name: string;
  readonly of: (rows: number) => [number, number];
}> = [
  { name: 'as filed', of: () => [0, 0] },
  { name: '50 amended once', of: () => [50, 1] },
  { name: 'all amended 5 times', of: (rows) => [rows / rowsAFiling, 5] },
];

for (const { name, of } of shapes) {
  let before: number | null = null;
  for (const rows of [100, 1_000, 10_000]) {
    const filings = known(insider(rows, ...of(rows)));
    const versions = filings.reduce((sum, f) => sum + f.rows.length, 0);
    const took = measure(filings);
    const each = (took.least * 1_000) / versions;
    const growth = before === null ? '' : `  × ${(each / before).toFixed(2)} a version`;
    process.stdout.write(
      `${name.padEnd(20)} ${String(rows).padStart(6)} rows ${String(versions).padStart(6)} versions ${took.median.toFixed(2).padStart(9)} ms (least ${took.least.toFixed(2)}) ${each.toFixed(2).padStart(6)} µs a version${growth}\n`,
    );
    before = each;
  }
}
process.stdout.write(`node ${process.version}, medians of ${rounds}, ${loadSeen()}\n`);
