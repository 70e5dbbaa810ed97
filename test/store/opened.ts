import type { TaskEither } from 'fp-ts/lib/TaskEither.js';

/** The value, or a failed test that shows the error. */
export async function expectRight<E, A>(task: TaskEither<E, A>): Promise<A> {
  const answer = await task();
  if (answer._tag === 'Left') throw new Error(`failed: ${inWords(answer.left)}`);
  return answer.right;
}

/** The error, or a failed test that shows the value. */
export async function expectLeft<E, A>(task: TaskEither<E, A>): Promise<E> {
  const answer = await task();
  if (answer._tag === 'Right') throw new Error(`did not fail: ${inWords(answer.right)}`);
  return answer.left;
}

const inWords = (value: unknown): string =>
  JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}n` : part));
