/**
 * Mutates real documents and holds `readFiling` to its promise: a filing or a typed rejection,
 * never a throw, never over a second, never over 512 MiB.
 *
 *   npx tsx bench/fuzz/read-filings.ts [--seed N] [--count N] [--from DIR]...
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as E from 'fp-ts/lib/Either.js';
import { completeFiling } from '../../src/filing/envelope.js';
import { filing } from '../../src/filing/model.js';
import { readProblemCodes } from '../../src/filing/problem.js';
import { readFiling } from '../../src/filing/read.js';

/** Mutations that repeat feed on each other; the harness must not be what fills the memory. */
const mutatedBytesMax = 1024 * 1024;
const millisecondsMax = 1_000;
const residentMiBMax = 512;
/** Each n-th filing read is also sent through its codec and back. */
const codecEvery = 10;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '10000' },
    from: { type: 'string', multiple: true },
  },
});
const seed = Number(values.seed);
const count = Number(values.count);

/** Mulberry32: small, seedable, good enough to choose places. */
const generator = (start: number) => {
  let state = start >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** The harness copies every document several times over; its garbage is not the reader's. */
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const collectEvery = 50;

let random = generator(seed);
const below = (n: number): number => Math.floor(random() * n);
const pick = <A>(list: ReadonlyArray<A>): A => list[below(list.length)] as A;

const filesUnder = (path: string): ReadonlyArray<string> =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesUnder(join(path, name)))
    : [path];

const folders = values.from ?? ['samples', 'test/fixtures/filings'];
const documents = folders
  .filter((f) => statSync(f, { throwIfNoEntry: false }) !== undefined)
  .flatMap(filesUnder)
  .map((path) => ({ path, bytes: readFileSync(path) }))
  .filter(({ bytes }) => bytes.length > 0 && bytes.length < 1024 * 1024);
if (documents.length === 0) {
  process.stderr.write(`no documents under ${folders.join(', ')}\n`);
  process.exit(2);
}

type Mutation = (bytes: Buffer) => Buffer;

const spanOf = (bytes: Buffer, lengthMax = bytes.length): [number, number] => {
  const from = below(bytes.length + 1);
  return [from, Math.min(bytes.length, from + below(Math.min(lengthMax, bytes.length) + 1))];
};

const spliced = (bytes: Buffer, from: number, to: number, middle: Buffer | string): Buffer =>
  Buffer.concat([bytes.subarray(0, from), Buffer.from(middle), bytes.subarray(to)]);

/** The first match after a place chosen at random, or the first of all. */
const someMatch = (text: string, pattern: RegExp): RegExpExecArray | null => {
  pattern.lastIndex = below(text.length + 1);
  const match = pattern.exec(text);
  if (match !== null) return match;
  pattern.lastIndex = 0;
  return pattern.exec(text);
};

/** Changes one match of a global pattern, in Latin-1 so that all other bytes stay. */
const replaceOne =
  (pattern: RegExp, by: (match: string) => string): Mutation =>
  (bytes) => {
    const match = someMatch(bytes.toString('latin1'), pattern);
    if (match === null) return bytes;
    const changed = Buffer.from(by(match[0]), 'latin1');
    return spliced(bytes, match.index, match.index + match[0].length, changed);
  };

const hostileTexts = [
  ...[
    '&nbsp;',
    '&constructor;',
    '&__proto__;',
    '&#0;',
    '&#xD800;',
    '&',
    'AT&T',
    '&amp',
    '&#999999999;',
  ],
  ...['<!DOCTYPE x [<!ENTITY a "b">]>', '<![CDATA[', ']]>', '<!--', '-->', '<?xml version="1.0"?>'],
  ...[
    '\0',
    '\uFFFE',
    '\u0001',
    '\r',
    '\u2028',
    '<',
    '>',
    '"',
    '<a>',
    '</a>',
    '<value>',
    '</value>',
  ],
  ...['<footnoteId id="F999999"/>', '<footnoteId/>', '<footnote id="F1">', '<XML>', '</XML>'],
  ...[
    '<DOCUMENT>',
    '<TYPE>EX-24\n',
    '<ownershipDocument>',
    '__proto__',
    'constructor',
    '{',
    '}',
    '[]',
  ],
];
const hostileNumbers = [
  ...[
    '-1',
    '+5',
    '1e9',
    'NaN',
    'Infinity',
    '0x1F',
    '1,000',
    '$5',
    '.5',
    '5.',
    '',
    ' ',
    '..',
    '１２',
  ],
  ...[
    '00000012.5000',
    '999999999999.9999',
    '0.00000000000000000001',
    '9'.repeat(39),
    '9'.repeat(5000),
  ],
];
const hostileDays = [
  ...[
    '2024-02-30',
    '0000-00-00',
    '0022-05-01',
    '9999-12-31',
    '2035-01-01',
    '20240101',
    '01/02/2024',
  ],
  ...['2024-07-19-05:00', '2024-07-19Z', '2024-07-19T00:00:00', '-2024-01-01', '', '99999-01-01'],
];

