/**
 * What operators said: corrections, withdrawals, decisions, aliases, splits, joins, identities.
 * Only what was recorded by a vantage counts, so that a ruling changes no answer from before it.
 */
import type {
  ConflictDecided,
  CorporateActionRecorded,
  CorrectableField,
  PositionsJoined,
  RowReported,
} from '../../src/event/catalogue.js';
import {
  type ConflictId,
  type InsiderId,
  type IssuerId,
  type PositionId,
  type RowId,
  rulingIdOf,
} from '../../src/event/identity.js';
import type { DecodedEvent } from '../../src/event/upcast.js';
import type { ClockInstant } from '../../src/filing/calendar.js';
import { boxes } from './box.js';
import { type Identities, identitiesOf, noIdentities, provisionalsOf } from './identities.js';
import { type RulingRecord, rulingIn, rulingRecords, type Said, sameRatio } from './ruling.js';
import { canonicalTitle } from './security-title.js';

export interface Correction extends Said {
  readonly field: CorrectableField;
  readonly to: string | null;
}

/** By an operator's word on the row, or as decided of a conflict about it. */
export interface Withdrawal extends Said {}

export interface Decision extends ConflictDecided, Said {}

/** Two positions that an operator declared one holding, by the ids that they had then. */
export interface Join {
  /** Of the ruling. */
  readonly id: string;
  /** In whose stream it is said. */
  readonly insider: InsiderId;
  readonly position: PositionId;
  readonly with: PositionId;
  readonly reason: string;
  readonly actor: string;
  readonly recordedAt: ClockInstant;
}

export interface Rulings {
  /** Each of them, also those that were taken back, in the order in which they were recorded. */
  readonly said: ReadonlyArray<RulingRecord>;
  readonly corrections: ReadonlyMap<RowId, ReadonlyArray<Correction>>;
  readonly withdrawals: ReadonlyMap<RowId, Withdrawal>;
  /** The last decision on each conflict. */
  readonly decisions: ReadonlyMap<ConflictId, Decision>;
  /** Canonical title → canonical title it is kept under, per issuer. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Each under its issuer's real id. */
  readonly splits: ReadonlyArray<CorporateActionRecorded>;
  readonly joins: ReadonlyArray<Join>;
  readonly identities: Identities;
}

export const noRulings: Rulings = {
  said: [],
  corrections: new Map(),
  withdrawals: new Map(),
  decisions: new Map(),
  aliases: new Map(),
  splits: [],
  joins: [],
  identities: noIdentities,
};

const aliasKey = (issuerId: IssuerId, title: string): string => `${issuerId}|${title}`;

/** What was said of a title under the issuer's id, or under one that it had before. */
const aliasUnder = (
  { aliases, identities }: Rulings,
  issuerId: IssuerId,
  title: string,
): string | undefined => {
  const own = aliases.get(aliasKey(issuerId, title));
  if (own !== undefined) return own;
  for (const id of provisionalsOf(identities.issuers, issuerId)) {
    const former = aliases.get(aliasKey(id, title));
    if (former !== undefined) return former;
  }
  return undefined;
};

/** Canonical titles from the one given to the one under which the class is kept, that included. */
export const aliasesFrom = (
  rulings: Rulings,
  issuerId: IssuerId,
  title: string,
): ReadonlyArray<string> => {
  const titles = [title];
  if (rulings.aliases.size === 0) return titles;
  for (let steps = 0; steps < 16; steps++) {
    const at = titles[titles.length - 1] ?? title;
    const next = aliasUnder(rulings, issuerId, at);
    if (next === undefined || next === at) break;
    titles.push(next);
  }
  return titles;
};

/** The title under which a class is kept; aliases are followed to their end. */
export const aliasOf = (rulings: Rulings, issuerId: IssuerId, title: string): string => {
  if (rulings.aliases.size === 0) return title;
  return aliasesFrom(rulings, issuerId, title).at(-1) ?? title;
};

const sameSplit = (a: CorporateActionRecorded, b: CorporateActionRecorded): boolean =>
  a.issuerId === b.issuerId &&
  a.effectiveOn === b.effectiveOn &&
  canonicalTitle(a.security) === canonicalTitle(b.security);

/** Splits under the real ids of their issuers; one that was recorded under both ids is one. */
const splitsUnder = (
  splits: ReadonlyArray<CorporateActionRecorded>,
  issuers: Identities['issuers'],
): ReadonlyArray<CorporateActionRecorded> =>
  issuers.size === 0
    ? splits
    : splits
        .map((s) => ({ ...s, issuerId: issuers.get(s.issuerId) ?? s.issuerId }))
        .filter((s, i, all) => all.findIndex((other) => sameSplit(other, s)) === i);

