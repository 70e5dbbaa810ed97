/** Reading a stream or the log from page to page, as long as the store is open. */
import { admitLogRead, admitStreamRead } from '../admission.js';
import type { ReadAllOptions, ReadStreamOptions, RecordedEvent } from '../port.js';
import { breathe } from '../subscription.js';
import type { Pages, Unread } from './pages.js';

export interface OpenFile {
  readonly pages: Pages;
  /** Throws a `StoreFailure` once the store is closed. */
  refuseIfClosed(): void;
}

/** The stream as it stood when the iteration began. */
export async function* readStream(
  { pages, refuseIfClosed }: OpenFile,
  stream: string,
  options: ReadStreamOptions = {},
): AsyncGenerator<RecordedEvent, void> {
  refuseIfClosed();
  const { from, backwards, limit } = admitStreamRead(options);
  const head = pages.head(stream);
  if (head === undefined) return;
  const end = BigInt(head.revision);
  let first = backwards ? 0n : (from ?? 0n);
  let last = backwards && from !== null && from < end ? from : end;
  for (let left = limit; left > 0 && first <= last; ) {
    refuseIfClosed();
    const range = { from: Number(first), to: Number(last), backwards };
    const page = pages.stream(stream, head.sid, range, left);
    yield* page;
    const read = page.at(-1);
    if (read === undefined) throw pages.short(stream, head.revision);
    left -= page.length;
    if (backwards) last = read.revision - 1n;
    else first = read.revision + 1n;
    if (left > 0 && first <= last) await breathe();
  }
}

/**
 * The log as it stood when the iteration began. Positions are given out without gaps: where one is
 * not met, or what is there cannot be read, that is said when everything else has been given.
 */
export async function* readAll(
  { pages, refuseIfClosed }: OpenFile,
  options: ReadAllOptions = {},
): AsyncGenerator<RecordedEvent, void> {
  refuseIfClosed();
  const { after, limit } = admitLogRead(options);
  const { last: until, given } = pages.end();
  const torn: Unread[] = [];
  let last = after;
  let missing = 0;
  let left = limit;
  while (left > 0 && last < until) {
    refuseIfClosed();
    const { events, unread, last: end } = pages.walk(last, until, left);
    yield* events;
    if (end === last) break;
    left -= events.length;
    missing += end - last - events.length;
    torn.push(...unread);
    last = end;
    if (left > 0 && last < until) await breathe();
  }
  if (left > 0) missing += Math.max(0, until - last, given - last);
  if (missing > 0) throw pages.missing(missing, torn);
}
