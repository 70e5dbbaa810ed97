/**
 * The register of everything that disagrees. A conflict's id is derived from what it is about, so
 * that every rebuild finds it again; its basis from the values that disagree, so that a decision
 * about something that has since changed is asked again.
 */

import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/event/canonical.js';
import {
  type ConflictId,
  conflictIdOfDigest,
  type InsiderId,
  type IssuerId,
  type PositionId,
} from '../../src/event/identity.js';
import type { Day } from '../../src/filing/calendar.js';
import type { Decision } from '../known/rulings.js';
import { noNames, type PositionNames } from '../position/joined.js';

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
  'MAYBE_SAME_HOLDING',
  'AMBIGUOUS_LOT',
  'NEGATIVE_BALANCE',
  'MISSING_DERIVATIVE_LEG',
  'RUNNING_TOTAL',
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
  /** What the conflict is about, in a fixed order: positions, rows or accession numbers. */
  readonly about: ReadonlyArray<string>;
  readonly issuerId: IssuerId;
  readonly rows: ReadonlyArray<string>;
  /** The values that disagree, and what the ledger does meanwhile. */
  readonly detail: Detail;
  /** First is what the ledger does meanwhile. */
  readonly choices: ReadonlyArray<string>;
  /** Positions it touches, and from which day. */
  readonly touches: ReadonlyArray<{ readonly positionId: PositionId; readonly from: Day }>;
  /** Settled by a later filing, as a wrong date by its amendment. */
  readonly closed: boolean;
}

/** A finding about rows that are also its rows, open, touching nothing unless it says so. */
export const findingOf = (
  from: Pick<Finding, 'type' | 'severity' | 'about' | 'issuerId' | 'detail' | 'choices'> &
    Partial<Finding>,
): Finding => ({ rows: from.about, touches: [], closed: false, ...from });

/** What the ledger does while two positions may be one holding, and what joins them. */
export const oneHolding = 'one-holding';
export const holdingChoices = ['apart', oneHolding] as const;

/** The two positions that a `MAYBE_SAME_HOLDING` is about; null of every other conflict. */
export const positionsThatMayBeOne = ({
  type,
  about: [one, other],
}: Pick<Finding, 'type' | 'about'>): readonly [string, string] | null =>
  type === 'MAYBE_SAME_HOLDING' && one !== undefined && other !== undefined ? [one, other] : null;

export interface Conflict extends Finding {
  readonly conflictId: ConflictId;
  /** Ids that it had before identities or positions were joined. */
  readonly formerIds: ReadonlyArray<ConflictId>;
  /** What was judged: the numbers and the rows. */
  readonly basis: string;
  /** All that it says, days included. */
  readonly wording: string;
  readonly status: 'open' | 'decided' | 'closed';
  readonly decision: (Decision & { readonly stale: boolean }) | null;
}

const digest = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex');

export const conflictIdOf = (
  whose: Whose,
  type: ConflictType,
  about: ReadonlyArray<string>,
): ConflictId => conflictIdOfDigest(digest([whose, type, ...about]));

/** Accession numbers under which a document was recorded earlier, by the one it has now. */
export type FormerNames = ReadonlyMap<string, ReadonlyArray<string>>;

const noFormerNames: FormerNames = new Map();

/** A finding, and as it was worded when a document had another name. */
const wordingsOf = (finding: Finding, former: FormerNames): ReadonlyArray<Finding> => {
  if (former.size === 0) return [finding];
  const { type, about, rows, detail } = finding;
  let texts = [JSON.stringify({ type, about, rows, detail })];
  for (const [now, names] of former)
    texts = texts.flatMap((text) =>
      text.includes(now) ? [text, ...names.map((name) => text.replaceAll(now, name))] : [text],
    );
  return [finding, ...texts.slice(1).map((text) => ({ ...finding, ...JSON.parse(text) }))];
};

/** Whose conflict it is: an insider's, or the issuer's where only documents of several insiders show it. */
export type Whose = InsiderId | IssuerId;

/** Under which somebody and its positions are and were known; what is theirs now comes first. */
export interface Names {
  readonly ids: readonly [Whose, ...ReadonlyArray<Whose>];
  readonly positions: PositionNames;
}

export const onlyName = (whose: Whose): Names => ({ ids: [whose], positions: noNames });

/** A conflict under one name of everything that it is about. */
interface Naming {
  readonly conflictId: ConflictId;
  readonly basis: string;
  /** Its basis while nothing explained it; its own where nothing does. */
  readonly unexplained: string;
  readonly wording: string;
}

/**
 * Between which days it lies moves when more is learnt of an envelope, and what the ledger does
 * meanwhile follows from the rest: neither is what a decision is about.
 */
const notJudged: ReadonlySet<string> = new Set([
  'after',
  'until',
  'from',
  'lastSpokenOf',
  'firstSpokenOf',
  'countedFrom',
  'onItsDay',
  'onFormDate',
  'meanwhile',
]);