/** The last word on each two positions, whichever stream it stands in. */
class Joins {
  readonly #words = new Map<string, Join & { readonly same: boolean }>();

  say(said: PositionsJoined, ruling: Pick<Join, 'id' | 'recordedAt'>): void {
    const { insider, position, with: other, same, reason, actor } = said;
    const pair = [position, other].sort().join(' ');
    const known = this.#words.get(pair);
    if (known !== undefined && known.recordedAt > ruling.recordedAt) return;
    this.#words.set(pair, { ...ruling, insider, position, with: other, same, reason, actor });
  }

  inForce(): ReadonlyArray<Join> {
    return [...this.#words.values()].flatMap(({ same, ...join }) => (same ? [join] : []));
  }
}

/** The rulings as they would be had nobody said who is who, or that two positions are one. */
export const withoutIdentities = (rulings: Rulings, issuers: 'as-said' | 'apart'): Rulings => ({
  ...rulings,
  joins: [],
  identities: {
    ...noIdentities,
    issuers: issuers === 'apart' ? noIdentities.issuers : rulings.identities.issuers,
  },
});

/**
 * Folds rulings in the order in which they stand in their streams. `nameOf` gives the name that
 * a row has now, since its document's accession number may have been learnt after the ruling.
 */
export const rulingsOf = (
  events: Iterable<DecodedEvent>,
  recordedBy: ClockInstant | null,
  nameOf: (row: RowId) => RowId = (row) => row,
): Rulings => {
  const corrections = new Map<RowId, Array<Correction>>();
  const withdrawals = new Map<RowId, Withdrawal>();
  const decisions = new Map<ConflictId, Decision>();
  const aliases = new Map<string, string>();
  const splits: Array<CorporateActionRecorded> = [];
  const joins = new Joins();
  const ofIdentities: Array<DecodedEvent> = [];
  const all: Array<DecodedEvent> = [];
  for (const decoded of events) {
    if (rulingIn(decoded) === null) continue;
    const { event, metadata } = decoded;
    const { recordedAt } = metadata;
    if (recordedBy !== null && recordedAt > recordedBy) continue;
    all.push(decoded);
    const id = rulingIdOf(decoded.id);
    if (event.type === 'RowCorrected') {
      const { changes, reason, actor } = event.data;
      const row = nameOf(event.data.row);
      if (changes.length === 0) {
        corrections.delete(row);
        withdrawals.delete(row);
      } else {
        const fields = new Set<string>(changes.map((c) => c.field));
        const kept = (corrections.get(row) ?? []).filter((c) => !fields.has(c.field));
        corrections.set(row, [
          ...kept,
          ...changes.map((c) => ({ ...c, id, reason, actor, recordedAt })),
        ]);
      }
    } else if (event.type === 'RowWithdrawn') {
      const { reason, actor } = event.data;
      withdrawals.set(nameOf(event.data.row), { id, reason, actor, recordedAt });
    } else if (event.type === 'ConflictDecided') {
      decisions.set(event.data.conflictId, { ...event.data, id, recordedAt });
    } else if (event.type === 'SecurityAliased') {
      const { issuerId, title, sameAs } = event.data;
      aliases.set(aliasKey(issuerId, canonicalTitle(title)), canonicalTitle(sameAs));
    } else if (event.type === 'CorporateActionRecorded') {
      const withdrawn = event.data.action === 'split-withdrawn';
      // Another ratio takes its place; taking that one back leaves what stands in its place.
      const same = splits.findIndex(
        (s) => sameSplit(s, event.data) && (!withdrawn || sameRatio(s, event.data)),
      );
      if (same >= 0) splits.splice(same, 1);
      if (!withdrawn) splits.push(event.data);
    } else if (event.type === 'PositionsJoined') joins.say(event.data, { id, recordedAt });
    else ofIdentities.push(decoded);
  }
  if (all.length === 0) return noRulings;
  const identities =
    ofIdentities.length === 0 ? noIdentities : identitiesOf(ofIdentities, recordedBy);
  return {
    said: rulingRecords(all, nameOf),
    corrections,
    withdrawals,
    decisions,
    aliases,
    splits: splitsUnder(splits, identities.issuers),
    joins: joins.inForce(),
    identities,
  };
};

// ---- applying corrections ----

/** A row as corrected; the very same row where nothing corrects it. */
export const corrected = (row: RowReported, rulings: Rulings): RowReported =>
  (rulings.corrections.get(row.row) ?? []).reduce(
    (at, { field, to }) => boxes[field].put(at, to),
    row,
  );

/** Why a value cannot be put into a field, or null where it can. */
export const correctionProblem = (field: CorrectableField, to: string | null): string | null =>
  boxes[field].refuses(to);
