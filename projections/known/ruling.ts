/**
 * Rulings one by one: what each says, who said it, why and when, and what came of it. A ruling
 * takes the place of earlier ones on the same thing, whole or field by field, or takes them back.
 */
import type {
  CorporateActionRecorded,
  IssuerDeclared,
  LedgerEvent,
} from '../../src/event/catalogue.js';
import {
  type IssuerId,
  identificationIdOf,
  type RowId,
  rulingIdOf,
} from '../../src/event/identity.js';
import type { DecodedEvent } from '../../src/event/upcast.js';
import type { ClockInstant, Day } from '../../src/filing/calendar.js';
import { canonicalTitle } from './security-title.js';

/** Who said something, why and when, and the name by which it is asked for. */
export interface Said {
  readonly id: string;
  readonly reason: string;
  readonly actor: string;
  readonly recordedAt: ClockInstant;
}

type RulingType =
  | 'RowCorrected'
  | 'RowWithdrawn'
  | 'ConflictDecided'
  | 'PositionsJoined'
  | 'InsiderIdentified'
  | 'IssuerIdentified'
  | 'SecurityAliased'
  | 'CorporateActionRecorded'
  | 'RowDeclared'
  | 'IssuerDeclared'
  | 'RoleDeclared'
  | 'RepresentationRecorded'
  | 'ReliefDeclared'
  | 'CalendarDayAdded';

export type RulingEvent = Extract<LedgerEvent, { readonly type: RulingType }>;

const kinds = {
  RowCorrected: 'correction',
  RowWithdrawn: 'withdrawal',
  ConflictDecided: 'decision',
  PositionsJoined: 'join',
  InsiderIdentified: 'identification',
  IssuerIdentified: 'identification',
  SecurityAliased: 'alias',
  CorporateActionRecorded: 'split',
  RowDeclared: 'declaration',
  IssuerDeclared: 'declaration',
  RoleDeclared: 'declaration',
  RepresentationRecorded: 'declaration',
  ReliefDeclared: 'declaration',
  CalendarDayAdded: 'declaration',
} as const satisfies Record<RulingType, string>;

export type RulingKind = (typeof kinds)[RulingType];

export const kindOf = ({ type }: RulingEvent): RulingKind => kinds[type];

/** A ruling and what came of it. */
export interface RulingRecord extends Said {
  readonly event: RulingEvent;
  /** The name that the row it is about has now; null where it is about none. */
  readonly row: RowId | null;
  /** Takes earlier ones back and says nothing of its own. */
  readonly undo: boolean;
  /** The ruling that took it back, or that all it said was replaced by; null where none did. */
  readonly undoneBy: string | null;
  /** Ids of the events that say it: of an identification there are two. */
  readonly events: ReadonlyArray<string>;
}

export const isInForce = ({ undo, undoneBy }: RulingRecord): boolean => !undo && undoneBy === null;

export const rulingIn = ({ event }: DecodedEvent): RulingEvent | null =>
  Object.hasOwn(kinds, event.type) ? (event as RulingEvent) : null;

/** What a ruling speaks of, and whether it only takes back what was said of it. */
interface Claim {
  /** A later ruling on the same takes its place. */
  readonly keys: ReadonlyArray<string>;
  readonly undo: boolean;
  /** It takes back all that was said under keys that begin so. */
  readonly prefix?: string;
  /** What of it: that this is not so takes nothing else back that was said in its place. */
  readonly says?: string;
}

/** A declaration's own words, without who declared it and why. */
const declaredWords = ({ data }: RulingEvent): string => {
  const {
    reason: _reason,
    actor: _actor,
    holds: _holds,
    ...says
  } = data as typeof data & {
    readonly holds?: boolean;
  };
  return JSON.stringify(says);
};

const splitKey = (issuerId: IssuerId, effectiveOn: Day, security: string | null): string =>
  ['split', issuerId, effectiveOn, canonicalTitle(security)].join(' ');

type Ratio = Pick<CorporateActionRecorded, 'numerator' | 'denominator'>;

const ratioOf = ({ numerator, denominator }: Ratio): string =>
  `${numerator.toFixed()}:${denominator.toFixed()}`;

/** Whether two splits are by one ratio, as it is written. */
export const sameRatio = (a: Ratio, b: Ratio): boolean => ratioOf(a) === ratioOf(b);

/** What a later declaration of the same kind takes the place of. */
const issuerFactKey = (data: IssuerDeclared): string => {
  const { issuerId, fact, from, on, security, sameAs } = data;
  const about = {
    'fiscal-year-end': [],
    'foreign-private-issuer': [from],
    effective: [],
    'shares-outstanding': [canonicalTitle(security), on],
    'class-equivalence': [canonicalTitle(security), canonicalTitle(sameAs)].sort(),
    'results-filed': [on],
  } as const satisfies Record<IssuerDeclared['fact'], ReadonlyArray<string | null>>;
  return ['declared', issuerId, fact, ...about[fact]].join(' ');
};

