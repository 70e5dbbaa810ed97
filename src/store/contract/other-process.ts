/** Appends beside another process’s. */
import assert from 'node:assert/strict';
import type { Appended, EventStore, NewEvent } from '../port.js';
import type { Suite } from './suite.js';
import type { Expected } from './words/append.js';
import { newStream, numbered } from './words/event.js';
import { ids, read } from './words/reading.js';

export function otherProcess({ describe, test, harness }: Suite): void {
  const { openBeside } = harness;
  if (openBeside === undefined) return;
  describe('appending what another process appends', () => {
    const pair = (says: string, body: (mine: EventStore, others: EventStore) => Promise<void>) =>
      test(says, async (mine) => {
        const others = await openBeside(mine);
        try {
          await body(mine, others);
        } finally {
          await others.close();
        }
      });
    const certainly = async (
      store: EventStore,
      stream: string,
      expected: Expected,
      events: ReadonlyArray<NewEvent>,
    ): Promise<Appended> => {
      const answer = await store.append(stream, expected, events, { certain: true })();
      if (answer._tag === 'Left') assert.fail(answer.left.message);
      return answer.right;
    };
    const sealed = (one: NewEvent, hash: string): NewEvent => ({ ...one, metadata: { hash } });

    pair('is answered with what stands, not with what was asked', async (mine, others) => {
      const stream = newStream();
      const [first, second, third] = numbered(3) as [NewEvent, NewEvent, NewEvent];
      const began = await certainly(mine, stream, 'no-stream', [sealed(first, 'm1')]);
      assert.deepEqual(began, { revision: 0n, idempotent: false });
      // Nothing of this store's own shows that another has gone on.
      await certainly(others, stream, 0n, [sealed(second, 'o2')]);
      await certainly(others, stream, 1n, [sealed(third, 'o3')]);
      assert.deepEqual(await certainly(mine, stream, 0n, [sealed(second, 'm2')]), {
        revision: 1n,
        idempotent: true,
      });
      assert.deepEqual(
        (await read(mine, stream)).map((one) => one.metadata),
        [{ hash: 'm1' }, { hash: 'o2' }, { hash: 'o3' }],
      );
    });

    pair('is another’s also where it was appended in other parts', async (mine, others) => {
      const stream = newStream();
      const all = numbered(4);
      await certainly(others, stream, 'no-stream', all.slice(0, 1));
      await certainly(others, stream, 0n, all.slice(1));
      const answer = await certainly(mine, stream, 'no-stream', all.slice(0, 3));
      assert.deepEqual(answer, { revision: 2n, idempotent: true });
    });

    pair(
      'is told to one of them that it wrote, were it the same to a byte',
      async (mine, others) => {
        const stream = newStream();
        for (let round = 0; round < 20; round++) {
          const expected: Expected = round === 0 ? 'no-stream' : BigInt(2 * round - 1);
          const batch = numbered(2, round);
          const answers = await Promise.all(
            [mine, others, mine, others].map((store) => certainly(store, stream, expected, batch)),
          );
          const written = answers.filter((answer) => !answer.idempotent);
          assert.equal(written.length, 1, `round ${round}`);
        }
        assert.equal((await ids(mine, stream)).length, 40);
      },
    );
  });
}
