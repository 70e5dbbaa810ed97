/**
 * What an append at an expected revision does: EventStoreDB's rules for numeric revisions and
 * `no-stream`, which every store of ours follows.
 *
 * At the stream's current revision it is written, whatever the ids. Behind it, it is the same
 * append again if every id stands where it would have been written, and a conflict otherwise, as it
 * also is where only the first few match. Ahead of it, it is a conflict.
 */
import type { AppendError, Revision } from './port.js';

export type Verdict = 'write' | 'already-written' | 'conflict';

/**
 * @param head revision of the stream's last event, -1 where there is no stream
 * @param idAt the id of the event at a revision up to `head`
 */
export function judge(
  expected: Revision | 'no-stream',
  head: number,
  ids: ReadonlyArray<{ readonly id: string }>,
  idAt: (revision: number) => string | undefined,
): Verdict {
  const place = expected === 'no-stream' ? -1n : expected;
  if (place === BigInt(head)) return 'write';
  if (place > head || place + BigInt(ids.length) > head) return 'conflict';
  const first = Number(place) + 1;
  return ids.every(({ id }, i) => idAt(first + i) === id) ? 'already-written' : 'conflict';
}

/** Where the last of `count` events stands that were written after `expected`. */
export const lastRevision = (expected: Revision | 'no-stream', count: number): Revision =>
  (expected === 'no-stream' ? -1n : expected) + BigInt(count);

export function wrongExpectedRevision(
  stream: string,
  expected: Revision | 'no-stream',
  head: number,
): AppendError {
  const actual = head < 0 ? 'no-stream' : BigInt(head);
  const say = (revision: Revision | 'no-stream') =>
    revision === 'no-stream' ? 'no events' : `revision ${revision}`;
  return {
    code: 'WRONG_EXPECTED_REVISION',
    blame: 'incorrect',
    stream,
    expected,
    actual,
    message: `${stream}: expected ${say(expected)}, found ${say(actual)}; read the stream again and decide anew`,
  };
}
