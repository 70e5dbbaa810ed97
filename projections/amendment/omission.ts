/** Rows that an amendment leaves out although it speaks of their position, and says are to go. */
import { dawn } from '../../src/filing/calendar.js';
import { zero } from '../../src/filing/decimal.js';
import { type StandingRow, standingRow } from '../balance/standing-row.js';
import type { KnownFiling } from '../known/knowledge.js';
import { counts, inForce, type Line } from '../line/line.js';
import { finalOf, type Omission, unmentionedFinding } from './amendment-conflict.js';
import type { FilingGroup } from './filing-group.js';
import type { Incoming } from './line-book.js';
import { saysThatRowsGo } from './removal-words.js';
import type { Resolving } from './resolution.js';

/** Rows of the amended filing that the amendment leaves out although it speaks of their position. */
const omissionsOf = (group: FilingGroup, amendment: KnownFiling): ReadonlyArray<Omission> => {
  const standing = group.lines.filter(counts);
  const isRestated = (line: Line): boolean => inForce(line).filing === amendment;
  const positions = new Set(standing.filter(isRestated).map((l) => inForce(l).position));
  return [...positions].flatMap((position) => {
    if (position === null) return [];
    const here = standing.filter((l) => inForce(l).position === position);
    const unmentioned = here.filter((l) => !isRestated(l) && inForce(l).row.kind === 'transaction');
    return unmentioned.length === 0
      ? []
      : [{ position, restated: here.filter(isRestated), unmentioned }];
  });
};

/** The restated balance as a claim at the end of the rows' last day. */
const claimOf = (omission: Omission, group: FilingGroup, rank: number): StandingRow => {
  const { row, filing } = finalOf(omission);
  const days = [...omission.restated, ...omission.unmentioned]
    .map((l) => inForce(l).effective.on)
    .sort();
  const claim = standingRow(
    row,
    filing,
    rank,
    { filing: group.home, rank },
    {
      on: days[days.length - 1] ?? dawn,
      basis: 'form-date',
      implausible: null,
    },
  );
  return { ...claim, delta: zero, restates: true };
};

export const settleOmissions = (
  state: Resolving,
  group: FilingGroup,
  { filing, rank }: Incoming,
): void => {
  if (!saysThatRowsGo(filing)) return;
  for (const omission of omissionsOf(group, filing)) {
    const { position, unmentioned } = omission;
    const decision = state.register.raise(unmentionedFinding(filing, omission));
    if (decision?.choice === 'rows-stand') continue;
    if (decision?.choice === 'rows-withdrawn') {
      const { id, reason, actor, recordedAt } = decision;
      for (const line of unmentioned) state.book.withdraw(line, { id, reason, actor, recordedAt });
    } else state.restatements.push({ position, row: claimOf(omission, group, rank), unmentioned });
  }
};
