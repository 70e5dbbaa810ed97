/** Scenario 18: twelve owners need two documents, and one of the two is amended. */
import { describe, expect, it } from 'vitest';
import { conflict } from '../../src/cli/show/conflicts.js';
import { screenOf } from '../../src/cli/text/screen.js';
import { form4, form4a, sells } from './filings.js';
import { world } from './world.js';

describe('18. joint owners and a sibling accession', () => {
  const on = '2024-03-04';
  const fund = { by: 'See footnote' };
  const owners = Array.from({ length: 12 }, (_, i) => `Owner ${i + 1}`);
  const [first, second] = [owners.slice(0, 10), owners.slice(10)];
  const sale = (shares: number, leaving: number) => sells(shares, { ...fund, at: 10, on, leaving });
  const x = form4({ accepted: '2024-03-05', owners: first }, sale(10_000, 90_000));
  const y = form4({ accepted: '2024-03-05', time: '16:31', owners: second }, sale(10_000, 90_000));
  const amendment = form4a(
    { accepted: '2024-03-12', box4: '2024-03-05', owners: first },
    sale(9000, 91_000),
  );
  const w = world(x, y, amendment);
  const held = (knownBy: string) => owners.map((insider) => w.q(on, knownBy, { ...fund, insider }));

  it('gives every owner the balance and the issuer one of them', () => {
    expect(held('2024-03-06')).toEqual(owners.map(() => '90000'));
    const { totals, codes, conflicts } = w.issuer(on, '2024-03-06');
    expect(totals.map((t) => [t.quantity, t.values])).toEqual([['90000', ['90000']]]);
    expect(codes.map((c) => [c.code, c.disposed, c.transactions])).toEqual([['S', '10000', 1]]);
    expect(conflicts).toEqual([]);
  });

  it('contests the total once one sibling is amended and the other is not', () => {
    expect(held('2024-03-12')).toEqual([...first.map(() => '91000'), ...second.map(() => '90000')]);
    const { totals, codes, conflicts } = w.issuer(on, '2024-03-12');
    expect(codes[0]?.disposedValues).toEqual(['9000', '10000']);
    expect(totals[0]?.values).toEqual(['90000', '91000']);
    expect(conflicts.map((c) => c.type)).toEqual(['SIBLING_NOT_AMENDED']);
    expect(conflicts[0]?.detail).toMatchObject({
      amended: x.accession,
      notAmended: y.accession,
    });
    expect(
      conflict.table({ ...(conflicts[0] as (typeof conflicts)[0]), sides: [], basis: null }, screenOf({})),
    ).toContain('Nothing is to be decided: it ends when the other document is amended as well.');
    const touched = new Set(conflicts[0]?.positions.map((id) => id.split('/')[0]));
    expect(touched.size).toBe(2);
  });

  it('is settled when the sibling is amended as well', () => {
    const settled = w.with(
      form4a({ accepted: '2024-03-14', box4: '2024-03-05', owners: second }, sale(9000, 91_000)),
    );
    const { totals, codes, conflicts } = settled.issuer(on, '2024-03-14');
    expect(totals.map((t) => t.quantity)).toEqual(['91000']);
    expect(codes.map((c) => c.disposedValues)).toEqual([['9000']]);
    expect(conflicts).toEqual([]);
  });

  it('knows a second document of one owner too', () => {
    const eleven = owners.slice(0, 11);
    const [full, rest] = [eleven.slice(0, 10), eleven.slice(10)];
    const { totals, codes } = world(
      form4({ accepted: '2024-03-05', owners: full }, sale(10_000, 90_000)),
      form4({ accepted: '2024-03-05', time: '16:31', owners: rest }, sale(10_000, 90_000)),
    ).issuer(on, '2024-03-06');
    expect(totals.map((t) => [t.quantity, t.holdings])).toEqual([['90000', 1]]);
    expect(codes.map((c) => [c.disposed, c.transactions])).toEqual([['10000', 1]]);
  });
});
