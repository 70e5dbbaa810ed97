/** The words of the command line. What a command does is loaded when it is called. */
import { Command, CommanderError, Option } from 'commander';
import { chooseColumns } from './columns.js';
import { type ExitCode, exitCodes, UsageError } from './exit.js';
import { formats, say } from './output.js';
import { packageVersion } from './package-root.js';
import type { Globals } from './session.js';
import { useOptions } from './text/command-line.js';
import { askCommands } from './words/ask.js';
import { checkpointCommands } from './words/checkpoint.js';
import { marketCommands } from './words/market.js';
import { operateCommands } from './words/operate.js';
import { notEmpty, type Runs } from './words/options.js';
import { recordCommands } from './words/record.js';
import { ruleCommands } from './words/rule.js';
import { section16Commands } from './words/section16.js';
import { serveCommands } from './words/serve.js';

const storeDefault = 'sqlite:insider-ledger.db';

/** Words by which help is asked for. */
const helpWords: ReadonlySet<string> = new Set(['help', '--help', '-h']);

interface Group {
  readonly title: string;
  /** The commands that it adds, in order. */
  readonly of: ReadonlyArray<string>;
  readonly add: (program: Command, runs: Runs) => void;
}

export const groups: ReadonlyArray<Group> = [
  { title: 'Put filings in:', of: ['import', 'append', 'schema'], add: recordCommands },
  {
    title: 'Ask of one insider, issuer, filing or position:',
    of: [
      'holdings',
      'transactions',
      'explain',
      'timeline',
      'conflicts',
      'filing',
      'conflict',
      'rulings',
      'reconcile',
    ],
    add: askCommands,
  },
  {
    title: 'Ask of everybody:',
    of: ['find', 'list', 'positions', 'holders', 'flow', 'changes', 'filed'],
    add: marketCommands,
  },
  {
    title: 'The Section 16 desk:',
    of: ['short-swing', 'window', 'plans', 'timeliness', 'delinquencies', 'deadline'],
    add: section16Commands,
  },
  {
    title: 'Say what filings leave open:',
    of: [
      'decide',
      'correct',
      'withdraw',
      'join',
      'identify',
      'alias',
      'split',
      'declare',
      'calendar',
    ],
    add: ruleCommands,
  },
  {
    title: 'Keep the ledger:',
    of: [
      'rebuild',
      'follow',
      'audit-pack',
      'verify',
      'copy',
      'backup',
      'status',
      'hold',
      'checkpoint',
      'prove',
      'serve',
    ],
    add: (program, runs) => {
      operateCommands(program, runs);
      checkpointCommands(program, runs);
      serveCommands(program, runs);
    },
  },
];

/** A command that is named first, and no help with it: the words of the others are not needed. */
const groupOf = (words: ReadonlyArray<string>): Group | undefined =>
  words.some((word) => helpWords.has(word))
    ? undefined
    : groups.find(({ of }) => of.some((name) => name === words[0]));

/** All commands, or for a command line the group that it is of. */
export const build = (
  finish: (exitCode: ExitCode) => void,
  words: ReadonlyArray<string> = [],
): Command => {
  const program = new Command('insider-ledger');
  program
    .description(
      'An append-only ledger of what insiders own, from SEC Forms 3, 4 and 5: who held what on a day, as it was known on a day, and why.',
    )
    .version(packageVersion())
    .addOption(
      new Option(
        '--store <url>',
        'where the ledger is kept: sqlite:PATH, memory: or esdb://HOST:PORT',
      )
        .env('INSIDER_LEDGER_STORE')
        .default(storeDefault)
        .argParser(notEmpty),
    )
    .addOption(
      new Option(
        '--read-model <folder>',
        'where answers are kept; beside an embedded ledger if not given',
      ).env('INSIDER_LEDGER_READ_MODEL'),
    )
    .addOption(new Option('--format <format>', 'of the answer').choices(formats).default('table'))
    .addOption(
      new Option(
        '--columns <names>',
        'of a table, CSV or Parquet: these alone, with commas between; CSV has the names',
      ),
    )
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showHelpAfterError('(--help says more)')
    .configureOutput({ writeErr: (text) => say(text.trimEnd()) })
    .exitOverride();

  const runs: Runs =
    <O>(run: (words: ReadonlyArray<string>, options: O) => Promise<ExitCode>) =>
    async (...given: ReadonlyArray<unknown>) => {
      const command = given[given.length - 1] as Command;
      const words = given.slice(0, -2) as ReadonlyArray<string>;
      const options = command.optsWithGlobals<Globals & O>();
      const typed = (name: 'store' | 'readModel'): string | undefined =>
        command.getOptionValueSourceWithGlobals(name) === 'cli' ? options[name] : undefined;
      useOptions({ '--store': typed('store'), '--read-model': typed('readModel') });
      chooseColumns(options.columns, options.format);
      try {
        finish(await run(words, options));
      } finally {
        chooseColumns(undefined, options.format);
      }
    };

  const group = groupOf(words);
  for (const { title, add } of group === undefined ? groups : [group]) {
    program.commandsGroup(title);
    add(program, runs);
  }
  if (group !== undefined) return program;

  program.commandsGroup('Look around:');
  program
    .command('demo')
    .description('a guided tour over sample filings in a temporary ledger')
    .action(async (_: unknown, command: Command) => {
      const given = command.getOptionValueSourceWithGlobals('format') === 'cli';
      const { format } = command.optsWithGlobals<Globals>();
      if (given && format !== 'table')
        throw new UsageError(
          `demo is a tour to be read, not data; --format ${format} is for the commands that it shows`,
        );
      finish(await (await import('./commands/demo.js')).demo(run));
    });

  return program;
};

/** The exit code of a command line. */
export const run = async (words: ReadonlyArray<string>): Promise<ExitCode> => {
  // Set to nothing is how a shell unsets for one command.
  for (const name of ['INSIDER_LEDGER_STORE', 'INSIDER_LEDGER_READ_MODEL'])
    if (process.env[name] === '') delete process.env[name];
  let exitCode: ExitCode = exitCodes.done;
  const program = build((code) => {
    exitCode = code;
  }, words);
  try {
    if (words.some((word) => helpWords.has(word)))
      (await import('./help.js')).withExamples(program);
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      say(`insider-ledger: ${thrown.message}`);
      return exitCodes.usage;
    }
    // Commander has said what is wrong, or printed the help that was asked for.
    if (thrown instanceof CommanderError)
      return thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    throw thrown;
  }
};
