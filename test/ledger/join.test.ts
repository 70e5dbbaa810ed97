/** Two positions that an operator says are one holding: told as one, from the log and as kept. */
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger, PositionAnswer } from '../../src/index.js';
import { disagreements, type Kept, keptLedger, right } from '../readmodel/kept.js';
import { accession, doe, form3, form4, holding, roe, trade } from './filing.js';

const why = { reason: 'the trust was renamed', by: 'j.doe' };
const trust = { ownership: 'I', nature: 'By Family Trust' };
const renamed = { ownership: 'I', nature: 'By Doe 2010 Irrevocable Trust' };
const id = (tail: string, insider = doe.cik): string => `${insider}/0000000042/${tail}`;
const [old, young] = [
  id('common-stock/I/family-trust'),
  id('common-stock/I/doe-2010-irrevocable-trust'),
];

const filings = [
  form3(1, '2024-01-10', [
    holding(1, '6000', trust),
    holding(2, '10'),
    holding(3, '70', { security: 'Notes', sharesFollowing: null, valueFollowing: '70' }),
  ]),
  form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '5000', trust)]),
  // Under its new name; 200 more had gone by then.
  form4(3, '2024-04-05', '2024-04-04', [trade(1, '2024-04-04', 'S', 'D', '500', '4300', renamed)]),
  form4(4, '2024-05-05', '2024-05-04', [trade(1, '2024-05-04', 'S', 'D', '300', '4000', renamed)]),
  { ...(form3(5, '2024-01-12', [holding(1, '80')]) as object), owners: [roe] },
];

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  for (const filing of filings) await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

/** Indirect positions, the same from the log and as kept. */
const held = async (ledger: Ledger, more: object = {}): Promise<ReadonlyArray<PositionAnswer>> => {
  const ask = (fromLog: boolean) =>
    right(
      ledger.holdings({
        insider: 'doe',
        asOf: '2024-06-01',
        includeClosed: true,
        fromLog,
        ...more,
      }),
    );
  const [answer, folded] = [await ask(false), await ask(true)];
  expect(answer).toEqual(folded);
  return answer.positions.filter((p) => p.ownership.form === 'I');
};

const refusal = async (ledger: Ledger, one: string, other: string): Promise<string> => {
  const answer = await ledger.join(one, other, why)();
  return E.isLeft(answer) ? `${answer.left.code} ${answer.left.message}` : 'joined';
};

