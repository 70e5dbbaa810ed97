/** The appends of an import: many under way at once, settled in order, told as they were acknowledged. */
import * as E from 'fp-ts/lib/Either.js';
import { fromStore, type LedgerError, LedgerFailure } from '../../answer/error.js';
import { StoreFailure } from '../../store/port.js';
import type { Course } from './appender.js';
import { count, type Tally, warningOf } from './import-report.js';
import type { PreparedFiling, PreparedReading } from './prepare.js';
import type { Recorded, Recorder } from './recorder.js';

export interface Progress {
  readonly files: number;
  readonly recorded: number;
  readonly alreadyRecorded: number;
  readonly rejected: number;
}

/** Filings, and about the bytes of them, whose appends are under way: the store groups them. */
const inFlightMax = 1_024;
const inFlightBytesMax = 32 * 1024 * 1024;

/** Streams appended to whose ends are read back together. */
const readBackMax = 5_000;

/** Errors that are about one filing; anything else stops the import. */
const isAboutTheFiling = (error: LedgerError): boolean =>
  error.code === 'DIFFERENT_CONTENT' ||
  error.code === 'APPEND_TOO_LARGE' ||
  error.code === 'INVALID_EVENT' ||
  // Nobody else's streams are touched.
  error.code === 'CHAIN_BROKEN' ||
  error.code === 'UNREADABLE_EVENT';

const bytesOf = ({ recordings }: PreparedFiling): number => {
  let bytes = 0;
  for (const { events } of recordings)
    for (const { dataText } of events) bytes += dataText?.length ?? 0;
  return bytes;
};

interface UnderWay {
  readonly settled: Promise<void>;
  readonly bytes: number;
}

/** Where a filing was found: which of them it is, and in which line of its file. */
interface From {
  readonly path: string;
  readonly place: number;
  readonly line: number | null;
}

/** Filings that were under way when the store failed, by what is known of them. */
interface Failed {
  notWritten: number;
  unknown: number;
}

const times = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** The failure of a store, with what the import came to and what to do. */
const givenUp = (
  thrown: unknown,
  { recorded, alreadyRecorded }: Tally,
  { notWritten, unknown }: Failed,
): unknown => {
  const known =
    thrown instanceof StoreFailure
      ? fromStore(thrown.error)
      : thrown instanceof LedgerFailure
        ? thrown.error
        : null;
  if (known === null || known.blame === 'fault') return thrown;
  const before = `By then ${times(recorded, 'filing was', 'filings were')} recorded and ${alreadyRecorded} had been before.`;
  const under = [
    ...(notWritten > 0 ? [`${notWritten} certainly not written (not-written)`] : []),
    ...(unknown > 0 ? [`${unknown} perhaps written, whole or in part (unknown)`] : []),
  ];
  const underWay = under.length === 0 ? '' : ` Of those under way: ${under.join(', ')}.`;
  const message = `${known.message.replace(/\.?$/, '.')} ${before}${underWay} Run the same again once the store is well: what is recorded is passed over, and the rest is written.`;
  return new LedgerFailure({ ...known, message });
};

/** Keeps the appends of many filings under way, in order, and tallies them. */
export const appendsUnderWay = (
  recorder: Recorder,
  tally: Tally,
  onProgress: (progress: Progress) => void = () => {},
  by?: string,
) => {
  const progress = (): void => {
    const { files, recorded, alreadyRecorded, rejected } = tally;
    onProgress({ files, recorded, alreadyRecorded, rejected: rejected.length });
  };
  const inFlight: Array<UnderWay> = [];
  const course: Course = { failure: null, by };
  let bytesInFlight = 0;
  const failed: Failed = { notWritten: 0, unknown: 0 };
  const readBack = async (): Promise<void> => {
    const lost = await recorder.readBack.check();
    if (lost !== null) throw new LedgerFailure(lost);
  };
  const settle = async (
    { path, place, line }: From,
    streams: number,
    recording: Promise<Recorded>,
  ): Promise<void> => {
    try {
      const recorded = await recording;
      count(tally, path, place, recorded);
      if (recorded.otherReading !== null && recorded.otherReading.differences.length > 0)
        tally.warnings.push(warningOf(path, recorded.otherReading));
    } catch (thrown) {
      if (!(thrown instanceof LedgerFailure) || !isAboutTheFiling(thrown.error)) {
        const outcome = thrown instanceof LedgerFailure ? thrown.error.outcome : undefined;
        // Of several streams another may have been written.
        if (outcome === 'not-written' && streams === 1) failed.notWritten += 1;
        else failed.unknown += 1;
        throw thrown;
      }
      const { code, message } = thrown.error;
      tally.rejected.push({ path, code, message, line });
    }
    progress();
  };
  const first = async (): Promise<void> => {
    const under = inFlight.shift();
    if (under === undefined) return;
    bytesInFlight -= under.bytes;
    await under.settled;
  };
  return {
    progress,
    take: async (
      path: string,
      { warnings, filing }: PreparedReading,
      line: number | null = null,
    ): Promise<void> => {
      const place = tally.filings;
      tally.filings += 1;
      for (const warning of warnings) tally.warnings.push({ path, ...warning });
      if (E.isLeft(filing)) {
        tally.rejected.push({ path, ...filing.left, line });
        return;
      }
      const { length } = filing.right.recordings;
      const from = { path, place, line };
      const settled = settle(from, length, recorder.recordPrepared(filing.right, course));
      // Awaited below; a failure meanwhile must not count as unhandled.
      settled.catch(() => {});
      const bytes = bytesOf(filing.right);
      inFlight.push({ settled, bytes });
      bytesInFlight += bytes;
      while (inFlight.length >= inFlightMax || bytesInFlight > inFlightBytesMax) await first();
      if (recorder.readBack.size > readBackMax) await readBack();
    },
    /** Ends with all that was acknowledged read back. */
    drain: async (): Promise<void> => {
      while (inFlight.length > 0) await first();
      await readBack();
    },
    /** What to throw on where the store has failed. */
    failure: async (thrown: unknown): Promise<unknown> => {
      await Promise.allSettled(inFlight.map(({ settled }) => settled));
      return givenUp(thrown, tally, failed);
    },
  };
};

export type AppendsUnderWay = ReturnType<typeof appendsUnderWay>;
