/** The words of keeping: the read model, legal holds, packs, and the log itself. */
import type { Command } from 'commander';
import type * as AuditPack from '../commands/audit-pack.js';
import type * as Backup from '../commands/backup.js';
import type * as Copy from '../commands/copy.js';
import type * as Holds from '../commands/hold.js';
import type * as Keep from '../commands/keep.js';
import type * as Operate from '../commands/operate.js';
import { noteOptions } from './checkpoint.js';
import {
  collected,
  momentOptions,
  type OptionsOf,
  type Runs,
  recordedByOption,
  rulingOptions,
  subjectOptions,
  wholeNumber,
} from './options.js';

export const operateCommands = (program: Command, runs: Runs): void => {
  const keep = () => import('../commands/keep.js');
  const holds = () => import('../commands/hold.js');
  const operate = () => import('../commands/operate.js');
  program
    .command('rebuild')
    .description('fold everything anew into the read model, or one insider; what answers goes on')
    .option('--insider <who>', 'this one only')
    .option('--verify', 'change nothing: compare what is kept with a fresh fold')
    .option('--digest', 'also print the digest of everything kept')
    .option('--workers <n>', 'threads', wholeNumber, 2)
    .action(
      runs<OptionsOf<typeof Keep.rebuild>>(async (_, options) => (await keep()).rebuild(options)),
    );

  program
    .command('follow')
    .description('keep the read model up with the log, until Ctrl-C')
    .option('--once', 'end when the whole log is taken in')
    .option('--workers <n>', 'threads, should everything have to be folded', wholeNumber, 2)
    .action(
      runs<OptionsOf<typeof Keep.follow>>(async (_, options) => (await keep()).follow(options)),
    );

  noteOptions(
    momentOptions(subjectOptions(program.command('audit-pack'))),
    'a signed note to enclose; the last one signed here if not given',
  )
    .description('one question with all that its answer stands on, in a folder to hand over')
    .option('--position <id>', 'of one position, as holdings prints it')
    .option('--conflict <id>', 'of one conflict, as conflicts prints it')
    .option('--sources <dir>', 'where documents are kept, if not beside the ledger')
    .requiredOption('--out <dir>', 'a folder that is empty or not there yet')
    .action(
      runs<OptionsOf<typeof AuditPack.auditPack>>(async (_, options) =>
        (await import('../commands/audit-pack.js')).auditPack(options),
      ),
    );

  noteOptions(
    program.command('verify'),
    'a signed note: also prove that everything before it is unchanged',
  )
    .description('recompute every hash: finds any event changed, removed, inserted or moved')
    .option('--sources <dir>', 'where documents are kept, if not beside the ledger')
    .option(
      '--expect <digest...>',
      'also fail where none of its digests is this one; several where all are to be held',
    )
    .action(
      runs<OptionsOf<typeof Operate.verify>>(async (_, options) =>
        (await operate()).verify(options),
      ),
    );

  program
    .command('copy')
    .description('replicate a ledger into another store; verified at the end, safe to repeat')
    .requiredOption('--from <url>', 'the store to read')
    .requiredOption('--to <url>', 'the store to write: empty, or an earlier copy')
    .action(
      runs<OptionsOf<typeof Copy.copy>>(async (_, options) =>
        (await import('../commands/copy.js')).copy(options),
      ),
    );

  program
    .command('backup')
    .description('copy the ledger’s file while it is used, and verify the copy')
    .requiredOption('--to <file>', 'a file that is not there yet')
    .action(
      runs<OptionsOf<typeof Backup.backup>>(async (_, options) =>
        (await import('../commands/backup.js')).backup(options),
      ),
    );

  program
    .command('status')
    .description('what the ledger holds')
    .action(
      runs<OptionsOf<typeof Operate.status>>(async (_, options) =>
        (await operate()).status(options),
      ),
    );
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
      runs<OptionsOf<typeof Holds.place>>(async (_, options) => (await holds()).place(options)),
    );
  rulingOptions(hold.command('release'))
    .description('release a hold; that it was placed stays in the ledger')
    .argument('<hold>', 'its id, as hold list prints it')
    .action(
      runs<OptionsOf<typeof Holds.release>>(async ([id = ''], options) =>
        (await holds()).release(id, options),
      ),
    );
  recordedByOption(hold.command('list'))
    .description('every hold, released ones too')
    .action(
      runs<OptionsOf<typeof Holds.list>>(async (_, options) => (await holds()).list(options)),
    );
};
