/** The words of what operators say: of conflicts, rows, names and splits, and what no filing says. */
import type { Command } from 'commander';
import type * as Rule from '../commands/rule.js';
import type * as Timeliness from '../commands/timeliness.js';
import { collected, type OptionsOf, type Runs, rulingOptions, wholeNumber } from './options.js';

const saidOptions = (command: Command): Command =>
  rulingOptions(command).option('--preview', 'record nothing: say what it would change');

export const ruleCommands = (program: Command, runs: Runs): void => {
  const rule = () => import('../commands/rule.js');
  saidOptions(program.command('decide'))
    .description('decide a conflict; a later decision replaces an earlier one')
    .argument('<id>')
    .argument('<choice>', 'one of the choices that conflict ID prints')
    .option(
      '--basis <basis>',
      'as conflict ID --format json tells it: refused where it has changed',
    )
    .action(
      runs<OptionsOf<typeof Rule.decide>>(async ([id = '', choice = ''], options) =>
        (await rule()).decide(id, choice, options),
      ),
    );

  saidOptions(program.command('correct'))
    .description('say what a row states where the ledger misread it')
    .argument('<row>', 'such as 0001415889-24-022023/I.3')
    .option('--set <field=value>', 'a field; an empty value empties it; may be repeated', collected)
    .option('--undo', 'put the row back as it was first recorded')
    .action(
      runs<OptionsOf<typeof Rule.correct>>(async ([row = ''], options) =>
        (await rule()).correct(row, options),
      ),
    );

  saidOptions(program.command('withdraw'))
    .description('take a row out of the count; correct ROW --undo puts it back')
    .argument('<row>')
    .action(
      runs<OptionsOf<typeof Rule.withdraw>>(async ([row = ''], options) =>
        (await rule()).withdraw(row, options),
      ),
    );

  saidOptions(program.command('join'))
    .description('say that two positions of an insider are one holding')
    .argument('<position>', 'a position id, as holdings prints it')
    .argument('<other>', 'another of the same insider, issuer, kind and unit')
    .option('--undo', 'say that they are two after all')
    .action(
      runs<OptionsOf<typeof Rule.join>>(async ([one = '', other = ''], options) =>
        (await rule()).join(one, other, options),
      ),
    );

  saidOptions(program.command('identify'))
    .description('say that an insider or an issuer without a CIK is the one with this CIK')
    .argument('<provisional>', 'the provisional id, as holdings prints it')
    .argument('<cik>')
    .option('--issuer', 'it is an issuer: its provisional id, trading symbol or name')
    .option('--undo', 'say that they are not the same after all')
    .action(
      runs<OptionsOf<typeof Rule.identify>>(async ([id = '', cik = ''], options) =>
        (await rule()).identify(id, cik, options),
      ),
    );

  saidOptions(program.command('alias'))
    .description('say that two titles of an issuer are one class')
    .argument('<issuer>')
    .argument('<title>', 'as filings write it')
    .argument('<same-as>', 'the title under which both are kept; the same title again undoes it')
    .action(
      runs<OptionsOf<typeof Rule.alias>>(async ([issuer = '', title = '', sameAs = ''], options) =>
        (await rule()).alias(issuer, title, sameAs, options),
      ),
    );

  saidOptions(program.command('split'))
    .description('record a split of an issuer’s shares')
    .argument('<issuer>')
    .argument('<ratio>', 'new for old, such as 5:1')
    .argument('<day>', 'from which it holds, YYYY-MM-DD')
    .option('--security <title>', 'the class; every class if not given')
    .option('--undo', 'take an earlier record of it back')
    .action(
      runs<OptionsOf<typeof Rule.split>>(async ([issuer = '', ratio = '', day = ''], options) =>
        (await rule()).split(issuer, ratio, day, options),
      ),
    );
  saidOptions(program.command('declare'))
    .description('say what no filing says: of a row, an issuer, an insider, or relief')
    .argument('[what]', 'row, issuer, insider or relief')
    .argument('[which]', 'the row; the issuer’s CIK or symbol; the insider’s CIK or name')
    .option('--exempt <rule>', 'row: the rule that exempts it from Section 16(b)')
    .option('--matchable', 'row: it is matched under Section 16(b)')
    .option('--fiscal-year-end <mm-dd>', 'issuer: month and day on which its fiscal years end')
    .option('--foreign-private-issuer', 'issuer: it is one, --from a day, --through another')
    .option('--effective-on <day>', 'issuer: its registration became effective')
    .option('--shares-outstanding <n>', 'issuer: of a --class, --on a day')
    .option('--class <title>', 'the class meant; its only one if not given')
    .option('--on <day>', 'the day meant')
    .option('--same-as <title>', 'issuer: matched as one class with --class')
    .option('--results-filed <day>', 'issuer: a report with results was filed, on a --period')
    .option('--period <day>', 'last day of the quarter or year that results are on')
    .option('--issuer <which>', 'insider: at which issuer')
    .option('--role <role>', 'insider: director, officer or ten-percent-owner')
    .option('--representation <day>', 'insider: no Form 5 is due for the fiscal year to this day')
    .option('--from <day>', 'first day')
    .option('--through <day>', 'last day')
    .option('--filed-by <day>', 'relief: reports due from --from through --through, filed by then')
    .option('--undo <id>', 'take a declaration back, by the id that rulings prints')
    .action(
      runs<OptionsOf<typeof Rule.declare>>(async ([what = '', which = ''], options) =>
        (await rule()).declare(what, which, options),
      ),
    );
  const calendar = program
    .command('calendar')
    .helpGroup('The Section 16 desk:')
    .description('weekdays on which nothing is filed, with why and where it is found')
    .option('--year <year>', 'such as 2024', wholeNumber)
    .action(
      runs<OptionsOf<typeof Timeliness.calendar>>(async (_, options) =>
        (await import('../commands/timeliness.js')).calendar(options),
      ),
    );
  saidOptions(calendar.command('add'))
    .description('add a closed day that the table does not know; for the whole ledger')
    .argument('<day>', 'YYYY-MM-DD')
    .action(
      runs<OptionsOf<typeof Rule.addClosedDay>>(async ([day = ''], options) =>
        (await rule()).addClosedDay(day, options),
      ),
    );
};
