/**
 * How long a question takes in the library: `holdings` of one insider with about 1,000 rows, in a
 * ledger on SQLite, at days and knowledge dates drawn at random. Cold is the first question of a
 * process; warm questions find the insider's stream decoded.
 *
 *   npx tsx bench/holdings.ts [--rows 1000] [--questions 2000] [--seed 1]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { addDays, writtenDay } from '../src/filing/calendar.js';
import { type Ledger, openLedger } from '../src/index.js';
import { form3, form4, holding, trade } from '../test/ledger/filing.js';
import { randomFrom } from '../test/store/random.js';
import { loadSeen } from './measure.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000' },
    questions: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
});
const rows = Number(values.rows);
const questions = Number(values.questions);
const random = randomFrom(Number(values.seed));
const rowsPerFiling = 4;

const folder = mkdtempSync(join(tmpdir(), 'holdings-'));
const url = `sqlite:${join(folder, 'ledger.db')}`;

const open = async (): Promise<Ledger> => {
  const opened = await openLedger(url)();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  return opened.right;
};

const fill = async (): Promise<string> => {
  const ledger = await open();
  const record = async (filing: object): Promise<void> => {
    const recorded = await ledger.record(filing)();
    if (E.isLeft(recorded)) throw new Error(recorded.left.message);
  };
  await record(form3(1, '2010-01-04', [holding(1, '100000000')]));
  let day = writtenDay('2010-01-05');
  let held = 100_000_000;
  for (let n = 2; (n - 2) * rowsPerFiling < rows; n++) {
    const trades = Array.from({ length: rowsPerFiling }, (_, i) => {
      const shares = 1 + Math.floor(random() * 9_000);
      held -= shares;
      return trade(i + 1, day, 'S', 'D', String(shares), String(held));
    });
    await record(form4(n, addDays(day, 2), day, trades));
    day = addDays(day, 5);
  }
  await ledger.close();
  return day;
};

const percentile = (sorted: ReadonlyArray<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const last = await fill();
const days = Math.round((Date.parse(last) - Date.parse('2010-01-05')) / 86_400_000);
const ledger = await open();
const times: Array<number> = [];
let cold = 0;
for (let i = 0; i <= questions; i++) {
  const asOf = addDays(writtenDay('2010-01-05'), Math.floor(random() * days));
  // Half the questions are about what was known on another day than now.
  const knownBy = random() < 0.5 ? {} : { knownBy: addDays(asOf, Math.floor(random() * 400)) };
  const started = performance.now();
  const answer = await ledger.holdings({ insider: '1001', asOf, ...knownBy })();
  const took = performance.now() - started;
  if (E.isLeft(answer)) throw new Error(answer.left.message);
  if (i === 0) cold = took;
  else times.push(took);
}
await ledger.close();
rmSync(folder, { recursive: true });
times.sort((a, b) => a - b);
process.stdout.write(
  `holdings of an insider with ${rows} rows, ${questions} questions, ${loadSeen()}\n` +
    `cold  ${cold.toFixed(1)} ms\np50   ${percentile(times, 0.5).toFixed(2)} ms\n` +
    `p99   ${percentile(times, 0.99).toFixed(2)} ms\nmax   ${percentile(times, 1).toFixed(2)} ms\n`,
);
