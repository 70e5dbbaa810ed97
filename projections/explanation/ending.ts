/**
 * Holdings that end unsaid: a form lists the whole class without one of them, and the others grew
 * by exactly what it held, and nothing else says why they grew. It ends there.
 */

import { type Decimal, zero } from '../../src/filing/decimal.js';
import { groupedBy } from '../../src/filing/order.js';
import type { Restatement } from '../amendment/resolution.js';
import type { Balanced } from '../balance/balanced.js';
import type { Entries, Entry } from '../balance/entry.js';
import { byKnownOrder, formDate, type KnownFiling } from '../known/knowledge.js';
import type { Position } from '../position/position.js';
import type { Explain } from './explanation.js';
import { classOf, type Gap } from './gap.js';
import type { Held, HeldAs } from './held.js';
import { cameFromOutside } from './moved.js';

const lastOf = (entries: Entries): Entry | undefined => entries[entries.length - 1];

/**
 * Whether a form between two days lists the class, two of its holdings at least, and leaves this
 * one out: then its silence is the usual. Trades have to be reported; only a row of a holding lists.
 */
const isUsuallyUnnamed = (
  position: Position,
  holdings: ReadonlyArray<Held>,
  after: string,
  form: KnownFiling,
): boolean => {
  const named = new Map<KnownFiling, number>();
  const listing = new Set<KnownFiling>();
  for (const { position: other, entries } of holdings) {
    if (other === position) continue;
    for (const { source } of entries) if (source.row.kind === 'holding') listing.add(source.home);
    for (const home of new Set(entries.map((e) => e.source.home)))
      if (home !== form && formDate(home) > after && byKnownOrder(home, form) < 0)
        named.set(home, (named.get(home) ?? 0) + 1);
  }
  return [...named].some(([home, count]) => count > 1 && listing.has(home));
};

interface Ending {
  readonly held: Held;
  readonly at: Gap;
}

/** The one open holding that a form does not name, where its class grew by just what it held. */
const endingIn = (
  form: KnownFiling,
  grown: ReadonlyArray<Gap>,
  holdings: ReadonlyArray<Held>,
  hasEnded: ReadonlySet<Position>,
): Ending | null => {
  if (grown.some((g) => !g.amount.gt(0))) return null;
  // What grew by just what its row disposes of did not grow: the row may be another holding's.
  if (grown.some((g) => !g.delta.isZero() && g.amount.eq(g.delta.neg()))) return null;
  const unnamed = holdings.filter(({ position, entries }) => {
    const [first, last] = [entries[0], lastOf(entries)];
    return (
      !hasEnded.has(position) &&
      first !== undefined &&
      last !== undefined &&
      byKnownOrder(first.source.home, form) < 0 &&
      !last.balance.isZero() &&
      !entries.some((e) => e.source.home === form || e.source.filing === form)
    );
  });
  const [held] = unnamed;
  if (held === undefined || unnamed.length > 1) return null;
  const last = lastOf(held.entries) as Entry;
  const sum = grown.reduce((total: Decimal, g) => total.plus(g.amount), zero);
  const at = grown.reduce((a, b) => (b.entry.on > a.entry.on ? b : a));
  const spoken = formDate(last.source.home);
  const fits =
    last.balance.eq(sum) &&
    last.on <= at.entry.on &&
    spoken <= formDate(form) &&
    !isUsuallyUnnamed(held.position, holdings, spoken, form);
  return fits ? { held, at } : null;
};

/** Whether another reading, or its own footnote, says where a growth comes from. */
type IsOwned = (gap: Gap) => boolean;

const endings = (holdings: ReadonlyArray<Held>, isOwned: IsOwned): ReadonlyArray<Ending> => {
  const byForm = new Map<KnownFiling, Array<Gap>>();
  for (const { gaps } of holdings)
    for (const gap of gaps) {
      const { home } = gap.entry.source;
      const own = byForm.get(home);
      if (own === undefined) byForm.set(home, [gap]);
      else own.push(gap);
    }
  const found: Array<Ending> = [];
  const hasEnded = new Set<Position>();
  for (const [form, grown] of [...byForm].sort(([a], [b]) => byKnownOrder(a, b))) {
    const ending = endingIn(form, grown, holdings, hasEnded);
    if (ending === null || grown.some(isOwned)) continue;
    found.push(ending);
    hasEnded.add(ending.held.position);
  }
  return found;
};

/** The entries as they are, and the end: of another version than either by itself. */
const withEnd = ({ version, entries }: Held, { entry }: Gap, ofGap: string): Balanced => {
  const { on, source } = entry;
  const amount = (lastOf(entries)?.balance ?? zero).neg();
  return {
    version: `${version} ended ${on} ${source.row.row} ${ofGap}`,
    entries: [...entries, { kind: 'ended', on, amount, balance: zero, source }],
  };
};

/** What is said of the gaps of an issuer while nothing ended: asked for where an end would fit. */
const ownedAmong = (
  positions: ReadonlyArray<Held>,
  ofClass: ReadonlyArray<Held>,
  restatements: ReadonlyArray<Restatement>,
  explain: Explain,
): IsOwned => {
  let explained: ReturnType<Explain> | null = null;
  return (gap) => {
    const { issuerId } = gap.position;
    explained ??= explain(
      positions.filter(({ position }) => position.issuerId === issuerId),
      restatements,
    );
    const category = explained.get(gap.position)?.get(gap.index)?.category;
    return (
      category === 'explained' ||
      category === 'ambiguous' ||
      cameFromOutside(
        gap,
        ofClass.map(({ position }) => position).filter((p) => p !== gap.position),
      )
    );
  };
};

/** All positions, with an end to those that end unsaid. */
export const withEndings = (
  positions: ReadonlyArray<Held>,
  restatements: ReadonlyArray<Restatement>,
  heldAs: HeldAs,
  explain: Explain,
): ReadonlyArray<Held> => {
  const hasGaps = ({ gaps }: Held): boolean => gaps.length > 0;
  if (!positions.some(hasGaps)) return positions;
  const ended = new Map<Position, Held>();
  for (const ofClass of groupedBy(positions, ({ position }) => classOf(position)).values()) {
    if (ofClass.length < 2 || !ofClass.some(hasGaps)) continue;
    const isOwned = ownedAmong(positions, ofClass, restatements, explain);
    for (const { held, at } of endings(ofClass, isOwned)) {
      const grew = ofClass.find(({ position }) => position === at.position);
      const end = withEnd(held, at, grew?.version ?? '');
      ended.set(held.position, heldAs(held.position, end));
    }
  }
  return ended.size === 0 ? positions : positions.map((held) => ended.get(held.position) ?? held);
};
