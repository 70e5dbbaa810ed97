/**
 * The register of everything that disagrees. A conflict's id is derived from what it is about, so
 * that every rebuild finds it again; its basis from the values that disagree, so that a decision
 * about something that has since changed is asked again.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/event/canonical.js';
import type { Day } from '../../src/filing/calendar.js';
import type { Decision } from '../known/rulings.js';

export const conflictTypes = [
  'ORPHAN_AMENDMENT',
  'AMBIGUOUS_TARGET',
  'BOX4_DATE_MISMATCH',
  'BOX4_POINTS_TO_AMENDMENT',
  'UNMENTIONED_ROW',
  'COMPETING_AMENDMENTS',
  'SIBLING_NOT_AMENDED',
  'DUPLICATE_FILING',
  'BALANCE_MISMATCH',
  'UNEXPLAINED_DELTA',
  'NEGATIVE_BALANCE',
  'MAYBE_SAME_HOLDING',
  'MISSING_DERIVATIVE_LEG',
  'DATE_IMPLAUSIBLE',
  'CODE_DIRECTION',
] as const;
export type ConflictType = (typeof conflictTypes)[number];

/** `high`: the positions it touches are contested while it is open. */
export type Severity = 'low' | 'medium' | 'high';

export type Detail = { readonly [key: string]: DetailValue };
export type DetailValue = null | string | boolean | ReadonlyArray<DetailValue> | Detail;

/** A disagreement as the fold finds it. */
export interface Finding {
  readonly type: ConflictType;
  readonly severity: Severity;
  /** What the conflict is about, in a fixed order: rows or accession numbers. */
  readonly about: ReadonlyArray<string>;
  readonly issuerId: string;
  readonly rows: ReadonlyArray<string>;
  /** The values that disagree, and what the ledger does meanwhile. */
  readonly detail: Detail;
  /** First is what the ledger does meanwhile. */
  readonly choices: ReadonlyArray<string>;
  /** Positions it touches, and from which day. */
  readonly touches: ReadonlyArray<{ readonly positionId: string; readonly from: Day }>;
  /** Settled by a later filing, as a wrong date by its amendment. */
  readonly closed: boolean;
}

/** A finding about rows that are also its rows, open, touching nothing unless it says so. */
export const findingOf = (
  from: Pick<Finding, 'type' | 'severity' | 'about' | 'issuerId' | 'detail' | 'choices'> &
    Partial<Finding>,
): Finding => ({ rows: from.about, touches: [], closed: false, ...from });

export interface Conflict extends Finding {
  readonly conflictId: string;
  readonly basis: string;
  readonly status: 'open' | 'decided' | 'closed';
  readonly decision: (Decision & { readonly stale: boolean }) | null;
}

const digest = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex');

export const conflictIdOf = (
  insider: string,
  type: ConflictType,
  about: ReadonlyArray<string>,
): string => `c-${digest([insider, type, ...about]).slice(0, 16)}`;

export const registered = (
  insider: string,
  finding: Finding,
  decisions: ReadonlyMap<string, Decision>,
): Conflict => {
  const conflictId = conflictIdOf(insider, finding.type, finding.about);
  const basis = digest([finding.type, finding.about, finding.detail]);
  const made = decisions.get(conflictId);
  const stale = made !== undefined && made.basis !== basis;
  const status = finding.closed ? 'closed' : made === undefined || stale ? 'open' : 'decided';
  return {
    ...finding,
    conflictId,
    basis,
    status,
    decision: made === undefined ? null : { ...made, stale },
  };
};

/** Takes findings in as they are made and says what operators decided about each. */
export interface ConflictRegister {
  readonly findings: ReadonlyArray<Finding>;
  /** The decision to go by; null also where it was made about what has since changed. */
  raise(finding: Finding): Decision | null;
}

export const conflictRegister = (
  insider: string,
  decisions: ReadonlyMap<string, Decision>,
): ConflictRegister => {
  const findings: Array<Finding> = [];
  return {
    findings,
    raise: (finding) => {
      findings.push(finding);
      if (decisions.size === 0) return null;
      const { decision } = registered(insider, finding, decisions);
      return decision === null || decision.stale ? null : decision;
    },
  };
};

/** Whether a conflict makes the positions it touches contested. */
export const contests = (conflict: Conflict): boolean =>
  conflict.severity === 'high' && conflict.status === 'open';
