/** Of whom or what is asked, and of which moment. */
import type { ConflictFilter } from '../answer/conflicts.js';
import type { Moment } from '../answer/moment.js';
import type { Paging } from '../answer/paging.js';
import type { RulingFilter } from '../answer/rulings.js';

/** An insider, everybody of an issuer, or one insider as far as one issuer is concerned. */
export type Subject =
  | { readonly insider: string; readonly issuer?: string }
  | { readonly issuer: string; readonly insider?: string };

/** Where the answer is taken from. */
export interface Source {
  /** Fold the log even where a read model could answer. The answer is the same. */
  readonly fromLog?: boolean;
}

export type HoldingsQuery = Subject &
  Moment &
  Source & { readonly includeClosed?: boolean; readonly adjusted?: boolean };
export type SubjectQuery = Subject & Moment & Source;

/** Of an insider, of an issuer, or of everybody in pages of whole issuers. */
export type TransactionsQuery = Partial<Subject> &
  Moment &
  Source & {
    /** First and last effective day. */
    readonly from?: string;
    readonly to?: string;
    /** Any of these codes. */
    readonly codes?: ReadonlyArray<string>;
    /** Of this class, in any spelling of its title. */
    readonly security?: string;
    /** Under a Rule 10b5-1 plan, not under one, or not told. */
    readonly plan?: 'yes' | 'no' | 'unknown';
    /** Also judge whether each was reported in time; the log is folded for that. */
    readonly judged?: boolean;
    /**
     * `next` of the page before; and how many are on one: of a subject transactions, all of them
     * where neither is given; of everybody issuers.
     */
    readonly cursor?: string;
    readonly limit?: number;
    /** Of a subject, with `limit` and instead of a cursor: from 1; the last where there are fewer. */
    readonly page?: number | 'last';
  };

export type ConflictsQuery = Partial<Subject> & Moment & Source & Paging & ConflictFilter;
export type ConflictCountsQuery = Omit<ConflictsQuery, keyof Paging>;
export type ReconcileQuery = Partial<Subject> & Moment & Source & Paging;
export type RulingsQuery = Partial<Subject> & Pick<Moment, 'recordedBy'> & Source & RulingFilter;
/** With `limit` or `cursor`, so many of its steps; everything else is told on each page. */
export type ExplainQuery = Moment &
  Paging & {
    readonly position: string;
    /** Recorded splits count from their day, as steps of their own. */
    readonly adjusted?: boolean;
  };
