/** Which position a cluster of rows speaks of: how much evidence there is, and whether enough. */
import { likeness } from '../known/footnote-likeness.js';
import { canonicalTitle } from '../known/security-title.js';
import { priceAfterSplits, type Split, splitsOf } from '../known/split.js';
import type { Position } from './position.js';
import type { Cluster, Ends } from './row-cluster.js';

/** No evidence outweighs it. */
export const incompatible = Number.NEGATIVE_INFINITY;

const termScore = <A>(a: A | null, b: A | null, same: (a: A, b: A) => boolean, differ: number) =>
  a === null && b === null ? 2 : a === null || b === null ? 1 : same(a, b) ? 4 : differ;

const sameText = (a: string, b: string): boolean => a === b;

export type Splits = ReadonlyArray<Split>;

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

/** How far terms agree; `incompatible` where they cannot be of one position. */
export const termsScore = (cluster: Cluster, position: Position, splits: Splits): number => {
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

export interface Match {
  readonly score: number;
  /** Whether the evidence is enough to say that it is this position. */
  readonly accepted: boolean;
}

export const matchOf = (
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
