/** Which files a manifest's rows are said of, seen from the whole import. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { openLedger } from '../../src/index.js';
import type { ImportReport } from '../../src/ledger/record/import-report.js';
import { temporaryFolder } from '../cli/folders.js';

const form = readFileSync(new URL('../fixtures/filings/form4-full.xml', import.meta.url), 'utf8');
/** The same form of another price: another document. */
const other = form.replace('</remarks>', ' once more</remarks>');

const imported = async (paths: ReadonlyArray<string>, manifest: string): Promise<ImportReport> => {
  const ledger = await openLedger('memory:')();
  if (E.isLeft(ledger)) throw new Error(ledger.left.message);
  const report = await ledger.right.import(paths, { manifest })();
  await ledger.right.close();
  if (E.isLeft(report)) throw new Error(report.left.message);
  return report.right;
};

const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

const codesOf = ({ warnings }: ImportReport): ReadonlyArray<string> =>
  warnings.map((w) => w.code).filter((code) => code.startsWith('MANIFEST'));

describe('a row of a manifest', () => {
  it('of 2021/form4.xml is not said of 2022/form4.xml', async () => {
    const folder = folderWith({
      '2022/form4.xml': form,
      'manifest.csv': 'path,accession\n2021/form4.xml,0001234567-21-000001\n',
    });
    const report = await imported([folder], join(folder, 'manifest.csv'));
    expect(report.recorded).toBe(1);
    expect(codesOf(report)).toEqual(['MANIFEST_ROW_UNUSED']);
  });

  it('that names no folder is said of none of two files of the name', async () => {
    const folder = folderWith({
      'a/form4.xml': form,
      'b/form4.xml': other,
      'manifest.csv': 'path,accession\nform4.xml,0001234567-21-000001\n',
    });
    const report = await imported([folder], join(folder, 'manifest.csv'));
    expect(report.recorded).toBe(2);
    expect(codesOf(report)).toEqual(['MANIFEST_ROW_AMBIGUOUS']);
  });

  it('that names no folder is said of the only file of the name', async () => {
    const folder = folderWith({
      'a/form4.xml': form,
      'manifest.csv': 'path,accession,issuerCik\nform4.xml,0001234567-26-000001,0000000001\n',
    });
    const report = await imported([folder], join(folder, 'manifest.csv'));
    // It disagrees with the file, and so it was looked at.
    expect(codesOf(report)).toEqual(['MANIFEST_DISAGREES']);
  });

  it('is found through a link to its folder', async () => {
    const folder = folderWith({
      'real/form4.xml': form,
      'real/manifest.csv': 'path,issuerCik\nform4.xml,0000000001\n',
    });
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    const report = await imported([join(folder, 'real')], join(folder, 'link', 'manifest.csv'));
    expect(codesOf(report)).toEqual(['MANIFEST_DISAGREES']);
  });
});

describe('one accession number given to documents of two insiders', () => {
  const theirs = other
    .replaceAll('<rptOwnerCik>0007654321', '<rptOwnerCik>0007650001')
    .replaceAll('<rptOwnerCik>0007654322', '<rptOwnerCik>0007650002');
  const twice = 'path,accession\na.xml,0001234567-26-000009\nb.xml,0001234567-26-000009\n';

  it('is recorded of the first, and the second is refused', async () => {
    const folder = folderWith({ 'a.xml': form, 'b.xml': theirs, 'manifest.csv': twice });
    const report = await imported([folder], join(folder, 'manifest.csv'));
    expect(report.recorded).toBe(1);
    expect(report.rejected).toMatchObject([
      { code: 'DIFFERENT_CONTENT', message: expect.stringContaining('0001234567-26-000009') },
    ]);
  });

  it('writes nothing of one of whom only some owners are the same', async () => {
    const half = other.replaceAll('<rptOwnerCik>0007654321', '<rptOwnerCik>0007650001');
    const folder = folderWith({ 'a.xml': form, 'b.xml': half, 'manifest.csv': twice });
    const ledger = await openLedger('memory:')();
    if (E.isLeft(ledger)) throw new Error(ledger.left.message);
    const manifest = join(folder, 'manifest.csv');
    await ledger.right.import([folder], { manifest })();
    const status = await ledger.right.status()();
    expect(E.isRight(status) && status.right.filings).toBe(1);
    const again = await ledger.right.holdings({ insider: '0007650001' })();
    expect(E.isLeft(again) && again.left.code).toBe('NOT_FOUND');
    await ledger.right.close();
  });

  it('is refused in a second import of the same ledger too', async () => {
    const folder = folderWith({
      'a/form.xml': form,
      'a/manifest.csv': 'path,accession\nform.xml,0001234567-26-000009\n',
      'b/form.xml': theirs,
      'b/manifest.csv': 'path,accession\nform.xml,0001234567-26-000009\n',
    });
    const ledger = await openLedger('memory:')();
    if (E.isLeft(ledger)) throw new Error(ledger.left.message);
    const importOf = (name: string) =>
      ledger.right.import([join(folder, name)], { manifest: join(folder, name, 'manifest.csv') })();
    await importOf('a');
    const second = await importOf('b');
    expect(second).toMatchObject({ right: { rejected: [{ code: 'DIFFERENT_CONTENT' }] } });
    await ledger.right.close();
  });
});
