/**
 * In which order the rows of one document were meant. Rows of one day may stand in any order on
 * the form, so the balances are asked: each row leads from the holding before it to the one it
 * states, and an order in which every row starts where the last one ended is the order meant.
 */
import type { Decimal } from '../../src/filing/decimal.js';

export interface Link {
  readonly delta: Decimal | null;
  readonly asserted: Decimal | null;
}

const follows = (before: Link | undefined, at: Link | undefined): boolean =>
  before?.asserted != null &&
  at?.asserted != null &&
  at.delta !== null &&
  before.asserted.plus(at.delta).eq(at.asserted);

/** True where each row's balance is the one before it plus its own change. */
export const chains = (links: ReadonlyArray<Link>): boolean => {
  for (let i = 1; i < links.length; i++) if (!follows(links[i - 1], links[i])) return false;
  return true;
};

/** How many rows go on from the one before. */
const followed = (links: ReadonlyArray<Link>): number =>
  links.reduce((count, link, i) => count + (i > 0 && follows(links[i - 1], link) ? 1 : 0), 0);

/** Rows as steps between balances. */
interface Steps<L> {
  /** By the balance they start from, in the order of the document. */
  readonly leaving: ReadonlyMap<string, Array<{ readonly link: L; readonly to: string }>>;
  /** The balance from which all may be walked, or null where there is none. */
  readonly start: string | null;
}

/** `any`: where to start if all steps come back to where they began. */
const startOf = (surplus: ReadonlyMap<string, number>, any: string): string | null => {
  const starts = [...surplus].filter(([, n]) => n > 0);
  const [only] = starts;
  if (starts.length > 1 || (only !== undefined && only[1] > 1)) return null;
  const start = only?.[0] ?? any;
  // Nobody holds less than nothing: such a start comes of a wrong letter, not of the order.
  return start.startsWith('-') ? null : start;
};

const stepsOf = <L extends Link>(
  links: ReadonlyArray<L>,
  held: Decimal | null,
): Steps<L> | null => {
  const leaving = new Map<string, Array<{ link: L; to: string }>>();
  const surplus = new Map<string, number>();
  const count = (balance: string, by: number): void => {
    surplus.set(balance, (surplus.get(balance) ?? 0) + by);
  };
  let first: string | null = null;
  for (const link of links) {
    if (link.asserted === null || link.delta === null) return null;
    const from = link.asserted.minus(link.delta).toFixed();
    const to = link.asserted.toFixed();
    const steps = leaving.get(from);
    if (steps === undefined) leaving.set(from, [{ link, to }]);
    else steps.push({ link, to });
    count(from, 1);
    count(to, -1);
    first ??= from;
  }
  if (first === null) return null;
  const before = held?.toFixed();
  const any = before !== undefined && leaving.has(before) ? before : first;
  return { leaving, start: startOf(surplus, any) };
};

/** An order that uses every row once, end to start (Hierholzer), or null where there is none. */
const trail = <L extends Link>(
  links: ReadonlyArray<L>,
  held: Decimal | null,
): ReadonlyArray<L> | null => {
  const steps = stepsOf(links, held);
  if (steps === null || steps.start === null) return null;
  for (const edges of steps.leaving.values()) edges.reverse();
  const path: Array<{ node: string; by: L | null }> = [{ node: steps.start, by: null }];
  const order: Array<L> = [];
  while (path.length > 0) {
    const at = path[path.length - 1];
    const next = at === undefined ? undefined : steps.leaving.get(at.node)?.pop();
    if (next !== undefined) path.push({ node: next.to, by: next.link });
    else {
      const done = path.pop();
      if (done?.by != null) order.push(done.by);
    }
  }
  return order.length === links.length ? order.reverse() : null;
};

const startsFrom = (link: Link | undefined, held: Decimal | null): boolean =>
  held !== null && follows({ delta: null, asserted: held }, link);

/**
 * The order meant: the one in which most balances meet, of the document's own, its reverse and one
 * in which all rows do. `held`, the balance before them where it is known, has to be met as well:
 * with one box wrong, rows that come back to where they began (exercised, sold at once) follow
 * each other in some other order too, which starts from a balance that nobody held. Where as many
 * balances meet in either, the order of the document stands.
 */
export const orderMeant = <L extends Link>(
  links: ReadonlyArray<L>,
  held: Decimal | null = null,
): ReadonlyArray<L> => {
  if (links.length < 2) return links;
  const all = held === null ? links.length - 1 : links.length;
  const met = (order: ReadonlyArray<L>): number =>
    followed(order) + (startsFrom(order[0], held) ? 1 : 0);
  const inDocument = met(links);
  if (inDocument === all) return links;
  const reversed = [...links].reverse();
  const inReverse = met(reversed);
  if (inReverse === all) return reversed;
  const through = trail(links, held);
  const inTrail = through === null ? 0 : met(through);
  if (through !== null && inTrail > Math.max(inDocument, inReverse)) return through;
  return inReverse > inDocument ? reversed : links;
};

/**
 * How a document states its balances: a tally after each row, its final total on every row, or a
 * tally in the order of the document although the dates are in another.
 */
export type Convention = 'running' | 'terminal' | 'document-order';

/** `byDate` in effective order, `byDocument` as printed; the same rows. */
export const conventionOf = (
  byDate: ReadonlyArray<Link>,
  byDocument: ReadonlyArray<Link>,
): Convention => {
  if (byDate.length < 2 || chains(byDate)) return 'running';
  if (chains(byDocument)) return 'document-order';
  const last = byDate[byDate.length - 1]?.asserted;
  const allEqual = last != null && byDate.every((l) => l.asserted?.eq(last) === true);
  const allMove = byDate.every((l) => l.delta !== null && !l.delta.isZero());
  return allEqual && allMove ? 'terminal' : 'running';
};
