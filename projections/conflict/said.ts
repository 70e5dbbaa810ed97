/**
 * Conflicts of findings that are made again from view to view: one is registered anew only where
 * its finding says something else than before.
 */
import type { Conflict, Detail, DetailValue, Finding } from './conflict.js';

export interface ConflictsSaid {
  of(finding: Finding, register: () => Conflict): Conflict;
  /** What else they depend on has changed. */
  forget(): void;
}

const sameList = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);

const sameValue = (a: DetailValue | undefined, b: DetailValue | undefined): boolean => {
  if (a === b) return true;
  if (a == null || b == null || typeof a !== 'object' || typeof b !== 'object') return false;
  const [ofA, ofB] = [a as Detail, b as Detail];
  const keys = Object.keys(ofA);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(ofB).length &&
    keys.every((key) => sameValue(ofA[key], ofB[key]))
  );
};

/** Whether two findings of one type, about the same, say the same. */
const saysTheSame = (a: Finding, b: Finding): boolean =>
  a === b ||
  (a.severity === b.severity &&
    a.closed === b.closed &&
    a.issuerId === b.issuerId &&
    sameList(a.rows, b.rows) &&
    sameList(a.choices, b.choices) &&
    a.touches.length === b.touches.length &&
    a.touches.every(
      ({ positionId, from }, i) =>
        positionId === b.touches[i]?.positionId && from === b.touches[i]?.from,
    ) &&
    sameValue(a.detail, b.detail));

interface Said {
  readonly finding: Finding;
  readonly conflict: Conflict;
}

export const conflictsSaid = (): ConflictsSaid => {
  const known = new Map<string, Said>();
  return {
    of: (finding, register) => {
      const key = `${finding.type} ${finding.about.join(' ')}`;
      const before = known.get(key);
      if (before !== undefined && saysTheSame(before.finding, finding)) return before.conflict;
      const conflict = register();
      known.set(key, { finding, conflict });
      return conflict;
    },
    forget: () => {
      known.clear();
    },
  };
};
