/** A store that lasts as long as the process: for tests, examples and questions asked once. */
import * as E from 'fp-ts/lib/Either.js';
import {
  type AdmittedAppend,
  type AdmittedEvent,
  admit,
  admitLogRead,
  admitPosition,
  admitStreamRead,
} from './admission.js';
import { judge, lastRevision, wrongExpectedRevision } from './idempotency.js';
import {
  type AppendError,
  type Appended,
  type EventStore,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type StoreError,
  StoreFailure,
  type StoreProblem,
} from './port.js';
import { Bell, follow } from './subscription.js';

interface Kept {
  readonly stream: string;
  readonly revision: number;
  readonly event: AdmittedEvent;
}

const pageEvents = 256;

const storeClosed: StoreError = {
  code: 'STORE_CLOSED',
  blame: 'incorrect',
  message: 'the store was closed; open it again',
};

/** A new, empty store. Events are kept as JSON text, so nobody can change them afterwards. */
export function memoryStore(): EventStore {
  const log: Kept[] = [];
  /** Where in `log` each stream's events are, by revision. */
  const streams = new Map<string, number[]>();
  const bell = new Bell();
  let closed = false;

  const recorded = (index: number): RecordedEvent => {
    const kept = log[index] as Kept;
    return {
      id: kept.event.id,
      type: kept.event.type,
      data: JSON.parse(kept.event.data),
      metadata: JSON.parse(kept.event.metadata),
      stream: kept.stream,
      revision: BigInt(kept.revision),
      position: String(index + 1),
    };
  };

  const refuseIfClosed = () => {
    if (closed) throw new StoreFailure(storeClosed);
  };

  function write(append: AdmittedAppend): E.Either<AppendError, Appended> {
    const { stream, expected, events } = append;
    const places = streams.get(stream) ?? [];
    const head = places.length - 1;
    const verdict = judge(expected, head, events, (r) => log[places[r] as number]?.event.id);
    if (verdict === 'conflict') return E.left(wrongExpectedRevision(stream, expected, head));
    if (verdict === 'write') {
      for (const event of events) {
        log.push({ stream, revision: places.length, event });
        places.push(log.length - 1);
      }
      streams.set(stream, places);
      bell.ring();
    }
    const revision = lastRevision(expected, events.length);
    return E.right({ revision, idempotent: verdict === 'already-written' });
  }

  async function* readStream(
    stream: string,
    options: ReadStreamOptions = {},
  ): AsyncGenerator<RecordedEvent, void> {
    refuseIfClosed();
    const { from, backwards, limit } = admitStreamRead(options);
    const places = streams.get(stream) ?? [];
    const head = places.length - 1;
    const start = from === null ? (backwards ? head : 0) : Number(from);
    const step = backwards ? -1 : 1;
    let left = limit;
    for (
      let revision = backwards ? Math.min(start, head) : start;
      left > 0 && revision >= 0 && revision <= head;
      revision += step, left--
    ) {
      refuseIfClosed();
      yield recorded(places[revision] as number);
    }
  }

  async function* readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent, void> {
    refuseIfClosed();
    const { after, limit } = admitLogRead(options);
    const end = Math.min(log.length, after + limit);
    for (let index = after; index < end; index++) {
      refuseIfClosed();
      yield recorded(index);
    }
  }

  return {
    takesInTurn: true,
    append: (stream, expected, events) => async () =>
      closed ? E.left(storeClosed) : E.chain(write)(admit(stream, expected, events)),
    readStream,
    readAll,
    subscribe: ({ after }) =>
      follow(
        {
          page: (last) => {
            refuseIfClosed();
            const first = admitPosition(last);
            const count = Math.max(0, Math.min(pageEvents, log.length - first));
            return Array.from({ length: count }, (_, i) => recorded(first + i));
          },
          bell,
          pollMs: null,
          isClosed: () => closed,
        },
        after,
      ),
    audit: async function* (): AsyncGenerator<StoreProblem, void> {
      refuseIfClosed();
      // Nothing lies below this store that could lose an event.
      yield* [];
    },
    close: async () => {
      closed = true;
      bell.ring();
    },
  };
}
