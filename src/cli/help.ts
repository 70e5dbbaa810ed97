/**
 * What `--help` says beyond the words: examples, which the tests run over the sample filings, and
 * what an option takes. Loaded where help is asked for.
 */
import type { Command, Help, Option } from 'commander';
import { correctableFields } from '../ledger/rule/operator.js';

const stock = '0009990101/0009990001/common-stock/D';
const [trust, family] = ['holloway-trust', 'holloway-family-trust'].map(
  (name) => `0009990103/0009990002/common-stock/I/${name}`,
);
const because = '--reason "why" --by a.person';

/**
 * Command lines without the program's name, in an order in which they can be run. What is recorded
 * by one is what the next finds.
 */
export const examples: Readonly<Record<string, ReadonlyArray<string>>> = {
  import: [
    'import samples --manifest samples/manifest.csv',
    'import samples --manifest samples/manifest.csv --format json',
  ],
  append: ['append < filings.ndjson'],
  schema: ['schema', 'schema holdings', 'schema filing'],
  holdings: [
    'holdings --insider vanterpool --as-of 2021-06-15 --known-by 2021-06-20',
    'holdings --issuer QLYS --as-of 2024-08-20 --include-closed',
    'holdings --insider vanterpool --columns security,quantity,positionId',
  ],
  timeline: ['timeline --insider vanterpool --issuer LRKX'],
  transactions: ['transactions --insider vanterpool', 'transactions --issuer QLYS'],
  explain: [
    `explain ${stock}`,
    `explain ${stock} --diff --as-of 2021-06-15 --known-by 2021-06-20 --known-by 2021-06-28`,
  ],
  conflicts: ['conflicts --severity high', 'conflicts'],
  filing: ['filing 0009990900-21-000003'],
  conflict: ['conflict c-193d1dd801059edd'],
  rulings: ['rulings --by a.person'],
  reconcile: ['reconcile --insider vanterpool', 'reconcile'],
  decide: [`decide c-193d1dd801059edd 0009990900-22-000005 ${because}`],
  correct: [
    `correct 0009990900-24-000001/I.1 --set sharesFollowing=30500 ${because}`,
    `correct 0009990900-24-000001/I.1 --undo ${because}`,
  ],
  withdraw: [
    `withdraw 0009990900-24-000001/I.1 ${because}`,
    `correct 0009990900-24-000001/I.1 --undo ${because}`,
  ],
  join: [`join ${family} ${trust} ${because}`, `join ${family} ${trust} --undo ${because}`],
  identify: [`identify p-posey-bruce-k~qualys-inc 9990601 ${because}`],
  alias: [`alias LRKX "Common Shares" "Common Stock" ${because}`],
  split: [`split LRKX 2:1 2025-03-03 ${because}`, `split LRKX 2:1 2025-03-03 --undo ${because}`],
  declare: [`declare issuer LRKX --fiscal-year-end 12-31 ${because}`],
  calendar: ['calendar --year 2024'],
  'calendar add': [`calendar add 2031-01-09 ${because}`],
  find: ['find lark'],
  list: ['list insiders', 'list issuers'],
  positions: [
    'positions --as-of 2023-06-30',
    'positions --every quarter --from 2023-01-01 --to 2023-12-31',
  ],
  holders: ['holders --issuer LRKX --as-of 2023-06-30', 'holders --issuer QLYS'],
  flow: ['flow --issuer LRKX --from 2021-01-01 --to 2024-12-31'],
  changes: ['changes --known-by 2021-06-20 --known-by 2021-06-28'],
  filed: ['filed --on 2021-06-28'],
  'short-swing': ['short-swing --insider vanterpool', 'short-swing --issuer LRKX'],
  window: ['window --insider vanterpool --on 2024-06-03'],
  plans: ['plans --insider vanterpool'],
  timeliness: ['timeliness --insider vanterpool', 'timeliness --issuer LRKX --late'],
  delinquencies: ['delinquencies --issuer LRKX --fiscal-year-end 2021-12-31'],
  deadline: ['deadline --form 4 --on 2024-12-20'],
  rebuild: ['rebuild', 'rebuild --verify'],
  follow: ['follow --once'],
  'audit-pack': ['audit-pack --insider vanterpool --out pack'],
  verify: ['verify'],
  copy: ['copy --from sqlite:insider-ledger.db --to sqlite:copy.db'],
  backup: ['backup --to backup.db'],
  checkpoint: [
    'checkpoint --new-key desk.example',
    'checkpoint --sign desk.example.key --out checkpoint.txt',
  ],
  prove: ['prove 0009990900-21-000003/I.1'],
  serve: ['serve', 'serve --demo --port 7346'],
  status: ['status'],
  'hold place': [`hold place --matter "an inquiry" --insider vanterpool ${because}`],
  'hold list': ['hold list'],
  'hold release': [`hold release HOLD ${because}`],
  demo: ['demo'],
};

