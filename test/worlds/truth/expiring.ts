/** Options run out: nobody need say so, a row may, or a list with nothing left. */
import { addDays } from '../../../src/filing/calendar.js';
import { endOf, type TrueHolding } from './holding.js';
import type { Play } from './play.js';
import type { Step } from './script.js';

type Expire = Extract<Step, { kind: 'expire' }>;

/** What was not exercised by its last day is gone after it. */
export const expireBy = (play: Play): void => {
  for (const lot of play.books.open('option')) {
    const last = lot.grant?.expiresOn ?? null;
    if (last === null || last >= play.today) continue;
    play.books.happen(lot, addDays(last, 1), play.books.balance(lot).neg(), { why: 'expired' });
  }
};

const nextToExpire = (play: Play): TrueHolding | null => {
  const byDay = [...play.books.open('option')].sort((a, b) =>
    (a.grant?.expiresOn ?? '') < (b.grant?.expiresOn ?? '') ? -1 : 1,
  );
  return byDay[0] ?? null;
};

export const playExpire = (play: Play, step: Expire): void => {
  const lot = nextToExpire(play);
  const last = lot?.grant?.expiresOn ?? null;
  if (lot === null || last === null) return;
  while (play.today <= last) play.advance(7);
  const held = play.books.balance(lot);
  if (step.way === 'code-H') {
    const deed = play.books.happen(lot, last, held.neg());
    play.file({ drafts: [play.transaction(deed, 'H')], look: step.look });
    return;
  }
  expireBy(play);
  if (step.way === 'unsaid') return;
  const row = play.holding(lot, {
    stated: play.books.balance(lot, endOf(play.today)),
  });
  play.file({ drafts: [row, ...play.listing([row])], look: step.look });
};
