/**
 * Which of an insider's transactions Section 16(b) matches, class by class: by code and role, by
 * what was declared, and by how much was held before where ten percent is all that makes an
 * insider. What the forms do not decide is kept beside what they do.
 */
import type { IssuerId } from '../src/event/identity.js';
import { addDays, type Day } from '../src/filing/calendar.js';
import { Decimal, zero } from '../src/filing/decimal.js';
import { compare, groupsInOrder } from '../src/filing/order.js';
import { balanceAt } from './balance/entry.js';
import type { InsiderView } from './insider.js';
import { aliasOf } from './known/rulings.js';
import { canonicalTitle, isSameUnderlying } from './known/security-title.js';
import { splitsOf } from './known/split.js';
import { inForce } from './line/line.js';
import { codeRule } from './short-swing/code-rule.js';
import { type Declared, type DeclaredRow, outstandingOn } from './short-swing/declared.js';
import type { Judgement, MatchableClass } from './short-swing/judgement.js';
import { holds, type RoleSpan, rolesOf, standingOn } from './short-swing/role.js';
import { type SwingTrade, swingTradeOf } from './short-swing/swing-trade.js';

export interface Matchable {
  readonly roles: ReadonlyArray<RoleSpan>;
  readonly classes: ReadonlyArray<MatchableClass>;
}

/** More than this part of a class makes its holder an insider. */
const insiderPart = new Decimal('0.1');

/** What is held of a class right before a transaction, directly and not. */
const heldBefore = (
  view: InsiderView,
  keyOf: (title: string) => string,
  trade: SwingTrade,
  key: string,
): Decimal => {
  const { row } = inForce(trade.line);
  return view.holdings.reduce((sum, { position, entries }) => {
    const { kind, issuerId, first } = position;
    if (kind !== 'share' || issuerId !== row.issuerId) return sum;
    if (keyOf(first.security.value ?? '') !== key) return sum;
    const at = entries.findIndex((entry) => entry.source.row.row === row.row);
    const entry = entries[at];
    const held =
      entry === undefined
        ? balanceAt(entries, addDays(trade.on, -1))
        : entry.kind === 'opening'
          ? entry.balance
          : entry.balance.minus(entry.amount);
    return sum.plus(held ?? zero);
  }, zero);
};

const whyNoPercent =
  'whether more than ten percent was held before it is not known: declare the shares outstanding';

/** Whether more than ten percent was held before a trade; null where that is not known. */
const isAboveTen = (held: Decimal, outstanding: Decimal | null): boolean | null =>
  outstanding === null || outstanding.isZero() ? null : held.div(outstanding).gt(insiderPart);

interface Scene {
  readonly view: InsiderView;
  readonly declared: Declared;
  readonly roles: ReadonlyArray<RoleSpan>;
  readonly keyOf: (title: string) => string;
}

const ofTenPercentHolder = (
  { view, declared, keyOf }: Scene,
  trade: SwingTrade,
  key: string,
): Judgement => {
  const { code, swap, series } = trade;
  const rule = codeRule(code, { inOffice: false, derivative: series !== null, swap });
  if (rule.treatment === 'exempt')
    return { treatment: 'exempt', rule: rule.rule ?? '', basis: 'code' };
  const above = isAboveTen(
    heldBefore(view, keyOf, trade, key),
    outstandingOn(declared, key, trade.on),
  );
  if (above === false) return { treatment: 'exempt', rule: '16a-2(c)', basis: 'percent' };
  if (rule.treatment === 'depends')
    return { treatment: 'depends', rule: rule.rule, why: rule.why ?? '', inOffice: true };
  return above === null
    ? { treatment: 'depends', rule: null, why: whyNoPercent, inOffice: true }
    : { treatment: 'match', inOffice: true, basis: 'percent' };
};

const ofOfficer = (trade: SwingTrade, inOffice: boolean, isKnown: boolean): Judgement => {
  const { code, swap, series } = trade;
  const rule = codeRule(code, { inOffice: true, derivative: series !== null, swap });
  if (rule.treatment === 'exempt')
    return { treatment: 'exempt', rule: rule.rule ?? '', basis: 'code' };
  if (rule.treatment === 'depends')
    return { treatment: 'depends', rule: rule.rule, why: rule.why ?? '', inOffice };
  return isKnown
    ? { treatment: 'match', inOffice, basis: 'code' }
    : { treatment: 'depends', rule: null, why: 'no filing says what the insider was', inOffice };
};

