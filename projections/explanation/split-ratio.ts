/**
 * A split that nobody recorded: a ratio alone fits many small numbers, so something else must
 * move by it. Other insiders of the issuer are no evidence here: a fold sees one insider.
 */
import type { Decimal } from '../../src/filing/decimal.js';
import { Decimal as DecimalValue } from '../../src/filing/decimal.js';
import { checkOf, type Entries } from '../balance/entry.js';
import { byKnownOrder, formDate, type KnownFiling } from '../known/knowledge.js';
import { canonicalTitle } from '../known/security-title.js';
import type { Position } from '../position/position.js';
import { quoted } from './balance-footnote.js';
import { type Gap, overlap, rowOf, windowOf } from './gap.js';
import type { Held } from './held.js';
import { type Ratio, ratioNumber, ratioOfWords } from './named-ratio.js';
import type { Reading } from './reading.js';

/** Ratios announced in practice: whole numbers, and these. */
const fractionalRatios: ReadonlyArray<readonly [number, number]> = [
  [3, 2],
  [4, 3],
  [5, 4],
  [5, 2],
  [5, 3],
  [6, 5],
  [7, 5],
  [11, 10],
  [21, 20],
];
const wholeRatioMax = 50;

/** The ratio by which a gap multiplies the balance before it. */
export const ratioOf = ({ before, amount }: Gap): Ratio | null => {
  const after = before.plus(amount);
  if (before.lte(0) || after.lte(0)) return null;
  const [small, large] = before.lt(after) ? [before, after] : [after, before];
  const turned = (n: number, d: number): Ratio =>
    before.lt(after) ? { numerator: n, denominator: d } : { numerator: d, denominator: n };
  const whole = large.div(small);
  if (whole.isInteger() && whole.lte(wholeRatioMax)) return turned(whole.toNumber(), 1);
  for (const [n, d] of fractionalRatios) if (small.times(n).eq(large.times(d))) return turned(n, d);
  return null;
};

const same = (a: Ratio | null, b: Ratio): boolean =>
  a !== null && a.numerator === b.numerator && a.denominator === b.denominator;

const text = ({ numerator, denominator }: Ratio): string => `${numerator}:${denominator}`;

/** Shares of the title, and derivatives of it. */
const isOfClass = (position: Position, gap: Gap): boolean => {
  const title = (p: Position): string =>
    canonicalTitle(p.kind === 'share' ? p.first.security.value : (p.terms?.underlying ?? null));
  const own = title(gap.position);
  return position !== gap.position && own !== '' && title(position) === own;
};

// ---- the other holdings ----

/** What another holding says of a ratio: a row where it moves by it, or that it does not. */
const says = (held: Held, gap: Gap, ratio: Ratio): string | 'contradicts' | null => {
  const { position, entries } = held;
  const window = windowOf(gap);
  const moved = held.gaps.find((g) => overlap(windowOf(g), window) && same(ratioOf(g), ratio));
  if (moved !== undefined) return `${position.id} moves by it as well, row ${rowOf(moved)}`;
  const before = entries.findLastIndex((e) => e.on <= window.after);
  const next = entries.find((e, i) => i > before && checkOf(e) !== null && e.on >= window.until);
  const stood = entries[before]?.balance;
  return stood === undefined || stood.isZero() || next === undefined ? null : 'contradicts';
};

// ---- exercise prices ----

const pricePlaces = [2, 3, 4];

const priceAfter = (price: Decimal, to: Decimal, { numerator, denominator }: Ratio): boolean => {
  const exact = price.times(denominator).div(numerator);
  return (
    exact.eq(to) ||
    // Options' prices are rounded up after a split, so that nobody gains by it.
    pricePlaces.some((p) =>
      [DecimalValue.ROUND_HALF_UP, DecimalValue.ROUND_UP].some((way) =>
        exact.toDecimalPlaces(p, way).eq(to),
      ),
    )
  );
};

/** An option of one expiry, spoken of before and after, whose price is divided by the ratio. */
const pricesSay = (ofClass: ReadonlyArray<Held>, gap: Gap, ratio: Ratio): string | null => {
  const { after, until } = windowOf(gap);
  const options = ofClass.filter(
    ({ position: { terms } }) => terms?.exercisePrice != null && terms.expiresOn != null,
  );
  for (const { position: old, entries: before } of options) {
    const [price, first] = [old.terms?.exercisePrice, before[0]];
    if (price == null || first === undefined || first.on > after) continue;
    const earlier = old.earlierPrices.find((p) => priceAfter(p, price, ratio));
    if (earlier !== undefined)
      return `${old.id}: its exercise price went from ${earlier.toFixed()} to ${price.toFixed()}`;
    for (const { position: now, entries } of options) {
      const [to, start] = [now.terms?.exercisePrice, entries[0]];
      if (now === old || to == null || start === undefined) continue;
      const fits =
        start.on > after &&
        now.terms?.expiresOn === old.terms?.expiresOn &&
        (before[before.length - 1]?.on ?? '') < until &&
        priceAfter(price, to, ratio);
      if (fits)
        return `an option until ${now.terms?.expiresOn ?? ''} is at ${price.toFixed()} before and at ${to.toFixed()} after, row ${start.source.row.row}`;
    }
  }
  return null;
};

