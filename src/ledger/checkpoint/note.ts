/** Notes and keys as callers hand them over. */
import * as E from 'fp-ts/lib/Either.js';
import { fail, invalidArgument, type LedgerError } from '../../answer/error.js';
import {
  isKeyName,
  newKey,
  readNote,
  type SignatureState,
  type SignedNote,
  type SignerKey,
  signatureBy,
  signerKey,
  type VerifierKey,
  verifierKey,
} from '../../event/signed-note.js';

const orRefuse = <A>(read: E.Either<string, A>): A =>
  E.isLeft(read) ? fail(invalidArgument(read.left)) : read.right;

export const noteOf = (text: string): SignedNote => orRefuse(readNote(text));
export const signerOf = (text: string): SignerKey => orRefuse(signerKey(text));
export const verifierOf = (text: string): VerifierKey => orRefuse(verifierKey(text));

export type SignatureFound = SignatureState | 'not-checked';

export const signatureIn = (note: SignedNote, key: string | undefined): SignatureFound =>
  key === undefined ? 'not-checked' : signatureBy(note, verifierOf(key));

/** A note by a key that one trusts, if one is named; refused where it is not signed by it. */
export const noteSignedBy = (text: string, key: string | undefined): SignedNote => {
  const note = noteOf(text);
  const signature = signatureIn(note, key);
  return signature === 'missing' || signature === 'wrong'
    ? fail({
        code: 'CHECKPOINT_DIFFERS',
        blame: 'incorrect',
        message: `the checkpoint of ${note.origin} is not signed by the key that was named (its signature is ${signature}): it counts for nothing. Ask whoever signed it for the note and the key again`,
      })
    : note;
};

/** A key to sign checkpoints with, of a name that is their origin too. */
export const newKeyOf = (
  name: string,
): E.Either<LedgerError, { readonly secret: string; readonly public: string }> =>
  isKeyName(name)
    ? E.right(newKey(name))
    : E.left(
        invalidArgument(
          `a key's name has no spaces and no plus, such as example.com/ledger; got ${JSON.stringify(name)}`,
        ),
      );
