/** The built command reads many files on threads; one at a time must come to the same. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as E from 'fp-ts/lib/Either.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { market } from '../../bench/market/market.js';
import { type ImportReport, openLedger } from '../../src/index.js';
import { zipOf } from '../filing/data-set-writer.js';
import {
  commandFile,
  insiderLedger,
  insiderLedgerHere,
  json,
  type Ran,
  temporaryFolder,
} from './command.js';

/** More than are read before threads are started. */
const filings = 260;
const dataSet = fileURLToPath(new URL('../fixtures/data-set', import.meta.url));

let folder = '';
let store = '';
let threaded: Ran;
let here: { readonly report: ImportReport; readonly digest: string };
/** Filings by the hundred, and among them what is no filing, tables of a data set, and a zip. */
beforeAll(async () => {
  folder = join(temporaryFolder(), 'filings');
  let n = 0;
  for (const { text } of market({ seed: 23, filings })) {
    const below = join(folder, `part-${Math.floor(n / 70)}`);
    mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `${String(n).padStart(4, '0')}.txt`), text);
    n += 1;
  }
  writeFileSync(join(folder, 'part-2', '0250-note.txt'), 'nothing of the kind');
  writeFileSync(join(folder, 'part-3', '0333-broken.xml'), '<ownershipDocument><');
  mkdirSync(join(folder, 'part-3', 'tables'));
  const tables = readdirSync(dataSet).filter((name) => name.endsWith('.tsv'));
  for (const name of tables) cpSync(join(dataSet, name), join(folder, 'part-3', 'tables', name));
  const entries = tables.map((name) => [name, readFileSync(join(dataSet, name))] as const);
  writeFileSync(join(folder, 'part-1', '0150-quarter.zip'), zipOf(Object.fromEntries(entries)));
  here = await readHere('memory:');
  store = `sqlite:${join(temporaryFolder(), 'threads.db')}`;
  threaded = await insiderLedger(['import', folder, '--format', 'json'], { store });
});

/** Read here, from source, by this thread alone. */
const readHere = async (url: string): Promise<{ report: ImportReport; digest: string }> => {
  const opened = await openLedger(url)();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  const report = await opened.right.import([folder])();
  const verified = await opened.right.verify()();
  await opened.right.close();
  if (E.isLeft(report) || E.isLeft(verified)) throw new Error('the ledger cannot be written');
  return { report: report.right, digest: verified.right.digest };
};

const digestOf = async (store: string): Promise<unknown> => {
  const { ok, digest } = json(
    await insiderLedgerHere(['verify', '--format', 'json'], { store }),
  ) as {
    ok: boolean;
    digest: string;
  };
  return ok ? digest : 'not whole';
};

describe('an import of many files', () => {
  it('gives the report and the log of one that reads them one by one', async () => {
    expect(threaded.code).toBe(1);
    // Which file was which filing is the command's word, beside the report.
    const { accessions, ...report } = json(threaded) as Record<string, unknown>;
    expect(report).toEqual(JSON.parse(JSON.stringify(here.report)));
    const paths = (accessions as ReadonlyArray<{ path: string }>).map(({ path }) => path);
    expect(paths).toHaveLength(here.report.recorded + here.report.alreadyRecorded);
    expect(paths).toEqual([...paths].sort());
    expect(here.report).toMatchObject({ rejected: [{}, {}], recorded: filings + 12 });
    expect(await digestOf(store)).toBe(here.digest);
  });

  it('writes nothing when it is done again', async () => {
    const again = await insiderLedger(['import', folder, '--format', 'json'], { store });
    expect(json(again)).toMatchObject({
      recorded: 0,
      events: 0,
      alreadyRecorded: filings + 2 * 12,
    });
  });

  it('has the threads beside the command, wherever that is installed', () => {
    expect(readdirSync(dirname(commandFile))).toContain('reading-worker.js');
  });

  it('makes one chain where two run at the same time', async () => {
    const shared = `sqlite:${join(temporaryFolder(), 'two.db')}`;
    const both = await Promise.all(
      [1, 2].map(() => insiderLedger(['import', folder, '--format', 'json'], { store: shared })),
    );
    const events = both.map((ran) => (json(ran) as ImportReport).events);
    expect(events.reduce((sum, n) => sum + n, 0)).toBe(here.report.events);
    expect(await digestOf(shared)).toBe(here.digest);
  });
});
