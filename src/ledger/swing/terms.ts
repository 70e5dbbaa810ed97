/** What is asked about short-swing profit, and the terms it is asked on. */
import { canonicalTitle } from '../../../projections/known/security-title.js';
import type { Hypothetical, MarketPrice } from '../../../projections/short-swing/class-legs.js';
import {
  stella,
  type WindowReading,
  windowReading,
} from '../../../projections/short-swing/window.js';
import { fail, invalidArgument } from '../../answer/error.js';
import { dayGiven } from '../../answer/given-day.js';
import type { Moment } from '../../answer/moment.js';
import { type Attribution, inFull, type ShortSwingOfOne } from '../../answer/short-swing.js';
import { Decimal, parseDecimal } from '../../filing/decimal.js';
import type { Source, Subject } from '../subject.js';

/** A market price of a day, for what the forms do not state. */
export interface PriceOfDay {
  /** Title of the security, or the issuer's symbol. */
  readonly security: string;
  readonly on: string;
  readonly price: string;
}

interface SwingTerms extends Source {
  /** `stella` where missing; `anniversary` or `days:N`. */
  readonly window?: string;
  readonly prices?: ReadonlyArray<PriceOfDay>;
}

interface ProfitTerms extends SwingTerms, Moment {
  /** First and last day of the trades that are looked at. */
  readonly from?: string;
  readonly to?: string;
  /** Parts of owners in what they report, such as `{ owner: '0000001001', part: '12.5%' }`. */
  readonly shares?: ReadonlyArray<{ readonly owner: string; readonly part: string }>;
  /** A trade that was not done, such as `S 1000 @ 25 on 2024-06-03`. */
  readonly whatIf?: string;
  readonly certificate?: boolean;
}

interface DayTerms extends SwingTerms, Pick<Moment, 'knownBy' | 'recordedBy'> {
  /** The day of the trade that is thought of; today in Washington where missing. */
  readonly on?: string;
}

export type ShortSwingQuery = Subject & ProfitTerms;
export type WindowQuery = Subject & DayTerms;

export const readingOf = (text: string | undefined): WindowReading =>
  text === undefined
    ? stella
    : (windowReading(text) ??
      fail(
        invalidArgument(
          `--window takes stella, anniversary or days:N with N up to 366; got ${JSON.stringify(text)}`,
        ),
      ));

const numberIn = (text: string, what: string): Decimal =>
  parseDecimal(text.replaceAll(',', '')) ??
  fail(invalidArgument(`${what} is not a plain number: ${JSON.stringify(text)}`));

export interface Supposed extends Omit<Hypothetical, 'inOffice'> {
  readonly said: string;
  readonly security: string | null;
}

const supposedTrade =
  /^([PS])\s+(\.\d+|\d[\d,]*(?:\.\d+)?)\s*@\s*\$?(\.\d+|\d[\d,]*(?:\.\d+)?)\s+on\s+(\d{4}-\d{2}-\d{2})(?:\s+of\s+(\S.*))?$/i;

export const supposed = (text: string): Supposed => {
  const [, letter, shares = '', price = '', on = '', security] =
    supposedTrade.exec(text.trim()) ?? [];
  if (letter === undefined)
    return fail(
      invalidArgument(
        `--what-if takes a trade such as "S 1000 @ 25 on 2024-06-03", P for a purchase, and "of TITLE" where there are several classes; got ${JSON.stringify(text)}`,
      ),
    );
  return {
    said: text.trim(),
    side: letter.toUpperCase() === 'P' ? 'purchase' : 'sale',
    shares: numberIn(shares, 'the number of shares'),
    price: numberIn(price, 'the price'),
    on: dayGiven('what-if', on),
    security: security ?? null,
  };
};

/** Prices by security and day: a title in any spelling, or the issuer's symbol. */
export const pricesIn = (given: ReadonlyArray<PriceOfDay>) => {
  const byKey = new Map<string, Decimal>();
  for (const { security, on, price } of given)
    byKey.set(
      `${canonicalTitle(security)}|${dayGiven('a price', on)}`,
      numberIn(price, `the price of ${security} on ${on}`),
    );
  return (names: ReadonlyArray<string>): MarketPrice =>
    (on) => {
      for (const name of names) {
        const price = byKey.get(`${canonicalTitle(name)}|${on}`);
        if (price !== undefined) return price;
      }
      return null;
    };
};

const partOf = (text: string): Decimal => {
  const percent = /^(\.\d+|\d+(?:\.\d+)?)\s*%$/.exec(text.trim())?.[1];
  const part = percent === undefined ? parseDecimal(text.trim()) : new Decimal(percent).div(100);
  if (part === null || part.gt(1))
    return fail(
      invalidArgument(
        `--share takes an owner and its part, such as 0000001001=12.5%; got ${JSON.stringify(text)}`,
      ),
    );
  return part;
};

export type Attributions = (insider: { readonly id: string; readonly name: string }) => Attribution;

/** A part that is nobody's is a mistake: the answer would be of the whole. */
export const refuseStrangers = (
  given: NonNullable<ShortSwingQuery['shares']>,
  answers: ReadonlyArray<ShortSwingOfOne>,
): void => {
  for (const share of given) {
    const of = attributionsIn([share]);
    if (!answers.some(({ insider }) => of(insider) !== inFull))
      fail(
        invalidArgument(
          `--share names ${share.owner}, whom this answer is not about; it takes a CIK or the whole name: ${[...new Set(answers.map(({ insider }) => `${insider.id} ${insider.name}`))].join(', ') || 'nobody'}`,
        ),
      );
  }
};

export const attributionsIn = (given: NonNullable<ShortSwingQuery['shares']>): Attributions => {
  const parts = given.map(({ owner, part }) => ({
    owner: owner.trim().toLowerCase(),
    attribution: { part: partOf(part), said: `share ${part.trim()}` },
  }));
  return ({ id, name }) =>
    parts.find(
      ({ owner }) => owner === id || owner.padStart(10, '0') === id || owner === name.toLowerCase(),
    )?.attribution ?? inFull;
};
