/** Putting filings in: import and append. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { LedgerError } from '../../ledger/answers.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Progress } from '../../ledger/record/appends-under-way.js';
import type { ImportReport } from '../../ledger/record/import-report.js';
import { type ExitCode, exitCodes, UsageError } from '../exit.js';
import { inputUntil, interruption, wrongWithInput } from '../interruption.js';
import { say } from '../output.js';
import { progressLine } from '../progress.js';
import { type Globals, show, withLedger } from '../session.js';
import { importReport } from '../show/import-report.js';

interface Under {
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
  readonly listed: boolean;
}

const recording = (
  globals: Globals,
  again: string,
  run: (ledger: Ledger, under: Under) => TaskEither<LedgerError, ImportReport>,
): Promise<ExitCode> =>
  withLedger(
    globals,
    async (ledger) => {
      // Not before there is something to finish: while a store is waited for, a signal ends it.
      const stop = interruption();
      const line = progressLine();
      try {
        const report = await run(ledger, {
          onProgress: line.update,
          signal: stop.signal,
          listed: globals.format !== 'table',
        })();
        line.end();
        const exitCode = await show(
          () => Promise.resolve(report),
          importReport,
          globals.format,
          ({ rejected }) => (rejected.length === 0 ? exitCodes.done : exitCodes.findings),
        );
        if (!stop.signal.aborted) return exitCode;
        say(`insider-ledger: interrupted. What is reported here is recorded; ${again}`);
        return exitCodes.interrupted;
      } finally {
        stop.end();
      }
    },
    { creates: true },
  );

/** Where nothing can come, nothing recorded would look like all that there was. */
const checkInput = (verb: string): void => {
  const wrong = wrongWithInput();
  if (wrong !== null)
    throw new UsageError(
      `${verb} reads standard input, and ${wrong}: expected a file or a pipe with filings. Nothing was recorded; send them with <, or by a pipe.`,
    );
};

export interface ImportArguments extends Globals {
  readonly manifest?: string;
  readonly partial?: boolean;
  readonly keepSources?: boolean | string;
}

export const importFilings = (
  paths: ReadonlyArray<string>,
  { manifest, partial = false, keepSources = false, ...globals }: ImportArguments,
): Promise<ExitCode> => {
  if (paths.includes('-')) checkInput('import -');
  return recording(
    globals,
    'running the same import again completes it, where something is left.',
    (ledger, under) =>
      ledger.import(paths, {
        ...under,
        stdin: inputUntil(under.signal),
        ...(manifest === undefined ? {} : { manifest }),
        partial,
        keepSources,
      }),
  );
};

export const appendFilings = (source: string, globals: Globals): Promise<ExitCode> => {
  if (source !== '-')
    throw new UsageError(
      `append reads standard input: expected - or nothing, got ${JSON.stringify(source)}. For files, use import, or: insider-ledger append < ${source}`,
    );
  checkInput('append');
  return recording(
    globals,
    'sending the same filings again completes it, where something is left.',
    (ledger, under) => ledger.append(inputUntil(under.signal), under),
  );
};
