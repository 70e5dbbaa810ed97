/** Checkpoints: keys, signing, time-stamps, and proofs of rows. */
import type { CheckpointQuery } from '../../ledger/checkpoint/checkpoint-answer.js';
import { type ExitCode, exitCodes, UsageError } from '../exit.js';
import { bytesIn, isOpenToOthers, newFile, textIn } from '../given-file.js';
import { noteAndKey } from '../note-and-key.js';
import { say } from '../output.js';
import { type Globals, report, show, withLedger } from '../session.js';
import * as presentation from '../show/checkpoint.js';

export interface CheckpointWords {
  readonly newKey?: string;
  readonly sign?: string;
  readonly note?: string;
  readonly out?: string;
  readonly tsq?: string;
  readonly tsr?: string;
  readonly reason?: string;
  readonly by?: string;
}

const keyFileOf = (name: string): string =>
  `${(name.split('/').pop() ?? '').replace(/[^A-Za-z0-9._-]/g, '_') || 'ledger'}.key`;

const makeKey = async (name: string, { out, format }: Globals & CheckpointWords) => {
  const { newKeyOf } = await import('../../ledger/checkpoint/note.js');
  return show(
    async () => {
      const made = newKeyOf(name);
      if (made._tag === 'Left') return made;
      const file = out ?? keyFileOf(name);
      // Of its owner alone from the first moment on.
      await newFile('--out', file, `${made.right.secret}\n`, 0o600);
      await newFile('--out', `${file}.pub`, `${made.right.public}\n`);
      const right = { name, key: made.right.public, secretFile: file, publicFile: `${file}.pub` };
      return { _tag: 'Right', right } as const;
    },
    presentation.newKey,
    format,
  );
};

const attach = async (
  note: string,
  tsr: string,
  { reason, by, ...globals }: Globals & CheckpointWords,
): Promise<ExitCode> => {
  if (reason === undefined || by === undefined)
    throw new UsageError('--tsr is recorded: say --reason why and --by whom');
  const answer = await bytesIn('--tsr', tsr);
  return withLedger(globals, (ledger) =>
    show(
      ledger.attachTimestamp(note, answer, { reason, by }),
      presentation.timestamp,
      globals.format,
    ),
  );
};

const keyIn = async (file: string): Promise<string> => {
  const key = await textIn('--sign', file);
  if (await isOpenToOthers(file))
    say(`insider-ledger: ${file} can be read by others than its owner: chmod 600 it`);
  return key;
};

export const checkpoint = async (options: Globals & CheckpointWords): Promise<ExitCode> => {
  const { newKey, sign, note: noteFile, out, tsq, tsr } = options;
  if ([newKey, sign, noteFile].filter((given) => given !== undefined).length > 1)
    throw new UsageError('checkpoint takes one of --new-key, --sign and --note');
  if (newKey !== undefined) {
    if (tsq !== undefined || tsr !== undefined)
      throw new UsageError('--tsq and --tsr go with --note or --sign');
    return makeKey(newKey, options);
  }
  if (tsr !== undefined && noteFile === undefined)
    throw new UsageError('--tsr goes with the --note that was stamped');
  if (sign === undefined && noteFile === undefined && tsq !== undefined)
    throw new UsageError('--tsq is a request to stamp a note: --note names it, or --sign KEY');
  if (sign === undefined && out !== undefined)
    throw new UsageError('--out goes with --sign or --new-key');
  const given = noteFile === undefined ? undefined : await textIn('--note', noteFile);
  if (given !== undefined && tsr !== undefined) return attach(given, tsr, options);
  const query: CheckpointQuery = {
    ...(sign === undefined ? {} : { key: await keyIn(sign) }),
    ...(given === undefined ? {} : { note: given }),
  };
  return withLedger(options, async (ledger) => {
    const answer = await ledger.checkpoint(query)();
    if (answer._tag === 'Left') return report(answer.left);
    const { note } = answer.right;
    if (note !== null && tsq !== undefined) {
      const { timestampRequest } = await import('../../ledger/checkpoint/checkpoint.js');
      await newFile('--tsq', tsq, timestampRequest(note));
    }
    if (note !== null && sign !== undefined && out !== undefined) await newFile('--out', out, note);
    // To be put into a file as it is; its name and numbers are ours, and have nothing unseen.
    if (note !== null && sign !== undefined && out === undefined && options.format === 'table') {
      process.stdout.write(note);
      return exitCodes.done;
    }
    return show(async () => answer, presentation.checkpoint, options.format);
  });
};

export const prove = async (
  row: string,
  options: Globals & { readonly checkpoint?: string; readonly key?: string },
): Promise<ExitCode> => {
  const { checkpoint: note, ...key } = await noteAndKey(options);
  return withLedger(options, (ledger) =>
    show(
      ledger.prove({ row, ...key, ...(note === undefined ? {} : { note }) }),
      presentation.proof,
      options.format,
    ),
  );
};