/** A filing date is judged only where it is what disagrees. */
const isJudged = (type: ConflictType, key: string): boolean =>
  key === 'filedOn' ? type === 'BOX4_DATE_MISMATCH' : !notJudged.has(key);

const judgedIn = (type: ConflictType, detail: Detail): Detail =>
  Object.fromEntries(Object.entries(detail).filter(([key]) => isJudged(type, key)));

/** More names than this are tried of no conflict. */
const namingsMax = 256;

const renamed = (value: DetailValue, names: ReadonlyMap<string, string>): DetailValue =>
  typeof value === 'string'
    ? (names.get(value) ?? value)
    : value === null || typeof value === 'boolean'
      ? value
      : Array.isArray(value)
        ? value.map((one: DetailValue) => renamed(one, names))
        : Object.fromEntries(
            Object.entries(value as Detail).map(([key, one]) => [key, renamed(one, names)]),
          );

const namingOf = (
  whose: Whose,
  { type, about, rows, detail }: Finding,
  names: ReadonlyMap<string, string>,
): Naming => {
  const now = about.map((one) => names.get(one) ?? one);
  const said = names.size === 0 ? detail : (renamed(detail, names) as Detail);
  const basisOf = (judged: Detail): string => digest([type, now, rows, judgedIn(type, judged)]);
  const basis = basisOf(said);
  return {
    conflictId: conflictIdOf(whose, type, now),
    basis,
    unexplained: said['explanation'] == null ? basis : basisOf({ ...said, explanation: null }),
    wording: digest([type, now, said]),
  };
};

/** Every way to name the positions among what a conflict is about; as they are named now first. */
const renamings = (
  { about }: Finding,
  { positions }: Names,
): ReadonlyArray<ReadonlyMap<string, string>> => {
  let ways: ReadonlyArray<ReadonlyMap<string, string>> = [new Map()];
  if (positions === noNames) return ways;
  for (const one of about) {
    const names = positions.of(one);
    if (names.length < 2) continue;
    ways = ways.flatMap((way) =>
      names.map((name) => (name === one ? way : new Map([...way, [one, name]]))),
    );
  }
  return ways.slice(0, namingsMax);
};

/** A conflict's names; the first is its own. */
const namingsOf = (finding: Finding, names: Names): readonly [Naming, ...Naming[]] => {
  const [now, ...others] = names.ids;
  const own = namingOf(now, finding, new Map());
  if (others.length === 0 && names.positions === noNames) return [own];
  const ways = renamings(finding, names);
  return [
    own,
    ...names.ids
      .flatMap((one) => ways.map((way) => namingOf(one, finding, way)))
      .filter((naming) => naming.conflictId !== own.conflictId),
  ];
};

/** A conflict as it stands with what was decided of it, under whichever of its names. */
export const registered = (
  names: Names,
  finding: Finding,
  decisions: ReadonlyMap<ConflictId, Decision>,
  former: FormerNames = noFormerNames,
): Conflict => {
  const [first, ...others] = wordingsOf(finding, former);
  const [own, ...more] = namingsOf(first ?? finding, names);
  const earlier = [...more, ...others.flatMap((one) => namingsOf(one, names))];
  let decision: Conflict['decision'] = null;
  for (const { conflictId, basis, unexplained, wording } of [own, ...earlier]) {
    const made = decisions.get(conflictId);
    if (made === undefined || (decision !== null && decision.recordedAt >= made.recordedAt))
      continue;
    // What explains a difference since leaves its numbers as they were judged; an explanation that
    // is gone or another may be what was relied on. Once the whole wording was judged.
    decision = { ...made, stale: ![basis, unexplained, wording].includes(made.basis) };
  }
  const status = finding.closed
    ? 'closed'
    : decision === null || decision.stale
      ? 'open'
      : 'decided';
  return {
    type: finding.type,
    severity: finding.severity,
    about: finding.about,
    issuerId: finding.issuerId,
    rows: finding.rows,
    detail: finding.detail,
    choices: finding.choices,
    touches: finding.touches,
    closed: finding.closed,
    conflictId: own.conflictId,
    basis: own.basis,
    wording: own.wording,
    formerIds: earlier.map((naming) => naming.conflictId),
    status,
    decision,
  };
};

/** Takes findings in as they are made and says what operators decided about each. */
export interface ConflictRegister {
  readonly findings: ReadonlyArray<Finding>;
  /** The decision to go by; null also where it was made about what has since changed. */
  raise(finding: Finding): Decision | null;
}

export const conflictRegister = (
  names: Names,
  decisions: ReadonlyMap<ConflictId, Decision>,
  former: FormerNames = noFormerNames,
): ConflictRegister => {
  const findings: Array<Finding> = [];
  return {
    findings,
    raise: (finding) => {
      findings.push(finding);
      if (decisions.size === 0) return null;
      const { decision } = registered(names, finding, decisions, former);
      return decision === null || decision.stale ? null : decision;
    },
  };
};

/** Whether a conflict makes the positions it touches contested. */
export const contests = (conflict: Conflict): boolean =>
  conflict.severity === 'high' && conflict.status === 'open';
