/** The words of questions about an insider, an issuer, a position, a filing or a conflict. */
import { type Command, Option } from 'commander';
import type * as Ask from '../commands/ask.js';
import {
  collected,
  knownByOption,
  momentOptions,
  type OptionsOf,
  type Runs,
  recordedByOption,
  recordedByOptions,
  sourceOptions,
  subjectOptions,
} from './options.js';

export const askCommands = (program: Command, runs: Runs): void => {
  const ask = () => import('../commands/ask.js');
  sourceOptions(momentOptions(subjectOptions(program.command('holdings'))))
    .description('positions on a day, as known on a day')
    .option('--include-closed', 'also positions at zero')
    .option(
      '--adjusted',
      'recorded splits count from their day, not from the first form that shows them',
    )
    .action(
      runs<OptionsOf<typeof Ask.holdings>>(async (_, options) => (await ask()).holdings(options)),
    );

  sourceOptions(momentOptions(subjectOptions(program.command('transactions'))))
    .description('logical transactions, with every version filed of them; of everybody by issuer')
    .option('--from <day>', 'effective on that day or later, YYYY-MM-DD')
    .option('--to <day>', 'effective on that day or earlier')
    .option('--code <letter>', 'only of this code, such as P or S; may be repeated', collected)
    .option('--security <title>', 'only of this class, in any spelling of its title')
    .addOption(
      new Option('--plan [which]', 'only under a Rule 10b5-1 plan; or no, or unknown')
        .choices(['yes', 'no', 'unknown'])
        .preset('yes'),
    )
    .option('--judged', 'also whether each was reported in time; folds the log')
    .action(
      runs<OptionsOf<typeof Ask.transactions>>(async (_, options) =>
        (await ask()).transactions(options),
      ),
    );

  momentOptions(program.command('explain'))
    .description('why a position is what it is: the chain from its opening to the answer')
    .argument('<position>', 'a position id, as holdings prints it')
    .option(
      '--adjusted',
      'recorded splits count from their day, not from the first form that shows them',
    )
    .option('--diff', 'why two answers differ: give --known-by (or --recorded-by) twice')
    .action(
      runs<OptionsOf<typeof Ask.explain>>(async ([position = ''], options) =>
        (await ask()).explain(position, options),
      ),
    );

  recordedByOption(knownByOption(sourceOptions(subjectOptions(program.command('timeline')))))
    .description('how what is told of positions changed, over days and over what was known')
    .option('--position <id>', 'of one position, by the id that holdings prints')
    .option(
      '--adjusted',
      'recorded splits count from their day, not from the first form that shows them',
    )
    .action(
      runs<OptionsOf<typeof Ask.timeline>>(async (_, options) => (await ask()).timeline(options)),
    );

  sourceOptions(momentOptions(subjectOptions(program.command('conflicts'))))
    .description('the register of everything that disagrees')
    .option('--type <type>', 'only of this type, such as AMBIGUOUS_TARGET')
    .addOption(new Option('--severity <severity>', 'only these').choices(['low', 'medium', 'high']))
    .addOption(new Option('--status <status>', 'only these').choices(['open', 'decided', 'closed']))
    .option('--count', 'only how many, by type, severity and status')
    .action(
      runs<OptionsOf<typeof Ask.conflicts>>(async (_, options) => (await ask()).conflicts(options)),
    );

  momentOptions(program.command('filing'))
    .description(
      'one filing whole: header, owners, rows with footnotes, what it amends and changed',
    )
    .argument('<accession>', 'its accession number, or a row of it')
    .action(
      runs<OptionsOf<typeof Ask.filing>>(async ([accession = ''], options) =>
        (await ask()).filing(accession, options),
      ),
    );

  momentOptions(program.command('conflict'))
    .description('one conflict, its rows side by side, and how to decide it')
    .argument('<id>', 'as conflicts prints it')
    .action(
      runs<OptionsOf<typeof Ask.conflict>>(async ([id = ''], options) =>
        (await ask()).conflict(id, options),
      ),
    );

  recordedByOptions(sourceOptions(subjectOptions(program.command('rulings'))))
    .description('what operators ruled: who, what, why, when, on what, and what came of it')
    .argument('[who]', 'the insider; --insider says the same')
    .option('--by <actor>', 'who said it')
    .option('--from <day>', 'recorded on that day or later, YYYY-MM-DD')
    .option('--to <day>', 'recorded on that day or earlier')
    .action(
      runs<OptionsOf<typeof Ask.rulings>>(async ([who], options) =>
        (await ask()).rulings(who, options),
      ),
    );
  sourceOptions(momentOptions(subjectOptions(program.command('reconcile'))))
    .description('every stated balance against the one before it: held, explained, left')
    .action(
      runs<OptionsOf<typeof Ask.reconcile>>(async (_, options) => (await ask()).reconcile(options)),
    );
};
