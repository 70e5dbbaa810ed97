import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastDay, parseInstant, writtenDay } from '../../src/filing/calendar.js';
import { completeFiling } from '../../src/filing/envelope.js';
import { type ManifestRow, parseManifest, rowOf } from '../../src/filing/manifest.js';
import { accessionNumber, type Filing } from '../../src/filing/model.js';
import { readFiling } from '../../src/filing/read.js';
import {
  dataSetFolders,
  dataSetsIn,
  foundFiles,
  isDataSet,
  putTable,
  readSourceFile,
  type Source,
  type SourceOptions,
} from '../../src/filing/source-files.js';
import { written } from '../written.js';

const bytes = readFileSync(new URL('../fixtures/filings/form4-full.xml', import.meta.url));
const read = readFiling(bytes);
if (E.isLeft(read)) throw new Error(read.left.message);
const plain = read.right;
const withFiling = (change: Partial<Filing>) => ({
  ...plain,
  filing: { ...plain.filing, ...change },
});

const row: ManifestRow = {
  path: 'a.xml',
  accession: written(accessionNumber, '0001234567-26-000001'),
  filedOn: writtenDay('2026-04-06'),
  acceptedAt: parseInstant('2026-04-06T20:00:00Z'),
  issuerCik: '0001234567',
  ownerCiks: ['0007654321', '0007654322'],
};

describe('an envelope', () => {
  it('is derived from the document where nothing else is known', () => {
    const { filing } = completeFiling(plain, null);
    expect(filing.accession).toBe(`doc-${plain.filing.source!.sha256.slice(0, 20)}`);
    expect([filing.filedOn, filing.filedBasis]).toEqual(['2026-04-03', 'signature-date']);
    expect(filing.acceptedAt).toBeNull();
  });

  it('falls back to the deadline where no signature date is plausible', () => {
    const signatures = [{ name: 'x', date: writtenDay('2062-04-03') }];
    const { filing } = completeFiling(withFiling({ signatures }), null);
    expect([filing.filedOn, filing.filedBasis]).toEqual(['2026-04-03', 'deadline']);
    const last = completeFiling(withFiling({ signatures, form: '3', period: lastDay }), null);
    expect(last.filing.filedOn).toBe('9999-12-31');
  });

  it.each(['0000-01-01', '0022-05-01', '9998-12-31', '9999-12-31'])(
    'bears a mistyped period of %s',
    (period) => {
      for (const form of ['3', '4', '5'] as const) {
        const { filing } = completeFiling(
          withFiling({ form, period: writtenDay(period), signatures: [] }),
          null,
        );
        expect(filing.filedOn! >= period && filing.filedOn! <= '9999-12-31').toBe(true);
      }
    },
  );

  it('takes the manifest before the signature', () => {
    const r = completeFiling(plain, row);
    expect(r.filing).toMatchObject({
      accession: row.accession,
      filedOn: writtenDay('2026-04-06'),
      filedBasis: 'manifest',
      acceptedAt: row.acceptedAt,
    });
    expect(r.warnings).toEqual(plain.warnings);
  });

  it('lets the bytes win and says so', () => {
    const stated = withFiling({
      accession: written(accessionNumber, '0009999999-26-000001'),
      filedOn: writtenDay('2026-04-02'),
      filedBasis: 'edgar-header',
    });
    const r = completeFiling(stated, { ...row, ownerCiks: ['0000000001'] });
    expect(r.filing.accession).toBe('0009999999-26-000001');
    expect(r.filing.filedBasis).toBe('edgar-header');
    expect(r.warnings.map((w) => w.message.split(':')[0])).toEqual([
      'accession',
      'filedOn',
      'ownerCiks',
    ]);
  });

  it('gives CIKs to those who have none, only where it is clear to whom', () => {
    const nameless = plain.filing.owners.map((o) => ({ ...o, cik: null }));
    const issuer = { ...plain.filing.issuer, cik: null };
    const r = completeFiling(withFiling({ owners: nameless, issuer }), row);
    expect(r.filing.owners.map((o) => o.cik)).toEqual(row.ownerCiks);
    expect(r.filing.issuer.cik).toBe('0001234567');
    const unclear = completeFiling(withFiling({ owners: nameless }), {
      ...row,
      ownerCiks: ['0007654321'],
    });
    expect(unclear.filing.owners.map((o) => o.cik)).toEqual([null, null]);
    expect(unclear.warnings.map((w) => w.code)).toContain('MANIFEST_OWNERS_UNMATCHED');
  });

  it('counts a JSON filing date without a basis as a manifest date', () => {
    expect(
      completeFiling(withFiling({ filedOn: writtenDay('2026-04-05') }), null).filing.filedBasis,
    ).toBe('manifest');
  });
});

