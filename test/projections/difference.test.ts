import { describe, expect, it } from 'vitest';
import { likelier } from '../../projections/balance/difference.js';
import { Decimal } from '../../src/filing/decimal.js';

const n = (amount: number): Decimal => new Decimal(amount);

/** The gap, and the one on the other reading. */
const gaps = (stated: number, all: number, known: number) => {
  const { gap, otherwise } = likelier(n(stated), n(all), n(known));
  return [gap.toNumber(), otherwise?.toNumber() ?? null];
};

describe('what a balance differs by, where something was told late', () => {
  it('is certain where both readings are one', () => {
    expect(gaps(500, 400, 400)).toEqual([100, null]);
  });

  it('is the lesser of the two', () => {
    expect(gaps(5000, 1946, 2483)).toEqual([2517, 3054]);
    expect(gaps(5000, 2483, 1946)).toEqual([2517, 3054]);
  });

  it('is the one that a split makes, though it is the greater', () => {
    expect(gaps(3892, 1946, 2483)).toEqual([1946, 1409]);
    expect(gaps(3892, 2483, 1946)).toEqual([1946, 1409]);
  });

  it('is the one that a reverse split makes', () => {
    expect(gaps(1946, 9730, 9001)).toEqual([-7784, -7055]);
  });

  it('is no split of a round number, of nothing, of both or by too much', () => {
    expect(gaps(4000, 2000, 2500)).toEqual([1500, 2000]);
    expect(gaps(3892, 0, 2483)).toEqual([1409, 3892]);
    expect(gaps(3892, 1946, 973)).toEqual([1946, 2919]);
    expect(gaps(1234 * 11, 1234, 2000)).toEqual([11574, 12340]);
  });
});
