/** A log of sealed events made from a seed: streams that take turns, filings of a few rows each. */
import * as E from 'fp-ts/lib/Either.js';
import { genesisHash, sealAll } from '../src/event/chain.js';
import { type EventStore, type NewEvent, StoreFailure } from '../src/store/port.js';
import { randomFrom } from '../test/store/random.js';

const idOf = (n: number): string => {
  const hex = n.toString(16).padStart(12, '0');
  return `00000000-0000-5000-8000-${hex}`;
};

/** Events that are sealed as a ledger's are; what they say means nothing. */
export const fillLog = async (
  store: EventStore,
  events: number,
  streams: number,
  seed: number,
  told: (events: number) => void = () => {},
): Promise<void> => {
  const random = randomFrom(seed);
  const ends = new Map<number, { revision: bigint; hash: string }>();
  const under = new Map<number, Promise<void>>();
  const settled = async (): Promise<void> => {
    await Promise.all(under.values());
    under.clear();
  };
  for (let made = 0; made < events; ) {
    const stream = Math.floor(random() * streams);
    if (under.has(stream) || under.size >= 256) await settled();
    const end = ends.get(stream);
    const count = Math.min(events - made, 1 + Math.floor(random() * 6));
    const unsealed = Array.from({ length: count }, (_, i) => ({
      id: idOf(made + i),
      type: i === 0 ? 'FilingRecorded' : 'TransactionReported',
      data: {
        accession: `0000000000-24-${String(made).padStart(6, '0')}`,
        insider: String(stream).padStart(10, '0'),
        row: `I.${i}`,
        text: 'as filed '.repeat(1 + Math.floor(random() * 60)),
      },
    }));
    const sealed = sealAll(end?.hash ?? genesisHash, unsealed, {
      schemaVersion: 1,
      recordedAt: '2024-01-01T00:00:00.000Z',
      actor: 'bench',
      source: null,
    });
    ends.set(stream, {
      revision: (end?.revision ?? -1n) + BigInt(count),
      hash: sealed[count - 1]?.hash ?? genesisHash,
    });
    const append = store.append(
      `insider-${String(stream).padStart(10, '0')}`,
      end?.revision ?? 'no-stream',
      sealed as unknown as ReadonlyArray<NewEvent>,
    );
    under.set(
      stream,
      append().then((result) => {
        if (E.isLeft(result)) throw new StoreFailure(result.left);
      }),
    );
    made += count;
    told(made);
  }
  await settled();
};
