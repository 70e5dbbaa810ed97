/**
 * An issuer's totals over all its insiders. One row may be reported by several owners, and more
 * than ten owners need a second document with the same rows; both are one fact and count once.
 */
import type { Day } from '../src/filing/calendar.js';
import { type Decimal, zero } from '../src/filing/decimal.js';
import { sameRows } from './amendment/duplicate-filing.js';
import type { Entry } from './balance/balance.js';
import { type Conflict, type Finding, onlyName, registered } from './conflict/conflict.js';
import type { Holding, InsiderView } from './insider.js';
import { formDate, type KnownFiling } from './known/knowledge.js';
import { amountOf, type Unit, unitOf } from './known/reported-row.js';
import type { Decision } from './known/rulings.js';
import { canonicalTitle } from './known/security-title.js';
import { counts, inForce, type Line, type Version } from './line/line.js';
import type { Position } from './position/position.js';
import { positionAt } from './position-at.js';

/** A sum, and the sums that other owners' documents would give where they disagree. */
export interface Total {
  /** By what became known last. */
  readonly quantity: Decimal;
  /** All distinct sums, smallest first; one where nothing disagrees. */
  readonly values: ReadonlyArray<Decimal>;
}

/** All holdings of one class, each counted once. */
export interface HeldTotal {
  readonly security: string;
  readonly kind: Position['kind'];
  readonly unit: Unit;
  readonly total: Total;
}

/** All transactions of one class with one code and letter, each counted once. */
export interface TradedTotal {
  readonly security: string;
  readonly table: 'I' | 'II';
  readonly unit: Unit;
  readonly code: string | null;
  readonly acquiredDisposed: 'A' | 'D' | null;
  readonly total: Total;
}

export interface IssuerAt {
  readonly holdings: ReadonlyArray<HeldTotal>;
  readonly trades: ReadonlyArray<TradedTotal>;
  readonly conflicts: ReadonlyArray<Conflict>;
}

export interface IssuerView {
  readonly issuerId: string;
  /** Accession numbers of documents that are one filing split over several, each list sorted. */
  readonly siblings: ReadonlyArray<ReadonlyArray<string>>;
  readonly conflicts: ReadonlyArray<Conflict>;
  /** Holdings at the end of a day, and what was transacted up to then. */
  at(on: Day): IssuerAt;
}

// ---- documents that are one ----

const ownersOf = (filing: KnownFiling): ReadonlySet<string> =>
  new Set(filing.header.owners.map((o) => o.cik ?? o.name));

/** One form has room for ten owners; only where it is full does a second one carry on. */
const ownersPerForm = 10;

/** Two directors with equal grants on one day file alike and are not siblings. */
const areSiblings = (a: KnownFiling, b: KnownFiling): boolean => {
  const [owners, others] = [ownersOf(a), ownersOf(b)];
  if (a.rows.length === 0 || Math.max(owners.size, others.size) < ownersPerForm) return false;
  for (const owner of others) if (owners.has(owner)) return false;
  return sameRows(a, b);
};

const groupedBy = <A>(
  items: Iterable<A>,
  key: (item: A) => string,
): ReadonlyMap<string, Array<A>> => {
  const groups = new Map<string, Array<A>>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
};

const siblingsAmong = (
  filings: ReadonlyArray<KnownFiling>,
): ReadonlyArray<ReadonlyArray<KnownFiling>> => {
  const alike = groupedBy(
    filings,
    ({ header }) => `${header.form}|${header.period}|${header.filedOn}`,
  );
  return [...alike.values()].flatMap((same) => {
    const groups: Array<Array<KnownFiling>> = [];
    for (const filing of same) {
      const group = groups.find((g) => g.every((other) => areSiblings(other, filing)));
      if (group === undefined) groups.push([filing]);
      else group.push(filing);
    }
    return groups.filter((g) => g.length > 1);
  });
};

// ---- facts that are one ----

/** What several owners say of one fact: a value each, and how late it became known. */
interface Saying {
  readonly value: Decimal;
  /** Sorts by the day it speaks of, then by when it became known. */
  readonly recency: string;
}

const totalOf = (facts: ReadonlyArray<ReadonlyArray<Saying>>): Total => {
  let quantity = zero;
  let values: ReadonlyArray<Decimal> = [zero];
  for (const sayings of facts) {
    const last = sayings.reduce((a, b) => (b.recency > a.recency ? b : a));
    quantity = quantity.plus(last.value);
    const options = new Map(sayings.map((s) => [s.value.toFixed(), s.value]));
    values = distinct(values.flatMap((v) => [...options.values()].map((o) => v.plus(o))));
  }
  return { quantity, values };
};

