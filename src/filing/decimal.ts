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

/** The decimal a text states, or null where the text is not a plain decimal number. */
export const parseDecimal = (text: string): Decimal | null =>
  isDecimalText(text) ? new Decimal(text) : null;

/** Plain digits, never an exponent, no trailing zeros: `55948`, `122.977`. */
export const printDecimal = (value: Decimal): string => value.toFixed();
