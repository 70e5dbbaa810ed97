/**
 * The end of a stream as the store has it: what is sealed onto, and which filings are there. It is
 * read anew where others have written, so that every seal is onto a hash that stands.
 */
import { fail, type LedgerError } from '../../answer/error.js';
import type { EventType } from '../../event/catalogue.js';
import { placeText, statedSeal } from '../../event/chain.js';
import type { EventStore, Json, RecordedEvent } from '../../store/port.js';
import { contentKey, emptyHead, type Head } from './heads.js';

export const recordedType: EventType = 'FilingRecorded';
const envelopeType: EventType = 'EnvelopeStated';

const textOf = (value: Json, key: string): string =>
  typeof value === 'object' && value !== null ? String(Reflect.get(value, key) ?? '') : '';

/** A hash of an event of ours: nothing else can be sealed onto. */
const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

const unsealed = (stream: string, revision: bigint | null): LedgerError => ({
  code: 'UNREADABLE_EVENT',
  blame: 'unsupported',
  message: `${stream}@${revision}: no event of this program, and the stream ends with it, so that nothing can be sealed onto it and nothing was recorded there. Run verify to see how much of the ledger is touched, and find out what else writes to it.`,
});

const notRecorded = (stream: string, revision: bigint): LedgerError => ({
  code: 'CHAIN_BROKEN',
  blame: 'unavailable',
  message: `${stream}@${revision} is not what was recorded: its hash differs, so that nothing can be sealed onto it and nothing was recorded there. Run verify to see all that is touched, and restore the ledger from a copy of before.`,
});

/** The hash that an event of ours states, which must be that of what it says. */
const hashOn = (event: RecordedEvent): string => {
  const hash = placeText(event.metadata, 'hash');
  return !isHash(hash) || statedSeal(event)?.holds === true
    ? hash
    : fail(notRecorded(event.stream, event.revision));
};

export interface StreamEnds {
  /** The head of a stream; of one that turned out to be stale, with what others have written since. */
  now(stream: string, stale: Head | undefined): Promise<Head>;
  /** What the documents of a stream say: looked at only when one that is new to it arrives. */
  contentsOf(stream: string, head: Head): Promise<Set<string>>;
}

export const streamEnds = (store: EventStore): StreamEnds => {
  /** Moves a head on to the stream's end; false where what comes next is not sealed onto it. */
  const readOn = async (stream: string, head: Head): Promise<boolean> => {
    const from = (head.revision ?? -1n) + 1n;
    let follows = true;
    for await (const event of store.readStream(stream, { from })) {
      const { id, revision, type, data, metadata } = event;
      if (revision === from) follows = placeText(metadata, 'previousHash') === head.hash;
      head.revision = revision;
      head.hash = hashOn(event);
      head.recordedAt = placeText(metadata, 'recordedAt');
      if (type === recordedType || type === envelopeType) head.filings.set(id, revision);
      if (type === recordedType) head.contents?.add(contentKey(textOf(data, 'contentDigest')));
    }
    return follows;
  };

  const contentsOf = async (stream: string, { filings }: Head): Promise<Set<string>> => {
    const contents = new Set<string>();
    if (store.textsOf !== undefined) {
      for (const text of await store.textsOf(stream, recordedType, 'contentDigest'))
        contents.add(contentKey(text));
      return contents;
    }
    for (const from of filings.values())
      for await (const { type, data } of store.readStream(stream, { from, limit: 1 }))
        if (type === recordedType) contents.add(contentKey(textOf(data, 'contentDigest')));
    return contents;
  };

  // An import looks at the end of every stream it meets: no event is decoded for it, and only
  // the last is read where the store knows ids by themselves.
  const loadHead = async (stream: string): Promise<Head> => {
    const head = emptyHead();
    if (store.idsOf === undefined) {
      await readOn(stream, head);
      return head;
    }
    for await (const last of store.readStream(stream, { direction: 'backwards', limit: 1 })) {
      head.revision = last.revision;
      head.hash = hashOn(last);
      head.recordedAt = placeText(last.metadata, 'recordedAt');
    }
    // After the end: what another process adds meanwhile makes the append fail, and start again.
    if (head.revision !== null) {
      for (const type of [recordedType, envelopeType])
        for (const { id, revision } of await store.idsOf(stream, type))
          head.filings.set(id, revision);
      head.contents = null;
    }
    return head;
  };

  /** A head that turned out to be stale, with what others have written since. */
  const caughtUp = async (stream: string, stale: Head): Promise<Head> =>
    (await readOn(stream, stale)) ? stale : loadHead(stream);

  const headNow = async (stream: string, stale: Head | undefined): Promise<Head> => {
    const head = await (stale === undefined ? loadHead(stream) : caughtUp(stream, stale));
    return isHash(head.hash) ? head : fail(unsealed(stream, head.revision));
  };

  return { now: headNow, contentsOf };
};
