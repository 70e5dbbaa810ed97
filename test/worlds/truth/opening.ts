/** How a world begins and ends: what is held at first, the Form 3, and a last full list. */
import { addDays, type Day, writtenDay } from '../../../src/filing/calendar.js';
import { endOf, type Grant, notePrice, type TrueHolding } from './holding.js';
import { amountOf, type Play } from './play.js';
import type { Amount, Look, Script } from './script.js';

const beginning = writtenDay('2023-01-03');
const before: Look = {
  spelling: 0,
  footnoted: 0,
  notes: 0,
  title: 0,
  terms: 0,
  ids: 0,
  shuffle: 0,
};

/** Ten years; where lots are to run out, within the months that are played. */
const lifeOf = (play: Play, nth: number): number =>
  play.script.theme !== 'expiring' ? 3_650 : play.filed.length === 0 ? 400 + nth * 14 : 70;

/** Its terms are its own: no two grants share a price or a date. */
export const grantOf = (play: Play, kind: 'unit' | 'option', style: number): Grant => {
  const nth = play.books.holdings.filter((h) => h.grant !== null).length;
  const grantedOn =
    play.filed.length === 0 ? addDays(beginning, nth * 31) : addDays(play.today, -2);
  return {
    grantedOn,
    price: kind === 'option' ? String(10 + nth * 2) : null,
    expiresOn: kind === 'option' ? addDays(grantedOn, lifeOf(play, nth)) : null,
    generic: kind === 'unit' && style % 2 === 1,
    dated: kind === 'unit' && style === 2,
  };
};

const derivativeOf = (play: Play, kind: Script['grants'][number]): TrueHolding => {
  const nth = play.books.holdings.length;
  const grant =
    kind === 'unit' || kind === 'option' ? grantOf(play, kind, play.script.style) : null;
  const only = play.books.holdings.find((h) => h.class === kind);
  return grant === null && only !== undefined
    ? only
    : play.books.add({ id: `${kind} ${nth}`, class: kind, holder: null, grant });
};

/** A Form 3 that comes after the first Forms 4: of its event, or of what is held by then. */
const fileLate = (play: Play, holdings: ReadonlyArray<TrueHolding>, period: Day): void => {
  const ofToday = play.script.arrival % 4 === 0;
  const file = (): void => {
    const at = ofToday ? endOf(play.today) : endOf(period);
    const drafts = [...new Set(holdings)]
      .filter((h) => play.books.balance(h, at).gt(0))
      .map((h) =>
        play.holding(h, {
          stated: play.books.balance(h, at),
          speaks: play.speaks(h, at),
          byUnderlying: h.class !== 'common',
        }),
      );
    play.file({ form: '3', period, drafts, look: before });
  };
  // After one form, or after two.
  play.due.push(play.script.arrival % 2 === 0 ? file : () => play.due.push(file));
};

export const openBooks = (play: Play): void => {
  const { script, books } = play;
  const amount = (n: number): Amount =>
    script.amounts[n % script.amounts.length] ?? { lots: 50, odd: 0 };
  const holdings = [
    play.common(null),
    ...script.holders.map((h) => play.common(h)),
    ...script.grants.map((g) => derivativeOf(play, g)),
  ];
  for (const [i, holding] of holdings.entries()) {
    const held = amountOf(amount(i));
    const whole = holding.class === 'note' ? held.times(notePrice) : held;
    books.happen(holding, beginning, whole, { why: 'opening' });
  }
  if (script.opening === 'form-4') return;
  const early =
    script.opening === 'before-form-3'
      ? books.happen(play.common(null), addDays(play.today, -170), amountOf(amount(7)))
      : null;
  const period = addDays(play.today, -5);
  if (script.opening === 'late-form-3') return fileLate(play, holdings, period);
  const drafts = [...new Set(holdings)].map((h) => {
    const row = play.holding(h);
    const speaks = row.speaks && { ...row.speaks, at: { ...row.speaks.at, on: period } };
    return h.class === 'common' ? { ...row, speaks } : { ...row, speaks, byUnderlying: true };
  });
  play.file({ form: '3', period, drafts, look: before });
  if (early === null) return;
  play.advance(1);
  play.file({ drafts: [play.transaction(early, 'A')], look: before });
};

export const closeBooks = (play: Play): void => {
  play.fileDue();
  if (!play.script.closing) return;
  play.advance(15);
  play.file({ drafts: play.listing([]), look: before });
};
