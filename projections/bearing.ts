/**
 * Which rulings bear on which rows and positions, and from which day. A ruling bears on a position
 * where its answer would or could be another without it; one that was taken back bears on nothing.
 */

import type { RowReported } from '../src/event/catalogue.js';
import type { InsiderId, IssuerId, PositionId, RowId } from '../src/event/identity.js';
import type { Day } from '../src/filing/calendar.js';
import type { Holding, InsiderView } from './insider.js';
import { provisionalsOf } from './known/identities.js';
import { rowAsFiled } from './known/knowledge.js';
import { effectiveDay } from './known/reported-row.js';
import { isInForce, isSplit, type RulingRecord, type Said } from './known/ruling.js';
import { aliasesFrom } from './known/rulings.js';
import { canonicalNature, canonicalTitle } from './known/security-title.js';
import { inForce, type Line, type Version } from './line/line.js';

export interface Bearing {
  readonly id: string;
  /** The effective day from which on it bears on the answer. */
  readonly from: Day;
}

type Viewed = Pick<
  InsiderView,
  'insider' | 'lines' | 'conflicts' | 'decided' | 'holdings' | 'names' | 'rulings'
>;

const earlier = (a: Day, b: Day): Day => (a < b ? a : b);

/** Corrections in force of a row, by the ruling that made them. */
export const correctionsOf = (
  { rulings }: Pick<Viewed, 'rulings'>,
  row: RowId,
): ReadonlyMap<string, Said & { readonly fields: ReadonlyArray<string> }> => {
  const made = new Map<string, Said & { readonly fields: Array<string> }>();
  for (const { id, reason, actor, recordedAt, field } of rulings.corrections.get(row) ?? []) {
    const known = made.get(id);
    if (known === undefined) made.set(id, { id, reason, actor, recordedAt, fields: [field] });
    else known.fields.push(field);
  }
  return made;
};

// ---- positions ----

/** What a row's wording says of which holding it is of. */
const wordingOf = (row: RowReported): string =>
  JSON.stringify([
    row.issuerId,
    row.table,
    canonicalTitle(row.security.value),
    row.ownership.value,
    canonicalNature(row.nature.value),
    row.terms?.exercisePrice.value?.toFixed() ?? null,
    row.terms?.expiresOn.value ?? null,
  ]);

class Bearings {
  readonly #byPosition = new Map<PositionId, Map<string, Day>>();

  add(positionId: PositionId, id: string, from: Day): void {
    const known = this.#byPosition.get(positionId);
    if (known === undefined) this.#byPosition.set(positionId, new Map([[id, from]]));
    else known.set(id, earlier(known.get(id) ?? from, from));
  }

  of(positionId: PositionId): ReadonlyMap<string, Day> {
    return this.#byPosition.get(positionId) ?? new Map();
  }
}

/** Positions whose rows are worded as a row was before it was corrected. */
const positionsWordedAs = (view: Viewed, filed: RowReported): ReadonlyArray<PositionId> => {
  const wording = wordingOf(filed);
  const found = new Set<PositionId>();
  for (const line of view.lines) {
    const { row, position } = inForce(line);
    if (position !== null && row.row !== filed.row && wordingOf(row) === wording)
      found.add(position.id);
  }
  return [...found];
};

const bearOfCorrections = (view: Viewed, all: Bearings, line: Line, version: Version): void => {
  const made = correctionsOf(view, version.row.row);
  if (made.size === 0) return;
  const filed = rowAsFiled(version.filing, version.row);
  const filedOn = effectiveDay(filed, version.filing, line.home).on;
  const here = inForce(line).position?.id;
  if (here !== undefined)
    for (const id of made.keys()) all.add(here, id, earlier(filedOn, version.effective.on));
  if (wordingOf(filed) === wordingOf(version.row)) return;
  // It was taken out of another position, where only one can be meant.
  const [there, ...others] = positionsWordedAs(view, filed);
  if (there !== undefined && others.length === 0 && there !== here)
    for (const id of made.keys()) all.add(there, id, filedOn);
};

