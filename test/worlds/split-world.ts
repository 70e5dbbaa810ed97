/**
 * Worlds with splits: one insider trades one class and an operator knows every split of it. Forms
 * state balances in the shares of their day, or none; nobody errs. The book that is kept beside it
 * is as naive as can be: a number that trades are added to and splits multiply.
 */
import fc from 'fast-check';
import { addDays, type Day, writtenDay } from '../../src/filing/calendar.js';
import { Decimal } from '../../src/filing/decimal.js';
import { form4, trade } from '../ledger/filing.js';

type Step =
  | {
      readonly kind: 'trade';
      readonly wait: number;
      readonly shares: number;
      readonly sells: boolean;
      /** Whether its row states the balance. */
      readonly states: boolean;
    }
  | { readonly kind: 'split'; readonly wait: number; readonly ratio: readonly [number, number] };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('trade' as const),
      wait: fc.nat(20),
      shares: fc.integer({ min: 1, max: 5_000 }),
      sells: fc.boolean(),
      states: fc.nat(5).map((n) => n > 0),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('split' as const),
      wait: fc.integer({ min: 1, max: 20 }),
      ratio: fc.constantFrom<readonly [number, number]>([2, 1], [3, 1], [3, 2], [10, 1], [1, 4]),
    }),
  },
);

export const splitScript = fc.record({
  first: fc.integer({ min: 1_000, max: 90_000 }),
  steps: fc.array(step, { minLength: 2, maxLength: 10 }),
});

export interface SplitWorld {
  readonly filings: ReadonlyArray<object>;
  readonly splits: ReadonlyArray<{ readonly ratio: string; readonly effectiveOn: Day }>;
  /** What was held at the end of a day. */
  held(on: Day): string;
  readonly days: ReadonlyArray<Day>;
}

const multiplied = (held: Decimal, [above, below]: readonly [number, number]): Decimal =>
  held.times(above).div(below).floor();

export const splitWorldOf = ({
  first,
  steps,
}: {
  readonly first: number;
  readonly steps: ReadonlyArray<Step>;
}): SplitWorld => {
  let day = writtenDay('2024-01-05');
  let held = new Decimal(first);
  const book: Array<readonly [Day, Decimal]> = [[day, held]];
  const splits: Array<{ ratio: string; effectiveOn: Day }> = [];
  const bought = trade(1, day, 'P', 'A', `${first}`, `${first}`);
  const filings: Array<object> = [form4(1, addDays(day, 1), day, [bought])];
  for (const one of steps) {
    if (one.kind === 'split') {
      // A split is there when its day begins: whatever was done on the day before is before it.
      day = addDays(day, one.wait);
      held = multiplied(held, one.ratio);
      splits.push({ ratio: one.ratio.join(':'), effectiveOn: day });
    } else {
      day = addDays(day, one.wait);
      const sold = one.sells && held.gt(one.shares);
      held = sold ? held.minus(one.shares) : held.plus(one.shares);
      const letter = sold ? ('D' as const) : ('A' as const);
      const row = trade(1, day, sold ? 'S' : 'P', letter, `${one.shares}`, held.toFixed(), {
        ...(one.states ? {} : { sharesFollowing: null }),
      });
      filings.push(form4(filings.length + 1, addDays(day, 1), day, [row]));
    }
    book.push([day, held]);
  }
  const at = (on: Day): Decimal =>
    [...book].reverse().find(([since]) => since <= on)?.[1] ?? new Decimal(0);
  return {
    filings,
    splits,
    held: (on) => at(on).toFixed(),
    days: [...new Set(book.flatMap(([on]) => [on, addDays(on, 1)]))].sort(),
  };
};
