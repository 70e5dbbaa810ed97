/** Which position a cluster of rows speaks of: how much evidence there is, and whether enough. */
import type { Decimal } from '../../src/filing/decimal.js';
import { canonicalTitle, isSameUnderlying } from '../known/security-title.js';
import { priceAfterSplits, type Split, splitsOf } from '../known/split.js';
import { type HolderRelation, relateHolders } from './holder.js';
import { leavesOut, priceOf, relateLots } from './lot-terms.js';
import type { Position } from './position.js';
import type { Cluster, CommonNotes, Ends } from './row-cluster.js';

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
    priceOf(cluster.terms),
    priceOf(position.terms),
    (x, y) => x.eq(y),
    pricesSplit(cluster, position, splits) ? 3 : incompatible,
  );

/** Dates from which an option may be exercised, and its underlying, are told in many ways. */
const toldOtherwise = -4;

/** How far terms agree; `incompatible` where they cannot be of one position. */
export const termsScore = (cluster: Cluster, position: Position, splits: Splits): number => {
  const [a, b] = [cluster.terms, position.terms];
  return a === null || b === null
    ? 0
    : priceScore(cluster, position, splits) +
        termScore(a.expiresOn, b.expiresOn, sameText, incompatible) +
        termScore(a.exercisableOn, b.exercisableOn, sameText, toldOtherwise) +
        termScore(a.underlying, b.underlying, isSameUnderlying, toldOtherwise);
};

const holderScores: Readonly<Record<HolderRelation, number>> = {
  same: 8,
  alike: 6,
  near: 2,
  unknown: 1,
  different: incompatible,
};

/** A cluster, a position, and how they stand to each other. */
export interface Match {
  readonly cluster: Cluster;
  readonly position: Position;
  readonly score: number;
  /** The score without what balances say. */
  readonly wording: number;
  readonly holders: HolderRelation;
  readonly lots: ReturnType<typeof relateLots>;
  /** The cluster goes on from the balance last stated, and that is not nothing. */
  readonly continues: boolean;
  /** A grant that starts from nothing: beside a lot that still holds something, or is another. */
  readonly startsNewLot: boolean;
  readonly leavesOutTerms: boolean;
  readonly tellOtherwise: boolean;
}

const equal = (a: Decimal | null, b: Decimal | null): boolean =>
  a !== null && b !== null && a.eq(b);

/**
 * The row that first states a number of its own over just as much of the underlying as a holding
 * was counted by: it is that holding, and not one more.
 */
const countsWhatIsHeld = (cluster: Cluster, position: Position): boolean =>
  position.counted &&
  cluster.unit !== null &&
  cluster.rows.some((r) => equal(r.terms?.underlying?.shares.value ?? null, position.stated));

/** Null where they cannot be one. */
export const matchOf = (
  cluster: Cluster,
  { before }: Ends,
  position: Position,
  common: CommonNotes,
  splits: Splits,
): Match | null => {
  if (cluster.unit !== null && !position.counted && cluster.unit !== position.unit) return null;
  const terms = termsScore(cluster, position, splits);
  if (terms === incompatible) return null;
  const holders = relateHolders(cluster.holder, position.holder, common.holders);
  if (holders === 'different') return null;
  const { stated } = position;
  const meets = equal(before, stated);
  const continues = meets && before?.isZero() === false;
  const lots = relateLots(cluster.lotNotes, position.lotNotes, common.lots);
  const tellOtherwise =
    (cluster.terms?.exercisableOn ?? position.terms?.exercisableOn) !==
      (position.terms?.exercisableOn ?? cluster.terms?.exercisableOn) ||
    !isSameUnderlying(
      cluster.terms?.underlying ?? position.terms?.underlying ?? '',
      position.terms?.underlying ?? cluster.terms?.underlying ?? '',
    );
  const wording =
    terms + holderScores[holders] + (lots === 'same' ? 6 : lots === 'different' ? -6 : 0);
  return {
    cluster,
    position,
    score: wording + (continues ? 12 : meets ? 1 : 0),
    wording,
    holders,
    lots,
    continues,
    startsNewLot:
      cluster.terms !== null &&
      !countsWhatIsHeld(cluster, position) &&
      before?.isZero() === true &&
      // Beside what is used up only another footnote tells that it is another.
      (stated?.isZero() === false || (cluster.lotNotes.length > 0 && lots !== 'same')) &&
      cluster.rows.some((r) => r.acquiredDisposed.value === 'A') &&
      !(cluster.terms.expiresOn !== null && cluster.terms.expiresOn === position.terms?.expiresOn),
    leavesOutTerms: leavesOut(cluster.terms, position.terms),
    tellOtherwise,
  };
};

/** How many others could be meant as well. */
export interface Rivals {
  /** Neither another cluster of the document nor another position of this holder is left. */
  readonly alone: boolean;
  /** No other cluster or position meets at this balance. */
  readonly onlyMeeting: boolean;
  /** The footnotes of the cluster stand on another position. */
  readonly namesAnother: boolean;
}

/** Whether the evidence is enough to say that it is this position. */
export const isProven = (match: Match, { alone, onlyMeeting, namesAnother }: Rivals): boolean => {
  if (match.startsNewLot) return false;
  if (match.lots === 'different' && namesAnother) return false;
  if (match.continues) return match.holders !== 'near' || onlyMeeting;
  if (match.holders === 'near') return false;
  if (match.holders === 'unknown') return alone;
  if (match.lots === 'different') return false;
  // A term left out agrees with any where balances go on, or where nothing else can be meant.
  return (match.leavesOutTerms || match.tellOtherwise) && match.lots !== 'same' ? alone : true;
};
