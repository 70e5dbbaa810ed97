/** Long answers in pages. */

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
