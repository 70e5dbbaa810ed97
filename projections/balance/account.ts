/** The account of one lot: what its rows so far have made of it, entry by entry. */
import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import type { Split } from '../known/split.js';
import { certain, type Difference, likelier } from './difference.js';
import type { Check, Entries, Entry } from './entry.js';
import type { Opening } from './opening.js';
import { PendingSplits } from './pending-splits.js';
import type { RunningSum } from './running-sum.js';
import { afterSplit, placeOf, type SplitBasis, withEntryAt } from './split-basis.js';
import type { Lot, PastPosting, StandingRow } from './standing-row.js';

export class Account {
  /** Its place among the lots of its class. */
  readonly lot: number;
  readonly expiresOn: Day | null;
  readonly pending: PendingSplits;
  #opening: Opening | null = null;
  #isOpen = false;
  #balance: Decimal = zero;
  /** Openings and unexplained changes: part of every known balance. */
  #standing: Decimal = zero;
  /** Null where nothing arrived out of order: then known balances are the computed ones. */
  #known: RunningSum | null;
  #entries: Array<Entry> = [];
  /** The last unexplained change, until a balance holds. */
  #lastGap: Decimal | null = null;

  constructor(
    lot: number,
    { splits, expiresOn }: Pick<Lot, 'splits' | 'expiresOn'>,
    known: RunningSum | null,
  ) {
    this.lot = lot;
    this.expiresOn = expiresOn;
    this.pending = new PendingSplits(splits);
    this.#known = known;
  }

  get balance(): Decimal {
    return this.#balance;
  }

  /** The balance with what was known by a rank. */
  knownBalance(rank: number): Decimal {
    return this.#known === null ? this.#balance : this.#standing.plus(this.#known.through(rank));
  }

  /** Whether known balances are others than the computed ones. */
  get isToldOutOfOrder(): boolean {
    return this.#known !== null;
  }

  /** The ranks after one of which something was posted so far. */
  ranksAfter(rank: number): ReadonlyArray<number> {
    return this.#known?.ranksAfter(rank) ?? [];
  }

  get entries(): Entries {
    return this.#entries;
  }

  // ---- opening ----

  get opening(): Opening | null {
    return this.#opening;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** What it will open with, once a row speaks of it. */
  willOpen(opening: Opening | null): void {
    this.#opening = opening;
  }

  /** @param amount of the opening, or nothing where it starts inside its class. */
  open(on: Day, amount: Decimal): void {
    this.#isOpen = true;
    const opening = this.#opening;
    if (opening === null) return;
    const { source, basis } = opening;
    this.#stand(amount);
    this.#entries.push({ kind: 'opening', on, amount, balance: this.#balance, source, basis });
    this.pending.startOn(on);
  }

  // ---- rows ----

  /** Counts a row's change. */
  post(at: StandingRow): void {
    if (at.delta === null) return;
    const { knownRank: rank, delta: amount } = at;
    this.#balance = this.#balance.plus(amount);
    this.#known?.add(rank, amount);
    this.pending.remember({ on: at.effective.on, rank, amount, row: at });
  }

  /** Counts what counted for a while in what was known, and in nothing else. */
  postPast(on: Day, { knownRank: rank, amount }: PastPosting): void {
    this.#known?.add(rank, amount);
    this.pending.remember({ on, rank, amount, row: null });
  }

  /** Keeps a row that was posted. `states`: the row that states the balance here. */
  keep(at: StandingRow, check: Check | null, states: StandingRow | null = null): void {
    this.#entries.push({
      kind: at.row.kind,
      on: at.effective.on,
      amount: at.delta ?? zero,
      balance: this.#balance,
      source: at,
      states,
      check,
    });
  }

  /** A balance of the lot itself held. */
  settle(): void {
    this.#lastGap = null;
  }

  // ---- differences ----

  /**
   * What a stated balance differs by, from the one with all that is known or with what was known by
   * a rank: from the likelier, unless it takes the last difference back to the share.
   */
  differenceTo(stated: Decimal, rank: number): Difference {
    const fromAll = stated.minus(this.#balance);
    return this.#lastGap !== null && fromAll.eq(this.#lastGap.neg())
      ? certain(fromAll)
      : likelier(stated, this.#balance, this.knownBalance(rank));
  }

  keepUnexplained(on: Day, source: StandingRow, { gap, otherwise }: Difference): void {
    this.#stand(gap);
    this.#lastGap = gap;
    const balance = this.#balance;
    this.#entries.push({ kind: 'unexplained', on, amount: gap, balance, source, otherwise });
  }

  // ---- splits ----

  splitBasis(): SplitBasis {
    return this.pending.basis(this.#balance);
  }

  knownSplitBasis(rank: number): SplitBasis {
    return this.#known === null
      ? this.splitBasis()
      : this.pending.knownBasis(this.knownBalance(rank), rank);
  }

  /** Recorded splits in effect by a day that have not been applied. */
  dueSplits(on: Day): ReadonlyArray<Split> {
    return this.pending.due(on, this.#balance);
  }

  /** Applies splits before the first row in new shares; `on` and `at` are those of the last. */
  applySplits(on: Day, at: StandingRow, splits: ReadonlyArray<Split>): void {
    for (const split of splits) this.#applySplit(on, at, split);
    for (const split of splits) this.pending.applied(split);
  }

  #applySplit(on: Day, at: StandingRow, split: Split): void {
    const basis = this.splitBasis();
    const balance = afterSplit(basis, split);
    const ratio = split.numerator.div(split.denominator);
    if (this.#known !== null) {
      this.#known.scale(ratio);
      for (const { rank, amount } of this.pending.postedSince(split))
        this.#known.add(rank, amount.minus(amount.times(ratio)));
    }
    this.#standing = this.#standing.times(ratio);
    this.#balance = balance;
    const place = placeOf(this.#entries, basis.unstated, split);
    const first = this.#entries[place] ?? { on, source: at, balance: basis.held, amount: zero };
    const amount = balance.minus(basis.held);
    this.#entries = withEntryAt(this.#entries, place, {
      kind: 'split',
      on: first.on,
      amount,
      balance: first.balance.minus(first.amount).plus(amount),
      source: first.source,
      split,
    });
  }

  // ---- going on ----

  /** Whether rows after all so far find here what they find in another. */
  leadsTo(other: Account): boolean {
    const [own, others] = [this.#lastGap, other.#lastGap];
    return (
      this.#isOpen === other.#isOpen &&
      this.#balance.eq(other.#balance) &&
      (own === null || others === null ? own === others : own.eq(others))
    );
  }

  /**
   * Rows to come are in the order in which they take effect: what is known is what is computed.
   * Entries given out before stay as they are.
   */
  goOnInOrder(isTouched: boolean): void {
    this.#known = null;
    if (isTouched) this.#entries = [...this.#entries];
  }

  #stand(amount: Decimal): void {
    this.#standing = this.#standing.plus(amount);
    this.#balance = this.#balance.plus(amount);
  }
}
