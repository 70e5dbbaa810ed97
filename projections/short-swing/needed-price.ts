/** Prices that no form states and that would change what is answered. */
import type { Day } from '../../src/filing/calendar.js';
import { opposite, sharesMarket } from './class-legs.js';
import { gainOf, isEligible, type Leg } from './leg.js';
import type { SwingTrade } from './swing-trade.js';
import type { WindowReading } from './window.js';

export interface NeededPrice {
  readonly row: string;
  readonly security: string;
  readonly on: Day;
  readonly why: string;
}

/** Whether two legs may be matched and nothing says what they gain. */
const lacksPrice = (a: Leg, b: Leg, reading: WindowReading): boolean => {
  if (a.side === b.side || a.id === b.id) return false;
  const [purchase, sale] = opposite(a, b);
  return isEligible(purchase, sale, reading) && gainOf(purchase, sale) === null;
};

const isExpiry = ({ code }: SwingTrade): boolean => code?.charAt(0) === 'E';

/** Of which market a price is missing. */
const neededOf = (trade: SwingTrade): Omit<NeededPrice, 'row'> =>
  trade.series === null
    ? {
        security: trade.security,
        on: trade.on,
        why:
          trade.priceDoubt === null
            ? 'the form states no price'
            : `the price stated is none of one share: ${trade.priceDoubt}`,
      }
    : {
        security: trade.security,
        on: trade.on,
        why: 'against another security a derivative gains by the market price of what underlies it',
      };

export interface Lacking {
  readonly exact: boolean;
  readonly upper: boolean;
  readonly needs: ReadonlyArray<NeededPrice>;
}

export const lackingIn = (
  decided: ReadonlyArray<Leg>,
  open: ReadonlyArray<Leg>,
  tradeOf: ReadonlyMap<string, SwingTrade>,
  reading: WindowReading,
): Lacking => {
  const all = [...decided, ...open];
  const isDecided = new Set(decided.map((leg) => leg.id));
  const needs: Array<NeededPrice> = [];
  let exact = false;
  for (const leg of all) {
    const trade = tradeOf.get(leg.id);
    if (trade === undefined || leg.quotes.some((q) => q.market === sharesMarket)) continue;
    const against = all.filter((other) => {
      const its = tradeOf.get(other.id);
      // What expires is matched with its writing only.
      if (isExpiry(trade) || (its !== undefined && isExpiry(its))) return false;
      return lacksPrice(leg, other, reading);
    });
    if (against.length === 0) continue;
    if (isDecided.has(leg.id) && against.some((other) => isDecided.has(other.id))) exact = true;
    needs.push({ row: leg.id, ...neededOf(trade) });
  }
  return { exact, upper: needs.length > 0, needs };
};
