/** The words of questions about everybody. */
import { type Command, Option } from 'commander';
import type * as Market from '../commands/market.js';
import {
  asOfOption,
  asOfOptions,
  knownByOption,
  knownByTwice,
  type OptionsOf,
  type Runs,
  recordedFromLog,
  sourceOptions,
  wholeNumber,
} from './options.js';

const adjustedWords =
  'recorded splits count from their day, not from the first form that shows them; folds the log';

/** Questions about everybody: quick from a read model, answered from the log where there is none. */
export const marketCommands = (program: Command, runs: Runs): void => {
  const market = () => import('../commands/market.js');
  const at = (command: Command): Command => recordedFromLog(knownByOption(asOfOption(command)));
  const known = (command: Command): Command => recordedFromLog(knownByOption(command));
  const balanceDay = (command: Command): Command =>
    asOfOption(command, 'the day whose balances are compared; today in Washington if not given');
  known(program.command('find'))
    .description('what a text may mean: insiders, issuers, filings, rows, positions, conflicts')
    .argument('<text...>', 'a name or parts of it, a symbol, a CIK, or an id that answers print')
    .action(
      runs<OptionsOf<typeof Market.find>>(async (words, options) =>
        (await market()).find(words.flat(), options),
      ),
    );
  known(program.command('list'))
    .description('everybody who filed, or every issuer, with how much was filed and when')
    .argument('<what>', 'insiders or issuers')
    .action(
      runs<OptionsOf<typeof Market.list>>(async ([what = ''], options) =>
        (await market()).list(what, options),
      ),
    );
  asOfOptions(known(program.command('positions')))
    .description('everybody’s positions on a day or on several, as known on a day')
    .addOption(
      new Option(
        '--every <step>',
        'a panel of the last days of each, with --from and --to',
      ).choices(['day', 'week', 'month', 'quarter', 'year']),
    )
    .option('--from <day>', 'the first day of a panel')
    .option('--to <day>', 'the last day of a panel')
    .option('--insider <who>', 'of this insider only; of several days')
    .option('--issuer <which>', 'of this issuer only; of several days')
    .option('--include-closed', 'also positions at zero')
    .option('--all-insiders', 'in a panel also insiders of whom nothing was known by a day')
    .option('--adjusted', adjustedWords)
    .action(
      runs<OptionsOf<typeof Market.positions>>(async (_, options) =>
        (await market()).positions(options),
      ),
    );
  at(program.command('holders'))
    .description('all holders of an issuer on a day, joint holdings once')
    .requiredOption('--issuer <which>', 'a CIK or a trading symbol')
    .option('--adjusted', adjustedWords)
    .action(
      runs<OptionsOf<typeof Market.holders>>(async (_, options) =>
        (await market()).holders(options),
      ),
    );
  known(program.command('flow'))
    .description('what insiders bought and sold over a period, joint rows once')
    .option('--issuer <which>', 'a CIK or a trading symbol; without, give --by or --top')
    .requiredOption('--from <day>', 'the first day, YYYY-MM-DD')
    .requiredOption('--to <day>', 'the last day')
    .addOption(new Option('--by <what>', 'told apart by').choices(['insider', 'code', 'month']))
    .option('--top <n>', 'who bought most, sold most and changed most, by money', wholeNumber)
    .action(
      runs<OptionsOf<typeof Market.flow>>(async (_, options) => (await market()).flow(options)),
    );
  balanceDay(recordedFromLog(knownByTwice(program.command('changes'))))
    .description('what changed between two knowledge dates')
    .option('--issuer <which>', 'of this issuer only')
    .option('--insider <who>', 'of this insider only')
    .action(
      runs<OptionsOf<typeof Market.changes>>(async (_, options) =>
        (await market()).changes(options),
      ),
    );
  balanceDay(sourceOptions(program.command('filed')))
    .description('everything that the filings of a day changed')
    .requiredOption('--on <day>', 'the filing date, YYYY-MM-DD')
    .action(
      runs<OptionsOf<typeof Market.filed>>(async (_, options) => (await market()).filed(options)),
    );
};
