/**
 * Rows of one document that are one position: told apart by terms, by the footnotes on the
 * ownership columns, by balances that continue, and by standing twice.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { formDate, type KnownFiling } from '../known/knowledge.js';
import { assertedOf, deltaOf, footnoteTexts } from '../known/reported-row.js';
import { canonicalNature, canonicalTitle } from '../known/security-title.js';
import { chains, type Link, orderMeant } from './row-chain.js';

/** Terms of a derivative as far as its rows state them. */
export interface Terms {
  readonly exercisePrice: Decimal | null;
  readonly exercisableOn: string | null;
  readonly expiresOn: string | null;
  readonly underlying: string | null;
}

const termsOf = (row: RowReported): Terms | null =>
  row.terms === null
    ? null
    : {
        exercisePrice: row.terms.exercisePrice.value,
        exercisableOn: row.terms.exercisableOn.value,
        expiresOn: row.terms.expiresOn.value,
        underlying: canonicalTitle(row.terms.underlying?.security.value ?? null) || null,
      };

/** The nature tells the holder, or there is none to tell. */
const natureTells = (row: RowReported): boolean =>
  row.ownership.value !== 'I' || canonicalNature(row.nature.value) !== '';

export interface Cluster {
  rows: Array<RowReported>;
  /** Date of the form. */
  readonly on: Day;
  readonly terms: Terms | null;
  readonly marks: ReadonlyArray<string>;
  readonly termNotes: ReadonlyArray<string>;
  readonly tells: boolean;
}

const termsText = (terms: Terms | null): string =>
  terms === null
    ? ''
    : [
        terms.exercisePrice?.toFixed() ?? '',
        terms.exercisableOn ?? '',
        terms.expiresOn ?? '',
        terms.underlying ?? '',
      ].join('/');

const marksOf = (row: RowReported, filing: KnownFiling): ReadonlyArray<string> =>
  footnoteTexts(filing, [...row.ownership.footnotes, ...row.nature.footnotes]);

const termNotesOf = (row: RowReported, filing: KnownFiling): ReadonlyArray<string> =>
  row.terms === null
    ? []
    : footnoteTexts(filing, [
        ...row.security.footnotes,
        ...row.terms.exercisePrice.footnotes,
        ...row.terms.exercisableOn.footnotes,
        ...row.terms.expiresOn.footnotes,
      ]);

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
      return after === null ? [] : delta === null ? [after] : [after, after.minus(delta)];
    });
  if (stated.length === 0) return [rows];
  const strays = rows.filter((r) => {
    const asserted = assertedOf(r);
    return r.kind === 'holding' && asserted !== null && !stated.some((s) => s.eq(asserted));
  });
  const rest = rows.filter((r) => !strays.includes(r));
  return [rest, ...strays.map((s) => [s])];
};

const clustersOfRows = (
  rows: ReadonlyArray<RowReported>,
  filing: KnownFiling,
): ReadonlyArray<Cluster> => {
  const marks = new Map(rows.map((row) => [row, marksOf(row, filing)]));
  const bySignature = new Map<string, Array<RowReported>>();
  for (const row of rows) {
    const own = [...(marks.get(row) ?? [])].sort();
    const signature = `${termsText(termsOf(row))}\n${own.join('\n')}`;
    const same = bySignature.get(signature);
    if (same === undefined) bySignature.set(signature, [row]);
    else same.push(row);
  }
  return [...bySignature.values()]
    .flatMap(withStrayHoldingsApart)
    .flatMap(withoutCopies)
    .map((same): Cluster => {
      const first = same[0] as RowReported;
      return {
        rows: same,
        on: formDate(filing),
        terms: termsOf(first),
        marks: marks.get(first) ?? [],
        termNotes: termNotesOf(first, filing),
        tells: natureTells(first),
      };
    });
};

export interface Ends {
  /** Balance before the cluster's first row and after its last. */
  readonly before: Decimal | null;
  readonly after: Decimal | null;
}

export const endsOf = (cluster: Cluster): Ends => {
  const ordered = orderMeant(linksOf(cluster.rows));
  const [first, last] = [ordered[0], ordered[ordered.length - 1]];
  return {
    before:
      first?.asserted == null || first.delta === null ? null : first.asserted.minus(first.delta),
    after: last?.asserted ?? null,
  };
};

const linksOf = (rows: ReadonlyArray<RowReported>): ReadonlyArray<Link> =>
  rows.map((row) => ({ delta: deltaOf(row), asserted: assertedOf(row) }));

const moves = (cluster: Cluster): boolean => cluster.rows.some((r) => r.kind === 'transaction');

/** Rows whose footnotes differ and whose balances run into each other are one position. */
const joinContinuing = (clusters: ReadonlyArray<Cluster>): ReadonlyArray<Cluster> => {
  if (clusters.length < 2) return clusters;
  const joined: Array<Cluster> = [];
  for (const cluster of clusters) {
    const into = moves(cluster)
      ? joined.find(
          (c) =>
            moves(c) &&
            termsText(c.terms) === termsText(cluster.terms) &&
            chains(orderMeant(linksOf(inDocumentOrder([...c.rows, ...cluster.rows])))),
        )
      : undefined;
    if (into === undefined) joined.push({ ...cluster, rows: [...cluster.rows] });
    else into.rows = inDocumentOrder([...into.rows, ...cluster.rows]);
  }
  return joined;
};

const inDocumentOrder = (rows: ReadonlyArray<RowReported>): Array<RowReported> =>
  [...rows].sort((a, b) => a.position - b.position);

/** Clusters of a document's rows of one family. */
export const clustersOf = (
  rows: ReadonlyArray<RowReported>,
  filing: KnownFiling,
): ReadonlyArray<Cluster> => joinContinuing(clustersOfRows(rows, filing));

/** One row by itself. */
export const clusterOf = (row: RowReported, filing: KnownFiling): Cluster => ({
  rows: [row],
  on: formDate(filing),
  terms: termsOf(row),
  marks: marksOf(row, filing),
  termNotes: termNotesOf(row, filing),
  tells: natureTells(row),
});
