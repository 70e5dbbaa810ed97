/** Hints that a filing or row is missing. They are looked into by people and explain nothing. */
import { canonicalTitle } from '../known/security-title.js';
import { classOf, type Gap, overlap, rowOf, windowOf } from './gap.js';
import type { Held } from './held.js';
import type { Reading } from './reading.js';

/** Options out and shares in, or the other way, by the same number. */
const exercise = (gap: Gap, ofIssuer: ReadonlyArray<Gap>): Reading | null => {
  const other = ofIssuer.find(
    (g) =>
      g.position.kind !== gap.position.kind &&
      g.position.unit === gap.position.unit &&
      g.amount.eq(gap.amount.neg()) &&
      overlap(windowOf(g), windowOf(gap)),
  );
  if (other === undefined) return null;
  const [a, b] = [windowOf(gap), windowOf(other)];
  const after = a.after > b.after ? a.after : b.after;
  const until = a.until < b.until ? a.until : b.until;
  return {
    kind: 'missing-filing',
    detail: `an exercise or conversion of ${gap.amount.abs().toFixed()} between ${after} and ${until} is on no form here: ${other.position.id} changed by ${other.amount.toFixed()}`,
    evidence: [`${rowOf(other)} states the other side`],
  };
};

/** Rows this near tell how large the trades of these days were. */
const neighboursMax = 3;

const neighbour = (gap: Gap): Reading | null => {
  const { entries, index, amount } = gap;
  const near = entries.slice(Math.max(0, index - neighboursMax), index + 1 + neighboursMax);
  const same = near.find((e) => e.kind === 'transaction' && e.amount.eq(amount));
  return same === undefined
    ? null
    : {
        kind: 'missing-filing',
        detail: `one more row of ${amount.toFixed()}, as ${same.source.row.row} is, may be on no form here`,
        evidence: [`${same.source.row.row} has the same size`],
      };
};

/** Sibling holdings that changed in proportion to what they held. */
const proportion = (gap: Gap, ofIssuer: ReadonlyArray<Gap>): Reading | null => {
  const sibling = ofIssuer.find(
    (g) =>
      g.position !== gap.position &&
      classOf(g.position) === classOf(gap.position) &&
      overlap(windowOf(g), windowOf(gap)) &&
      !gap.before.isZero() &&
      !g.before.isZero() &&
      g.amount.times(gap.before).eq(gap.amount.times(g.before)),
  );
  return sibling === undefined
    ? null
    : {
        kind: 'missing-filing',
        detail: `${sibling.position.id} changed by ${sibling.amount.toFixed()} of ${sibling.before.toFixed()}, in the same proportion`,
        evidence: [`${rowOf(sibling)} states it`],
      };
};

/** A holding of another title that is not spoken of again and ended with just this number. */
const otherTitle = (gap: Gap, ofIssuer: ReadonlyArray<Held>): Reading | null => {
  for (const { position, entries } of ofIssuer) {
    const { kind, unit, ownership, first } = position;
    const last = entries[entries.length - 1];
    if (
      position === gap.position ||
      kind !== gap.position.kind ||
      unit !== gap.position.unit ||
      ownership !== gap.position.ownership ||
      canonicalTitle(first.security.value) === canonicalTitle(gap.position.first.security.value) ||
      last === undefined ||
      last.on >= gap.entry.on ||
      last.balance.isZero() ||
      !last.balance.eq(gap.amount)
    )
      continue;
    return {
      kind: 'other-title',
      detail: `${position.id} is not spoken of after ${last.on} and held ${last.balance.toFixed()}`,
      evidence: [`${last.source.row.row} speaks of it last`],
    };
  }
  return null;
};

export const hints = (
  gap: Gap,
  ofIssuer: ReadonlyArray<Held>,
  gaps: ReadonlyArray<Gap>,
): ReadonlyArray<Reading> =>
  [exercise(gap, gaps), neighbour(gap), proportion(gap, gaps), otherTitle(gap, ofIssuer)].filter(
    (r) => r !== null,
  );
