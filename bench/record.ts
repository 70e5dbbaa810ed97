/**
 * Filings recorded durably a second, against better-sqlite3 alone inserting the same bytes in
 * commits of the same size. Filings are read beforehand: reading has a bench of its own.
 *
 *   npx tsx bench/record.ts [--filings 4000] [--rounds 5] [--from FOLDER]
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import type { CompleteFiling } from '../src/event/identity.js';
import { completeFiling } from '../src/filing/envelope.js';
import { accessionNumber } from '../src/filing/model.js';
import { readFiling } from '../src/filing/read.js';
import { streamCache } from '../src/journal/streams.js';
import { recorder } from '../src/ledger/record/recorder.js';
import { Database } from '../src/store/sqlite/driver.js';
import { sqliteStore } from '../src/store/sqlite.js';
import { written } from '../test/written.js';
import { inTurn, loadSeen, medianOfRounds, type Took, took } from './measure.js';

const { values } = parseArgs({
  options: {
    filings: { type: 'string', default: '4000' },
    rounds: { type: 'string', default: '5' },
    from: { type: 'string', default: 'test/fixtures/filings' },
  },
});
const count = Number(values.filings);
const rounds = Number(values.rounds);
/** As an import has them. */
const inFlight = 1_024;

const documents = readdirSync(values.from)
  .filter((name) => name.endsWith('.xml'))
  .flatMap((name) => {
    const reading = readFiling(readFileSync(join(values.from, name)));
    return E.isRight(reading) ? [completeFiling(reading.right, null).filing as CompleteFiling] : [];
  });

/** Distinct filings of distinct insiders, about ten filings each. */
const filings = Array.from({ length: count }, (_, i): CompleteFiling => {
  const document = documents[i % documents.length] as CompleteFiling;
  const insider = String(1_000_000 + Math.floor(i / 10)).padStart(10, '0');
  return {
    ...document,
    accession: written(accessionNumber, `${insider}-24-${String(i % 1_000_000).padStart(6, '0')}`),
    owners: document.owners.slice(0, 1).map((o) => ({ ...o, cik: insider })),
  };
});

const folder = mkdtempSync(join(tmpdir(), 'record-'));

const ledgerPath = (round: number): string => join(folder, `ledger-${round}.db`);

const viaLedger = async (path: string): Promise<void> => {
  const opened = await sqliteStore(path)();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  const { record } = recorder(opened.right, streamCache(opened.right), () => new Date(), 'bench');
  const under: Array<Promise<unknown>> = [];
  for (const filing of filings) {
    under.push(record(filing));
    if (under.length >= inFlight) await under.shift();
  }
  await Promise.all(under);
  await opened.right.close();
};

interface Bytes {
  readonly id: Buffer;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly sid: number;
  readonly revision: number;
}

const rowsOf = (path: string): ReadonlyArray<Bytes> => {
  const source = new Database(path, { readonly: true });
  const rows = source
    .prepare('select sid, revision, id, type, data, metadata from events order by position')
    .all() as ReadonlyArray<Bytes>;
  source.close();
  return rows;
};

const alone = (rows: ReadonlyArray<Bytes>, round: number): void => {
  const db = new Database(join(folder, `alone-${round}.db`));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(
    'create table events (position integer primary key autoincrement, sid, revision, id blob, type, data, metadata, unique (sid, revision))',
  );
  const insert = db.prepare(
    'insert into events (sid, revision, id, type, data, metadata) values (?, ?, ?, ?, ?, ?)',
  );
  const perFiling = rows.length / count;
  const perCommit = Math.round(perFiling * inFlight);
  for (let i = 0; i < rows.length; i += perCommit) {
    db.transaction(() => {
      for (const r of rows.slice(i, i + perCommit))
        insert.run(r.sid, r.revision, r.id, r.type, r.data, r.metadata);
    })();
  }
  db.close();
};

const first = join(folder, 'first.db');
await viaLedger(first);
const rows = rowsOf(first);
const figures = await inTurn(
  { rounds },
  {
    ours: (round) => took(() => viaLedger(ledgerPath(round))),
    floor: (round) => took(() => alone(rows, round)),
  },
);
rmSync(folder, { recursive: true });
const rateOf = ({ ms, cpuMs }: Took): string =>
  `${((count * 1000) / ms).toFixed(0)} filings/s, ${((cpuMs * 1000) / count).toFixed(0)} µs of processor a filing`;
const ratio = medianOfRounds(figures, ({ ours, floor }) => floor.ms / ours.ms);
const cpuRatio = medianOfRounds(figures, ({ ours, floor }) => floor.cpuMs / ours.cpuMs);
process.stdout.write(
  `${count} filings of ${documents.length} documents, ${inFlight} in flight, medians of ${rounds} after a warm-up, ${loadSeen()}\n` +
    `recorded  ${rateOf(figures.ours)}\nalone     ${rateOf(figures.floor)}\n` +
    `ratio     ${ratio.toFixed(2)}, of processor ${cpuRatio.toFixed(2)}\n`,
);
