/** One issuer from its listing on, month by month: who comes, who acts, who leaves, what is filed. */
import { addBusinessDays, filingDeadline, isBusinessDay } from '../../src/filing/business-days.js';
import { addDays, type Day, writtenDay } from '../../src/filing/calendar.js';
import { formFamily, isAmendment } from '../../src/filing/model.js';
import { amend } from './amendment.js';
import { Chance } from './chance.js';
import type { Company, Form, FormRow } from './form.js';
import { Insider, type Market } from './insider.js';
import { company, insider, insidersPerIssuerMax, jointHolders, sharedDirector } from './people.js';
import { amendmentLag, amendments, formThreeLag, jointOwners, lateness, rates } from './rates.js';
import { planBoxFrom } from './submission.js';

/** First of a month, `YYYY-MM-01`. */
export const monthsFrom = (first: number, last: number): ReadonlyArray<Day> =>
  Array.from({ length: (last - first + 1) * 12 }, (_, i) => {
    const [year, month] = [first + Math.floor(i / 12), (i % 12) + 1];
    return writtenDay(`${year}-${String(month).padStart(2, '0')}-01`);
  });

const businessDay = (day: Day): Day => (isBusinessDay(day) ? day : addBusinessDays(day, 1));

export class Issuer {
  readonly #company: Company;
  readonly #index: number;
  readonly #chance: Chance;
  readonly #common: string;
  readonly #size: number;
  readonly #listed: Day;
  #price: number;
  #insiders: Array<Insider> = [];
  #met = 0;
  #gone = false;
  /** Forms whose day has not come. */
  #pending: Array<Form> = [];

