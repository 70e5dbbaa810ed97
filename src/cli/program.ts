/** The words of the command line. What a command does is loaded when it is called. */
import { Command, CommanderError, Option } from 'commander';
import { type ExitCode, exitCodes, UsageError } from './exit.js';
import { formats, say } from './output.js';
import { packageVersion } from './package-root.js';
import type { Globals } from './session.js';
import { askCommands } from './words/ask.js';
import { marketCommands } from './words/market.js';
import { operateCommands } from './words/operate.js';
import { notEmpty, type Runs } from './words/options.js';
import { recordCommands } from './words/record.js';
import { ruleCommands } from './words/rule.js';
import { section16Commands } from './words/section16.js';
import { serveCommands } from './words/serve.js';

const storeDefault = 'sqlite:insider-ledger.db';

const build = (finish: (exitCode: ExitCode) => void): Command => {
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
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showHelpAfterError('(--help says more)')
    .configureOutput({ writeErr: (text) => say(text.trimEnd()) })
    .exitOverride();

  const runs: Runs =
    <O>(run: (words: ReadonlyArray<string>, options: O) => Promise<ExitCode>) =>
    async (...given: ReadonlyArray<unknown>) => {
      const command = given[given.length - 1] as Command;
      const words = given.slice(0, -2) as ReadonlyArray<string>;
      finish(await run(words, command.optsWithGlobals() as O));
    };

  recordCommands(program, runs);
  askCommands(program, runs);
  ruleCommands(program, runs);
  marketCommands(program, runs);
  section16Commands(program, runs);
  operateCommands(program, runs);
  serveCommands(program, runs);

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
  });
  try {
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
