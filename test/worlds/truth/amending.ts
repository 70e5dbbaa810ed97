/** Forms that speak of another time: amendments long after, late forms, tallies out of order. */
import { addDays, type Day } from '../../../src/filing/calendar.js';
import { Decimal } from '../../../src/filing/decimal.js';
import type { FormType } from '../../../src/filing/model.js';
import { compareMoments, endOf, type Moment, type TrueHolding } from './holding.js';
import { jane, venture } from './paper.js';
import { amountOf, firstDay, type Home, type Play } from './play.js';
import type { Step } from './script.js';
import type { Draft, WrittenRow } from './statement.js';

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** The row once more, with what it says today of its own moment. */
export const again = (play: Play, row: WrittenRow): Draft => {
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

export const amend = (
  play: Play,
  home: Home,
  drafts: ReadonlyArray<Draft>,
  remarks: string,
  look: Step['look'],
  more: {
    readonly owners?: ReadonlyArray<typeof jane>;
    readonly box4?: Day;
    readonly period?: Day;
  } = {},
): void => {
  const from = play.rows.length;
  play.file({
    drafts,
    look: { ...look, shuffle: 0 },
    form: `${home.form}/A` as FormType,
    amends: { home, remarks, ...(more.box4 === undefined ? {} : { box4: more.box4 }) },
    ...(more.owners === undefined ? {} : { owners: more.owners }),
    ...(more.period === undefined ? {} : { period: more.period }),
  });
  const written = play.rows.slice(from);
  const restated = home.rows.map((r) => written.find((w) => w.firstRow === r.firstRow) ?? r);
  home.rows = [...restated, ...written.filter((w) => w.line === null)];
  home.amendedOn = play.today;
};

export const fits = (play: Play, holding: TrueHolding, from: Moment, delta: Decimal): boolean => {
  const moments: ReadonlyArray<Moment> = [
    from,
    ...play.books.deeds.filter((d) => d.holding === holding && compareMoments(d, from) >= 0),
  ];
  return moments.every((m) => play.books.balance(holding, m).plus(delta).gt(0));
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
const tradeCorrected = (
  play: Play,
  home: Home,
  step: Pick<Of<'amend'>, 'states' | 'look'>,
  whole: boolean,
  more: { readonly box4?: Day } = {},
): boolean => {
  const row = inForce(home).find(
    (r) => r.deed !== null && r.holding.class === 'common' && r.speaks !== null && r.slip === null,
  );
  if (row?.deed == null) return false;
  const own = inForce(home).filter((r) => r.holding === row.holding);
  const wider = new Decimal(100).times(row.deed.delta.isNegative() ? -1 : 1);
  if (own.length > 1 || play.books.balance(row.holding).plus(wider).lte(0)) return false;
  row.deed.delta = row.deed.delta.plus(wider);
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
  amend(play, home, rows, 'Amended to correct the number of shares traded.', step.look, more);
  return true;
};

export const playAmend = (play: Play, step: Of<'amend'>): void => {
  const homes = play.homes.filter((h) => h.amendedOn === null);
  const home = homes[step.target % Math.max(1, homes.length)];
  if (home === undefined) return;
  play.advance(step.days);
  if (step.what === 'owner') {
    const rows = inForce(home).map((r) => again(play, r));
    amend(play, home, rows, 'Amended to add a reporting person.', step.look, {
      owners: [jane, venture],
    });
  } else if (!(step.what === 'holding' && holdingCorrected(play, home, step)) && home.form !== '3')
    tradeCorrected(play, home, step, step.what !== 'trade');
};

// ---- amended again and again ----

/** Something of the report's own day was left out; forms since did not know of it, or did. */
const lineAdded = (play: Play, row: WrittenRow, step: Of<'amend-again'>): Draft | null => {
  const { holding, deed } = row;
  if (deed === null) return null;
  const amount = amountOf(step);
  const from: Moment = { on: deed.on, nth: play.books.deeds.length };
  if (!fits(play, holding, from, amount.neg())) return null;
  // Withheld for taxes, or one more of the same trade.
  const code = step.down && deed.delta.isNegative() ? (row.code ?? 'S') : 'F';
  return play.transaction(play.books.happen(holding, deed.on, amount.neg()), code, {
    called: row.called,
  });
};

export const playAmendAgain = (play: Play, step: Of<'amend-again'>): void => {
  // Nobody amends a copy.
  const homes = play.homes.filter((h) => h.form === '4' && !h.rows.some((r) => r.repeats !== null));
  const latest = homes.filter((h) => h.amendedOn !== null);
  const home = (latest.length > 0 && step.target === 0 ? latest : homes).at(-1);
  const row = home?.rows.find(
    (r) => r.deed !== null && r.holding.class === 'common' && r.speaks !== null && r.slip === null,
  );
  if (home === undefined || row?.deed == null) return;
  play.advance(step.days);
  const box4 = step.box4 === 'amendment' ? { box4: home.amendedOn ?? home.filedOn } : {};
  const files = (draft: Draft, remarks: string): void =>
    amend(play, home, [draft], remarks, step.look, box4);
  switch (step.what) {
    case 'trade':
      tradeCorrected(play, home, { ...step, states: 'own-date' }, false, box4);
      break;
    case 'price':
      files({ ...again(play, row), price: String(step.lots) }, 'Amended to correct the price.');
      break;
    case 'notes':
      files(
        { ...again(play, row), codeNotes: ['The price is a weighted average.'] },
        'Amended to add a footnote.',
      );
      break;
    case 'added': {
      const draft = lineAdded(play, row, step);
      if (draft !== null) files(draft, 'Amended to report a transaction that was left out.');
      break;
    }
  }
};

// ---- late and out of order ----

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
