/**
 * Which rows speak of one position. No key taken from a single row is enough: too narrow a key
 * splits a position whenever the wording changes, too wide a key merges two holders whom only a
 * footnote tells apart. So rows are first put together by what they plainly share (issuer, table,
 * title, unit, direct or indirect, nature), and inside such a family positions are told apart
 * only where the documents make it necessary: by terms, by the footnotes on the ownership
 * columns, by balances that continue, and at last by standing twice in one document.
 */
import { createHash } from 'node:crypto';
import type { RowReported } from '../src/event/catalogue.js';
import { slug } from '../src/event/identity.js';
import type { Day } from '../src/filing/calendar.js';
import type { Decimal } from '../src/filing/decimal.js';
import { likeness } from './footnote-likeness.js';
import { formDate, type KnownFiling } from './knowledge.js';
import { assertedOf, deltaOf, footnoteTexts, type Unit, unitOf } from './reported-row.js';
import { chains, type Link, orderMeant } from './row-chain.js';
import { canonicalNature, canonicalTitle } from './security-title.js';
import { priceAfterSplits, type Split, splitsOf } from './split.js';

/** Terms of a derivative as far as its rows state them. */
export interface Terms {
  readonly exercisePrice: Decimal | null;
  readonly exercisableOn: string | null;
  readonly expiresOn: string | null;
  readonly underlying: string | null;
}

/** A position of one insider: what every row placed in it has in common. */
export interface Position {
  readonly id: string;
  readonly family: string;
  readonly issuerId: string;
  readonly kind: 'share' | 'derivative';
  readonly unit: Unit;
  readonly ownership: 'D' | 'I' | null;
  /** Completed as later rows state what earlier ones left to a footnote. */
  terms: Terms | null;
  /** Exercise prices before splits, oldest first. */
  earlierPrices: ReadonlyArray<Decimal>;
  /** Date of the form that last spoke of it. */
  spokenOn: Day;
  /** Footnotes on the ownership columns, as last worded. */
  marks: ReadonlyArray<string>;
  /** Footnotes on the terms, as last worded. */
  termNotes: ReadonlyArray<string>;
  /** The balance last stated. */
  stated: Decimal | null;
  /** The row that first spoke of it, for its title and nature as filed. */
  readonly first: RowReported;
}

/** Resolves titles that an operator declared one class, per issuer. */
export type TitleAliases = (issuerId: string, title: string) => string;

export const noAliases: TitleAliases = (_issuer, title) => title;

const termsOf = (row: RowReported): Terms | null =>
  row.terms === null
    ? null
    : {
        exercisePrice: row.terms.exercisePrice.value,
        exercisableOn: row.terms.exercisableOn.value,
        expiresOn: row.terms.expiresOn.value,
        underlying: canonicalTitle(row.terms.underlying?.security.value ?? null) || null,
      };

const familyKey = (row: RowReported, aliases: TitleAliases): string =>
  [
    row.issuerId,
    row.table,
    aliases(row.issuerId, canonicalTitle(row.security.value)),
    unitOf(row),
    row.ownership.value ?? '?',
    canonicalNature(row.nature.value),
  ].join('|');

/** The nature tells the holder, or there is none to tell. */
const natureTells = (row: RowReported): boolean =>
  row.ownership.value !== 'I' || canonicalNature(row.nature.value) !== '';

// ---- rows of one document that are one position ----

