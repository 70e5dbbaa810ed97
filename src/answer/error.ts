/** What went wrong, as a value: what was expected, what was got, what to do next. */
import type { Day } from '../filing/calendar.js';
import type { Blame, StoreError } from '../store/port.js';

export type LedgerErrorCode =
  | StoreError['code']
  /** An option or argument that is not of its kind. */
  | 'INVALID_ARGUMENT'
  /** No insider, issuer, position, row or conflict of that name. */
  | 'NOT_FOUND'
  /** A name that fits several; `candidates` lists them, `candidateDetails` tells them apart. */
  | 'AMBIGUOUS_NAME'
  /** Two positions that cannot be one holding. */
  | 'JOIN_UNLIKE'
  /** A conflict that is none any more: its two positions were joined. */
  | 'SETTLED_BY_JOIN'
  /** What was judged is not what is there by now: it has changed since it was looked at. */
  | 'CHANGED_SINCE'
  /** The filing is not of the shape that `schema filing` prints. */
  | 'INVALID_FILING'
  /** The accession is recorded with another content; `differences` shows where. */
  | 'DIFFERENT_CONTENT'
  /** What was asked is answered from a read model only, and there is none that can; `rebuild`. */
  | 'NO_READ_MODEL'
  /** The store acknowledged events and does not have them. */
  | 'NOT_KEPT'
  /** The machine refuses something: file handles, room, rights. */
  | 'MACHINE_REFUSES'
  /** The read model cannot be made or kept up here: no room, no right to write, a damaged file. */
  | 'READ_MODEL_UNUSABLE'
  /** A checkpoint is not of this ledger as it is: `verify` with it tells what differs. */
  | 'CHECKPOINT_DIFFERS'
  /** An event of the log cannot be read; run `verify`. */
  | 'UNREADABLE_EVENT'
  /** An event of the log is not what was recorded, or not at its place; run `verify`. */
  | 'CHAIN_BROKEN';

/** One of those whom a name may mean. */
export interface Candidate {
  readonly kind: 'insider' | 'issuer';
  readonly id: string;
  readonly name: string;
  /**
   * Of an insider the issuers of whom it filed, by symbol or else by name, the one of its last
   * filing first; of an issuer its symbol.
   */
  readonly about: ReadonlyArray<string>;
  /** When something was last filed by the insider, or of the issuer; null where it is not known. */
  readonly lastFiledOn: Day | null;
}

export interface LedgerError {
  readonly code: LedgerErrorCode;
  readonly blame: Blame;
  readonly message: string;
  readonly candidates?: ReadonlyArray<string>;
  /** Names of the candidates, in their order. */
  readonly candidateNames?: ReadonlyArray<string>;
  /** Of an ambiguous name, in their order: what tells the candidates apart. */
  readonly candidateDetails?: ReadonlyArray<Candidate>;
  readonly differences?: ReadonlyArray<Difference>;
  /** Of a store that failed: whether what was asked may have been written all the same. */
  readonly outcome?: 'not-written' | 'unknown';
}

/** One place where two readings of a document disagree. */
export interface Difference {
  readonly path: string;
  readonly recorded: string | null;
  readonly got: string | null;
}

export const fromStore = (error: StoreError): LedgerError => ({
  code: error.code,
  blame: error.blame,
  message: error.message,
  ...('outcome' in error ? { outcome: error.outcome } : {}),
});

export const invalidArgument = (message: string): LedgerError => ({
  code: 'INVALID_ARGUMENT',
  blame: 'incorrect',
  message,
});

export const notFound = (message: string): LedgerError => ({
  code: 'NOT_FOUND',
  blame: 'incorrect',
  message,
});

export const joinUnlike = (message: string): LedgerError => ({
  code: 'JOIN_UNLIKE',
  blame: 'incorrect',
  message,
});

const ofOneStream: ReadonlySet<LedgerErrorCode> = new Set([
  'UNREADABLE_EVENT',
  'CHAIN_BROKEN',
  'STORE_CORRUPT',
]);

/** Whether only those cannot be told of whose streams these are. */
export const isOfOneStream = ({ code }: LedgerError): boolean => ofOneStream.has(code);

/** Carries an error out of an async iteration; turned back into a value at the ledger's edge. */
export class LedgerFailure extends Error {
  constructor(readonly error: LedgerError) {
    super(error.message);
    this.name = 'LedgerFailure';
  }
}

export const fail = (error: LedgerError): never => {
  throw new LedgerFailure(error);
};
