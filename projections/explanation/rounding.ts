/** Balances of fractional shares, rounded at the last place or stated without their fraction. */
import { type Decimal, Decimal as DecimalValue } from '../../src/filing/decimal.js';
import type { Gap } from './gap.js';
import type { Reading } from './reading.js';

const ten = new DecimalValue(10);

export const rounding = ({ stated, expected, before, delta, amount }: Gap): Reading | null => {
  const size: Decimal = amount.abs();
  if (size.lt(1) && stated.isInteger() !== expected.isInteger())
    return {
      kind: 'rounded',
      detail: `${stated.toFixed()} for ${expected.toFixed()}: the fraction is left out on one side`,
      evidence: [
        `only ${stated.isInteger() ? expected.toFixed() : stated.toFixed()} has a fraction`,
      ],
    };
  // Trailing zeros are not kept: the numbers around tell how many places are stated.
  const places = Math.max(...[stated, expected, before, delta].map((n) => n.decimalPlaces()));
  if (places === 0 || size.gt(ten.pow(-places))) return null;
  return {
    kind: 'rounded',
    detail: `${stated.toFixed()} for ${expected.toFixed()}: one unit of the last place`,
    evidence: [`the balances are stated to ${places} decimal places`],
  };
};
