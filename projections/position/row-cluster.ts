/**
 * Rows of one document that are one position: told apart by who holds, by terms, by the footnotes
 * in their place, by balances that do not follow each other, and by standing twice.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { formDate, type KnownFiling } from '../known/knowledge.js';
import {
  assertedOf,
  deltaOf,
  isCountedByUnderlying,
  type Unit,
  unitOf,
} from '../known/reported-row.js';
import { type Holder, holderOf, holderSignature, relateHolders } from './holder.js';
import {
  completed,
  lotNotesOf,
  relateLots,
  type Terms,
  termsAgree,
  termsOf,
  termsText,
} from './lot-terms.js';
import { chains, conventionOf, type Link, orderMeant } from './row-chain.js';

export interface Cluster {
  rows: Array<RowReported>;
  /** Date of the form. */
  readonly on: Day;
  readonly holder: Holder;
  /** As far as any of its rows states them. */
  terms: Terms | null;
  readonly lotNotes: ReadonlyArray<string>;
  /** Null where it is only counted by what underlies it. */
  unit: Unit | null;
}

/** What is known of a position when its rows are looked for. */
export interface KnownLot {
  /** The balance last stated. */
  readonly stated: Decimal | null;
  readonly lotNotes: ReadonlyArray<string>;
}

/** What stands on so many rows of a family that it tells none of them apart. */
export interface CommonNotes {
  /** Sentences on the ownership columns. */
  readonly holders: Set<string>;
  readonly lots: { readonly everywhere: Set<string>; readonly onSeveral: Set<string> };
}

const ownUnit = (row: RowReported): Unit | null =>
  isCountedByUnderlying(row) ? null : unitOf(row);

/** One row by itself. */
export const clusterOf = (row: RowReported, filing: KnownFiling): Cluster => ({
  rows: [row],
  on: formDate(filing),
  holder: holderOf(row, filing),
  terms: termsOf(row),
  lotNotes: lotNotesOf(row, filing),
  unit: ownUnit(row),
});

// ---- what rows share ----

/** What all of several sets hold, where the sets are not all the same. */
const inAll = (sets: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const [first, ...rest] = sets;
  if (first === undefined || rest.length === 0) return [];
  const differ = rest.some((s) => s.length !== first.length || s.some((x) => !first.includes(x)));
  return differ ? first.filter((x) => rest.every((s) => s.includes(x))) : [];
};

const learnCommon = (alone: ReadonlyArray<Cluster>, common: CommonNotes): void => {
  if (alone.length < 2) return;
  for (const key of inAll(alone.map((c) => c.holder.notes.map((s) => s.key))))
    common.holders.add(key);
  for (const note of inAll(alone.map((c) => c.lotNotes))) common.lots.everywhere.add(note);
};

// ---- balances of rows ----

const linkOf = (row: RowReported): Link => ({ delta: deltaOf(row), asserted: assertedOf(row) });

const linksOf = (rows: ReadonlyArray<RowReported>): ReadonlyArray<Link> => rows.map(linkOf);

const beforeOf = ({ asserted, delta }: Link): Decimal | null =>
  asserted === null || delta === null ? null : asserted.minus(delta);

export interface Ends {
  /** Balance before the cluster's first row and after its last. */
  readonly before: Decimal | null;
  readonly after: Decimal | null;
}

export const endsOf = (cluster: Cluster): Ends => {
  const ordered = orderMeant(linksOf(cluster.rows));
  const [first, last] = [ordered[0], ordered[ordered.length - 1]];
  return {
    before: first === undefined ? null : beforeOf(first),
    after: last?.asserted ?? null,
  };
};

const inDocumentOrder = (rows: ReadonlyArray<RowReported>): Array<RowReported> =>
  [...rows].sort((a, b) => a.position - b.position);

/** A cluster with other rows; what they state in common. */
const withRows = (cluster: Cluster, rows: Array<RowReported>): Cluster => ({ ...cluster, rows });

const print = (d: Decimal | null): string => d?.toFixed() ?? '';

const factsText = (row: RowReported): string =>
  [
    row.kind,
    row.transactionDate.value ?? '',
    row.coding?.code ?? '',
    row.acquiredDisposed.value ?? '',
    print(row.shares.value),
    print(row.totalValue.value),
    print(row.price.value),
    print(row.sharesFollowing.value),
    print(row.valueFollowing.value),
  ].join('/');

