/**
 * Whether the log is whole and unchanged: every event read once, every seal recomputed, every
 * filing complete, and what the store itself can tell. The digest says what the streams hold,
 * whatever their interleaving and whenever they were recorded; the digest of the seals says that
 * and when, by whom and from what; the digest of the order says how the streams are interleaved.
 */
import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { legalHoldsIn, standing } from '../../projections/known/legal-hold.js';
import { sha256Hex } from '../event/canonical.js';
import { type FilingRecorded, ledgerStream } from '../event/catalogue.js';
import {
  contentStep,
  genesisHash,
  hashOf,
  placeText,
  sealFlaws,
  statedSeal,
} from '../event/chain.js';
import { Frontier, leafOf } from '../event/merkle.js';
import { idMadeOf, streamOf } from '../event/placement.js';
import { type DecodedEvent, decodeEvent } from '../event/upcast.js';
import type { Accession } from '../filing/model.js';
import { type EventStore, type Position, type RecordedEvent, StoreFailure } from '../store/port.js';
import { ownReads } from './own-reads.js';

export interface VerifyProblem {
  readonly code:
    | 'HASH_MISMATCH'
    | 'CHAIN_BROKEN'
    | 'REVISION_GAP'
    | 'WRONG_EVENT_ID'
    /** The event belongs into another stream: streams were renamed or swapped. */
    | 'WRONG_STREAM'
    | 'UNREADABLE_EVENT'
    | 'INCOMPLETE_FILING'
    | 'EVENT_MISSING'
    | 'HEAD_MISMATCH'
    | 'STORAGE_CORRUPT'
    /** The ledger is shorter than it was at a checkpoint. */
    | 'CHECKPOINT_TREE_TOO_SHORT'
    /** What stands before a checkpoint is not what stood there. */
    | 'CHECKPOINT_ROOT_DIFFERS'
    /** The checkpoint is not signed by the key that was named, or its signature is wrong. */
    | 'CHECKPOINT_SIGNATURE_WRONG'
    /** The tree kept for checkpoints is not that of the log: one of the two was changed. */
    | 'KEPT_TREE_DIFFERS'
    /** Of the read model, not of the log. */
    | 'READ_MODEL_DAMAGED'
    | 'READ_MODEL_OF_ANOTHER_LOG'
    | 'READ_MODEL_OUT_OF_REACH'
    /** A kept document's file, not the log. */
    | 'SOURCE_DAMAGED';
  readonly stream: string | null;
  /** Revision of the event, where one is to blame. */
  readonly revision: string | null;
  readonly message: string;
}

export interface VerifyOptions {
  /** A signed note: all that stood before it is to stand there still. */
  readonly checkpoint?: string;
  /** The public key that it has to be signed by. */
  readonly key?: string;
}

export interface VerifyAnswer {
  readonly ok: boolean;
  readonly events: number;
  readonly streams: number;
  /** SHA-256 over the content digests of all streams, in the order of their names. */
  readonly digest: string;
  /**
   * SHA-256 over the last hash of each stream, in the order of their names: that covers all that an
   * event says, the time of its recording included.
   */
  readonly sealDigest: string;
  /** SHA-256 over the place of each event in its stream, in the order of the log. */
  readonly orderDigest: string;
  /** Of the Merkle tree (RFC 6962) over the hashes of all events in the order of the log; base64. */
  readonly root: string;
  /** Of the checkpoint that was asked about; absent where none was. */
  readonly checkpoint?: CheckpointChecked;
  /** Of documents whose bytes are kept; missing where no folder of them is there. */
  readonly sources?: SourcesKept;
  /** At most `problemsMax`; `ok` is false where there is any. */
  readonly problems: ReadonlyArray<VerifyProblem>;
  /** What is worth knowing and was recorded so: at most `problemsMax`. */
  readonly warnings: ReadonlyArray<VerifyWarning>;
  /** Legal holds that stand; absent where there are none. */
  readonly holds?: ReadonlyArray<StandingHold>;
}

export interface CheckpointChecked {
  readonly origin: string;
  readonly size: number;
  /** As the checkpoint has it, and of the first `size` events as they are; null where they are fewer. */
  readonly root: string;
  readonly found: string | null;
  readonly signature: 'valid' | 'wrong' | 'missing' | 'not-checked';
  /** Events since. */
  readonly grown: number;
}

