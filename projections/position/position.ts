/** A position of one insider, as far as its rows have told of it. */

import type { RowReported } from '../../src/event/catalogue.js';
import type { IssuerId, PositionId } from '../../src/event/identity.js';
import type { Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import type { Unit } from '../known/reported-row.js';
import { canonicalTitle, namesTwoClasses } from '../known/security-title.js';
import { priceAfter, type Split, splitsBetween } from '../known/split.js';
import { fuller, type Holder } from './holder.js';
import { completed, noCommonLotNotes, relateLots, type Terms } from './lot-terms.js';
import type { Cluster, Ends } from './row-cluster.js';

/** A position of one insider: what every row placed in it has in common. */
export interface Position {
  readonly id: PositionId;
  /** Issuer, table, title, direct or indirect: among these its rows are looked for. */
  readonly family: string;
  /** Lots of one holder in one family: a filer may state their total. */
  readonly lots: string;
  readonly issuerId: IssuerId;
  readonly kind: 'share' | 'derivative';
  /** Told by the first row that states a number or a value of its own. */
  unit: Unit;
  /** So far only counted by what underlies it, as Form 3 counts derivatives. */
  counted: boolean;
  readonly ownership: 'D' | 'I' | null;
  holder: Holder;
  /** Completed as later rows state what earlier ones left to a footnote. */
  terms: Terms | null;
  /** Exercise prices before splits, oldest first. */
  earlierPrices: ReadonlyArray<Decimal>;
  /** The exercise prices that a split made, each with the day of the form that first told it. */
  laterPrices: ReadonlyArray<{ readonly from: Day; readonly price: Decimal }>;
  /** Date of the form that last spoke of it. */
  spokenOn: Day;
  /** Documents that spoke of it, by accession number. */
  spokenIn: Set<string>;
  /** Footnotes in place of terms, as last worded. */
  lotNotes: ReadonlyArray<string>;
  /** The balance last stated. */
  stated: Decimal | null;
  /** The row that first spoke of it, for its title and nature as filed. */
  readonly first: RowReported;
}

/** The first day that a cluster's rows speak of. */
const firstDayOf = ({ rows, on }: Cluster): Day =>
  rows.reduce((first, { transactionDate: { value } }) => {
    return value !== null && value < first ? value : first;
  }, on);

/** Titles of one family are one class, whatever they are; others may plainly be two. */
export const areTwoClasses = (a: Position, b: Position): boolean =>
  a.family !== b.family &&
  namesTwoClasses(canonicalTitle(a.first.security.value), canonicalTitle(b.first.security.value));

/** Completes a position's terms; a price that a split made replaces the one before it. */
export const learnTerms = (position: Position, cluster: Cluster): void => {
  const [price, known] = [cluster.terms?.exercisePrice, position.terms?.exercisePrice];
  const terms = completed(position.terms, cluster.terms);
  const isNew = price != null && known != null && !position.earlierPrices.some((p) => p.eq(price));
  if (isNew && terms !== null && !price.eq(known)) {
    position.earlierPrices = [...position.earlierPrices, known];
    position.laterPrices = [...position.laterPrices, { from: firstDayOf(cluster), price }];
    position.terms = { ...terms, exercisePrice: price };
  } else position.terms = terms;
  if (cluster.on > position.spokenOn) position.spokenOn = cluster.on;
  for (const { accession } of cluster.rows) position.spokenIn.add(accession);
  if (position.counted && cluster.unit !== null) {
    position.counted = false;
    position.unit = cluster.unit;
  }
};

/**
 * Its terms on a day: the exercise price is the one before a split up to the first day that a
 * form states another of; whatever else is known of it was so from the beginning.
 */
export const termsOn = ({ terms, earlierPrices, laterPrices }: Position, on: Day): Terms | null => {
  const [first] = earlierPrices;
  if (terms === null || first === undefined) return terms;
  let told: { readonly from: Day; readonly price: Decimal } | null = null;
  for (const later of laterPrices)
    if (later.from <= on && (told === null || later.from >= told.from)) told = later;
  return { ...terms, exercisePrice: told?.price ?? first };
};

/**
 * Its terms on a day with splits at their own days: the exercise price is divided by those that no
 * form has counted yet. `told` is the first day that a row stated the price before all of them.
 */
export const termsAfterSplits = (
  position: Position,
  on: Day,
  splits: ReadonlyArray<Split>,
  told: (price: Decimal) => Day | null,
): Terms | null => {
  const terms = termsOn(position, on);
  const price = terms?.exercisePrice ?? null;
  const first = position.earlierPrices[0] ?? price;
  if (terms === null || price === null || first === null || splits.length === 0) return terms;
  const since = told(first);
  const own = since === null ? [] : splits.filter((s) => s.effectiveOn > since);
  const counted = price.eq(first) ? 0 : splitsBetween(first, price, own);
  // What made it this price is not known, nor what would be left to divide it by.
  if (counted === null) return terms;
  return { ...terms, exercisePrice: priceAfter(price, own.slice(counted)) };
};

/** What positions that are one holding are, told by the first and completed by the others. */
export const tellTogether = (together: Position, all: ReadonlyArray<Position>): void => {
  together.terms = all.map((p) => p.terms).reduce(completed);
  together.earlierPrices = all.flatMap((p) => p.earlierPrices);
  together.laterPrices = all.flatMap((p) => p.laterPrices);
  const stated = all.find((p) => !p.counted) ?? together;
  together.counted = all.every((p) => p.counted);
  together.unit = stated.unit;
  together.holder = all.map((p) => p.holder).reduce(fuller);
  together.lotNotes = [...new Set(all.flatMap((p) => p.lotNotes))];
  together.spokenIn = new Set(all.flatMap((p) => [...p.spokenIn]));
  const latest = all.reduce((a, b) => (b.spokenOn > a.spokenOn ? b : a));
  together.spokenOn = latest.spokenOn;
  together.stated = latest.stated;
};

/** Takes in what a cluster of rows says of the position. */
export const learn = (position: Position, cluster: Cluster, { after }: Ends): void => {
  position.stated = after ?? position.stated;
  learnTerms(position, cluster);
  position.holder = fuller(position.holder, cluster.holder);
  // Rows that only a balance brought here say nothing of the lot's own footnotes.
  if (relateLots(position.lotNotes, cluster.lotNotes, noCommonLotNotes) !== 'different')
    position.lotNotes = [...new Set([...position.lotNotes, ...cluster.lotNotes])];
};
