/**
 * An issuer over all its insiders, made of what each of them reports. One row may be reported by
 * several owners, and more than ten owners need a second document with the same rows; both are
 * one fact and count once.
 */

import type { InsiderId, PositionId, RowId } from '../src/event/identity.js';
import type { Day, Instant } from '../src/filing/calendar.js';
import { Decimal, printDecimal, zero } from '../src/filing/decimal.js';
import type { Accession } from '../src/filing/model.js';
import { compare, groupedBy } from '../src/filing/order.js';
import type { PriceDoubt } from './known/price-doubt.js';
import { canonicalTitle } from './known/security-title.js';

// ---- documents that are one ----

/** A document that may be one of several with the same rows, as one of its filers has it. */
export interface Document {
  readonly accession: Accession;
  readonly insider: InsiderId;
  /** Equal for documents of one form, period and filing date whose rows are the same. */
  readonly sameRows: string;
  readonly owners: number;
}

/** One form has room for ten owners; only where it is full does a second one carry on. */
const ownersPerForm = 10;

/**
 * Accession numbers of documents that are one filing split over several, each list sorted. Two
 * directors with equal grants on one day file alike and are not siblings.
 */
export const siblingsAmong = (
  documents: ReadonlyArray<Document>,
): ReadonlyArray<ReadonlyArray<Accession>> =>
  [...groupedBy(documents, (d) => d.sameRows).values()].flatMap((alike) => {
    if (!alike.some((d) => d.owners >= ownersPerForm)) return [];
    const owners = new Map<Accession, Set<string>>();
    for (const { accession, insider } of alike)
      owners.set(accession, (owners.get(accession) ?? new Set()).add(insider));
    const groups: Array<{ readonly accessions: Array<Accession>; readonly owners: Set<string> }> =
      [];
    for (const accession of [...owners.keys()].sort(compare)) {
      const own = owners.get(accession) ?? new Set();
      const group = groups.find((g) => ![...own].some((owner) => g.owners.has(owner)));
      if (group === undefined) groups.push({ accessions: [accession], owners: new Set(own) });
      else {
        group.accessions.push(accession);
        for (const owner of own) group.owners.add(owner);
      }
    }
    return groups.map((g) => g.accessions).filter((g) => g.length > 1);
  });

/** The name under which a row of any owner's document counts once: the first sibling's. */
export type RowNaming = (row: string) => string;

export const namingOf = (documents: ReadonlyArray<Document>): RowNaming => {
  const first = new Map<string, string>();
  for (const group of siblingsAmong(documents))
    for (const accession of group) first.set(accession, group[0] ?? accession);
  return (row) => {
    const [accession = '', label = ''] = row.split('/');
    return `${first.get(accession) ?? accession}/${label}`;
  };
};

/** A row that one owner counts, and rows of documents that others may have too which tell the same. */
export interface Retold {
  readonly insider: InsiderId;
  readonly transactionId: RowId;
  readonly copies: ReadonlyArray<RowId>;
}

/**
 * The same where an owner told some of it before the others did: what is a copy for one counts for
 * those who report it for the first time, by the name of what it is a copy of. What an owner counts
 * as two, since that was decided, is two of the issuer's, though others count one.
 */
export const namingRetold = (nameOf: RowNaming, counted: ReadonlyArray<Retold>): RowNaming => {
  const retold = counted.filter(({ copies }) => copies.length > 0);
  if (retold.length === 0) return nameOf;
  const other = new Map<string, string>();
  const root = (name: string): string => {
    let at = name;
    for (let up = other.get(at); up !== undefined; up = other.get(at)) at = up;
    return at;
  };
  const countedBy = new Map<string, Set<InsiderId>>(
    retold.flatMap(({ transactionId, copies }) =>
      [transactionId, ...copies].map((row) => [nameOf(row), new Set()] as const),
    ),
  );
  for (const { insider, transactionId } of counted)
    countedBy.get(nameOf(transactionId))?.add(insider);
  const whoCounts = (name: string): Set<InsiderId> => countedBy.get(name) ?? new Set();
  for (const { transactionId, copies } of retold)
    for (const copy of copies) {
      const [one, same] = [root(nameOf(copy)), root(nameOf(transactionId))];
      const [of, all] = [whoCounts(one), whoCounts(same)];
      if (one === same || [...of].some((insider) => all.has(insider))) continue;
      other.set(one, same);
      for (const insider of of) all.add(insider);
    }
  return (row) => root(nameOf(row));
};

/** Those of one deed that some satisfy; all where none does. */
export const rather = <A>(all: ReadonlyArray<A>, is: (one: A) => boolean): ReadonlyArray<A> => {
  const some = all.filter(is);
  return some.length > 0 ? some : all;
};

