/** Trades told in a line: `S 1000 @ 25.50 on 2024-05-06`, and worlds of them. */
import { type Certificate, certificateFault } from '../../projections/short-swing/certificate.js';
import {
  isEligible,
  type Leg,
  placesOf,
  scaled,
  unscaled,
} from '../../projections/short-swing/leg.js';
import {
  greatestProfit,
  type Maximum,
  type Solver,
} from '../../projections/short-swing/maximum.js';
import { lastMatchable, stella, type WindowReading } from '../../projections/short-swing/window.js';
import { writtenDay } from '../../src/filing/calendar.js';
import { Decimal } from '../../src/filing/decimal.js';

const places = 4;
const told = /^(\w+): ([PS]) ([\d.,]+) @ ([\d.]+) on ([\d-]{10})$/;

/** `P1: P 100 @ 11 on 2024-01-16`. */
export const leg = (text: string): Leg => {
  const [, id = '', letter, shares = '', price = '', on = ''] = told.exec(text) ?? [];
  if (letter === undefined) throw new Error(`no trade: ${text}`);
  return {
    id,
    side: letter === 'P' ? 'purchase' : 'sale',
    on: writtenDay(on),
    shares: scaled(new Decimal(shares.replaceAll(',', '')), places),
    quotes: [{ market: 'shares', price: scaled(new Decimal(price), places) }],
    inOffice: true,
  };
};

export const legs = (...lines: ReadonlyArray<string>): ReadonlyArray<Leg> => lines.map(leg);

const money = (scaledTotal: bigint): string => unscaled(scaledTotal, 2 * places).toFixed(2);
const plain = (n: bigint): string => unscaled(n, places).toFixed();

export const certificateOf = (
  traded: ReadonlyArray<Leg>,
  reading: WindowReading,
  { total, matches, prices }: Maximum,
): Certificate => ({
  trades: traded.map(({ id, side, on, shares, quotes, inOffice }) => ({
    row: id,
    side,
    on,
    lastDay: lastMatchable(on, reading),
    shares: plain(shares),
    quotes: quotes.map((q) => ({ ...q, price: plain(q.price) })),
    inOffice,
    perShare: plain(prices.get(id) ?? 0n),
  })),
  pairs: matches.map((m) => ({
    purchase: m.purchase.id,
    sale: m.sale.id,
    shares: plain(m.shares),
  })),
  total: unscaled(total, 2 * places).toFixed(),
});

export const profit = (
  traded: ReadonlyArray<Leg>,
  reading: WindowReading = stella,
  solver: Solver = 'by-kind',
) => {
  const maximum = greatestProfit(traded, reading, solver);
  return {
    exact: money(maximum.total),
    liho: money(maximum.lowestIn),
    pairs: maximum.matches.map((m) => `${m.purchase.id}-${m.sale.id}:${plain(m.shares)}`),
    fault: certificateFault(certificateOf(traded, reading, maximum)),
    maximum,
  };
};

/** Every way to match whole shares, tried: the most that any of them gains. */
export const bruteForce = (traded: ReadonlyArray<Leg>, reading: WindowReading): bigint => {
  const purchases = traded.filter((l) => l.side === 'purchase');
  const sales = traded.filter((l) => l.side === 'sale');
  const one = traded.reduce((least, l) => (l.shares < least ? l.shares : least), 10n ** 30n);
  const unit = traded.every((l) => l.shares % one === 0n) ? one : 1n;
  const units = purchases.flatMap((l) => Array.from({ length: Number(l.shares / unit) }, () => l));
  const known = new Map<string, bigint>();
  const best = (i: number, left: ReadonlyArray<number>): bigint => {
    const purchase = units[i];
    if (purchase === undefined) return 0n;
    const key = `${i} ${left.join(' ')}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    let most = best(i + 1, left);
    for (const [j, sale] of sales.entries()) {
      if (left[j] === 0 || !isEligible(purchase, sale, reading)) continue;
      const market = purchase.quotes.find((q) => sale.quotes.some((o) => o.market === q.market));
      const other = sale.quotes.find((q) => q.market === market?.market);
      if (market === undefined || other === undefined) continue;
      const rest = left.map((n, at) => (at === j ? n - 1 : n));
      const gained = (other.price - market.price) * unit + best(i + 1, rest);
      if (gained > most) most = gained;
    }
    known.set(key, most);
    return most;
  };
  return best(
    0,
    sales.map((l) => Number(l.shares / unit)),
  );
};
export { placesOf };
