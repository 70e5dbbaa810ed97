/** Checkpoints, keys, time-stamps and proofs. */
import type {
  CheckpointAnswer,
  ProofAnswer,
  TimestampAnswer,
} from '../../ledger/checkpoint/checkpoint-answer.js';
import { sheetOf } from '../text/csv.js';
import { counted, plain } from '../text/plain.js';
import type { Presentation } from './presentation.js';

const unverified = (what: ReadonlyArray<string>): string => `not verified: ${what.join('; ')}`;

export const checkpoint: Presentation<CheckpointAnswer> = {
  items: (answer) => [answer],
  csv: (answer) =>
    sheetOf(
      {
        origin: (a) => a.origin,
        size: (a) => a.size,
        root: (a) => a.root,
        digest: (a) => a.digest,
        timestamp: (a) => a.timestamp?.at,
      },
      [answer],
    ),
  table: ({ origin, size, root, digest, timestamp }, screen) =>
    [
      screen.bold(`${counted(size, 'event')}${origin === null ? ', not signed' : ` of ${origin}`}`),
      `root   ${root}`,
      ...(digest === null ? [] : [`digest ${digest}`]),
      ...(timestamp === null
        ? []
        : [
            `stamped ${timestamp.at}, as the authority says (${unverified(timestamp.notVerified)})`,
          ]),
    ].join('\n'),
};

export interface NewKeyAnswer {
  readonly name: string;
  /** The public one. */
  readonly key: string;
  readonly secretFile: string;
  readonly publicFile: string;
}

export const newKey: Presentation<NewKeyAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => ({ header: Object.keys(answer), rows: [Object.values(answer)] }),
  table: ({ key, secretFile, publicFile }) =>
    [
      key,
      `${plain(secretFile)} signs: for you alone. ${plain(publicFile)} is this line, for everybody.`,
    ].join('\n'),
};

export const timestamp: Presentation<TimestampAnswer> = {
  items: (answer) => [answer],
  csv: (answer) =>
    sheetOf(
      {
        digest: (a) => a.digest,
        at: (a) => a.at,
        policy: (a) => a.policy,
        serial: (a) => a.serial,
        recorded: (a) => a.recorded,
      },
      [answer],
    ),
  table: ({ at, policy, serial, notVerified, recorded }) =>
    [
      `${recorded === 0 ? 'Attached already' : 'Recorded'}: stamped ${at}, policy ${policy}, serial ${serial}`,
      `The imprint is that of the note; ${unverified(notVerified)}.`,
    ].join('\n'),
};

export const proof: Presentation<ProofAnswer> = {
  items: (answer) =>
    answer.events.map((event) => ({ size: answer.size, root: answer.root, ...event })),
  csv: (answer) =>
    sheetOf(
      {
        row: () => answer.row,
        stream: (e) => e.stream,
        revision: (e) => e.revision,
        hash: (e) => e.hash,
        index: (e) => e.index,
        size: () => answer.size,
        root: () => answer.root,
        path: (e) => e.path.join(' '),
      },
      answer.events,
    ),
  table: ({ row, origin, size, root, signature, events }, screen) =>
    [
      screen.bold(
        `${plain(row)} stands among the first ${counted(size, 'event')}${origin === null ? '' : ` of ${plain(origin)}`}`,
      ),
      `root  ${root}${signature === null ? '' : `   signature ${signature}`}`,
      ...events.flatMap(({ stream, revision, hash, index, path }) => [
        `event ${index}: ${plain(stream)}@${revision}`,
        `hash  ${hash}`,
        ...path.map((step) => `      ${step}`),
      ]),
    ].join('\n'),
};
