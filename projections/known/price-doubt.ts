/**
 * Prices that are no price of one share, so that an amount times them is no money: per ADS, per
 * unit, in another currency, or the whole of what was paid. Told by the footnotes on the price.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { KnownFiling } from './knowledge.js';
import { remembering } from './memo.js';
import { footnoteTexts } from './reported-row.js';
import { plainWords } from './security-title.js';

export type PriceDoubt =
  /** Of something else than one of the securities whose number is stated. */
  | 'per-something-else'
  /** Of all of them together. */
  | 'total'
  /** Not in dollars. */
  | 'other-currency'
  /** Nothing was paid, or the box was filled with 0 for want of a price. */
  | 'zero'
  /** Unlike all prices of the class nearby, and like their totals. */
  | 'like-a-total';

const things = `(?:ads|adss|american depositary (?:share|receipt)s?|adrs?|gds|gdr|global depositary (?:share|receipt)s?|depositary shares?|depositary receipts?|units?|packages?|lots?|bundles?|blocks?|hundred|thousand|100|1,?000)`;
const perThing = new RegExp(
  String.raw`\bprices?\b[^.]{0,80}?\b(?:per|of (?:one|an?|each)|for (?:one|an?|each)|(?:paid|received) for each|that of (?:one|an?|each))\s+(?:\w+\s+){0,2}?(${things})\b`,
  'i',
);
const total =
  /\b(?:aggregate|total|entire|combined)\s+(?:\w+\s+){0,2}(?:price|consideration|proceeds|amount paid|cost)\b|\bprice\b[^.]{0,40}\b(?:for|of) all (?:of )?(?:the|such|these)?\s*(?:shares|securities)\b/i;
const notEach = /\bper share\b|\beach share\b|\bweighted[ -]?average\b|\bprices ranging\b/i;
const currency =
  /\b(?:canadian dollars?|cad|c\$|australian dollars?|aud|a\$|hong kong dollars?|hkd|hk\$|euros?|eur|pounds? sterling|british pounds?|gbp|pence|swiss francs?|chf|japanese yen|yen|jpy|renminbi|rmb|new israeli shekels?|nis|swedish kronor?|sek|danish kroner?|dkk|norwegian kroner?|nok|indian rupees?|inr|brazilian reais|brl)\b|€|£|¥/i;
const converted =
  /\b(?:converted|translated|exchange rate|u\.?s\.? dollar equivalent|equivalent (?:of|in) u\.?s)/i;

interface Told {
  readonly thing: string | null;
  readonly total: boolean;
  readonly currency: boolean;
}

const read = remembering<Told>(2_000, (footnote) => ({
  thing: perThing.exec(footnote)?.[1]?.toLowerCase() ?? null,
  total: total.test(footnote) && !notEach.test(footnote),
  currency: currency.test(footnote) && !converted.test(footnote),
}));

/** Whether a title counts the very thing that a price is of: units, ADSs. */
const counts = (title: string, thing: string): boolean => {
  const words = plainWords(title);
  if (/^(?:ads|adr|american|gds|gdr|global|depositary)/.test(thing))
    return /\bads\b|\bads?s\b|depositary/.test(words);
  return /^unit/.test(thing) && /\bunits?\b/.test(words);
};

/** Why a row's price is no price of one; null where nothing says so. */
export const priceDoubtOf = (row: RowReported, filing: KnownFiling): PriceDoubt | null => {
  if (row.price.value === null || row.price.footnotes.length === 0) return null;
  for (const text of footnoteTexts(filing, row.price.footnotes)) {
    const told = read(text);
    if (told.thing !== null && !counts(row.security.value ?? '', told.thing))
      return 'per-something-else';
    if (told.total) return 'total';
    if (told.currency) return 'other-currency';
  }
  return null;
};
