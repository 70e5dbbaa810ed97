/** What streams and the log hold. */
import assert from 'node:assert/strict';
import type {
  EventStore,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
} from '../../port.js';

export async function collect(events: AsyncIterable<RecordedEvent>): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for await (const one of events) all.push(one);
  return all;
}

export const read = (store: EventStore, stream: string, options?: ReadStreamOptions) =>
  collect(store.readStream(stream, options));

export const ids = async (store: EventStore, stream: string): Promise<string[]> =>
  (await read(store, stream)).map((one) => one.id);

export const revisions = async (
  store: EventStore,
  stream: string,
  options: ReadStreamOptions,
): Promise<number[]> => (await read(store, stream, options)).map((one) => Number(one.revision));

export const readLog = (store: EventStore, options: ReadAllOptions) =>
  collect(store.readAll(options));

/** The whole log after a position, read `limit` events at a time. */
export async function readInPages(
  store: EventStore,
  after: Position,
  limit: number,
): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (;;) {
    const page = await readLog(store, { after: all.at(-1)?.position ?? after, limit });
    assert.ok(page.length <= limit, `a page of ${page.length} where ${limit} was the limit`);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

export const names = (events: ReadonlyArray<RecordedEvent>): string[] =>
  events.map((one) => `${one.stream}@${one.revision} ${one.id}`);
