/** Many appenders of one store at once. */
import assert from 'node:assert/strict';
import type { Either } from 'fp-ts/lib/Either.js';
import type { AppendError, Appended } from '../port.js';
import type { Suite } from './suite.js';
import { append, attempt, type Expected } from './words/append.js';
import { event, newStream, numbered } from './words/event.js';
import { ids } from './words/reading.js';

export function rivals({ describe, test }: Suite): void {
  describe('many appenders at once', () => {
    test('on one stream: one winner a revision, the others learn the actual', async (store) => {
      const stream = newStream();
      const rounds = 12;
      const appenders = 8;
      for (let round = 0; round < rounds; round++) {
        const expected: Expected = round === 0 ? 'no-stream' : BigInt(round - 1);
        const answers = await Promise.all(
          Array.from({ length: appenders }, (_, appender) =>
            attempt(store, stream, expected, [event({ round, appender })]),
          ),
        );
        const winners = answers.filter((answer) => answer._tag === 'Right');
        assert.equal(winners.length, 1, `round ${round}`);
        for (const answer of answers) {
          if (answer._tag === 'Right') continue;
          assert.equal(answer.left.code, 'WRONG_EXPECTED_REVISION');
          assert.equal('actual' in answer.left && answer.left.actual, BigInt(round));
        }
      }
      assert.equal((await ids(store, stream)).length, rounds);
    });

    test('each trying until it has won: nothing lost, nothing twice', async (store) => {
      const stream = newStream();
      const appenders = 6;
      const each = 10;
      const mine = Array.from({ length: appenders }, () => numbered(each));
      await Promise.all(
        mine.map(async (events) => {
          let expected: Expected = 'no-stream';
          for (const one of events) {
            for (;;) {
              const answer: Either<AppendError, Appended> = await attempt(store, stream, expected, [
                one,
              ]);
              if (answer._tag === 'Right') {
                expected = answer.right.revision;
                break;
              }
              if (answer.left.code !== 'WRONG_EXPECTED_REVISION') {
                assert.fail(answer.left.message);
              }
              expected = answer.left.actual;
            }
          }
        }),
      );
      const kept = await ids(store, stream);
      assert.equal(kept.length, appenders * each);
      for (const events of mine) {
        const wanted = new Set(events.map((one) => one.id));
        assert.deepEqual(
          kept.filter((id) => wanted.has(id)),
          events.map((one) => one.id),
          "an appender's events are there in its order",
        );
      }
    });

    test('appending the very same batch: all succeed, one writes', async (store) => {
      const stream = newStream();
      const batch = numbered(3);
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => append(store, stream, 'no-stream', batch)),
      );
      assert.equal(answers.filter((answer) => !answer.idempotent).length, 1);
      assert.ok(answers.every((answer) => answer.revision === 2n));
      assert.equal((await ids(store, stream)).length, 3);
    });

    test('an append that is refused does not disturb those beside it', async (store) => {
      const streams = Array.from({ length: 6 }, newStream);
      const answers = await Promise.all(
        streams.flatMap((stream) => [
          attempt(store, stream, 'no-stream', numbered(2)),
          attempt(store, newStream(), 7n, numbered(1)),
        ]),
      );
      assert.deepEqual(
        answers.map((answer) => answer._tag),
        streams.flatMap(() => ['Right', 'Left']),
      );
      for (const stream of streams) assert.equal((await ids(store, stream)).length, 2);
    });
  });
}
