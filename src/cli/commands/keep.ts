/** Keeping answers: rebuild and follow. */
import type { FollowProgress } from '../../ledger/keep/follow.js';
import type { RebuildProgress } from '../../ledger/keep/rebuild.js';
import { type ExitCode, exitCodes, UsageError } from '../exit.js';
import { interruption } from '../interruption.js';
import { say } from '../output.js';
import { type Globals, report, show, withLedger } from '../session.js';
import * as presentation from '../show/keeping.js';

/** Milliseconds between two drawings of the line that tells how far it is. */
const interval = 100;

const progress = (stream: NodeJS.WriteStream = process.stderr) => {
  let last = 0;
  return {
    update: ({ insiders, of }: RebuildProgress): void => {
      if (stream.isTTY !== true || Date.now() - last < interval) return;
      last = Date.now();
      stream.write(`\r${insiders} of ${of} insiders folded\u001B[K`);
    },
    end: (): void => {
      if (last > 0) stream.write('\r\u001B[K');
    },
  };
};

export interface RebuildOptions extends Globals {
  readonly insider?: string;
  readonly verify?: boolean;
  readonly digest?: boolean;
  readonly workers: number;
}

export const rebuild = (options: RebuildOptions): Promise<ExitCode> => {
  const { insider, workers, format } = options;
  if (insider !== undefined && (options.verify === true || options.digest === true))
    throw new UsageError('--insider folds one insider; --verify and --digest are of all of them');
  return withLedger(options, async (ledger) => {
    if (insider !== undefined)
      return show(ledger.rebuildInsider(insider), presentation.rebuiltInsider, format);
    const line = progress();
    const stop = interruption();
    const how = { workers, onProgress: line.update, signal: stop.signal };
    try {
      if (options.verify === true) {
        const verified = await ledger.verifyReadModel(how)();
        line.end();
        return await show(
          async () => verified,
          presentation.verified,
          format,
          ({ ok }) => (ok ? exitCodes.done : exitCodes.findings),
        );
      }
      const rebuilt = await ledger.rebuild({ ...how, digest: options.digest ?? false })();
      line.end();
      return await show(
        async () => rebuilt,
        presentation.rebuilt,
        format,
        ({ finished, quarantined }) =>
          !finished
            ? exitCodes.interrupted
            : quarantined.length > 0
              ? exitCodes.findings
              : exitCodes.done,
      );
    } finally {
      stop.end();
    }
  });
};

export const follow = (
  options: Globals & { readonly once?: boolean; readonly workers: number },
): Promise<ExitCode> =>
  withLedger(options, async (ledger) => {
    const stop = interruption();
    const tell = ({ events, insiders, message }: FollowProgress): void => {
      if (message !== null) say(`insider-ledger: ${message}`);
      else if (process.stderr.isTTY === true)
        process.stderr.write(`\r${events} events taken in, ${insiders} insiders folded\u001B[K`);
    };
    try {
      const { once = false, workers } = options;
      const followed = await ledger.follow({
        signal: stop.signal,
        onProgress: tell,
        once,
        workers,
      })();
      if (followed._tag === 'Left') return report(followed.left);
      return await show(
        async () => followed,
        presentation.followed,
        options.format,
        ({ quarantined, damaged }) =>
          quarantined.length > 0 || damaged !== null ? exitCodes.findings : exitCodes.done,
      );
    } finally {
      stop.end();
    }
  });
