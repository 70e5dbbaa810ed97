import type { Either } from 'fp-ts/lib/Either.js';
import type { Filing } from '../model.js';
import type { ReadProblem, ReadWarning } from '../problem.js';

/** What a reader makes of one document. Its envelope is as full as the bytes make it. */
export interface Reading {
  readonly filing: Filing;
  readonly warnings: ReadonlyArray<ReadWarning>;
}

/** Bytes already decoded to text; pure, bounded in time and memory, never throws. */
export type Reader = (text: string) => Either<ReadProblem, Reading>;
