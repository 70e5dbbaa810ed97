/**
 * Which row of an amendment restates which row of the filing it amends.
 *
 * Four facts make a transaction: when, what (code and direction), how much, and which holding. An
 * amendment may change one of them and still speak of the same transaction; price, balance and
 * footnotes may change freely. A row that differs in two facts is another row, unless it is the
 * only one left on both sides with the same holding and code. Nor does a row that goes on from a
 * balance that the form states restate one that began elsewhere: it follows, and is another.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { allBoxes, type BoxValue } from '../known/box.js';
import { amountOf, assertedOf, deltaOf } from '../known/reported-row.js';
import { canonicalNature, canonicalTitle } from '../known/security-title.js';
import { type Holder, relateHolders } from '../position/holder.js';
import { cheapestPairs } from './assignment.js';

/** A decimal as a key: equal where the numbers are. */
const decimalKey = (value: Decimal | null): string => (value === null ? '' : value.toString());

/**
 * What rows are compared by, told once for each row and not once for each pair: forms have up to
 * thousands of rows, and an amendment is compared with each filing that it may amend.
 */
interface Facts {
  /** What has to be equal for rows to say the same: only such rows are looked at box by box. */
  readonly same: string;
  readonly nature: string;
  /** Title, ownership and terms: whose it is apart, which holding it is. */
  readonly holding: string;
  readonly deed: string;
  readonly amount: string;
  readonly balance: string;
  readonly price: string;
}

const keyOf = (parts: ReadonlyArray<string | null>): string => JSON.stringify(parts);

const factsMade = (row: RowReported): Facts => {
  // Two options of a Form 3 that state no balance are not equal in it: what underlies them stands
  // for it.
  const isUnstated = row.sharesFollowing.value === null && row.valueFollowing.value === null;
  const balance = keyOf([
    decimalKey(row.sharesFollowing.value),
    decimalKey(row.valueFollowing.value),
    isUnstated ? decimalKey(assertedOf(row)) : null,
  ]);
  const terms =
    row.terms === null
      ? null
      : keyOf([decimalKey(row.terms.exercisePrice.value), row.terms.expiresOn.value]);
  return {
    same: keyOf([
      row.table,
      row.kind,
      row.transactionDate.value,
      decimalKey(row.shares.value),
      balance,
    ]),
    nature: canonicalNature(row.nature.value),
    holding: keyOf([canonicalTitle(row.security.value), row.ownership.value, terms]),
    deed: keyOf([row.coding?.code ?? null, row.acquiredDisposed.value]),
    amount: decimalKey(amountOf(row)),
    balance,
    price: decimalKey(row.price.value),
  };
};

const factsOfRow = new WeakMap<RowReported, Facts>();

const factsOf = (row: RowReported): Facts => {
  let facts = factsOfRow.get(row);
  if (facts === undefined) {
    facts = factsMade(row);
    factsOfRow.set(row, facts);
  }
  return facts;
};

/** Who holds, by a row and its footnotes; null where only the row is known. */
export type HolderOf = (row: RowReported) => Holder | null;

const none: ReadonlySet<string> = new Set();

/** From one balance: an abbreviated name is the same only where the balance says so, too. */
const fromOneBalance = (a: RowReported, b: RowReported): boolean => {
  const [from, other] = [balanceBefore(a), balanceBefore(b)];
  return from !== null && !from.isZero() && other?.eq(from) === true;
};

/** From what a row goes on by its own numbers; null where it does not say. */
export const balanceBefore = (row: RowReported): Decimal | null =>
  assertedOf(row)?.minus(deltaOf(row) ?? zero) ?? null;

/** The same holder: by name and footnotes where they are known, else by the words of the nature. */
const sameHolder = (a: RowReported, b: RowReported, holderOf: HolderOf): boolean => {
  if (factsOf(a).nature === factsOf(b).nature) return true;
  const [one, other] = [holderOf(a), holderOf(b)];
  if (one === null || other === null) return false;
  const relation = relateHolders(one, other, none);
  return relation === 'same' || (relation === 'near' && fromOneBalance(a, b));
};

