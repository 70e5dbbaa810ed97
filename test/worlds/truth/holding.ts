/** What is truly held: holdings, the deeds that change them, and the balance after each deed. */
import type { Day } from '../../../src/filing/calendar.js';
import { type Decimal, zero } from '../../../src/filing/decimal.js';
import type { Holder } from './holder.js';

export type ClassName = 'common' | 'class-b' | 'unit' | 'option' | 'preferred' | 'note';

/** A grant or lot of derivatives. */
export interface Grant {
  readonly grantedOn: Day;
  /** Stated in the columns; a unit's terms stand in footnotes. */
  readonly price: string | null;
  readonly expiresOn: Day | null;
  /** Word for word the footnote of other grants: only balances tell. */
  readonly generic: boolean;
  /** Home style of its terms: dates in the columns in place of footnotes. */
  readonly dated: boolean;
}

export interface TrueHolding {
  readonly id: string;
  readonly class: ClassName;
  /** Null where it is held directly. */
  readonly holder: Holder | null;
  readonly grant: Grant | null;
}

/** Common shares under one preferred share, and dollars for one share under a note. */
const preferredRatio = 10;
export const notePrice = 16;

/** The common shares under so many of a derivative. */
export const underlyingOf = (holding: TrueHolding, own: Decimal): Decimal =>
  holding.class === 'preferred'
    ? own.times(preferredRatio)
    : holding.class === 'note'
      ? own.div(notePrice)
      : own;

/** Something that really happened. */
export interface Deed {
  readonly holding: TrueHolding;
  readonly on: Day;
  /** Order of what happened on one day. */
  readonly nth: number;
  delta: Decimal;
  /** Why no row reports it; null where one does, or will. */
  readonly unreported: Unreported | null;
}

/** Why a change stands on no row. */
export type Unreported =
  | { readonly why: 'opening' | 'hole' | 'amended-later' }
  /** A footnote says so without a number, on this column. */
  | { readonly why: 'words'; readonly place: 'balance' | 'code' | 'composition' }
  /** A footnote on the balance states the number. */
  | { readonly why: 'number' }
  | { readonly why: 'moved'; readonly between: number }
  | { readonly why: 'split'; readonly siblings: number }
  /** Nobody need say so: its terms tell. */
  | { readonly why: 'expired' }
  /** The giver's row reports the other side of it. */
  | { readonly why: 'given' }
  /** Part of a share; or nothing that happened: a slip that forms go on from, and its undoing. */
  | { readonly why: 'drift' | 'carried' };

/** A moment: after the nth deed of a day. */
export interface Moment {
  readonly on: Day;
  readonly nth: number;
}

export const endOf = (on: Day): Moment => ({ on, nth: Number.MAX_SAFE_INTEGER });

export const compareMoments = (a: Moment, b: Moment): number =>
  a.on < b.on ? -1 : a.on > b.on ? 1 : a.nth - b.nth;

/** The insider's own true books. */
export class Books {
  readonly holdings: Array<TrueHolding> = [];
  readonly deeds: Array<Deed> = [];

  add(holding: TrueHolding): TrueHolding {
    this.holdings.push(holding);
    return holding;
  }

  happen(
    holding: TrueHolding,
    on: Day,
    delta: Decimal,
    unreported: Unreported | null = null,
  ): Deed {
    const deed = { holding, on, nth: this.deeds.length, delta, unreported };
    this.deeds.push(deed);
    return deed;
  }

  through(holding: TrueHolding, at: Moment | null): ReadonlyArray<Deed> {
    return this.deeds.filter(
      (d) => d.holding === holding && (at === null || compareMoments(d, at) <= 0),
    );
  }

  balance(holding: TrueHolding, at: Moment | null = null): Decimal {
    return this.through(holding, at).reduce((sum, d) => sum.plus(d.delta), zero);
  }

  open(...classes: ReadonlyArray<ClassName>): ReadonlyArray<TrueHolding> {
    return this.holdings.filter(
      (h) => (classes.length === 0 || classes.includes(h.class)) && this.balance(h).gt(0),
    );
  }
}