describe('a filing date', () => {
  const codes = (change: Partial<Filing>, filedOn: string) =>
    completeFiling(withFiling(change), {
      ...row,
      filedOn: writtenDay(filedOn),
      acceptedAt: null,
    }).warnings.filter((w) => w.code === 'FILED_BEFORE_EVENT');

  it('before the period or a transaction is told of, and kept', () => {
    const { period } = plain.filing;
    expect(codes({}, period < '2026-04-06' ? '2026-04-06' : period)).toEqual([]);
    const [warning] = codes({}, '2025-04-06');
    expect(warning?.message).toContain('the filing date 2025-04-06 (manifest) is before');
    expect(warning?.message).toContain(`the period of report, ${period}`);
    expect(warning?.message).toContain('the transaction of row I');
    expect(codes({ rows: [] }, '2025-04-06')).toHaveLength(1);
    const { filing } = completeFiling(plain, {
      ...row,
      filedOn: writtenDay('2025-04-06'),
      acceptedAt: null,
    });
    expect(filing.filedOn).toBe('2025-04-06');
  });

  it('that is right does not hide an acceptance before either', () => {
    const accepted = (text: string, ofFile = false) => {
      const acceptedAt = parseInstant(text);
      return completeFiling(withFiling(ofFile ? { acceptedAt } : {}), {
        ...row,
        acceptedAt: ofFile ? null : acceptedAt,
      }).warnings.filter((w) => w.code === 'FILED_BEFORE_EVENT');
    };
    expect(accepted('2026-04-06T20:00:00Z')).toEqual([]);
    for (const ofFile of [false, true]) {
      const [warning, ...more] = accepted('2025-04-07T02:00:00Z', ofFile);
      expect(more).toEqual([]);
      expect(warning?.message).toContain(
        'in Washington 2025-04-06, is before the period of report',
      );
    }
  });
});

describe('a manifest', () => {
  const parsed = (csv: string) => {
    const result = parseManifest(csv);
    if (E.isLeft(result)) throw new Error(result.left.message);
    return result.right;
  };

  it('reads its columns in any order, ignores others, splits owners on ; | , and spaces', () => {
    const manifest = parsed(
      '\uFEFFkind,ownerCiks,path,issuerCik,acceptedAt\nreal,1;2|3 4,sub/a.xml,789,2024-08-22 16:15:30\n,"5, 6",b.xml,,\n',
    );
    expect(manifest.rows[0]).toEqual({
      path: 'sub/a.xml',
      accession: null,
      filedOn: null,
      acceptedAt: '2024-08-22T20:15:30Z',
      issuerCik: '0000000789',
      ownerCiks: ['0000000001', '0000000002', '0000000003', '0000000004'],
    });
    expect(manifest.rows[1]!.ownerCiks).toEqual(['0000000005', '0000000006']);
  });

  describe('has a row for a file', () => {
    const found = (
      csv: string,
      { there = [], names = {} }: { there?: ReadonlyArray<string>; names?: Record<string, number> },
    ) => {
      const row = rowOf(parsed(csv), {
        folder: '/data',
        isThere: (path) => there.includes(path),
        real: (folder) => (folder === '/link' ? '/data' : folder),
        bearersOf: (name) => names[name] ?? 0,
      });
      return (path: string) => row(path)?.path ?? null;
    };

    it('by its path below the folder of the manifest', () => {
      const row = found('path\n2021/form4.xml\n./2022/x/../form4.xml\n/abs/form4.xml\n', {});
      expect(row('/data/2021/form4.xml')).toBe('2021/form4.xml');
      expect(row('/data/2022/form4.xml')).toBe('2022/form4.xml');
      expect(row('/abs/form4.xml')).toBe('/abs/form4.xml');
      expect(row('/data/2023/form4.xml')).toBeNull();
    });

    it('never by its name alone where the row names a folder', () => {
      const row = found('path\n2021/form4.xml\n', { names: { 'form4.xml': 1 } });
      expect(row('/data/2022/form4.xml')).toBeNull();
      expect(row('/data/form4.xml')).toBeNull();
      expect(row('/elsewhere/2021/form4.xml')).toBeNull();
    });

    it('by its name where the row says no more and one file bears it', () => {
      const names = { 'one.xml': 1, 'two.xml': 2, 'there.xml': 1 };
      const row = found('path\none.xml\ntwo.xml\nthere.xml\n', {
        names,
        there: ['/data/there.xml'],
      });
      expect(row('/elsewhere/one.xml')).toBe('one.xml');
      expect(row('/elsewhere/two.xml')).toBeNull();
      expect(row('/elsewhere/there.xml')).toBeNull();
      expect(row('/data/there.xml')).toBe('there.xml');
    });

    it('from the working folder where the folder of the manifest has no such file', () => {
      const here = (path: string) => join(process.cwd(), path);
      const csv = 'path\n2021/form4.xml\n';
      expect(found(csv, {})(here('2021/form4.xml'))).toBe('2021/form4.xml');
      const there = ['/data/2021/form4.xml'];
      expect(found(csv, { there })(here('2021/form4.xml'))).toBeNull();
    });

    it('through a link to the folder of the manifest', () => {
      expect(found('path\na.xml\n', { there: ['/data/a.xml'] })('/link/a.xml')).toBe('a.xml');
    });
  });

  it.each([
    ['accession\n1', 'the first line must name a column "path"'],
    ['path,accession\na.xml,12', 'line 2, accession, expected an accession number, got "12"'],
    ['path,filedOn\na,\nb,2024-02-30', 'line 3, filedOn'],
    ['path,acceptedAt\na,2024-02-20', 'a day alone is no instant'],
    ['path,acceptedAt\na,9999-12-31 19:30:00', 'line 2, acceptedAt'],
    ['path,acceptedAt\na,10000-01-01T00:00:00Z', 'line 2, acceptedAt'],
    ['path,acceptedAt\na,+010000-01-01T00:00:00Z', 'line 2, acceptedAt'],
    ['path,acceptedAt\na,9999-12-31T23:59:59-01:00', 'line 2, acceptedAt'],
    ['path,filedOn\na,10000-01-01', 'line 2, filedOn'],
    ['path,ownerCiks\na,12;x', 'line 2, ownerCiks'],
    ['path\na\na', 'listed twice'],
    ['path,filedOn,filedOn\na,,2024-02-20', 'the column "filedOn" is named twice'],
    ['path,x\na,"b', 'not CSV'],
  ])('says what is wrong with %j', (csv, message) => {
    const result = parseManifest(csv);
    expect(E.isLeft(result) && result.left.message).toContain(message);
  });
});

