/** A form that reports once more what an earlier one did, and amends nothing. */
import { addDays } from '../../../src/filing/calendar.js';
import { jane, venture } from './paper.js';
import { amountOf, type FormOf, type Play } from './play.js';
import type { Step } from './script.js';
import type { Draft, WrittenRow } from './statement.js';

type Again = Extract<Step, { kind: 'again' }>;

const copied = (row: WrittenRow): Draft => ({ ...row, line: null, repeats: row.firstRow });

/** At another price, as by whom the average of the day was told. */
const repriced = (row: WrittenRow): Draft => ({
  ...copied(row),
  price: row.price === null ? '0' : '12.75',
});

/** A further trade of the direct holding, after what is repeated. */
const traded = (play: Play, step: Again): Draft | null => {
  const holding = play.common(null);
  const delta = play.possible(holding, amountOf(step), step.down);
  if (delta.isZero()) return null;
  const deed = play.books.happen(holding, addDays(play.today, -1), delta);
  return play.transaction(deed, delta.isNegative() ? 'S' : 'P');
};

export const playAgain = (play: Play, step: Again): void => {
  const homes = play.homes.filter((h) => h.form === '4' && h.rows.some((r) => r.deed !== null));
  const home = homes.at(-1 - (step.target % Math.max(1, homes.length)));
  if (home === undefined) return;
  const rows = home.rows.filter((r) => r.deed !== null && r.repeats === null);
  const { look, period } = home;
  const file = (form: Omit<FormOf, 'look' | 'owners'> & Partial<FormOf>): void =>
    void play.file({ look, ...(step.joint ? { owners: [jane, venture] } : {}), ...form });
  switch (step.way) {
    case 'copy':
      return file({ drafts: home.rows.map(copied), look: { ...look, shuffle: 0 }, period });
    case 'other-agent':
      return file({ drafts: rows.map(copied), look: { ...look, spelling: 6, shuffle: 1 }, period });
    case 'with-more': {
      const more = traded(play, step);
      return file({ drafts: [...rows.map(copied), ...(more === null ? [] : [more])] });
    }
    case 'other-price':
      return file({ drafts: rows.map(repriced) });
    case 'form-5':
      return file({
        form: '5',
        period: addDays(play.today, -1),
        drafts: [...rows.map(copied), ...play.listing(rows, 'common')],
      });
  }
};