/** Sums are kept apart up to here; beyond, the smallest and the largest tell enough. */
const valuesMax = 64;

const distinct = (values: ReadonlyArray<Decimal>): ReadonlyArray<Decimal> => {
  const sorted = [...new Map(values.map((v) => [v.toFixed(), v])).values()].sort((a, b) =>
    a.comparedTo(b),
  );
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  return sorted.length <= valuesMax || least === undefined || most === undefined
    ? sorted
    : [least, most];
};

interface Merger {
  /** The name under which a row of any owner's document is counted. */
  nameOf(row: string): string;
}

const mergerOf = (
  views: ReadonlyArray<InsiderView>,
  siblings: ReadonlyArray<ReadonlyArray<string>>,
): Merger => {
  const first = new Map(
    siblings.flatMap((group) => group.map((accession) => [accession, group[0] as string])),
  );
  const bySibling = (row: string): string => {
    const [accession = '', label = ''] = row.split('/');
    return `${first.get(accession) ?? accession}/${label}`;
  };
  const roots = new Map<string, string>();
  for (const { lines } of views)
    for (const { versions } of lines)
      for (const { row } of versions)
        roots.set(row.row, bySibling(versions[0]?.row.row ?? row.row));
  return { nameOf: (row) => roots.get(row) ?? bySibling(row) };
};

// ---- totals ----

interface Held {
  readonly view: InsiderView;
  readonly holding: Holding;
}

/** Holdings that stand on a common row are one holding. */
const holdingsThatAreOne = (
  held: ReadonlyArray<Held>,
  merger: Merger,
): ReadonlyArray<ReadonlyArray<Held>> => {
  const groupOfName = new Map<string, Array<Held>>();
  const groups = new Set<Array<Held>>();
  for (const one of held) {
    let group: Array<Held> = [one];
    groups.add(group);
    const names = new Set(one.holding.entries.map((e) => merger.nameOf(e.source.row.row)));
    for (const name of names) {
      const known = groupOfName.get(name);
      if (known !== undefined && known !== group) {
        groups.delete(group);
        known.push(...group);
        for (const [n, g] of groupOfName) if (g === group) groupOfName.set(n, known);
        group = known;
      }
      groupOfName.set(name, group);
    }
  }
  return [...groups];
};

const titleOf = ({ first }: Position): string => canonicalTitle(first.security.value);

const recencyOf = (on: Day, filing: KnownFiling): string =>
  `${on}|${filing.knownAt}|${filing.accession}`;

const sayingsOf = (group: ReadonlyArray<Held>, merger: Merger, on: Day): ReadonlyArray<Saying> => {
  const said = group.flatMap(({ view, holding }) => {
    const at = positionAt(view, holding, on);
    const last = at?.entries[at.entries.length - 1];
    return at?.quantity == null || last === undefined
      ? []
      : [{ value: at.quantity, last, name: merger.nameOf(last.source.row.row) }];
  });
  const latest = said
    .map(({ last }) => last.on)
    .sort()
    .at(-1);
  // An owner whose account ended earlier is out of date, not in disagreement.
  return said
    .filter(({ last }: { last: Entry }) => last.on === latest)
    .map(({ value, last }) => ({ value, recency: recencyOf(last.on, last.source.filing) }));
};

const heldTotals = (
  held: ReadonlyArray<Held>,
  merger: Merger,
  on: Day,
): ReadonlyArray<HeldTotal> => {
  const facts = holdingsThatAreOne(held, merger).flatMap((group) => {
    const sayings = sayingsOf(group, merger, on);
    const first = group[0];
    return first === undefined || sayings.length === 0
      ? []
      : [{ position: first.holding.position, sayings }];
  });
  const classes = groupedBy(facts, ({ position }) =>
    [position.kind, titleOf(position), position.unit].join('|'),
  );
  return [...classes.values()].flatMap((same) => {
    const position = same[0]?.position;
    return position === undefined
      ? []
      : [
          {
            security: position.first.security.value ?? '',
            kind: position.kind,
            unit: position.unit,
            total: totalOf(same.map((s) => s.sayings)),
          },
        ];
  });
};

const classOf = ({ row }: Version): string =>
  [
    row.table,
    canonicalTitle(row.security.value),
    unitOf(row),
    row.coding?.code ?? '',
    row.acquiredDisposed.value ?? '',
  ].join('|');

