/** Appends behind the last revision of a stream, and ahead of it. */
import type { NewEvent } from '../port.js';
import type { Suite } from './suite.js';
import { append, isWrongRevision } from './words/append.js';
import { event, newStream, numbered } from './words/event.js';

export function conflict({ describe, test }: Suite): void {
  describe('appending behind the last revision is refused', () => {
    test('with no-stream, when the first id differs', async (store) => {
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(2));
      await isWrongRevision(store, stream, 'no-stream', numbered(1), 1n);
    });

    test('at a revision, when the first id differs', async (store) => {
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(3));
      await isWrongRevision(store, stream, 0n, numbered(1), 2n);
    });

    test('when the first id matches and a later one differs', async (store) => {
      const stream = newStream();
      const all = numbered(4);
      await append(store, stream, 'no-stream', all);
      const [a, b, c] = all as [NewEvent, NewEvent, NewEvent];
      await isWrongRevision(store, stream, 'no-stream', [a, event()], 3n);
      await isWrongRevision(store, stream, 0n, [b, c, event()], 3n);
    });

    test('when the ids match and run past the end', async (store) => {
      const stream = newStream();
      const all = numbered(3);
      await append(store, stream, 'no-stream', all);
      await isWrongRevision(store, stream, 'no-stream', [...all, event()], 2n);
      await isWrongRevision(store, stream, 1n, [all[2] as NewEvent, event()], 2n);
    });

    test('when the first id differs and a later one matches', async (store) => {
      const stream = newStream();
      const all = numbered(3);
      await append(store, stream, 'no-stream', all);
      await isWrongRevision(store, stream, 'no-stream', [event(), ...all.slice(1)], 2n);
    });

    test('when the same events stand there in another order', async (store) => {
      const stream = newStream();
      const all = numbered(3);
      await append(store, stream, 'no-stream', all);
      await isWrongRevision(store, stream, 'no-stream', [...all].reverse(), 2n);
    });

    test('when the events stand elsewhere in the stream', async (store) => {
      const stream = newStream();
      const all = numbered(4);
      await append(store, stream, 'no-stream', all);
      await isWrongRevision(store, stream, 0n, all.slice(2), 3n);
      await isWrongRevision(store, stream, 'no-stream', all.slice(1, 3), 3n);
    });
  });

  describe('appending ahead of the last revision is refused', () => {
    test('where there is no stream', async (store) => {
      await isWrongRevision(store, newStream(), 0n, numbered(1), 'no-stream');
    });

    test('by one and by far', async (store) => {
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(2));
      await isWrongRevision(store, stream, 2n, numbered(1), 1n);
      await isWrongRevision(store, stream, 2n ** 62n, numbered(1), 1n);
    });

    test('even where the ids are those at the end', async (store) => {
      const stream = newStream();
      const all = numbered(2);
      await append(store, stream, 'no-stream', all);
      await isWrongRevision(store, stream, 5n, all, 1n);
    });
  });
}
