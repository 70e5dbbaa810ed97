/** Documents kept as they were read: by the digest of the events, once, whole or found damaged. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../src/event/canonical.js';
import {
  keepSource,
  keptFiles,
  sourcePath,
  unpackedSource,
} from '../../src/filing/kept-sources.js';
import { type Ledger, type LedgerOptions, openLedger } from '../../src/index.js';
import { samples } from '../cli/command.js';
import { temporaryFolder } from '../cli/folders.js';
import { right } from '../readmodel/kept.js';

const manifest = join(samples, 'manifest.csv');
let folder = '';
let file = '';
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, 'ledger.db');
});

const using = async <A>(
  use: (ledger: Ledger) => Promise<A>,
  options: LedgerOptions = {},
): Promise<A> => {
  const ledger = await right(openLedger(`sqlite:${file}`, options));
  try {
    return await use(ledger);
  } finally {
    await ledger.close();
  }
};

const importing = (
  keepSources: boolean | string = true,
  paths: ReadonlyArray<string> = [samples],
) => using((ledger) => right(ledger.import(paths, { manifest, keepSources })));
const verified = (options: LedgerOptions = {}) =>
  using((ledger) => right(ledger.verify()), options);
const kept = (): ReadonlyArray<{ path: string; digest: string | null }> => [
  ...keptFiles(`${file}.sources`),
];

const documents = readdirSync(samples)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => readFileSync(join(samples, name)));

describe('kept sources', () => {
  it('are the documents’ bytes, under the digest that the events hold', async () => {
    await importing();
    expect(kept().map(({ digest }) => digest)).toEqual(documents.map(sha256Hex).sort());
    for (const { path, digest } of kept())
      expect(sha256Hex(gunzipSync(readFileSync(path)))).toBe(digest);
    expect(await verified()).toMatchObject({
      ok: true,
      sources: { documents: documents.length, kept: documents.length, others: 0 },
    });
  });

  it('are not kept unless asked for, and can be kept by importing again', async () => {
    await importing(false);
    expect(existsSync(`${file}.sources`)).toBe(false);
    expect((await verified()).sources).toBeUndefined();
    expect(await importing()).toMatchObject({ recorded: 0 });
    expect((await verified()).sources).toMatchObject({ kept: documents.length });
  });

  it('are kept once, and are no documents to import', async () => {
    await importing();
    const before = kept().map(({ path }) => readFileSync(path));
    const report = await importing(true, [samples, folder]);
    expect(report.rejected.filter(({ path }) => path.includes('.sources'))).toEqual([]);
    expect(kept().map(({ path }) => readFileSync(path))).toEqual(before);
  });

  it('are whole where two keep them at once, and nothing half written stays', async () => {
    await Promise.all([importing(), importing()]);
    expect(kept()).toHaveLength(documents.length);
    for (const { path } of kept())
      expect(readdirSync(join(path, '..')).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(await verified()).toMatchObject({ ok: true });
  });

  it('may be in a folder that is named', async () => {
    const elsewhere = join(folder, 'documents');
    await importing(elsewhere);
    expect((await verified()).sources).toBeUndefined();
    expect(await verified({ sources: elsewhere })).toMatchObject({
      ok: true,
      sources: { folder: elsewhere, kept: documents.length },
    });
  });

  it('are refused a folder that holds other things', async () => {
    const asked = await using((ledger) => ledger.import([samples], { keepSources: samples })());
    expect(asked).toMatchObject({
      left: { code: 'INVALID_ARGUMENT', message: expect.stringContaining('holds other things') },
    });
  });

  it('that cannot be written end the import before anything of the document is recorded', async () => {
    mkdirSync(`${file}.sources`);
    for (const document of documents)
      writeFileSync(join(`${file}.sources`, sha256Hex(document).slice(0, 2)), 'in the way');
    const asked = await using((ledger) =>
      ledger.import([samples], { manifest, keepSources: true })(),
    );
    expect(asked).toMatchObject({
      left: { code: 'MACHINE_REFUSES', message: expect.stringContaining('it was not recorded') },
    });
    rmSync(`${file}.sources`, { recursive: true });
    expect((await verified()).events).toBe(0);
  });

  it('that are damaged, misnamed or of nobody are told of by verify', async () => {
    await importing();
    const [first, second] = kept().map(({ path }) => path);
    const bytes = readFileSync(first ?? '');
    bytes[bytes.length - 9] = (bytes.at(-9) ?? 0) ^ 0x80;
    writeFileSync(first ?? '', bytes);
    copyFileSync(second ?? '', join(second ?? '', '..', 'copy.gz'));
    keepSource(`${file}.sources`, sha256Hex('of nobody'), Buffer.from('of nobody'));
    const answer = await verified();
    expect(answer).toMatchObject({
      ok: false,
      sources: { documents: documents.length, kept: documents.length - 1, others: 1 },
    });
    expect(answer.problems).toHaveLength(2);
    for (const { code } of answer.problems) expect(code).toBe('SOURCE_DAMAGED');
    expect(answer.problems.map(({ message }) => message).join()).toContain(first);
    await importing();
    expect((await verified()).sources).toMatchObject({ kept: documents.length });
  });

  it('tell of every bit that is flipped in them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(), (document, at) => {
        const shelf = temporaryFolder();
        const digest = sha256Hex(document);
        keepSource(shelf, digest, document);
        const bytes = readFileSync(sourcePath(shelf, digest));
        expect(unpackedSource(bytes, digest)).toEqual({ bytes: Buffer.from(document) });
        const bit = at % (bytes.length * 8);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(unpackedSource(bytes, digest)).toHaveProperty('wrong');
      }),
      { numRuns: 100 },
    );
  });
});
