/**
 * Prepared files as they cross from one thread to another: an event's data as one text, which is
 * copied in one piece, where an object would be copied field by field.
 */
import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson } from '../../event/canonical.js';
import { WrittenEvent } from '../../event/chain.js';
import type { Recording } from '../../event/from-filing.js';
import { foundRecordable } from '../../event/recordable.js';
import type { NotRecordable, Prepared, PreparedFiling } from './prepare.js';

type WrittenRecording = Omit<Recording, 'events'> & {
  readonly events: ReadonlyArray<readonly [id: string, type: string, dataText: string]>;
};
type WrittenFiling = Omit<PreparedFiling, 'recordings'> & {
  readonly recordings: ReadonlyArray<WrittenRecording>;
};
type PreparedFile = Extract<Prepared, { kind: 'filing' }>;
type WrittenFile = Omit<PreparedFile, 'filing'> & {
  readonly filing: E.Either<NotRecordable, WrittenFiling>;
};
export type Written = Exclude<Prepared, PreparedFile> | WrittenFile;

const writtenFiling = (filing: PreparedFiling): WrittenFiling => ({
  ...filing,
  recordings: filing.recordings.map((recording) => ({
    ...recording,
    // Its data is looked at where there is no text only: it would be parsed for it.
    events: recording.events.map(
      (event) => [event.id, event.type, event.dataText ?? canonicalJson(event.data)] as const,
    ),
  })),
});

const readFilingBack = (filing: WrittenFiling): PreparedFiling => ({
  ...filing,
  recordings: filing.recordings.map((recording) => ({
    ...recording,
    events: recording.events.map(([id, type, text]) =>
      foundRecordable(new WrittenEvent(id, type, text)),
    ),
  })),
});

export const written = (prepared: Prepared): Written =>
  prepared.kind === 'filing'
    ? { ...prepared, filing: E.map(writtenFiling)(prepared.filing) }
    : prepared;

export const readBack = (prepared: Written): Prepared =>
  prepared.kind === 'filing'
    ? { ...prepared, filing: E.map(readFilingBack)(prepared.filing) }
    : prepared;

/** About how much memory it takes until it is recorded, in characters. */
export const sizeOf = (prepared: Written): number => {
  if (prepared.kind !== 'filing' || E.isLeft(prepared.filing)) return 0;
  let size = 0;
  for (const { events } of prepared.filing.right.recordings)
    for (const [, , text] of events) size += text.length;
  return size;
};
