/** A copy of a ledger's file while it is used, verified before it is called one. */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { fail, fromStore, invalidArgument, type LedgerError } from '../answer/error.js';
import { bytesOf, isThere } from '../store/place.js';
import { partsOf } from '../store/scheme.js';
import { isAddress } from './address.js';
import { attempt } from './attempt.js';
import { type VerifyProblem, verifyStore } from './verify.js';
import { openWatched } from './watched-store.js';

export interface BackupAnswer {
  /** The file that was made. */
  readonly file: string;
  readonly bytes: number;
  readonly events: number;
  readonly streams: number;
  /** Of the copy, as `verify` tells them. */
  readonly digest: string;
  readonly sealDigest: string;
  readonly orderDigest: string;
  /** Whether the copy verifies; where it does not, the ledger does not either. */
  readonly ok: boolean;
  readonly problems: ReadonlyArray<VerifyProblem>;
}

/**
 * Copies the ledger that a URL names, as it is at one instant, into a file that is not there yet.
 * Whoever records meanwhile goes on; what they record is in the next backup.
 */
export const backUpLedger = (url: string, to: string): TaskEither<LedgerError, BackupAnswer> =>
  attempt(async () => {
    if (isAddress(to))
      fail(invalidArgument('backup --to takes a file, such as ledger-copy.db; got an address'));
    if (isThere(to))
      fail(
        invalidArgument(
          `${to} is there already; expected the name of a file that is not: nothing is written over`,
        ),
      );
    const { scheme, rest, name } = partsOf(url);
    if (scheme === null || scheme.backUp === null)
      return fail(
        invalidArgument(
          `backup copies the file of an embedded ledger, and a store of the kind ${name ?? '?'}: is in none. Back it up with its own means, or copy it into a file: insider-ledger copy --from STORE --to sqlite:FILE`,
        ),
      );
    const done = await scheme.backUp(rest, to);
    if (E.isLeft(done)) return fail(fromStore(done.left));
    const copy = await openWatched(`sqlite:${to}`, undefined);
    try {
      const { ok, events, streams, digest, sealDigest, orderDigest, problems } =
        await verifyStore(copy);
      return {
        ...{ file: to, bytes: bytesOf(to), events, streams },
        ...{ digest, sealDigest, orderDigest, ok, problems },
      };
    } finally {
      await copy.close();
    }
  });