const byRole = (scene: Scene, trade: SwingTrade, key: string): Judgement => {
  const standing = standingOn(scene.roles, trade.on);
  switch (standing) {
    case 'before-office':
      return { treatment: 'exempt', rule: '16a-2(a)', basis: 'role' };
    case 'ten-percent-only':
      return ofTenPercentHolder(scene, trade, key);
    default:
      return ofOfficer(trade, standing !== 'after-office', standing !== 'unknown');
  }
};

/** What was declared of a row, also under the names of the versions that it replaced. */
const declaredOf = (
  { declared: { rows } }: Scene,
  { line }: SwingTrade,
): DeclaredRow | undefined => {
  for (const { row } of [...line.versions].reverse()) {
    const said = rows.get(row.row);
    if (said !== undefined) return said;
  }
  return undefined;
};

const judge = (scene: Scene, trade: SwingTrade, key: string): Judgement => {
  const declared = declaredOf(scene, trade);
  if (declared?.treatment === 'exempt')
    return { treatment: 'exempt', rule: declared.rule ?? 'declared', basis: 'declared' };
  const judgement = byRole(scene, trade, key);
  const missing =
    trade.whyEither ?? (trade.shares === null ? 'the form states no number of shares' : null);
  const inOffice =
    standingOn(scene.roles, trade.on) !== 'after-office' ||
    holds(scene.roles, 'ten-percent-owner', trade.on);
  if (missing !== null && judgement.treatment !== 'exempt')
    return { treatment: 'depends', rule: null, why: missing, inOffice };
  return declared?.treatment === 'matchable'
    ? { treatment: 'match', inOffice, basis: 'declared' }
    : judgement;
};

/** Titles to the one under which a class is matched, what was declared equivalent included. */
const keysOf = (view: InsiderView, issuerId: IssuerId, declared: Declared) => {
  const key = (title: string): string => {
    const kept = aliasOf(view.rulings, issuerId, canonicalTitle(title));
    const same = declared.equivalent.find((titles) => titles.includes(kept));
    return same === undefined ? kept : ([...same].sort()[0] ?? kept);
  };
  const shares = new Set(
    view.lines.flatMap((line) => {
      const { row } = inForce(line);
      return row.table === 'I' && row.issuerId === issuerId ? [key(row.security.value ?? '')] : [];
    }),
  );
  return {
    ofShares: key,
    /** A derivative's underlying is written in other words than the class, at times. */
    ofUnderlying: (title: string): string => {
      const own = key(title);
      if (shares.has(own)) return own;
      const like = [...shares].filter((other) => isSameUnderlying(own, other));
      return like.length === 1 ? (like[0] ?? own) : own;
    },
  };
};

export interface MatchableQuestion {
  /** Trades from a day on, and through another. */
  readonly from: Day | null;
  readonly through: Day;
  readonly declared: Declared;
}

/** What Section 16(b) is asked about of one insider at one issuer. */
export const matchableOf = (
  view: InsiderView,
  issuerId: IssuerId,
  { from, through, declared }: MatchableQuestion,
): Matchable => {
  const roles = rolesOf(view.filings, issuerId, declared);
  const keys = keysOf(view, issuerId, declared);
  const scene = { view, declared, roles, keyOf: keys.ofShares };
  const trades = view.lines.flatMap((line) => {
    if (inForce(line).row.issuerId !== issuerId) return [];
    const trade = swingTradeOf(line);
    return trade === null || trade.on > through || (from !== null && trade.on < from)
      ? []
      : [trade];
  });
  const keyed = trades.map((trade) => ({
    trade,
    key: trade.series === null ? keys.ofShares(trade.security) : keys.ofUnderlying(trade.security),
  }));
  const classes = groupsInOrder(keyed, ({ key }) => key).map((group): MatchableClass => {
    const key = group[0]?.key ?? '';
    const judged = group
      .map(({ trade }) => ({ trade, judgement: judge(scene, trade, key) }))
      .sort((a, b) => compare(a.trade.on, b.trade.on) || compare(a.trade.row, b.trade.row));
    const named = [...group].sort(
      (a, b) =>
        Number(b.trade.series === null) - Number(a.trade.series === null) ||
        compare(b.trade.filedOn, a.trade.filedOn) ||
        compare(b.trade.row, a.trade.row),
    );
    return {
      key,
      security: named[0]?.trade.security ?? '',
      judged,
      splits: splitsOf(view.rulings.splits, issuerId, [key], (title) =>
        keys.ofShares(title),
      ).filter((split) => split.effectiveOn <= through),
    };
  });
  return { roles, classes };
};
