/** A balance that does not follow from the one before it, as a finding. */
import { addDays, type Day } from '../../src/filing/calendar.js';
import type { Entry } from '../balance/balance.js';
import type { Entries } from '../balance/balanced-class.js';
import { type Finding, findingOf } from '../conflict/conflict.js';
import type { Explanation } from '../explanation/explanation.js';
import type { Position } from '../position/position.js';

/**
 * A gap between two filings may be something nobody had to report; a gap inside one filing, in an
 * amendment or in options contradicts what the filer reported.
 */
const isMismatch = (entry: Entry, before: Entry | undefined): boolean =>
  entry.source.filing.amendment ||
  entry.source.row.table === 'II' ||
  before?.source.home === entry.source.home;

/** A change nobody reported may have happened on any day since the position was last spoken of. */
const windowStart = (entry: Entry, before: Entry | undefined): Day =>
  before === undefined || before.on >= entry.on ? entry.on : addDays(before.on, 1);

const gapFinding = (
  position: Position,
  entry: Entry,
  before: Entry | undefined,
  explanation: Explanation | undefined,
): Finding => {
  const mismatch = isMismatch(entry, before);
  const row = entry.source.row.row;
  const stated = entry.source.asserted;
  return findingOf({
    type: mismatch ? 'BALANCE_MISMATCH' : 'UNEXPLAINED_DELTA',
    severity: explanation !== undefined ? 'low' : mismatch ? 'high' : 'medium',
    about: [position.id, row, ...(entry.source.restates ? ['restated'] : [])],
    rows: before === undefined ? [row] : [before.source.row.row, row],
    issuerId: position.issuerId,
    detail: {
      position: position.id,
      reported: stated?.toFixed() ?? null,
      expected: stated?.minus(entry.amount).toFixed() ?? null,
      difference: entry.amount.toFixed(),
      after: before?.on ?? null,
      until: entry.on,
      explanation: explanation?.kind ?? null,
      meanwhile: 'the reported balance is the answer, the difference an entry of its own',
    },
    choices: ['accept-reported'],
    touches: [{ positionId: position.id, from: windowStart(entry, before) }],
  });
};

/** One gap as it was found; a finding about the very same stays what it is. */
export interface FoundGap {
  readonly entry: Entry;
  readonly before: Entry | undefined;
  readonly explained: Explanation['kind'] | undefined;
  readonly finding: Finding;
}

const sameGap = (a: FoundGap, b: Omit<FoundGap, 'finding'>): boolean =>
  a.explained === b.explained &&
  a.entry.source.row === b.entry.source.row &&
  a.entry.source.restates === b.entry.source.restates &&
  a.entry.source.home === b.entry.source.home &&
  a.entry.on === b.entry.on &&
  a.before?.source.row === b.before?.source.row &&
  a.before?.source.home === b.before?.source.home &&
  a.before?.on === b.before?.on &&
  a.entry.amount.eq(b.entry.amount);

/** The gaps among a position's entries; of those known before the very findings. */
export const gapsOf = (
  position: Position,
  entries: Entries,
  explanations: ReadonlyMap<Entry, Explanation> | undefined,
  known: ReadonlyArray<FoundGap>,
): ReadonlyArray<FoundGap> =>
  entries.flatMap((entry, i) => {
    if (entry.kind !== 'unexplained') return [];
    const explanation = explanations?.get(entry);
    const gap = { entry, before: entries[i - 1], explained: explanation?.kind };
    const same = known.find((k) => sameGap(k, gap));
    const found = same?.finding ?? gapFinding(position, entry, gap.before, explanation);
    return [{ ...gap, finding: found }];
  });
