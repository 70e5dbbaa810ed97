/** Of whom or what is asked, and of which moment. */
import type { ConflictFilter } from './conflicts.js';
import type { Moment } from './moment.js';

/** An insider, or everybody of an issuer. */
export type Subject =
  | { readonly insider: string; readonly issuer?: never }
  | { readonly issuer: string; readonly insider?: never };

/** Where the answer is taken from. */
export interface Source {
  /** Fold the log even where a read model could answer. The answer is the same. */
  readonly fromLog?: boolean;
}

export type HoldingsQuery = Subject &
  Moment &
  Source & { readonly includeClosed?: boolean; readonly adjusted?: boolean };
export type SubjectQuery = Subject & Moment & Source;

/** A page of what there is of everybody; everything at once where no limit is given. */
export interface Paging {
  /** About how many items a page has. */
  readonly limit?: number;
  /** `next` of the page before; the first page where missing. */
  readonly cursor?: string;
}

/** Where the next page begins; null after the last. Absent where no limit was given. */
export interface Paged {
  readonly next?: string | null;
}

export type ConflictsQuery = Partial<Subject> & Moment & Source & Paging & ConflictFilter;
export type ReconcileQuery = Partial<Subject> & Moment & Source & Paging;
export type ExplainQuery = Moment & { readonly position: string };
