/** Pages by their numbers: all of them are all there is, in its order, and the last is found. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LedgerFailure } from '../../src/answer/error.js';
import { type PartPaging, partOf } from '../../src/answer/paging.js';
import { keptLedger, right } from '../readmodel/kept.js';
import { tried } from '../times.js';
import { form3, form4, holding, roe, trade } from './filing.js';

const items = (n: number): ReadonlyArray<string> => Array.from({ length: n }, (_, i) => `row ${i}`);
const named = (item: string): string => item;

describe('a page by its number', () => {
  it('is one of those that are all there is', () =>
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), (n, limit) => {
        const all = items(n);
        const pages = Math.max(1, Math.ceil(n / limit));
        const of = (page: PartPaging['page'] & {}) => partOf(all, { limit, page }, named);
        const each = Array.from({ length: pages }, (_, i) => of(i + 1));
        expect(each.flatMap(({ part }) => part)).toEqual(all);
        for (const [i, { paged }] of each.entries())
          expect(paged.place).toEqual({ page: i + 1, pages, items: n });
        expect(of('last')).toEqual(each.at(-1));
        expect(of(pages + 7)).toEqual(each.at(-1));
        // From any of them one goes on by cursor as well.
        const { next } = each[0]?.paged ?? {};
        if (next != null)
          expect(partOf(all, { limit, cursor: next }, named).part).toEqual(each[1]?.part);
      }),
      tried(50),
    ));

  it.each([
    { page: 1 },
    { page: 0, limit: 5 },
    { page: 1.5, limit: 5 },
    { page: -1, limit: 5 },
    { page: 'first', limit: 5 },
    { page: 1, limit: 5, cursor: '0:row 0' },
    { page: 1, limit: 0 },
  ])('is not asked for by %j', (paging) => {
    expect(() => partOf(items(9), paging as PartPaging, named)).toThrow(LedgerFailure);
  });

  it('is had of transactions and holders, the largest first if they are to be', async () => {
    const { ledger, close } = keptLedger();
    await right(ledger.record(form3(1, '2024-01-10', [holding(1, '6000')])));
    for (let n = 2; n < 6; n++)
      await right(
        ledger.record(
          form4(n, `2024-02-0${n}`, `2024-02-0${n - 1}`, [
            trade(1, `2024-02-0${n - 1}`, 'P', 'A', '100', String(6000 + 100 * (n - 1))),
          ]),
        ),
      );
    const big = holding(1, '9999999999999999.5', { security: 'Zeta Stock' });
    await right(
      ledger.record({ ...form3(9, '2024-03-05', [holding(2, '7'), big]), owners: [roe] }),
    );
    const insider = '0000001001';
    const { transactions } = await right(ledger.transactions({ insider }));
    const last = await right(ledger.transactions({ insider, limit: 3, page: 'last' }));
    expect(last).toMatchObject({
      transactions: transactions.slice(3),
      next: null,
      place: { page: 2, pages: 2, items: 4 },
    });
    const issuer = '0000000042';
    const { holders } = await right(ledger.holders({ issuer }));
    const bySize = await right(ledger.holders({ issuer, bySize: true }));
    expect(holders.map(({ quantity }) => quantity)).toEqual(['6400', '7', '9999999999999999.5']);
    expect(bySize.holders.map(({ quantity }) => quantity)).toEqual([
      '9999999999999999.5',
      '6400',
      '7',
    ]);
    const second = await right(ledger.holders({ issuer, bySize: true, limit: 2, page: 2 }));
    expect(second).toMatchObject({
      holders: bySize.holders.slice(2),
      totals: bySize.totals,
      place: { page: 2, pages: 2, items: 3 },
    });
    expect(await ledger.transactions({ limit: 1, page: 2 })()).toMatchObject({
      left: { code: 'INVALID_ARGUMENT' },
    });
    await close();
  });
});
