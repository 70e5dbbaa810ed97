/** The words of Section 16's questions. */
import type { Command } from 'commander';
import type * as Plans from '../commands/plans.js';
import type * as ShortSwing from '../commands/short-swing.js';
import type * as Timeliness from '../commands/timeliness.js';
import {
  collected,
  knowledgeOptions,
  momentOptions,
  type OptionsOf,
  type Runs,
  sourceOptions,
  subjectOptions,
} from './options.js';

/** What a trade costs, and what was planned. */
const swingCommands = (program: Command, runs: Runs): void => {
  const swing = () => import('../commands/short-swing.js');
  const windowOptions = (command: Command): Command =>
    command
      .option(
        '--window <reading>',
        'of less than six months: stella, anniversary or days:N',
        'stella',
      )
      .option(
        '--prices <file>',
        'CSV of market prices for what the forms do not state: security,on,price',
      );
  windowOptions(sourceOptions(momentOptions(subjectOptions(program.command('short-swing')))))
    .description('the greatest short-swing profit under Section 16(b), with its proof')
    .option('--from <day>', 'trades from this day on, YYYY-MM-DD')
    .option('--to <day>', 'trades through this day')
    .option('--share <owner=part>', 'part of an owner, such as 0000001001=12.5%', collected)
    .option('--what-if <trade>', 'a trade that was not done: "S 1000 @ 25 on 2024-06-03"')
    .option('--certificate', 'with the prices that prove that it is the greatest')
    .action(
      runs<OptionsOf<typeof ShortSwing.shortSwing>>(async (_, options) =>
        (await swing()).shortSwing(options),
      ),
    );
  windowOptions(sourceOptions(knowledgeOptions(subjectOptions(program.command('window')))))
    .description('what a trade of a day would be matched with under Section 16(b), and from when')
    .option('--on <day>', 'the day thought of, YYYY-MM-DD; today in Washington if not given')
    .action(
      runs<OptionsOf<typeof ShortSwing.window>>(async (_, options) =>
        (await swing()).window(options),
      ),
    );
  sourceOptions(momentOptions(subjectOptions(program.command('plans'))))
    .description('Rule 10b5-1 plans, and whether trades under them waited long enough')
    .option('--results <file>', 'CSV of when issuers reported results: issuer,filedOn,period')
    .action(
      runs<OptionsOf<typeof Plans.plans>>(async (_, options) =>
        (await import('../commands/plans.js')).plans(options),
      ),
    );
};

/** In time or late: rows, an issuer's Item 405, deadlines and closed days. */
const dueCommands = (program: Command, runs: Runs): void => {
  const due = () => import('../commands/timeliness.js');
  const yearEnd = '--fiscal-year-end <day>';
  sourceOptions(momentOptions(subjectOptions(program.command('timeliness'))))
    .description(
      'every reportable row: in time, late or not judged, by which rule and why; of everybody where nobody is named',
    )
    .option('--from <day>', 'first reported on this day or later, YYYY-MM-DD')
    .option('--to <day>', 'first reported on this day or earlier')
    .option('--late', 'list what was late alone')
    .action(
      runs<OptionsOf<typeof Timeliness.timeliness>>(async (_, options) =>
        (await due()).timeliness(options),
      ),
    );
  sourceOptions(momentOptions(program.command('delinquencies')))
    .description('what Item 405 asks an issuer to tell of its insiders for a fiscal year')
    .requiredOption('--issuer <which>', 'a CIK or a trading symbol')
    .option(yearEnd, 'of the year asked about, YYYY-MM-DD; or MM-DD for the last whole year')
    .action(
      runs<OptionsOf<typeof Timeliness.delinquencies>>(async (_, options) =>
        (await due()).delinquencies(options),
      ),
    );
  program
    .command('deadline')
    .description('when a form is due, by its rule and the days that operators added')
    .requiredOption('--form <form>', '3, 4 or 5')
    .requiredOption('--on <day>', 'the trade, the event of Form 3, or the transaction of Form 5')
    .option('--notified <day>', 'when the insider was told of a trade whose day it did not choose')
    .option(yearEnd, 'for Form 5: a day or MM-DD; the calendar year if not given')
    .action(
      runs<OptionsOf<typeof Timeliness.deadline>>(async (_, options) =>
        (await due()).deadline(options),
      ),
    );
};

export const section16Commands = (program: Command, runs: Runs): void => {
  swingCommands(program, runs);
  dueCommands(program, runs);
};