// ---- footnotes that name the ratio ----

const pair = `${ratioNumber}[\\s-]*(?:for|:)[\\s-]*${ratioNumber}\\b`;
const splitWords = new RegExp(`${pair}(?=[^.;]*\\bsplit\\b)|\\bsplit\\b[^.;]*?${pair}`, 'gi');
const monthNames =
  'january february march april may june july august september october november december'.split(
    ' ',
  );
const dates = new RegExp(`\\b(${monthNames.join('|')})\\s+(\\d{1,2}),?\\s+(\\d{4})`, 'gi');

interface Named {
  readonly ratio: Ratio;
  /** Days named in the same footnote. */
  readonly days: ReadonlyArray<string>;
  readonly footnote: string;
  readonly text: string;
}

const quotedBefore = 20;
const quotedAfter = 140;

const namedIn = new WeakMap<KnownFiling, ReadonlyArray<Named>>();

const splitsNamed = (filing: KnownFiling): ReadonlyArray<Named> => {
  let found = namedIn.get(filing);
  if (found === undefined) {
    found = [...filing.footnotes].flatMap(([footnote, words]) => {
      if (!/\bsplit\b/i.test(words)) return [];
      const days = [...words.matchAll(dates)].map(([, month = '', day = '', year = '']) =>
        [
          year,
          String(monthNames.indexOf(month.toLowerCase()) + 1).padStart(2, '0'),
          day.padStart(2, '0'),
        ].join('-'),
      );
      return [...words.matchAll(splitWords)].flatMap((m) => {
        const ratio = ratioOfWords(m[1] ?? m[3] ?? '', m[2] ?? m[4] ?? '');
        if (ratio === null) return [];
        // A footnote may name several: quoted is what stands around this one.
        const around = words.slice(Math.max(0, m.index - quotedBefore), m.index + quotedAfter);
        return [{ ratio, days, footnote, text: around.trim() }];
      });
    });
    namedIn.set(filing, found);
  }
  return found;
};

const namingIn = new WeakMap<Entries, ReadonlyArray<KnownFiling>>();

/** Of the filings of a position's entries, those that name a split. */
const filingsNaming = (entries: Entries): ReadonlyArray<KnownFiling> => {
  let found = namingIn.get(entries);
  if (found === undefined) {
    const filings = new Set(entries.map((e) => e.source.filing));
    found = [...filings].filter((filing) => splitsNamed(filing).length > 0);
    namingIn.set(entries, found);
  }
  return found;
};

/** Of the first form that names it. */
const footnotesSay = (ofIssuer: ReadonlyArray<Held>, gap: Gap, ratio: Ratio): string | null => {
  const { after, until } = windowOf(gap);
  const filings = new Set(ofIssuer.flatMap(({ entries }) => filingsNaming(entries)));
  const naming = [...filings].flatMap((filing) =>
    formDate(filing) < after
      ? []
      : splitsNamed(filing).flatMap((named) => {
          const dated = named.days.length === 0 || named.days.some((d) => d > after && d <= until);
          return dated && same(named.ratio, ratio) ? [{ filing, named }] : [];
        }),
  );
  const [first] = naming.sort((a, b) => byKnownOrder(a.filing, b.filing));
  return first === undefined
    ? null
    : `footnote ${first.named.footnote} of ${first.filing.accession} names it: ${quoted(first.named.text)}`;
};

/** The reading, and whether anything else speaks for it. */
export const splitRatio = (
  gap: Gap,
  ofIssuer: ReadonlyArray<Held>,
): { readonly reading: Reading; readonly proven: boolean } | null => {
  // A slip moved no balance.
  const ratio = gap.entry.kind === 'unexplained' ? ratioOf(gap) : null;
  if (ratio === null) return null;
  const ofClass = ofIssuer.filter(({ position }) => isOfClass(position, gap));
  const others = ofClass.map((held) => says(held, gap, ratio));
  const prices = pricesSay(ofClass, gap, ratio);
  const evidence = [
    ...others.filter((o): o is string => o !== null && o !== 'contradicts'),
    prices,
    footnotesSay(ofIssuer, gap, ratio),
  ].filter((e) => e !== null);
  return {
    reading: {
      kind: 'split',
      detail: `split ${text(ratio)}: ${gap.before.toFixed()} became ${gap.before.plus(gap.amount).toFixed()}`,
      evidence,
    },
    proven: evidence.length > 0 && !others.includes('contradicts'),
  };
};
