/**
 * The same rows in DuckDB, as a table of flat transaction rows and the queries that its user would
 * write: the last stated balance of each account among what was filed by a day. Ours beside it, in
 * the same run. What the two answer is not the same: DuckDB's query takes each statement as it is
 * made, ours links amendments, tells lots apart and checks what is stated; how many rows each
 * answers with is printed, so that one sees how far apart they are.
 *
 * DuckDB takes in a CSV file of the rows, made beforehand; ours reads the documents, records them
 * and rebuilds the read model. Both ask from one process each question several times.
 *
 *   npm run build && npx tsx bench/peers/duckdb.ts [--filings 5000] [--rounds 5] [--seed 1]
 *     [--as-of 2020-06-30] [--known-by 2021-01-31]
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance, version as duckDbVersion } from '@duckdb/node-api';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Filing } from '../../src/filing/model.js';
import { readFiling } from '../../src/filing/read.js';
import type * as library from '../../src/index.js';
import { market } from '../market/market.js';
import { inTurn, loadSeen, medianOfRounds, type Took, took } from '../measure.js';

const { values } = parseArgs({
  options: {
    filings: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    'as-of': { type: 'string', default: '2020-06-30' },
    'known-by': { type: 'string', default: '2021-01-31' },
  },
});
const rounds = Number(values.rounds);
const [asOf, knownBy] = [values['as-of'], values['known-by']];

const folder = mkdtempSync(join(tmpdir(), 'bench-duckdb-'));
const dist = join(import.meta.dirname, '../../dist/src');
const documents = join(folder, 'filings');
const csvPath = join(folder, 'rows.csv');

const right = async <A>(asked: TaskEither<{ readonly message: string }, A>): Promise<A> => {
  const answer = await asked();
  if (E.isLeft(answer)) throw new Error(answer.left.message);
  return answer.right;
};

// ---- the rows ----------------------------------------------------------------------------------

const columns = {
  accession: 'VARCHAR',
  n: 'INTEGER',
  filed_on: 'DATE',
  insider: 'VARCHAR',
  issuer: 'VARCHAR',
  kind: 'VARCHAR',
  security: 'VARCHAR',
  terms: 'VARCHAR',
  held: 'VARCHAR',
  dated: 'DATE',
  code: 'VARCHAR',
  acquired_disposed: 'VARCHAR',
  shares: 'DECIMAL(28, 6)',
  following: 'DECIMAL(28, 6)',
} as const;

const cell = (value: string | null): string =>
  value === null ? '' : `"${value.replaceAll('"', '""')}"`;

const termsOf = ({ terms }: Filing['rows'][number]): string | null =>
  terms === null ? null : `${terms.exercisePrice.value ?? ''} ${terms.expiresOn.value ?? ''}`;

const lineOf = (filing: Filing, cik: string | null, n: number): string => {
  const row = filing.rows[n] as Filing['rows'][number];
  const cells = [
    filing.accession,
    String(n),
    filing.filedOn ?? filing.period,
    cik,
    filing.issuer.cik,
    row.kind,
    row.security.value,
    termsOf(row),
    row.nature.value ?? row.ownership.value,
    row.kind === 'transaction' ? row.transactionDate.value : filing.period,
    row.coding?.code ?? null,
    row.acquiredDisposed.value,
    row.shares.value?.toFixed() ?? null,
    row.sharesFollowing.value?.toFixed() ?? null,
  ];
  return cells.map((value) => cell(value ?? null)).join(',');
};

/** Each row once for each owner, as ours has it in each owner's stream. */
const writeRows = (): { rows: number; insiders: ReadonlyArray<string> } => {
  mkdirSync(documents);
  const lines: Array<string> = [Object.keys(columns).join(',')];
  const insiders = new Set<string>();
  let count = 0;
  for (const { text } of market({ seed: Number(values.seed), filings: Number(values.filings) })) {
    writeFileSync(join(documents, `${String(count++).padStart(7, '0')}.txt`), text);
    const read = readFiling(Buffer.from(text));
    if (E.isLeft(read)) throw new Error(read.left.message);
    const { filing } = read.right;
    for (const { cik } of filing.owners) {
      if (cik !== null) insiders.add(cik);
      for (const n of filing.rows.keys()) lines.push(lineOf(filing, cik, n));
    }
  }
  writeFileSync(csvPath, `${lines.join('\n')}\n`);
  return { rows: lines.length - 1, insiders: [...insiders] };
};

// ---- both sides --------------------------------------------------------------------------------

const bytesIn = (path: string): number =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0)
    : statSync(path).size;

const duckDbTakesIn = async (path: string): Promise<void> => {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const types = Object.entries(columns).map(([name, type]) => `'${name}': '${type}'`);
  await connection.run(
    `CREATE TABLE reported AS SELECT * FROM read_csv('${csvPath}', header = true, columns = {${types.join(', ')}})`,
  );
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
};