const bearOfRows = (view: Viewed, all: Bearings): void => {
  const { corrections } = view.rulings;
  for (const line of view.lines) {
    const { position, effective } = inForce(line);
    if (corrections.size > 0)
      for (const version of line.versions) bearOfCorrections(view, all, line, version);
    if (position !== null && view.decided.size > 0)
      for (const { filing } of line.versions) {
        const decision = view.decided.get(filing.accession);
        if (decision !== undefined) all.add(position.id, decision.id, effective.on);
      }
    if (position !== null && line.withdrawal !== null)
      all.add(position.id, line.withdrawal.id, effective.on);
  }
};

const bearOfDecisions = (view: Viewed, all: Bearings): void => {
  const decided = view.conflicts.filter((c) => c.decision !== null && !c.decision.stale);
  if (decided.length === 0) return;
  const rowsOf = new Map<string, Set<string>>();
  for (const { decision, touches, rows } of decided) {
    const { id = '' } = decision ?? {};
    for (const { positionId, from } of touches) all.add(positionId, id, from);
    for (const row of rows) rowsOf.set(row, (rowsOf.get(row) ?? new Set()).add(id));
  }
  for (const line of view.lines) {
    const { position, effective } = inForce(line);
    if (position === null) continue;
    for (const { row } of line.versions)
      for (const id of rowsOf.get(row.row) ?? []) all.add(position.id, id, effective.on);
  }
};

const bearOfJoins = (
  { names, holdings }: Viewed,
  all: Bearings,
  inForceNow: ReadonlyArray<RulingRecord>,
): void => {
  for (const { id, event } of inForceNow) {
    if (event.type !== 'PositionsJoined') continue;
    const [one, other] = [event.data.position, event.data.with].map(
      (position) => names.get(position)?.id ?? position,
    );
    const joined = one === other ? holdings.find((h) => h.position.id === one) : undefined;
    const first = joined?.entries[0];
    if (joined !== undefined && first !== undefined) all.add(joined.position.id, id, first.on);
  }
};

/** Rulings on what versions of rows are named: titles, insiders, issuers. */
type BearOfVersion = (version: Version) => ReadonlyArray<string>;

const aliasesIn = (view: Viewed, inForceNow: ReadonlyArray<RulingRecord>): BearOfVersion | null => {
  const aliased = new Map<string, string>();
  for (const { id, event } of inForceNow)
    if (event.type === 'SecurityAliased')
      aliased.set(`${event.data.issuerId}|${canonicalTitle(event.data.title)}`, id);
  if (aliased.size === 0) return null;
  const { rulings } = view;
  return ({ row: { issuerId, security, terms } }) => {
    const ids = [issuerId, ...provisionalsOf(rulings.identities.issuers, issuerId)];
    return [security, terms?.underlying?.security].flatMap((title) =>
      // The last title is kept as it is.
      aliasesFrom(rulings, issuerId, canonicalTitle(title?.value ?? ''))
        .slice(0, -1)
        .flatMap((at) => ids.flatMap((own) => aliased.get(`${own}|${at}`) ?? []).slice(0, 1)),
    );
  };
};

const identifiedIn = (
  view: Viewed,
  inForceNow: ReadonlyArray<RulingRecord>,
): BearOfVersion | null => {
  const [insiders, issuers] = [new Map<InsiderId, string>(), new Map<IssuerId, string>()];
  for (const { id, event } of inForceNow)
    if (event.type === 'InsiderIdentified') insiders.set(event.data.provisional, id);
    else if (event.type === 'IssuerIdentified') issuers.set(event.data.provisional, id);
  if (insiders.size + issuers.size === 0) return null;
  return ({ filing }) => [
    ...(filing.insiders.includes(view.insider)
      ? []
      : filing.insiders.flatMap((insider) => insiders.get(insider) ?? [])),
    ...(filing.issuerAsFiled === undefined ? [] : [issuers.get(filing.issuerAsFiled) ?? []].flat()),
  ];
};

