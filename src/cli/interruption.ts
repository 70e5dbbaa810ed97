/** Ctrl-C, once: finish what is under way. Twice: end at once, which loses nothing acknowledged. */
import { fstatSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { exitCodes } from './exit.js';

export interface Interruption {
  readonly signal: AbortSignal;
  readonly end: () => void;
}

export const interruption = (): Interruption => {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    end: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
};

/** Node opens this in the place of a standard input that is closed. */
const isNothing = (rdev: number): boolean => {
  try {
    return statSync(devNull).rdev === rdev;
  } catch {
    return false;
  }
};

/** Why standard input cannot bring anything, which reads like one that is empty; else null. */
export const wrongWithInput = (): string | null => {
  try {
    const input = fstatSync(0);
    if (input.isDirectory()) return 'it is a folder; name it to import instead';
    return input.isCharacterDevice() && isNothing(input.rdev)
      ? 'it is closed, or is the empty device'
      : null;
  } catch {
    return 'it is closed';
  }
};

/** Standard input until it ends or the signal comes, whichever is first. */
export async function* inputUntil(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = process.stdin[Symbol.asyncIterator]();
  const aborted = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  for (;;) {
    const next = await Promise.race([chunks.next(), aborted]);
    if (next === null || next.done === true) break;
    yield next.value;
  }
  // A pipe that is still open would keep the process waiting.
  if (signal.aborted) process.stdin.destroy();
}