/** Copies of one fact cannot follow each other: each copy is another position. */
const withoutCopies = (rows: Array<RowReported>): ReadonlyArray<Array<RowReported>> => {
  if (rows.length === 1) return [rows];
  const layers: Array<Array<RowReported>> = [];
  const copies = new Map<string, number>();
  for (const row of rows) {
    const moves = deltaOf(row)?.isZero() === false;
    const facts = row.kind === 'holding' ? 'holding' : moves ? factsText(row) : '';
    const copy = facts === '' ? 0 : (copies.get(facts) ?? 0);
    copies.set(facts, copy + 1);
    const layer = layers[copy];
    if (layer === undefined) layers[copy] = [row];
    else layer.push(row);
  }
  return layers.filter((layer) => layer !== undefined);
};

/** A holding row that contradicts every balance beside it is another holder's. */
const withStrayHoldingsApart = (rows: Array<RowReported>): ReadonlyArray<Array<RowReported>> => {
  if (rows.length === 1 || rows.every((r) => r.kind === 'transaction')) return [rows];
  const stated = rows
    .filter((r) => r.kind === 'transaction')
    .flatMap((r) => {
      const after = assertedOf(r);
      const delta = deltaOf(r);
      if (after === null) return [];
      // Beside a derivative's row the holding that is listed is another lot, whatever it equals.
      return delta === null || r.table === 'II' ? [after] : [after, after.minus(delta)];
    });
  if (stated.length === 0) return [rows];
  const strays = rows.filter((r) => {
    const asserted = assertedOf(r);
    return r.kind === 'holding' && asserted !== null && !stated.some((s) => s.eq(asserted));
  });
  const rest = rows.filter((r) => !strays.includes(r));
  return [rest, ...strays.map((s) => [s])];
};

/** Rows put end to end, each where the row before it left off, in as few runs as can be. */
const runsOf = (rows: ReadonlyArray<RowReported>): ReadonlyArray<Array<RowReported>> => {
  const runs: Array<{ readonly rows: Array<RowReported>; end: Decimal | null }> = [];
  for (const row of rows) {
    const link = linkOf(row);
    const before = beforeOf(link);
    const into = runs.find(
      ({ end }) => before !== null && end !== null && !end.isZero() && end.eq(before),
    );
    if (into === undefined) runs.push({ rows: [row], end: link.asserted });
    else {
      into.rows.push(row);
      into.end = link.asserted;
    }
  }
  return runs.map((run) => run.rows);
};

/**
 * Derivatives of one wording that each start from a balance of their own are lots: from one that
 * is known, or from nothing by a grant.
 */
const withOwnBalancesApart = (
  rows: Array<RowReported>,
  known: ReadonlyArray<Decimal>,
): ReadonlyArray<Array<RowReported>> => {
  if (rows.length < 2 || rows[0]?.table !== 'II') return [rows];
  if (rows.some((r) => r.kind === 'holding')) return [rows];
  const links = linksOf(rows);
  const ordered = orderMeant(links);
  if (chains(ordered)) return [rows];
  // A total that all rows repeat, unless each of them leads there from a balance of its own.
  const isTotal = conventionOf(ordered, links) !== 'running';
  const runs = [runsOf(rows), runsOf([...rows].reverse())].sort((a, b) => a.length - b.length)[0];
  const starts = (runs ?? []).map((run) => {
    const first = run[0] as RowReported;
    const before = beforeOf(linkOf(first));
    return (
      before !== null &&
      (before.isZero()
        ? !isTotal && first.acquiredDisposed.value === 'A'
        : known.some((stated) => stated.eq(before)))
    );
  });
  return runs !== undefined && runs.length > 1 && starts.every(Boolean) ? runs : [rows];
};

/** One unit in which a filer may have dropped a fraction. */
const nearlyChains = (rows: ReadonlyArray<RowReported>): boolean =>
  rows.every((row, i) => {
    const [last, at] = [i === 0 ? undefined : linkOf(rows[i - 1] as RowReported), linkOf(row)];
    const before = beforeOf(at);
    if (last === undefined) return before !== null;
    return before !== null && last.asserted?.minus(before).abs().lte(1) === true;
  });

/**
 * Rows of Table I whose titles carry different footnotes are lots where the balances say so: they
 * do not follow each other as a whole, and do where each footnote stands.
 */
const withTitleLotsApart = (clusters: ReadonlyArray<Cluster>): ReadonlyArray<Cluster> =>
  clusters.flatMap((cluster) => {
    const { rows } = cluster;
    const notes = new Map<string, Array<RowReported>>();
    for (const row of rows) {
      const key = [...row.security.footnotes].sort().join(' ');
      const same = notes.get(key);
      if (same === undefined) notes.set(key, [row]);
      else same.push(row);
    }
    if (
      cluster.terms !== null ||
      notes.size < 2 ||
      notes.has('') ||
      rows.some((r) => r.kind === 'holding') ||
      nearlyChains(orderedRows(rows))
    )
      return [cluster];
    const groups = [...notes.values()];
    const followEachOther = groups.every(nearlyChains) && groups.some((g) => g.length > 1);
    return followEachOther ? groups.map((group) => withRows(cluster, group)) : [cluster];
  });

