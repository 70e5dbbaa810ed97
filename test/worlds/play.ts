/** What is held while a script is played, the lines that say so, and the forms that were filed. */

import type { CompleteFiling } from '../../src/event/identity.js';
import { addDays, type Day, writtenDay } from '../../src/filing/calendar.js';
import { Decimal } from '../../src/filing/decimal.js';
import type { FormType } from '../../src/filing/model.js';
import { bucketOf, buckets, common, formOf, optionLot, type RowSpec } from './form.js';
import type { Step, Trade } from './script.js';

/** Something that really happened to a bucket. */
export interface Deed {
  on: Day;
  delta: Decimal;
  readonly place: string;
  readonly order: number;
}

export interface TrueLine {
  spec: RowSpec;
  readonly deed: Deed | null;
}

/** A filing that can be amended, with its lines as last stated. */
export interface Home {
  readonly accession: string;
  readonly form: FormType;
  readonly issuer: number;
  readonly joint: boolean;
  readonly filedOn: Day;
  readonly period: Day;
  readonly lines: Array<TrueLine>;
  amendedOn: Day | null;
}

export interface Filed {
  readonly filing: CompleteFiling;
  /** Accession number of the filing that it amends; null where it is no amendment. */
  readonly amends: string | null;
  /** Box 4 names the filing date of what is amended. */
  readonly box4Right: boolean;
}

const clocks = ['16:30:00', '18:05:00', '21:30:00', null] as const;
const firstDay = writtenDay('2024-01-05');
/** Held where no Form 3 said anything. */
const startingAmount = new Decimal(5_000);
export const hundred = (lots: number): Decimal => new Decimal(lots).times(100);

const deeds = {
  buy: { code: 'P', sign: 1 },
  sale: { code: 'S', sign: -1 },
  grant: { code: 'A', sign: 1 },
  gift: { code: 'G', sign: -1 },
  withheld: { code: 'F', sign: -1 },
  exercise: { code: 'M', sign: 1 },
} as const;

export const letterOf = (delta: Decimal): 'A' | 'D' => (delta.isNegative() ? 'D' : 'A');

export class Play {
  readonly filed: Array<Filed> = [];
  readonly homes: Array<Home> = [];
  readonly happened: Array<Deed> = [];
  readonly starts = new Map<string, Decimal>();
  readonly unreported: Array<{ readonly issuer: number; readonly line: TrueLine }> = [];
  today = firstDay;
  clock = 0;
  clean = true;

  // ---- what is held ----

  start(place: string): Decimal {
    let start = this.starts.get(place);
    if (start === undefined) {
      start = startingAmount;
      this.starts.set(place, start);
    }
    return start;
  }

  held(place: string, until?: Deed): Decimal {
    return this.happened
      .filter(
        (d) =>
          d.place === place &&
          (until === undefined || d.on < until.on || (d.on === until.on && d.order <= until.order)),
      )
      .reduce((sum, d) => sum.plus(d.delta), this.start(place));
  }

  happen(place: string, on: Day, delta: Decimal): Deed {
    // Nobody sells what he does not have.
    const possible = this.held(place).plus(delta).isNegative() ? delta.neg() : delta;
    const deed = { on, delta: possible, place, order: this.happened.length };
    this.happened.push(deed);
    return deed;
  }

  // ---- lines of a form ----

  transaction(deed: Deed, bucket: number, code: string, formType: '4' | '5'): TrueLine {
    const plain = code === 'P' || code === 'S';
    return {
      deed,
      spec: {
        bucket,
        kind: 'transaction',
        on: deed.on,
        code: plain ? (deed.delta.isNegative() ? 'S' : 'P') : code,
        letter: letterOf(deed.delta),
        shares: deed.delta.abs(),
        price: code === 'M' ? (bucket === common ? '10' : '0') : plain ? '12.5' : '0',
        following: null,
        underlying: null,
        formType,
      },
    };
  }

  holding(issuer: number, bucket: number, form3: boolean): TrueLine {
    const amount = this.held(`${issuer}|${bucket}`);
    const counted = form3 && buckets[bucket]?.table === 'II';
    return {
      deed: null,
      spec: {
        bucket,
        kind: 'holding',
        on: null,
        code: null,
        letter: null,
        shares: null,
        price: null,
        following: counted ? null : amount,
        underlying: amount,
        formType: null,
      },
    };
  }

  linesOf(issuer: number, trade: Trade, on: Day, formType: '4' | '5'): ReadonlyArray<TrueLine> {
    const bucket = bucketOf(trade.bucket);
    const amount = hundred(trade.lots).plus(trade.fraction ? '0.3258' : 0);
    const { code, sign } = deeds[trade.deed];
    if (trade.deed !== 'exercise') {
      const deed = this.happen(`${issuer}|${bucket}`, on, amount.times(sign));
      return [this.transaction(deed, bucket, code, formType)];
    }
    const lot = Math.max(bucket, optionLot);
    const out = this.happen(`${issuer}|${lot}`, on, amount.neg());
    const into = this.happen(`${issuer}|${common}`, on, out.delta.neg());
    const received = this.transaction(into, common, 'M', formType);
    return [
      {
        ...received,
        spec: { ...received.spec, price: buckets[lot]?.exercisePrice ?? null },
      },
      this.transaction(out, lot, 'M', formType),
    ];
  }

  /** Balances as true on each line's own date. */
  state(lines: ReadonlyArray<TrueLine>): void {
    for (const line of lines)
      if (line.deed !== null)
        line.spec = { ...line.spec, following: this.held(line.deed.place, line.deed) };
  }

  // ---- filing ----

  advance(step: Step, atLeast: number): void {
    const wait = Math.max(step.wait, atLeast);
    this.today = addDays(this.today, wait);
    this.clock = wait === 0 ? Math.max(this.clock, step.clock) : step.clock;
  }

  file(
    form: FormType,
    on: { readonly issuer: number; readonly joint: boolean },
    period: Day,
    lines: ReadonlyArray<TrueLine>,
    amends: { readonly home: Home; readonly box4: Day | null; readonly note: string } | null,
  ): CompleteFiling {
    const filing = formOf({
      form,
      sequence: this.filed.length + 1,
      issuer: on.issuer,
      joint: on.joint,
      filedOn: this.today,
      clock: clocks[this.clock] ?? null,
      period,
      box4: amends?.box4 ?? null,
      note: amends?.note ?? null,
      rows: lines.map((l) => l.spec),
    });
    this.filed.push({
      filing,
      amends: amends?.home.accession ?? null,
      box4Right: amends !== null && amends.box4 === amends.home.filedOn,
    });
    return filing;
  }

  open(
    form: FormType,
    on: { readonly issuer: number; readonly joint: boolean },
    period: Day,
    lines: Array<TrueLine>,
  ): void {
    const { accession } = this.file(form, on, period, lines, null);
    this.homes.push({
      accession,
      form,
      issuer: on.issuer,
      joint: on.joint,
      filedOn: this.today,
      period,
      lines,
      amendedOn: null,
    });
  }
}
