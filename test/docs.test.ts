/**
 * docs/commands.md, docs/columns.md and docs/library.md are what the program says of itself.
 * `npm run docs` writes them; here they are held to it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { beforeAll, expect, it } from 'vitest';
import { commandsIn, examples, pathOf, typedLines, withExamples } from '../src/cli/help.js';
import { build } from '../src/cli/program.js';
import { typed } from '../src/cli/text/column-type.js';
import { insiderLedgerHere, root, sampleLedger, temporaryFolder } from './cli/command.js';
import { columnWords, wordsOf } from './column-words.js';

const held = (name: string, text: string): void => {
  const path = join(root, 'docs', name);
  if (process.env['DOCS'] === 'write') writeFileSync(path, text);
  expect(readFileSync(path, 'utf8'), `${name} is not what the program says: npm run docs`).toBe(
    text,
  );
};

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '\\<');

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>) => [
  `| ${head.join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

const program = withExamples(build(() => {}));

const groups = (): ReadonlyMap<string, ReadonlyArray<Command>> => {
  const found = new Map<string, Array<Command>>();
  for (const command of commandsIn(program)) {
    let top: Command = command;
    while (top.parent !== null && top.parent !== program) top = top.parent;
    const name = top.helpGroup();
    found.set(name, [...(found.get(name) ?? []), command]);
  }
  return found;
};

const optionRows = (command: Command) => {
  const help = command.createHelp();
  return [
    ...help
      .visibleArguments(command)
      .map((a) => [`\`${help.argumentTerm(a)}\``, escaped(help.argumentDescription(a))]),
    ...help
      .visibleOptions(command)
      .filter((o) => o.long !== '--help' && o.long !== '--version')
      .map((o) => [`\`${o.flags}\``, escaped(help.optionDescription(o))]),
  ];
};

const commandText = (command: Command): ReadonlyArray<string> => {
  const path = pathOf(command);
  const rows = optionRows(command);
  const lines = examples[path] ?? [];
  return [
    `### ${path}`,
    '',
    `${command.description().charAt(0).toUpperCase()}${command.description().slice(1)}.`,
    '',
    ...(rows.length === 0 ? [] : [...table(['', ''], rows), '']),
    ...(lines.length === 0
      ? []
      : ['```sh', ...lines.flatMap((line) => typedLines(line, '')), '```', '']),
  ];
};

it('docs/commands.md has every command, with its options and examples', () => {
  held(
    'commands.md',
    [
      '# Commands',
      '',
      'Generated from the program by `npm run docs`; a test holds it to it, and runs the examples over the sample filings. `insider-ledger COMMAND --help` says the same.',
      '',
      'Every command takes:',
      '',
      ...table(['', ''], optionRows(program)),
      '',
      ...[...groups()].flatMap(([name, commands]) => [
        `## ${name.replace(/:$/, '')}`,
        '',
        ...commands.flatMap(commandText),
      ]),
    ]
      .join('\n')
      .trimEnd()
      .concat('\n'),
  );
});

const words = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

/**
 * Sheets, each with a command line that prints it. The order matters: what is asked comes before
 * what is ruled.
 */
const sheets: ReadonlyArray<readonly [string, string]> = [
  ...Object.entries(examples).flatMap(([path, lines]): ReadonlyArray<readonly [string, string]> => {
    const line = lines.find((one) => !/--(?:columns|format|diff|new-key)/.test(one));
    const isApart = /^(?:append|schema|demo|serve|hold |calendar add|list|checkpoint)/.test(path);
    return line === undefined || isApart || line.includes('--by a.person') ? [] : [[path, line]];
  }),
  ['rulings', 'rulings'],
  ['list insiders', 'list insiders'],
  ['list issuers', 'list issuers'],
  ['positions of several days', 'positions --as-of 2023-06-30 --as-of 2023-12-31'],
  ['checkpoint', 'checkpoint'],
  ['rebuild --insider', 'rebuild --insider vanterpool'],
  ['rebuild --verify', 'rebuild --verify'],
  ['hold list', 'hold list'],
  ['hold place', examples['hold place']?.[0] ?? ''],
  [
    'decide, correct, withdraw, join, identify, alias, split, declare, calendar add',
    examples['split']?.[0] ?? '',
  ],
  ['schema', 'schema'],
];

let store = '';
const folder = temporaryFolder();
beforeAll(async () => {
  store = await sampleLedger();
});

const placed = (word: string): string =>
  word === 'pack' || word === 'backup.db'
    ? join(folder, word)
    : word
        .replace('sqlite:insider-ledger.db', store)
        .replace('sqlite:copy', `sqlite:${folder}/copy`);

/** Counts are told by their values, of which CSV has the digits. */
const typeOf = (name: string, values: ReadonlyArray<string>): string => {
  const said = values.filter((value) => value !== '');
  const { type } = typed(name, []);
  const isCount =
    ['text', 'list', 'date'].includes(type) &&
    said.length > 0 &&
    said.every((value) => /^\d{1,9}$/.test(value)) &&
    !/(?:Id|Cik|^form|^formType)$/.test(name);
  return isCount ? 'integer' : type;
};

const used = new Set<string>();

const isOf = (command: string, column: string): string => {
  const found = wordsOf(command, column);
  expect(
    found,
    `${command} has a column ${column} of which test/column-words.ts says nothing`,
  ).toBeDefined();
  for (const key of [`${command} ${column}`, `${command.split(' ')[0]} ${column}`, column])
    if (columnWords[key] !== undefined) {
      used.add(key);
      break;
    }
  return found ?? '';
};

