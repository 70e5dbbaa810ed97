/**
 * Whose append an event came with. The server acknowledges ids that stand at a place whoever wrote
 * them, and neither the place nor anything else in its answer tells whose they are; two processes
 * may even have sent the very same bytes. So the last event of each append carries a mark in its
 * metadata, made anew for each append and the same in all attempts of it, which this adapter takes
 * off again: who reads the mark back knows who wrote.
 */
import { randomUUID } from 'node:crypto';
import { StoreFailure } from '../port.js';
import type { CallContext } from './calls.js';

const key = '~append';
const made = /^[0-9a-f-]{36}\/[0-9a-z]+$/;

/** Marks that no other process makes. */
export const appendMarks = (): (() => string) => {
  const origin = randomUUID();
  let count = 0;
  return () => `${origin}/${(count++).toString(36)}`;
};

/** Metadata with a mark in it; null where it is no object and has no room for one. */
export const marked = (metadata: string, mark: string): string | null => {
  if (!metadata.startsWith('{') || metadata.includes(`"${key}"`)) return null;
  const rest = metadata.slice(1);
  return `{"${key}":"${mark}"${rest === '}' ? '' : ','}${rest}`;
};

export const markIn = (metadata: unknown): string | null => {
  const mark: unknown = Reflect.get(Object(metadata), key);
  return typeof mark === 'string' && made.test(mark) ? mark : null;
};

/** Metadata as it was given. */
export const unmarked = (metadata: unknown): unknown => {
  if (markIn(metadata) === null) return metadata;
  const { [key]: _, ...rest } = metadata as Record<string, unknown>;
  return rest;
};

/**
 * The mark of the event that stands at a revision; null where it has none. Asked of the leader: a
 * follower may not have it yet. Throws `StoreFailure`.
 */
export const standingMark = async (
  calls: CallContext,
  stream: string,
  revision: bigint,
): Promise<string | null> => {
  const tries = calls.tries(stream);
  const message = `event ${revision} was acknowledged and is not there`;
  const missing = { kind: 'unknown', message } as const;
  while (true) {
    const { client } = calls.connection;
    try {
      const found = await calls.one(client, { stream, from: revision, backwards: false }, true);
      const event = typeof found === 'string' ? undefined : found.event;
      if (event?.revision === revision) return markIn(event.metadata);
      // It is acknowledged, and so is there; the node asked may not have it yet.
      await tries.again(client, missing);
    } catch (error) {
      if (error instanceof StoreFailure) throw error;
      await tries.again(client, calls.answerTo(error, client));
    }
  }
};
