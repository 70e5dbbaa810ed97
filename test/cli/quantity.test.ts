/** How much is held or moved, with what it is counted in. */
import { describe, expect, it } from 'vitest';
import { quantityText } from '../../src/cli/show/quantity.js';

describe('a quantity', () => {
  it.each([
    ['60000000', 'shares', '60,000,000'],
    ['60000000', 'value', '$60,000,000'],
    ['-1500.5', 'value', '-$1,500.5'],
    [null, 'value', '?'],
  ])('%s of %s is told as %s', (quantity, unit, told) => {
    expect(quantityText(quantity, unit)).toBe(told);
  });
});
