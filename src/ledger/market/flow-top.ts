/** Who bought, sold and changed most. */
import { Decimal } from '../../filing/decimal.js';
import { compare } from '../../filing/order.js';
import type { FlowGroup, TopFlow } from './flow-answer.js';

/** The most first: by money, then by number; in one order always. */
const most =
  (money: (g: FlowGroup) => Decimal, number: (g: FlowGroup) => Decimal) =>
  (a: FlowGroup, b: FlowGroup): number =>
    money(b).cmp(money(a)) ||
    number(b).cmp(number(a)) ||
    compare(a.issuer.id, b.issuer.id) ||
    compare(a.insider?.id ?? '', b.insider?.id ?? '') ||
    compare(a.security, b.security);

const of =
  (name: 'bought' | 'sold' | 'net' | 'boughtValue' | 'soldValue' | 'netValue') =>
  (group: FlowGroup): Decimal =>
    new Decimal(group[name]).abs();

export const topOf = (groups: ReadonlyArray<FlowGroup>, top: number): TopFlow => {
  const first = (money: Parameters<typeof of>[0], number: Parameters<typeof of>[0]) =>
    groups
      .filter((group) => !of(number)(group).isZero())
      .sort(most(of(money), of(number)))
      .slice(0, top);
  return {
    buyers: first('boughtValue', 'bought'),
    sellers: first('soldValue', 'sold'),
    changes: first('netValue', 'net'),
  };
};