describe.each(['from the log', 'from the read model'])('two positions joined, %s', (source) => {
  beforeEach(async () => {
    if (source === 'from the read model') await right(kept.ledger.rebuild({ workers: 0 }));
  });

  it('are one under the id of the one opened first, from when it was said', async () => {
    const { ledger } = kept;
    expect((await held(ledger)).map((p) => [p.positionId, p.quantity])).toEqual(
      [
        [young, '4000'],
        [old, '5000'],
      ].sort(),
    );
    const said = await right(ledger.join(young, old, why));
    expect(said).toMatchObject({ streams: [`insider-${doe.cik}`], recorded: 1 });
    const [one, ...others] = await held(ledger);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ positionId: old, quantity: '4000', unexplained: '-200' });
    expect(one?.ownership.nature).toBe('By Doe 2010 Irrevocable Trust');
    // What either said is a step of the same account.
    const told = await right(ledger.explain({ position: young, asOf: '2024-06-01' }));
    expect(told.position.positionId).toBe(old);
    expect(told.steps.map((s) => s.balance)).toEqual([
      '6000',
      '6000',
      '5000',
      '4800',
      '4300',
      '4000',
    ]);
    expect(told).toEqual(await right(ledger.explain({ position: old, asOf: '2024-06-01' })));
    expect(
      await disagreements(
        ledger,
        [doe.cik, roe.cik],
        [
          { asOf: '2024-06-01' },
          { asOf: '2024-06-01', knownBy: '2024-04-10' },
          { asOf: '2024-03-30' },
        ],
      ),
    ).toEqual([]);
    if (source === 'from the read model')
      expect((await right(ledger.verifyReadModel({ workers: 0 }))).differences).toEqual([]);
  });

  it('are two for what was recorded before, and when it is taken back', async () => {
    const { ledger } = kept;
    const two = await held(ledger);
    await right(ledger.join(old, young, why));
    const [joined] = await right(ledger.conflicts({ insider: 'doe' })).then((a) => a.conflicts);
    expect(joined?.type).toBe('UNEXPLAINED_DELTA');
    // Everything was recorded in the first seconds of the day.
    expect(await held(ledger, { recordedBy: '2026-01-01T00:00:05Z' })).toEqual(two);
    expect((await right(ledger.join(young, old, why, false))).recorded).toBe(1);
    expect(await held(ledger)).toEqual(two);
    expect((await right(ledger.join(old, young, why, false))).recorded).toBe(0);
    expect((await right(ledger.join(old, young, why))).recorded).toBe(1);
    expect(await held(ledger)).toHaveLength(1);
  });

  it('say nothing twice', async () => {
    const { ledger } = kept;
    await right(ledger.join(old, young, why));
    expect(await right(ledger.join(young, old, why))).toEqual({ streams: [], recorded: 0 });
  });

  it('keep what was decided of either', async () => {
    const { ledger } = kept;
    // A gap of the second under its own name.
    await right(
      ledger.record(
        form4(6, '2024-06-05', '2024-06-04', [
          trade(1, '2024-06-04', 'S', 'D', '100', '3800', renamed),
        ]),
      ),
    );
    const gap = async () =>
      (await right(ledger.conflicts({ insider: 'doe' }))).conflicts.find((c) =>
        c.rows.includes(`${accession(6)}/I.1`),
      );
    const open = await gap();
    await right(ledger.decide(open?.conflictId ?? '', 'accept-reported', why));
    await right(ledger.join(old, young, why));
    const now = await gap();
    expect(now).toMatchObject({ status: 'decided', positions: [old] });
    expect(now?.conflictId).not.toBe(open?.conflictId);
    const byOldId = await right(ledger.conflict(open?.conflictId ?? ''));
    expect(byOldId.conflictId).toBe(now?.conflictId);
    expect(
      (await right(ledger.decide(open?.conflictId ?? '', 'accept-reported', why))).recorded,
    ).toBe(1);
    expect(await disagreements(ledger, [doe.cik], [{ asOf: '2024-06-30' }])).toEqual([]);
  });

  it('are refused where they cannot be one', async () => {
    const { ledger } = kept;
    const direct = id('common-stock/D');
    expect(await refusal(ledger, old, old)).toMatch(/INVALID_ARGUMENT .* one position already/);
    expect(await refusal(ledger, old, id('common-stock/D', roe.cik))).toMatch(/two insiders/);
    expect(await refusal(ledger, direct, id('notes/value/D'))).toMatch(
      /JOIN_UNLIKE .* expected one unit, got one counted in shares/,
    );
    const held = /JOIN_UNLIKE .* expected one form of ownership, got one held (?:in)?directly/;
    expect(await refusal(ledger, old, direct)).toMatch(held);
    expect(await refusal(ledger, direct, old)).toMatch(held);
    expect(await refusal(ledger, old, id('common-stock/I/by-nobody'))).toMatch(/NOT_FOUND/);
    expect(await refusal(ledger, 'nonsense', old)).toMatch(/not a position id/);
    await right(ledger.join(old, young, why));
    expect(await refusal(ledger, young, direct)).toMatch(held);
  });

  it('are refused where their titles name two classes, until an alias makes them one', async () => {
    const { ledger } = kept;
    const titled = (n: number, security: string, quantity: string): object =>
      form4(n, `2024-0${n}-05`, `2024-0${n}-04`, [holding(1, quantity, { security })]);
    await right(ledger.record(titled(6, 'Class A Common Stock', '30')));
    await right(ledger.record(titled(7, 'Class B Common Stock', '40')));
    await right(ledger.record(titled(8, 'Series A Preferred Stock', '50')));
    const [a, b, preferred, plain] = [
      id('class-a-common-stock/D'),
      id('class-b-common-stock/D'),
      id('series-a-preferred-stock/D'),
      id('common-stock/D'),
    ];
    expect(await refusal(ledger, a, b)).toMatch(/JOIN_UNLIKE .* expected one class, .*alias/);
    expect(await refusal(ledger, plain, preferred)).toMatch(/JOIN_UNLIKE .* expected one class/);
    // A class is often called by less than its whole name.
    expect(await refusal(ledger, plain, a)).toBe('joined');
  });
});

