/** Forms that speak of another time: amendments long after, late forms, tallies out of order. */
import { addDays } from '../../../src/filing/calendar.js';
import { Decimal } from '../../../src/filing/decimal.js';
import type { FormType } from '../../../src/filing/model.js';
import { compareMoments, endOf, type Moment, type TrueHolding } from './holding.js';
import { jane, venture } from './paper.js';
import { amountOf, firstDay, type Home, type Play } from './play.js';
import type { Step } from './script.js';
import type { Draft, WrittenRow } from './statement.js';

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** The row once more, with what it says today of its own moment. */
const again = (play: Play, row: WrittenRow): Draft => {
  const { speaks } = row;
  return {
    ...row,
    line: row.firstRow,
    stated:
      speaks === null || row.slip !== null
        ? row.stated
        : play.books
            .through(row.holding, speaks.at)
            .filter((d) => speaks.counts.has(d))
            .reduce((sum, d) => sum.plus(d.delta), new Decimal(0)),
  };
};

const inForce = (home: Home): ReadonlyArray<WrittenRow> => home.rows;

const amend = (
  play: Play,
  home: Home,
  drafts: ReadonlyArray<Draft>,
  remarks: string,
  look: Step['look'],
  owners?: ReadonlyArray<typeof jane>,
): void => {
  const from = play.rows.length;
  play.file({
    drafts,
    look: { ...look, shuffle: 0 },
    form: `${home.form}/A` as FormType,
    amends: { home, remarks },
    ...(owners === undefined ? {} : { owners }),
  });
  const written = play.rows.slice(from);
  home.rows = home.rows.map((r) => written.find((w) => w.firstRow === r.firstRow) ?? r);
  home.amended = true;
};

const spokenOfSince = (play: Play, home: Home, holding: TrueHolding): boolean =>
  play.rows.some(
    (r) => r.holding === holding && r.accession !== home.accession && r.on >= home.filedOn,
  );

/** A holding was larger all along than the form had listed. */
const holdingCorrected = (play: Play, home: Home, step: Of<'amend'>): boolean => {
  const row = inForce(home).find(
    (r) =>
      r.kind === 'holding' && r.holding.class === 'common' && !spokenOfSince(play, home, r.holding),
  );
  if (row === undefined || row.speaks === null || row.stated === null || home.form === '3')
    return false;
  const more = amountOf(step);
  const deed = play.books.happen(row.holding, addDays(home.filedOn, -3), more, {
    why: 'amended-later',
  });
  const speaks = { ...row.speaks, counts: new Set([...row.speaks.counts, deed]) };
  const draft = { ...row, line: row.firstRow, stated: row.stated.plus(more), speaks };
  amend(play, home, [draft], 'Amended to correct a holding.', step.look);
  return true;
};

/** A direct trade was larger than reported; what the form lists beside it stands. */
const tradeCorrected = (play: Play, home: Home, step: Of<'amend'>, whole: boolean): boolean => {
  const row = inForce(home).find(
    (r) => r.deed !== null && r.holding.class === 'common' && r.speaks !== null && r.slip === null,
  );
  if (row?.deed == null) return false;
  const own = inForce(home).filter((r) => r.holding === row.holding);
  const more = new Decimal(100).times(row.deed.delta.isNegative() ? -1 : 1);
  if (own.length > 1 || play.books.balance(row.holding).plus(more).lte(0)) return false;
  row.deed.delta = row.deed.delta.plus(more);
  const { delta } = row.deed;
  const today = endOf(play.today);
  const ofOwnDate = again(play, row);
  // One number for both dates says that of its own.
  const formDate =
    step.states === 'form-date' &&
    !play.books.balance(row.holding, today).eq(ofOwnDate.stated ?? 0);
  const corrected: Draft = {
    ...ofOwnDate,
    delta,
    ...(formDate
      ? { stated: play.books.balance(row.holding, today), speaks: play.speaks(row.holding, today) }
      : {}),
  };
  const rows = whole
    ? inForce(home).map((r) => (r === row ? corrected : again(play, r)))
    : [corrected];
  amend(play, home, rows, 'Amended to correct the number of shares traded.', step.look);
  return true;
};

export const playAmend = (play: Play, step: Of<'amend'>): void => {
  const homes = play.homes.filter((h) => !h.amended);
  const home = homes[step.target % Math.max(1, homes.length)];
  if (home === undefined) return;
  play.advance(step.days);
  if (step.what === 'owner') {
    const rows = inForce(home).map((r) => again(play, r));
    amend(play, home, rows, 'Amended to add a reporting person.', step.look, [jane, venture]);
  } else if (!(step.what === 'holding' && holdingCorrected(play, home, step)) && home.form !== '3')
    tradeCorrected(play, home, step, step.what !== 'trade');
};

// ---- late and out of order ----

const fits = (play: Play, holding: TrueHolding, from: Moment, delta: Decimal): boolean => {
  const moments: ReadonlyArray<Moment> = [
    from,
    ...play.books.deeds.filter((d) => d.holding === holding && compareMoments(d, from) >= 0),
  ];
  return moments.every((m) => play.books.balance(holding, m).plus(delta).gt(0));
};

/** Something of weeks ago is reported now, or by the next late form; forms between may count it. */
export const playLate = (play: Play, step: Of<'late'>): void => {
  const holding = play.pick(step.holding, 'common');
  if (holding === null) return;
  const back = addDays(play.today, -step.back);
  const on = back > firstDay ? back : addDays(firstDay, 1);
  const amount = amountOf(step);
  const down = step.down && fits(play, holding, { on, nth: play.books.deeds.length }, amount.neg());
  const deed = play.books.happen(holding, on, down ? amount.neg() : amount);
  const file = (): void => {
    const today = endOf(play.today);
    // One number for both dates says that of its own.
    const isOne = play.books.balance(holding, today).eq(play.books.balance(holding, deed));
    const at = step.states === 'form-date' && !isOne ? today : deed;
    const draft = play.transaction(deed, down ? 'S' : 'P', {
      stated: play.books.balance(holding, at),
      speaks: play.speaks(holding, at),
    });
    play.file({ drafts: [draft], look: step.look });
  };
  if (step.counted) play.due.push(file);
  else file();
};

/** Two rows of one holding, the later day first, tallied as they stand on the paper. */
export const playTally = (play: Play, step: Of<'tally'>): void => {
  const holding = play.pick(step.holding, 'common');
  if (holding === null) return;
  const amounts = [amountOf(step), amountOf({ lots: step.lots + 2, odd: step.odd })];
  if (amounts[0]?.plus(amounts[1] ?? 0).gte(play.books.balance(holding)) !== false) return;
  const before = play.books.balance(holding);
  const [later, earlier] = [-1, -5].map((days, i) =>
    play.books.happen(holding, addDays(play.today, days), (amounts[i] ?? before).neg()),
  );
  if (later === undefined || earlier === undefined) return;
  const first = play.transaction(later, 'S', { stated: before.plus(later.delta), speaks: null });
  const second = play.transaction(earlier, 'S', {
    stated: before.plus(later.delta).plus(earlier.delta),
    speaks: play.speaks(holding, later),
  });
  play.file({ drafts: [first, second], look: step.look, ordered: true });
};
