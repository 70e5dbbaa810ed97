/**
 * Two positions that may be one holding, of which the earlier is open: near in name, title or
 * terms, or one going on from the balance of the other, and never named by one document. Nothing
 * proves it, so they stand apart until somebody joins them.
 */
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { groupedBy } from '../../src/filing/order.js';
import { balanceAt, type Entries, type Entry } from '../balance/entry.js';
import { type Finding, findingOf, holdingChoices } from '../conflict/conflict.js';
import type { Held } from '../explanation/held.js';
import { formDate } from '../known/knowledge.js';
import { canonicalTitle, isCutOf } from '../known/security-title.js';
import { tells } from '../known/telling-number.js';
import { areToldApart, isNearName, relateHolders } from '../position/holder.js';
import { noCommonLotNotes, relateLots, termsAgree } from '../position/lot-terms.js';
import { areTwoClasses, type Position } from '../position/position.js';

/** A position that still holds something, or went on from something, with where it begins and ends. */
interface Spoken {
  readonly position: Position;
  readonly first: Entry;
  readonly last: Entry;
  readonly entries: Entries;
  /** Balance from which its first filing goes on. */
  readonly before: Decimal;
}

const spokenOf = (position: Position, entries: Entries): Spoken | null => {
  const [first, last] = [entries[0], entries[entries.length - 1]];
  if (first === undefined || last === undefined) return null;
  const before = first.kind === 'opening' ? first.amount : zero;
  const goesOn = !before.isZero() && first.source.row.kind === 'transaction';
  return last.balance.gt(0) || goesOn ? { position, first, last, entries, before } : null;
};

const nothing: ReadonlySet<string> = new Set();

const shareDocument = (a: Position, b: Position): boolean => {
  for (const accession of a.spokenIn) if (b.spokenIn.has(accession)) return true;
  return false;
};

/** No form speaks of the earlier any more from the one on that first speaks of the later. */
const isLeftBehind = (earlier: Spoken, later: Spoken): boolean =>
  earlier.last.on <= later.first.on &&
  earlier.position.spokenOn < formDate(later.first.source.filing);

/**
 * A row of the day of a Form 3's event comes to just the balance that the Form 3 states: it may be
 * how that balance came about, and no second holding of the same size.
 */
const leadsUpTo = (leading: Spoken, { position, first }: Spoken): boolean =>
  leading.position.family === position.family &&
  first.source.home.header.form.startsWith('3') &&
  first.source.row.kind === 'holding' &&
  leading.first.source.row.kind === 'transaction' &&
  leading.first.on === first.on &&
  balanceAt(leading.entries, first.on)?.eq(first.balance) === true;

/**
 * The earlier ends where the later begins, by a transaction that states the balance from which it
 * goes on.
 */
const takesOver = (earlier: Spoken, later: Spoken): boolean =>
  later.first.source.row.kind === 'transaction' && isLeftBehind(earlier, later);

/** The later stands on a list of holdings from which the earlier is gone. */
const standsInItsPlace = (earlier: Spoken, later: Spoken): boolean => {
  const { row, filing } = later.first.source;
  return (
    row.kind === 'holding' &&
    filing.rows.some((r) => r !== row && r.kind === 'holding' && r.table === row.table) &&
    isLeftBehind(earlier, later)
  );
};

const titleOf = (position: Position): string => position.first.security.value ?? '';

const titlesAreNear = (a: Position, b: Position): boolean => {
  const [one, other] = [titleOf(a), titleOf(b)];
  return (
    isCutOf(one, other) ||
    isCutOf(other, one) ||
    isNearName(canonicalTitle(one), canonicalTitle(other))
  );
};

/**
 * The class may have got another name: shares of one holder go on under a title that does not
 * plainly name another class, and no form has the old one any more.
 */
