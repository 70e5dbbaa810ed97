/** The words of the command line. What a command does is loaded when it is called. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Step } from '../ledger/answers.js';
import type { AuditPackOptions } from './commands/audit-pack.js';
import type { HoldWords } from './commands/hold.js';
import type { DeclaredWords } from './commands/rule.js';
import { type ExitCode, exitCodes, UsageError } from './exit.js';
import { formats, say } from './output.js';
import { packageVersion } from './package-root.js';
import type { Globals } from './session.js';

type Run<O> = (words: ReadonlyArray<string>, options: O) => Promise<ExitCode>;

const storeDefault = 'sqlite:insider-ledger.db';

const collected = (value: string, before: ReadonlyArray<string> = []): ReadonlyArray<string> => [
  ...before,
  value,
];

const momentOptions = (command: Command): Command =>
  command
    .option('--as-of <day>', 'the day asked about, YYYY-MM-DD; today in Washington if not given')
    .option(
      '--known-by <when>',
      'what the public could know by then: a day (to 22:00 ET) or an instant',
      collected,
    )
    .option(
      '--recorded-by <when>',
      'what this ledger held by then: an instant or a day',
      collected,
    );

const subjectOptions = (command: Command): Command =>
  command
    .option('--insider <who>', 'a CIK, a provisional id, or a name that fits one insider only')
    .option('--issuer <which>', 'a CIK or a trading symbol; with --insider, of the two together');

const sourceOptions = (command: Command): Command =>
  command.option('--from-log', 'fold the log even where a read model has the answer');

const wholeNumber = (value: string): number => {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(value);
};

const rulingOptions = (command: Command): Command =>
  command
    .requiredOption('--reason <text>', 'why; it stays in the ledger')
    .requiredOption('--by <actor>', 'who says so');

const notEmpty = (value: string): string => {
  if (value === '') throw new InvalidArgumentError('It is empty.');
  return value;
};

interface RebuildWords {
  readonly insider?: string;
  readonly verify?: boolean;
  readonly digest?: boolean;
  readonly workers: number;
}

type Runs = <O>(run: Run<O>) => (...given: ReadonlyArray<unknown>) => Promise<void>;

interface MarketMoment {
  readonly asOf?: string;
  readonly knownBy?: string;
  readonly recordedBy?: string;
  readonly fromLog?: boolean;
}

interface PanelWords {
  readonly asOf?: ReadonlyArray<string>;
  readonly every?: Step;
  readonly from?: string;
  readonly to?: string;
  readonly insider?: string;
  readonly issuer?: string;
  readonly includeClosed?: boolean;
}

/** Questions about everybody: quick from a read model, answered from the log where there is none. */
const marketCommands = (program: Command, runs: Runs): void => {
  const market = () => import('./commands/market.js');
  const asOf = '--as-of <day>';
  const knownBy = '--known-by <when>';
  const recorded = (command: Command): Command =>
    sourceOptions(
      command.option(
        '--recorded-by <when>',
        'what this ledger held by then: an instant or a day; folds the log',
      ),
    );
  const at = (command: Command): Command =>
    recorded(
      command
        .option(asOf, 'the day asked about, YYYY-MM-DD; today in Washington if not given')
        .option(knownBy, 'what the public could know by then: a day (to 22:00 ET) or an instant'),
    );
  const known = (command: Command): Command =>
    recorded(
      command.option(
        knownBy,
        'what the public could know by then: a day (to 22:00 ET) or an instant',
      ),
    );
  known(program.command('find'))
    .description('what a text may mean: insiders, issuers, filings, rows, positions, conflicts')
    .argument('<text...>', 'a name or parts of it, a symbol, a CIK, or an id that answers print')
    .action(
      runs<Globals & MarketMoment>(async (words, options) =>
        (await market()).find(words.flat(), options),
      ),
    );
  known(program.command('list'))
    .description('everybody who filed, or every issuer, with how much was filed and when')
    .argument('<what>', 'insiders or issuers')
    .action(
      runs<Globals & MarketMoment>(async ([what = ''], options) =>
        (await market()).list(what, options),
      ),
    );
  known(
    program
      .command('positions')
      .description('everybody’s positions on a day or on several, as known on a day')
      .option(
        asOf,
        'the day asked about, YYYY-MM-DD; today in Washington if not given; more than once for a panel',
        collected,
      )
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
      .option('--include-closed', 'also positions at zero'),
  ).action(
    runs<Globals & Omit<MarketMoment, 'asOf'> & PanelWords>(async (_, options) =>
      (await market()).positions(options),
    ),
  );
  at(
    program
      .command('holders')
      .description('all holders of an issuer on a day, joint holdings once')
      .requiredOption('--issuer <which>', 'a CIK or a trading symbol'),
  ).action(
    runs<Globals & MarketMoment & { issuer: string }>(async (_, options) =>
      (await market()).holders(options),
    ),
  );
  recorded(
    program
      .command('flow')
      .description('what insiders bought and sold of an issuer over a period, joint rows once')
      .requiredOption('--issuer <which>', 'a CIK or a trading symbol')
      .requiredOption('--from <day>', 'the first day, YYYY-MM-DD')
      .requiredOption('--to <day>', 'the last day')
      .option(knownBy, 'what the public could know by then: a day (to 22:00 ET) or an instant'),
  ).action(
    runs<Globals & MarketMoment & { issuer: string; from: string; to: string }>(
      async (_, options) => (await market()).flow(options),
    ),
  );
  recorded(
    program
      .command('changes')
      .description('what changed between two knowledge dates')
      .requiredOption(knownBy, 'given twice: what was known before, and after', collected)
      .option('--issuer <which>', 'of this issuer only')
      .option('--insider <who>', 'of this insider only')
      .option(asOf, 'the day whose balances are compared; today in Washington if not given'),
  ).action(
    runs<
      Globals &
        Omit<MarketMoment, 'knownBy'> & {
          knownBy: ReadonlyArray<string>;
          issuer?: string;
          insider?: string;
        }
    >(async (_, options) => (await market()).changes(options)),
  );
  sourceOptions(
    program
      .command('filed')
      .description('everything that the filings of a day changed')
      .requiredOption('--on <day>', 'the filing date, YYYY-MM-DD')
      .option(asOf, 'the day whose balances are compared; today in Washington if not given'),
  ).action(
    runs<Globals & { on: string; asOf?: string; fromLog?: boolean }>(async (_, options) =>
      (await market()).filed(options),
    ),
  );
};

