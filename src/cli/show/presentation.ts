/** How one kind of answer is shown in each format. JSON is the answer itself. */
import type { Sheet } from '../text/csv.js';
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