  constructor(index: number, seed: number, firstYear: number, lastYear: number) {
    this.#index = index;
    this.#company = company(index);
    this.#chance = new Chance(seed, index);
    this.#common = this.#chance.of([
      'Common Stock',
      'Common Stock',
      'Common Stock',
      'Class A Common Stock',
      'Ordinary Shares',
    ]);
    this.#price = this.#chance.scaled(300, 15_000);
    // Forms by issuer are spread wide (1 to 144 a quarter): so are boards.
    this.#size = this.#chance.scaled(4, 24);
    const late = Math.min(lastYear, firstYear + 14);
    const year = this.#chance.happens(0.5) ? firstYear : this.#chance.whole(firstYear, late);
    this.#listed = writtenDay(`${year}-${String(this.#chance.whole(1, 12)).padStart(2, '0')}-01`);
  }

  #market(): Market {
    return { price: this.#price, common: this.#common };
  }

  #ownersOfNew(): Insider['owners'] {
    const n = this.#met;
    for (const { share, least, most } of jointOwners)
      if (this.#chance.happens(share)) {
        const count = this.#chance.whole(least, most);
        this.#met += count;
        return jointHolders(this.#index, n, count);
      }
    this.#met += 1;
    if (this.#chance.happens(rates.severalIssuers))
      return [sharedDirector(this.#index, n + (this.#index % 10) * 3)];
    return [insider(this.#index, n, this.#chance.happens(0.55) ? 'officer' : 'director')];
  }

  #form(
    type: Form['form'],
    who: Insider,
    period: Day,
    filedOn: Day,
    rows: ReadonlyArray<FormRow>,
    plan = false,
  ): Form {
    return {
      form: type,
      company: this.#company,
      owners: who.owners,
      period,
      filedOn,
      originalFiledOn: null,
      noneOwned: type === '3' && rows.length === 0,
      exit: false,
      plan: type !== '3' && filedOn >= planBoxFrom ? plan : null,
      rows,
      remarks: this.#chance.happens(rates.remarks) ? 'Exhibit 24 - Power of Attorney' : '',
    };
  }

  /** Files it on its day, and later the amendment that it may need. */
  #file(form: Form): void {
    this.#pending.push(form);
    const again = isAmendment(form.form)
      ? rates.amendedAgain
      : rates.amended[formFamily(form.form)];
    if (!this.#chance.happens(again) || form.exit) return;
    const on = businessDay(addDays(form.filedOn, this.#chance.between(amendmentLag)));
    const amended = amend(form, this.#chance.weighted(amendments), on, this.#chance);
    if (amended !== null) this.#file(amended);
  }

  #join(on: Day): void {
    const owners = this.#ownersOfNew();
    // One who sits there already does not come twice.
    if (this.#insiders.some((i) => i.owners[0]?.cik === owners[0]?.cik)) return;
    const who = new Insider(
      owners,
      this.#chance,
      on,
      owners[0]?.role !== 'tenPercent' && this.#chance.happens(rates.noneOwned),
    );
    this.#insiders.push(who);
    const filedOn = businessDay(addDays(on, this.#chance.between(formThreeLag)));
    this.#file(this.#form('3', who, on, filedOn, who.opening(this.#market())));
  }

  #leave(who: Insider, on: Day): void {
    this.#insiders = this.#insiders.filter((i) => i !== who);
    if (!this.#chance.happens(rates.exitBox)) return;
    this.#file({
      ...this.#form('4', who, on, addBusinessDays(on, 2), who.farewell(this.#market())),
      exit: true,
    });
  }

  #filedAfter(on: Day): Day {
    for (const { share, least, most } of lateness)
      if (this.#chance.happens(share))
        return businessDay(addDays(on, this.#chance.whole(least, most)));
    return this.#chance.happens(0.72) ? filingDeadline('4', on) : addBusinessDays(on, 1);
  }

  #act(who: Insider, month: Day): void {
    const on = businessDay(addDays(month, this.#chance.whole(0, 24)));
    const doing = who.act(this.#market(), on);
    if (doing === null) return;
    this.#file(this.#form('4', who, on, this.#filedAfter(on), doing.rows, doing.plan));
  }

  #catchUp(who: Insider, month: Day): void {
    const year = Number(month.slice(0, 4)) - 1;
    const rows = who.yearEnd(
      this.#market(),
      businessDay(writtenDay(`${year}-11-${this.#chance.whole(10, 28)}`)),
    );
    if (rows.length === 0) return;
    const period = writtenDay(`${year}-12-31`);
    this.#file(
      this.#form('5', who, period, businessDay(addDays(month, this.#chance.whole(0, 12))), rows),
    );
  }

  #moveMarket(): void {
    this.#price = Math.min(
      90_000,
      Math.max(40, Math.round((this.#price * this.#chance.whole(88, 114)) / 100)),
    );
    if (!this.#chance.happens(rates.splitPerMonth)) return;
    const [numerator, denominator] =
      this.#price < 200
        ? [1, 10]
        : this.#chance.of([
            [2, 1],
            [3, 2],
            [3, 1],
            [4, 1],
            [5, 1],
          ] as const);
    this.#price = Math.max(1, Math.round((this.#price * denominator) / numerator));
    for (const who of this.#insiders) who.split(numerator, denominator);
  }

  #live(month: Day): void {
    if (month === this.#listed)
      for (let i = 0; i < this.#size; i++) this.#join(businessDay(addDays(month, 9)));
    this.#moveMarket();
    for (const who of [...this.#insiders]) {
      if (this.#chance.happens(rates.activityPerMonth)) this.#act(who, month);
      if (month.endsWith('-02-01') && this.#chance.happens(rates.formFivePerYear))
        this.#catchUp(who, month);
      if (this.#chance.happens(rates.departurePerMonth))
        this.#leave(who, businessDay(addDays(month, 25)));
    }
    while (this.#insiders.length < this.#size && this.#met < insidersPerIssuerMax - 10)
      this.#join(businessDay(addDays(month, this.#chance.whole(0, 27))));
    this.#gone = this.#chance.happens(rates.delistingPerMonth);
  }

  /** The forms that are filed before the month's end, in no order. */
  month(month: Day): ReadonlyArray<Form> {
    if (month >= this.#listed && !this.#gone) this.#live(month);
    const due = addDays(month, 31);
    const next = `${due.slice(0, 7)}-01`;
    const filed = this.#pending.filter((form) => form.filedOn < next);
    this.#pending = this.#pending.filter((form) => form.filedOn >= next);
    return filed;
  }
}