/** What filings do not say, and records kept for a court. */
const recordCommands = (program: Command, runs: Runs): void => {
  const rule = () => import('./commands/rule.js');
  rulingOptions(program.command('declare'))
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
      runs<Globals & { reason: string; by: string } & DeclaredWords>(
        async ([what = '', which = ''], options) => (await rule()).declare(what, which, options),
      ),
    );
  const holds = () => import('./commands/hold.js');
  const hold = program.command('hold').description('legal holds: records that must be kept');
  rulingOptions(hold.command('place'))
    .description('place a hold; every answer in scope shows it until it is released')
    .requiredOption('--matter <text>', 'the case or inquiry')
    .option('--insider <who>', 'an insider in scope; once or more', collected)
    .option('--issuer <which>', 'an issuer in scope; once or more', collected)
    .option('--from <day>', 'of records from this day on')
    .option('--through <day>', 'of records through this day')
    .option('--all', 'of everything')
    .action(
      runs<Globals & { reason: string; by: string } & HoldWords>(async (_, options) =>
        (await holds()).place(options),
      ),
    );
  rulingOptions(hold.command('release'))
    .description('release a hold; that it was placed stays in the ledger')
    .argument('<hold>', 'its id, as hold list prints it')
    .action(
      runs<Globals & { reason: string; by: string }>(async ([id = ''], options) =>
        (await holds()).release(id, options),
      ),
    );
  hold
    .command('list')
    .description('every hold, released ones too')
    .option('--recorded-by <when>', 'as of then: an instant or a day')
    .action(
      runs<Globals & { recordedBy?: string }>(async (_, options) => (await holds()).list(options)),
    );
  const calendar = program
    .command('calendar')
    .description('weekdays on which nothing is filed, with why and where it is found')
    .option('--year <year>', 'such as 2024', wholeNumber)
    .action(
      runs<Globals & { year?: number }>(async (_, options) =>
        (await import('./commands/timeliness.js')).calendar(options),
      ),
    );
  rulingOptions(calendar.command('add'))
    .description('add a closed day that the table does not know; for the whole ledger')
    .argument('<day>', 'YYYY-MM-DD')
    .action(
      runs<Globals & { reason: string; by: string }>(async ([day = ''], options) =>
        (await rule()).addClosedDay(day, options),
      ),
    );
};