const recencyOfVersion = ({ filing }: Version): string => recencyOf('', filing);

const lastOf = (versions: ReadonlyArray<Version>): Version =>
  versions.reduce((a, b) => (recencyOfVersion(b) > recencyOfVersion(a) ? b : a));

const tradedTotals = (
  lines: ReadonlyArray<Line>,
  merger: Merger,
  on: Day,
): ReadonlyArray<TradedTotal> => {
  const done = lines
    .filter(counts)
    .map(inForce)
    .filter(({ row, effective }) => row.kind === 'transaction' && effective.on <= on);
  const facts = groupedBy(done, ({ row }) => merger.nameOf(row.row));
  const classes = groupedBy(facts.values(), (fact) => classOf(lastOf(fact)));
  return [...classes.values()].map((same): TradedTotal => {
    const { row } = lastOf(same.flat());
    return {
      security: row.security.value ?? '',
      table: row.table,
      unit: unitOf(row),
      code: row.coding?.code ?? null,
      acquiredDisposed: row.acquiredDisposed.value,
      total: totalOf(
        same.map((fact) =>
          fact.map((version) => ({
            value: amountOf(version.row) ?? zero,
            recency: recencyOfVersion(version),
          })),
        ),
      ),
    };
  });
};

// ---- siblings of which one was amended ----

interface Amended {
  readonly original: KnownFiling;
  readonly amendment: KnownFiling;
}

const amendmentsOf = (views: ReadonlyArray<InsiderView>): ReadonlyMap<string, Amended> => {
  const amended = new Map<string, Amended>();
  for (const { links } of views)
    for (const { amendment, home } of links)
      if (home !== null) amended.set(home.accession, { original: home, amendment });
  return amended;
};

const siblingFindings = (
  issuerId: string,
  groups: ReadonlyArray<ReadonlyArray<KnownFiling>>,
  views: ReadonlyArray<InsiderView>,
): ReadonlyArray<Finding> => {
  const amended = amendmentsOf(views);
  return groups.flatMap((group) => {
    const changed = group.find((f) => amended.has(f.accession));
    const last = changed === undefined ? undefined : amended.get(changed.accession);
    if (changed === undefined || last === undefined) return [];
    return group
      .filter((f) => !amended.has(f.accession))
      .map(
        (left): Finding => ({
          type: 'SIBLING_NOT_AMENDED',
          severity: 'medium',
          about: [left.accession, changed.accession],
          issuerId,
          rows: left.rows.map((r) => r.row),
          detail: {
            amended: changed.accession,
            amendment: last.amendment.accession,
            notAmended: left.accession,
            filedOn: formDate(left),
            meanwhile: 'each owner keeps what its own document says; totals show both',
          },
          choices: ['as-filed'],
          touches: views.flatMap((view) =>
            view.holdings.flatMap(({ position, entries }) => {
              const on = entries.find((e) => e.source.home.accession === left.accession)?.on;
              return on === undefined ? [] : [{ positionId: position.id, from: on }];
            }),
          ),
          closed: false,
        }),
      );
  });
};

/**
 * An issuer from the folds of its insiders, all seen from one vantage.
 *
 * @param decisions on conflicts of the issuer, by conflict id.
 */
export const issuerView = (
  issuerId: string,
  views: ReadonlyArray<InsiderView>,
  decisions: ReadonlyMap<string, Decision>,
): IssuerView => {
  const documents = new Map<string, KnownFiling>();
  for (const { filings } of views)
    for (const filing of filings)
      if (filing.header.issuerId === issuerId && !documents.has(filing.accession))
        documents.set(filing.accession, filing);
  const byAccession = [...documents.values()].sort((a, b) => (a.accession < b.accession ? -1 : 1));
  const groups = siblingsAmong(byAccession);
  const siblings = groups.map((g) => g.map((f) => f.accession));
  const merger = mergerOf(views, siblings);
  const conflicts = siblingFindings(issuerId, groups, views).map((f) =>
    registered(onlyName(issuerId), f, decisions),
  );
  const held = views.flatMap((view) =>
    view.holdings.flatMap((holding) =>
      holding.position.issuerId === issuerId ? [{ view, holding }] : [],
    ),
  );
  const lines = views.flatMap((view) =>
    view.lines.filter((line) => inForce(line).row.issuerId === issuerId),
  );
  return {
    issuerId,
    siblings,
    conflicts,
    at: (on) => ({
      holdings: heldTotals(held, merger, on),
      trades: tradedTotals(lines, merger, on),
      conflicts,
    }),
  };
};