const sheetText = async (command: string, line: string): Promise<ReadonlyArray<string>> => {
  const ran = await insiderLedgerHere([...words(line).map(placed), '--format', 'csv'], { store });
  const [header = [], ...rows] = parse(ran.stdout, { relax_column_count: true }) as Array<
    Array<string>
  >;
  expect(header, `${line}: ${ran.stderr}`).not.toEqual([]);
  return [
    `## ${command}`,
    '',
    ...table(
      ['column', 'type', 'is'],
      header.map((name, at) => [
        `\`${name}\``,
        typeOf(
          name,
          rows.map((row) => row[at] ?? ''),
        ),
        escaped(isOf(command, name)),
      ]),
    ),
    '',
  ];
};

it('docs/columns.md has every column of every sheet, and says what each is', async () => {
  const texts: Array<string> = [];
  for (const [command, line] of sheets) texts.push(...(await sheetText(command, line)));
  expect(Object.keys(columnWords).filter((name) => !used.has(name))).toEqual([]);
  held(
    'columns.md',
    [
      '# Columns',
      '',
      'Generated from the sheets of the program by `npm run docs`; a test holds it to them. CSV, Parquet and `--columns` have these columns. NDJSON has the members of the JSON answer, an item a line; `schema NAME` prints its JSON Schema.',
      '',
      'In CSV everything is text, a list has spaces between its members, and what is not known is an empty cell. In Parquet a decimal is `decimal(38, 10)`, a date `date`, a timestamp `timestamp with time zone` to the microsecond, a list a list of text, a count a 64-bit integer; what is not known is null. Counts are told by their values: of an empty answer they are text. A column with a value that its type cannot hold whole is text in that file, which is said on standard error.',
      '',
      'Boxes are those of Form 4: of its header, of Table I, and of Table II where it is named.',
      '',
      ...texts,
    ]
      .join('\n')
      .trimEnd()
      .concat('\n'),
  );
});

const source = (path: string): string => readFileSync(join(root, path), 'utf8');

/** `/** … *\/` as a sentence; the stars and line ends are how it is written down. */
const docOf = (comment: string): string =>
  comment
    .replace(/^\s*\/\*\*|\*\/\s*$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*\s?/, '').trim())
    .filter((line) => line !== '')
    .join(' ');

interface Verb {
  readonly name: string;
  readonly doc: string;
  readonly signature: string;
}

const verbs = (): ReadonlyArray<Verb> => {
  const text = source('src/ledger/ledger.ts');
  const body = /export interface Ledger \{\n([\s\S]*?)\n\}/.exec(text)?.[1] ?? '';
  return [
    ...`${body}\n`.matchAll(
      /((?: {2}\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?) {2}(\w+)(\([\s\S]*?;)\n(?= {2}[\w/]|$)/g,
    ),
  ].map(([, comment = '', name = '', rest = '']) => ({
    name,
    doc: docOf(comment),
    signature: `${name}${rest}`.replace(/\n {2}/g, '\n'),
  }));
};

/** Every exported interface and type of the sources, by name. */
const shapes = (): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const folder of ['src/answer', 'src/ledger'])
    for (const path of readdirSync(join(root, folder), {
      recursive: true,
      encoding: 'utf8',
    }).sort())
      if (path.endsWith('.ts'))
        for (const [text, name = ''] of source(join(folder, path)).matchAll(
          /(?:^\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?^export (?:interface|type) (\w+)(?:[^\n]*\{\n[\s\S]*?^\}.*?$| =[\s\S]*?;$)/gm,
        ))
          if (!found.has(name)) found.set(name, text);
  return found;
};

const namesIn = (text: string): ReadonlyArray<string> => text.match(/\b[A-Z]\w+/g) ?? [];

it('docs/library.md has every verb, with its shapes and errors', () => {
  const all = shapes();
  const listed = verbs();
  expect(listed.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['record', 'holdings', 'close']),
  );
  const needed = new Set<string>();
  const need = (text: string): void => {
    for (const name of namesIn(text)) {
      const shape = all.get(name);
      if (shape === undefined || needed.has(name)) continue;
      needed.add(name);
      need(shape);
    }
  };
  for (const { signature } of listed) need(signature);
  need(all.get('LedgerError') ?? '');
  const errors =
    /export type LedgerErrorCode =\n([\s\S]*?);\n\n/.exec(source('src/answer/error.ts'))?.[1] ?? '';
  const rows = [...errors.matchAll(/((?: {2}\/\*\*[\s\S]*?\*\/\n)?) {2}\| '(\w+)'/g)].map(
    ([, comment = '', code = '']) => [`\`${code}\``, docOf(comment)],
  );
  expect(rows.length).toBeGreaterThan(10);
  held(
    'library.md',
    [
      '# The library',
      '',
      'Generated from the sources by `npm run docs`; a test holds it to them. `openLedger(url)` opens a ledger, `ledgerOn(store, url)` makes one on a store of your own (`insider-ledger/store`, tried with `insider-ledger/store-contract`).',
      '',
      "Every verb gives an `Answer<A>`, which is `TaskEither<LedgerError, A>`: a function. Calling it does the work and gives a promise of `{ _tag: 'Right', right: A }` or `{ _tag: 'Left', left: LedgerError }`. Answers are the JSON that `--format json` prints.",
      '',
      '## Verbs',
      '',
      ...listed.flatMap(({ name, doc, signature }) => [
        `### ${name}`,
        '',
        ...(doc === '' ? [] : [doc, '']),
        '```ts',
        signature,
        '```',
        '',
      ]),
      '## Errors',
      '',
      'And those of a store, `StoreError` of `insider-ledger/store`.',
      '',
      ...table(['code', ''], rows),
      '',
      '## Shapes',
      '',
      ...[...needed].sort().flatMap((name) => ['```ts', all.get(name) ?? '', '```', '']),
    ]
      .join('\n')
      .trimEnd()
      .concat('\n'),
  );
});