/** Questions of Section 16: what a trade costs, and what was planned. */
const section16Commands = (program: Command, runs: Runs): void => {
  const swing = () => import('./commands/short-swing.js');
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
    .action(runs<Globals & SwingWords>(async (_, options) => (await swing()).shortSwing(options)));
  windowOptions(
    sourceOptions(
      subjectOptions(program.command('window'))
        .option(
          '--known-by <when>',
          'what the public could know by then: a day (to 22:00 ET) or an instant',
          collected,
        )
        .option(
          '--recorded-by <when>',
          'what this ledger held by then: an instant or a day',
          collected,
        ),
    ),
  )
    .description('what a trade of a day would be matched with under Section 16(b), and from when')
    .option('--on <day>', 'the day thought of, YYYY-MM-DD; today in Washington if not given')
    .action(runs<Globals & SwingWords>(async (_, options) => (await swing()).window(options)));
  sourceOptions(momentOptions(subjectOptions(program.command('plans'))))
    .description('Rule 10b5-1 plans, and whether trades under them waited long enough')
    .option('--results <file>', 'CSV of when issuers reported results: issuer,filedOn,period')
    .action(
      runs<Globals & SwingWords>(async (_, options) =>
        (await import('./commands/plans.js')).plans(options),
      ),
    );
};

/** In time or late: rows, an issuer's Item 405, deadlines and closed days. */
const dueCommands = (program: Command, runs: Runs): void => {
  const due = () => import('./commands/timeliness.js');
  const yearEnd = '--fiscal-year-end <day>';
  sourceOptions(momentOptions(subjectOptions(program.command('timeliness'))))
    .description('every reportable row: in time, late or not judged, by which rule and why')
    .option('--from <day>', 'first reported on this day or later, YYYY-MM-DD')
    .option('--to <day>', 'first reported on this day or earlier')
    .option('--late', 'list what was late alone')
    .action(runs<Globals & DueWords>(async (_, options) => (await due()).timeliness(options)));
  sourceOptions(momentOptions(program.command('delinquencies')))
    .description('what Item 405 asks an issuer to tell of its insiders for a fiscal year')
    .requiredOption('--issuer <which>', 'a CIK or a trading symbol')
    .option(yearEnd, 'of the year asked about, YYYY-MM-DD; or MM-DD for the last whole year')
    .action(
      runs<Globals & DueWords & { issuer: string }>(async (_, options) =>
        (await due()).delinquencies(options),
      ),
    );
  program
    .command('deadline')
    .description('when a form is due, by its rule; asks no ledger')
    .requiredOption('--form <form>', '3, 4 or 5')
    .requiredOption('--on <day>', 'the trade, the event of Form 3, or the transaction of Form 5')
    .option('--notified <day>', 'when the insider was told of a trade whose day it did not choose')
    .option(yearEnd, 'for Form 5: a day or MM-DD; the calendar year if not given')
    .action(
      runs<Globals & { form: string; on: string; notified?: string; fiscalYearEnd?: string }>(
        async (_, options) => (await due()).deadline(options),
      ),
    );
};