const mutations: Readonly<Record<string, Mutation>> = {
  flipByte: (b) => {
    const out = Buffer.from(b);
    for (let n = 1 + below(8); n > 0; n--) out[below(out.length)] = below(256);
    return out;
  },
  cutSpan: (b) => spliced(b, ...spanOf(b, 2_000), ''),
  truncate: (b) => b.subarray(0, below(b.length)),
  dropHead: (b) => b.subarray(below(b.length)),
  repeatSpan: (b) => {
    const [from, to] = spanOf(b, 4_000);
    return spliced(b, to, to, Buffer.concat(Array(1 + below(20)).fill(b.subarray(from, to))));
  },
  moveSpan: (b) => {
    const [from, to] = spanOf(b, 2_000);
    const rest = spliced(b, from, to, '');
    const at = below(rest.length + 1);
    return spliced(rest, at, at, b.subarray(from, to));
  },
  spliceDocument: (b) => {
    const other = pick(documents).bytes;
    return Buffer.concat([b.subarray(0, below(b.length)), other.subarray(below(other.length))]);
  },
  insertText: (b) => {
    const at = below(b.length + 1);
    return spliced(b, at, at, pick(hostileTexts));
  },
  renameTag: replaceOne(/<\/?[A-Za-z]\w*/g, (m) => `${m}${pick(['x', '1', ':a', '', '-'])}`),
  swapTag: (b) => {
    const text = b.toString('latin1');
    const one = someMatch(text, /<([A-Za-z]\w*)/g)?.[1];
    const two = someMatch(text, /<([A-Za-z]\w*)/g)?.[1];
    if (one === undefined || two === undefined) return b;
    return Buffer.from(text.replaceAll(new RegExp(`(</?)${one}\\b`, 'g'), `$1${two}`), 'latin1');
  },
  dropTag: replaceOne(/<\/?[A-Za-z][^>]*>/g, () => ''),
  addAttribute: replaceOne(
    /<[A-Za-z]\w*/g,
    (m) => `${m} ${pick(['a="b"', 'a=b', 'a', 'id="F9"', '__proto__="x"', 'xmlns="urn:x"'])}`,
  ),
  changeNumber: replaceOne(/\d+(?:\.\d+)?/g, () => pick(hostileNumbers)),
  changeDay: replaceOne(/\d{4}-\d\d-\d\d/g, () => pick(hostileDays)),
  changeValue: replaceOne(
    />[^<>]+</g,
    () => `>${pick([...hostileTexts, ...hostileNumbers, ...hostileDays])}<`,
  ),
  emptyValue: replaceOne(/<value>[^<]*<\/value>/g, () =>
    pick(['<value/>', '', '<value></value>', '<value><value>1</value></value>']),
  ),
  longText: replaceOne(
    />[^<>]+</g,
    () => `>${pick(['x', ' ', '&amp;', 'é']).repeat(below(60_000))}<`,
  ),
  nest: (b) => {
    const [from, to] = spanOf(b, 1_000);
    const depth = 1 + below(pick([5, 40, 5_000]));
    const tag = pick(['a', 'value', 'footnote', 'footnotes', 'nonDerivativeTable']);
    return spliced(
      b,
      from,
      to,
      Buffer.concat([
        Buffer.from(`<${tag}>`.repeat(depth)),
        b.subarray(from, to),
        Buffer.from(`</${tag}>`.repeat(depth)),
      ]),
    );
  },
  manyRows: (b) => {
    const text = b.toString('latin1');
    const row = /<(nonDerivative|derivative)(Transaction|Holding)>[\s\S]*?<\/\1\2>/.exec(text);
    return row === null
      ? b
      : Buffer.from(
          text.replace(row[0], () =>
            row[0].repeat(
              Math.min(below(pick([60, 60, 2_100])), Math.ceil(mutatedBytesMax / row[0].length)),
            ),
          ),
          'latin1',
        );
  },
  changeHeader: replaceOne(/^.*(?:DATE|NUMBER|KEY|TYPE|PERIOD).*$/gm, (m) =>
    pick(['', m.slice(0, below(m.length)), `${m}9`, m.replace(/\d/g, '9'), m.replaceAll(':', '')]),
  ),
  wrapLines: (b) => {
    const width = pick([80, 87, 1023]);
    return Buffer.from(
      b.toString('latin1').replace(new RegExp(`.{${width}}`, 'g'), (m) => `${m}\n`),
      'latin1',
    );
  },
  otherEncoding: (b) =>
    pick<Mutation>([
      (x) => Buffer.from(`\uFEFF${x.toString('utf8')}`, 'utf16le'),
      (x) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), x]),
      (x) => Buffer.from(x.toString('latin1'), 'utf16le'),
      (x) => Buffer.from(x.toString('latin1').replace(/e/g, 'é'), 'latin1'),
      (x) =>
        Buffer.from(x.toString('latin1').replace(/\n/g, pick(['\r\n', '\r', '\n\n'])), 'latin1'),
    ])(b),
  cells: replaceOne(/[|\t]/g, () => pick(['', '||', '\t\t', '|'.repeat(200)])),
};
const names = Object.keys(mutations);