const { openLedger } = (await import(join(dist, 'index.js'))) as typeof library;

const weTakeIn = async (path: string): Promise<void> => {
  const ledger = await right(openLedger(`sqlite:${path}`));
  await right(ledger.import([documents]));
  await right(ledger.rebuild({ workers: 2 }));
  await ledger.close();
};

/** What is held: the last stated balance of each account, where it is not nothing. */
const lastStated = (where: string): string => `
  SELECT insider, issuer, kind, security, terms, held,
    arg_max(following, (dated, filed_on, accession, n)) AS quantity, max(dated) AS since
  FROM reported
  WHERE following IS NOT NULL AND dated <= DATE '${asOf}' AND filed_on <= DATE '${knownBy}'${where}
  GROUP BY ALL HAVING quantity > 0 ORDER BY ALL`;

const { rows, insiders } = writeRows();
const file = (name: string): string => join(folder, name);
const ingest = await inTurn(
  { rounds: Math.min(rounds, 2), warmUp: 1 },
  {
    ours: (round) => took(() => weTakeIn(file(`ours-${round}.db`))),
    duckDb: (round) => took(() => duckDbTakesIn(file(`duck-${round}.db`))),
  },
);

const ledger = await right(openLedger(`sqlite:${file('ours-1.db')}`));
const instance = await DuckDBInstance.create(file('duck-1.db'));
const connection = await instance.connect();

const everybody = async (moment: { asOf: string; knownBy: string }): Promise<number> => {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await right(
      ledger.positions({ ...moment, ...(cursor === undefined ? {} : { cursor }) }),
    );
    count += page.positions.length;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return count;
};

const ask = async (where = ''): Promise<number> =>
  (await connection.runAndReadAll(lastStated(where))).getRowsJson().length;

/** The same insiders for both, a hundred a round. */
const asked = insiders.slice(0, 100);
const counts = { ours: 0, duckDb: 0, oursOne: 0, duckDbOne: 0 };
const whole = await inTurn(
  { rounds },
  {
    ours: () =>
      took(async () => {
        counts.ours = await everybody({ asOf, knownBy });
      }),
    duckDb: () =>
      took(async () => {
        counts.duckDb = await ask();
      }),
  },
);
const one = await inTurn(
  { rounds },
  {
    ours: () =>
      took(async () => {
        counts.oursOne = 0;
        for (const insider of asked)
          counts.oursOne += (
            await right(ledger.holdings({ insider, asOf, knownBy }))
          ).positions.length;
      }),
    duckDb: () =>
      took(async () => {
        counts.duckDbOne = 0;
        for (const insider of asked) counts.duckDbOne += await ask(` AND insider = '${insider}'`);
      }),
  },
);
await ledger.close();
connection.closeSync();
instance.closeSync();
const disk = {
  ours: ['ours-1.db', 'ours-1.db.read'].reduce((sum, name) => sum + bytesIn(file(name)), 0),
  duckDb: bytesIn(file('duck-1.db')),
};
rmSync(folder, { recursive: true });

type Sides = { readonly ours: Took; readonly duckDb: Took };
const shown = ({ ms, cpuMs }: Took): string =>
  `${ms.toFixed(1)} ms, ${cpuMs.toFixed(1)} ms of processor`;
const line = (name: string, { ours, duckDb }: Sides, ratio: number, rest: string): string =>
  `${name}\n  ours    ${shown(ours)}\n  DuckDB  ${shown(duckDb)}\n  ratio   ${ratio.toFixed(2)}${rest}\n`;
const ratioOf = (round: Sides): number => round.duckDb.ms / round.ours.ms;

process.stdout.write(
  `${values.filings} filings, ${rows} rows, node ${process.version}, DuckDB ${duckDbVersion()}, medians of ${rounds} after a warm-up, ${loadSeen()}\n` +
    line(
      'taking in (ours: documents read, recorded, read model built; DuckDB: rows of a CSV file)',
      ingest,
      medianOfRounds(ingest, ratioOf),
      '',
    ) +
    `on disk: ours ${(disk.ours / 1e6).toFixed(1)} MB (log and read model), DuckDB ${(disk.duckDb / 1e6).toFixed(1)} MB\n` +
    line(
      `everybody's positions as of ${asOf}, known by ${knownBy}`,
      whole,
      medianOfRounds(whole, ratioOf),
      `; ours ${counts.ours} rows, DuckDB ${counts.duckDb}`,
    ) +
    line(
      `one insider's, ${asked.length} insiders one after the other`,
      one,
      medianOfRounds(one, ratioOf),
      `; ours ${counts.oursOne} rows, DuckDB ${counts.duckDbOne}`,
    ),
);