const sameHolding = (a: RowReported, b: RowReported, holderOf: HolderOf): boolean =>
  factsOf(a).holding === factsOf(b).holding && sameHolder(a, b, holderOf);

const sameDeed = (a: RowReported, b: RowReported): boolean => factsOf(a).deed === factsOf(b).deed;

const sameBalance = (a: RowReported, b: RowReported): boolean =>
  factsOf(a).balance === factsOf(b).balance;

/** A field that two versions of a row state differently, each as text. */
export interface FieldChange {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

const foldedFields: ReadonlySet<string> = new Set(['security', 'nature', 'underlyingSecurity']);

const text = (value: BoxValue): string | null =>
  value === null ? null : typeof value === 'object' ? value.toFixed() : String(value);

/** Every field of a row as text, by the name under which answers show it. */
export const fieldsOf = (row: RowReported): ReadonlyArray<readonly [string, string | null]> =>
  allBoxes.map(({ name, read }) => [name, text(read(row)?.value ?? null)]);

const sameValue = (field: string, a: BoxValue, b: BoxValue): boolean => {
  if (a === b) return true;
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) return a.eq(b);
  return foldedFields.has(field) && canonicalTitle(text(a)) === canonicalTitle(text(b));
};

/** What changed from one version to the next; letter case and spacing of titles do not count. */
export const changesBetween = (from: RowReported, to: RowReported): ReadonlyArray<FieldChange> => {
  const changes: Array<FieldChange> = [];
  for (const { name: field, read } of allBoxes) {
    const [was, is] = [read(from)?.value ?? null, read(to)?.value ?? null];
    if (!sameValue(field, was, is)) changes.push({ field, from: text(was), to: text(is) });
  }
  return changes;
};

/** Nothing that anybody counts differs. */
export const saysTheSame = (a: RowReported, b: RowReported): boolean =>
  factsOf(a).same === factsOf(b).same && changesBetween(a, b).length === 0;

/** Whether price and expiry both differ: who corrects a listed option corrects one of them. */
const isOfOtherGrant = (a: RowReported, b: RowReported): boolean => {
  if (a.kind === 'transaction') return false;
  const [price, other] = [a.terms?.exercisePrice.value, b.terms?.exercisePrice.value];
  const [expiry, otherExpiry] = [a.terms?.expiresOn.value, b.terms?.expiresOn.value];
  return (
    price != null &&
    other != null &&
    expiry != null &&
    otherExpiry != null &&
    !price.eq(other) &&
    expiry !== otherExpiry
  );
};

/** How many of the four facts differ; `Infinity` where the rows cannot be one. */
const factsChanged = (a: RowReported, b: RowReported, holderOf: HolderOf): number => {
  if (a.table !== b.table || a.kind !== b.kind) return Number.POSITIVE_INFINITY;
  const holding = sameHolding(a, b, holderOf) ? 0 : isOfOtherGrant(a, b) ? 2 : 1;
  if (a.kind === 'holding') return holding + (sameBalance(a, b) ? 0 : 1);
  return (
    holding +
    (a.transactionDate.value === b.transactionDate.value ? 0 : 1) +
    (sameDeed(a, b) ? 0 : 1) +
    (factsOf(a).amount === factsOf(b).amount ? 0 : 1)
  );
};

/** Whether a row is not the one amended: it follows the rows amended, and begins elsewhere. */
export type Follows = (row: RowReported, target: RowReported) => boolean;

export const followsAmong = (targets: ReadonlyArray<RowReported>, holderOf: HolderOf): Follows => {
  const byBalance = new Map<string, Array<RowReported>>();
  for (const target of targets) {
    if (target.kind !== 'transaction') continue;
    const key = decimalKey(assertedOf(target));
    const known = byBalance.get(key);
    if (known === undefined) byBalance.set(key, [target]);
    else known.push(target);
  }
  return (row, target) => {
    const from = balanceBefore(row);
    if (from === null || from.isZero() || balanceBefore(target)?.eq(from) !== false) return false;
    // Who corrects an amount alone leaves the balance, and who corrects the balance the rest.
    if (sameBalance(row, target) || factsChanged(row, target, holderOf) === 0) return false;
    const before = byBalance.get(decimalKey(from)) ?? [];
    return before.some((one) => sameHolding(row, one, holderOf));
  };
};

