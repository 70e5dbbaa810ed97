/**
 * Whether the log is whole and unchanged: every event read once, every seal recomputed, every
 * filing complete, and what the store itself can tell. The digest says what the streams hold,
 * whatever their interleaving and whenever they were recorded.
 */
import * as E from 'fp-ts/lib/Either.js';
import { sha256Hex } from '../event/canonical.js';
import { insiderStream, issuerStream } from '../event/catalogue.js';
import { contentStep, genesisHash, hashOf } from '../event/chain.js';
import { eventIdOf, eventKindOf, originOf } from '../event/identity.js';
import { decodeEvent } from '../event/upcast.js';
import { type EventStore, type RecordedEvent, StoreFailure } from '../store/port.js';

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
    /** Of the read model, not of the log. */
    | 'READ_MODEL_DAMAGED';
  readonly stream: string | null;
  /** Revision of the event, where one is to blame. */
  readonly revision: string | null;
  readonly message: string;
}

export interface VerifyAnswer {
  readonly ok: boolean;
  readonly events: number;
  readonly streams: number;
  /** SHA-256 over the content digests of all streams, in the order of their names. */
  readonly digest: string;
  /** At most `problemsMax`; `ok` is false where there is any. */
  readonly problems: ReadonlyArray<VerifyProblem>;
}

const problemsMax = 1_000;

interface StreamState {
  next: bigint;
  previousHash: string;
  content: string;
  /** The filing whose rows are still to come. */
  awaiting: { accession: string; rows: number } | null;
}

type Report = (problem: VerifyProblem) => void;

const checkSeal = (event: RecordedEvent, state: StreamState, report: Report): void => {
  const blame = { stream: event.stream, revision: String(event.revision) };
  const metadata = event.metadata;
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    report({ ...blame, code: 'UNREADABLE_EVENT', message: 'its metadata is not an object' });
    return;
  }
  const sealed = { ...event, metadata: metadata as Record<string, unknown> };
  const previous = String(sealed.metadata['previousHash'] ?? '');
  if (previous !== state.previousHash)
    report({
      ...blame,
      code: 'CHAIN_BROKEN',
      message: 'it does not follow the event before it: one was removed, inserted or moved',
    });
  if (hashOf(previous, sealed) !== sealed.metadata['hash'])
    report({
      ...blame,
      code: 'HASH_MISMATCH',
      message: 'it is not what was recorded: its hash differs',
    });
  state.previousHash = String(sealed.metadata['hash'] ?? '');
  state.content = contentStep(state.content, sealed);
};

const checkMeaning = (event: RecordedEvent, state: StreamState, report: Report): void => {
  const blame = { stream: event.stream, revision: String(event.revision) };
  const decoded = decodeEvent(event);
  if (E.isLeft(decoded)) {
    report({ ...blame, code: 'UNREADABLE_EVENT', message: decoded.left.message });
    return;
  }
  const { event: meaning, metadata } = decoded.right;
  const kind = eventKindOf(meaning.type, originOf(metadata.source));
  const belongs =
    'insider' in meaning.data
      ? insiderStream(meaning.data.insider)
      : issuerStream(meaning.data.issuerId);
  if (event.stream !== belongs)
    report({ ...blame, code: 'WRONG_STREAM', message: `it belongs into ${belongs}` });
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
    const { accession, insider, rowCount } = meaning.data;
    if (event.id !== eventIdOf(accession, insider, '', kind))
      report({ ...blame, code: 'WRONG_EVENT_ID', message: 'its id is not made of what it says' });
    state.awaiting = rowCount === 0 ? null : { accession, rows: rowCount };
  } else if (isRow) {
    const { accession, insider, row } = meaning.data;
    if (event.id !== eventIdOf(accession, insider, row, kind))
      report({ ...blame, code: 'WRONG_EVENT_ID', message: 'its id is not made of what it says' });
    const left = (state.awaiting?.rows ?? 0) - 1;
    if (left < 0)
      report({ ...blame, code: 'INCOMPLETE_FILING', message: `${row} belongs to no filing here` });
    state.awaiting = left > 0 ? { accession, rows: left } : null;
  }
};

export const verifyStore = async (store: EventStore): Promise<VerifyAnswer> => {
  const states = new Map<string, StreamState>();
  const problems: Array<VerifyProblem> = [];
  let found = 0;
  let events = 0;
  const report: Report = (problem) => {
    found += 1;
    if (problems.length < problemsMax) problems.push(problem);
  };
  const take = (event: RecordedEvent): void => {
    events += 1;
    let state = states.get(event.stream);
    if (state === undefined) {
      state = { next: 0n, previousHash: genesisHash, content: genesisHash, awaiting: null };
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
    checkSeal(event, state, report);
    checkMeaning(event, state, report);
  };
  try {
    for await (const event of store.readAll()) take(event);
  } catch (thrown) {
    // What is no longer JSON cannot be read past: the store answers, its events do not.
    if (!(thrown instanceof StoreFailure) || thrown.error.code !== 'STORE_CORRUPT') throw thrown;
    const message = `${thrown.error.message} Events after it were not checked.`;
    report({ code: 'STORAGE_CORRUPT', stream: null, revision: null, message });
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
  const digests = [...states].map(([stream, { content }]) => `${stream} ${content}\n`).sort();
  return {
    ok: found === 0,
    events,
    streams: states.size,
    digest: sha256Hex(digests.join('')),
    problems,
  };
};
