/**
 * Everybody's positions on a day, in rows per second, against better-sqlite3 reading the same
 * rows: from a table that holds nothing else, and by the question's own joins.
 *
 *   npx tsx bench/positions.ts LEDGER.db [--runs 15] [--as-of 2024-06-30]    (after `rebuild`)
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type Driver from 'better-sqlite3';
import * as E from 'fp-ts/lib/Either.js';
import { openLedger } from '../src/index.js';
import { isOf, wordingAt } from '../src/readmodel/tables.js';
import { Database } from '../src/store/sqlite/driver.js';
import { loadSeen, median, noteLoad } from './measure.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '15' }, 'as-of': { type: 'string' } },
});
const file = positionals[0] ?? '';
const folder = `${file}.read`;
const asOf = values['as-of'] ?? new Date().toISOString().slice(0, 10);

const opened = await openLedger(`sqlite:${file}`)();
if (E.isLeft(opened)) throw new Error(opened.left.message);
const ledger = opened.right;

const byLedger = async (): Promise<number> => {
  let rows = 0;
  let cursor: string | undefined;
  do {
    const page = await ledger.positions({
      asOf,
      includeClosed: true,
      ...(cursor === undefined ? {} : { cursor }),
    })();
    if (E.isLeft(page)) throw new Error(page.left.message);
    rows += page.right.positions.length;
    cursor = page.right.next ?? undefined;
  } while (cursor !== undefined);
  return rows;
};

const generation = readFileSync(join(folder, 'CURRENT'), 'utf8').trim();
const db = new Database(join(folder, generation), { readonly: true });
db.pragma('cache_size = -65536');
/** The rows that answer, with everything that an answer says. */
const joined = `
  SELECT un.insider, (SELECT name FROM names n WHERE n.u = un.u
      ORDER BY n.known_from DESC LIMIT 1) AS insider_name,
    s.cik, s.name, s.symbol, x.position_id, i.*, w.text
  FROM units un CROSS JOIN positions x ON ${isOf('x.p', 'un.u')}
  CROSS JOIN intervals i ON i.p = x.p AND i.known_to = '~' AND i.effective_from = (
    SELECT j.effective_from FROM intervals j WHERE j.p = x.p AND j.effective_from <= '${asOf}'
      AND j.known_to = '~' ORDER BY j.effective_from DESC LIMIT 1)
  CROSS JOIN wordings w ON w.w = ${wordingAt('i.p', 'i.w')}
  CROSS JOIN issuers s ON s.u = un.u AND s.issuer = x.issuer AND s.known_from = (
    SELECT max(known_from) FROM issuers t WHERE t.u = un.u AND t.issuer = x.issuer)
  WHERE un.quarantine IS NULL AND un.joined_into IS NULL ORDER BY un.insider`;
const flat = new Database(':memory:');
flat.exec(`ATTACH '${join(folder, generation)}' AS kept`);
const main = joined.replace(
  /\b(FROM|JOIN) (units|positions|intervals|wordings|issuers|names)\b/g,
  '$1 kept.$2',
);
flat.exec(`CREATE TABLE answers AS ${main}`);
const reading = (from: Driver.Database, sql: string) => {
  const statement = from.prepare(sql);
  return async (): Promise<number> => statement.all().length;
};
/** Without an object a row: the quickest that better-sqlite3 has. */
const readingArrays = (from: Driver.Database, sql: string) => {
  const statement = from.prepare(sql).raw();
  return async (): Promise<number> => statement.all().length;
};

const runs = {
  'answers of the ledger': byLedger,
  'better-sqlite3, one table, arrays': readingArrays(flat, 'SELECT * FROM answers'),
  'better-sqlite3, one table, objects': reading(flat, 'SELECT * FROM answers'),
  'better-sqlite3, the joins, arrays': readingArrays(db, joined),
};
const seconds = new Map<string, number[]>();
const counts = new Map<string, number>();
// In turns, so that whatever else the machine does falls on all of them.
for (let run = 0; run <= Number(values.runs); run++)
  for (const [name, ask] of Object.entries(runs)) {
    const from = performance.now();
    counts.set(name, await ask());
    const taken = (performance.now() - from) / 1000;
    noteLoad();
    // The first warms up.
    if (run > 0) seconds.set(name, [...(seconds.get(name) ?? []), taken]);
  }
const rate = (name: string): number => (counts.get(name) ?? 0) / median(seconds.get(name) ?? []);
for (const name of Object.keys(runs))
  process.stdout.write(
    `${name}: ${counts.get(name)} rows, ${Math.round(rate(name)).toLocaleString('en')} rows/s\n`,
  );
const ours = rate('answers of the ledger');
for (const floor of Object.keys(runs).slice(1))
  process.stdout.write(`ratio to ${floor}: ${(ours / rate(floor)).toFixed(2)}\n`);
process.stdout.write(`${loadSeen()}\n`);
await ledger.close();