interface DueWords {
  readonly insider?: string;
  readonly issuer?: string;
  readonly asOf?: string;
  readonly knownBy?: ReadonlyArray<string>;
  readonly recordedBy?: ReadonlyArray<string>;
  readonly fromLog?: boolean;
  readonly fiscalYearEnd?: string;
  readonly from?: string;
  readonly to?: string;
  readonly late?: boolean;
}

interface SwingWords {
  readonly insider?: string;
  readonly issuer?: string;
  readonly asOf?: string;
  readonly knownBy?: ReadonlyArray<string>;
  readonly recordedBy?: ReadonlyArray<string>;
  readonly fromLog?: boolean;
  readonly window: string;
  readonly prices?: string;
  readonly from?: string;
  readonly to?: string;
  readonly share?: ReadonlyArray<string>;
  readonly whatIf?: string;
  readonly certificate?: boolean;
  readonly on?: string;
  readonly results?: string;
}

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

  /** Runs a command with its arguments and with all options, its own and the global ones. */
  const runs =
    <O>(run: Run<O>) =>
    async (...given: ReadonlyArray<unknown>): Promise<void> => {
      const command = given[given.length - 1] as Command;
      const words = given.slice(0, -2) as ReadonlyArray<string>;
      finish(await run(words, command.optsWithGlobals() as O));
    };

  program
    .command('import')
    .description('read filings and record them; safe to repeat and to interrupt')
    .argument('<path...>', 'files, folders, globs, or - for standard input')
    .option('--manifest <file>', 'CSV with what the files do not say: path,accession,filedOn,…')
    .option(
      '--keep-sources [dir]',
      'keep the bytes of each document, beside the ledger or in a folder',
    )
    .option('--partial', 'read a data set although some of its tables are missing')
    .action(async (paths: ReadonlyArray<string>, _: unknown, command: Command) => {
      const { importFilings } = await import('./commands/record.js');
      finish(await importFilings(paths, command.optsWithGlobals()));
    });

  program
    .command('append')
    .description('record filings from another parser: NDJSON on standard input')
    .argument('[source]', 'standard input', '-')
    .action(
      runs<Globals>(async ([source = '-'], options) =>
        (await import('./commands/record.js')).appendFilings(source, options),
      ),
    );

  program
    .command('schema')
    .description('print the JSON Schema of what append takes')
    .addCommand(
      new Command('filing')
        .description('of a filing')
        .action(runs(async () => (await import('./commands/operate.js')).schemaFiling())),
    );

  sourceOptions(momentOptions(subjectOptions(program.command('holdings'))))
    .description('positions on a day, as known on a day')
    .option('--include-closed', 'also positions at zero')
    .option(
      '--adjusted',
      'recorded splits count from their day, not from the first form that shows them',
    )
    .action(
      runs<Globals>(async (_, options) => (await import('./commands/ask.js')).holdings(options)),
    );

  sourceOptions(momentOptions(subjectOptions(program.command('transactions'))))
    .description('logical transactions, with every version filed of them')
    .action(
      runs<Globals>(async (_, options) =>
        (await import('./commands/ask.js')).transactions(options),
      ),
    );

  momentOptions(program.command('explain'))
    .description('why a position is what it is: the chain from its opening to the answer')
    .argument('<position>', 'a position id, as holdings prints it')
    .option('--diff', 'why two answers differ: give --known-by (or --recorded-by) twice')
    .action(
      runs<Globals>(async ([position = ''], options) =>
        (await import('./commands/ask.js')).explain(position, options),
      ),
    );

  sourceOptions(momentOptions(subjectOptions(program.command('conflicts'))))
    .description('the register of everything that disagrees')
    .option('--type <type>', 'only of this type, such as AMBIGUOUS_TARGET')
    .addOption(new Option('--severity <severity>', 'only these').choices(['low', 'medium', 'high']))
    .addOption(new Option('--status <status>', 'only these').choices(['open', 'decided', 'closed']))
    .action(
      runs<Globals>(async (_, options) => (await import('./commands/ask.js')).conflicts(options)),
    );

  momentOptions(program.command('filing'))
    .description(
      'one filing whole: header, owners, rows with footnotes, what it amends and changed',
    )
    .argument('<accession>', 'its accession number, or a row of it')
    .action(
      runs<Globals>(async ([accession = ''], options) =>
        (await import('./commands/ask.js')).filing(accession, options),
      ),
    );

  momentOptions(program.command('conflict'))
    .description('one conflict, its rows side by side, and how to decide it')
    .argument('<id>', 'as conflicts prints it')
    .action(
      runs<Globals>(async ([id = ''], options) =>
        (await import('./commands/ask.js')).conflict(id, options),
      ),
    );

  sourceOptions(subjectOptions(program.command('rulings')))
    .description('what operators ruled: who, what, why, when, on what, and what came of it')
    .argument('[who]', 'the insider; --insider says the same')
    .option('--by <actor>', 'who said it')
    .option('--from <day>', 'recorded on that day or later, YYYY-MM-DD')
    .option('--to <day>', 'recorded on that day or earlier')
    .option('--recorded-by <when>', 'what this ledger held by then: an instant or a day', collected)
    .action(
      runs<Globals>(async ([who], options) =>
        (await import('./commands/ask.js')).rulings(who, options),
      ),
    );

  rulingOptions(program.command('decide'))
    .description('decide a conflict; a later decision replaces an earlier one')
    .argument('<id>')
    .argument('<choice>', 'one of the choices that conflict ID prints')
    .action(
      runs<Globals & { reason: string; by: string }>(async ([id = '', choice = ''], options) =>
        (await import('./commands/rule.js')).decide(id, choice, options),
      ),
    );

  rulingOptions(program.command('correct'))
    .description('say what a row states where the ledger misread it')
    .argument('<row>', 'such as 0001415889-24-022023/I.3')
    .option('--set <field=value>', 'a field; an empty value empties it; may be repeated', collected)
    .option('--undo', 'put the row back as it was first recorded')
    .action(
      runs<Globals & { reason: string; by: string }>(async ([row = ''], options) =>
        (await import('./commands/rule.js')).correct(row, options),
      ),
    );

  rulingOptions(program.command('withdraw'))
    .description('take a row out of the count; correct ROW --undo puts it back')
    .argument('<row>')
    .action(
      runs<Globals & { reason: string; by: string }>(async ([row = ''], options) =>
        (await import('./commands/rule.js')).withdraw(row, options),
      ),
    );

  rulingOptions(program.command('join'))
    .description('say that two positions of an insider are one holding')
    .argument('<position>', 'a position id, as holdings prints it')
    .argument('<other>', 'another of the same insider, issuer, kind and unit')
    .option('--undo', 'say that they are two after all')
    .action(
      runs<Globals & { reason: string; by: string }>(async ([one = '', other = ''], options) =>
        (await import('./commands/rule.js')).join(one, other, options),
      ),
    );

  rulingOptions(program.command('identify'))
    .description('say that an insider or an issuer without a CIK is the one with this CIK')
    .argument('<provisional>', 'the provisional id, as holdings prints it')
    .argument('<cik>')
    .option('--issuer', 'it is an issuer: its provisional id, trading symbol or name')
    .option('--undo', 'say that they are not the same after all')
    .action(
      runs<Globals & { reason: string; by: string }>(async ([id = '', cik = ''], options) =>
        (await import('./commands/rule.js')).identify(id, cik, options),
      ),
    );

  rulingOptions(program.command('alias'))
    .description('say that two titles of an issuer are one class')
    .argument('<issuer>')
    .argument('<title>', 'as filings write it')
    .argument('<same-as>', 'the title under which both are kept; the same title again undoes it')
    .action(
      runs<Globals & { reason: string; by: string }>(
        async ([issuer = '', title = '', sameAs = ''], options) =>
          (await import('./commands/rule.js')).alias(issuer, title, sameAs, options),
      ),
    );

  rulingOptions(program.command('split'))
    .description('record a split of an issuer’s shares')
    .argument('<issuer>')
    .argument('<ratio>', 'new for old, such as 5:1')
    .argument('<day>', 'from which it holds, YYYY-MM-DD')
    .option('--security <title>', 'the class; every class if not given')
    .option('--undo', 'take an earlier record of it back')
    .action(
      runs<Globals & { reason: string; by: string }>(
        async ([issuer = '', ratio = '', day = ''], options) =>
          (await import('./commands/rule.js')).split(issuer, ratio, day, options),
      ),
    );

  sourceOptions(momentOptions(subjectOptions(program.command('reconcile'))))
    .description('every stated balance against the one before it: held, explained, left')
    .action(
      runs<Globals>(async (_, options) => (await import('./commands/ask.js')).reconcile(options)),
    );

  marketCommands(program, runs);
  section16Commands(program, runs);
  dueCommands(program, runs);
  recordCommands(program, runs);

  program
    .command('rebuild')
    .description('fold everything anew into the read model, or one insider; what answers goes on')
    .option('--insider <who>', 'this one only')
    .option('--verify', 'change nothing: compare what is kept with a fresh fold')
    .option('--digest', 'also print the digest of everything kept')
    .option('--workers <n>', 'threads', wholeNumber, 2)
    .action(
      runs<Globals & RebuildWords>(async (_, options) =>
        (await import('./commands/keep.js')).rebuild(options),
      ),
    );

  program
    .command('follow')
    .description('keep the read model up with the log, until Ctrl-C')
    .option('--once', 'end when the whole log is taken in')
    .option('--workers <n>', 'threads, should everything have to be folded', wholeNumber, 2)
    .action(
      runs<Globals & { once?: boolean; workers: number }>(async (_, options) =>
        (await import('./commands/keep.js')).follow(options),
      ),
    );

  momentOptions(subjectOptions(program.command('audit-pack')))
    .description('one question with all that its answer stands on, in a folder to hand over')
    .option('--position <id>', 'of one position, as holdings prints it')
    .option('--conflict <id>', 'of one conflict, as conflicts prints it')
    .option('--sources <dir>', 'where documents are kept, if not beside the ledger')
    .requiredOption('--out <dir>', 'a folder that is empty or not there yet')
    .action(
      runs<AuditPackOptions>(async (_, options) =>
        (await import('./commands/audit-pack.js')).auditPack(options),
      ),
    );

  program
    .command('verify')
    .description('recompute every hash: finds any event changed, removed, inserted or moved')
    .option('--sources <dir>', 'where documents are kept, if not beside the ledger')
    .option(
      '--expect <digest...>',
      'also fail where none of its digests is this one; several where all are to be held',
    )
    .action(
      runs<Globals>(async (_, options) => (await import('./commands/operate.js')).verify(options)),
    );

  program
    .command('copy')
    .description('replicate a ledger into another store; verified at the end, safe to repeat')
    .requiredOption('--from <url>', 'the store to read')
    .requiredOption('--to <url>', 'the store to write: empty, or an earlier copy')
    .action(
      runs<Globals & { readonly from: string; readonly to: string }>(async (_, options) =>
        (await import('./commands/copy.js')).copy(options),
      ),
    );

  program
    .command('status')
    .description('what the ledger holds')
    .action(
      runs<Globals>(async (_, options) => (await import('./commands/operate.js')).status(options)),
    );

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
