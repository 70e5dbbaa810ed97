/**
 * Recorded splits that no balance of a lot has needed yet, and what was posted there since a
 * balance was last stated: nobody has said yet in which shares that is.
 */
import type { Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import type { Split } from '../known/split.js';
import { heldBefore, type Posting, type SplitBasis, since } from './split-basis.js';

/** Every rank is below. */
export const everything = Number.MAX_SAFE_INTEGER;

export class PendingSplits {
  /** Oldest first. */
  #splits: ReadonlyArray<Split>;
  #unstated: Array<Posting> = [];

  constructor(splits: ReadonlyArray<Split>) {
    this.#splits = splits;
  }

  all(): ReadonlyArray<Split> {
    return this.#splits;
  }

  /** What is first held from a day on is in the shares of that day. */
  startOn(on: Day): void {
    if (this.#splits.length > 0) this.#splits = this.#splits.filter((s) => s.effectiveOn > on);
  }

  remember(posting: Posting): void {
    if (this.#splits.length > 0) this.#unstated.push(posting);
  }

  /**
   * A balance was stated that needs no split that is still pending: all it counts is in the shares
   * of before, whatever its day.
   */
  stated(through: number): void {
    if (this.#unstated.length > 0)
      this.#unstated = this.#unstated.filter(({ rank }) => rank > through);
  }

  /** What they would multiply, of a balance with all that is known. */
  basis(held: Decimal): SplitBasis {
    return { held, unstated: this.#unstated.filter(({ row }) => row !== null) };
  }

  /** The same of a balance with what was known by a rank. */
  knownBasis(held: Decimal, rank: number): SplitBasis {
    return { held, unstated: this.#unstated.filter((p) => p.rank <= rank) };
  }

  /** What was posted since a balance was last stated and is in a split's new shares. */
  postedSince(split: Split): ReadonlyArray<Posting> {
    return since(this.#unstated, split);
  }

  /** Nothing held when a split comes into effect, nothing to be split, then or later. */
  dropEmpty(on: Day, held: Decimal): void {
    const [oldest] = this.#splits;
    if (oldest === undefined || oldest.effectiveOn > on) return;
    const basis = this.basis(held);
    const first = this.#splits.findIndex(
      (s) => s.effectiveOn > on || !heldBefore(basis, s).isZero(),
    );
    if (first !== 0) this.#splits = first < 0 ? [] : this.#splits.slice(first);
  }

  /** Those in effect by a day. */
  due(on: Day, held: Decimal): ReadonlyArray<Split> {
    this.dropEmpty(on, held);
    return this.#splits.length === 0
      ? this.#splits
      : this.#splits.filter((s) => s.effectiveOn <= on);
  }

  applied(split: Split): void {
    this.#splits = this.#splits.filter((s) => s !== split);
  }
}