/** One of two sibling documents was amended and the other was not. */
export interface Unamended {
  readonly left: Accession;
  readonly amended: Accession;
  readonly amendment: Accession;
}

/** `amendments`: by the accession number of what they amend. */
export const unamendedAmong = (
  documents: ReadonlyArray<Document>,
  amendments: ReadonlyMap<Accession, Accession>,
): ReadonlyArray<Unamended> =>
  siblingsAmong(documents).flatMap((group) => {
    const amended = group.find((accession) => amendments.has(accession));
    const amendment = amended === undefined ? undefined : amendments.get(amended);
    if (amended === undefined || amendment === undefined) return [];
    return group
      .filter((accession) => !amendments.has(accession))
      .map((left) => ({ left, amended, amendment }));
  });

// ---- what several say of one fact ----

/** Sums are kept apart up to here; beyond, the smallest and the largest tell enough. */
const valuesMax = 64;

const distinct = (values: ReadonlyArray<Decimal>): ReadonlyArray<Decimal> => {
  const sorted = [...new Map(values.map((v) => [v.toFixed(), v])).values()].sort((a, b) =>
    a.cmp(b),
  );
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  return sorted.length <= valuesMax || least === undefined || most === undefined
    ? sorted
    : [least, most];
};

/** All sums that facts give where their reporters disagree; one where none does. */
const sumsOf = (facts: ReadonlyArray<ReadonlyArray<Decimal>>): ReadonlyArray<string> =>
  facts
    .reduce<ReadonlyArray<Decimal>>(
      (sums, values) => distinct(sums.flatMap((sum) => distinct(values).map((v) => sum.plus(v)))),
      [zero],
    )
    .map(printDecimal);

// ---- holdings ----

/** What one owner reports of a holding, on a day. */
export interface HeldReport {
  readonly positionId: PositionId;
  readonly insider: InsiderId;
  readonly kind: 'share' | 'derivative';
  readonly security: string;
  readonly unit: string;
  readonly quantity: string | null;
  readonly status: string;
  /** The day of the balance last stated, and when that was filed. */
  readonly statedOn: string | null;
  readonly filedOn: Day | null;
}

/** Who spoke of it last comes first. */
const byRecency = (a: HeldReport, b: HeldReport): number =>
  compare(b.statedOn ?? '', a.statedOn ?? '') ||
  compare(b.filedOn ?? '', a.filedOn ?? '') ||
  compare(a.insider, b.insider) ||
  compare(a.positionId, b.positionId);

interface Standing {
  readonly positionId: PositionId;
  readonly row: RowId;
}

/**
 * Positions that stand on a common row are one holding: by each of them, the one that stands for
 * it. `standing`: rows that several owners report, and who stands on them.
 */
