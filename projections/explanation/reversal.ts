/** Differences that later ones take back to the share. */
import type { Decimal } from '../../src/filing/decimal.js';
import { checkOf, type Entry } from '../balance/entry.js';
import type { KnownFiling } from '../known/knowledge.js';
import { amountOf } from '../known/reported-row.js';
import { correctedNumber } from './corrected-number.js';
import { type Gap, goesOnFrom, nextOf, rowOf } from './gap.js';
import type { Reading } from './reading.js';

/** Forms before this one whose balances may be stated once more. */
const formsMax = 3;

/** Where one of the last forms states the very balance; null where none does. */
const statedBefore = ({ entries, index, stated, entry }: Gap): string | null => {
  const forms = new Set<KnownFiling>();
  for (let i = index - 1; i >= 0; i--) {
    const before = entries[i] as Entry;
    const { source } = before;
    const isStated = checkOf(before) !== null || before.kind === 'opening';
    if (source.home === entry.source.home || !isStated) continue;
    forms.add(source.home);
    if (forms.size > formsMax) return null;
    if (source.asserted?.eq(stated) === true) return source.row.row;
  }
  return null;
};

export const olderBalance = (gap: Gap): Reading | null => {
  const next = nextOf(gap);
  if (next?.from !== 'computed') return null;
  const older = statedBefore(gap);
  return older === null
    ? null
    : {
        kind: 'older-balance-repeated',
        detail: `${gap.stated.toFixed()} is the balance of ${older} once more`,
        evidence: [goesOnFrom(next, gap.expected)],
      };
};

/** A trade of this size may be missing: the row itself is one. */
const isOwnAmount = ({ entry }: Gap, size: Decimal): boolean =>
  entry.source.row.kind === 'transaction' && amountOf(entry.source.row)?.eq(size) === true;

const takenBack = (later: Gap, earlier: Gap): Reading => ({
  kind: 'earlier-difference-reversed',
  detail: `takes back the ${earlier.amount.toFixed()} of ${rowOf(earlier)}`,
  evidence: [`${rowOf(later)} goes on from the balance computed before ${rowOf(earlier)}`],
});

const takenBackLater = (earlier: Gap, later: Gap): Reading => ({
  kind: 'reversed-later',
  detail: `${rowOf(later)} of ${later.entry.on} takes the ${earlier.amount.toFixed()} back to the share`,
  evidence: [`${rowOf(later)} goes on from the balance computed before ${rowOf(earlier)}`],
});

/**
 * Readings of a position's gaps as pairs, neighbours among those that nothing before explains.
 * `slip`: whether a gap is a slip of its balance, which is then half explained already.
 */
export const reversals = (
  gaps: ReadonlyArray<Gap>,
  slip: (gap: Gap) => boolean,
): ReadonlyMap<Gap, Reading> => {
  const found = new Map<Gap, Reading>();
  const moving = gaps.filter((g) => g.entry.kind === 'unexplained');
  for (let i = 1; i < moving.length; i++) {
    const [earlier, later] = [moving[i - 1] as Gap, moving[i] as Gap];
    if (found.has(earlier) || !later.amount.eq(earlier.amount.neg())) continue;
    // Nobody takes back what an operator wrote.
    if (correctedNumber(earlier) !== null || correctedNumber(later) !== null) continue;
    const size = later.amount.abs();
    const isSlip = slip(earlier);
    if (!isSlip && (isOwnAmount(earlier, size) || isOwnAmount(later, size))) continue;
    // Nobody takes back what was not said yet: such a pair comes of the order of the rows.
    if (!isSlip && later.entry.source.homeRank < earlier.entry.source.homeRank) continue;
    found.set(earlier, takenBackLater(earlier, later));
    found.set(later, takenBack(later, earlier));
  }
  return found;
};
