/** One step of a script: trades and lists, and where each trouble is played. */
import { addDays, type Day } from '../../../src/filing/calendar.js';
import { playAmend, playAmendAgain, playLate, playTally } from './amending.js';
import { playAccrue, playCarried } from './drifting.js';
import { expireBy, playExpire } from './expiring.js';
import { playForgotten } from './forgetting.js';
import { playGive } from './giving.js';
import { type TrueHolding, underlyingOf } from './holding.js';
import { playMisdated } from './misdating.js';
import { grantOf } from './opening.js';
import { amountOf, type Play } from './play.js';
import { playRename } from './renaming.js';
import { playAgain } from './repeating.js';
import type { Deal, Step } from './script.js';
import { playSplitLate } from './splitting-late.js';
import type { Draft } from './statement.js';
import { classTotal, saysOneTwice, stated, terminal } from './stating.js';
import {
  playHole,
  playMissingForm,
  playMove,
  playNumber,
  playSplit,
  playSplitTraded,
  playWords,
} from './trouble.js';
import { playVest } from './vesting.js';
import { playSlip } from './wrong-statement.js';

/** Common shares out of a derivative, and the two rows that say so. */
const outOf = (
  play: Play,
  holding: TrueHolding,
  deal: Deal,
  on: Day,
  code: 'M' | 'C',
): ReadonlyArray<Draft> => {
  const held = play.books.balance(holding);
  const whole = holding.class === 'preferred' || holding.class === 'note' || deal.lots > 15;
  const amount = whole || amountOf(deal).gt(held) ? held : amountOf(deal);
  const shares = underlyingOf(holding, amount);
  const into = play.books.happen(play.common(null), on, shares);
  const out = play.books.happen(holding, on, amount.neg());
  const price = holding.grant?.price ?? null;
  return [
    play.transaction(into, code, price === null ? {} : { price }),
    play.transaction(out, code),
  ];
};

const dealt = (play: Play, deal: Deal): ReadonlyArray<Draft> => {
  const on = addDays(play.today, -1 - deal.daysBack);
  const holding = play.pick(deal.holding);
  if (holding === null) return [];
  switch (holding.class) {
    case 'unit':
    case 'option':
      return outOf(play, holding, deal, on, 'M');
    case 'class-b':
    case 'preferred':
    case 'note':
      return outOf(play, holding, deal, on, 'C');
    case 'common': {
      const delta = play.possible(holding, amountOf(deal), deal.down);
      if (delta.isZero()) return [];
      const deed = play.books.happen(holding, on, delta);
      return [play.transaction(deed, delta.isNegative() ? 'S' : 'P')];
    }
  }
};

const playTrade = (play: Play, step: Extract<Step, { kind: 'trade' }>): void => {
  // As it happened: nobody sells what comes in the day after.
  const deals = [...step.deals].sort((a, b) => b.daysBack - a.daysBack);
  const done = deals.flatMap((deal) => dealt(play, deal));
  const rows = stated(play, done);
  const said =
    step.states === 'terminal' && !saysOneTwice(rows)
      ? terminal(play, rows)
      : step.states === 'class-total'
        ? classTotal(play, rows)
        : rows;
  const listed =
    step.lists === 'none'
      ? []
      : step.lists === 'common'
        ? play.listing(said, 'common')
        : play.listing(said);
  play.file({ drafts: [...said, ...listed], look: step.look });
};

const playGrant = (play: Play, step: Extract<Step, { kind: 'grant' }>): void => {
  const grant = grantOf(play, step.of, step.style);
  const second = { lots: step.lots + 4, odd: step.odd + 9 };
  const drafts = (step.twice ? [step, second] : [step]).map((amount) => {
    const id = `${step.of} ${play.books.holdings.length}`;
    const holding = play.books.add({ id, class: step.of, holder: null, grant });
    const deed = play.books.happen(holding, addDays(play.today, -2), amountOf(amount));
    return play.transaction(deed, 'A');
  });
  play.file({ drafts, look: { ...step.look, terms: 0 } });
};

export const playStep = (play: Play, step: Step): void => {
  // Plain forms come between a deed and its late form; with other troubles two stories would fit.
  if (step.kind !== 'trade' && step.kind !== 'list') play.fileDue();
  const due = play.due.splice(0);
  play.advance(step.wait);
  expireBy(play);
  switch (step.kind) {
    case 'trade':
      playTrade(play, step);
      break;
    case 'list':
      play.file({ drafts: play.listing([]), look: step.look });
      break;
    case 'grant':
      playGrant(play, step);
      break;
    case 'hole':
      playHole(play, step);
      break;
    case 'missing-form':
      playMissingForm(play, step);
      break;
    case 'words':
      playWords(play, step);
      break;
    case 'number':
      playNumber(play, step);
      break;
    case 'slip':
      playSlip(play, step);
      break;
    case 'move':
      playMove(play, step);
      break;
    case 'amend':
      playAmend(play, step);
      break;
    case 'late':
      playLate(play, step);
      break;
    case 'tally':
      playTally(play, step);
      break;
    case 'split':
      playSplit(play, step);
      break;
    case 'split-traded':
      playSplitTraded(play, step);
      break;
    case 'amend-again':
      playAmendAgain(play, step);
      break;
    case 'again':
      playAgain(play, step);
      break;
    case 'vest':
      playVest(play, step);
      break;
    case 'give':
      playGive(play, step);
      break;
    case 'accrue':
      playAccrue(play, step);
      break;
    case 'carried':
      playCarried(play, step);
      break;
    case 'misdated':
      playMisdated(play, step);
      break;
    case 'split-late':
      playSplitLate(play, step);
      break;
    case 'forgotten':
      playForgotten(play, step);
      break;
    case 'expire':
      playExpire(play, step);
      break;
    case 'rename':
      playRename(play, step);
      break;
  }
  play.fileDue(due);
};
