import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ledger, ledgerOn } from '../../src/index.js';
import { openCurrent } from '../../src/readmodel/model.js';
import { accession, doe, form3, form4, holding, roe, trade } from '../ledger/filing.js';
import { tried } from '../times.js';
import { disagreements, disagreementsAtLarge, type Kept, keptLedger, right } from './kept.js';

const why = { reason: 'the scan is blurred', by: 'j.doe' };
const [own, other] = ['0000001001', '0000001002'];
const ofJoint = `${accession(2)}/I.1`;

let kept: Kept;
let ledger: Ledger;

/** Doe and Roe report the same shares on one form. */
beforeEach(async () => {
  kept = keptLedger();
  ledger = kept.ledger;
  const partnership = { ownership: 'I', nature: 'By Partnership', price: '12.50' } as const;
  const owners = { owners: [doe, roe] };
  await right(ledger.record(form3(1, '2024-01-10', [holding(1, '6000')])));
  await right(
    ledger.record(
      form4(
        2,
        '2024-05-03',
        '2024-05-02',
        [trade(1, '2024-05-02', 'P', 'A', '200', '700', partnership)],
        owners,
      ),
    ),
  );
  await right(ledger.rebuild({ workers: 0 }));
});

afterEach(() => kept.close());

const stale = (): ReadonlyArray<string> => {
  const generation = openCurrent(kept.folder);
  if (generation === null) throw new Error('there is no read model');
  try {
    return [...generation.stale()];
  } finally {
    generation.close();
  }
};

const sharesTold = async (insider: string, from = ledger): Promise<ReadonlyArray<string | null>> =>
  (await right(from.transactions({ insider }))).transactions.map((t) => t.shares);

const questions = {
  own: (from: Ledger) => right<unknown>(from.transactions({ insider: own })),
  other: (from: Ledger) => right<unknown>(from.holdings({ insider: other })),
  conflicts: (from: Ledger) => right<unknown>(from.conflicts({ insider: other })),
  flow: (from: Ledger) =>
    right<unknown>(from.flow({ issuer: 'ACME', from: '2024-01-01', to: '2024-12-31' })),
  everybody: (from: Ledger) => right<unknown>(from.reconcile({})),
};

/** A ruling is said by whom is asked then, or by another process. */
type Deed =
  | { readonly rule: string | null; readonly here: boolean }
  | { readonly ask: keyof typeof questions | 'again' };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    rule: fc.constantFrom('210', '220', '230', '240', '250', '260', null),
    here: fc.boolean(),
  }),
  fc.record({
    ask: fc.constantFrom(...(Object.keys(questions) as Array<keyof typeof questions>), 'again'),
  }),
);

/** Another process's ledger with the same log and read model; closing it leaves the log open. */
const another = (): Ledger =>
  ledgerOn({ ...kept.store, close: async () => {} }, 'memory:', { readModel: kept.folder });

describe('a correction of a row that several report', () => {
  it('is folded first of whom it is asked about, and of the others when they are', async () => {
    await right(ledger.correct(ofJoint, { shares: '250' }, why));
    const asked = another();
    expect(await sharesTold(own, asked)).toEqual(['250']);
    expect(stale()).toEqual([other]);
    expect(await sharesTold(other, asked)).toEqual(['250']);
    expect(stale()).toEqual([]);
    await asked.close();
  });

  it('is told here of the view that it was compared by, and folds nobody at each instant', async () => {
    for (const shares of ['250', '300']) {
      await right(ledger.correct(ofJoint, { shares }, why));
      for (const insider of [own, other, own, 'Roe'])
        expect(await sharesTold(insider)).toEqual([shares]);
      expect(stale()).toEqual([own, other]);
    }
    const asked = { insider: other, knownBy: '2024-06-01' };
    const { transactions } = await right(ledger.transactions(asked));
    expect(transactions.map((t) => t.shares)).toEqual(['300']);
    expect(stale()).toEqual([own]);
  });

  it('is told of whom another process has ruled on since as that one left it', async () => {
    const next = another();
    await right(ledger.correct(ofJoint, { shares: '250' }, why));
    await right(next.correct(ofJoint, { shares: '300' }, why));
    expect(await sharesTold(own)).toEqual(['300']);
    expect(stale()).toEqual([other]);
    expect(await sharesTold(other, next)).toEqual(['300']);
    expect(stale()).toEqual([other]);
    await next.close();
  });

  it('is told of everybody by questions that are about everybody', async () => {
    await right(ledger.correct(ofJoint, { shares: '250' }, why));
    await sharesTold(own);
    const year = { from: '2024-01-01', to: '2024-12-31' };
    const { market } = await right(ledger.flow({ issuer: 'ACME', ...year }));
    expect(market[0]?.bought).toBe('250');
    expect(stale()).toEqual([]);
  });

  it('leaves known as stale, to whoever comes after, whom the one before did not fold', async () => {
    await right(ledger.correct(ofJoint, { shares: '250' }, why));
    await sharesTold(own);
    // As a process that was killed there leaves it.
    const next = another();
    expect(stale()).toEqual([own, other]);
    expect(await sharesTold(other, next)).toEqual(['250']);
    expect(stale()).toEqual([own]);
    await next.close();
  });

  it('answers as the log does, and keeps what a rebuild would', async () => {
    const moments = [{ asOf: '2024-06-01' }, { asOf: '2024-06-01', knownBy: '2024-06-01' }];
    for (const shares of ['250', '300', '350']) {
      await right(ledger.correct(ofJoint, { shares }, why));
      for (const insider of shares === '300' ? [other, own] : [own, other])
        expect(await disagreements(ledger, [insider], moments)).toEqual([]);
    }
    await right(ledger.withdraw(ofJoint, why));
    expect(await disagreements(ledger, [own], moments)).toEqual([]);
    expect(stale()).toEqual([other]);
    expect(await disagreementsAtLarge(kept, ['ACME'], ['roe'], moments)).toEqual([]);
    const digest = await right(ledger.readModelDigest());
    await right(ledger.rebuild({ workers: 0 }));
    expect(await right(ledger.readModelDigest())).toBe(digest);
  });

  it('answers as the log does in whatever order it is ruled, asked and begun again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 3, maxLength: 12 }), async (deeds) => {
        let asked = another();
        const log = ledgerOn(kept.store, 'memory:');
        try {
          for (const done of deeds)
            if ('rule' in done) {
              const by = done.here ? asked : ledger;
              // What was withdrawn before is not corrected any more.
              await (done.rule === null
                ? by.withdraw(ofJoint, why)
                : by.correct(ofJoint, { shares: done.rule }, why))();
            } else if (done.ask === 'again') {
              await asked.close();
              asked = another();
            } else expect(await questions[done.ask](asked)).toEqual(await questions[done.ask](log));
          expect(await questions.flow(asked)).toEqual(await questions.flow(log));
        } finally {
          await asked.close();
        }
      }),
      tried(8),
    );
    const digest = await right(ledger.readModelDigest());
    await right(ledger.rebuild({ workers: 0 }));
    expect(await right(ledger.readModelDigest())).toBe(digest);
  });

  it('is folded of everybody by who follows, and by a comparison with the log', async () => {
    await right(ledger.correct(ofJoint, { shares: '250' }, why));
    await sharesTold(own);
    await right(ledger.follow({ signal: new AbortController().signal, once: true }));
    expect(stale()).toEqual([]);
    await right(ledger.correct(ofJoint, { shares: '300' }, why));
    await sharesTold(own);
    expect(await right(ledger.verifyReadModel({ workers: 0 }))).toMatchObject({ ok: true });
    expect(stale()).toEqual([]);
  });
});
