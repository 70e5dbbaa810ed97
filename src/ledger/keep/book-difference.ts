/** The two books against each other: what is kept of an insider, and what the log says. */

import type { InsiderView } from '../../../projections/insider.js';
import { always } from '../../../projections/known/knowledge.js';
import { countsByKind } from '../../answer/conflicts.js';
import type { Settled } from '../../answer/moment.js';
import type { InsiderId } from '../../event/identity.js';
import { beginning, type Day, type Instant, lastDay } from '../../filing/calendar.js';
import type { Views } from '../../journal/views.js';
import type { Generation } from '../../readmodel/model.js';
import type { Book } from '../book/book.js';
import { chapterOf, foldedBook } from '../book/folded-book.js';
import { keptBook } from '../book/kept-book.js';

/** The first fact that differs, as each of the books has it; null where one has none. */
export interface BookDifference {
  readonly kept: string | null;
  readonly folded: string | null;
}

/** Instants of knowledge at which an insider is looked at, beside all that is known. */
const knownMax = 4;

/** Evenly over the insider's filings, the last of them included; effective days with them. */
const momentsOf = ({ filings }: InsiderView): ReadonlyArray<Settled> => {
  const step = Math.max(1, Math.ceil(filings.length / knownMax));
  const sampled = filings.filter((_, i) => (filings.length - 1 - i) % step === 0);
  const at = (asOf: Day, knownBy: Instant | null): Settled => ({
    asOf,
    knownBy,
    recordedBy: null,
    vantage: { knownBy, recordedBy: null },
  });
  return [
    at(lastDay, null),
    ...sampled.flatMap(({ knownAt, header }) => [at(lastDay, knownAt), at(header.period, knownAt)]),
  ];
};

const wanted = [
  'positions',
  'accounts',
  'transactions',
  'conflicts',
  'conflictCounts',
  'checkSums',
  'differences',
  'flagged',
  'filings',
  'relations',
] as const;

/** Every fact of a book as a line of text, in one order. */
const linesOf = (
  book: Book<(typeof wanted)[number]>,
  insider: InsiderId,
): ReadonlyArray<string> => {
  const facts: Readonly<Record<string, ReadonlyArray<unknown>>> = {
    position: book.positions(),
    account: book.accounts(new Set([insider])),
    transaction: book.transactions().map(({ place: _, ...fact }) => fact),
    conflict: book.conflicts(),
    counted: countsByKind(book.conflictCounts()),
    sums: [book.checkSums()],
    difference: book.differences(),
    flagged: book.flagged(),
    filing: book.filings({ after: beginning }),
    relation: book.relations(),
  };
  return Object.entries(facts)
    .flatMap(([kind, all]) => all.map((fact) => `${kind} ${JSON.stringify(fact)}`))
    .sort();
};

/** The first of two lists' lines that differ. */
export const firstDifference = (
  kept: ReadonlyArray<string>,
  folded: ReadonlyArray<string>,
): BookDifference | null => {
  const at = kept.findIndex((line, i) => line !== folded[i]);
  const i = at < 0 ? kept.length : at;
  return i >= kept.length && i >= folded.length
    ? null
    : { kept: kept[i] ?? null, folded: folded[i] ?? null };
};

/** Asks both books of an insider everything at sampled moments. */
export const bookDifference = async (
  generation: Generation,
  view: Views['view'],
  insider: InsiderId,
): Promise<BookDifference | null> => {
  const scope = { insider };
  const about = { scope, missing: [], more: false };
  for (const at of momentsOf(await view(insider, always))) {
    const seen = await view(insider, at.vantage);
    const folded = foldedBook(
      [chapterOf({ view: seen, issuerId: null, at, adjusted: false, until: null }, wanted)],
      about,
    );
    const lines = generation.frozen(() => linesOf(keptBook({ generation, ...about }, at), insider));
    const found = firstDifference(lines, linesOf(folded, insider));
    if (found !== null) return found;
  }
  return null;
};
