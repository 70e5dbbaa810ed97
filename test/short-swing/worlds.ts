/** Random worlds of trades of one class. */
import fc from 'fast-check';
import type { Leg } from '../../projections/short-swing/leg.js';
import { addDays, writtenDay } from '../../src/filing/calendar.js';

const start = writtenDay('2021-08-24');

interface Size {
  readonly days: number;
  readonly shares: bigint;
  readonly price: bigint;
  readonly trades: number;
}

const tradeOf = ({ days, shares, price }: Size) =>
  fc.record({
    side: fc.constantFrom('purchase' as const, 'sale' as const),
    day: fc.nat(days),
    shares: fc.bigInt({ min: 1n, max: shares }),
    price: fc.bigInt({ min: 0n, max: price }),
    series: fc.nat(5),
    left: fc.nat(5),
  });

type Told = ReturnType<typeof tradeOf> extends fc.Arbitrary<infer T> ? T : never;

const plain = ({ side, day, shares, price }: Told, i: number): Leg => ({
  id: `r${String(i).padStart(3, '0')}`,
  side,
  on: addDays(start, day),
  shares,
  quotes: [{ market: 'shares', price }],
  inOffice: true,
});

/** Some are options of two series, compared with shares at the price of the shares. */
const ofAnyKind = (told: Told, i: number): Leg => {
  const leg = plain(told, i);
  const series = { market: `calls ${told.series % 2}`, price: told.price };
  const shares = { market: 'shares', price: (told.price * 7n) % 11n };
  return {
    ...leg,
    quotes: told.series < 3 ? [series, shares] : leg.quotes,
    inOffice: told.left > 0,
  };
};

const worldOf = (size: Size, legOf: (told: Told, i: number) => Leg) =>
  fc.array(tradeOf(size), { minLength: 2, maxLength: size.trades }).map((told) => told.map(legOf));

const small: Size = { days: 500, shares: 2n, price: 12n, trades: 8 };
export const plainly = worldOf(small, plain);
export const anyKind = worldOf(small, ofAnyKind);
const large: Size = { days: 1_500, shares: 500n, price: 3_000n, trades: 60 };
export const larger = worldOf(large, plain);
export const largerOfAnyKind = worldOf(large, ofAnyKind);