const outcomes = new Map<string, number>();
const known: ReadonlySet<string> = new Set(readProblemCodes);
let slowest = { milliseconds: 0, what: '' };
let peak = { mebibytes: 0, what: '' };
let read = 0;

const fail = (i: number, what: string, detail: unknown): never => {
  process.stderr.write(
    `FAILED seed=${seed} mutation=${i} ${what}: ${detail instanceof Error ? detail.stack : String(detail)}\n` +
      `run: npx tsx bench/fuzz/read-filings.ts --seed ${seed} --count ${i + 1}${folders.map((f) => ` --from ${f}`).join('')}\n`,
  );
  process.exit(1);
};

const checkCodec = (i: number, what: string, value: unknown): void => {
  const wire = JSON.stringify(filing.encode(value as never));
  const back = filing.decode(JSON.parse(wire));
  if (E.isLeft(back)) fail(i, what, 'the filing does not pass its own codec');
  else if (JSON.stringify(filing.encode(back.right)) !== wire)
    fail(i, what, 'the codec changes it');
};

const began = performance.now();
for (let i = 0; i < count; i++) {
  if (i % collectEvery === 0) collectGarbage();
  random = generator((Math.imul(seed, 1_000_003) + i) >>> 0);
  const document = pick(documents);
  let bytes: Buffer = document.bytes;
  const applied: Array<string> = [];
  for (let n = pick([1, 1, 1, 2, 3, 6]); n > 0 && bytes.length > 0; n--) {
    const name = pick(names);
    applied.push(name);
    bytes = (mutations[name] as Mutation)(bytes);
    if (bytes.length > mutatedBytesMax) bytes = bytes.subarray(0, mutatedBytesMax);
  }
  const what = `${document.path} ${applied.join('+')}`;
  const from = performance.now();
  let outcome = '';
  try {
    const result = readFiling(bytes);
    if (E.isRight(result)) {
      outcome = result.right.warnings.length === 0 ? 'read' : 'read with warnings';
      read += 1;
      const { filing: completed } = completeFiling(result.right, null);
      if (completed.accession === null || completed.filedOn === null)
        fail(i, what, 'the envelope is not complete');
      if (read % codecEvery === 0) checkCodec(i, what, completed);
    } else {
      outcome = result.left.code;
      if (!known.has(outcome) || result.left.message === '')
        fail(i, what, JSON.stringify(result.left));
    }
  } catch (thrown) {
    fail(i, what, thrown);
  }
  const milliseconds = performance.now() - from;
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, what };
  if (milliseconds > millisecondsMax) fail(i, what, `took ${milliseconds.toFixed(0)} ms`);
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const highWater = process.resourceUsage().maxRSS / 1024;
  if (highWater > peak.mebibytes) peak = { mebibytes: highWater, what };
  if (highWater > residentMiBMax) fail(i, what, `resident memory ${highWater.toFixed(0)} MiB`);
}
const seconds = (performance.now() - began) / 1000;
const report = {
  seed,
  count,
  documents: documents.length,
  seconds: Number(seconds.toFixed(1)),
  outcomes: Object.fromEntries([...outcomes].sort((a, b) => b[1] - a[1])),
  slowestMilliseconds: Number(slowest.milliseconds.toFixed(1)),
  slowest: slowest.what,
  peakResidentMiB: Math.round(peak.mebibytes),
  largest: peak.what,
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
