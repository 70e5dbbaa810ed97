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

const startOf = (surplus: ReadonlyMap<string, number>, first: string): string | null => {
  const starts = [...surplus].filter(([, n]) => n > 0);
  const [only] = starts;
  if (starts.length > 1 || (only !== undefined && only[1] > 1)) return null;
  const start = only?.[0] ?? first;
  // Nobody holds less than nothing: such a start comes of a wrong letter, not of the order.
  return start.startsWith('-') ? null : start;
};

const stepsOf = <L extends Link>(links: ReadonlyArray<L>): Steps<L> | null => {
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
  return first === null ? null : { leaving, start: startOf(surplus, first) };
};

/** An order that uses every row once, end to start (Hierholzer), or null where there is none. */
const trail = <L extends Link>(links: ReadonlyArray<L>): ReadonlyArray<L> | null => {
  const steps = stepsOf(links);
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

/**
 * The order meant. Where no order makes all balances meet, one of them being wrong or missing, the
 * order of the document, or its reverse if more of them meet in it.
 */
export const orderMeant = <L extends Link>(links: ReadonlyArray<L>): ReadonlyArray<L> => {
  if (links.length < 2 || chains(links)) return links;
  const reversed = [...links].reverse();
  if (chains(reversed)) return reversed;
  return trail(links) ?? (followed(reversed) > followed(links) ? reversed : links);
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
