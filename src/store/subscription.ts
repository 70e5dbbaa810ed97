/** Following a log that is read in pages: shared by the stores that live in this process. */
import type { Position, RecordedEvent, Subscription } from './port.js';

/** Wakes those who wait for new events. */
export class Bell {
  #sleepers = new Set<() => void>();

  ring(): void {
    const woken = this.#sleepers;
    this.#sleepers = new Set();
    for (const wake of woken) wake();
  }

  /** Until the next ring, or for `ms` where given; a timer lives no longer than the wait. */
  wait(ms: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === null ? undefined : setTimeout(() => wake(), ms);
      const wake = () => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      this.#sleepers.add(wake);
    });
  }
}

export interface FollowedLog {
  /** The next events after a position, oldest first; none at the end. Throws `StoreFailure`. */
  page(after: Position | undefined): ReadonlyArray<RecordedEvent>;
  readonly bell: Bell;
  /** How often to look although no bell rang; null where every append rings it. */
  readonly pollMs: number | null;
  /** Ends every subscription once true. */
  isClosed(): boolean;
}

/** The loop's other work gets its turn between two pages. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function follow(log: FollowedLog, after: Position | undefined): Subscription {
  // A store that is closed already fails; one that closes later ends what it began.
  const late = log.isClosed();
  let closed = false;
  const over = () => closed || (!late && log.isClosed());

  async function* events(): AsyncGenerator<RecordedEvent, void> {
    let last = after;
    while (!over()) {
      const page = log.page(last);
      if (page.length === 0) await log.bell.wait(log.pollMs);
      for (const event of page) {
        if (over()) return;
        last = event.position;
        yield event;
      }
      if (page.length > 0) await breathe();
    }
  }

  return {
    [Symbol.asyncIterator]: events,
    close: async () => {
      closed = true;
      log.bell.ring();
    },
  };
}
