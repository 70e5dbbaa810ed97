/** What strangers write into filings neither moves the cursor nor hides: in no format, by no command. */
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { csvLines } from '../../src/cli/text/csv.js';
import { jsonText } from '../../src/cli/text/json.js';
import { plain } from '../../src/cli/text/plain.js';
import { insiderLedger, insiderLedgerHere, temporaryFolder } from './command.js';

/** ESC and BEL, C1, bidi overrides and isolates, zero-width and other unseen characters. */
const hostile =
  '\u001B[2J\u001B]0;t\u0007\u009B31m\u0000\r\b\u007F\u202E\u2066\u200B\u200D\u2060\uFEFF\u00AD\u061C\u2028\u{E0041}\u3164';
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\u3164\uFEFF\u{E0000}-\u{E007F}]/u;
/** Of CSV the ends of lines are returns as well. */
const forbiddenInCsv = new RegExp(
  forbidden.source.replace('\\u000B-\\u001F', '\\u000B\\u000C\\u000E-\\u001F'),
  'u',
);

const named = (name: string): string => `${name}${hostile}X`;

const filing = (n: number, filedOn: string, row: object, more: object = {}) => ({
  form: '4',
  accession: `0009990900-24-00077${n}`,
  filedOn,
  period: '2024-03-04',
  issuer: { cik: '0009990009', name: named('ASH'), symbol: named('ASH') },
  owners: [
    {
      cik: '0009990301',
      name: named('DOE'),
      relationship: { officer: true, officerTitle: named('CHIEF') },
    },
  ],
  rows: [
    {
      table: 'I',
      position: 1,
      kind: 'transaction',
      security: { value: named('Common'), footnotes: ['F1'] },
      transactionDate: '2024-03-04',
      coding: { form: '4', code: 'P' },
      shares: '1000',
      price: { value: '10.5', footnotes: ['F1'] },
      acquiredDisposed: 'A',
      ownership: 'I',
      nature: { value: named('By Trust'), footnotes: ['F1'] },
      ...row,
    },
  ],
  footnotes: [{ id: 'F1', text: named('a note') }],
  remarks: named('remark'),
  signatures: [{ name: named('/s/'), date: '2024-03-05' }],
  ...more,
});

let store = '';
let position = '';
let conflict = '';

beforeAll(async () => {
  store = `sqlite:${join(temporaryFolder(), 'l.db')}`;
  const lines = [
    filing(1, '2024-03-05', { sharesFollowing: '5000' }),
    filing(2, '2024-04-05', { sharesFollowing: '90000', transactionDate: '2024-04-04' }),
    filing(3, '2024-04-09', { shares: '7' }, { form: '4/A', originalFiledOn: '2024-04-01' }),
    {
      ...filing(4, '2024-05-05', {}),
      issuer: { name: named('NOBODY') },
      owners: [{ name: named('ROE'), relationship: {} }],
    },
  ];
  const stdin = lines.map((line) => JSON.stringify(line)).join('\n');
  const ran = await insiderLedger(['append'], { store, stdin });
  if (ran.code !== 0) throw new Error(ran.stdout + ran.stderr);
  const asked = async (words: ReadonlyArray<string>) =>
    JSON.parse((await insiderLedgerHere([...words, '--format', 'json'], { store })).stdout);
  position = (await asked(['holdings', '--insider', '9990301'])).positions[0].positionId;
  conflict = (await asked(['conflicts'])).conflicts[0].conflictId;
});

const isTTY = Object.getOwnPropertyDescriptor(process.stdout, 'isTTY');
const onTerminal = (): void =>
  void Object.defineProperty(process.stdout, 'isTTY', { value: true, configurable: true });
afterEach(() => {
  if (isTTY === undefined) Reflect.deleteProperty(process.stdout, 'isTTY');
  else Object.defineProperty(process.stdout, 'isTTY', isTTY);
});

