import { describe, expect, it } from 'vitest';
import type { KnownFiling } from '../../projections/known/knowledge.js';
import { priceDoubtOf } from '../../projections/known/price-doubt.js';
import type { RowReported } from '../../src/event/catalogue.js';
import { Decimal } from '../../src/filing/decimal.js';

const doubt = (footnote: string, security = 'Ordinary Shares') =>
  priceDoubtOf(
    {
      price: { value: new Decimal('3.45'), footnotes: ['F1'] },
      security: { value: security, footnotes: [] },
    } as unknown as RowReported,
    { footnotes: new Map([['F1', footnote]]) } as unknown as KnownFiling,
  );

describe('a price', () => {
  it.each([
    ['The price is that of one American Depositary Share.', 'per-something-else'],
    ['The price per ADS. Each ADS stands for ten ordinary shares.', 'per-something-else'],
    ['Purchase price per unit of one share and one warrant.', 'per-something-else'],
    ['Represents the aggregate purchase price.', 'total'],
    ['The price was paid in Canadian dollars.', 'other-currency'],
  ])('of which a footnote says "%s" is none of one share', (footnote, kind) => {
    expect(doubt(footnote)).toBe(kind);
  });

  it.each([
    'The price is a weighted average price of several trades at prices ranging from $3.40 to $3.50.',
    'Price per share, converted from Canadian dollars at the exchange rate of the day.',
    'The total number of shares was sold in one block.',
    'Granted under the plan for no consideration.',
  ])('of which a footnote says "%s" is one', (footnote) => {
    expect(doubt(footnote)).toBeNull();
  });

  it('of an ADS is one where ADSs are what is counted', () => {
    expect(doubt('The price per ADS.', 'American Depositary Shares')).toBeNull();
    expect(doubt('The price per unit.', 'Units')).toBeNull();
  });
});
