/**
 * Documents read per second against saxes alone parsing the same bytes, in alternating runs.
 *
 *   npx tsx bench/read.ts [--rounds N] [--from DIR]...
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { SaxesParser } from 'saxes';
import { readFiling } from '../src/filing/read.js';
import { loadSeen, median, noteLoad } from './measure.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    from: { type: 'string', multiple: true },
  },
});
const rounds = Number(values.rounds);
const folders = values.from ?? ['samples', 'test/fixtures/filings'];

const filesUnder = (path: string): ReadonlyArray<string> =>
  statSync(path).isDirectory()
    ? readdirSync(path).flatMap((name) => filesUnder(join(path, name)))
    : [path];

/** Plain ownership XML only, so that both sides read the same bytes. */
const documents = folders
  .filter((f) => statSync(f, { throwIfNoEntry: false }) !== undefined)
  .flatMap(filesUnder)
  .filter((path) => path.endsWith('.xml'))
  .map((path) => readFileSync(path))
  .filter((bytes) => E.isRight(readFiling(bytes)) && bytes.toString('latin1', 0, 5) === '<?xml');
if (documents.length === 0) {
  process.stderr.write(`no ownership XML under ${folders.join(', ')}\n`);
  process.exit(2);
}

const parseBare = (bytes: Buffer): void => {
  new SaxesParser().write(bytes.toString('utf8')).close();
};

/** What any reader must ask of saxes: start tags, end tags and text. */
const parseWithEvents = (bytes: Buffer): number => {
  let seen = 0;
  const parser = new SaxesParser();
  parser.on('opentag', () => {
    seen += 1;
  });
  parser.on('closetag', () => {
    seen += 1;
  });
  parser.on('text', (text) => {
    seen += text.length;
  });
  parser.write(bytes.toString('utf8')).close();
  return seen;
};

const contenders: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
  readFiling,
  'saxes, no handlers': parseBare,
  'saxes, three handlers': parseWithEvents,
};

const minimumMilliseconds = 300;

const perSecond = (run: (bytes: Buffer) => unknown): number => {
  const began = performance.now();
  let done = 0;
  do {
    for (const bytes of documents) run(bytes);
    done += documents.length;
  } while (performance.now() - began < minimumMilliseconds);
  return (done / (performance.now() - began)) * 1000;
};

const runs = new Map(Object.keys(contenders).map((name) => [name, [] as Array<number>]));
for (const run of Object.values(contenders)) perSecond(run);
for (let round = 0; round < rounds; round++, noteLoad())
  for (const [name, run] of Object.entries(contenders)) runs.get(name)?.push(perSecond(run));

const medians = Object.fromEntries([...runs].map(([name, list]) => [name, median(list)]));
const bytes = documents.reduce((sum, d) => sum + d.length, 0);
const ours = medians['readFiling'] ?? 0;
const report = {
  node: process.version,
  documents: documents.length,
  meanBytes: Math.round(bytes / documents.length),
  rounds,
  load: loadSeen(),
  documentsPerSecond: Object.fromEntries(
    Object.entries(medians).map(([name, n]) => [name, Math.round(n)]),
  ),
  ratioToSaxes: Object.fromEntries(
    Object.entries(medians)
      .filter(([name]) => name !== 'readFiling')
      .map(([name, n]) => [name, Number((ours / n).toFixed(3))]),
  ),
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
