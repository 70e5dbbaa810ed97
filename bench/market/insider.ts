/** One insider of one issuer: what is held, and the forms that tell of its changes. */
import type { Day } from '../../src/filing/calendar.js';
import { addDays } from '../../src/filing/calendar.js';
import type { Chance } from './chance.js';
import {
  type Box,
  type FormRow,
  type Person,
  perShare,
  priceText,
  sharesText,
  type Terms,
} from './form.js';
import { type Activity, activities, rates } from './rates.js';

export interface Market {
  /** Cents. */
  readonly price: number;
  readonly common: string;
}

interface Lot {
  units: number;
}

interface Award extends Lot {
  readonly kind: 'unit' | 'option';
  readonly security: string;
  /** Cents; null for units, which convert one for one. */
  strike: number | null;
  readonly granted: Day;
  readonly expires: Day | null;
  /** Units that vest at once. */
  step: number;
}

interface Account extends Lot {
  readonly nature: string;
  readonly note?: string;
}

/** What an insider does on a day: the rows of one form. */
export interface Doing {
  readonly rows: ReadonlyArray<FormRow>;
  readonly plan: boolean;
}

const natures: ReadonlyArray<Omit<Account, 'units'>> = [
  { nature: 'By Trust' },
  { nature: 'By Spouse' },
  {
    nature: 'By Family Trust',
    note: 'Held by a family trust of which the reporting person is a trustee.',
  },
  {
    nature: 'See footnote',
    note: 'Held by a limited liability company of which the reporting person is the manager.',
  },
  { nature: 'By 401(k) Plan' },
];

const unitNote = 'Each restricted stock unit is a right to one share of common stock.';
const vestingNote = 'The units vest in four equal annual parts.';
const withheldNote = 'Shares withheld by the issuer to pay tax due on vesting.';

export class Insider {
  readonly owners: ReadonlyArray<Person>;
  readonly #chance: Chance;
  /** A fund holds nothing of its own: all is indirect and told by a footnote. */
  readonly #isFund: boolean;
  readonly #direct: Lot;
  readonly #accounts: Array<Account> = [];
  readonly #awards: Array<Award> = [];
  readonly #planAdopted: Day | null;

  constructor(owners: ReadonlyArray<Person>, chance: Chance, joined: Day, ownsNothing: boolean) {
    this.owners = owners;
    this.#chance = chance;
    this.#isFund = owners[0]?.role === 'tenPercent';
    this.#direct = { units: ownsNothing || this.#isFund ? 0 : this.#size(500, 400_000) };
    this.#planAdopted = chance.happens(rates.plan) ? addDays(joined, chance.whole(100, 900)) : null;
    if (this.#isFund)
      this.#accounts.push({
        nature: 'See footnote',
        note: 'Held by the fund; the other reporting persons may be deemed to share control of it and disclaim ownership beyond their interest.',
        units: this.#size(100_000, 20_000_000),
      });
    else if (chance.happens(rates.indirectHolder))
      for (const nature of natures.slice(0, chance.of([1, 1, 2, 2, 3, 5])))
        this.#accounts.push({ ...nature, units: ownsNothing ? 0 : this.#size(1_000, 500_000) });
    if (!ownsNothing && !this.#isFund && chance.happens(0.4))
      this.#addAward('option', joined, { price: chance.scaled(300, 9_000), common: '' });
  }