const orderedRows = (rows: ReadonlyArray<RowReported>): ReadonlyArray<RowReported> =>
  orderMeant(rows.map((row) => ({ ...linkOf(row), row }))).map(({ row }) => row);

// ---- clusters ----

const signatureOf = (cluster: Cluster, common: CommonNotes): string =>
  [
    holderSignature(cluster.holder, common.holders),
    termsText(cluster.terms),
    ...(cluster.terms === null
      ? []
      : [...new Set(cluster.lotNotes)].filter((note) => !common.lots.everywhere.has(note)).sort()),
    cluster.unit ?? '',
  ].join('\n');

const clustersBySignature = (
  alone: ReadonlyArray<Cluster>,
  common: CommonNotes,
  known: ReadonlyArray<Decimal>,
): ReadonlyArray<Cluster> => {
  const bySignature = new Map<string, Array<Cluster>>();
  for (const one of alone) {
    const signature = signatureOf(one, common);
    const same = bySignature.get(signature);
    if (same === undefined) bySignature.set(signature, [one]);
    else same.push(one);
  }
  return [...bySignature.values()].flatMap((same) => {
    const first = same[0] as Cluster;
    return withStrayHoldingsApart(same.flatMap((c) => c.rows))
      .flatMap(withoutCopies)
      .flatMap((rows) => withOwnBalancesApart(rows, known))
      .map((rows) => {
        const own = same.find((c) => c.rows[0] === rows[0]) ?? first;
        return withRows(own, rows);
      });
  });
};

const moves = (cluster: Cluster): boolean => cluster.rows.some((r) => r.kind === 'transaction');

/** Whether two clusters put in order follow each other, and nowhere from nothing if it matters. */
const followEachOther = (a: Cluster, b: Cluster, throughZero: boolean): boolean => {
  const rows = inDocumentOrder([...a.rows, ...b.rows]);
  const ordered = orderMeant(rows.map((row) => ({ ...linkOf(row), first: a.rows.includes(row) })));
  return (
    chains(ordered) &&
    (throughZero ||
      ordered.every((link, i) => {
        const last = ordered[i - 1];
        return last === undefined || last.first === link.first || last.asserted?.isZero() === false;
      }))
  );
};

/** Rows whose footnotes differ and whose balances run into each other are one position. */
const areOne = (
  a: Cluster,
  b: Cluster,
  common: CommonNotes,
  known: ReadonlyArray<KnownLot>,
): boolean => {
  if (!moves(a) || !moves(b) || !termsAgree(a.terms, b.terms)) return false;
  if (a.unit !== null && b.unit !== null && a.unit !== b.unit) return false;
  const holders = relateHolders(a.holder, b.holder, common.holders);
  if (holders === 'different' || holders === 'near') return false;
  const lots = a.terms === null ? 'same' : relateLots(a.lotNotes, b.lotNotes, common.lots);
  // Documents before told them apart: what runs on may be the total of both.
  const isKnown = (cluster: Cluster): boolean =>
    known.some((k) => relateLots(cluster.lotNotes, k.lotNotes, common.lots) === 'same');
  if (lots === 'different' && isKnown(a) && isKnown(b)) return false;
  return followEachOther(a, b, holders === 'same' && lots === 'same');
};

const joinContinuing = (
  clusters: ReadonlyArray<Cluster>,
  common: CommonNotes,
  known: ReadonlyArray<KnownLot>,
): ReadonlyArray<Cluster> => {
  if (clusters.length < 2) return clusters;
  const joined: Array<Cluster> = [];
  for (const cluster of clusters) {
    const into = joined.find((c) => areOne(c, cluster, common, known));
    if (into === undefined) joined.push({ ...cluster, rows: [...cluster.rows] });
    else {
      into.rows = inDocumentOrder([...into.rows, ...cluster.rows]);
      into.terms = completed(into.terms, cluster.terms);
      into.unit ??= cluster.unit;
    }
  }
  return joined;
};

/**
 * Clusters of a document's rows of one family.
 * @param common what the family's rows share; learns from this document.
 * @param known the family's positions.
 */
export const clustersOf = (
  rows: ReadonlyArray<RowReported>,
  filing: KnownFiling,
  common: CommonNotes,
  known: ReadonlyArray<KnownLot>,
): ReadonlyArray<Cluster> => {
  const alone = rows.map((row) => clusterOf(row, filing));
  if (alone.length === 1) return alone;
  learnCommon(alone, common);
  const stated = known.flatMap((k) => k.stated ?? []);
  const clusters = clustersBySignature(alone, common, stated);
  return joinContinuing(withTitleLotsApart(clusters), common, known);
};
