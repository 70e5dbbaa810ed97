/**
 * A class that goes on says what one balanced afresh says, whatever its filings reach back to,
 * amend, count or get wrong. Amounts are small, so that balances agree by coincidence as well.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BalancedClass,
  balance,
  balancedClass,
} from '../../projections/balance/balanced-class.js';
import type { Entries, Entry } from '../../projections/balance/entry.js';
import type { Lot, PastPosting, StandingRow } from '../../projections/balance/standing-row.js';
import type { KnownFiling } from '../../projections/known/knowledge.js';
import { addDays, type Day, writtenDay } from '../../src/filing/calendar.js';
import { Decimal } from '../../src/filing/decimal.js';

/** Another seed is tried with `WORLDS_SEED`, more with `WORLDS_TIMES`. */
const seed = Number(process.env['WORLDS_SEED'] ?? 20261128);
const worlds = 1_500 * Number(process.env['WORLDS_TIMES'] ?? 1);
const lotsMax = 3;

// ---- worlds ----

/** What a row states of what is held after it. */
const states = [
  'own day',
  'all so far',
  'class',
  'class left',
  'form date',
  'wrong',
  'amount',
  'nothing',
] as const;

const aRow = fc.record({
  lot: fc.integer({ min: 0, max: lotsMax - 1 }),
  /** Days before its form's date. */
  back: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 2 }) },
    { weight: 1, arbitrary: fc.integer({ min: 3, max: 25 }) },
  ),
  delta: fc.integer({ min: -3, max: 4 }),
  states: fc.oneof(
    { weight: 6, arbitrary: fc.constant<(typeof states)[number]>('own day') },
    { weight: 3, arbitrary: fc.constantFrom(...states) },
    { weight: 1, arbitrary: fc.constant<(typeof states)[number]>('class left') },
  ),
  off: fc.integer({ min: -2, max: 2 }),
  isHolding: fc.boolean(),
});

const aFiling = fc.record({
  /** Days after the form's date before it. */
  later: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }) },
    { weight: 1, arbitrary: fc.integer({ min: -4, max: -1 }) },
  ),
  rows: fc.array(aRow, { minLength: 1, maxLength: 3 }),
  /** It is an amendment of an earlier filing, where there is one. */
  amends: fc.option(fc.record({ which: fc.nat(), adds: fc.boolean() }), { freq: 3, nil: null }),
  /** Whether it is looked at before the next one comes. */
  isSeen: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.boolean()),
  family: fc.constantFrom('3', '4', '4', '4', '5'),
});

const aWorld = fc.record({
  held: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: lotsMax, maxLength: lotsMax }),
  filings: fc.array(aFiling, { minLength: 2, maxLength: 9 }),
  /** The last day of each lot that has one, and the filing that is the first to tell it. */
  expiries: fc.array(
    fc.option(fc.record({ after: fc.nat(10), toldBy: fc.nat(7) }), { freq: 3, nil: null }),
    { minLength: lotsMax, maxLength: lotsMax },
  ),
});
type ClassWorld = typeof aWorld extends fc.Arbitrary<infer W> ? W : never;
type FiledRow = ClassWorld['filings'][number]['rows'][number];

/** A class as it is looked at; `gained`: what was added since, null where something was corrected. */
interface Known {
  readonly lots: ReadonlyArray<Lot>;
  readonly gained: ReadonlyArray<Lot> | null;
  readonly ranks: number;
}

const firstDay = writtenDay('2024-03-01');

const lot = (
  rows: ReadonlyArray<StandingRow>,
  past: ReadonlyArray<PastPosting>,
  expiresOn: Day | null,
): Lot => ({
  expiresOn,
  rows,
  past,
  awaitsNumber: false,
  splits: [],
});

/** An earlier row, and whether a new one stands in its place or beside it. */
interface Amended {
  readonly row: StandingRow;
  readonly adds: boolean;
}

