/** What is told, sent: whole with its validator, or as a stream that breaks rather than ends short. */
import { etagOf, isAmong } from './etag.js';
import type { Told } from './telling.js';

const bytes = (piece: string | Uint8Array): Uint8Array =>
  typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;

export const gathered = async ({ pieces }: Told): Promise<Uint8Array> => {
  const all: Array<Uint8Array> = [];
  for await (const piece of pieces) all.push(bytes(piece));
  return Buffer.concat(all);
};

/** What was sent before is as it was. */
export const notModified = (headers: Readonly<Record<string, string>>): Response => {
  const { 'content-type': _, 'content-disposition': __, ...kept } = headers;
  return new Response(null, { status: 304, headers: kept });
};

export const sentWhole = (
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
  given: { readonly ifNoneMatch: string | undefined; readonly etag?: string },
): Response => {
  const etag = given.etag ?? etagOf(body);
  const own = { ...headers, etag };
  return isAmong(given.ifNoneMatch, etag)
    ? notModified(own)
    : new Response(new Uint8Array(body), {
        headers: { ...own, 'content-length': String(body.byteLength) },
      });
};

/** Whoever takes nothing for so long is let go. */
const patienceMs = 30_000;

export interface Streaming {
  /** Called once when the stream is over, however it ends. */
  readonly onEnd: () => void;
  readonly onFault: (thrown: unknown) => void;
  /** Ends what is on its way, when the server does. */
  readonly signal: AbortSignal;
  readonly patience?: number;
}

/**
 * Pieces as they are taken: nothing is read ahead of who reads. An error after the first of them
 * breaks the connection, so that a part is never taken for the whole.
 */
export const sentAsStream = (
  { pieces }: Told,
  headers: Readonly<Record<string, string>>,
  { onEnd, onFault, signal, patience = patienceMs }: Streaming,
): Response => {
  let waiting: NodeJS.Timeout | undefined;
  let isOver = false;
  let onEnding = (): void => undefined;
  const over = (): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(waiting);
    signal.removeEventListener('abort', onEnding);
    onEnd();
    void pieces.return(undefined);
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const breakOff = (why: string): void => {
          if (isOver) return;
          over();
          controller.error(new Error(why));
        };
        onEnding = () => breakOff('the server ends');
        signal.addEventListener('abort', onEnding);
        waiting = setTimeout(() => breakOff('nobody reads'), patience);
        waiting.unref();
      },
      pull: async (controller) => {
        waiting?.refresh();
        try {
          const next = await pieces.next();
          if (isOver) return;
          if (next.done === true) {
            over();
            controller.close();
          } else controller.enqueue(bytes(next.value));
          waiting?.refresh();
        } catch (thrown) {
          onFault(thrown);
          over();
          controller.error(thrown);
        }
      },
      cancel: over,
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { ...headers } });
};
