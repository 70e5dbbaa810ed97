/** Which log a read model was made from: the event up to which it was taken in, to be found again. */
import { placeText } from '../event/chain.js';
import { type EventStore, type RecordedEvent, StoreFailure } from '../store/port.js';

export interface Anchor {
  readonly position: string;
  readonly stream: string;
  readonly revision: string;
  readonly id: string;
  /** Of the event, as the chain of its stream has it; empty where it has none. */
  readonly hash: string;
}

export const anchorOf = ({ position, stream, revision, id, metadata }: RecordedEvent): Anchor => ({
  position,
  stream,
  revision: String(revision),
  id,
  hash: placeText(metadata, 'hash'),
});

/** Whether the log has the event where it was, as far as the store can read it. */
export const isIn = async (anchor: Anchor, store: EventStore): Promise<boolean> => {
  try {
    return await isThere(anchor, store);
  } catch (thrown) {
    // Damage there is told of whoever it touches; everybody else is answered for from the log.
    if (thrown instanceof StoreFailure && thrown.error.code === 'STORE_CORRUPT') return false;
    throw thrown;
  }
};

const isThere = async (anchor: Anchor, store: EventStore): Promise<boolean> => {
  const from = BigInt(anchor.revision);
  for await (const event of store.readStream(anchor.stream, { from, limit: 1 })) {
    const found = anchorOf(event);
    return (
      found.position === anchor.position &&
      found.revision === anchor.revision &&
      found.id === anchor.id &&
      found.hash === anchor.hash
    );
  }
  return false;
};
