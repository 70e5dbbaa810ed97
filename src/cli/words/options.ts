/** Words that several commands share, and how a command is run. */
import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from '../exit.js';

/** Runs a command with its arguments and with all options, its own and the global ones. */
export type Runs = <O>(
  run: (words: ReadonlyArray<string>, options: O) => Promise<ExitCode>,
) => (...given: ReadonlyArray<unknown>) => Promise<void>;

/** What a command's function takes last: the options, its own and the global ones. */
export type OptionsOf<Run extends (...given: never) => unknown> =
  Parameters<Run> extends [...Array<unknown>, infer Options] ? Options : never;

export const collected = (
  value: string,
  before: ReadonlyArray<string> = [],
): ReadonlyArray<string> => [...before, value];

export const wholeNumber = (value: string): number => {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(value);
};

export const notEmpty = (value: string): string => {
  if (value === '') throw new InvalidArgumentError('It is empty.');
  return value;
};

const asOf = '--as-of <day>';
const knownBy = '--known-by <when>';
const knownByWords = 'what the public could know by then: a day (to 22:00 ET) or an instant';
const recordedBy = '--recorded-by <when>';
const recordedByWords = 'what this ledger held by then: an instant or a day';

export const asOfOption = (
  command: Command,
  words = 'the day asked about, YYYY-MM-DD; today in Washington if not given',
): Command => command.option(asOf, words);

/** A panel: of one day or of several. */
export const asOfOptions = (command: Command): Command =>
  command.option(
    asOf,
    'the day asked about, YYYY-MM-DD; today in Washington if not given; more than once for a panel',
    collected,
  );

export const knownByOption = (command: Command): Command => command.option(knownBy, knownByWords);

/** What was known before, and after. */
export const knownByTwice = (command: Command): Command =>
  command.requiredOption(knownBy, 'given twice: what was known before, and after', collected);

/** Known and recorded by a moment; twice where two answers are compared. */
export const knowledgeOptions = (command: Command): Command =>
  command.option(knownBy, knownByWords, collected).option(recordedBy, recordedByWords, collected);

export const momentOptions = (command: Command): Command => knowledgeOptions(asOfOption(command));

export const recordedByOption = (command: Command): Command =>
  command.option(recordedBy, recordedByWords);

export const recordedByOptions = (command: Command): Command =>
  command.option(recordedBy, recordedByWords, collected);

export const subjectOptions = (command: Command): Command =>
  command
    .option('--insider <who>', 'a CIK, a provisional id, or a name that fits one insider only')
    .option('--issuer <which>', 'a CIK or a trading symbol; with --insider, of the two together');

export const sourceOptions = (command: Command): Command =>
  command.option('--from-log', 'fold the log even where a read model has the answer');

/** Of everybody: the tables hold what is known now, so what was recorded by then is folded. */
export const recordedFromLog = (command: Command): Command =>
  sourceOptions(command.option(recordedBy, `${recordedByWords}; folds the log`));

export const rulingOptions = (command: Command): Command =>
  command
    .requiredOption('--reason <text>', 'why; it stays in the ledger')
    .requiredOption('--by <actor>', 'who says so');
