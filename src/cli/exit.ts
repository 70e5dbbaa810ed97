/** What a command's exit code says. */
import type { LedgerError } from '../ledger/answers.js';

export { UsageError } from './text/usage-error.js';

export const exitCodes = {
  done: 0,
  /** It was done, and there is something to look at: rejected files, a broken chain. */
  findings: 1,
  /** Bad input or usage. */
  usage: 2,
  /** The store is unavailable, or of a kind this program cannot use. */
  store: 3,
  /** Ended by Ctrl-C, as a shell reports it. */
  interrupted: 130,
  /** A fault of ours. */
  fault: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byBlame: Readonly<Record<LedgerError['blame'], ExitCode>> = {
  incorrect: exitCodes.usage,
  unavailable: exitCodes.store,
  unsupported: exitCodes.store,
  fault: exitCodes.fault,
};

export const exitCodeOf = (error: LedgerError): ExitCode => byBlame[error.blame];
