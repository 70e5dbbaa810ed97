/** From one holding to another, by rows on both sides or on the giver's only. */
import { addDays } from '../../../src/filing/calendar.js';
import { holders } from './holder.js';
import { amountOf, type Play } from './play.js';
import type { Step } from './script.js';

type Give = Extract<Step, { kind: 'give' }>;

const takerOf = (play: Play, step: Give) => {
  const unused = holders.findIndex((h) => play.books.holdings.every((known) => known.holder !== h));
  if (step.opens && unused >= 0) return () => play.common(unused);
  const from = play.pick(step.from, 'common');
  const others = play.books.open('common').filter((h) => h !== from);
  const other = others[step.to % Math.max(1, others.length)];
  return other === undefined ? null : () => other;
};

export const playGive = (play: Play, step: Give): void => {
  const from = play.pick(step.from, 'common');
  const taker = takerOf(play, step);
  if (from === null || taker === null || amountOf(step).gte(play.books.balance(from))) return;
  const to = taker();
  const on = addDays(play.today, -2);
  const gave = play.books.happen(from, on, amountOf(step).neg());
  const isSaid = step.legs !== 'giver-only';
  const took = play.books.happen(to, on, amountOf(step), isSaid ? null : { why: 'given' });
  const given = play.transaction(gave, step.code);
  switch (step.legs) {
    case 'one-form':
      return void play.file({
        drafts: [given, play.transaction(took, step.code)],
        look: step.look,
      });
    case 'two-forms':
      // A gift that is received may wait for the Form 5.
      play.due.push(() => {
        play.file({
          form: '5',
          period: addDays(play.today, -1),
          drafts: [play.transaction(took, step.code)],
          look: step.look,
        });
      });
      return void play.file({ drafts: [given], look: step.look });
    case 'giver-only':
      return void play.file({
        drafts: [given, ...play.listing([given], 'common')],
        look: step.look,
      });
  }
};
