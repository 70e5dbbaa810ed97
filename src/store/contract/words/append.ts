/** Appends that have to succeed, and those that have to be refused. */
import assert from 'node:assert/strict';
import type { Either } from 'fp-ts/lib/Either.js';
import type { AppendError, Appended, EventStore, NewEvent, Revision } from '../../port.js';
import { ids } from './reading.js';

export type Expected = Revision | 'no-stream';

export const attempt = (
  store: EventStore,
  stream: string,
  expected: Expected,
  events: ReadonlyArray<NewEvent>,
): Promise<Either<AppendError, Appended>> => store.append(stream, expected, events)();

export async function append(
  store: EventStore,
  stream: string,
  expected: Expected,
  events: ReadonlyArray<NewEvent>,
): Promise<Appended> {
  const answer = await attempt(store, stream, expected, events);
  if (answer._tag === 'Left') assert.fail(`append failed: ${JSON.stringify(answer.left, plain)}`);
  return answer.right;
}

export async function refusal(
  store: EventStore,
  stream: string,
  expected: Expected,
  events: ReadonlyArray<NewEvent>,
): Promise<AppendError> {
  const answer = await attempt(store, stream, expected, events);
  if (answer._tag === 'Right') assert.fail(`appended: ${JSON.stringify(answer.right, plain)}`);
  return answer.left;
}

const plain = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);

export async function isWrongRevision(
  store: EventStore,
  stream: string,
  expected: Expected,
  events: ReadonlyArray<NewEvent>,
  actual: Expected,
): Promise<void> {
  const before = await ids(store, stream);
  const error = await refusal(store, stream, expected, events);
  assert.equal(error.code, 'WRONG_EXPECTED_REVISION', error.message);
  assert.equal(error.blame, 'incorrect');
  assert.deepEqual(
    error.code === 'WRONG_EXPECTED_REVISION' && [error.stream, error.expected, error.actual],
    [stream, expected, actual],
  );
  assert.deepEqual(await ids(store, stream), before, 'nothing may have been written');
}
