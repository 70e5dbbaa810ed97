/** The ledger itself: verify and status. */
import type { StatusAnswer } from '../../ledger/status.js';
import { type ExitCode, exitCodes, UsageError } from '../exit.js';
import { noteAndKey } from '../note-and-key.js';
import { say } from '../output.js';
import { type Globals, show, withLedger } from '../session.js';
import * as presentation from '../show/operation.js';

/** Digests as they are kept: what the ledger printed, one or more, in any order. */
const digestsIn = (given: ReadonlyArray<string>): ReadonlyArray<string> => {
  const digests = given.flatMap((text) => text.toLowerCase().split(/[\s,]+/)).filter(Boolean);
  const wrong = digests.find((digest) => !/^[0-9a-f]{64}$/.test(digest));
  if (wrong !== undefined || digests.length < given.length)
    throw new UsageError(
      `--expect takes a digest of 64 hex digits, as verify prints it; got ${JSON.stringify(wrong ?? '')}`,
    );
  return digests;
};

export const verify = async (
  options: Globals & {
    readonly expect?: ReadonlyArray<string>;
    readonly checkpoint?: string;
    readonly key?: string;
  },
): Promise<ExitCode> => {
  const expected = digestsIn(options.expect ?? []);
  const given = await noteAndKey(options);
  return withLedger(options, (ledger) =>
    show(ledger.verify(given), presentation.verify, options.format, (answer) => {
      const { ok, digest, sealDigest, orderDigest } = answer;
      const differing = expected.filter((one) => ![digest, sealDigest, orderDigest].includes(one));
      for (const one of differing)
        say(
          `insider-ledger: the digest is ${digest}, of the seals ${sealDigest}, of the order ${orderDigest}, expected ${one}: this ledger does not hold the same events.`,
        );
      return ok && differing.length === 0 ? exitCodes.done : exitCodes.findings;
    }),
  );
};

/** Whether there is something to look at: a stream or a read model that is not what was written. */
const hasFindings = ({ lessThanWas = [], unread = [], readModel }: StatusAnswer): boolean =>
  lessThanWas.length > 0 ||
  unread.length > 0 ||
  (readModel !== null && (readModel.problem !== null || readModel.quarantined.length > 0));

export const status = (options: Globals): Promise<ExitCode> =>
  withLedger(options, (ledger) =>
    show(ledger.status(), presentation.status, options.format, (answer) =>
      hasFindings(answer) ? exitCodes.findings : exitCodes.done,
    ),
  );
