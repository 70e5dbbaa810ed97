/**
 * docs/commands.md, docs/columns.md and docs/library.md are what the program says of itself.
 * `npm run docs` writes them; here they are held to it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { beforeAll, expect, it } from 'vitest';
import { commandsIn, examples, pathOf, withExamples } from '../src/cli/help.js';
import { build } from '../src/cli/program.js';
import { typed } from '../src/cli/text/column-type.js';
import { insiderLedgerHere, root, sampleLedger } from './cli/command.js';
import { columnWords } from './column-words.js';

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
      : ['```sh', ...lines.map((line) => `insider-ledger ${line}`), '```', '']),
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

/** Those that answer without writing where a test should not. */
const noSheet = new Set(
  'append demo copy backup audit-pack follow rebuild decide correct withdraw join identify alias split declare'.split(
    ' ',
  ),
);

let store = '';
beforeAll(async () => {
  store = await sampleLedger();
});

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

const sheetText = async (path: string): Promise<ReadonlyArray<string>> => {
  const line = (examples[path] ?? []).find((one) => !/--(?:columns|format|diff)/.test(one));
  if (line === undefined) return [];
  const ran = await insiderLedgerHere([...words(line), '--format', 'csv'], { store });
  const [header = [], ...rows] = parse(ran.stdout, { relax_column_count: true }) as Array<
    Array<string>
  >;
  return [
    `## ${path}`,
    '',
    ...table(
      ['column', 'type', 'is'],
      header.map((name, at) => [
        `\`${name}\``,
        typeOf(
          name,
          rows.map((row) => row[at] ?? ''),
        ),
        columnWords[name] ?? '',
      ]),
    ),
    '',
  ];
};

it('docs/columns.md has every column of every sheet', async () => {
  const paths = Object.keys(examples).filter(
    (path) => !noSheet.has(path) && !/^(?:schema|hold (?:place|release)|calendar add)/.test(path),
  );
  const sheets: Array<string> = [];
  for (const path of paths) sheets.push(...(await sheetText(path)));
  held(
    'columns.md',
    [
      '# Columns',
      '',
      'Generated from the sheets of the program by `npm run docs`; a test holds it to them. CSV, Parquet and `--columns` have these columns. NDJSON has the members of the JSON answer, an item a line.',
      '',
      'In CSV everything is text, a list has spaces between its members, and what is not known is an empty cell. In Parquet a decimal is `decimal(38, 10)`, a date `date`, a timestamp `timestamp with time zone` to the microsecond, a list a list of text, a count a 64-bit integer; what is not known is null. Counts are told by their values: of an empty answer they are text. A column with a value that its type cannot hold whole is text in that file, which is said on standard error.',
      '',
      ...sheets,
    ]
      .join('\n')
      .trimEnd()
      .concat('\n'),
  );
});