const isRenamed = (earlier: Spoken, later: Spoken): boolean => {
  const [a, b] = [earlier.position, later.position];
  return (
    a.kind === 'share' &&
    later.last.balance.gt(0) &&
    isLeftBehind(earlier, later) &&
    !areTwoClasses(a, b) &&
    relateHolders(a.holder, b.holder, nothing) !== 'different'
  );
};

/** What speaks for their being one; null where nothing does or something speaks against it. */
const likenessOf = (earlier: Spoken, later: Spoken): string | null => {
  const [a, b] = [earlier.position, later.position];
  if (!termsAgree(a.terms, b.terms) || shareDocument(a, b)) return null;
  if (leadsUpTo(later, earlier) && relateHolders(a.holder, b.holder, nothing) !== 'different')
    return `one comes to ${earlier.first.balance.toFixed()} on the day of which a Form 3 states the other`;
  // What begins from nothing goes on from nothing.
  if (later.before.isZero()) return null;
  const lots = relateLots(a.lotNotes, b.lotNotes, noCommonLotNotes);
  const meets = balanceAt(earlier.entries, later.first.on)?.eq(later.before) === true;
  // A round number is one among few: nothing may contradict it.
  const isOne = (): boolean =>
    tells(later.before) ||
    ((takesOver(earlier, later) || standsInItsPlace(earlier, later)) &&
      lots !== 'different' &&
      !areToldApart(a.holder, b.holder));
  const met =
    meets && isOne() ? `one goes on from ${later.before.toFixed()}, which the other held` : null;
  if (a.family !== b.family && !titlesAreNear(a, b))
    return met !== null && isRenamed(earlier, later) ? `${met}, under another title` : null;
  // One that is used up since is only known by where it went on from.
  if (!later.last.balance.gt(0)) return takesOver(earlier, later) ? met : null;
  const holders = relateHolders(a.holder, b.holder, nothing);
  if (holders === 'different') return met;
  if (a.family !== b.family) return met ?? 'titles that are near';
  if (lots === 'different') return met;
  if (holders === 'same') return met ?? 'the same holder, and terms that may be the same';
  return met ?? (holders === 'unknown' ? 'no form says who holds' : 'names that are near');
};

const findingOn = (earlier: Spoken, later: Spoken, likeness: string): Finding => {
  const [a, b] = [earlier.position, later.position];
  const rows = [earlier.last.source.row.row, later.first.source.row.row];
  return findingOf({
    type: 'MAYBE_SAME_HOLDING',
    severity: 'medium',
    about: [a.id, b.id],
    rows,
    issuerId: a.issuerId,
    detail: {
      positions: [a.id, b.id],
      balances: [earlier.last.balance.toFixed(), later.last.balance.toFixed()],
      lastSpokenOf: earlier.last.on,
      firstSpokenOf: later.first.on,
      likeness,
      meanwhile: 'both stand, each with its own balance; if they are one, it is the later',
    },
    choices: holdingChoices,
    touches: [a, b].map(({ id }) => ({ positionId: id, from: later.first.on })),
  });
};

/** Positions that are looked at together. */
const groupOf = ({ issuerId, kind, unit, ownership }: Position): string =>
  [issuerId, kind, unit, ownership ?? ''].join('|');

/** Pairs among the positions as they are now, in the order in which they were first told of. */
export const maybeSameAmong = (positions: ReadonlyArray<Held>): ReadonlyArray<Finding> => {
  const spoken = positions.flatMap(({ position, entries }) => spokenOf(position, entries) ?? []);
  return [...groupedBy(spoken, ({ position }) => groupOf(position)).values()].flatMap((group) =>
    group.flatMap((one, i) =>
      group.slice(i + 1).flatMap((other) => {
        const [earlier, later] = one.first.on <= other.first.on ? [one, other] : [other, one];
        const likeness = earlier.last.balance.gt(0) ? likenessOf(earlier, later) : null;
        return likeness === null ? [] : [findingOn(earlier, later, likeness)];
      }),
    ),
  );
};
