/**
 * Holdings that end unsaid: a form lists the whole class without one of them, and the others grew
 * by exactly what it held, and nothing else says why they grew. It ends there.
 */

import { type Decimal, zero } from '../../src/filing/decimal.js';
import type { Restatement } from '../amendment/resolution.js';
import type { Entries, Entry } from '../balance/entry.js';
import { byKnownOrder, formDate, type KnownFiling } from '../known/knowledge.js';
import type { Position } from '../position/position.js';
import { explainGaps } from './explanation.js';
import { classOf, type Gap, gapsIn } from './gap.js';
import { cameFromOutside } from './moved.js';

type Held = readonly [Position, Entries];

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
  for (const [other, entries] of holdings) {
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
  const unnamed = holdings.filter(([position, entries]) => {
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
  const last = lastOf(held[1]) as Entry;
  const sum = grown.reduce((total: Decimal, g) => total.plus(g.amount), zero);
  const at = grown.reduce((a, b) => (b.entry.on > a.entry.on ? b : a));
  const spoken = formDate(last.source.home);
  const fits =
    last.balance.eq(sum) &&
    last.on <= at.entry.on &&
    spoken <= formDate(form) &&
    !isUsuallyUnnamed(held[0], holdings, spoken, form);
  return fits ? { held, at } : null;
};

/** Whether another reading, or its own footnote, says where a growth comes from. */
type IsOwned = (gap: Gap) => boolean;

const endings = (holdings: ReadonlyArray<Held>, isOwned: IsOwned): ReadonlyArray<Ending> => {
  const byForm = new Map<KnownFiling, Array<Gap>>();
  for (const [position, entries] of holdings)
    for (const gap of gapsIn(position, entries)) {
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
    hasEnded.add(ending.held[0]);
  }
  return found;
};

const ended = new WeakMap<Entries, Entries>();

const withEnd = (entries: Entries, { at }: Ending): Entries => {
  const before = ended.get(entries);
  const end = before === undefined ? undefined : lastOf(before);
  if (before !== undefined && end?.source === at.entry.source && end.on === at.entry.on)
    return before;
  const balance = lastOf(entries)?.balance ?? zero;
  const after: Entries = [
    ...entries,
    {
      kind: 'ended',
      on: at.entry.on,
      amount: balance.neg(),
      balance: zero,
      source: at.entry.source,
    },
  ];
  ended.set(entries, after);
  return after;
};

/** What is said of the gaps of an issuer while nothing ended: asked for where an end would fit. */
const ownedAmong = (
  balanced: ReadonlyMap<Position, Entries>,
  holdings: ReadonlyArray<Held>,
  restatements: ReadonlyArray<Restatement>,
): IsOwned => {
  let explained: ReturnType<typeof explainGaps> | null = null;
  return (gap) => {
    const { issuerId } = gap.position;
    explained ??= explainGaps(
      new Map([...balanced].filter(([p]) => p.issuerId === issuerId)),
      restatements,
    );
    const category = explained.get(gap.position)?.get(gap.entry)?.category;
    return (
      category === 'explained' ||
      category === 'ambiguous' ||
      cameFromOutside(
        gap,
        holdings.map(([p]) => p).filter((p) => p !== gap.position),
      )
    );
  };
};

/** The entries of every position, with an end to those that end unsaid. */
export const withEndings = (
  balanced: ReadonlyMap<Position, Entries>,
  restatements: ReadonlyArray<Restatement>,
): ReadonlyMap<Position, Entries> => {
  const grown = new Set<string>();
  for (const [position, entries] of balanced)
    if (gapsIn(position, entries).length > 0) grown.add(classOf(position));
  if (grown.size === 0) return balanced;
  const classes = new Map<string, Array<Held>>();
  for (const held of balanced) {
    const key = classOf(held[0]);
    if (!grown.has(key)) continue;
    const own = classes.get(key);
    if (own === undefined) classes.set(key, [held]);
    else own.push(held);
  }
  let all: Map<Position, Entries> | null = null;
  for (const holdings of classes.values()) {
    if (holdings.length < 2) continue;
    for (const ending of endings(holdings, ownedAmong(balanced, holdings, restatements))) {
      all ??= new Map(balanced);
      all.set(ending.held[0], withEnd(ending.held[1], ending));
    }
  }
  return all ?? balanced;
};
