/** How one kind of answer is shown in each format. JSON is the answer itself. */
import type { Cells, Sheet } from '../text/csv.js';
import type { Screen } from '../text/screen.js';

export interface Presentation<A> {
  /** One line of ndjson each. */
  readonly items: (answer: A) => ReadonlyArray<unknown>;
  readonly csv: (answer: A) => Sheet;
  /** Text for people. */
  readonly table: (answer: A, screen: Screen) => string;
  /** What rows alone cannot tell: said on standard error beside ndjson, CSV and Parquet. */
  readonly beside?: (answer: A) => string;
}

/** How an answer that comes in pages is shown. */
/**
 * Items of which many say the same but for one member, a plain word that stands first of them: text
 * is made once of what they say besides.
 */
export interface Alike<I> {
  readonly member: string;
  readonly of: (item: I) => string;
  /** One value for all items that say the same. */
  readonly besides: (item: I) => object;
}

export interface PagedPresentation<P, I> {
  readonly items: (page: P) => ReadonlyArray<I>;
  /** Of items that are not themselves what JSON says: the two parts that it says as one. */
  readonly alike?: Alike<I>;
  /** What the answer says besides its items, for JSON. */
  readonly head: (page: P) => object;
  /** What it says after all its items, for JSON, of the last page. */
  readonly tail?: (last: P) => object;
  /** The name of the items, for JSON. */
  readonly name: string;
  readonly cells: Cells<I>;
  readonly table: (items: ReadonlyArray<I>, screen: Screen) => string;
  /** Printed below a table. */
  readonly foot: (page: P, items: number) => string;
  /** What rows alone cannot tell: said on standard error beside ndjson, CSV and Parquet. */
  readonly beside?: (page: P) => string;
}
