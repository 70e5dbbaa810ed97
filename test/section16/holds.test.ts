/** Legal holds: placed, shown by every answer in scope, part of verify, released without a trace lost. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accession, form3, form4, holding, trade } from '../ledger/filing.js';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';

const why = { reason: 'subpoena of 2026-01-02', by: 'counsel' };
const matter = 'SEC v. Doe';

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  const globex = { cik: '0000000043', name: 'GLOBEX CORP', symbol: 'GLBX' };
  const roe = { cik: '0000001002', name: 'ROE RICHARD', relationship: { officer: true } };
  for (const filing of [
    form3(1, '2024-01-10', [holding(1, '6000')]),
    form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '5000')]),
    { ...(form3(3, '2024-01-11', [holding(1, '50')]) as object), owners: [roe], issuer: globex },
  ])
    await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

const holdsOf = (answer: object): unknown => (answer as { readonly holds?: unknown }).holds;

describe('a legal hold', () => {
  it('is shown by every answer in scope, and by no other', async () => {
    const { ledger } = kept;
    const { hold } = await right(ledger.placeHold({ matter, insiders: ['doe'] }, why));
    for (const answer of [
      await right(ledger.holdings({ insider: 'doe' })),
      await right(ledger.transactions({ insider: '0000001001' })),
      await right(ledger.holdings({ issuer: 'ACME' })),
      await right(ledger.reconcile({ insider: 'doe' })),
      await right(ledger.filing(accession(2))),
      await right(ledger.holders({ issuer: 'ACME' })),
    ])
      expect(holdsOf(answer)).toEqual([hold]);
    expect(holdsOf(await right(ledger.holdings({ insider: 'roe' })))).toBeUndefined();
    expect(holdsOf(await right(ledger.holdings({ issuer: 'GLBX' })))).toBeUndefined();
  });

  it('is told of a moment of the ledger as it stood then, and not whatever came later', async () => {
    const { ledger } = kept;
    const { hold } = await right(ledger.placeHold({ matter, insiders: ['doe'] }, why));
    const at = (recordedBy: string) => right(ledger.holdings({ insider: 'doe', recordedBy }));
    const placed = (await right(ledger.holds())).holds[0]?.placed.recordedAt ?? '';
    expect(holdsOf(await at(placed))).toEqual([hold]);
    expect(holdsOf(await at(new Date(Date.parse(placed) - 1).toISOString()))).toBeUndefined();
  });

  it('of an issuer or of everything covers what it names', async () => {
    const { ledger } = kept;
    const globex = await right(ledger.placeHold({ matter, issuers: ['GLBX'] }, why));
    expect(holdsOf(await right(ledger.holdings({ insider: 'roe' })))).toEqual([globex.hold]);
    expect(holdsOf(await right(ledger.holdings({ insider: 'doe' })))).toBeUndefined();
    const all = await right(ledger.placeHold({ matter: 'audit', all: true }, why));
    expect(holdsOf(await right(ledger.holdings({ insider: 'doe' })))).toEqual([all.hold]);
  });

  it('of a period leaves out answers of days before it', async () => {
    const { ledger } = kept;
    const { hold } = await right(ledger.placeHold({ matter, from: '2024-03-01' }, why));
    const on = (asOf: string) => right(ledger.holdings({ insider: 'doe', asOf }));
    expect(holdsOf(await on('2024-02-01'))).toBeUndefined();
    expect(holdsOf(await on('2024-04-01'))).toEqual([hold]);
  });

  it('is part of verify, and of the list once it is released', async () => {
    const { ledger } = kept;
    const { hold } = await right(ledger.placeHold({ matter, insiders: ['doe'] }, why));
    expect(await right(ledger.verify())).toMatchObject({ ok: true, holds: [{ hold, matter }] });
    const before = new Date(Date.UTC(2026, 0, 1, 0, 30)).toISOString();
    await right(ledger.releaseHold(hold, { reason: 'settled', by: 'counsel' }));
    expect(await right(ledger.releaseHold(hold, why))).toEqual({ hold, recorded: 0 });
    expect(holdsOf(await right(ledger.verify()))).toBeUndefined();
    expect(holdsOf(await right(ledger.holdings({ insider: 'doe' })))).toBeUndefined();
    expect(await right(ledger.holds({ recordedBy: before }))).toMatchObject({
      holds: [
        {
          hold,
          matter,
          stands: false,
          scope: { insiders: ['0000001001'], issuers: [], all: false },
          placed: { actor: 'counsel', reason: why.reason },
          released: { reason: 'settled' },
        },
      ],
    });
    expect((await right(ledger.holds({ recordedBy: '2025-12-31' }))).holds).toEqual([]);
  });

  it('is refused without a matter, a scope, a reason or a name', async () => {
    const { ledger } = kept;
    for (const [request, said] of [
      [{ matter: ' ', all: true }, why],
      [{ matter }, why],
      [{ matter, all: true, insiders: ['doe'] }, why],
      [{ matter, from: '2024-02-30' }, why],
      [{ matter, from: '2024-02-02', through: '2024-02-01' }, why],
      [
        { matter, all: true },
        { ...why, reason: '' },
      ],
      [
        { matter, all: true },
        { ...why, by: ' ' },
      ],
    ] as const)
      expect(await ledger.placeHold(request, said)()).toMatchObject({
        _tag: 'Left',
        left: { code: 'INVALID_ARGUMENT' },
      });
    expect(await ledger.releaseHold('h-000000000000', why)()).toMatchObject({
      left: { code: 'NOT_FOUND' },
    });
    expect((await right(ledger.holds())).holds).toEqual([]);
  });
});