  #size(least: number, most: number): number {
    const shares = this.#chance.scaled(least, most);
    // Dividends reinvested leave fractions.
    const fraction = this.#chance.happens(0.06) ? this.#chance.whole(1, perShare - 1) : 0;
    return shares * perShare + fraction;
  }

  #addAward(kind: Award['kind'], on: Day, market: Market): Award {
    const parts = this.#chance.of([3, 4, 4]);
    const step = this.#chance.scaled(100, 12_000) * perShare;
    const award: Award = {
      kind,
      security: kind === 'unit' ? 'Restricted Stock Units' : 'Stock Option (Right to Buy)',
      strike: kind === 'unit' ? null : market.price,
      granted: on,
      expires: kind === 'unit' ? null : addDays(on, 3_652),
      step,
      units: step * parts,
    };
    this.#awards.push(award);
    return award;
  }

  /** No row reports a split: what is held is simply more from then on. */
  split(numerator: number, denominator: number): void {
    const by = (units: number): number => Math.floor((units * numerator) / denominator);
    for (const lot of [this.#direct, ...this.#accounts, ...this.#awards]) lot.units = by(lot.units);
    for (const award of this.#awards) {
      award.step = Math.max(1, by(award.step));
      if (award.strike !== null)
        award.strike = Math.max(1, Math.round((award.strike * denominator) / numerator));
    }
  }

  // ---- rows ----

  /** What the filer states is held: true but for a slip, which may be carried on. */
  #stated(lot: Lot): Box {
    if (!this.#chance.happens(rates.balanceError)) return { value: sharesText(lot.units) };
    const text = sharesText(lot.units);
    const wrong = this.#chance.of([
      () => text.replace(/(\d)(\d)(\d)$/, '$1$3$2'),
      () => sharesText(lot.units + this.#chance.scaled(10, 5_000) * perShare),
      () => sharesText(Math.max(0, lot.units - this.#chance.scaled(10, 5_000) * perShare)),
      () => `${text.split('.')[0]}0`,
    ])();
    if (this.#chance.happens(rates.errorCarriedOn)) {
      const [whole = '0', part = ''] = wrong.split('.');
      lot.units = Number(whole) * perShare + Number(part.padEnd(4, '0'));
    }
    return { value: wrong };
  }

  #natureOf(lot: Lot): Box | null {
    const account = this.#accounts.find((a) => a === lot);
    if (account === undefined) return null;
    return { value: account.nature, ...(account.note === undefined ? {} : { note: account.note }) };
  }

  /** Moves shares and tells of it. A disposal is of what there is. */
  #share(
    market: Market,
    lot: Lot,
    said: {
      on: Day;
      code: string;
      ad: 'A' | 'D';
      units: number;
      price: Box;
      note?: string;
      form5?: boolean;
    },
  ): FormRow {
    lot.units += said.ad === 'A' ? said.units : -said.units;
    return {
      table: 'I',
      security: { value: market.common },
      transaction: {
        on: said.on,
        code: said.code,
        formType: said.form5 === true ? '5' : '4',
        timeliness: '',
        shares: sharesText(said.units),
        price: said.price,
        acquiredDisposed: said.ad,
        ...(said.note === undefined ? {} : { note: said.note }),
      },
      terms: null,
      following: this.#stated(lot),
      nature: this.#natureOf(lot),
    };
  }

  #termsOf(market: Market, award: Award, units: number): Terms {
    return {
      exercisePrice:
        award.strike === null
          ? { value: null, note: unitNote }
          : { value: priceText(award.strike) },
      exercisable:
        award.strike === null
          ? { value: null, note: vestingNote }
          : { value: addDays(award.granted, 365) },
      expires:
        award.expires === null ? { value: null, note: vestingNote } : { value: award.expires },
      underlying: market.common,
      underlyingShares: sharesText(units),
    };
  }

  #award(
    market: Market,
    award: Award,
    on: Day,
    code: string,
    ad: 'A' | 'D',
    units: number,
  ): FormRow {
    if (ad === 'D') award.units -= units;
    return {
      table: 'II',
      security: { value: award.security },
      transaction: {
        on,
        code,
        formType: '4',
        timeliness: '',
        shares: sharesText(units),
        price: { value: '0' },
        acquiredDisposed: ad,
      },
      terms: this.#termsOf(market, award, units),
      following: { value: sharesText(award.units) },
      nature: null,
    };
  }

  #shareHolding(market: Market, lot: Lot): FormRow {
    return {
      table: 'I',
      security: { value: market.common },
      transaction: null,
      terms: null,
      following: { value: sharesText(lot.units) },
      nature: this.#natureOf(lot),
    };
  }

  #awardHolding(market: Market, award: Award, form3: boolean): FormRow {
    return {
      table: 'II',
      security: { value: award.security },
      transaction: null,
      terms: this.#termsOf(market, award, award.units),
      following: form3 ? null : { value: sharesText(award.units) },
      nature: null,
    };
  }

  /** All that is held, as a Form 3 opens with it. */
  opening(market: Market): ReadonlyArray<FormRow> {
    const lots = [this.#direct, ...this.#accounts].filter((lot) => lot.units > 0);
    return [
      ...lots.map((lot) => this.#shareHolding(market, lot)),
      ...this.#awards.map((award) => this.#awardHolding(market, award, true)),
    ];
  }

  // ---- what insiders do ----

  #lots(market: Market, lot: Lot, on: Day, units: number): ReadonlyArray<FormRow> {
    const count = Math.min(
      this.#chance.of([1, 1, 1, 1, 2, 2, 3, 4, 6, 10]),
      Math.floor(units / perShare),
    );
    const rows: Array<FormRow> = [];
    let left = units;
    for (let i = count; i > 0; i--) {
      const part = i === 1 ? left : Math.max(perShare, Math.floor(left / i / perShare) * perShare);
      left -= part;
      const price = Math.max(1, market.price + this.#chance.whole(-60, 60));
      const low = Math.max(1, price - this.#chance.whole(1, 40));
      const high = price + this.#chance.whole(1, 40);
      const note = this.#chance.happens(rates.weightedAverage)
        ? {
            note: `The price is a weighted average. The shares were sold in several trades at prices from $${priceText(low)} to $${priceText(high)}, inclusive.`,
          }
        : {};
      rows.push(
        this.#share(market, lot, {
          on,
          code: 'S',
          ad: 'D',
          units: part,
          price: { value: priceText(price), ...note },
          ...(this.#hasPlan(on) ? { note: this.#planNote() } : {}),
        }),
      );
    }
    return rows;
  }

  #hasPlan(on: Day): boolean {
    return this.#planAdopted !== null && this.#planAdopted < on;
  }

  #planNote(): string {
    return `The sales were made under a Rule 10b5-1 trading plan adopted on ${this.#planAdopted}.`;
  }

  #heldAward(kind: Award['kind'], on: Day): Award | undefined {
    return this.#awards.find(
      (a) =>
        a.kind === kind &&
        a.units > 0 &&
        addDays(a.granted, 300) < on &&
        (a.expires === null || a.expires > on),
    );
  }

  #part(lot: Lot): number {
    const whole = Math.floor(lot.units / perShare);
    return (
      Math.max(0, Math.min(whole, Math.ceil((whole * this.#chance.whole(1, 60)) / 100))) * perShare
    );
  }

  #sellable(): Lot {
    const [account] = this.#accounts;
    return account !== undefined && (this.#isFund || this.#chance.happens(0.3))
      ? account
      : this.#direct;
  }

  #exercise(market: Market, on: Day, sells: boolean): ReadonlyArray<FormRow> {
    const award = this.#heldAward('option', on);
    if (award === undefined || award.strike === null) return [];
    const units = Math.min(award.units, award.step);
    const bought = this.#share(market, this.#direct, {
      on,
      code: 'M',
      ad: 'A',
      units,
      price: { value: priceText(award.strike) },
    });
    const sold = sells
      ? this.#lots(market, this.#direct, on, Math.floor(units / perShare) * perShare)
      : [];
    return [bought, ...sold, this.#award(market, award, on, 'M', 'D', units)];
  }

  #vest(market: Market, on: Day): ReadonlyArray<FormRow> {
    const award = this.#heldAward('unit', on);
    if (award === undefined) return [];
    const units = Math.min(award.units, award.step);
    const rows = [
      this.#share(market, this.#direct, {
        on,
        code: 'M',
        ad: 'A',
        units,
        price: { value: null, note: unitNote },
      }),
    ];
    const tax = Math.floor((units * 0.37) / perShare) * perShare;
    if (tax > 0 && this.#chance.happens(0.75))
      rows.push(
        this.#share(market, this.#direct, {
          on,
          code: 'F',
          ad: 'D',
          units: tax,
          price: { value: priceText(market.price) },
          note: withheldNote,
        }),
      );
    return [...rows, this.#award(market, award, on, 'M', 'D', units)];
  }

  #gift(market: Market, on: Day, form5 = false): ReadonlyArray<FormRow> {
    const units = this.#part(this.#direct);
    if (units === 0) return [];
    const given = { on, code: 'G', units, price: { value: '0' }, form5 };
    const away = this.#share(market, this.#direct, { ...given, ad: 'D' });
    const [account] = this.#accounts;
    return account === undefined
      ? [away]
      : [away, this.#share(market, account, { ...given, ad: 'A' })];
  }

  #trade(market: Market, on: Day, code: 'P' | 'S'): ReadonlyArray<FormRow> {
    const lot = this.#sellable();
    if (code === 'S') {
      const units = this.#part(lot);
      return units === 0 ? [] : this.#lots(market, lot, on, units);
    }
    return Array.from({ length: this.#chance.of([1, 1, 1, 2, 3]) }, () =>
      this.#share(market, lot, {
        on,
        code,
        ad: 'A',
        units: this.#size(100, 20_000),
        price: { value: priceText(market.price + this.#chance.whole(0, 40)) },
      }),
    );
  }

  #without(market: Market, on: Day, code: 'F' | 'D'): ReadonlyArray<FormRow> {
    const whole = this.#part(this.#direct);
    const units = code === 'F' ? Math.floor(whole / 10 / perShare) * perShare : whole;
    if (units === 0) return [];
    return [
      this.#share(market, this.#direct, {
        on,
        code,
        ad: 'D',
        units,
        price: { value: priceText(market.price) },
        ...(code === 'F' ? { note: withheldNote } : {}),
      }),
    ];
  }

  #conversion(market: Market, on: Day): ReadonlyArray<FormRow> {
    const lot = this.#sellable();
    const units = this.#size(1_000, 200_000);
    const stays = { ...market, common: 'Class B Common Stock' };
    const award: Award = {
      kind: 'unit',
      security: stays.common,
      strike: null,
      granted: on,
      expires: null,
      step: units,
      units: units * 3,
    };
    return [
      this.#share(market, lot, { on, code: 'C', ad: 'A', units, price: { value: '0' } }),
      this.#award(market, award, on, 'C', 'D', units),
    ];
  }

  #granted(market: Market, on: Day, kind: Award['kind']): ReadonlyArray<FormRow> {
    // Tranches of one grant day: mostly one, now and then several terms.
    return Array.from({ length: this.#chance.of([1, 1, 1, 1, 2]) }, () => {
      const award = this.#addAward(kind, on, market);
      return this.#award(market, award, on, 'A', 'A', award.units);
    });
  }

  #done(activity: Activity, market: Market, on: Day): ReadonlyArray<FormRow> {
    switch (activity) {
      case 'shareGrant':
        return [
          this.#share(market, this.#direct, {
            on,
            code: 'A',
            ad: 'A',
            units: this.#size(200, 60_000),
            price: { value: '0' },
          }),
        ];
      case 'unitGrant':
        return this.#granted(market, on, 'unit');
      case 'optionGrant':
        return this.#granted(market, on, 'option');
      case 'vesting':
        return this.#vest(market, on);
      case 'withholding':
        return this.#without(market, on, 'F');
      case 'exerciseAndSale':
        return this.#exercise(market, on, true);
      case 'exerciseAndHold':
        return this.#exercise(market, on, false);
      case 'sale':
        return this.#trade(market, on, 'S');
      case 'purchase':
        return this.#trade(market, on, 'P');
      case 'gift':
        return this.#gift(market, on);
      case 'conversion':
        return this.#conversion(market, on);
      case 'cancellation':
        return this.#without(market, on, 'D');
    }
  }

  #restated(market: Market, rows: ReadonlyArray<FormRow>): ReadonlyArray<FormRow> {
    const told = new Set(rows.map((row) => (row.table === 'I' ? (row.nature?.value ?? '') : null)));
    const accounts = this.#accounts.filter((a) => !told.has(a.nature) && a.units > 0);
    const options = this.#chance.happens(rates.optionsRestated)
      ? this.#awards.filter((a) => a.units > 0).slice(0, 12)
      : [];
    return [
      ...(this.#chance.happens(rates.indirectRestated)
        ? accounts.map((a) => this.#shareHolding(market, a))
        : []),
      ...options.map((a) => this.#awardHolding(market, a, false)),
    ];
  }

  /** Something the insider can do, as a form tells it; null where nothing comes of it. */
  act(market: Market, on: Day): Doing | null {
    for (let attempts = 0; attempts < 6; attempts++) {
      const activity = this.#isFund
        ? this.#chance.of(['sale', 'purchase'] as const)
        : this.#chance.weighted(activities);
      const rows = this.#done(activity, market, on);
      if (rows.length === 0) continue;
      const sells = rows.some((row) => row.transaction?.code === 'S');
      return { rows: [...rows, ...this.#restated(market, rows)], plan: sells && this.#hasPlan(on) };
    }
    return null;
  }

  /** What a Form 5 catches up with: a gift, or a purchase that was due on a Form 4. */
  yearEnd(market: Market, on: Day): ReadonlyArray<FormRow> {
    if (this.#chance.happens(0.6)) return this.#gift(market, on, true);
    return this.#trade(market, on, 'P').map((row) =>
      row.transaction === null
        ? row
        : { ...row, transaction: { ...row.transaction, timeliness: 'L' } },
    );
  }

  /** The last form of one who leaves: what is held still. */
  farewell(market: Market): ReadonlyArray<FormRow> {
    return [this.#shareHolding(market, this.#accounts[0] ?? this.#direct)];
  }
}