/** In a form told once more but for one option: of the same title and number, on other terms. */
const isRetermed = (row: RowReported, target: RowReported): boolean =>
  isOfOtherGrant(row, target) &&
  target.kind === 'holding' &&
  canonicalTitle(row.security.value) === canonicalTitle(target.security.value) &&
  row.ownership.value === target.ownership.value &&
  sameBalance(row, target);

/** Whether a row is another in nothing but its day. */
export const isMoved = (row: RowReported, target: RowReported, holderOf: HolderOf): boolean =>
  row.kind === 'transaction' &&
  row.transactionDate.value !== target.transactionDate.value &&
  factsChanged(row, target, holderOf) === 1;

const factCost = 100;
const unpairedCost = 150;

const costOf = (a: RowReported, b: RowReported, holderOf: HolderOf, follows: Follows): number => {
  const changed = factsChanged(a, b, holderOf);
  if (changed > 1) return Number.POSITIVE_INFINITY;
  if (a.kind === 'transaction' && follows(a, b)) return Number.POSITIVE_INFINITY;
  // A holding row is corrected in its number more often than in whose it is.
  const likelier = a.kind === 'holding' ? sameHolding(a, b, holderOf) : sameBalance(a, b);
  return (
    changed * factCost +
    (likelier ? 0 : 10) +
    (factsOf(a).price === factsOf(b).price ? 0 : 10) +
    Math.min(9, Math.abs(a.position - b.position))
  );
};

export interface AlignedPair {
  /** Index into the amendment's rows. */
  readonly amended: number;
  /** Index into the rows amended. */
  readonly target: number;
}

/** Rows restated, as pairs; what is in no pair is added on one side, unmentioned on the other. */
export const alignRows = (
  amendment: ReadonlyArray<RowReported>,
  targets: ReadonlyArray<RowReported>,
  holderOf: HolderOf = () => null,
  follows: Follows = () => false,
): ReadonlyArray<AlignedPair> => {
  const pairs: Array<AlignedPair> = [];
  const leftTargets = new Set(targets.keys());
  const leftRows = new Set(amendment.keys());
  const settle = (amended: number, target: number): void => {
    pairs.push({ amended, target });
    leftRows.delete(amended);
    leftTargets.delete(target);
  };
  // Identical rows first, in order: they need no search and two identical rows stay two.
  const alike = new Map<string, Set<number>>();
  for (const [j, target] of targets.entries()) {
    const { same } = factsOf(target);
    const known = alike.get(same);
    if (known === undefined) alike.set(same, new Set([j]));
    else known.add(j);
  }
  for (const i of [...leftRows]) {
    const row = amendment[i] as RowReported;
    const candidates = alike.get(factsOf(row).same) ?? new Set();
    for (const j of candidates)
      if (saysTheSame(row, targets[j] as RowReported)) {
        settle(i, j);
        candidates.delete(j);
        break;
      }
  }
  const [rows, columns] = [[...leftRows], [...leftTargets]];
  const costs = rows.map((i) =>
    columns.map((j) =>
      costOf(amendment[i] as RowReported, targets[j] as RowReported, holderOf, follows),
    ),
  );
  for (const [r, c] of cheapestPairs(costs, unpairedCost))
    settle(rows[r] as number, columns[c] as number);
  const [lastRow, lastTarget] = [[...leftRows], [...leftTargets]];
  const [row, target] = [amendment[lastRow[0] ?? -1], targets[lastTarget[0] ?? -1]];
  if (
    lastRow.length === 1 &&
    lastTarget.length === 1 &&
    row !== undefined &&
    target !== undefined &&
    row.table === target.table &&
    ((row.kind === 'transaction' &&
      target.kind === 'transaction' &&
      sameHolding(row, target, holderOf) &&
      sameDeed(row, target) &&
      !follows(row, target)) ||
      (pairs.length > 0 && isRetermed(row, target)))
  )
    settle(lastRow[0] as number, lastTarget[0] as number);
  return pairs.sort((a, b) => a.amended - b.amended);
};
