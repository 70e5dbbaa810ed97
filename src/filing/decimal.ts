/**
 * Exact decimals. Every quantity and price of the domain is one of these; on the wire it is a
 * string. The default constructor of decimal.js rounds sums to 20 digits, so we keep our own.
 */
import { Decimal as DecimalJs } from 'decimal.js';

export type Decimal = DecimalJs;

/** Digits kept by arithmetic: far above any sum of 16-digit amounts (XSD: totalDigits 16). */
const precisionDigits = 60;

export const Decimal = DecimalJs.clone({
  precision: precisionDigits,
  rounding: DecimalJs.ROUND_HALF_EVEN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
  defaults: true,
});

export const zero: Decimal = new Decimal(0);

/** Longest decimal text accepted, in characters. The XSD allows 17; old filings a few more. */
const decimalTextLengthMax = 40;
const point = 46;
/** No sign: on the forms only the letter A or D tells a direction. */
const decimalText = /^(?:\d+(?:\.\d*)?|\.\d+)$/;

/**
 * Whether a text is a plain decimal number, no longer than may be written. `.5` is written `0.5`:
 * the digit that is added counts.
 */
export const isDecimalText = (text: string): boolean =>
  text.length <= (text.charCodeAt(0) === point ? decimalTextLengthMax - 1 : decimalTextLengthMax) &&
  decimalText.test(text);

const numeral0 = 48;
/** Digits of one word of decimal.js, which keeps seven of them in each, from the point both ways. */
const wordDigits = 7;
const powersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000] as const;

/**
 * Numbers as nearly all boxes have them: up to seven digits, and perhaps up to seven after a point.
 * decimal.js reads any text, and takes four times as long; null where it has to.
 */
const shortDecimal = (text: string): Decimal | null => {
  const { length } = text;
  if (length === 0 || length > 2 * wordDigits + 1) return null;
  let pointAt = length;
  let [whole, part] = [0, 0];
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const digit = code - numeral0;
    if (code === point && pointAt === length && i > 0) pointAt = i;
    else if (digit < 0 || digit > 9) return null;
    else if (i < pointAt) whole = whole * 10 + digit;
    else part = part * 10 + digit;
  }
  const places = Math.max(0, length - pointAt - 1);
  if (pointAt > wordDigits || places > wordDigits) return null;
  if (part === 0) return new Decimal(whole);
  if (whole === 0) return null;
  const value = new Decimal(whole);
  value.d.push(part * (powersOfTen[wordDigits - places] as number));
  return value;
};

/** The decimal a text states, or null where the text is not a plain decimal number. */
export const parseDecimal = (text: string): Decimal | null =>
  shortDecimal(text) ?? (isDecimalText(text) ? new Decimal(text) : null);

/** Plain digits, never an exponent, no trailing zeros: `55948`, `122.977`. */
export const printDecimal = (value: Decimal): string => value.toFixed();