/** Paint is ours, and ends where it is painted. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: what paints
const unpainted = (text: string): string => text.replace(/\u001B\[(?:0|1|2|33)m/g, '');

const questions: ReadonlyArray<readonly [string, () => ReadonlyArray<string>]> = [
  ['holdings', () => ['holdings', '--issuer', '9990009', '--as-of', '2024-06-01']],
  ['transactions', () => ['transactions', '--insider', '9990301']],
  ['explain', () => ['explain', position, '--as-of', '2024-06-01']],
  ['conflicts', () => ['conflicts']],
  ['conflict', () => ['conflict', conflict]],
  ['reconcile', () => ['reconcile']],
  ['rulings', () => ['rulings']],
  ['positions', () => ['positions', '--from-log']],
  ['holders', () => ['holders', '--issuer', '9990009', '--from-log']],
  [
    'flow',
    () => [
      'flow',
      '--issuer',
      '9990009',
      '--from',
      '2024-01-01',
      '--to',
      '2024-12-31',
      '--from-log',
    ],
  ],
  [
    'changes',
    () => ['changes', '--known-by', '2024-03-06', '--known-by', '2024-12-31', '--from-log'],
  ],
  ['filed', () => ['filed', '--on', '2024-03-05', '--from-log']],
  ['status', () => ['status']],
  ['verify', () => ['verify']],
  ['an ambiguous or unknown name', () => ['holdings', '--insider', named('x')]],
  ['an unknown command', () => [named('x')]],
];

/** JSON of whatever answer is written in one place; of one answer and of pages. */
const inJson: ReadonlySet<string> = new Set(['holdings', 'conflicts', 'positions']);
const formatsOf = (what: string): ReadonlyArray<string> =>
  inJson.has(what) ? ['table', 'csv', 'json', 'ndjson'] : ['table', 'csv'];

describe.each(questions)('%s', (what, words) => {
  it.each(formatsOf(what))('as %s on a terminal', async (format) => {
    onTerminal();
    const ran = await insiderLedgerHere([...words(), '--format', format], { store });
    const shown = format === 'csv' ? forbiddenInCsv : forbidden;
    expect(unpainted(ran.stdout)).not.toMatch(shown);
    expect(ran.stderr).not.toMatch(forbidden);
  });
});

describe('JSON', () => {
  it('is the same value, escaped, wherever it goes', async () => {
    const value = { [hostile]: [hostile, 1, null, { a: '\n\u{1F600}' }] };
    for (const indent of [undefined, 2]) {
      expect(JSON.parse(jsonText(value, indent))).toEqual(value);
      expect(jsonText(value, indent)).not.toMatch(forbidden);
    }
    const ran = await insiderLedgerHere(['holdings', '--insider', '9990301', '--format', 'json'], {
      store,
    });
    expect(ran.stdout).not.toMatch(forbidden);
    expect(JSON.parse(ran.stdout).positions[0].insider.name).toBe(named('DOE'));
  });
});

describe('CSV', () => {
  const cell = (text: string): string | undefined => csvLines({ header: [], rows: [[text]] })[1];

  it.each(['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹢', '﹦', '−'])(
    'takes %s for the beginning of a formula, whatever hides before it',
    (sign) => {
      const hidden = [
        '',
        ' ',
        '\t',
        '\u00A0',
        '\u3000',
        '\u200B',
        '\uFEFF',
        '\u202E',
        '\u001B',
        '\u{E0041}',
      ];
      for (const before of [...hidden, hidden.join('')])
        expect(cell(`${before}${sign}1+1`)?.replace(/^"/, '').startsWith("'")).toBe(true);
    },
  );

  it('leaves numbers numbers, and words words', () => {
    for (const text of ['-5', '+5', '-0.25', '-.5', '12', 'a-b', 'F1, F2', '(1)'])
      expect(cell(text)?.replaceAll('"', '')).toBe(text);
  });

  it('keeps what is filed where it is written to a file', async () => {
    const ran = await insiderLedgerHere(['holdings', '--insider', '9990301', '--format', 'csv'], {
      store,
    });
    expect(ran.stdout).toContain(named('DOE'));
  });
});

it('keeps the letters of every script', () => {
  for (const name of ['Małgorzata Þórsdóttir', '李小龍', 'שלום', '😀', 'é'])
    expect(plain(name)).toBe(name);
  expect(plain('SM\u200BITH')).toBe('SM\uFFFDITH');
});
