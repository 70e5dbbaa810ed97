/** Reading a stream or the log from page to page, as long as the store is open. */
import { admitLogRead, admitStreamRead } from '../admission.js';
import type { ReadAllOptions, ReadStreamOptions, RecordedEvent } from '../port.js';
import { breathe } from '../subscription.js';
import type { Pages } from './pages.js';

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
    if (read === undefined) return;
    left -= page.length;
    if (backwards) last = read.revision - 1n;
    else first = read.revision + 1n;
    if (left > 0 && first <= last) await breathe();
  }
}

/** The log as it stood when the iteration began. */
export async function* readAll(
  { pages, refuseIfClosed }: OpenFile,
  options: ReadAllOptions = {},
): AsyncGenerator<RecordedEvent, void> {
  refuseIfClosed();
  const { after, limit } = admitLogRead(options);
  const until = pages.lastPosition();
  let last = after;
  for (let left = limit; left > 0 && last < until; ) {
    refuseIfClosed();
    const page = pages.log(last, until, left);
    yield* page;
    const read = page.at(-1);
    if (read === undefined) return;
    left -= page.length;
    last = Number(read.position);
    if (left > 0 && last < until) await breathe();
  }
}
