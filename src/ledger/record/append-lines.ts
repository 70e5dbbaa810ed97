/** Filings as NDJSON from another parser, one a line. */
import { Buffer, isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import { fail, invalidArgument, LedgerFailure } from '../../answer/error.js';
import { type ReadProblem, readProblem } from '../../filing/problem.js';
import { readFilingLine } from '../../filing/readers/filing-json.js';
import { notUtf8In } from '../../filing/source-text.js';
import { wrongAround } from '../surroundings.js';
import { appendsUnderWay } from './appends-under-way.js';
import type { ImportOptions } from './import.js';
import { type ImportReport, newTally, reportOf } from './import-report.js';
import { orFault, preparedAlone, type RejectedFile } from './prepare.js';
import type { Recorder } from './recorder.js';

const lineBytesMax = 16 * 1024 * 1024;
const byteOrderMark = Buffer.from('\uFEFF');

/** A program's own source of lines may fail, or give what are no bytes: nobody else's fault. */
async function* bytesFrom(input: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    // Copied: a producer may use its buffer again.
    for await (const chunk of input) yield Buffer.from(chunk);
  } catch (thrown) {
    if (thrown instanceof LedgerFailure || wrongAround(thrown) !== null) throw thrown;
    fail(
      invalidArgument(
        `the lines to append: expected bytes to the end, got an error (${thrown instanceof Error ? thrown.message : String(thrown)}). What came before it is recorded; send all of them again once it is mended`,
      ),
    );
  }
}

/** Lines of bytes, without their ends. */
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Array<Uint8Array> = [];
  let length = 0;
  let isFirst = true;
  const line = (last: Uint8Array): Buffer => {
    const bytes = Buffer.concat([...rest, last]);
    rest = [];
    length = 0;
    const marked = isFirst && bytes.subarray(0, 3).equals(byteOrderMark);
    isFirst = false;
    return marked ? bytes.subarray(3) : bytes;
  };
  for await (const bytes of bytesFrom(input)) {
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      yield line(bytes.subarray(start, end));
      start = end + 1;
    }
    rest.push(bytes.subarray(start));
    length += bytes.length - start;
    // A line without end is cut here and rejected as what it is: not a filing.
    if (length > lineBytesMax) yield line(Buffer.alloc(0));
  }
  yield line(Buffer.alloc(0));
}

const notUtf8Line = (bytes: Uint8Array): E.Either<ReadProblem, never> => {
  const byte = notUtf8In(bytes)?.byte ?? 1;
  return E.left(
    readProblem(
      'UNREADABLE_TEXT',
      `byte ${byte} of the line is not UTF-8, in which JSON is written. Send the line again as UTF-8.`,
    ),
  );
};

export interface AppendOptions extends Pick<ImportOptions, 'onProgress' | 'signal' | 'listed'> {
  /** Record nothing where any line is no filing: all are read, and held, before the first is recorded. */
  readonly whole?: boolean;
  /** Who appends; whose ledger this is where missing. */
  readonly by?: string;
}

const preparedLine = (bytes: Buffer, text: string) =>
  isUtf8(bytes) ? orFault(() => E.map(preparedAlone)(readFilingLine(text))) : notUtf8Line(bytes);

/** Lines that are rejected of what is recorded whole or not at all, before no more are looked at. */
const rejectedMost = 100;

export const appendLines = async (
  recorder: Recorder,
  input: AsyncIterable<Uint8Array>,
  { onProgress, signal, listed, whole = false, by }: AppendOptions,
): Promise<ImportReport> => {
  const tally = newTally(listed);
  const { take, drain, failure, progress } = appendsUnderWay(recorder, tally, onProgress, by);
  const held: Array<() => Promise<void>> = [];
  let line = 0;
  const reject = (
    path: string,
    { code, message }: Pick<RejectedFile, 'code' | 'message'>,
  ): void => {
    tally.rejected.push({ path, code, message, line });
    progress();
  };
  const put = async (bytes: Buffer): Promise<void> => {
    line += 1;
    const text = bytes.toString('utf8');
    if (text.trim() === '') return;
    tally.files += 1;
    const path = `line ${line}`;
    const prepared = preparedLine(bytes, text);
    if (E.isLeft(prepared)) return reject(path, prepared.left);
    const own = line;
    const recorded = (): Promise<void> => take(path, prepared.right, own);
    if (!whole) return recorded();
    const { filing } = prepared.right;
    if (E.isLeft(filing)) reject(path, filing.left);
    else held.push(recorded);
  };
  try {
    for await (const bytes of linesOf(input)) {
      await put(bytes);
      if (signal?.aborted === true) break;
      if (!whole) continue;
      if (tally.rejected.length >= rejectedMost) break;
      // Others are heard meanwhile: what comes at once is many lines without a pause.
      await nextTurn();
    }
    if (tally.rejected.length === 0 && signal?.aborted !== true)
      for (const recorded of held) await recorded();
    await drain();
  } catch (thrown) {
    throw await failure(thrown);
  }
  // A refusal by the store comes when its append is answered: put back into the order of lines.
  tally.rejected.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return reportOf(tally);
};
