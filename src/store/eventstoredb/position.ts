/** The server's place in its log, as the opaque text of the port: `commit/prepare`. */
import { type Position as PortPosition, StoreFailure } from '../port.js';

export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export const comparePositions = (a: LogPosition, b: LogPosition): number => {
  if (a.commit !== b.commit) return a.commit < b.commit ? -1 : 1;
  if (a.prepare !== b.prepare) return a.prepare < b.prepare ? -1 : 1;
  return 0;
};

export const later = (a: LogPosition | null, b: LogPosition): LogPosition =>
  a === null || comparePositions(a, b) < 0 ? b : a;

export const writePosition = (position: LogPosition): PortPosition =>
  `${position.commit}/${position.prepare}`;

/** Throws `StoreFailure` where the text is not one of ours; null for the beginning. */
export const readPosition = (text: PortPosition | undefined): LogPosition | null => {
  if (text === undefined) return null;
  const match = /^(\d{1,20})\/(\d{1,20})$/.exec(text);
  if (match === null) {
    throw new StoreFailure({
      code: 'INVALID_REQUEST',
      blame: 'incorrect',
      message: `${JSON.stringify(text)} is not a position of this store`,
    });
  }
  return { commit: BigInt(match[1] as string), prepare: BigInt(match[2] as string) };
};
