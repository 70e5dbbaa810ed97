/**
 * A store that is watched: OpenTelemetry metrics and structured log lines around any adapter, so
 * that none of them has to think of either. Without an OpenTelemetry SDK the metrics cost nothing
 * and go nowhere.
 */
import { metrics } from '@opentelemetry/api';
import * as E from 'fp-ts/lib/Either.js';
import type { EsdbSignal } from './eventstoredb/signal.js';
import type { EventStore, RecordedEvent, Subscription } from './port.js';

/** Where log lines go: a level, what happened, and its values. */
export interface Log {
  debug(values: object, message: string): void;
  info(values: object, message: string): void;
  warn(values: object, message: string): void;
  error(values: object, message: string): void;
}

const meter = metrics.getMeter('insider-ledger');
const appended = meter.createCounter('insider_ledger.store.events_appended', {
  description: 'Events acknowledged by the store',
});
const refused = meter.createCounter('insider_ledger.store.appends_refused', {
  description: 'Appends that failed, by error code',
});
const appendSeconds = meter.createHistogram('insider_ledger.store.append_duration', {
  description: 'From the call to the acknowledgement',
  unit: 's',
});
const read = meter.createCounter('insider_ledger.store.events_read', {
  description: 'Events read, by verb',
});
const signals = meter.createCounter('insider_ledger.store.signals', {
  description: 'What the adapter did on its own account: retries, reconnections',
});

async function* counted(
  verb: string,
  events: AsyncIterable<RecordedEvent>,
): AsyncGenerator<RecordedEvent> {
  let count = 0;
  try {
    for await (const event of events) {
      count += 1;
      yield event;
    }
  } finally {
    read.add(count, { verb });
  }
}

const watched = (subscription: Subscription): Subscription => ({
  async *[Symbol.asyncIterator]() {
    for await (const event of subscription) {
      read.add(1, { verb: 'subscribe' });
      yield event;
    }
  },
  close: () => subscription.close(),
});

/** What the adapter tells of itself, as a log line and a count. */
export const observeSignal =
  (log: Log) =>
  (signal: EsdbSignal): void => {
    signals.add(1, { kind: signal.kind });
    log.warn(signal, `store: ${signal.kind}`);
  };

export const observed = (store: EventStore, log: Log): EventStore => ({
  append: (stream, expected, events, options) => async () => {
    const started = performance.now();
    const result = await store.append(stream, expected, events, options)();
    const seconds = (performance.now() - started) / 1000;
    appendSeconds.record(seconds);
    if (E.isRight(result)) {
      const { idempotent, revision } = result.right;
      if (!idempotent) appended.add(events.length);
      log.debug(
        { stream, events: events.length, revision: String(revision), idempotent, seconds },
        'appended',
      );
    } else {
      refused.add(1, { code: result.left.code });
      const line = { stream, code: result.left.code, reason: result.left.message, seconds };
      // Losing a race for a stream's end is how two writers meet, not an error.
      if (result.left.code === 'WRONG_EXPECTED_REVISION') log.debug(line, 'append refused');
      else log.error(line, 'append failed');
    }
    return result;
  },
  readStream: (stream, options) => counted('readStream', store.readStream(stream, options)),
  readAll: (options) => counted('readAll', store.readAll(options)),
  ...(store.takesInTurn === undefined ? {} : { takesInTurn: store.takesInTurn }),
  ...(store.count === undefined ? {} : { count: store.count.bind(store) }),
  ...(store.streams === undefined ? {} : { streams: store.streams.bind(store) }),
  ...(store.idsOf === undefined ? {} : { idsOf: store.idsOf.bind(store) }),
  ...(store.textsOf === undefined ? {} : { textsOf: store.textsOf.bind(store) }),
  subscribe: (options) => watched(store.subscribe(options)),
  audit: () => store.audit(),
  close: async () => {
    await store.close();
    log.info({}, 'store closed');
  },
});