const bearOfNames = (
  view: Viewed,
  all: Bearings,
  inForceNow: ReadonlyArray<RulingRecord>,
): void => {
  const names = [aliasesIn(view, inForceNow), identifiedIn(view, inForceNow)].flatMap(
    (bear) => bear ?? [],
  );
  if (names.length === 0) return;
  for (const line of view.lines) {
    const { position, effective } = inForce(line);
    if (position === null) continue;
    for (const version of line.versions)
      for (const id of names.flatMap((bear) => bear(version)))
        all.add(position.id, id, effective.on);
  }
};

/** An issuer's own id, for one that it had before. */
export const realIssuer =
  ({ rulings }: Pick<Viewed, 'rulings'>) =>
  (issuerId: IssuerId): IssuerId =>
    rulings.identities.issuers.get(issuerId) ?? issuerId;

const bearOfSplits = (
  view: Viewed,
  all: Bearings,
  { position, entries, splits }: Holding,
  inForceNow: ReadonlyArray<RulingRecord>,
): void => {
  if (splits.length === 0) return;
  const add = (split: Holding['splits'][number], from: Day): void => {
    for (const record of inForceNow)
      if (isSplit(record, split, realIssuer(view))) all.add(position.id, record.id, from);
  };
  for (const entry of entries) if (entry.kind === 'split') add(entry.split, entry.on);
  // A lot of another price is the same lot by the split alone.
  if (position.earlierPrices.length > 0) for (const split of splits) add(split, split.effectiveOn);
};

/** Those said of this insider, or of an issuer: not those on the rows of co-owners. */
export const rulingsOn = ({
  insider,
  rulings,
}: Pick<Viewed, 'insider' | 'rulings'>): ReadonlyArray<RulingRecord> => {
  if (rulings.said.length === 0) return rulings.said;
  const own = new Set([insider, ...provisionalsOf(rulings.identities.insiders, insider)]);
  return rulings.said.filter(
    ({ event }) => !('insider' in event.data) || own.has(event.data.insider),
  );
};

/** Splits that count at their own days, where they do not bear on the answer anyway. */
export const bearingsOfSplits = (
  view: Pick<Viewed, 'rulings'>,
  splits: Holding['splits'],
  known: ReadonlyArray<Bearing>,
): ReadonlyArray<Bearing> =>
  splits.flatMap((split) =>
    view.rulings.said.flatMap((record) =>
      isInForce(record) &&
      isSplit(record, split, realIssuer(view)) &&
      !known.some((b) => b.id === record.id)
        ? [{ id: record.id, from: split.effectiveOn }]
        : [],
    ),
  );

const none = new Map<string, ReadonlyArray<Bearing>>();

const inOrder = (bearings: ReadonlyMap<string, Day>): ReadonlyArray<Bearing> =>
  [...bearings]
    .map(([id, from]) => ({ id, from }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

const bearings = (view: Viewed): ReadonlyMap<string, ReadonlyArray<Bearing>> => {
  if (view.rulings.said.length === 0) return none;
  const inForceNow = view.rulings.said.filter(isInForce);
  const all = new Bearings();
  bearOfRows(view, all);
  bearOfDecisions(view, all);
  bearOfJoins(view, all, inForceNow);
  bearOfNames(view, all, inForceNow);
  for (const holding of view.holdings) bearOfSplits(view, all, holding, inForceNow);
  return new Map(view.holdings.map(({ position: { id } }) => [id, inOrder(all.of(id))]));
};

const seen = new WeakMap<Viewed, ReadonlyMap<string, ReadonlyArray<Bearing>>>();

/** Rulings that bear on a position of a view, by their ids. */
export const bearingsOn = (view: Viewed, positionId: PositionId): ReadonlyArray<Bearing> => {
  let all = seen.get(view);
  if (all === undefined) {
    all = bearings(view);
    seen.set(view, all);
  }
  return all.get(positionId) ?? [];
};
