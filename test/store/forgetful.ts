import * as E from 'fp-ts/lib/Either.js';
import type { EventStore } from '../../src/store/port.js';

/** A store whose answers get lost on request, after it did its work. */
export function forgetful(inner: EventStore): { store: EventStore; loseNextAnswer(): void } {
  let lose = false;
  return {
    loseNextAnswer: () => {
      lose = true;
    },
    store: {
      ...inner,
      append: (stream, expected, events) => async () => {
        const answer = await inner.append(stream, expected, events)();
        if (!lose) return answer;
        lose = false;
        return E.left({
          code: 'STORE_UNAVAILABLE',
          blame: 'unavailable',
          outcome: 'unknown',
          message: 'the connection was lost before the answer came',
        });
      },
    },
  };
}
