/**
 * Reads a generated quarter of the data sets in the worst order of lines, and says how long it
 * took and how much memory it held.
 *
 *   npx tsx bench/data-set.ts [--filings 100000]
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { shapes, type TableName, tableNames } from '../src/filing/readers/data-set/table.js';
import { readDataSet } from '../src/filing/readers/data-set.js';

const { values } = parseArgs({ options: { filings: { type: 'string', default: '100000' } } });
const filings = Number(values.filings);
const rowsOf: { readonly [T in TableName]: number } = {
  SUBMISSION: 1,
  REPORTINGOWNER: 1,
  NONDERIV_TRANS: 1,
  NONDERIV_HOLDING: 1,
  DERIV_TRANS: 0,
  DERIV_HOLDING: 0,
  FOOTNOTES: 2,
  OWNER_SIGNATURE: 1,
};

/** Steps through all numbers below `filings` in an order that looks like none. */
const scattered = (i: number): number => Number((BigInt(i) * 7_368_787n) % BigInt(filings));

const cellOf = (column: string, filing: number, n: number): string => {
  if (column === 'ACCESSION_NUMBER') return `0001234567-24-${String(filing).padStart(6, '0')}`;
  if (column.endsWith('_SK')) return String(filing * 4 + n);
  if (column === 'DOCUMENT_TYPE') return '4';
  if (column.endsWith('CIK')) return String(1_000_000 + (filing % 9_973));
  if (column === 'FOOTNOTE_ID') return `F${n + 1}`;
  if (column === 'FOOTNOTE_TXT') return 'Sold under a plan in several trades. '.repeat(9);
  if (column === 'FILING_DATE' || column === 'PERIOD_OF_REPORT' || column === 'TRANS_DATE')
    return '27-SEP-2024';
  if (column === 'TRANS_CODE') return 'S';
  if (column === 'TRANS_ACQUIRED_DISP_CD' || column === 'DIRECT_INDIRECT_OWNERSHIP') return 'D';
  if (column === 'TRANS_SHARES' || column === 'SHRS_OWND_FOLWNG_TRANS') return `${filing}.0`;
  if (column === 'SECURITY_TITLE' || column.endsWith('NAME')) return 'Common Stock';
  return '';
};

const write = async (folder: string, table: TableName): Promise<string> => {
  const { needed, known } = shapes[table];
  const columns = ['ACCESSION_NUMBER', ...needed, ...known];
  const path = join(folder, `${table}.tsv`);
  const out = createWriteStream(path);
  out.write(`${columns.join('\t')}\n`);
  for (let n = 0; n < rowsOf[table]; n++)
    for (let i = 0; i < filings; i++) {
      const filing = scattered(i + n * 13);
      const line = columns.map((column) => cellOf(column, filing, n)).join('\t');
      if (!out.write(`${line}\n`)) await once(out, 'drain');
    }
  out.end();
  await finished(out);
  return path;
};

const main = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'insider-ledger-bench-'));
  try {
    const files: Array<string> = [];
    let bytes = 0;
    for (const table of tableNames) {
      const path = await write(folder, table);
      files.push(path);
      bytes += (await stat(path)).size;
    }
    const before = process.memoryUsage().rss;
    let peak = before;
    let read = 0;
    let rows = 0;
    let problems = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20);
    const started = performance.now();
    for await (const item of readDataSet({ path: folder, files }))
      if (item.kind === 'reading') {
        read += 1;
        rows += item.reading.filing.rows.length;
      } else problems += 1;
    const seconds = (performance.now() - started) / 1_000;
    clearInterval(watch);
    peak = Math.max(peak, process.memoryUsage().rss);
    const mib = (n: number): string => `${(n / 2 ** 20).toFixed(0)} MiB`;
    console.log(
      `${read} filings, ${rows} rows, ${problems} problems, ${mib(bytes)} of tables: ${seconds.toFixed(1)} s, ` +
        `${Math.round(read / seconds)} filings/s, memory ${mib(before)} before, ${mib(peak)} at most`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
};

await main();
