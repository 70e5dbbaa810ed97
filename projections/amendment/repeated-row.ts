/**
 * Rows that a later form reports once more and amends nothing by it: a form filed anew with a row
 * more, a Form 5 with what Forms 4 had, a grant that stands on every form of its year.
 *
 * After a second deed of the same size the balance would be another. Only rows that come back to
 * where they began (exercised, converted) say the same of two deeds, and those stand beside rows
 * that are new. So all transactions of a day have to be those of one earlier form, box by box.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Day } from '../../src/filing/calendar.js';
import { zero } from '../../src/filing/decimal.js';
import { groupedBy } from '../../src/filing/order.js';
import { formDate, type KnownFiling, rowAsFiled } from '../known/knowledge.js';
import { assertedOf, deltaOf } from '../known/reported-row.js';
import { canonicalTitle } from '../known/security-title.js';
import { tells } from '../known/telling-number.js';
import { changesBetween } from '../line/row-alignment.js';
import { areToldApart, holderOf, relateHolders } from '../position/holder.js';
import { lotNotesOf, noCommonLotNotes, relateLots } from '../position/lot-terms.js';

/** Which form a row belongs on, when, and how its holder is spelt, may be said otherwise. */
const mayDiffer: ReadonlySet<string> = new Set(['formType', 'timeliness', 'nature']);
const priceToo: ReadonlySet<string> = new Set([...mayDiffer, 'price']);

const noneInCommon: ReadonlySet<string> = new Set();

/** A row of a form, as it was filed. */
interface Told {
  readonly row: RowReported;
  readonly filing: KnownFiling;
  /** The form itself, or the one that it amends. */
  readonly home: KnownFiling;
  readonly on: Day;
}

/** By which rows are looked up that may be one: told at once, where comparing boxes is dear. */
const keyOf = ({ row }: Told): string =>
  `${row.table}|${row.transactionDate.value}|${row.shares.value}|${assertedOf(row)}`;

const sameClass = (a: RowReported, b: RowReported): boolean =>
  a.issuerId === b.issuerId &&
  a.table === b.table &&
  canonicalTitle(a.security.value) === canonicalTitle(b.security.value);

const sameHolder = (a: Told, b: Told): boolean => {
  const [one, other] = [holderOf(a.row, a.filing), holderOf(b.row, b.filing)];
  const relation = relateHolders(one, other, noneInCommon);
  if (relation === 'different' || areToldApart(one, other)) return false;
  return (
    relation === 'same' || canonicalTitle(a.row.nature.value) === canonicalTitle(b.row.nature.value)
  );
};

/** Two lots may be granted in one number on one day: their footnotes tell. */
const sameLot = (a: Told, b: Told): boolean =>
  relateLots(lotNotesOf(a.row, a.filing), lotNotesOf(b.row, b.filing), noCommonLotNotes) !==
  'different';

const saysTheSameDeed = (a: Told, b: Told, but: ReadonlySet<string>): boolean =>
  a.row.issuerId === b.row.issuerId &&
  changesBetween(a.row, b.row).every(({ field }) => but.has(field)) &&
  sameHolder(a, b) &&
  sameLot(a, b);

/** Transactions that change something and state what is held after it. */
const transactionsOf = (filing: KnownFiling, home: KnownFiling): ReadonlyArray<Told> =>
  filing.rows.flatMap((corrected) => {
    const row = rowAsFiled(filing, corrected);
    const on = row.transactionDate.value;
    return row.kind === 'transaction' && on !== null ? [{ row, filing, home, on }] : [];
  });

const changes = ({ row }: Told): boolean => {
  const delta = deltaOf(row);
  return delta !== null && !delta.isZero() && assertedOf(row) !== null;
};

/** Rows of one earlier form, or of what amends it, that a filing repeats. */
export interface Repetition {
  readonly first: KnownFiling;
  readonly rows: ReadonlyArray<{ readonly row: RowReported; readonly of: RowReported }>;
  /** Too much of it is equal for chance; else it may be another deed of the same round numbers. */
  readonly isTelling: boolean;
  /** All is equal but prices: one of the two is wrong, or is of another deed. */
  readonly isPricedAnew: boolean;
}

/** Rows met so far, on forms and on what amends them. */
export interface RowsReported {
  repeatedBy(filing: KnownFiling): ReadonlyArray<Repetition>;
  remember(filing: KnownFiling, home: KnownFiling): void;
}

