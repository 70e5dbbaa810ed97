/** Where the log of a test begins, in a store that others use as well. */
import type { EventStore, Position, RecordedEvent } from '../../port.js';
import { append } from './append.js';
import { event, newStream } from './event.js';
import { read } from './reading.js';

/** Appends an event of its own and returns its position: the log from here on is the test's. */
export async function mark(store: EventStore): Promise<Position> {
  const stream = newStream();
  await append(store, stream, 'no-stream', [event()]);
  const [last] = await read(store, stream, { direction: 'backwards', limit: 1 });
  return (last as RecordedEvent).position;
}
