/** Streams with what operators ruled, stage by stage, each on what was seen before it. */
import type { InsiderView } from '../../projections/insider.js';
import { always } from '../../projections/known/knowledge.js';
import type { LedgerEvent } from '../../src/event/catalogue.js';
import { addDays, writtenDay } from '../../src/filing/calendar.js';
import { fold, type Recorded, ruled } from './recording.js';
import type { Ruling } from './script.js';

/** Properties ask the same of one world; each answer is worked out once. */
export const remembered = <K extends object, V>(of: (key: K) => V): ((key: K) => V) => {
  const known = new WeakMap<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = of(key);
    known.set(key, made);
    return made;
  };
};

/** What is seen of a stream with all that is known and recorded. */
export const viewOf = remembered((recorded: Recorded): InsiderView => fold(recorded, always));

const amended = new Map([
  ['shares', (lots: number) => `${lots * 100}`],
  ['sharesFollowing', (lots: number) => `${lots * 150}`],
  ['transactionDate', (lots: number) => addDays(writtenDay('2024-01-05'), lots)],
  ['acquiredDisposed', (lots: number) => (lots % 2 === 0 ? 'A' : 'D')],
]);

/** What an operator who sees this view would record. */
export const rulingEvent = (view: InsiderView, ruling: Ruling): LedgerEvent | null => {
  const why = { reason: 'test', actor: 'operator', insider: view.insider };
  if (ruling.kind === 'decide') {
    const conflict = view.conflicts[ruling.conflict % Math.max(1, view.conflicts.length)];
    if (conflict === undefined) return null;
    const { conflictId, basis, issuerId, choices } = conflict;
    const choice = choices[ruling.choice % choices.length] ?? '';
    return { type: 'ConflictDecided', data: { ...why, issuerId, conflictId, basis, choice } };
  }
  const rows = view.filings.flatMap((f) => f.rows);
  const row = rows[ruling.row % Math.max(1, rows.length)];
  if (row === undefined) return null;
  const about = { ...why, issuerId: row.issuerId, row: row.row };
  if (ruling.kind === 'withdraw') return { type: 'RowWithdrawn', data: about };
  if (ruling.kind !== 'correct') return { type: 'RowCorrected', data: { ...about, changes: [] } };
  const to = amended.get(ruling.field)?.(ruling.lots) ?? null;
  return {
    type: 'RowCorrected',
    data: { ...about, changes: [{ field: ruling.field, to }] },
  };
};

/** Rulings begin after every filing has been recorded, each on what was seen before it. */
export const rulingsFrom = 500;

export const stagesOf = (
  recorded: Recorded,
  rulings: ReadonlyArray<Ruling>,
): ReadonlyArray<Recorded> => {
  const stages = [recorded];
  let at = recorded;
  rulings.forEach((ruling, i) => {
    const event = rulingEvent(viewOf(at), ruling);
    if (event !== null) at = ruled(at, [event], rulingsFrom + i);
    stages.push(at);
  });
  return stages;
};

export const withRulings = (recorded: Recorded, rulings: ReadonlyArray<Ruling>): Recorded => {
  const stages = stagesOf(recorded, rulings);
  return stages[stages.length - 1] as Recorded;
};
