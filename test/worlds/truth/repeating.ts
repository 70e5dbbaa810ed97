/** A form that reports once more what an earlier one did, and amends nothing. */
import { addDays } from '../../../src/filing/calendar.js';
import { jane, venture } from './paper.js';
import { amountOf, type FormOf, type Home, type Play } from './play.js';
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

/**
 * Of a price: all rows as they are else, the repeated ones as of the form that had them first. Of
 * round numbers it is asked whether they are.
 */
const amend = (play: Play, home: Home): void => {
  if (!home.rows.some((row) => row.repeats !== null && !row.delta.mod(100).isZero())) return;
  play.advance(3);
  const drafts = home.rows.map((row): Draft => {
    const price = row.repeats === null ? '12.75' : row.price;
    return { ...row, price, line: row.repeats ?? row.firstRow, repeats: null };
  });
  play.file({
    form: '4/A',
    drafts,
    look: home.look,
    amends: { home, remarks: 'Amended to correct a price.', box4: null },
  });
};

export const playAgain = (play: Play, step: Again): void => {
  const homes = play.homes.filter((h) => h.form === '4' && h.rows.some((r) => r.deed !== null));
  const home = homes.at(-1 - (step.target % Math.max(1, homes.length)));
  if (home === undefined) return;
  const rows = home.rows.filter((r) => r.deed !== null && r.repeats === null);
  const { look, period } = home;
  const file = (form: Omit<FormOf, 'look' | 'owners'> & Partial<FormOf>): Home | null =>
    play.file({ look, ...(step.joint ? { owners: [jane, venture] } : {}), ...form });
  switch (step.way) {
    case 'copy':
      return void file({ drafts: home.rows.map(copied), look: { ...look, shuffle: 0 }, period });
    case 'other-agent':
      return void file({
        drafts: rows.map(copied),
        look: { ...look, spelling: 6, shuffle: 1 },
        period,
      });
    case 'with-more': {
      const more = traded(play, step);
      const again = file({ drafts: [...rows.map(copied), ...(more === null ? [] : [more])] });
      if (step.amended && again !== null) amend(play, again);
      return;
    }
    case 'other-price':
      return void file({ drafts: rows.map(repriced) });
    case 'form-5':
      return void file({
        form: '5',
        period: addDays(play.today, -1),
        drafts: [...rows.map(copied), ...play.listing(rows, 'common')],
      });
  }
};
