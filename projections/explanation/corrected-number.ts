/**
 * Differences that come of an operator's number. What a filer may have got wrong is told of what
 * the form says, never of what a ruling put in its place.
 */
import { rowAsFiled } from '../known/knowledge.js';
import { assertedOf, deltaOf } from '../known/reported-row.js';
import type { Gap } from './gap.js';
import type { Reading } from './reading.js';

const ofRow = ({ entry }: Gap): Reading | null => {
  const { row, filing } = entry.source;
  const filed = rowAsFiled(filing, row);
  if (filed === row) return null;
  const told = [
    ['change', deltaOf(filed), deltaOf(row)] as const,
    ['balance', assertedOf(filed), assertedOf(row)] as const,
  ].flatMap(([what, asFiled, ruled]) =>
    (asFiled?.toFixed() ?? null) === (ruled?.toFixed() ?? null)
      ? []
      : [
          `${what} ${ruled?.toFixed() ?? 'none'} where the form says ${asFiled?.toFixed() ?? 'none'}`,
        ],
  );
  return told.length === 0
    ? null
    : {
        kind: 'corrected-by-operator',
        detail: `a ruling gives ${row.row} the ${told.join(', and the ')}`,
        evidence: [`the ruling on ${row.row}`],
      };
};

/** The ruling that a difference comes of: on its own row, or on the one before whose difference it takes back. */
export const correctedNumber = (gap: Gap): Reading | null => {
  const own = ofRow(gap);
  if (own !== null) return own;
  const { previous } = gap;
  return previous?.amount.eq(gap.amount.neg()) === true ? ofRow(previous) : null;
};