describe('source files', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'insider-ledger-'));
    mkdirSync(join(folder, 'b'));
    for (const name of [
      'c.xml',
      'b/2.xml',
      'b/1.txt',
      'a.xml',
      '.hidden',
      'store.db',
      'store.db-wal',
    ])
      writeFileSync(join(folder, name), name);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const told = (source: Source): string => {
    if (E.isLeft(source)) return `${source.left.code} ${source.left.path.slice(folder.length + 1)}`;
    return isDataSet(source.right)
      ? `data set ${source.right.path.slice(folder.length + 1)}`
      : `${Buffer.from(source.right.bytes)}`;
  };

  const listed = async (
    paths: ReadonlyArray<string>,
    options: SourceOptions = {},
  ): Promise<ReadonlyArray<string>> => {
    const folders = dataSetFolders();
    const out: Array<string> = [];
    for await (const { path, source } of foundFiles(paths, folders, options)) {
      const read = source === null ? readSourceFile(path, options.bytesMax) : await source();
      if (read === 'table') putTable(folders, path);
      else out.push(told(read));
    }
    for (const { source } of dataSetsIn(folders))
      if (source !== null) out.push(told(await source()));
    return out;
  };

  it('come in order from a folder, without the excluded ones', async () => {
    const exclude = [join(folder, 'store.db')];
    expect(await listed([folder], { exclude })).toEqual(['a.xml', 'b/1.txt', 'b/2.xml', 'c.xml']);
  });

  it('come from globs, once each, and from standard input', async () => {
    async function* stdin() {
      yield Buffer.from('from ');
      yield Buffer.from('stdin');
    }
    const paths = [join(folder, '**/*.xml'), join(folder, 'a.xml'), '-'];
    expect(await listed(paths, { stdin: stdin() })).toEqual([
      'a.xml',
      'b/2.xml',
      'c.xml',
      'from stdin',
    ]);
  });

  it('come once where one path leads to what another names', async () => {
    const paths = [join(folder, 'b'), folder, join(folder, 'b/1.txt'), join(folder, '*.xml')];
    const exclude = [join(folder, 'store.db')];
    expect(await listed(paths, { exclude })).toEqual(['b/1.txt', 'b/2.xml', 'a.xml', 'c.xml']);
  });

  it('come where they are named although walking their folder passes over them', async () => {
    const exclude = [join(folder, 'store.db')];
    const paths = [folder, join(folder, '.hidden')];
    expect(await listed(paths, { exclude })).toEqual([
      'a.xml',
      'b/1.txt',
      'b/2.xml',
      'c.xml',
      '.hidden',
    ]);
  });

  it('are problems where they are absent or too large, and the others still come', async () => {
    const paths = ['none.xml', 'b/2.xml', 'a.xml', '*.nothing'].map((n) => join(folder, n));
    expect(await listed(paths, { bytesMax: 6 })).toEqual([
      'NOT_FOUND none.xml',
      'LIMIT_EXCEEDED b/2.xml',
      'a.xml',
      'NOT_FOUND *.nothing',
    ]);
  });
});
