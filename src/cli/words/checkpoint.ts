/** The words of checkpoints. */
import type { Command } from 'commander';
import type * as Checkpoint from '../commands/checkpoint.js';
import type { OptionsOf, Runs } from './options.js';

/** A signed note, and by whom it has to be signed. */
export const noteOptions = (command: Command, words: string): Command =>
  command
    .option('--checkpoint <file>', words)
    .option(
      '--key <public>',
      'the public key that the checkpoint has to be signed by, or its file',
    );

export const checkpointCommands = (program: Command, runs: Runs): void => {
  const checkpoints = () => import('../commands/checkpoint.js');
  program
    .command('checkpoint')
    .description('how far the log is and its Merkle root, signed where a key is named')
    .option('--new-key <name>', 'make a key, named such as example.com/ledger; asks no ledger')
    .option('--sign <key>', 'sign a note with the key in this file')
    .option('--note <file>', 'a note that was signed before')
    .option('--out <file>', 'where the note goes, or the key: NAME.key and NAME.key.pub')
    .option('--tsq <file>', 'write a request to a time-stamping authority (RFC 3161) for the note')
    .option('--tsr <file>', 'attach its answer to the --note; with --reason and --by')
    .option('--reason <text>', 'why; it stays in the ledger')
    .option('--by <actor>', 'who says so')
    .action(
      runs<OptionsOf<typeof Checkpoint.checkpoint>>(async (_, options) =>
        (await checkpoints()).checkpoint(options),
      ),
    );
  noteOptions(
    program.command('prove'),
    'prove that it stood before this signed note; in the ledger as it is if not given',
  )
    .description('that a row stands in the log: a proof that a stranger can check')
    .argument('<row>', 'such as 0001415889-24-022023/I.3')
    .action(
      runs<OptionsOf<typeof Checkpoint.prove>>(async ([row = ''], options) =>
        (await checkpoints()).prove(row, options),
      ),
    );
};
