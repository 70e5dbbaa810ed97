/**
 * Plays a script: filers trade, file, err and amend, and the world remembers what was true: which
 * filing each amendment amends, and what was held at last.
 */

import type { CompleteFiling } from '../../src/event/identity.js';
import { addDays } from '../../src/filing/calendar.js';
import { Decimal, zero } from '../../src/filing/decimal.js';
import type { FormType } from '../../src/filing/model.js';
import { accessionOf, bucketOf, buckets, common, formOf, optionLot, type RowSpec } from './form.js';
import type { Ruling, Script, Step, Trade } from './script.js';

/** Something that really happened to a bucket. */
interface Deed {
  on: string;
  delta: Decimal;
  readonly place: string;
  readonly order: number;
}

interface TrueLine {
  spec: RowSpec;
  readonly deed: Deed | null;
}

/** A filing that can be amended, with its lines as last stated. */
interface Home {
  readonly accession: string;
  readonly form: FormType;
  readonly issuer: number;
  readonly joint: boolean;
  readonly filedOn: string;
  readonly period: string;
  readonly lines: Array<TrueLine>;
  amendedOn: string | null;
}

export interface Filed {
  readonly filing: CompleteFiling;
  /** Accession number of the filing that it amends; null where it is no amendment. */
  readonly amends: string | null;
  /** Box 4 names the filing date of what is amended. */
  readonly box4Right: boolean;
}

export interface World {
  readonly filed: ReadonlyArray<Filed>;
  readonly rulings: ReadonlyArray<Ruling>;
  readonly arrival: number;
  /** No filer erred: every stated balance was true when it was stated. */
  readonly clean: boolean;
  /** What was truly held at last, by issuer and bucket. */
  readonly held: ReadonlyMap<string, Decimal>;
}

const clocks = ['16:30:00', '18:05:00', '21:30:00', null] as const;
const firstDay = '2024-01-05';
/** Held where no Form 3 said anything. */
const startingAmount = new Decimal(5_000);
const hundred = (lots: number): Decimal => new Decimal(lots).times(100);

const deeds = {
  buy: { code: 'P', sign: 1 },
  sale: { code: 'S', sign: -1 },
  grant: { code: 'A', sign: 1 },
  gift: { code: 'G', sign: -1 },
  withheld: { code: 'F', sign: -1 },
  exercise: { code: 'M', sign: 1 },
} as const;

const letterOf = (delta: Decimal): 'A' | 'D' => (delta.isNegative() ? 'D' : 'A');

class Play {
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