/** Each row with one of its own among those of an earlier form; null where one has none. */
const pairedWith = (
  rows: ReadonlyArray<Told>,
  known: ReadonlyMap<string, ReadonlyArray<Told>>,
  first: KnownFiling,
  but: ReadonlySet<string>,
): Repetition['rows'] | null => {
  const left = new Set<RowReported>();
  const pairs: Array<Repetition['rows'][number]> = [];
  for (const told of rows) {
    const of = (known.get(keyOf(told)) ?? []).find(
      (t) => t.home === first && !left.has(t.row) && saysTheSameDeed(t, told, but),
    );
    if (of === undefined) return null;
    left.add(of.row);
    pairs.push({ row: told.row, of: of.row });
  }
  return pairs;
};

/** Rows that do not come back, on their day, to where they began. */
const movingAmong = (rows: Repetition['rows']): Repetition['rows'] => {
  const holdings = groupedBy(rows, ({ row }) =>
    JSON.stringify([row.table, canonicalTitle(row.security.value), row.nature.value]),
  );
  return [...holdings.values()]
    .filter((own) => !own.reduce((sum, { row }) => sum.plus(deltaOf(row) ?? zero), zero).isZero())
    .flat();
};

/** An odd number, or several rows: and not only such as come back to where they began. */
const areTelling = (rows: Repetition['rows']): boolean => {
  const numbers = movingAmong(rows).flatMap(({ row }) => {
    const balance = assertedOf(row);
    // What leaves nothing may do so twice.
    return balance === null || balance.isZero() ? [] : [[balance, deltaOf(row) ?? zero]];
  });
  return numbers.length > 1 || numbers.flat().some(tells);
};

export const rowsReported = (): RowsReported => {
  const known = new Map<string, Array<Told>>();
  /** The same in the order in which they were met: looked through where something is repeated. */
  const met: Array<Told> = [];
  /**
   * Sold, bought back and sold again on one day: another form leads back to where a row begins, and
   * the row may be another deed.
   */
  const isReachedAgain = (first: KnownFiling, filing: KnownFiling, row: RowReported): boolean => {
    const [on, balance, delta] = [row.transactionDate.value, assertedOf(row), deltaOf(row)];
    if (on === null || balance === null || delta === null) return false;
    const from = balance.minus(delta);
    return met.some(
      (told) =>
        told.on === on &&
        told.home !== first &&
        told.home !== filing &&
        assertedOf(told.row)?.eq(from) === true &&
        sameClass(told.row, row),
    );
  };
  /** The earliest form before this one's date that has all rows of a day. */
  const repetitionOf = (
    filing: KnownFiling,
    rows: ReadonlyArray<Told>,
    but: ReadonlySet<string>,
  ): Pick<Repetition, 'first' | 'rows'> | null => {
    const [one] = rows;
    if (one === undefined || !rows.every(changes)) return null;
    for (const { home: first } of known.get(keyOf(one)) ?? []) {
      if (formDate(first) >= formDate(filing)) continue;
      const paired = pairedWith(rows, known, first, but);
      if (paired !== null) return { first, rows: paired };
    }
    return null;
  };
  return {
    repeatedBy: (filing) => {
      const told = transactionsOf(filing, filing);
      if (!told.some((one) => known.has(keyOf(one)))) return [];
      const byDay = [...groupedBy(told, ({ on }) => on).values()];
      const alike = (but: ReadonlySet<string>, days: typeof byDay): ReadonlyArray<Repetition> => {
        const isPricedAnew = but === priceToo;
        const found = days.flatMap((rows) => repetitionOf(filing, rows, but) ?? []);
        return [...groupedBy(found, ({ first }) => first.accession).values()].flatMap((all) => {
          const rows = all.flatMap((one) => one.rows);
          const [one] = all;
          if (one === undefined) return [];
          const { first } = one;
          const isTelling =
            areTelling(rows) && !rows.some(({ of }) => isReachedAgain(first, filing, of));
          return [{ first, rows, isTelling, isPricedAnew }];
        });
      };
      const same = alike(mayDiffer, byDay);
      const copied = new Set(same.flatMap(({ rows }) => rows.map(({ row }) => row)));
      const others = byDay.filter((rows) => !rows.some(({ row }) => copied.has(row)));
      return [
        ...same,
        ...alike(priceToo, others).filter(({ rows }) => movingAmong(rows).length > 0),
      ];
    },
    remember: (filing, home) => {
      for (const told of transactionsOf(filing, home).filter(changes)) {
        const key = keyOf(told);
        const same = known.get(key);
        if (same === undefined) known.set(key, [told]);
        else same.push(told);
        met.push(told);
      }
    },
  };
};