/** The filings of a world, and what stands after each. */
class Filed {
  readonly #lotOf = new Map<StandingRow, number>();
  readonly #held: ReadonlyArray<number>;
  readonly #expiries: ClassWorld['expiries'];
  #standing: Array<StandingRow> = [];
  readonly #past: Array<{ readonly lot: number; readonly posting: PastPosting }> = [];
  #rows = 0;
  #lots = 0;

  constructor({ held, expiries }: ClassWorld) {
    this.#held = held;
    this.#expiries = expiries;
  }

  #lastDay(lot: number): Day | null {
    const expiry = this.#expiries[lot] ?? null;
    return expiry === null ? null : addDays(firstDay, expiry.after);
  }

  amended({ which, adds }: { readonly which: number; readonly adds: boolean }): Amended | null {
    const row = this.#standing[which % (this.#standing.length || 1)];
    return row === undefined ? null : { row, adds };
  }

  add(row: FiledRow, filing: KnownFiling, rank: number, amends: Amended | null): StandingRow {
    const corrected = amends === null || amends.adds ? null : amends.row;
    const lotOf = (corrected === null ? undefined : this.#lotOf.get(corrected)) ?? row.lot;
    const on = corrected?.effective.on ?? addDays(filing.header.filedOn, -row.back);
    const delta = row.isHolding && row.states !== 'nothing' ? 0 : row.delta;
    const written = {
      kind: row.isHolding ? 'holding' : 'transaction',
      table: 'II',
      position: this.#rows,
      row: `row-${this.#rows}`,
    };
    this.#rows += 1;
    const stated = this.#stated({ ...row, lot: lotOf }, filing, on, delta, corrected);
    const made = {
      row: written,
      filing,
      knownRank: rank,
      home: amends?.row.home ?? filing,
      homeRank: amends?.row.homeRank ?? rank,
      effective: { on },
      delta: new Decimal(delta),
      asserted: stated === null ? null : new Decimal(stated),
      place: corrected?.place ?? { row: written, rank },
      restates: false,
    } as unknown as StandingRow;
    if (corrected !== null) this.#takeBack(corrected, rank);
    this.#standing.push(made);
    this.#lotOf.set(made, lotOf);
    this.#lots = Math.max(this.#lots, lotOf + 1);
    return made;
  }

  #stated(
    row: FiledRow,
    filing: KnownFiling,
    on: Day,
    delta: number,
    corrected: StandingRow | null,
  ): number | null {
    const others = this.#standing.filter((one) => one !== corrected);
    const own = others.filter((one) => this.#lotOf.get(one) === row.lot);
    const until = (day: Day): number => this.#sum(own.filter((one) => one.effective.on <= day));
    const start = (this.#held[row.lot] ?? 0) + delta;
    const isLeft = (lot: number): boolean => lot === row.lot || on <= (this.#lastDay(lot) ?? on);
    const left = this.#held.map((held, i) => (isLeft(i) ? held : 0));
    return {
      'own day': start + until(on),
      'all so far': start + this.#sum(own),
      'form date': start + until(filing.header.filedOn),
      class: this.#held.reduce((a, b) => a + b, delta) + this.#sum(others),
      'class left':
        left.reduce((a, b) => a + b, delta) +
        this.#sum(others.filter((one) => isLeft(this.#lotOf.get(one) ?? 0))),
      wrong: start + this.#sum(own) + row.off,
      amount: Math.abs(delta),
      nothing: null,
    }[row.states];
  }

  #sum(rows: ReadonlyArray<StandingRow>): number {
    return rows.reduce((total, { delta }) => total + (delta?.toNumber() ?? 0), 0);
  }

  #takeBack(corrected: StandingRow, rank: number): void {
    this.#standing = this.#standing.filter((one) => one !== corrected);
    const { delta: amount, effective, homeRank, knownRank } = corrected;
    if (amount === null || amount.isZero()) return;
    const posting = { on: effective.on, homeRank, at: corrected, untilRank: rank };
    const lot = this.#lotOf.get(corrected) ?? 0;
    this.#past.push(
      { lot, posting: { ...posting, amount, knownRank } },
      { lot, posting: { ...posting, amount: amount.neg(), knownRank: rank } },
    );
  }

  /** As it is told by a rank. */
  #expiresOn(lot: number, rank: number): Day | null {
    return (this.#expiries[lot]?.toldBy ?? 0) <= rank ? this.#lastDay(lot) : null;
  }

  lots(of: ReadonlyArray<StandingRow>, rank: number): ReadonlyArray<Lot> {
    return Array.from({ length: this.#lots }, (_, i) =>
      lot(
        of.filter((one) => this.#lotOf.get(one) === i),
        [],
        this.#expiresOn(i, rank),
      ),
    );
  }

  whole(rank: number): ReadonlyArray<Lot> {
    return this.lots(this.#standing, rank).map(({ rows, expiresOn }, i) =>
      lot(
        rows,
        this.#past.flatMap((p) => (p.lot === i ? [p.posting] : [])),
        expiresOn,
      ),
    );
  }
}

function* knownOf(world: ClassWorld): Generator<Known> {
  const { filings } = world;
  const filed = new Filed(world);
  let day = firstDay;
  let gained: Array<StandingRow> | null = [];
  for (const [rank, { later, rows, amends, family, isSeen }] of filings.entries()) {
    day = addDays(day, later);
    const filing = { family, header: { filedOn: day } } as unknown as KnownFiling;
    const amended = amends === null ? null : filed.amended(amends);
    const corrects = amended !== null && !amended.adds;
    const fresh = (corrects ? rows.slice(0, 1) : rows).map((row) =>
      filed.add(row, filing, rank, amended),
    );
    gained = corrects || gained === null ? null : [...gained, ...fresh];
    if (!isSeen && rank < filings.length - 1) continue;
    yield {
      lots: filed.whole(rank),
      gained: gained === null ? null : filed.lots(gained, rank),
      ranks: rank + 1,
    };
    gained = [];
  }
}

// ---- what is told ----

const entryText = (entry: Entry): string =>
  JSON.stringify(entry, (key, value: unknown) =>
    key === 'source' || key === 'states' ? (value as StandingRow | null)?.row.row : value,
  );

const told = (entries: ReadonlyArray<Entries>): string =>
  entries.map((own, i) => [`lot ${i}`, ...own.map(entryText)].join('\n')).join('\n');

const isOutOfOrder = (lots: ReadonlyArray<Lot>): boolean => {
  const rows = lots.flatMap((one) => one.rows);
  return rows.some((a) =>
    rows.some((b) => a.effective.on < b.effective.on && a.knownRank > b.knownRank),
  );
};

describe('a balanced class', () => {
  it(`goes on as it is balanced afresh (${worlds} worlds, seed ${seed})`, () => {
    const went = { inOrder: 0, afterReachingBack: 0, again: 0 };
    fc.assert(
      fc.property(aWorld, (world) => {
        let going: BalancedClass | null = null;
        let before: ReadonlyArray<Lot> = [];
        for (const { lots, gained, ranks } of knownOf(world)) {
          const touched = gained === null ? null : (going?.goOn(gained) ?? null);
          if (touched === null) {
            going = balancedClass(lots, ranks);
            went.again += 1;
          } else if (isOutOfOrder(before)) went.afterReachingBack += 1;
          else went.inOrder += 1;
          expect(told((going as BalancedClass).entries)).toBe(told(balance(lots, ranks)));
          before = lots;
        }
      }),
      { seed, numRuns: worlds },
    );
    // Each way is taken often enough to be tried.
    expect(Math.min(...Object.values(went))).toBeGreaterThan(worlds / 10);
  });
});