  happen(place: string, on: string, delta: Decimal): Deed {
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

  linesOf(issuer: number, trade: Trade, on: string, formType: '4' | '5'): ReadonlyArray<TrueLine> {
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
    period: string,
    lines: ReadonlyArray<TrueLine>,
    amends: { readonly home: Home; readonly box4: string | null; readonly note: string } | null,
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
    period: string,
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

const withError = (
  play: Play,
  lines: Array<TrueLine>,
  error: Extract<Step, { kind: 'change' | 'annual' }>['error'],
): void => {
  const line = lines[lines.length - 1];
  if (line === undefined || error === 'none') return;
  play.clean = false;
  const { spec } = line;
  if (error === 'wrong-digit')
    line.spec = { ...spec, following: spec.following?.plus(1_000) ?? null };
  else if (error === 'letter-flipped')
    line.spec = { ...spec, letter: spec.letter === 'A' ? 'D' : 'A' };
  else if (error === 'date-typo')
    line.spec = { ...spec, on: spec.on?.replace('2024', '2042') ?? null };
  else if (error === 'no-balance') line.spec = { ...spec, following: null };
  else if (error === 'missing-leg') {
    const leg = lines.findIndex((l) => l.spec.bucket >= optionLot && l.spec.code === 'M');
    if (leg >= 0) lines.splice(leg, 1);
  }
};

const inDisorder = (lines: Array<TrueLine>, disorder: number): Array<TrueLine> =>
  disorder === 0
    ? lines
    : disorder === 1
      ? lines.reverse()
      : [...lines.slice(1), ...lines.slice(0, 1)];

/** Today's total; some filers add up all lots of one title. */
const totalStated = (
  play: Play,
  step: Extract<Step, { kind: 'change' | 'annual' }>,
  place: string,
): Decimal =>
  step.states === 'terminal' && lotsOf(step.issuer).includes(place)
    ? lotsOf(step.issuer).reduce((sum, lot) => sum.plus(play.held(lot)), zero)
    : play.held(place);

const lotsOf = (issuer: number): ReadonlyArray<string> => [
  `${issuer}|${optionLot}`,
  `${issuer}|${optionLot + 1}`,
];

const playChange = (play: Play, step: Extract<Step, { kind: 'change' | 'annual' }>): void => {
  const formType = step.kind === 'annual' ? '5' : '4';
  const days = step.trades.map((t) => addDays(play.today, -step.lateBy - t.daysBack));
  if (step.error === 'unreported-change') {
    play.clean = false;
    play.happen(
      `${step.issuer}|${bucketOf(step.trades[0]?.bucket ?? 0)}`,
      days[0] ?? '',
      hundred(3),
    );
  }
  const lines = step.trades.flatMap((t, i) =>
    play.linesOf(step.issuer, t, days[i] ?? play.today, formType),
  );
  if (step.kind === 'annual') {
    const due = play.unreported.filter((u) => u.issuer === step.issuer);
    for (const u of due) {
      lines.push(u.line);
      play.unreported.splice(play.unreported.indexOf(u), 1);
    }
  }
  play.state(lines);
  if (step.states !== 'own-date')
    for (const line of lines)
      if (line.deed !== null)
        line.spec = { ...line.spec, following: totalStated(play, step, line.deed.place) };
  if (step.lateBy > 0 || step.states !== 'own-date') play.clean = false;
  withError(play, lines, step.error);
  const ordered = inDisorder(lines, step.disorder);
  for (const bucket of step.restated)
    ordered.push(play.holding(step.issuer, bucketOf(bucket), false));
  const period = [...days].sort()[0] ?? play.today;
  play.open(formType, step, step.kind === 'annual' ? play.today : period, ordered);
};

const box4Of = (
  play: Play,
  home: Home,
  step: Extract<Step, { kind: 'amendment' }>,
): string | null =>
  ({
    right: home.filedOn,
    amendment: home.amendedOn ?? home.filedOn,
    transaction: home.lines.find((l) => l.spec.on !== null)?.spec.on ?? home.filedOn,
    period: home.period,
    off: addDays(home.filedOn, 1 + (step.lots % 3)),
    wrong: play.homes[(step.target + 1) % play.homes.length]?.filedOn ?? null,
    none: null,
  })[step.box4];

/** What really happened, as the amendment has it. */
const correctDeed = (deed: Deed, step: Extract<Step, { kind: 'amendment' }>): void => {
  if (step.change === 'corrected-line' || step.change === 'full-restatement')
    deed.delta = hundred(step.lots).times(deed.delta.isNegative() ? -1 : 1);
  if (step.change === 'date-change') deed.on = addDays(deed.on, -1 - (step.lots % 3));
  if (step.change === 'flip') deed.delta = deed.delta.neg();
};

/** What the amendment says instead, line by line; the home's lines become what it says. */
const amendedLines = (
  play: Play,
  home: Home,
  step: Extract<Step, { kind: 'amendment' }>,
): { readonly lines: ReadonlyArray<TrueLine>; readonly note: string } => {
  const moved = home.lines.filter((l) => l.deed !== null);
  const line = moved[step.row % Math.max(1, moved.length)];
  const said = (lines: ReadonlyArray<TrueLine>, note: string) => ({ lines, note });
  const holding = (): TrueLine => play.holding(home.issuer, bucketOf(step.lots), home.form === '3');
  if (step.change === 'no-rows') return said([], 'Amended to add an exhibit.');
  const adds = step.change === 'added-line' || line === undefined;
  if (adds && home.form !== '3') {
    const trade = {
      bucket: 0,
      deed: 'sale',
      lots: step.lots,
      fraction: false,
      daysBack: 0,
    } as const;
    const added = play.linesOf(home.issuer, trade, home.period, home.form === '5' ? '5' : '4');
    home.lines.push(...added);
    play.state(step.alone ? added : home.lines);
    return said(step.alone ? added : home.lines, 'Amended to add a line.');
  }
  if (line?.deed == null || step.change === 'holdings-only')
    return said([holding()], 'Amended to restate a holding.');
  const { deed } = line;
  correctDeed(deed, step);
  if (step.change === 'omission' && moved.length > 1) {
    deed.delta = zero;
    home.lines.splice(home.lines.indexOf(line), 1);
    play.clean = false;
    play.state(home.lines);
    return said(home.lines, 'A line of the original was inadvertently reported twice.');
  }
  const code = line.spec.code ?? '';
  line.spec = {
    ...line.spec,
    on: deed.on,
    code: ['P', 'S'].includes(code) ? (deed.delta.isNegative() ? 'S' : 'P') : code,
    letter: letterOf(deed.delta),
    shares: deed.delta.abs(),
    price: step.change === 'corrected-price' ? `${10 + step.lots}.25` : line.spec.price,
  };
  const whole = !step.alone || step.change === 'full-restatement';
  const restated = whole ? home.lines : [line];
  if (step.change !== 'repeated-line') play.state(restated);
  return said(restated, 'Amended to correct the original.');
};

const playAmendment = (play: Play, step: Extract<Step, { kind: 'amendment' }>): void => {
  const home = play.homes[step.target % Math.max(1, play.homes.length)];
  if (home === undefined) return;
  const { lines, note } = amendedLines(play, home, step);
  const box4 = box4Of(play, home, step);
  play.file(`${home.form}/A` as FormType, home, home.period, lines, { home, box4, note });
  home.amendedOn = play.today;
};

const playStep = (play: Play, step: Step): void => {
  play.advance(step, step.kind === 'amendment' ? 1 : 0);
  switch (step.kind) {
    case 'initial': {
      const held = step.held.map(([n, lots]) => [bucketOf(n), hundred(lots)] as const);
      for (const [bucket, amount] of held) {
        const place = `${step.issuer}|${bucket}`;
        if (!play.starts.has(place)) play.starts.set(place, amount);
      }
      const rows = [...new Map(held).keys()].map((b) => play.holding(step.issuer, b, true));
      return play.open('3', step, addDays(play.today, -3), rows);
    }
    case 'change':
    case 'annual':
      return playChange(play, step);
    case 'deferred': {
      play.clean = false;
      const lines = play.linesOf(step.issuer, step.trade, play.today, '5');
      for (const line of lines) play.unreported.push({ issuer: step.issuer, line });
      return;
    }
    case 'amendment':
      return playAmendment(play, step);
    case 'duplicate': {
      const twin = play.filed.filter((f) => f.amends === null)[step.target % 4];
      if (twin === undefined) return;
      const { filing } = twin;
      play.filed.push({
        filing: {
          ...filing,
          accession: accessionOf(play.filed.length + 1),
          filedOn: play.today,
          acceptedAt: null,
        },
        amends: null,
        box4Right: false,
      });
    }
  }
};

export const worldOf = (script: Script): World => {
  const play = new Play();
  for (const step of script.steps) playStep(play, step);
  return {
    filed: play.filed,
    rulings: script.rulings,
    arrival: script.arrival,
    clean: play.clean,
    held: new Map([...play.starts.keys()].map((place) => [place, play.held(place)])),
  };
};