/** What a command takes beyond what its options say in a line each. */
const more: Readonly<Record<string, string>> = {
  correct: `Fields of --set: ${correctableFields.join(', ')}.`,
};

/** `hold place`: a command's name under the program's. */
export const pathOf = (command: Command): string => {
  const names: Array<string> = [];
  for (let at: Command | null = command; at?.parent != null; at = at.parent)
    names.unshift(at.name());
  return names.join(' ');
};

/** Every command that does something, with those below others. */
export const commandsIn = (program: Command): ReadonlyArray<Command> =>
  program.commands
    .filter((command) => command.name() !== 'help')
    .flatMap((command) =>
      command.commands.length === 0
        ? [command]
        : [...(command.options.length === 0 ? [] : [command]), ...commandsIn(command)],
    );

const widthMax = 80;

/** Parts of a text in lines, as many to each as it has room for. */
const inLines = (parts: ReadonlyArray<string>, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = [];
  for (const part of parts) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + 1 + part.length > width) lines.push(part);
    else lines[lines.length - 1] = `${last} ${part}`;
  }
  return lines;
};

const foldedList = (text: string): string => inLines(text.split(' '), widthMax).join('\n');

/** A word, in quotes or not; an option with what it is given. */
const partOfLine = /-\S+ (?:"[^"]*"|[^-\s]\S*)|< \S+|"[^"]*"|\S+/g;
const indent = '  ';
const goesOn = ' \\';

/** A command line as it can be typed, in as many lines as it takes. */
export const typedLines = (line: string, before = indent): ReadonlyArray<string> => {
  const whole = `${before}insider-ledger ${line}`;
  if (whole.length <= widthMax) return [whole];
  const further = `${before}${indent}`;
  const parts = `insider-ledger ${line}`.match(partOfLine) ?? [];
  const lines = inLines(parts, widthMax - further.length - goesOn.length);
  return lines.map(
    (text, i) => `${i === 0 ? before : further}${text}${i === lines.length - 1 ? '' : goesOn}`,
  );
};

export const examplesText = (path: string): string => {
  const lines = examples[path] ?? [];
  const said = more[path];
  return [
    ...(said === undefined ? [] : ['', foldedList(said)]),
    ...(lines.length === 0
      ? []
      : [
          '',
          lines.length === 1 ? 'Example:' : 'Examples:',
          ...lines.flatMap((line) => typedLines(line)),
        ]),
  ].join('\n');
};

/** `(required)` beside what a command does not go without. */
const optionDescription = (help: Help, option: Option): string => {
  const said = Object.getPrototypeOf(help).optionDescription.call(help, option) as string;
  return option.mandatory ? `${said} (required)` : said;
};

/** What is said of a command is folded beside its words as long as it has so much room. */
const narrowest = 20;

export const withExamples = (program: Command): Command => {
  for (const command of [program, ...commandsIn(program)]) {
    command.configureHelp({
      ...command.configureHelp(),
      minWidthToWrap: narrowest,
      optionDescription(option) {
        return optionDescription(this as Help, option);
      },
    });
    command.addHelpText('after', () => examplesText(pathOf(command)));
  }
  return program;
};