export interface StandingHold {
  readonly hold: string;
  readonly matter: string;
}

export interface SourcesKept {
  readonly folder: string;
  /** Documents that the events name by their digest. */
  readonly documents: number;
  /** Those of them whose bytes are kept and whole. */
  readonly kept: number;
  /** Kept, and named by no event: of another ledger, or of what was not recorded in the end. */
  readonly others: number;
}

export interface VerifyWarning {
  /** Recorded, as it says, before the event before it: the clock was put back. */
  readonly code: 'CLOCK_WENT_BACK';
  readonly stream: string;
  readonly revision: string;
  readonly message: string;
}

const problemsMax = 1_000;

interface StreamState {
  next: bigint;
  previousHash: string;
  content: string;
  /** When the last event was recorded, as it says. */
  recordedAt: string;
  /** The filing whose rows are still to come. */
  awaiting: { accession: Accession; rows: number } | null;
}

type Report = (problem: VerifyProblem) => void;

/** Of what has no seal. */
const noHash = genesisHash;

/** Gives the hash of what the event says, whatever it states. */
const checkSeal = (event: RecordedEvent, state: StreamState, report: Report): string => {
  const blame = { stream: event.stream, revision: String(event.revision) };
  // By its canonical form, whatever text the store keeps; and by that text, where it keeps one.
  const { id, type, data, metadata } = event;
  const meant = statedSeal({ id, type, data, metadata });
  const seal = meant?.holds === true ? statedSeal(event) : meant;
  for (const { code, message } of sealFlaws(seal, state.previousHash))
    report({ ...blame, code, message });
  if (seal === null) return noHash;
  state.previousHash = seal.hash;
  const sealed = { ...event, metadata: metadata as Record<string, unknown> };
  state.content = contentStep(state.content, sealed);
  return seal.holds ? seal.hash : hashOf(seal.previous, sealed);
};

const checkClock = (event: RecordedEvent, state: StreamState): VerifyWarning | null => {
  const before = state.recordedAt;
  state.recordedAt = placeText(event.metadata, 'recordedAt');
  return state.recordedAt >= before
    ? null
    : {
        code: 'CLOCK_WENT_BACK',
        stream: event.stream,
        revision: String(event.revision),
        message: `recorded at ${state.recordedAt}, the event before it at ${before}: the clock was put back`,
      };
};

/** Told of each filing that is read on the way. */
export type FilingSeen = (filing: FilingRecorded) => void;

const checkMeaning = (
  event: RecordedEvent,
  state: StreamState,
  report: Report,
  filingSeen: FilingSeen,
): DecodedEvent | null => {
  const blame = { stream: event.stream, revision: String(event.revision) };
  const decoded = decodeEvent(event);
  if (E.isLeft(decoded)) {
    report({ ...blame, code: 'UNREADABLE_EVENT', message: decoded.left.message });
    return null;
  }
  const { event: meaning, metadata } = decoded.right;
  const belongs = streamOf(meaning);
  if (event.stream !== belongs)
    report({ ...blame, code: 'WRONG_STREAM', message: `it belongs into ${belongs}` });
  const made = idMadeOf(meaning, metadata);
  if (made !== null && event.id !== made)
    report({ ...blame, code: 'WRONG_EVENT_ID', message: 'its id is not made of what it says' });
  const isRow = meaning.type === 'TransactionReported' || meaning.type === 'HoldingReported';
  const { awaiting } = state;
  if (awaiting !== null && (!isRow || meaning.data.accession !== awaiting.accession)) {
    report({
      ...blame,
      code: 'INCOMPLETE_FILING',
      message: `${awaiting.rows} rows of ${awaiting.accession} are missing before it`,
    });
    state.awaiting = null;
  }
  if (meaning.type === 'FilingRecorded') {
    filingSeen(meaning.data);
    const { accession, rowCount } = meaning.data;
    state.awaiting = rowCount === 0 ? null : { accession, rows: rowCount };
  } else if (isRow) {
    const { accession, row } = meaning.data;
    const left = (state.awaiting?.rows ?? 0) - 1;
    if (left < 0)
      report({ ...blame, code: 'INCOMPLETE_FILING', message: `${row} belongs to no filing here` });
    state.awaiting = left > 0 ? { accession, rows: left } : null;
  }
  return decoded.right;
};

