/** One command's time with a ledger: opening it, closing it, saying what went wrong. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { LedgerError } from '../ledger/answers.js';
import type { Ledger, LedgerOptions } from '../ledger/ledger.js';
import { type ExitCode, exitCodeOf, exitCodes, UsageError } from './exit.js';
import { type Format, print, say } from './output.js';
import { candidatesText } from './show/candidates.js';
import type { Presentation } from './show/presentation.js';
import { commandLine, commandLinesIn } from './text/command-line.js';
import { counted, number, plain } from './text/plain.js';
import { screenOf, widthDefault } from './text/screen.js';

/** Options that every command knows. */
export interface Globals {
  readonly store: string;
  readonly format: Format;
  /** Names of columns, with commas between; see `chooseColumns`. */
  readonly columns?: string;
  /** Folder of the read model; beside an embedded ledger if not given. */
  readonly readModel?: string;
  /** Folder of kept documents; beside an embedded ledger if not given. */
  readonly sources?: string;
}

const candidatesShown = 20;

/** What is to be done next, as it can be typed. */
const sayWithCommands = (text: string): void => {
  say(text);
  for (const line of commandLinesIn(text)) say(`  ${line}`);
};

/** The error for people, whatever the format: standard output stays empty and the code tells. */
export const report = (error: LedgerError): ExitCode => {
  // A fault brings its stack, whose lines are ours; every other message may quote a filing.
  const candidates = error.candidates ?? [];
  const details = error.candidateDetails ?? [];
  // Candidates stand below, one a line.
  const message =
    details.length === 0 ? error.message : error.message.replace(/(by its id): .*$/s, '$1:');
  sayWithCommands(`insider-ledger: ${error.blame === 'fault' ? message : plain(message)}`);
  if (details.length > 0) {
    const screen = screenOf(process.stderr);
    say(
      candidatesText(details.slice(0, candidatesShown), {
        ...screen,
        width: screen.width ?? widthDefault,
      }),
    );
  } else for (const candidate of candidates.slice(0, candidatesShown)) say(plain(`  ${candidate}`));
  if (candidates.length > candidatesShown)
    say(`  and ${number(candidates.length - candidatesShown)} more; say more of the name`);
  for (const { path, recorded, got } of error.differences ?? [])
    say(plain(`  ${path}: recorded ${recorded ?? 'nothing'}, got ${got ?? 'nothing'}`));
  return exitCodeOf(error);
};

/** `INSIDER_LEDGER_LOG=debug|info|warn|error`: what the store does, as JSON lines on stderr. */
export const logging = async (): Promise<LedgerOptions> => {
  const level = process.env['INSIDER_LEDGER_LOG'];
  if (level === undefined || level === '') return {};
  const { isLogLevel, logLevels, logLines } = await import('../ledger/log-lines.js');
  if (isLogLevel(level)) return { log: logLines(level) };
  throw new UsageError(
    `INSIDER_LEDGER_LOG is one of ${logLevels.join(', ')}; got ${JSON.stringify(level)}`,
  );
};

export interface SessionOptions {
  /** Whether a ledger that is not there yet is made. */
  readonly creates?: boolean;
}

export const withLedger = async (
  { store, readModel, sources }: Pick<Globals, 'store' | 'readModel' | 'sources'>,
  run: (ledger: Ledger) => Promise<ExitCode>,
  { creates = false }: SessionOptions = {},
): Promise<ExitCode> => {
  const { missingFile, openLedger } = await import('../ledger/open.js');
  // A question to a file that is not there would make an empty ledger and answer from it.
  const missing = creates ? null : missingFile(store);
  if (missing !== null) {
    say(
      `insider-ledger: there is no ledger at ${missing}. import makes one; --store or INSIDER_LEDGER_STORE name another.\n  ${commandLine('import PATH')}`,
    );
    return exitCodes.store;
  }
  const options = {
    notice: (text: string) => sayWithCommands(`insider-ledger: ${text}`),
    ...(await logging()),
    ...(readModel === undefined ? {} : { readModel }),
    ...(sources === undefined ? {} : { sources }),
  };
  const opened = await openLedger(store, options)();
  if (opened._tag === 'Left') return report(opened.left);
  try {
    return await run(opened.right);
  } finally {
    await opened.right.close();
  }
};

const missingShown = 20;

/** Whom an answer leaves out is said whatever the format: rows cannot tell of those who lack. */
export const tellMissing = (answer: unknown): void => {
  const missing = (answer as { readonly missing?: ReadonlyArray<string> } | null)?.missing ?? [];
  if (missing.length === 0) return;
  const shown = missing.slice(0, missingShown).map(plain).join(', ');
  say(
    `insider-ledger: nothing is told of ${counted(missing.length, 'insider')} whose events cannot be read: ${shown}${missing.length > missingShown ? ', …' : ''}. Where, says ${commandLine('verify')}`,
  );
};

/** Holds that cover an answer: JSON names them, of other formats a line does. */
const tellHolds = (answer: unknown, format: Format): void => {
  const { holds } = Object(answer) as { readonly holds?: ReadonlyArray<unknown> };
  if (format === 'json' || !Array.isArray(holds) || !holds.every((h) => typeof h === 'string'))
    return;
  if (holds.length === 0) return;
  const under = `Under legal hold ${holds.join(', ')}:`;
  if (format === 'table') process.stdout.write(`${under}\n  ${commandLine('hold list')}\n`);
  else say(`insider-ledger: ${under} ${commandLine('hold list')}`);
};

/** Prints an answer, or reports why there is none. */
export const show = async <A>(
  asked: TaskEither<LedgerError, A>,
  presentation: Presentation<A>,
  format: Format,
  exitCode: (answer: A) => ExitCode = () => exitCodes.done,
): Promise<ExitCode> => {
  const answer = await asked();
  if (answer._tag === 'Left') return report(answer.left);
  await print(answer.right, presentation, format);
  tellHolds(answer.right, format);
  tellMissing(answer.right);
  return exitCode(answer.right);
};
