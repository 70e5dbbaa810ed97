/** All that `verify` looks at: the log, and what is kept beside it or was signed of it. */
import { fail, invalidArgument } from '../answer/error.js';
import { checkpointChecked, keptTreeChecked } from './checkpoint/verify-checkpoint.js';
import { withReadModel } from './keep/verify-kept.js';
import { sourcesChecked } from './kept-sources-check.js';
import type { OpenLedger } from './open-ledger.js';
import { type VerifyAnswer, type VerifyOptions, verifyStore } from './verify.js';

/** @param isNamed whether the folder of kept documents was named, and so has to be there */
export const verifyLedger = async (
  { store, model, folder, sources }: OpenLedger,
  isNamed: boolean,
  { checkpoint, key }: VerifyOptions,
): Promise<VerifyAnswer> => {
  if (checkpoint === undefined && key !== undefined)
    fail(invalidArgument('a key is for the signature of a checkpoint: name that too'));
  const note = checkpoint === undefined ? null : checkpointChecked(checkpoint, key);
  const documents = sourcesChecked(sources, isNamed);
  const tree = keptTreeChecked(folder);
  const answer = await verifyStore(store, documents.take, (made, frontier) => {
    note?.take(made, frontier);
    tree.take(made, frontier);
  });
  const checked = tree.with(documents.with(answer));
  return withReadModel(note === null ? checked : note.with(checked), model, store);
};