const standingIn = (events: ReadonlyArray<DecodedEvent>): Pick<VerifyAnswer, 'holds'> => {
  const holds = standing(legalHoldsIn(events, null));
  return holds.length === 0 ? {} : { holds: holds.map(({ hold, matter }) => ({ hold, matter })) };
};

/** Told of each event's leaf, with the hashes that it adds to the tree, and of the tree with it. */
export type LeafSeen = (made: ReadonlyArray<Buffer>, tree: Frontier) => void;

/** What is said of all streams, as one digest: in the order of their names. */
export const overStreams = <S>(
  states: Iterable<readonly [string, S]>,
  said: (state: S) => string,
): string =>
  sha256Hex(
    [...states]
      .map(([stream, state]) => `${stream} ${said(state)}\n`)
      .sort()
      .join(''),
  );

export const verifyStore = async (
  store: EventStore,
  filingSeen: FilingSeen = () => {},
  leafSeen: LeafSeen = () => {},
): Promise<VerifyAnswer> => {
  const states = new Map<string, StreamState>();
  const problems: Array<VerifyProblem> = [];
  const warnings: Array<VerifyWarning> = [];
  const ledgerWide: Array<DecodedEvent> = [];
  const order = createHash('sha256');
  const tree = new Frontier();
  let found = 0;
  let events = 0;
  const report: Report = (problem) => {
    found += 1;
    if (problems.length < problemsMax) problems.push(problem);
  };
  let end: Position | undefined;
  const take = (event: RecordedEvent): void => {
    events += 1;
    end = event.position;
    let state = states.get(event.stream);
    if (state === undefined) {
      state = {
        next: 0n,
        previousHash: genesisHash,
        content: genesisHash,
        recordedAt: '',
        awaiting: null,
      };
      states.set(event.stream, state);
    }
    if (event.revision !== state.next)
      report({
        code: 'REVISION_GAP',
        stream: event.stream,
        revision: String(event.revision),
        message: `revision ${state.next} was expected`,
      });
    state.next = event.revision + 1n;
    order.update(`${event.stream} ${event.revision}\n`);
    // What another program wrote has no seal; that it is here is told once.
    const hash = event.foreign === undefined ? checkSeal(event, state, report) : noHash;
    leafSeen(tree.take(leafOf(hash)), tree);
    const meant = checkMeaning(event, state, report, filingSeen);
    if (meant !== null && event.stream === ledgerStream) ledgerWide.push(meant);
    const warning = checkClock(event, state);
    if (warning !== null && warnings.length < problemsMax) warnings.push(warning);
  };
  try {
    for await (const event of store.readAll()) take(event);
    const own = await ownReads(store, states);
    for (const { stream, message } of own.problems)
      report({ code: 'HEAD_MISMATCH', stream, revision: null, message });
    // What was appended meanwhile is in the log by now.
    const told = new Map(own.longer.map((stream) => [stream, states.get(stream)?.next ?? 0n]));
    if (told.size > 0)
      for await (const event of store.readAll(end === undefined ? {} : { after: end })) take(event);
    for (const [stream, next] of told)
      if (states.get(stream)?.next === next)
        report({
          code: 'EVENT_MISSING',
          stream,
          revision: String(next),
          message: 'the stream goes on with it, and the log does not have it',
        });
  } catch (thrown) {
    // What is no longer JSON cannot be read past: the store answers, its events do not.
    if (!(thrown instanceof StoreFailure) || thrown.error.code !== 'STORE_CORRUPT') throw thrown;
    const { message, streams } = thrown.error;
    // What is missing is named below, stream by stream.
    const after = streams === undefined ? ' Events after it were not checked.' : '';
    report({ code: 'STORAGE_CORRUPT', stream: null, revision: null, message: message + after });
  }
  for (const [stream, { awaiting }] of states)
    if (awaiting !== null)
      report({
        code: 'INCOMPLETE_FILING',
        stream,
        revision: null,
        message: `${awaiting.rows} rows of ${awaiting.accession} are missing at its end`,
      });
  for await (const { code, stream, message } of store.audit())
    report({ code, stream, revision: null, message });
  return {
    ok: found === 0,
    events,
    streams: states.size,
    digest: overStreams(states, ({ content }) => content),
    sealDigest: overStreams(states, ({ previousHash }) => previousHash),
    orderDigest: order.digest('hex'),
    root: tree.root().toString('base64'),
    problems,
    warnings,
    ...standingIn(ledgerWide),
  };
};