interface Cluster {
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

const clustersOf = (
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

interface Ends {
  /** Balance before the cluster's first row and after its last. */
  readonly before: Decimal | null;
  readonly after: Decimal | null;
}

const endsOf = (cluster: Cluster): Ends => {
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

// ---- clusters to positions ----

const incompatible = Number.NEGATIVE_INFINITY;

const termScore = <A>(a: A | null, b: A | null, same: (a: A, b: A) => boolean, differ: number) =>
  a === null && b === null ? 2 : a === null || b === null ? 1 : same(a, b) ? 4 : differ;

const sameText = (a: string, b: string): boolean => a === b;

type Splits = ReadonlyArray<Split>;

/** Whether a cluster's exercise price is the position's after a split, or was it before one. */
const pricesSplit = (cluster: Cluster, position: Position, splits: Splits): boolean => {
  const [price, known] = [cluster.terms?.exercisePrice, position.terms?.exercisePrice];
  if (splits.length === 0 || price == null || known == null) return false;
  const [ofCluster, ofPosition] = [
    { price, on: cluster.on },
    { price: known, on: position.spokenOn },
  ];
  const own = splitsOf(
    splits,
    position.issuerId,
    [canonicalTitle(position.first.security.value), position.terms?.underlying ?? null],
    canonicalTitle,
  );
  return (
    priceAfterSplits(ofPosition, ofCluster, own) ||
    position.earlierPrices.some((earlier) => earlier.eq(price))
  );
};

const priceScore = (cluster: Cluster, position: Position, splits: Splits): number =>
  termScore(
    cluster.terms?.exercisePrice ?? null,
    position.terms?.exercisePrice ?? null,
    (x, y) => x.eq(y),
    pricesSplit(cluster, position, splits) ? 3 : incompatible,
  );

const termsScore = (cluster: Cluster, position: Position, splits: Splits): number => {
  const [a, b] = [cluster.terms, position.terms];
  return a === null || b === null
    ? 0
    : priceScore(cluster, position, splits) +
        termScore(a.expiresOn, b.expiresOn, sameText, incompatible) +
        termScore(a.exercisableOn, b.exercisableOn, sameText, -4) +
        termScore(a.underlying, b.underlying, sameText, -4);
};

const marksLikeness = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): number | null =>
  a.length === 0 || b.length === 0
    ? null
    : likeness([...a].sort().join('\n'), [...b].sort().join('\n'));

/** Names enough in common to be one holder. */
const likenessNeeded = 0.6;

interface Match {
  readonly score: number;
  /** Whether the evidence is enough to say that it is this position. */
  readonly accepted: boolean;
}

const matchOf = (
  cluster: Cluster,
  { before }: Ends,
  position: Position,
  alone: boolean,
  splits: Splits,
): Match => {
  const terms = termsScore(cluster, position, splits);
  if (terms === incompatible) return { score: incompatible, accepted: false };
  const stated = position.stated;
  const continues = before !== null && stated !== null && before.eq(stated);
  const continuity = continues ? (stated.isZero() ? 1 : 12) : 0;
  const alike = marksLikeness(cluster.marks, position.marks);
  const holder =
    alike === null ? (cluster.marks.length === position.marks.length ? 2 : 0) : 8 * alike;
  const notes = marksLikeness(cluster.termNotes, position.termNotes);
  const score = terms + continuity + holder + (notes ?? 0) * 3;
  // A grant that starts from nothing beside a lot that still holds something is a new lot.
  const startsNewLot =
    cluster.terms !== null &&
    before?.isZero() === true &&
    stated?.isZero() === false &&
    cluster.rows.some((r) => r.acquiredDisposed.value === 'A') &&
    !(cluster.terms.expiresOn !== null && cluster.terms.expiresOn === position.terms?.expiresOn);
  if (startsNewLot) return { score, accepted: false };
  const namesHolder = alike !== null && alike >= likenessNeeded;
  const accepted = cluster.tells
    ? alone || continues || namesHolder || cluster.marks.length === position.marks.length
    : (continues && !before.isZero()) || namesHolder || (alike === null && alone);
  return { score, accepted };
};

const nothing: Terms = {
  exercisePrice: null,
  exercisableOn: null,
  expiresOn: null,
  underlying: null,
};

const completed = (known: Terms | null, more: Terms | null): Terms | null =>
  known === null || more === null
    ? known
    : {
        exercisePrice: known.exercisePrice ?? more.exercisePrice,
        exercisableOn: known.exercisableOn ?? more.exercisableOn,
        expiresOn: known.expiresOn ?? more.expiresOn,
        underlying: known.underlying ?? more.underlying,
      };

/** Completes a position's terms; a price that a split made replaces the one before it. */
const learnTerms = (position: Position, cluster: Cluster): void => {
  const [price, known] = [cluster.terms?.exercisePrice, position.terms?.exercisePrice];
  const terms = completed(position.terms, cluster.terms);
  const isNew = price != null && known != null && !position.earlierPrices.some((p) => p.eq(price));
  if (isNew && terms !== null && !price.eq(known)) {
    position.earlierPrices = [...position.earlierPrices, known];
    position.terms = { ...terms, exercisePrice: price };
  } else position.terms = terms;
  if (cluster.on > position.spokenOn) position.spokenOn = cluster.on;
};

/** Positions met so far, and the way to place more rows. Filings are given in known order. */
export interface PositionBook {
  /** The position of each row, new positions being opened where none fits. */
  place(filing: KnownFiling, rows: ReadonlyArray<RowReported>): ReadonlyMap<string, Position>;
  /** Puts a corrected row where the row it corrects stands, if it still speaks of that. */
  keepPlace(filing: KnownFiling, row: RowReported, position: Position): boolean;
  readonly positions: ReadonlyArray<Position>;
}

/**
 * @param insider whose positions: part of every position's id.
 * @param aliases titles that an operator declared one class.
 * @param splits that an operator recorded: they change the price of an option.
 */
export const positionBook = (
  insider: string,
  aliases: TitleAliases = noAliases,
  splits: Splits = [],
): PositionBook => {
  const families = new Map<string, Array<Position>>();
  const positions: Array<Position> = [];
  const ids = new Set<string>();

  const idFor = (family: string, cluster: Cluster): string => {
    const row = cluster.rows[0] as RowReported;
    const { exercisePrice, expiresOn, exercisableOn } = cluster.terms ?? nothing;
    const nature = canonicalNature(row.nature.value);
    const plain = [
      insider,
      row.issuerId,
      slug(canonicalTitle(row.security.value)),
      ...(unitOf(row) === 'value' ? ['value'] : []),
      row.ownership.value ?? 'unknown',
      ...(nature === '' ? [] : [slug(nature)]),
      ...(row.table === 'I' ? [] : ['II']),
      ...(exercisePrice === null ? [] : [`at-${exercisePrice.toFixed()}`]),
      ...(expiresOn === null ? [] : [expiresOn]),
    ].join('/');
    if (!ids.has(plain)) return plain;
    const told = [family, exercisableOn ?? '', ...cluster.marks].join('\n');
    const tag = createHash('sha256').update(told).digest('hex').slice(0, 6);
    let id = `${plain}~${tag}`;
    for (let copy = 2; ids.has(id); copy++) id = `${plain}~${tag}.${copy}`;
    return id;
  };

  const openPosition = (family: string, cluster: Cluster, known: Array<Position>): Position => {
    const first = cluster.rows[0] as RowReported;
    const id = idFor(family, cluster);
    ids.add(id);
    const position: Position = {
      id,
      family,
      issuerId: first.issuerId,
      kind: first.table === 'I' ? 'share' : 'derivative',
      unit: unitOf(first),
      ownership: first.ownership.value,
      terms: cluster.terms,
      earlierPrices: [],
      spokenOn: cluster.on,
      marks: cluster.marks,
      termNotes: cluster.termNotes,
      stated: null,
      first,
    };
    known.push(position);
    positions.push(position);
    return position;
  };

  const learn = (position: Position, cluster: Cluster, { after }: Ends): void => {
    position.stated = after ?? position.stated;
    learnTerms(position, cluster);
    if (cluster.marks.length > 0) position.marks = cluster.marks;
    if (cluster.termNotes.length > 0) position.termNotes = cluster.termNotes;
  };

  const placeFamily = (
    family: string,
    clusters: ReadonlyArray<Cluster>,
    placed: Map<string, Position>,
  ): void => {
    let known = families.get(family);
    if (known === undefined) {
      known = [];
      families.set(family, known);
    }
    const free = new Set(known);
    const ends = clusters.map(endsOf);
    const alone = clusters.length === 1 && known.length === 1;
    const matches = clusters.flatMap((cluster, c) =>
      [...free].map((position, p) => ({
        cluster,
        c,
        p,
        position,
        ...matchOf(cluster, ends[c] as Ends, position, alone, splits),
      })),
    );
    matches.sort((a, b) => b.score - a.score || a.c - b.c || a.p - b.p);
    const settled = new Map<Cluster, Position>();
    for (const { cluster, position, accepted } of matches)
      if (accepted && !settled.has(cluster) && free.has(position)) {
        settled.set(cluster, position);
        free.delete(position);
      }
    for (const [c, cluster] of clusters.entries()) {
      const position = settled.get(cluster) ?? openPosition(family, cluster, known);
      learn(position, cluster, ends[c] as Ends);
      for (const row of cluster.rows) placed.set(row.row, position);
    }
  };

  return {
    positions,
    place: (filing, rows) => {
      const placed = new Map<string, Position>();
      const byFamily = new Map<string, Array<RowReported>>();
      for (const row of rows) {
        const family = familyKey(row, aliases);
        const same = byFamily.get(family);
        if (same === undefined) byFamily.set(family, [row]);
        else same.push(row);
      }
      for (const [family, same] of byFamily)
        placeFamily(family, joinContinuing(clustersOf(same, filing)), placed);
      return placed;
    },
    keepPlace: (filing, row, position) => {
      const cluster: Cluster = {
        rows: [row],
        on: formDate(filing),
        terms: termsOf(row),
        marks: marksOf(row, filing),
        termNotes: termNotesOf(row, filing),
        tells: natureTells(row),
      };
      if (familyKey(row, aliases) !== position.family) return false;
      if (termsScore(cluster, position, splits) === incompatible) return false;
      learnTerms(position, cluster);
      return true;
    },
  };
};
