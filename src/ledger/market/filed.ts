/** Everything that the filings of a day changed. */

import type { Settled } from '../../answer/moment.js';
import type { InsiderId } from '../../event/identity.js';
import { type Day, type Instant, secondBefore } from '../../filing/calendar.js';
import type { Accession } from '../../filing/model.js';
import { compare, groupsInOrder } from '../../filing/order.js';
import type { Book, Facts, FilingFact } from '../book/book.js';
import type { Source } from '../subject.js';
import { type ChangeAnswer, changesBetween } from './changes.js';

export interface FiledQuery extends Source {
  /** The filing date. */
  readonly on: string;
  /** The day on which positions are compared; today where missing. */
  readonly asOf?: string;
}

/** What became known at one instant of one insider in one issuer. */
export interface FiledChange {
  readonly filings: ReadonlyArray<{ readonly accession: Accession; readonly form: string }>;
  readonly acceptedAt: Instant | null;
  readonly insider: InsiderId;
  readonly issuer: string;
  readonly positions: ReadonlyArray<ChangeAnswer>;
  /** Transactions that this made known or told otherwise, and conflicts that it opened or closed. */
  readonly transactions: ReadonlyArray<string>;
  readonly conflicts: ReadonlyArray<string>;
}

export interface FiledAnswer {
  readonly on: Day;
  readonly asOf: Day;
  readonly missing: ReadonlyArray<InsiderId>;
  readonly changes: ReadonlyArray<FiledChange>;
}

/** What became known at one instant of one insider in one issuer. */
export const filedTogether = (
  filings: ReadonlyArray<FilingFact>,
): ReadonlyArray<ReadonlyArray<FilingFact>> =>
  groupsInOrder(filings, (f) => [f.knownAt, f.insider, f.issuer].join('|'));

/** The moments right before and right after something became known. */
export const aroundOf = (at: Settled, knownAt: Instant): readonly [Settled, Settled] => {
  const by = (knownBy: Instant): Settled => ({ ...at, vantage: { ...at.vantage, knownBy } });
  return [by(secondBefore(knownAt)), by(knownAt)];
};

/** What each of the books says of the insider is asked of these. */
export const filedFacts = [
  'accounts',
  'transactions',
  'conflicts',
] as const satisfies ReadonlyArray<keyof Facts>;
type Compared = Book<(typeof filedFacts)[number]>;

/** Ids of what the one book says otherwise than the other. */
const toldOtherwise = <A>(
  before: ReadonlyArray<A>,
  after: ReadonlyArray<A>,
  idOf: (one: A) => string,
): ReadonlyArray<string> => {
  const said = (all: ReadonlyArray<A>): ReadonlyMap<string, string> =>
    new Map(all.map((one) => [idOf(one), JSON.stringify(one)]));
  const [first, second] = [said(before), said(after)];
  return [...new Set([...first.keys(), ...second.keys()])]
    .filter((id) => first.get(id) !== second.get(id))
    .sort(compare);
};

export const filedChange = (
  before: Compared,
  after: Compared,
  together: ReadonlyArray<FilingFact>,
  asOf: Day,
): ReadonlyArray<FiledChange> => {
  const [filing] = together;
  if (filing === undefined) return [];
  const { insider, issuer, acceptedAt } = filing;
  const transactionsIn = (book: Compared) =>
    book.transactions().flatMap(({ answer: { insider: _, issuer: __, ...said } }) => [said]);
  const conflictsIn = (book: Compared) =>
    book.conflicts().flatMap(({ insider: _, issuer: __, ...said }) => [said]);
  return [
    {
      filings: together.map(({ accession, form }) => ({ accession, form })),
      acceptedAt,
      insider,
      issuer,
      positions: changesBetween(before, after, together, asOf).filter((c) => c.filings.length > 0),
      transactions: toldOtherwise(
        transactionsIn(before),
        transactionsIn(after),
        (t) => t.transactionId,
      ),
      conflicts: toldOtherwise(conflictsIn(before), conflictsIn(after), (c) => c.conflictId),
    },
  ];
};