export const holdingOf = (
  positions: Iterable<PositionId>,
  standing: ReadonlyArray<Standing>,
  nameOf: RowNaming,
): ((position: PositionId) => PositionId) => {
  const parent = new Map<PositionId, PositionId>();
  for (const id of positions) parent.set(id, id);
  const root = (id: PositionId): PositionId => {
    let at = id;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  const byName = new Map<string, PositionId>();
  for (const { positionId, row } of standing) {
    if (!parent.has(positionId)) continue;
    const name = nameOf(row);
    const other = byName.get(name);
    if (other === undefined) byName.set(name, positionId);
    else parent.set(root(positionId), root(other));
  }
  return root;
};

/** Holdings, of each the positions that are one, who spoke of it last first. */
export const holdingsOnce = <R extends HeldReport>(
  reports: ReadonlyArray<R>,
  standing: ReadonlyArray<Standing>,
  nameOf: RowNaming,
): ReadonlyArray<readonly [R, ...ReadonlyArray<R>]> => {
  const holding = holdingOf(
    reports.map(({ positionId }) => positionId),
    standing,
    nameOf,
  );
  return [...groupedBy(reports, (r) => holding(r.positionId)).values()].flatMap((group) => {
    const [first, ...others] = [...group].sort(byRecency);
    return first === undefined ? [] : [[first, ...others] as const];
  });
};

/** All holdings of one class, each counted once. */
export interface HeldTotal {
  readonly kind: 'share' | 'derivative';
  readonly security: string;
  readonly unit: string;
  /** By who spoke last of each. */
  readonly quantity: string;
  /** Every sum that the owners' accounts give, smallest first; one where they agree. */
  readonly values: ReadonlyArray<string>;
  readonly holdings: number;
}

const counted: ReadonlySet<string> = new Set(['reported', 'derived', 'stale', 'contested']);

const isCounted = ({ quantity, status }: HeldReport): boolean =>
  quantity !== null && counted.has(status);

const quantityOf = ({ quantity }: HeldReport): Decimal => new Decimal(quantity ?? 0);

/** An owner whose account ended earlier is out of date, not in disagreement. */
const sayingsOf = (group: ReadonlyArray<HeldReport>): ReadonlyArray<Decimal> =>
  group.filter((r) => isCounted(r) && r.statedOn === group[0]?.statedOn).map(quantityOf);

/** By class; what is expired or unknown does not count. Shares first. */
export const heldTotals = (
  holdings: ReadonlyArray<readonly [HeldReport, ...ReadonlyArray<HeldReport>]>,
): ReadonlyArray<HeldTotal> => {
  const classes = groupedBy(
    holdings.filter(([last]) => isCounted(last)),
    ([{ kind, security, unit }]) => `${kind}|${canonicalTitle(security)}|${unit}`,
  );
  return [...classes]
    .sort(([a], [b]) => compare(b.slice(0, 1), a.slice(0, 1)) || compare(a, b))
    .flatMap(([, same]) => {
      // Titles are spelt in several ways: in whatever order holdings come, one of them is told.
      const [first] = same
        .map(([last]) => last)
        .sort((a, b) => compare(a.positionId, b.positionId));
      if (first === undefined) return [];
      const { kind, security, unit } = first;
      return [
        {
          kind,
          security,
          unit,
          quantity: printDecimal(same.reduce((sum, [r]) => sum.plus(quantityOf(r)), zero)),
          values: sumsOf(same.map(sayingsOf)),
          holdings: same.length,
        },
      ];
    });
};

// ---- deals ----

/** A transaction that counts, as one of those who report it has it. */
export interface DealReport extends Retold {
  /** The row that first reported it. */
  readonly transactionId: RowId;
  readonly table: 'I' | 'II';
  readonly security: string;
  readonly unit: string;
  readonly code: string | null;
  readonly letter: 'A' | 'D' | null;
  readonly amount: string | null;
  readonly price: string | null;
  readonly priceDoubt: PriceDoubt | null;
  readonly effectiveOn: Day;
  /** When the filing of the row in force became known. */
  readonly filedAt: Instant;
}

/** One transaction, with everybody who reports it; what was filed last is what counts. */
export interface Deal extends DealReport {
  readonly insiders: ReadonlyArray<InsiderId>;
  readonly amounts: ReadonlyArray<Decimal>;
}

const amountOf = ({ amount }: DealReport): Decimal => new Decimal(amount ?? 0);

const byFiling = (a: DealReport, b: DealReport): number =>
  compare(b.filedAt, a.filedAt) ||
  compare(a.insider, b.insider) ||
  compare(a.transactionId, b.transactionId);

/** Each transaction once, in the order of their days. */
export const dealsOnce = <R extends DealReport>(
  reports: ReadonlyArray<R>,
  nameOf: RowNaming,
): ReadonlyArray<R & Deal> => {
  const name = namingRetold(nameOf, reports);
  return [...groupedBy(reports, (r) => name(r.transactionId)).values()]
    .flatMap((group) => {
      const isFirst = ({ transactionId: id }: R): boolean => nameOf(id) === name(id);
      const [last] = [...rather(group, isFirst)].sort(byFiling);
      const insiders = [...new Set(group.map((r) => r.insider))].sort(compare);
      return last === undefined ? [] : [{ ...last, insiders, amounts: group.map(amountOf) }];
    })
    .sort(
      (a, b) => compare(a.effectiveOn, b.effectiveOn) || compare(a.transactionId, b.transactionId),
    );
};

export interface DealSums {
  readonly acquired: Decimal;
  readonly disposed: Decimal;
  /** Every sum that the owners' documents give, smallest first; one where they agree. */
  readonly acquiredValues: ReadonlyArray<string>;
  readonly disposedValues: ReadonlyArray<string>;
}

export const dealSums = (deals: ReadonlyArray<Deal>): DealSums => {
  const of = (letter: 'A' | 'D'): ReadonlyArray<Deal> => deals.filter((d) => d.letter === letter);
  const sum = (letter: 'A' | 'D'): Decimal =>
    of(letter).reduce((total, deal) => total.plus(amountOf(deal)), zero);
  const values = (letter: 'A' | 'D') => sumsOf(of(letter).map((d) => d.amounts));
  return {
    acquired: sum('A'),
    disposed: sum('D'),
    acquiredValues: values('A'),
    disposedValues: values('D'),
  };
};
