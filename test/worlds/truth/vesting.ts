/** Units vest and options are exercised, and some of it is withheld or sold on the same form. */
import { addDays, type Day } from '../../../src/filing/calendar.js';
import type { TrueHolding } from './holding.js';
import { amountOf, type Play } from './play.js';
import type { Step } from './script.js';
import type { Draft } from './statement.js';
import { saysOneTwice, stated, terminal } from './stating.js';

type Vest = Extract<Step, { kind: 'vest' }>;

const vested = (play: Play, lot: TrueHolding, step: Vest, on: Day): ReadonlyArray<Draft> => {
  const { books } = play;
  const held = books.balance(lot);
  const amount = amountOf(step).lt(held) ? amountOf(step) : held;
  const taken = amount.times(0.4).floor();
  const common = play.common(null);
  const price = lot.grant?.price ?? '0';
  // A unit may be withheld as such, before it is settled: then less comes in.
  const asUnits = step.withheld === 'units' && lot.class === 'unit';
  const settled = asUnits ? amount.minus(taken) : amount;
  const came = books.happen(common, on, settled);
  const went = books.happen(lot, on, settled.neg());
  const rows = [play.transaction(came, 'M', { price }), play.transaction(went, 'M')];
  if (asUnits && !taken.isZero())
    return [...rows, play.transaction(books.happen(lot, on, taken.neg()), 'F')];
  if (step.withheld !== 'shares' || taken.isZero()) return rows;
  const withheld = books.happen(common, on, taken.neg());
  return [...rows, play.transaction(withheld, 'F', { price: '12.5' })];
};

export const playVest = (play: Play, step: Vest): void => {
  const lot = play.pick(step.holding, 'unit', 'option');
  if (lot === null) return;
  const other = play.books.open(lot.class).find((h) => h !== lot);
  const on = addDays(play.today, -1 - step.daysBack);
  const lots = step.second && other !== undefined ? [lot, other] : [lot];
  const common = play.common(null);
  const form = (of: ReadonlyArray<TrueHolding>): void => {
    const before = play.books.balance(common);
    const drafts = of.flatMap((one) => vested(play, one, step, on));
    const kept = play.books.balance(common).minus(before);
    const sold = step.sold
      ? [play.transaction(play.books.happen(common, on, kept.neg()), 'S')]
      : [];
    const rows = stated(play, [...drafts, ...sold]);
    const said = step.states === 'terminal' && !saysOneTwice(rows) ? terminal(play, rows) : rows;
    play.file({ drafts: said, look: step.look });
  };
  if (!step.apart) return form(lots);
  // As many of one lot and of the other, and the form of the second comes a day later.
  for (const one of lots) {
    form([one]);
    play.advance(1);
  }
};
