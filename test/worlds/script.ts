/**
 * What the filers of a random world do, step by step, as small numbers that fast-check can shrink.
 * `world.ts` plays a script; nothing here knows what a form looks like.
 */
import fc from 'fast-check';

/** A change of a holding. `daysBack`: how many days before its filing it happened. */
export interface Trade {
  readonly bucket: number;
  readonly deed: 'buy' | 'sale' | 'grant' | 'gift' | 'withheld' | 'exercise';
  readonly lots: number;
  readonly fraction: boolean;
  readonly daysBack: number;
}

export const filerErrors = [
  'none',
  'wrong-digit',
  'unreported-change',
  'letter-flipped',
  'date-typo',
  'missing-leg',
  'no-balance',
] as const;

export const amendmentKinds = [
  'corrected-line',
  'corrected-price',
  'corrected-balance',
  'full-restatement',
  'added-line',
  'repeated-line',
  'holdings-only',
  'date-change',
  'flip',
  'omission',
  'no-rows',
] as const;

export const box4Kinds = [
  'right',
  'amendment',
  'transaction',
  'period',
  'off',
  'wrong',
  'none',
] as const;

interface Timing {
  /** Days since the filing before. */
  readonly wait: number;
  /** Which hour of the day, or the date alone. */
  readonly clock: number;
}

export type Step = Timing &
  (
    | {
        readonly kind: 'initial';
        readonly issuer: number;
        readonly joint: boolean;
        /** Buckets held and how much of each. */
        readonly held: ReadonlyArray<readonly [number, number]>;
      }
    | {
        readonly kind: 'change' | 'annual';
        readonly issuer: number;
        readonly joint: boolean;
        readonly trades: ReadonlyArray<Trade>;
        /** Buckets restated in holdings-only rows. */
        readonly restated: ReadonlyArray<number>;
        /** More days between the trades and the filing. */
        readonly lateBy: number;
        readonly states: 'own-date' | 'form-date' | 'terminal';
        readonly disorder: number;
        readonly error: (typeof filerErrors)[number];
      }
    | {
        /** Something happens that only a later Form 5 reports. */
        readonly kind: 'deferred';
        readonly issuer: number;
        readonly trade: Trade;
      }
    | {
        readonly kind: 'amendment';
        readonly target: number;
        readonly row: number;
        readonly change: (typeof amendmentKinds)[number];
        readonly lots: number;
        readonly box4: (typeof box4Kinds)[number];
        readonly alone: boolean;
      }
    | { readonly kind: 'duplicate'; readonly target: number }
  );

export type Ruling =
  | {
      readonly kind: 'correct';
      readonly row: number;
      readonly field: 'shares' | 'sharesFollowing' | 'transactionDate' | 'acquiredDisposed';
      readonly lots: number;
    }
  | { readonly kind: 'withdraw' | 'undo'; readonly row: number }
  | { readonly kind: 'decide'; readonly conflict: number; readonly choice: number };

export interface Script {
  readonly steps: ReadonlyArray<Step>;
  readonly rulings: ReadonlyArray<Ruling>;
  /** Picks the order in which the filings are recorded. */
  readonly arrival: number;
}

const small = fc.nat(9);
const trade: fc.Arbitrary<Trade> = fc.record({
  bucket: fc.nat(9),
  deed: fc.constantFrom('buy', 'sale', 'sale', 'sale', 'grant', 'gift', 'withheld', 'exercise'),
  lots: fc.integer({ min: 1, max: 9 }),
  fraction: fc.nat(7).map((n) => n === 7),
  daysBack: fc.nat(2),
});
const timing = { wait: fc.nat(3), clock: fc.nat(3) };
const issuer = fc.nat(5).map((n) => (n === 5 ? 1 : 0));
const joint = fc.nat(3).map((n) => n === 3);

const rarely = <A>(usual: A, others: ReadonlyArray<A>, oneIn: number): fc.Arbitrary<A> =>
  fc
    .nat(others.length * oneIn - 1)
    .map((n) => (n % oneIn === oneIn - 1 ? (others[Math.floor(n / oneIn)] ?? usual) : usual));

const initial: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('initial' as const),
  ...timing,
  issuer,
  joint,
  held: fc.array(fc.tuple(small, fc.integer({ min: 10, max: 99 })), { maxLength: 4 }),
});

const change = (kind: 'change' | 'annual'): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constant(kind),
    ...timing,
    issuer,
    joint,
    trades: fc.array(trade, { minLength: 1, maxLength: 4 }),
    restated: fc.array(small, { maxLength: 1 }),
    lateBy: rarely(0, [4, 9, 14], 4),
    states: rarely<'own-date' | 'form-date' | 'terminal'>('own-date', ['form-date', 'terminal'], 2),
    disorder: fc.nat(2),
    error: rarely<(typeof filerErrors)[number]>('none', filerErrors, 3),
  });

const deferred: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('deferred' as const),
  ...timing,
  issuer,
  trade,
});

const amendment: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('amendment' as const),
  ...timing,
  target: small,
  row: fc.nat(3),
  change: fc.constantFrom(...amendmentKinds),
  lots: fc.integer({ min: 1, max: 9 }),
  box4: rarely<(typeof box4Kinds)[number]>('right', box4Kinds, 2),
  alone: fc.boolean(),
});

const duplicate: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('duplicate' as const),
  ...timing,
  target: small,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: change('change') },
  { weight: 7, arbitrary: amendment },
  { weight: 1, arbitrary: change('annual') },
  { weight: 1, arbitrary: deferred },
  { weight: 1, arbitrary: initial },
  { weight: 1, arbitrary: duplicate },
);

const ruling: fc.Arbitrary<Ruling> = fc.oneof(
  fc.record({
    kind: fc.constant('correct' as const),
    row: fc.nat(19),
    field: fc.constantFrom('shares', 'sharesFollowing', 'transactionDate', 'acquiredDisposed'),
    lots: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({ kind: fc.constantFrom('withdraw' as const, 'undo' as const), row: fc.nat(19) }),
  fc.record({ kind: fc.constant('decide' as const), conflict: small, choice: fc.nat(3) }),
);

/** Worlds of one insider or two, mostly opened by a Form 3. */
export const script: fc.Arbitrary<Script> = fc
  .record({
    opened: fc.nat(5),
    first: initial,
    steps: fc.array(step, { minLength: 1, maxLength: 7, size: 'max' }),
    rulings: fc.array(ruling, { maxLength: 4 }),
    arrival: fc.nat(1_000_000),
  })
  .map(({ opened, first, steps, rulings, arrival }) => ({
    steps: opened === 5 ? steps : [first, ...steps],
    rulings,
    arrival,
  }));
