/** A line on the terminal that tells how far an import is. Nothing where there is no terminal. */
import type { Progress } from '../ledger/record/appends-under-way.js';
import { counted } from './text/plain.js';

/** Milliseconds between two drawings. */
const interval = 100;

export interface ProgressLine {
  readonly update: (progress: Progress) => void;
  /** Wipes the line, so that what follows stands alone. */
  readonly end: () => void;
}

export const progressLine = (stream: NodeJS.WriteStream = process.stderr): ProgressLine => {
  if (stream.isTTY !== true) return { update: () => {}, end: () => {} };
  const start = Date.now();
  let last = 0;
  return {
    update: ({ files, recorded, alreadyRecorded, rejected }) => {
      const now = Date.now();
      if (now - last < interval) return;
      last = now;
      const rate = Math.round((files * 1000) / Math.max(1, now - start));
      const text = `${counted(files, 'file')} read, ${recorded} recorded, ${alreadyRecorded} already, ${rejected} rejected, ${rate}/s`;
      stream.write(`\r${text.slice(0, stream.columns - 1)}\u001B[K`);
    },
    end: () => {
      if (last > 0) stream.write('\r\u001B[K');
    },
  };
};
