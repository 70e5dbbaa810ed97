/** What insiders bought and sold of an issuer over a period. */

import { dealsOnce, namingOf } from '../../../projections/issuer.js';
import { fail, invalidArgument } from '../../answer/error.js';
import type { Settled } from '../../answer/moment.js';
import type { InsiderId, IssuerId } from '../../event/identity.js';
import { type Day, isDay } from '../../filing/calendar.js';
import { compare, groupsInOrder } from '../../filing/order.js';
import type { Book } from '../book/book.js';
import {
  type By,
  bys,
  type FlowAnswer,
  type FlowGroup,
  type FlowQuery,
  type MarketFlowAnswer,
  type TopFlow,
} from './flow-answer.js';
import { groupsBy } from './flow-groups.js';
import { codeFlow, type DealSeen, marketFlow, onMarket, titleOf } from './flow-sums.js';
import { topOf } from './flow-top.js';

const topMax = 1_000;

const topAsked = (top: number | undefined): number | undefined =>
  top === undefined || (Number.isInteger(top) && top > 0 && top <= topMax)
    ? top
    : fail(invalidArgument(`top is a number from 1 to ${topMax}; got ${JSON.stringify(top)}`));

const byAsked = (by: By | undefined): By | undefined =>
  by === undefined || bys.includes(by)
    ? by
    : fail(invalidArgument(`by is insider, code or month; got ${JSON.stringify(by)}`));

/** A period's first day, that of its last being the moment's. */
export const periodFrom = (from: string, { asOf }: Settled): Day =>
  isDay(from) && from <= asOf
    ? from
    : fail(
        invalidArgument(
          `a period goes from a day to the same or a later one, as YYYY-MM-DD; got ${from} to ${asOf}`,
        ),
      );

type FlowBook = Book<'deals' | 'documents' | 'named'>;

const dealsIn = (book: FlowBook, from: Day): ReadonlyArray<DealSeen> =>
  dealsOnce(book.deals(from), namingOf(book.documents()));

export const flowAnswer = (
  book: FlowBook,
  query: Pick<FlowQuery, 'by' | 'top'>,
  from: Day,
  { asOf, knownBy, recordedBy }: Settled,
): FlowAnswer => {
  const [by, top] = [byAsked(query.by), topAsked(query.top)];
  const deals = dealsIn(book, from);
  const issuer = book.named();
  return {
    issuer,
    from,
    to: asOf,
    knownBy,
    recordedBy,
    missing: book.missing,
    market: groupsInOrder(deals.filter(onMarket), titleOf).map(marketFlow),
    codes: groupsInOrder(deals, (d) => [d.table, titleOf(d), d.unit, d.code ?? ''].join('|')).map(
      codeFlow,
    ),
    ...(by === undefined ? {} : { groups: groupsBy(by, issuer, deals) }),
    ...(top === undefined ? {} : { top: topOf(groupsBy('insider', issuer, deals), top) }),
  };
};

/** Issuer by issuer: of each only what was asked for is held on to. */
export const marketFlowAnswer = async (
  query: Pick<FlowQuery, 'by' | 'top'>,
  issuers: ReadonlyArray<IssuerId>,
  readOf: <A>(issuer: IssuerId, answer: (book: FlowBook) => A) => Promise<A>,
  from: Day,
  { asOf, knownBy, recordedBy }: Settled,
): Promise<MarketFlowAnswer> => {
  const [by, top] = [byAsked(query.by), topAsked(query.top)];
  if (by === undefined && top === undefined)
    fail(invalidArgument('of the whole market give by, top or both; or an issuer'));
  const groups: Array<FlowGroup> = [];
  let best: TopFlow = { buyers: [], sellers: [], changes: [] };
  const missing = new Set<InsiderId>();
  for (const id of issuers)
    await readOf(id, (book) => {
      for (const one of book.missing) missing.add(one);
      const [deals, issuer] = [dealsIn(book, from), book.named()];
      if (by !== undefined) groups.push(...groupsBy(by, issuer, deals));
      if (top === undefined) return;
      const { buyers, sellers, changes } = best;
      const own = groupsBy('insider', issuer, deals);
      best = {
        buyers: topOf([...buyers, ...own], top).buyers,
        sellers: topOf([...sellers, ...own], top).sellers,
        changes: topOf([...changes, ...own], top).changes,
      };
    });
  return {
    from,
    to: asOf,
    knownBy,
    recordedBy,
    missing: [...missing].sort(compare),
    groups,
    ...(top === undefined ? {} : { top: best }),
  };
};
