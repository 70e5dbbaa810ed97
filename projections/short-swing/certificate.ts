/**
 * Checks a certificate of a greatest profit by arithmetic alone. It shares nothing with what found
 * it: not its numbers, not its windows, not its types. A certificate has a price for each share of
 * each trade. Where no purchase and sale that may be matched gain more than their two prices
 * together, no matching gains more than all shares at their prices; and where the pairs gain just
 * that, they are the most.
 */
export interface CertifiedTrade {
  readonly row: string;
  readonly side: 'purchase' | 'sale';
  readonly on: string;
  /** The last day on which an opposite trade matches it. */
  readonly lastDay: string;
  readonly shares: string;
  /** Of one share, by market; of two trades the first that both have counts. */
  readonly quotes: ReadonlyArray<{ readonly market: string; readonly price: string }>;
  readonly inOffice: boolean;
  /** What a share of it adds to the profit. */
  readonly perShare: string;
}

export interface CertifiedPair {
  readonly purchase: string;
  readonly sale: string;
  readonly shares: string;
}

export interface Certificate {
  readonly trades: ReadonlyArray<CertifiedTrade>;
  readonly pairs: ReadonlyArray<CertifiedPair>;
  readonly total: string;
}

interface Read extends Omit<CertifiedTrade, 'shares' | 'perShare' | 'quotes'> {
  readonly shares: bigint;
  readonly perShare: bigint;
  readonly quotes: ReadonlyArray<{ readonly market: string; readonly price: bigint }>;
}

const decimals = (text: string): number => text.split('.')[1]?.length ?? 0;

/** A plain decimal number in whole units of its last place. */
const whole = (text: string, places: number): bigint => {
  const [units = '', fraction = ''] = text.split('.');
  return BigInt(units + fraction.padEnd(places, '0'));
};

const gain = (purchase: Read, sale: Read): bigint | null => {
  for (const { market, price } of purchase.quotes)
    for (const other of sale.quotes) if (other.market === market) return other.price - price;
  return null;
};

const mayMatch = (a: Read, b: Read): boolean => {
  const [first, second] = a.on <= b.on ? [a, b] : [b, a];
  return second.on <= first.lastDay && (a.inOffice || b.inOffice);
};

/** The trades in whole numbers, with what all their shares come to at their prices. */
interface Books {
  readonly trades: ReadonlyMap<string, Read>;
  readonly bound: bigint;
}

interface Places {
  readonly shares: number;
  readonly prices: number;
}

const booksOf = (trades: Certificate['trades'], places: Places): Books | string => {
  const read = new Map<string, Read>();
  let bound = 0n;
  for (const trade of trades) {
    if (read.has(trade.row)) return `${trade.row} is there twice`;
    const shares = whole(trade.shares, places.shares);
    const perShare = whole(trade.perShare, places.prices);
    if (shares < 0n || perShare < 0n) return `${trade.row} has a negative number`;
    const quotes = trade.quotes.map((q) => ({ ...q, price: whole(q.price, places.prices) }));
    read.set(trade.row, { ...trade, shares, perShare, quotes });
    bound += shares * perShare;
  }
  return { trades: read, bound };
};

/** What the pairs gain; or what is wrong with one. */
const gainedBy = (
  pairs: Certificate['pairs'],
  trades: ReadonlyMap<string, Read>,
  places: Places,
): bigint | string => {
  const used = new Map<string, bigint>();
  let gained = 0n;
  for (const pair of pairs) {
    const [purchase, sale] = [trades.get(pair.purchase), trades.get(pair.sale)];
    const shares = whole(pair.shares, places.shares);
    if (purchase?.side !== 'purchase' || sale?.side !== 'sale')
      return `${pair.purchase} and ${pair.sale} are not a purchase and a sale`;
    if (shares <= 0n || !mayMatch(purchase, sale))
      return `${pair.purchase} and ${pair.sale} cannot be matched`;
    gained += shares * (gain(purchase, sale) ?? 0n);
    for (const row of [pair.purchase, pair.sale]) used.set(row, (used.get(row) ?? 0n) + shares);
  }
  for (const [row, shares] of used)
    if (shares > (trades.get(row)?.shares ?? 0n)) return `more of ${row} is matched than there is`;
  return gained;
};

/** A purchase and a sale that gain more than their prices allow. */
const underpriced = (trades: ReadonlyMap<string, Read>): string | null => {
  const inOrder = [...trades.values()].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  for (const [i, earlier] of inOrder.entries())
    for (let j = i + 1; j < inOrder.length; j++) {
      const later = inOrder[j] as Read;
      if (later.on > earlier.lastDay) break;
      if (earlier.side === later.side || !mayMatch(earlier, later)) continue;
      const [purchase, sale] = earlier.side === 'purchase' ? [earlier, later] : [later, earlier];
      const most = gain(purchase, sale);
      if (most !== null && most > purchase.perShare + sale.perShare)
        return `${purchase.row} and ${sale.row} gain more than their prices`;
    }
  return null;
};

const mostDecimals = (texts: ReadonlyArray<string>): number =>
  texts.reduce((most, text) => Math.max(most, decimals(text)), 0);

/** What is wrong with a certificate; null where it proves its total. */
export const certificateFault = ({ trades, pairs, total }: Certificate): string | null => {
  const shares = mostDecimals([...trades, ...pairs].map((t) => t.shares));
  const prices = mostDecimals(trades.flatMap((t) => [t.perShare, ...t.quotes.map((q) => q.price)]));
  const places = { shares, prices };
  const books = booksOf(trades, places);
  if (typeof books === 'string') return books;
  const gained = gainedBy(pairs, books.trades, places);
  if (typeof gained === 'string') return gained;
  const ofTotal = Math.max(shares + prices, decimals(total));
  const inTotal = 10n ** BigInt(ofTotal - shares - prices);
  const asked = whole(total, ofTotal);
  if (gained * inTotal !== asked) return `the pairs do not gain ${total}`;
  if (books.bound * inTotal !== asked) return `the prices allow another total than ${total}`;
  return underpriced(books.trades);
};
