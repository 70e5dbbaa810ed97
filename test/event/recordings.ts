/** The recordings of a filing that is known to be recordable. */
import * as E from 'fp-ts/lib/Either.js';
import { type Recording, recordingsOf } from '../../src/event/from-filing.js';
import type { CompleteFiling } from '../../src/event/identity.js';

export const recordings = (filing: CompleteFiling): ReadonlyArray<Recording> => {
  const made = recordingsOf(filing);
  if (E.isLeft(made)) throw new Error(`${made.left.path}: ${made.left.message}`);
  return made.right;
};
