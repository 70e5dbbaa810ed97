/** One who follows a subscription. */
import assert from 'node:assert/strict';
import type { RecordedEvent, Subscription } from '../../port.js';

/** The next `count` events of a subscription that goes on afterwards. */
export class Follower {
  readonly #events: AsyncIterator<RecordedEvent>;

  constructor(readonly subscription: Subscription) {
    this.#events = subscription[Symbol.asyncIterator]();
  }

  async next(count: number): Promise<RecordedEvent[]> {
    const seen: RecordedEvent[] = [];
    while (seen.length < count) {
      const step = await this.#events.next();
      if (step.done) assert.fail(`the subscription ended after ${seen.length} of ${count} events`);
      seen.push(step.value);
    }
    return seen;
  }

  /** Resolves once the iteration has ended; an event already on its way may still come. */
  async ended(): Promise<void> {
    while (!(await this.#events.next()).done);
  }
}