const claimOf = (event: RulingEvent, row: RowId | null): Claim => {
  switch (event.type) {
    case 'RowCorrected': {
      const { insider, changes } = event.data;
      const prefix = `row ${insider} ${row} `;
      return changes.length === 0
        ? { keys: [], undo: true, prefix }
        : { keys: changes.map(({ field }) => prefix + field), undo: false };
    }
    case 'RowWithdrawn':
      return { keys: [`row ${event.data.insider} ${row} `], undo: false };
    case 'ConflictDecided':
      return { keys: [`conflict ${event.data.conflictId}`], undo: false };
    case 'PositionsJoined': {
      const { position, with: other, same } = event.data;
      return { keys: [`join ${[position, other].sort().join(' ')}`], undo: !same };
    }
    case 'InsiderIdentified':
    case 'IssuerIdentified': {
      const { provisional, cik, same } = event.data;
      return { keys: [`${event.type} ${provisional}`], undo: !same, says: cik };
    }
    case 'SecurityAliased': {
      const { issuerId, title, sameAs } = event.data;
      const [from, to] = [canonicalTitle(title), canonicalTitle(sameAs)];
      return { keys: [`alias ${issuerId} ${from}`], undo: from === to };
    }
    case 'CorporateActionRecorded': {
      const { issuerId, effectiveOn, security, action } = event.data;
      return {
        keys: [splitKey(issuerId, effectiveOn, security)],
        undo: action !== 'split',
        says: ratioOf(event.data),
      };
    }
    case 'RowDeclared':
      return {
        keys: [`declared row ${event.data.insider} ${row}`],
        undo: event.data.treatment === 'undeclared',
      };
    case 'IssuerDeclared':
      return {
        keys: [issuerFactKey(event.data)],
        undo: !event.data.holds,
        says: declaredWords(event),
      };
    case 'RoleDeclared': {
      const { insider, issuerId, role, from, holds } = event.data;
      return {
        keys: [`role ${insider} ${issuerId} ${role} ${from ?? ''}`],
        undo: !holds,
        says: declaredWords(event),
      };
    }
    case 'RepresentationRecorded': {
      const { insider, issuerId, fiscalYearEnd, holds } = event.data;
      return { keys: [`no form 5 ${insider} ${issuerId} ${fiscalYearEnd}`], undo: !holds };
    }
    case 'ReliefDeclared':
      return {
        keys: [`relief ${event.data.from} ${event.data.through}`],
        undo: !event.data.holds,
        says: declaredWords(event),
      };
    case 'CalendarDayAdded':
      return { keys: [`closed ${event.data.day}`], undo: !event.data.holds };
  }
};

type Open = { -readonly [K in keyof RulingRecord]: RulingRecord[K] } & { said: number };

/** In whose stream it stands. */
const streamOf = ({ data }: RulingEvent): string =>
  'insider' in data ? data.insider : 'issuerId' in data ? data.issuerId : '';

/** Names rulings: each by its event, an identification by whom it is about. */
const namer = (): ((id: string, event: RulingEvent) => string) => {
  const times = new Map<string, number>();
  return (id, event) => {
    if (event.type !== 'InsiderIdentified' && event.type !== 'IssuerIdentified')
      return rulingIdOf(id);
    const { provisional, cik } = event.data;
    const pair = `${streamOf(event)} ${provisional} ${cik}`;
    const nth = (times.get(pair) ?? 0) + 1;
    times.set(pair, nth);
    return identificationIdOf(provisional, cik, nth);
  };
};

interface Word {
  readonly record: Open;
  readonly says: string | undefined;
}

/** Who has the last word on what. */
class LastWords {
  readonly #words = new Map<string, Word>();

  take(record: Open, { keys, undo, prefix, says }: Claim): void {
    for (const key of keys) {
      const isOther = this.#words.get(key)?.says !== says;
      if (!undo || !isOther) this.#end(key, record.id);
      if (!undo) this.#words.set(key, { record, says });
    }
    if (prefix === undefined) return;
    for (const key of [...this.#words.keys()])
      if (key.startsWith(prefix)) this.#end(key, record.id);
  }

  #end(key: string, by: string): void {
    const before = this.#words.get(key)?.record;
    if (before === undefined) return;
    this.#words.delete(key);
    before.said -= 1;
    if (before.said === 0) before.undoneBy = by;
  }
}

const inOrder = (rulings: ReadonlyArray<DecodedEvent>): ReadonlyArray<DecodedEvent> => {
  const at = ({ metadata }: DecodedEvent): string => metadata.recordedAt;
  return [...rulings].sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0));
};

/** Rulings in the order in which they were recorded, each with what became of it. */
export const rulingRecords = (
  rulings: ReadonlyArray<DecodedEvent>,
  nameOf: (row: RowId) => RowId,
): ReadonlyArray<RulingRecord> => {
  const records = new Map<string, Open>();
  const words = new LastWords();
  const idOf = namer();
  for (const decoded of inOrder(rulings)) {
    const event = rulingIn(decoded);
    if (event === null) continue;
    const id = idOf(decoded.id, event);
    const twin = records.get(id);
    if (twin !== undefined) {
      twin.events = [...twin.events, decoded.id];
      continue;
    }
    const row = 'row' in event.data ? nameOf(event.data.row) : null;
    const claim = claimOf(event, row);
    const record: Open = {
      id,
      event,
      row,
      undo: claim.undo,
      reason: event.data.reason,
      actor: event.data.actor,
      recordedAt: decoded.metadata.recordedAt,
      undoneBy: null,
      events: [decoded.id],
      said: claim.undo ? 0 : claim.keys.length,
    };
    records.set(id, record);
    words.take(record, claim);
  }
  return [...records.values()];
};

/** Whether it records this split; `real` gives an issuer's own id for one that it had before. */
export const isSplit = (
  { event }: RulingRecord,
  split: {
    readonly issuerId: IssuerId;
    readonly effectiveOn: Day;
    readonly security: string | null;
  },
  real: (issuerId: IssuerId) => string,
): boolean =>
  event.type === 'CorporateActionRecorded' &&
  real(event.data.issuerId) === split.issuerId &&
  event.data.effectiveOn === split.effectiveOn &&
  canonicalTitle(event.data.security) === canonicalTitle(split.security);