describe.each(['from the log', 'from the read model'])(
  'a question settled by joining, %s',
  (source) => {
    const again = { reason: 'asked once more', by: 'r.roe' };
    const same = [
      form3(1, '2024-01-10', [holding(1, '7000', trust)]),
      form4(2, '2024-03-05', '2024-03-04', [
        trade(1, '2024-03-04', 'S', 'D', '700', '6300', renamed),
      ]),
    ];

    let settled: Kept;
    let conflictId = '';
    beforeEach(async () => {
      settled = keptLedger();
      for (const filing of same) await right(settled.ledger.record(filing));
      if (source === 'from the read model') await right(settled.ledger.rebuild({ workers: 0 }));
      const { conflicts } = await right(settled.ledger.conflicts({ insider: 'doe' }));
      conflictId = conflicts.find((c) => c.type === 'MAYBE_SAME_HOLDING')?.conflictId ?? '';
      await right(settled.ledger.decide(conflictId, 'one-holding', why));
    });
    afterEach(() => settled.close());

    it('is answered with who joined them, when and why', async () => {
      const { ledger } = settled;
      const answer = await right(ledger.conflict(conflictId));
      expect(answer).toMatchObject({
        conflictId,
        status: 'decided',
        positions: [old],
        decision: { choice: 'one-holding', reason: why.reason, by: why.by, stale: false },
      });
      expect(answer.decision?.recordedAt).toMatch(/^2026-01-01T/);
      expect(answer.detail['takenBackBy']).toMatch(`join ${old} ${young} --undo`);
      // It disagrees about nothing any more.
      const listed = await right(ledger.conflicts({ insider: 'doe' }));
      expect(listed.conflicts).toEqual([]);
      await right(ledger.rebuild({ workers: 0 }));
      expect(await right(ledger.conflict(conflictId))).toEqual(answer);
      expect((await right(ledger.verifyReadModel({ workers: 0 }))).differences).toEqual([]);
    });

    it('is not decided again before that is taken back', async () => {
      const { ledger } = settled;
      for (const choice of ['one-holding', 'apart']) {
        const answer = await ledger.decide(conflictId, choice, again)();
        expect(answer).toMatchObject({
          _tag: 'Left',
          left: { code: 'SETTLED_BY_JOIN', blame: 'incorrect' },
        });
        const message = E.isLeft(answer) ? answer.left.message : '';
        expect(message).toMatch(`by ${why.by}, who joined ${old} and ${young} (${why.reason})`);
        expect(message).toMatch(`join ${old} ${young} --undo`);
      }
      await right(ledger.join(old, young, again, false));
      expect(await right(ledger.conflict(conflictId))).toMatchObject({ status: 'open' });
      expect((await right(ledger.decide(conflictId, 'apart', again))).recorded).toBe(1);
    });

    it('takes the place of what was decided before, until it is taken back', async () => {
      const { ledger } = settled;
      const told = async () => {
        const [kept, folded] = await Promise.all(
          [false, true].map((fromLog) => right(ledger.rulings({ insider: 'doe', fromLog }))),
        );
        expect(kept).toEqual(folded);
        return kept?.rulings ?? [];
      };
      await right(ledger.join(old, young, again, false));
      await right(ledger.decide(conflictId, 'apart', again));
      await right(ledger.decide(conflictId, 'one-holding', again));
      const [apart, join] = (await told()).slice(-2);
      expect([apart, join]).toMatchObject([
        {
          kind: 'decision',
          says: 'apart',
          inForce: false,
          stale: false,
          undoneBy: join?.id,
          positions: [old],
        },
        { kind: 'join', inForce: true, undoneBy: null },
      ]);
      const explained = await right(ledger.explain({ position: old, asOf: '2024-06-01' }));
      expect(explained.rulings.map((r) => [r.id, r.undoneBy])).toContainEqual([
        apart?.id,
        join?.id,
      ]);
      await right(ledger.join(old, young, again, false));
      expect((await told()).find((r) => r.id === apart?.id)).toMatchObject({
        inForce: true,
        undoneBy: null,
      });
      expect(await right(ledger.conflict(conflictId))).toMatchObject({ status: 'decided' });
      await right(ledger.rebuild({ workers: 0 }));
      expect((await right(ledger.verifyReadModel({ workers: 0 }))).differences).toEqual([]);
    });

    it('is no position that could be explained, and says which one is', async () => {
      const { ledger } = settled;
      const moment = { asOf: '2024-06-01' };
      const answer = await ledger.explain({ position: conflictId, ...moment })();
      const message = E.isLeft(answer) ? `${answer.left.code} ${answer.left.message}` : '';
      expect(message).toMatch(/^SETTLED_BY_JOIN/);
      expect(message).toMatch(`explain ${old}`);
      await right(ledger.join(old, young, again, false));
      const open = await ledger.explain({ position: conflictId, ...moment })();
      expect(E.isLeft(open) ? `${open.left.code} ${open.left.message}` : '').toMatch(
        /^INVALID_ARGUMENT .* is a conflict, and explain takes a position/,
      );
    });

    it('was open for what was recorded before', async () => {
      const { ledger } = settled;
      const before = { recordedBy: '2026-01-01T00:00:03Z' };
      expect((await right(ledger.conflict(conflictId, before))).status).toBe('open');
    });
  },
);
