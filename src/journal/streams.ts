/**
 * Decoded streams, kept while they do not change: a question about an insider asked a moment ago
 * costs one look at the end of its stream. Bounded; the least recently used stream goes first.
 *
 * What is loaded is verified as it goes, so that no fold says anything of an event that is not
 * what was recorded. What is kept was verified, up to its last hash, and is not looked at again.
 */

import * as E from 'fp-ts/lib/Either.js';
import { rulingIn } from '../../projections/known/ruling.js';
import { fail, type LedgerError } from '../answer/error.js';
import { genesisHash, sealFlaws, statedSeal } from '../event/chain.js';
import { idMadeOf, streamOf } from '../event/placement.js';
import { type DecodedEvent, decodeEvent } from '../event/upcast.js';
import { type EventStore, type RecordedEvent, type Revision, StoreFailure } from '../store/port.js';

/** One stream as it stands. A new object whenever it has grown. */
export interface LoadedStream {
  readonly name: string;
  readonly revision: Revision | null;
  /** Hash of the last event, null where the stream is empty. */
  readonly hash: string | null;
  readonly events: ReadonlyArray<DecodedEvent>;
  /** Those of them that are no rulings: the very same list while no more was filed. */
  readonly reports: ReadonlyArray<DecodedEvent>;
  /** What operators ruled. */
  readonly rulings: ReadonlyArray<DecodedEvent>;
  /** Of the rulings, who is one with whom: few, and asked about at every question. */
  readonly identifications: ReadonlyArray<DecodedEvent>;
}

export interface Streams {
  load(name: string): Promise<LoadedStream>;
  forget(name: string): void;
}

const isIdentification = ({ event }: DecodedEvent): boolean =>
  event.type === 'InsiderIdentified' || event.type === 'IssuerIdentified';

export const emptyStream = (name: string): LoadedStream => ({
  name,
  revision: null,
  hash: null,
  events: [],
  reports: [],
  rulings: [],
  identifications: [],
});

const withMore = <A>(known: ReadonlyArray<A>, more: ReadonlyArray<A>): ReadonlyArray<A> =>
  more.length === 0 ? known : known.length === 0 ? more : [...known, ...more];

/** A stream with the events that come after those it has. */
export const grown = (
  stream: LoadedStream,
  added: ReadonlyArray<DecodedEvent>,
  { revision, hash }: Pick<LoadedStream, 'revision' | 'hash'>,
): LoadedStream => {
  const ruled = added.filter((one) => rulingIn(one) !== null);
  return {
    name: stream.name,
    revision,
    hash,
    events: withMore(stream.events, added),
    reports: withMore(
      stream.reports,
      ruled.length === 0 ? added : added.filter((one) => rulingIn(one) === null),
    ),
    rulings: withMore(stream.rulings, ruled),
    identifications: withMore(stream.identifications, ruled.filter(isIdentification)),
  };
};

/** Events kept decoded, about 3 kB each. */
const eventsKeptDefault = 30_000;

const whatToDo =
  'Nothing is answered from this stream. Run verify to see all that is touched, and restore the ledger from a copy of before.';

const broken = (name: string, revision: Revision, message: string): LedgerError => ({
  code: 'CHAIN_BROKEN',
  blame: 'unavailable',
  message: `${name}@${revision}: ${message}. ${whatToDo}`,
});

const unreadable = (name: string, revision: Revision, message: string): LedgerError => ({
  code: 'UNREADABLE_EVENT',
  blame: 'unsupported',
  message: `${name}@${revision}: ${message}. Run verify to see how much of the ledger is touched.`,
});

/** The event's meaning, once it is certain that it is what was recorded at this place. */
const verified = (
  name: string,
  recorded: RecordedEvent,
  expected: Revision,
  previousHash: string,
): E.Either<LedgerError, DecodedEvent> => {
  const { revision, id } = recorded;
  const not = (message: string) => E.left(broken(name, revision, message));
  if (revision !== expected) return not(`revision ${expected} was expected, events are missing`);
  const decoded = decodeEvent(recorded);
  // What another program wrote has no seal: it is named as what it is.
  if (recorded.foreign !== undefined && E.isLeft(decoded))
    return E.left(unreadable(name, revision, decoded.left.message));
  const [flaw] = sealFlaws(statedSeal(recorded), previousHash);
  if (flaw !== undefined)
    return not(E.isLeft(decoded) ? `${flaw.message} (${decoded.left.message})` : flaw.message);
  if (E.isLeft(decoded)) return E.left(unreadable(name, revision, decoded.left.message));
  const { event, metadata } = decoded.right;
  const belongs = streamOf(event);
  if (belongs !== name) return not(`it belongs into ${belongs}`);
  const made = idMadeOf(event, metadata);
  if (made !== null && made !== id) return not('its id is not made of what it says');
  return decoded;
};

/** A store that cannot read what it kept fails of this stream only. */
const aboutStream = (name: string, thrown: unknown): never => {
  if (thrown instanceof StoreFailure && thrown.error.code === 'STORE_CORRUPT')
    return fail({
      code: 'STORE_CORRUPT',
      blame: 'unavailable',
      message: `${name}: ${thrown.error.message}`,
    });
  throw thrown;
};

export const streamCache = (store: EventStore, eventsKeptMax = eventsKeptDefault): Streams => {
  const kept = new Map<string, LoadedStream>();
  let size = 0;

  const forget = (name: string): void => {
    const known = kept.get(name);
    if (known === undefined) return;
    size -= known.events.length;
    kept.delete(name);
  };

  const keep = (stream: LoadedStream): void => {
    forget(stream.name);
    kept.set(stream.name, stream);
    size += stream.events.length;
    for (const [name] of kept) {
      if (size <= eventsKeptMax || name === stream.name) break;
      forget(name);
    }
  };

  const load = async (name: string): Promise<LoadedStream> => {
    const known = kept.get(name);
    const from = known?.revision == null ? 0n : known.revision + 1n;
    const added: Array<DecodedEvent> = [];
    let { revision, hash } = known ?? { revision: null, hash: null };
    try {
      for await (const recorded of store.readStream(name, { from })) {
        const expected = (revision ?? -1n) + 1n;
        const event = verified(name, recorded, expected, hash ?? genesisHash);
        if (E.isLeft(event)) return fail(event.left);
        added.push(event.right);
        revision = recorded.revision;
        hash = event.right.metadata.hash;
      }
    } catch (thrown) {
      return aboutStream(name, thrown);
    }
    const stream =
      known !== undefined && added.length === 0
        ? known
        : grown(known ?? emptyStream(name), added, { revision, hash });
    // An empty stream may come to be at any time and costs nothing to look for again.
    if (stream.revision !== null) keep(stream);
    return stream;
  };

  return { load, forget };
};
