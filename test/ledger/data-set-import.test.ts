import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerError } from '../../src/answer/error.js';
import type { Filing } from '../../src/filing/model.js';
import { readDataSet } from '../../src/filing/readers/data-set.js';
import { openLedger } from '../../src/index.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { writeFolder, zipOf } from '../filing/data-set-writer.js';
import { printOwnershipXml } from '../filing/ownership-writer.js';

const fixture = join(import.meta.dirname, '../fixtures/data-set');
const ada = '0009991001';
const purchase = '0009990001-24-000002';

const right = <A>(either: E.Either<LedgerError, A>): A => {
  if (E.isLeft(either)) throw new Error(either.left.message);
  return either.right;
};

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'insider-ledger-test-'));
});
afterAll(() => rmSync(home, { recursive: true }));

let now = Date.parse('2026-01-01T00:00:00Z');
const tick = (): Date => {
  now += 1_000;
  return new Date(now);
};
const open = async (): Promise<Ledger> => right(await openLedger('memory:', { clock: tick })());

const fixtureFilings = async (): Promise<ReadonlyArray<Filing>> => {
  const files = readdirSync(fixture)
    .filter((n) => n.endsWith('.tsv'))
    .map((n) => join(fixture, n));
  const filings: Array<Filing> = [];
  for await (const item of readDataSet({ path: fixture, files }))
    if (item.kind === 'reading') filings.push(item.reading.filing);
  return filings;
};

/** The document of a filing of the fixture, as EDGAR would serve it, and its manifest. */
const documentOf = async (
  accession: string,
  change: (xml: string) => string,
): Promise<{ readonly xml: string; readonly manifest: string }> => {
  const filing = (await fixtureFilings()).find((f) => f.accession === accession);
  if (filing === undefined) throw new Error(`no ${accession} in the fixture`);
  const folder = mkdtempSync(join(home, 'document-'));
  const xml = join(folder, 'form.xml');
  writeFileSync(xml, change(printOwnershipXml({ ...filing, schemaVersion: 'X0508' })));
  const manifest = join(folder, 'manifest.csv');
  writeFileSync(manifest, `path,accession,filedOn\nform.xml,${accession},${filing.filedOn}\n`);
  return { xml, manifest };
};

const rowsOf = async (ledger: Ledger, recordedBy?: string): Promise<ReadonlyArray<string>> => {
  const { transactions } = right(
    await ledger.transactions({
      insider: ada,
      ...(recordedBy === undefined ? {} : { recordedBy }),
    })(),
  );
  return transactions.flatMap((t) => t.versions.map((v) => v.row)).sort();
};

describe('importing a data set', () => {
  it('tells in which box of which row another reading of it differs', async () => {
    const ledger = await open();
    right(await ledger.import([fixture])());
    const other = mkdtempSync(join(home, 'other-'));
    cpSync(fixture, other, { recursive: true });
    const holdings = join(other, 'NONDERIV_HOLDING.tsv');
    writeFileSync(holdings, readFileSync(holdings, 'utf8').replace('By Trust', 'By A Fund'));
    const { rejected } = right(await ledger.import([other])());
    expect(rejected.filter((r) => r.code === 'DIFFERENT_CONTENT')).toMatchObject([
      {
        message: expect.stringContaining(
          '(I~700102 as I~700102: nature.value: recorded By Trust, got By A Fund)',
        ),
      },
    ]);
  });

  it('records its filings once, from a folder or from a zip archive', async () => {
    const ledger = await open();
    const first = right(await ledger.import([fixture])());
    // The fixture's README is no table and no filing, and says so.
    expect(first.rejected.map((r) => r.path)).toEqual([join(fixture, 'README.md')]);
    expect(first).toMatchObject({ files: 9, filings: 12, recorded: 12, alreadyRecorded: 0 });
    expect(first.streams).toBe(4);
    const zip = join(writeFolder(mkdtempSync(join(home, 'zip-')), {}), '2024q3_form345.zip');
    const tables = readdirSync(fixture).filter((n) => n.endsWith('.tsv'));
    writeFileSync(
      zip,
      zipOf(Object.fromEntries(tables.map((n) => [n, readFileSync(join(fixture, n))]))),
    );
    const again = right(await ledger.import([zip])());
    expect(again).toMatchObject({ files: 1, filings: 12, recorded: 0, alreadyRecorded: 12 });
    expect(again.rejected).toEqual([]);
    const verified = right(await ledger.verify()());
    expect(verified.problems).toEqual([]);
  });

  it('answers from it, amendments included', async () => {
    const ledger = await open();
    right(await ledger.import([fixture])());
    const { positions } = right(await ledger.holdings({ insider: ada, asOf: '2024-09-30' })());
    const common = positions.find((p) => p.kind === 'share' && p.ownership.form === 'D');
    expect(common?.quantity).toBe('1550');
    const options = positions.find((p) => p.kind === 'derivative');
    expect(options?.quantity).toBe('300');
  });

  it('does not take one with a table missing, unless in part', async () => {
    const folder = mkdtempSync(join(home, 'part-'));
    cpSync(fixture, folder, { recursive: true });
    rmSync(join(folder, 'README.md'));
    rmSync(join(folder, 'FOOTNOTES.tsv'));
    const ledger = await open();
    const refused = right(await ledger.import([folder])());
    expect(refused).toMatchObject({ filings: 0, recorded: 0 });
    expect(refused.rejected).toMatchObject([{ path: folder, code: 'INCOMPLETE_DATA_SET' }]);
    expect(refused.rejected[0]?.message).toMatch(/--partial loads the rest\.$/);
    const partial = right(await ledger.import([folder], { partial: true })());
    expect(partial).toMatchObject({ filings: 12, recorded: 12, rejected: [] });
    expect(partial.warnings.map((w) => w.message)).toEqual([
      expect.stringContaining('FOOTNOTES is missing'),
    ]);
  });

  it('records no filing whose insider nobody knows', async () => {
    const folder = mkdtempSync(join(home, 'ownerless-'));
    cpSync(fixture, folder, { recursive: true });
    rmSync(join(folder, 'README.md'));
    rmSync(join(folder, 'REPORTINGOWNER.tsv'));
    const ledger = await open();
    const report = right(await ledger.import([folder], { partial: true })());
    expect(report).toMatchObject({ filings: 12, recorded: 0, events: 0 });
    expect(report.rejected).toMatchObject([{ path: folder, code: 'INCOMPLETE_DATA_SET' }]);
    expect(report.rejected[0]?.message).toMatch(/^12 filings name no reporting owner/);
  });
});

