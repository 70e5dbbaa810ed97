/**
 * A store of somebody else's: it knows this package by what it exports, and nothing of ours by a
 * path. Lists of JSON text in memory, with a subscription that looks again and again.
 */
import {
  type AdmittedAppend,
  type AppendError,
  type Appended,
  type AppendOptions,
  admit,
  admitLogRead,
  admitStreamRead,
  type EventStore,
  judge,
  type LogCount,
  lastRevision,
  type NewEvent,
  type PlacedId,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type Revision,
  type StoreError,
  StoreFailure,
  type StoreProblem,
  type StreamList,
  type Subscription,
  wrongExpectedRevision,
} from 'insider-ledger/store';

type Answer =
  | { readonly _tag: 'Left'; readonly left: AppendError }
  | { readonly _tag: 'Right'; readonly right: Appended };

const closedError: StoreError = {
  code: 'STORE_CLOSED',
  blame: 'incorrect',
  message: 'my store was closed',
};

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

class OwnStore implements EventStore {
  readonly #log: Array<string> = [];
  readonly #streams = new Map<string, Array<number>>();
  #closed = false;

  append(
    stream: string,
    expected: Revision | 'no-stream',
    events: ReadonlyArray<NewEvent>,
    _options?: AppendOptions,
  ): () => Promise<Answer> {
    return async () => {
      if (this.#closed) return { _tag: 'Left', left: closedError };
      const admitted = admit(stream, expected, events);
      return admitted._tag === 'Left' ? admitted : this.#write(admitted.right);
    };
  }

  async *readStream(
    stream: string,
    options: ReadStreamOptions = {},
  ): AsyncGenerator<RecordedEvent, void> {
    this.#refuseIfClosed();
    const { from, backwards, limit } = admitStreamRead(options);
    const places = [...(this.#streams.get(stream) ?? [])];
    const wanted = places.filter((_, revision) =>
      from === null ? true : backwards ? revision <= from : revision >= from,
    );
    if (backwards) wanted.reverse();
    for (const place of wanted.slice(0, limit)) {
      this.#refuseIfClosed();
      yield this.#at(place);
    }
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent, void> {
    this.#refuseIfClosed();
    const { after, limit } = admitLogRead(options);
    const end = Math.min(this.#log.length, after + limit);
    for (let place = after; place < end; place++) {
      this.#refuseIfClosed();
      yield this.#at(place);
    }
  }

  subscribe({ after }: { readonly after?: Position }): Subscription {
    const late = this.#closed;
    let over = false;
    const store = this;
    return {
      async *[Symbol.asyncIterator]() {
        if (late) store.#refuseIfClosed();
        let { after: place } = admitLogRead(after === undefined ? {} : { after });
        while (!over && !store.#closed) {
          if (place < store.#log.length) yield store.#at(place++);
          else await pause();
        }
      },
      close: async () => {
        over = true;
      },
    };
  }

  async *audit(): AsyncGenerator<StoreProblem, void> {
    this.#refuseIfClosed();
    yield* [];
  }

  async count(): Promise<LogCount> {
    this.#refuseIfClosed();
    const [events, streams] = [this.#log.length, this.#streams.size];
    const at = (place: number) => (events === 0 ? null : this.#at(place));
    return { events, streams, first: at(0), last: at(events - 1) };
  }

  async streams(): Promise<StreamList> {
    this.#refuseIfClosed();
    const end = this.#log.length;
    return { end: end === 0 ? null : String(end), names: this.#streams.keys() };
  }

  async idsOf(stream: string, type: string): Promise<ReadonlyArray<PlacedId>> {
    const placed: Array<PlacedId> = [];
    for await (const one of this.readStream(stream))
      if (one.type === type) placed.push({ id: one.id, revision: one.revision });
    return placed;
  }

  async close(): Promise<void> {
    // Whatever was asked for in this turn is written first.
    await pause();
    this.#closed = true;
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new StoreFailure(closedError);
  }

  #at(place: number): RecordedEvent {
    const kept = JSON.parse(this.#log[place] as string);
    return { ...kept, revision: BigInt(kept.revision), position: String(place + 1) };
  }

  #write({ stream, expected, events }: AdmittedAppend): Answer {
    const places = this.#streams.get(stream) ?? [];
    const head = places.length - 1;
    const verdict = judge(expected, head, events, (r) => this.#at(places[r] as number).id);
    if (verdict === 'conflict')
      return { _tag: 'Left', left: wrongExpectedRevision(stream, expected, head) };
    if (verdict === 'write')
      for (const { id, type, data, metadata } of events) {
        const around = JSON.stringify({ stream, revision: places.length, id, type });
        const kept = `${around.slice(0, -1)},"data":${data},"metadata":${metadata}}`;
        places.push(this.#log.push(kept) - 1);
      }
    this.#streams.set(stream, places);
    const revision = lastRevision(expected, events.length);
    return { _tag: 'Right', right: { revision, idempotent: verdict === 'already-written' } };
  }
}

export const ownStore = (): EventStore => new OwnStore();
