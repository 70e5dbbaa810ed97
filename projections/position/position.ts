/** A position of one insider, as far as its rows have told of it. */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import type { Unit } from '../known/reported-row.js';
import type { Cluster, Ends, Terms } from './row-cluster.js';

/** A position of one insider: what every row placed in it has in common. */
export interface Position {
  readonly id: string;
  readonly family: string;
  readonly issuerId: string;
  readonly kind: 'share' | 'derivative';
  readonly unit: Unit;
  readonly ownership: 'D' | 'I' | null;
  /** Completed as later rows state what earlier ones left to a footnote. */
  terms: Terms | null;
  /** Exercise prices before splits, oldest first. */
  earlierPrices: ReadonlyArray<Decimal>;
  /** Date of the form that last spoke of it. */
  spokenOn: Day;
  /** Footnotes on the ownership columns, as last worded. */
  marks: ReadonlyArray<string>;
  /** Footnotes on the terms, as last worded. */
  termNotes: ReadonlyArray<string>;
  /** The balance last stated. */
  stated: Decimal | null;
  /** The row that first spoke of it, for its title and nature as filed. */
  readonly first: RowReported;
}

const completed = (known: Terms | null, more: Terms | null): Terms | null =>
  known === null || more === null
    ? known
    : {
        exercisePrice: known.exercisePrice ?? more.exercisePrice,
        exercisableOn: known.exercisableOn ?? more.exercisableOn,
        expiresOn: known.expiresOn ?? more.expiresOn,
        underlying: known.underlying ?? more.underlying,
      };

/** Completes a position's terms; a price that a split made replaces the one before it. */
export const learnTerms = (position: Position, cluster: Cluster): void => {
  const [price, known] = [cluster.terms?.exercisePrice, position.terms?.exercisePrice];
  const terms = completed(position.terms, cluster.terms);
  const isNew = price != null && known != null && !position.earlierPrices.some((p) => p.eq(price));
  if (isNew && terms !== null && !price.eq(known)) {
    position.earlierPrices = [...position.earlierPrices, known];
    position.terms = { ...terms, exercisePrice: price };
  } else position.terms = terms;
  if (cluster.on > position.spokenOn) position.spokenOn = cluster.on;
};

/** What positions that are one holding are, told by the first and completed by the others. */
export const tellTogether = (together: Position, all: ReadonlyArray<Position>): void => {
  together.terms = all.map((p) => p.terms).reduce(completed);
  together.earlierPrices = all.flatMap((p) => p.earlierPrices);
};

/** Takes in what a cluster of rows says of the position. */
export const learn = (position: Position, cluster: Cluster, { after }: Ends): void => {
  position.stated = after ?? position.stated;
  learnTerms(position, cluster);
  if (cluster.marks.length > 0) position.marks = cluster.marks;
  if (cluster.termNotes.length > 0) position.termNotes = cluster.termNotes;
};
