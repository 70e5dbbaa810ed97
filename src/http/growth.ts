/** That the ledger has grown, told to whoever waits for it: server-sent events. */
import { type Problem, problem } from './problem.js';

/** What was taken in since the server began. */
export interface Grown {
  readonly events: number;
  readonly insiders: number;
}

export interface Growth {
  tell(grown: Grown): void;
  readonly last: () => Grown;
  /** Called with what is told from now on, until the function that it answers with is called. */
  listen(hear: (grown: Grown) => void, onEnd: () => void): (() => void) | null;
  readonly listeners: () => number;
  /** Ends all that listen. */
  end(): void;
}

const listenersMost = 200;

export const growth = (): Growth => {
  const heard = new Map<(grown: Grown) => void, () => void>();
  let last: Grown = { events: 0, insiders: 0 };
  let hasEnded = false;
  return {
    tell: (grown) => {
      if (grown.events === last.events) return;
      last = grown;
      for (const hear of heard.keys()) hear(grown);
    },
    last: () => last,
    listen: (hear, onEnd) => {
      if (hasEnded || heard.size >= listenersMost) return null;
      heard.set(hear, onEnd);
      return () => heard.delete(hear);
    },
    listeners: () => heard.size,
    end: () => {
      hasEnded = true;
      const all = [...heard.values()];
      heard.clear();
      for (const onEnd of all) onEnd();
    },
  };
};

/** So often a line says that the connection is alive. */
const aliveMs = 15_000;

const line = (text: string): Uint8Array => new TextEncoder().encode(text);

const tooManyListen: Problem = problem(
  503,
  'TOO_MANY_LISTEN',
  'as many as may listen do, or the server is ending',
  { headers: { 'retry-after': '30' } },
);

/** A stream of `grown` events. */
export const growthStream = (of: Growth): Response | Problem => {
  let stop: (() => void) | null = null;
  let alive: NodeJS.Timeout | undefined;
  const leave = (): void => {
    clearInterval(alive);
    stop?.();
  };
  let isFull = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const say = (text: string): void => {
        // Whoever does not read is let go: it asks again and misses nothing that it needs.
        if ((controller.desiredSize ?? 0) < -64) {
          leave();
          controller.error(new Error('nobody reads'));
        } else controller.enqueue(line(text));
      };
      stop = of.listen(
        (grown) => say(`event: grown\ndata: ${JSON.stringify(grown)}\n\n`),
        () => {
          leave();
          controller.close();
        },
      );
      isFull = stop === null;
      if (isFull) return controller.close();
      alive = setInterval(() => say(': alive\n\n'), aliveMs);
      alive.unref();
      say(`retry: 5000\nevent: now\ndata: ${JSON.stringify(of.last())}\n\n`);
    },
    cancel: leave,
  });
  return isFull
    ? tooManyListen
    : new Response(body, {
        headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
      });
};
