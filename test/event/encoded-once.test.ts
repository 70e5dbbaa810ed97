/** What is written in one pass is, to the letter, what encoding and writing down would give. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { market } from '../../bench/market/market.js';
import { recordingsOf } from '../../src/event/from-filing.js';
import type { CompleteFiling } from '../../src/event/identity.js';
import { Decimal } from '../../src/filing/decimal.js';
import { completeFiling } from '../../src/filing/envelope.js';
import { readFiling } from '../../src/filing/read.js';
import { readDataSet } from '../../src/filing/readers/data-set.js';
import { shared } from '../cli/command.js';
import { times, tried } from '../times.js';
import { script } from '../worlds/script.js';
import { worldOf } from '../worlds/world.js';
import { encodedRecordings } from './encoded-recordings.js';

const inOnePass = (filing: CompleteFiling) => {
  const made = recordingsOf(filing);
  return E.isLeft(made)
    ? made.left
    : made.right.map(({ insider, contentDigest, events }) => ({
        insider,
        contentDigest,
        events: events.map(({ type, dataText }) => [type, dataText]),
      }));
};

const agree = (filing: CompleteFiling): void =>
  expect(inOnePass(filing)).toEqual(encodedRecordings(filing));

const completed = (bytes: Buffer): ReadonlyArray<CompleteFiling> => {
  const read = readFiling(bytes);
  if (E.isLeft(read)) return [];
  const { filing } = completeFiling(read.right, null);
  return filing.accession === null || filing.filedOn === null ? [] : [filing as CompleteFiling];
};

const oddTexts = ['', '"\\\n\u2028\ud800é', '"raw":', '2024-02-30', '2024-03-05T16:30:00-05:00'];
const longTexts = [8, 20, 200, 500, 1_000, 4_000, 50_000].flatMap((n) => [n, n + 1]);
const oddDecimals = ['-5', '-0', '0.05', '1e-38', '1e-39', '9e39', '9e40', '25.50', 'NaN'];

/** Another value of its kind, which may be over a limit of it. */
const oddly = (value: unknown, by: number): unknown => {
  if (value instanceof Decimal) return new Decimal(oddDecimals[by % oddDecimals.length] as string);
  if (typeof value === 'number') return [0, -1, 1.5, 2_000, 2_001, Number.NaN][by % 6];
  if (typeof value === 'boolean') return null;
  if (Array.isArray(value))
    return value.length === 0 ? value : Array(by % 2 === 0 ? 99 : 101).fill(value[0]);
  if (typeof value !== 'string') return value;
  const long = longTexts[by % longTexts.length] as number;
  return by % 2 === 0 ? oddTexts[by % oddTexts.length] : 'é'.repeat(long);
};

/** Changes a value somewhere inside, or the whole; a box may be given what its filer wrote. */
const changed = (value: unknown, path: ReadonlyArray<number>, by: number): unknown => {
  const [at, ...rest] = path;
  if (at === undefined || typeof value !== 'object' || value === null || value instanceof Decimal)
    return oddly(value, by);
  if (Array.isArray(value))
    return value.length === 0 || rest.length === 0
      ? oddly(value, by)
      : value.with(at % value.length, changed(value[at % value.length], rest, by));
  if ('footnotes' in value && 'raw' in value && by % 3 === 0)
    return by % 2 === 0
      ? { ...value, raw: 'x'.repeat(by % 4 === 0 ? 5 : 4_001) }
      : { ...value, footnotes: Array(by % 4 === 1 ? 99 : 100).fill('F1') };
  const keys = Object.keys(value);
  const key = keys[at % keys.length] ?? '';
  return { ...value, [key]: changed(Reflect.get(value, key), rest, by) };
};

describe('the events of a filing, written in one pass', () => {
  it('are as its codecs encode them, whatever was filed', () => {
    fc.assert(
      fc.property(script, (one) => {
        for (const { filing } of worldOf(one).filed) agree(filing);
      }),
      tried(60),
    );
  });

  it('are refused in the same words, where they could not be read again', () => {
    const changes = fc.array(
      fc.tuple(fc.array(fc.nat(60), { minLength: 1, maxLength: 6 }), fc.nat(1_000)),
      { minLength: 1, maxLength: 3 },
    );
    let refused = 0;
    fc.assert(
      fc.property(script, fc.array(changes, { minLength: 5, maxLength: 20 }), (one, many) => {
        const filed = worldOf(one).filed;
        for (const [i, all] of many.entries()) {
          const { filing } = filed[i % filed.length] ?? {};
          if (filing === undefined) continue;
          const odd = all.reduce<unknown>((f, [path, by]) => changed(f, path, by), filing);
          agree(odd as CompleteFiling);
          if (E.isLeft(recordingsOf(odd as CompleteFiling))) refused += 1;
        }
      }),
      tried(100),
    );
    expect(refused).toBeGreaterThan(20);
  });

  it('are as encoded of a generated market', () => {
    for (const { text } of market({ seed: 5, filings: 200 * times }))
      for (const filing of completed(Buffer.from(text))) agree(filing);
  });

  it('are as encoded of a data set, whose rows have no order', async () => {
    const path = join(import.meta.dirname, '../fixtures/data-set');
    const files = readdirSync(path)
      .filter((name) => name.endsWith('.tsv'))
      .map((name) => join(path, name));
    let read = 0;
    for await (const item of readDataSet({ path, files })) {
      if (item.kind !== 'reading') continue;
      const filing = item.reading.filing as CompleteFiling;
      agree(filing);
      agree({ ...filing, rows: [...filing.rows].reverse() });
      read += 1;
    }
    expect(read).toBeGreaterThan(0);
  });

  it('are none of a filing that nobody reports, which is refused before', () => {
    const text = [...market({ seed: 5, filings: 30 })].map((filed) => filed.text);
    const filing = text.flatMap((t) => completed(Buffer.from(t))).find((f) => f.rows.length > 0);
    if (filing === undefined) throw new Error('none has rows');
    expect(recordingsOf({ ...filing, owners: [] })).toEqual(E.right([]));
  });

  it.skipIf(shared === undefined)(
    'are as encoded of every real filing at hand',
    () => {
      const filesUnder = (at: string): ReadonlyArray<string> =>
        statSync(at).isDirectory()
          ? readdirSync(at).flatMap((name) => filesUnder(join(at, name)))
          : [at];
      const documents = ['data/filings', 'data/officers', 'data/odd-filings', 'seeds']
        .flatMap((folder) => filesUnder(join(shared ?? '', folder)))
        .filter((file) => /\.(xml|txt|html?)$/.test(file));
      let read = 0;
      for (const [i, file] of documents.entries()) {
        // A part of them each time, all of them with TEST_TIMES.
        if (i % Math.max(1, Math.round(8 / times)) !== 0) continue;
        for (const filing of completed(readFileSync(file))) {
          agree(filing);
          read += 1;
        }
      }
      expect(read).toBeGreaterThan(10);
    },
    120_000 * times,
  );
});
