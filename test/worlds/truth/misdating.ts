/** A form prints a day on which nothing happened, and an amendment moves the trade to its own. */
import { addDays, type Day } from '../../../src/filing/calendar.js';
import { zero } from '../../../src/filing/decimal.js';
import { again, amend, fits } from './amending.js';
import { type Deed, endOf, type Moment, type TrueHolding, underlyingOf } from './holding.js';
import { amountOf, firstDay, type Home, type Play } from './play.js';
import type { Step } from './script.js';
import type { Draft } from './statement.js';

type Misdated = Extract<Step, { kind: 'misdated' }>;

/** After the Form 3's event, and before the form that tells of it. */
const within = (day: Day, last: Day): Day => {
  const first = addDays(firstDay, 1);
  return day < first ? first : day > last ? last : day;
};

const same = (a: ReadonlyArray<Deed>, b: ReadonlySet<Deed>): boolean =>
  a.length === b.size && a.every((d) => b.has(d));

/**
 * Of what the number speaks to somebody who does not know that the day is wrong: of the day printed,
 * else of the form's; else nobody can place it.
 */
const speaksAs = (play: Play, deed: Deed, printed: Day, counts: ReadonlySet<Deed>) => {
  const at: Moment = { on: printed, nth: deed.nth };
  const by = (moment: Moment): ReadonlyArray<Deed> => [
    ...play.books.through(deed.holding, moment).filter((d) => d !== deed),
    deed,
  ];
  if (same(by(at), counts)) return { at, counts };
  const today = endOf(play.today);
  return same(by(today), counts) ? { at: today, counts } : null;
};

/** The row as first filed: its number is that of the deed's own day, or goes by the day printed. */
const misdated = (play: Play, draft: Draft, printed: Day, states: Misdated['states']): Draft => {
  const { deed, holding } = draft;
  if (deed === null || draft.speaks === null) return draft;
  const before = play.books
    .through(holding, { on: printed, nth: deed.nth })
    .filter((d) => d !== deed);
  const counts = states === 'truly' ? draft.speaks.counts : new Set([...before, deed]);
  const stated = [...counts].reduce((sum, d) => sum.plus(d.delta), zero);
  return { ...draft, dated: printed, stated, speaks: speaksAs(play, deed, printed, counts) };
};

/** Of the day of a split nobody can tell which came first. */
const isOfSplit = (play: Play, on: Day): boolean =>
  play.books.deeds.some((d) => d.on === on && d.unreported?.why === 'split');

const done = (play: Play, holding: TrueHolding, step: Misdated, on: Day): ReadonlyArray<Draft> => {
  const { books } = play;
  if (holding.class === 'common') {
    const down =
      step.down && fits(play, holding, { on, nth: books.deeds.length }, amountOf(step).neg());
    const deed = books.happen(holding, on, down ? amountOf(step).neg() : amountOf(step));
    return [play.transaction(deed, down ? 'S' : 'P')];
  }
  const amount = amountOf(step);
  if (!fits(play, holding, { on, nth: books.deeds.length }, amount.neg())) return [];
  const into = books.happen(play.common(null), on, underlyingOf(holding, amount));
  const out = books.happen(holding, on, amount.neg());
  const price = holding.grant?.price ?? '0';
  return [play.transaction(into, 'M', { price }), play.transaction(out, 'M')];
};

const corrected = (play: Play, home: Home, rows: ReadonlyArray<Draft>, step: Misdated): void => {
  const wrong = home.rows.filter((r) => r.dated !== null);
  const restated = (step.whole ? home.rows : wrong).map((r): Draft => {
    const right = rows.find((d) => d.deed === r.deed);
    return r.dated === null || right === undefined
      ? again(play, r)
      : { ...right, line: r.firstRow };
  });
  const period = wrong.map((r) => r.deed?.on ?? home.period).sort()[0] ?? home.period;
  amend(play, home, restated, 'Amended to correct the transaction date.', step.look, { period });
};

export const playMisdated = (play: Play, step: Misdated): void => {
  const holding = play.pick(step.holding, 'common', 'common', 'unit', 'option');
  if (holding === null) return;
  const last = addDays(play.today, -1);
  const on = within(addDays(play.today, -step.back), last);
  const printed = within(addDays(on, step.by), last);
  if (printed === on || isOfSplit(play, on)) return;
  const rows = done(play, holding, step, on);
  if (rows.length === 0) return;
  const drafts = rows.map((d) => misdated(play, d, printed, step.states));
  const listed = step.lists ? play.listing(drafts, 'common') : [];
  const home = play.file({ drafts: [...drafts, ...listed], look: step.look });
  if (home !== null) play.due.push(() => corrected(play, home, rows, step));
};