describe('a document and the data set of one accession', () => {
  const dataSetRow = `${purchase}/I~700104`;
  const documentRow = `${purchase}/I.1`;

  it('the document becomes the record when it comes, and the difference is told', async () => {
    const ledger = await open();
    right(await ledger.import([fixture])());
    const before = new Date(now).toISOString();
    expect(await rowsOf(ledger)).toContain(dataSetRow);
    const { xml, manifest } = await documentOf(purchase, (text) => text.replace('20.25', '20.75'));
    const report = right(await ledger.import([xml], { manifest })());
    expect(report).toMatchObject({ recorded: 1, rejected: [] });
    expect(report.warnings).toMatchObject([{ path: xml, code: 'DATA_SET_REPLACED' }]);
    expect(report.warnings[0]?.message).toContain(
      'price: the data set said 20.25, the document 20.75',
    );
    expect(await rowsOf(ledger)).toContain(documentRow);
    expect(await rowsOf(ledger)).not.toContain(dataSetRow);
    expect(await rowsOf(ledger, before)).toContain(dataSetRow);
    expect(right(await ledger.verify()()).problems).toEqual([]);
    const repeated = right(await ledger.import([xml], { manifest })());
    expect(repeated).toMatchObject({ recorded: 0, alreadyRecorded: 1, warnings: [] });
    expect(right(await ledger.status()()).filings).toBe(12);
  });

  it('says nothing where they agree', async () => {
    const ledger = await open();
    right(await ledger.import([fixture])());
    for (const filing of await fixtureFilings()) {
      const { xml, manifest } = await documentOf(filing.accession ?? '', (text) => text);
      const report = right(await ledger.import([xml], { manifest })());
      expect(report.rejected).toEqual([]);
      expect(report.warnings.filter((w) => w.code === 'DATA_SET_REPLACED')).toEqual([]);
      expect(report.recorded).toBe(1);
    }
    const { positions } = right(await ledger.holdings({ insider: ada, asOf: '2024-09-30' })());
    expect(positions.find((p) => p.kind === 'share' && p.ownership.form === 'D')?.quantity).toBe(
      '1550',
    );
  });

  it('the data set writes nothing when it comes second, and tells where it differs', async () => {
    const ledger = await open();
    const { xml, manifest } = await documentOf(purchase, (text) => text.replace('20.25', '20.75'));
    right(await ledger.import([xml], { manifest })());
    const report = right(await ledger.import([fixture])());
    expect(report).toMatchObject({ recorded: 11, alreadyRecorded: 1 });
    expect(report.warnings).toMatchObject([
      { path: `${fixture}#${purchase}`, code: 'DATA_SET_DIFFERS' },
    ]);
    expect(report.warnings[0]?.message).toContain('the document says 20.75, the data set 20.25');
    expect(await rowsOf(ledger)).not.toContain(dataSetRow);
  });
});
