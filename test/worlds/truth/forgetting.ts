/** A holding that the Form 3 left out, and the amendment that adds it. */
import { addDays, writtenDay } from '../../../src/filing/calendar.js';
import { again, amend } from './amending.js';
import { holders } from './holder.js';
import { endOf, type TrueHolding } from './holding.js';
import { amountOf, type Home, type Play } from './play.js';
import type { Step } from './script.js';
import type { Draft } from './statement.js';

type Forgotten = Extract<Step, { kind: 'forgotten' }>;

const since = writtenDay('2022-06-01');

/** Held since long before the event; nobody has spoken of it. */
const unspokenOf = (play: Play, step: Forgotten): TrueHolding | null => {
  const { books } = play;
  const nth = books.holdings.filter((h) => h.grant !== null).length;
  if (step.of === 'option') {
    const grantedOn = addDays(since, nth * 17);
    const price = String(40 + nth * 2);
    const expiresOn = addDays(grantedOn, 3_650);
    const grant = { grantedOn, price, expiresOn, generic: false, dated: false };
    return books.add({
      id: `option ${books.holdings.length}`,
      class: 'option',
      holder: null,
      grant,
    });
  }
  const known = new Set(books.holdings.map((h) => h.holder));
  const holder = holders.findIndex((h) => !known.has(h));
  return holder < 0 ? null : play.common(holder);
};

const traded = (play: Play, holding: TrueHolding, step: Forgotten): void => {
  const on = addDays(play.today, -1 - step.daysBack);
  const delta = play.possible(holding, amountOf(step), step.down || holding.class === 'option');
  if (delta.isZero()) return;
  if (holding.class === 'option') {
    const into = play.books.happen(play.common(null), on, delta.neg());
    const out = play.books.happen(holding, on, delta);
    const price = holding.grant?.price ?? '0';
    const drafts = [play.transaction(into, 'M', { price }), play.transaction(out, 'M')];
    play.file({ drafts, look: step.look });
    return;
  }
  const deed = play.books.happen(holding, on, delta);
  play.file({
    drafts: [play.transaction(deed, delta.isNegative() ? 'S' : 'P')],
    look: step.look,
  });
};

/** As of the event, whenever it is told. */
export const atEvent = (
  play: Play,
  holding: TrueHolding,
  { period }: Pick<Home, 'period'>,
): Draft => {
  const at = endOf(period);
  return play.holding(holding, {
    stated: play.books.balance(holding, at),
    speaks: play.speaks(holding, at),
    byUnderlying: holding.class !== 'common',
  });
};

export const playForgotten = (play: Play, step: Forgotten): void => {
  const home = play.homes.find((h) => h.form === '3');
  const holding = home === undefined ? null : unspokenOf(play, step);
  if (home === undefined || holding === null) return;
  const large = { lots: step.lots + 30, odd: step.odd };
  play.books.happen(holding, since, amountOf(large), { why: 'opening' });
  if (step.traded !== 'not') traded(play, holding, step);
  if (step.traded === 'twice') {
    play.advance(12);
    traded(play, holding, { ...step, lots: step.lots + 3, down: !step.down });
  }
  play.advance(9);
  const beside = step.whole ? home.rows.map((r) => again(play, r)) : [];
  const drafts = [...beside, atEvent(play, holding, home)];
  amend(play, home, drafts, 'Amended to add a holding that was omitted.', step.look);
};
