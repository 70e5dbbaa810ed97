/** One insider as far as one issuer is concerned: what either question tells, and nothing else. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { acme, form3, form4, holding, roe, trade } from './filing.js';

const other = { cik: '0000000043', name: 'OTHER INC', symbol: 'OTHR' };
const doe = { insider: 'doe', asOf: '2024-12-31' };

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  for (const filing of [
    form3(1, '2024-01-10', [holding(1, '6000')]),
    { ...form3(2, '2024-01-11', [holding(1, '70')]), issuer: other },
    form4(3, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '4900')]),
    form4(4, '2024-03-06', '2024-03-05', [trade(1, '2024-03-05', 'P', 'A', '5', '76')], {
      issuer: other,
    }),
    { ...form3(5, '2024-01-12', [holding(1, '9')]), owners: [roe] },
  ])
    await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

const both = { ...doe, issuer: 'OTHR' };

describe.each([
  ['the log', async () => {}],
  [
    'a read model',
    async () => {
      await right(kept.ledger.rebuild({ workers: 0 }));
    },
  ],
])('an insider and an issuer, from %s', (_, made) => {
  beforeEach(made);

  it('have the positions and transactions that they have in common', async () => {
    const all = await right(kept.ledger.holdings(doe));
    const own = await right(kept.ledger.holdings(both));
    expect(own.positions).toEqual(all.positions.filter((p) => p.issuer.cik === other.cik));
    expect(own.positions).toHaveLength(1);
    const { transactions } = await right(kept.ledger.transactions(both));
    expect(transactions.map((t) => t.issuer.cik)).toEqual([other.cik]);
  });

  it('have the conflicts and checks of what they have in common', async () => {
    const { conflicts } = await right(kept.ledger.conflicts({ insider: 'doe' }));
    const own = await right(kept.ledger.conflicts({ insider: 'doe', issuer: 'OTHR' }));
    expect(own.conflicts).toEqual(conflicts.filter((c) => c.issuer.cik === other.cik));
    expect(own.conflicts.length).toBeLessThan(conflicts.length);
    const checked = await right(kept.ledger.reconcile({ insider: 'doe', issuer: 'OTHR' }));
    expect(checked.unexplained.map((u) => u.issuer.cik)).toEqual([other.cik]);
  });

  it('have the changes between two days of what they have in common', async () => {
    const { changes } = await right(
      kept.ledger.changes({
        since: '2024-02-01',
        knownBy: '2024-06-30',
        asOf: '2024-12-31',
        insider: 'doe',
        issuer: acme.cik,
      }),
    );
    expect(changes.map((c) => c.issuer.cik)).toEqual([acme.cik]);
  });

  it('that have nothing in common are no error', async () => {
    const { positions } = await right(
      kept.ledger.holdings({ insider: 'roe', issuer: 'OTHR', asOf: '2024-12-31' }),
    );
    expect(positions).toEqual([]);
  });
});
