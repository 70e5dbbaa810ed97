/**
 * What tells lots of one class and holder apart: the terms of a derivative as far as its row
 * states them, and the footnotes that stand in their place.
 */

import type { RowReported } from '../../src/event/catalogue.js';
import { type Day, writtenDay } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import type { KnownFiling } from '../known/knowledge.js';
import { footnoteTexts } from '../known/reported-row.js';
import {
  canonicalTitle,
  isSameUnderlying,
  plainWords,
  underlyingKey,
} from '../known/security-title.js';
import { withPlainDates } from './holder-name.js';

export interface Terms {
  readonly exercisePrice: Decimal | null;
  readonly exercisableOn: Day | null;
  readonly expiresOn: Day | null;
  readonly underlying: string | null;
}

/** Filers type this day where EDGAR's forms want a date and there is none. */
const noDay = writtenDay('1988-08-08');

const day = (value: Day | null): Day | null => (value === noDay ? null : value);

/** Terms of a derivative's row; null in Table I. */
export const termsOf = (row: RowReported): Terms | null =>
  row.terms === null
    ? null
    : {
        exercisePrice: row.terms.exercisePrice.value,
        exercisableOn: day(row.terms.exercisableOn.value),
        expiresOn: day(row.terms.expiresOn.value),
        underlying: canonicalTitle(row.terms.underlying?.security.value ?? null) || null,
      };

/** A price of 0, as for units, is none. */
export const priceOf = (terms: Terms | null): Decimal | null =>
  terms?.exercisePrice == null || terms.exercisePrice.isZero() ? null : terms.exercisePrice;

export const termsText = (terms: Terms | null): string =>
  terms === null
    ? ''
    : [
        priceOf(terms)?.toFixed() ?? '',
        terms.exercisableOn ?? '',
        terms.expiresOn ?? '',
        underlyingKey(terms.underlying),
      ].join('/');

/** What the one states and the other leaves out is taken from the one. */
export const completed = (known: Terms | null, more: Terms | null): Terms | null =>
  known === null || more === null
    ? known
    : {
        exercisePrice: known.exercisePrice ?? more.exercisePrice,
        exercisableOn: known.exercisableOn ?? more.exercisableOn,
        expiresOn: known.expiresOn ?? more.expiresOn,
        underlying: known.underlying ?? more.underlying,
      };

const clash = <A>(a: A | null, b: A | null, same: (a: A, b: A) => boolean): boolean =>
  a !== null && b !== null && !same(a, b);

const sameText = (a: string, b: string): boolean => a === b;

/** No term that both state differs. A term left out agrees with any. */
export const termsAgree = (a: Terms | null, b: Terms | null): boolean =>
  a === null || b === null
    ? a === b
    : !clash(priceOf(a), priceOf(b), (x, y) => x.eq(y)) &&
      !clash(a.expiresOn, b.expiresOn, sameText) &&
      !clash(a.exercisableOn, b.exercisableOn, sameText) &&
      !clash(a.underlying, b.underlying, isSameUnderlying);

/** Whether one of the two leaves out a term that tells lots apart and that the other states. */
export const leavesOut = (a: Terms | null, b: Terms | null): boolean =>
  a !== null &&
  b !== null &&
  ((priceOf(a) === null) !== (priceOf(b) === null) ||
    (a.expiresOn === null) !== (b.expiresOn === null));

const none: ReadonlyArray<string> = [];

const keys = (filing: KnownFiling, ids: ReadonlyArray<string>): ReadonlyArray<string> =>
  ids.length === 0
    ? none
    : footnoteTexts(filing, [...new Set(ids)]).map((text) => plainWords(withPlainDates(text)));

/**
 * The footnotes that stand for the terms: those on the dates; where there are none, those on
 * title and price. In Table I those on the title, as for units that a filer lists there.
 */
export const lotNotesOf = (row: RowReported, filing: KnownFiling): ReadonlyArray<string> => {
  const { terms, security } = row;
  if (terms === null) return keys(filing, security.footnotes);
  const dates = [...terms.exercisableOn.footnotes, ...terms.expiresOn.footnotes];
  return keys(
    filing,
    dates.length > 0 ? dates : [...security.footnotes, ...terms.exercisePrice.footnotes],
  );
};

export type LotRelation = 'same' | 'different' | 'unknown';

/** Words enough in common to be one footnote in another wording. */
const rewordedMin = 0.6;

const isReworded = (a: string, b: string): boolean => {
  const [left, right] = [new Set(a.split(' ')), new Set(b.split(' '))];
  const numbers = (words: ReadonlySet<string>): string =>
    [...words]
      .filter((w) => /\d/.test(w))
      .sort()
      .join(' ');
  if (numbers(left) !== numbers(right)) return false;
  let shared = 0;
  for (const word of left) if (right.has(word)) shared += 1;
  return shared >= rewordedMin * (left.size + right.size - shared);
};

/** Footnotes in place of terms that tell less than others. */
export interface CommonLotNotes {
  /** On every row of a document, whatever its lot: they say nothing of lots. */
  readonly everywhere: ReadonlySet<string>;
  /** On several lots: they do not tell those apart, but tell them from lots with other footnotes. */
  readonly onSeveral: ReadonlySet<string>;
}

export const noCommonLotNotes: CommonLotNotes = { everywhere: new Set(), onSeveral: new Set() };

export const relateLots = (
  a: ReadonlyArray<string>,
  b: ReadonlyArray<string>,
  { everywhere, onSeveral }: CommonLotNotes,
): LotRelation => {
  if (a.length === 0 || b.length === 0) return 'unknown';
  const left = a.filter((note) => !everywhere.has(note));
  const right = b.filter((note) => !everywhere.has(note));
  if (left.length === 0 || right.length === 0) return 'unknown';
  const shared = left.filter((note) => right.includes(note));
  if (shared.length > 0) return shared.every((note) => onSeveral.has(note)) ? 'unknown' : 'same';
  return left.some((x) => right.some((y) => isReworded(x, y))) ? 'same' : 'different';
};
