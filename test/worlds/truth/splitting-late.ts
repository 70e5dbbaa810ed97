/** What happened before a split is told after it: in the shares of then, or in those of now. */
import { addDays } from '../../../src/filing/calendar.js';
import { fits } from './amending.js';
import { endOf } from './holding.js';
import { amountOf, firstDay, type Play } from './play.js';
import type { Step } from './script.js';
import type { Draft } from './statement.js';
import { split } from './trouble.js';

type SplitLate = Extract<Step, { kind: 'split-late' }>;

/** The split is counted from six days ago on. */
const lastOldDay = 8;

export const playSplitLate = (play: Play, step: SplitLate): void => {
  const holding = play.pick(step.holding, 'common');
  if (holding === null) return;
  const { books } = play;
  const back = addDays(play.today, -lastOldDay - step.daysBack - step.back);
  const on = back > firstDay ? back : addDays(firstDay, 1);
  const amount = amountOf(step);
  const splits = books.deeds.filter((d) => d.unreported?.why === 'split');
  // What a split has multiplied already is told in its shares.
  if (on >= addDays(play.today, -lastOldDay) || splits.some((d) => d.on >= on)) return;
  const down = step.down && fits(play, holding, { on, nth: books.deeds.length }, amount.neg());
  const deed = books.happen(holding, on, down ? amount.neg() : amount);
  const { delta } = deed;
  if (!split(play, step.ratio)) return;
  play.file({ drafts: play.listing([]), look: step.look });
  const file = (): void => {
    const factor = step.shares === 'new' ? step.ratio : 1;
    const today = endOf(play.today);
    // In new shares no number of before the split is stated: who counts in them says what is held.
    const ofForm = step.shares === 'new' || step.states === 'form-date';
    const isOne = books.balance(holding, today).eq(books.balance(holding, deed));
    const at = ofForm && !isOne ? today : deed;
    const told: Partial<Draft> = {
      delta: delta.times(factor),
      stated: books.balance(holding, at),
      speaks: play.speaks(holding, at),
    };
    const draft = play.transaction(deed, down ? 'S' : 'P', told);
    if (step.form === '5')
      play.file({ form: '5', period: addDays(play.today, -1), drafts: [draft], look: step.look });
    else play.file({ drafts: [draft], look: step.look });
  };
  if (step.waits) play.due.push(file);
  else {
    play.advance(9);
    file();
  }
};
