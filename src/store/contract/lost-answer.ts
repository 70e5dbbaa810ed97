/** An append whose acknowledgement is lost on its way. */
import assert from 'node:assert/strict';
import type { Suite } from './suite.js';
import { append, attempt } from './words/append.js';
import { newStream, numbered } from './words/event.js';
import { ids } from './words/reading.js';

export function lostAnswer({ describe, it, harness, timeoutMs }: Suite): void {
  const { openForgetful } = harness;
  if (openForgetful === undefined) return;
  describe('when an answer is lost', () => {
    it(
      'the same append again settles it, and nothing is written twice',
      async () => {
        const { store, loseNextAnswer } = await openForgetful();
        try {
          const stream = newStream();
          await append(store, stream, 'no-stream', numbered(1));
          const batch = numbered(3, 1);
          loseNextAnswer();
          const answer = await attempt(store, stream, 0n, batch);
          if (answer._tag === 'Left') {
            assert.equal(answer.left.code, 'STORE_UNAVAILABLE');
            assert.equal('outcome' in answer.left && answer.left.outcome, 'unknown');
          }
          assert.equal((await append(store, stream, 0n, batch)).revision, 3n);
          assert.equal((await ids(store, stream)).length, 4);
        } finally {
          await store.close();
        }
      },
      timeoutMs,
    );
  });
}
