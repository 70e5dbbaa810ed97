/**
 * Which rows speak of one position. No key taken from a single row is enough: too narrow a key
 * splits a position whenever the wording changes, too wide a key merges two holders whom only a
 * footnote tells apart. So rows are first put together by what they plainly share (issuer, table,
 * title, unit, direct or indirect, nature), and inside such a family positions are told apart
 * only where the documents make it necessary: by terms, by the footnotes on the ownership
 * columns, by balances that continue, and at last by standing twice in one document.
 */
import { createHash } from 'node:crypto';
import type { RowReported } from '../../src/event/catalogue.js';
import { slug } from '../../src/event/identity.js';
import type { KnownFiling } from '../known/knowledge.js';
import { unitOf } from '../known/reported-row.js';
import { canonicalNature, canonicalTitle } from '../known/security-title.js';
import { learn, learnTerms, type Position } from './position.js';
import { incompatible, matchOf, type Splits, termsScore } from './position-match.js';
import {
  type Cluster,
  clusterOf,
  clustersOf,
  type Ends,
  endsOf,
  type Terms,
} from './row-cluster.js';

/** Resolves titles that an operator declared one class, per issuer. */
export type TitleAliases = (issuerId: string, title: string) => string;

export const noAliases: TitleAliases = (_issuer, title) => title;

const familyKey = (row: RowReported, aliases: TitleAliases): string =>
  [
    row.issuerId,
    row.table,
    aliases(row.issuerId, canonicalTitle(row.security.value)),
    unitOf(row),
    row.ownership.value ?? '?',
    canonicalNature(row.nature.value),
  ].join('|');

const nothing: Terms = {
  exercisePrice: null,
  exercisableOn: null,
  expiresOn: null,
  underlying: null,
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
      for (const [family, same] of byFamily) placeFamily(family, clustersOf(same, filing), placed);
      return placed;
    },
    keepPlace: (filing, row, position) => {
      const cluster = clusterOf(row, filing);
      if (familyKey(row, aliases) !== position.family) return false;
      if (termsScore(cluster, position, splits) === incompatible) return false;
      learnTerms(position, cluster);
      return true;
    },
  };
};
