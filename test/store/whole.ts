/** What must hold of a file that appenders wrote to, whatever happened to them. */
import { createHash } from 'node:crypto';
import type { EventStore, RecordedEvent } from '../../src/store/port.js';

/** What the event at a place says: some hundred bytes, more where a page or two must overflow. */
export function textOf(stream: string, revision: number): string {
  const digest = createHash('sha256').update(`${stream}@${revision}`).digest('hex');
  return digest.repeat(revision % 37 === 0 ? 300 : 6);
}

/** Highest acknowledged revision by stream, from what an appender printed. */
export function acknowledged(printed: string): Map<string, number> {
  const heads = new Map<string, number>();
  // The last line may be cut off.
  for (const line of printed.split('\n').slice(0, -1)) {
    const [stream, revision] = line.split(' ') as [string, string];
    if (stream !== 'failed') heads.set(stream, Number(revision));
  }
  return heads;
}

interface Tried {
  readonly first: number;
  readonly index: number;
  readonly of: number;
  readonly text: string;
}

function eventProblem(event: RecordedEvent, revision: number): string | null {
  const { first, index, text } = event.data as unknown as Tried;
  const place = `${event.stream}@${event.revision}`;
  if (Number(event.revision) !== revision) return `${place} follows ${revision - 1}`;
  if (first + index !== revision) return `${place} was written as ${first}+${index}`;
  return text === textOf(event.stream, revision) ? null : `${place} says something else`;
}

/** Everything acknowledged is there, batches are whole, order has no gap; what is wrong if not. */
export async function problemsOf(
  store: EventStore,
  acks: ReadonlyMap<string, number>,
): Promise<string[]> {
  const problems: string[] = [];
  const last = new Map<string, RecordedEvent>();
  let position = 0;
  for await (const event of store.readAll()) {
    position += 1;
    if (event.position !== String(position)) problems.push(`a gap before ${event.position}`);
    const before = last.get(event.stream);
    const wrong = eventProblem(event, before === undefined ? 0 : Number(before.revision) + 1);
    if (wrong !== null) problems.push(wrong);
    last.set(event.stream, event);
  }
  for (const [stream, { data }] of last) {
    const { index, of } = data as unknown as Tried;
    if (index !== of - 1) problems.push(`${stream} ends with ${index + 1} of a batch of ${of}`);
  }
  for (const [stream, revision] of acks) {
    const head = Number(last.get(stream)?.revision ?? -1);
    if (head < revision) problems.push(`${stream}: ${revision} was acknowledged, ${head} is last`);
  }
  for await (const { message } of store.audit()) problems.push(message);
  return problems;
}
