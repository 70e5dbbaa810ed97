/** Rows that fit several lots: asked, decided by an operator, or told by a later form. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConflictDetailAnswer, Ledger } from '../../src/index.js';
import { disagreements, type Kept, keptLedger, right } from '../readmodel/kept.js';
import { accession, doe, form4 } from './filing.js';

const why = { reason: 'the plan administrator says so', by: 'j.doe' };

const option = (position: number, expiresOn: string | null, more: object): object => ({
  table: 'II',
  position,
  kind: 'holding',
  security: 'Stock Option (right to buy)',
  ownership: 'D',
  terms: {
    exercisePrice: '10.00',
    ...(expiresOn === null ? {} : { expiresOn }),
    underlying: { security: 'Common Stock' },
  },
  ...more,
});

const exercise = (
  position: number,
  expiresOn: string | null,
  date: string,
  shares: string,
  following: string,
): object =>
  option(position, expiresOn, {
    kind: 'transaction',
    transactionDate: date,
    coding: { form: '4', code: 'M' },
    shares,
    acquiredDisposed: 'D',
    sharesFollowing: following,
  });

const [early, late] = ['2030-01-15', '2031-01-15'];
const id = (expiresOn: string, insider = doe.cik): string =>
  `${insider}/0000000042/stock-option-right-to-buy/D/II/at-10/${expiresOn}`;
const listed = (one: string, other: string, more: ReadonlyArray<object> = []) => [
  option(1, early, { sharesFollowing: one }),
  option(2, late, { sharesFollowing: other }),
  ...more,
];

/** An exercise that says nothing of when its option expires. */
const filings = [
  form4(1, '2024-01-10', '2024-01-10', listed('500', '500')),
  form4(2, '2024-03-05', '2024-03-04', [exercise(1, null, '2024-03-04', '100', '400')]),
];

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  for (const filing of filings) await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

const held = async (
  ledger: Ledger,
  more: object = {},
): Promise<Readonly<Record<string, string | null>>> => {
  const query = { insider: 'doe', asOf: '2024-12-31', includeClosed: true, ...more };
  const [answer, folded] = [
    await right(ledger.holdings(query)),
    await right(ledger.holdings({ ...query, fromLog: true })),
  ];
  expect(answer).toEqual(folded);
  return Object.fromEntries(answer.positions.map((p) => [p.positionId, p.quantity]));
};

const question = async (ledger: Ledger, more: object = {}): Promise<ConflictDetailAnswer> => {
  const { conflicts } = await right(
    ledger.conflicts({ insider: 'doe', type: 'AMBIGUOUS_LOT', ...more }),
  );
  expect(conflicts).toHaveLength(1);
  return right(ledger.conflict(conflicts[0]?.conflictId ?? '', more));
};

const agreed = async (ledger: Ledger, insider = doe.cik): Promise<void> => {
  expect(
    await disagreements(
      ledger,
      [insider],
      [
        { asOf: '2024-12-31' },
        { asOf: '2024-12-31', knownBy: '2024-03-10' },
        { asOf: '2024-03-30' },
      ],
    ),
  ).toEqual([]);
};

describe.each(['from the log', 'from the read model'])('a row that fits two lots, %s', (source) => {
  beforeEach(async () => {
    if (source === 'from the read model') await right(kept.ledger.rebuild({ workers: 0 }));
  });

  it('is asked about, with what becomes of each lot', async () => {
    const asked = await question(kept.ledger);
    expect(asked).toMatchObject({ status: 'open', severity: 'medium' });
    expect(asked.choices).toEqual(['first-lot', 'second-lot']);
    expect(asked.detail['lots']).toEqual([
      {
        choice: 'first-lot',
        position: id(early),
        openedBy: `${accession(1)}/II.1`,
        statedBefore: '500',
        statedAfter: '400',
        effect: `it goes from 500 to 400; ${accession(1)}/II.2 stays at 500`,
      },
      {
        choice: 'second-lot',
        position: id(late),
        openedBy: `${accession(1)}/II.2`,
        statedBefore: '500',
        statedAfter: '400',
        effect: `it goes from 500 to 400; ${accession(1)}/II.1 stays at 500`,
      },
    ]);
    expect(await held(kept.ledger)).toEqual({ [id(early)]: '400', [id(late)]: '500' });
  });

  it('goes where an operator puts it, and back', async () => {
    const { ledger } = kept;
    const { conflictId } = await question(ledger);
    await right(ledger.decide(conflictId, 'second-lot', why));
    expect(await held(ledger)).toEqual({ [id(early)]: '500', [id(late)]: '400' });
    expect(await question(ledger)).toMatchObject({
      conflictId,
      status: 'decided',
      decision: { choice: 'second-lot', reason: why.reason, by: why.by, stale: false },
    });
    const told = await right(ledger.explain({ position: id(late), asOf: '2024-12-31' }));
    expect(told.steps.map((s) => s.balance)).toContain('400');
    await agreed(ledger);
    await right(ledger.rebuild({ workers: 0 }));
    expect(await held(ledger)).toEqual({ [id(early)]: '500', [id(late)]: '400' });
    expect((await right(ledger.verifyReadModel({ workers: 0 }))).differences).toEqual([]);

    await right(ledger.decide(conflictId, 'first-lot', why));
    expect(await held(ledger)).toEqual({ [id(early)]: '400', [id(late)]: '500' });
    await agreed(ledger);
  });

  it('takes the rows along that go on from there', async () => {
    const { ledger } = kept;
    const next = form4(3, '2024-05-05', '2024-05-04', [
      exercise(1, null, '2024-05-04', '150', '250'),
    ]);
    await right(ledger.record(next));
    expect(await held(ledger)).toEqual({ [id(early)]: '250', [id(late)]: '500' });
    const { conflictId } = await question(ledger);
    await right(ledger.decide(conflictId, 'second-lot', why));
    expect(await held(ledger)).toEqual({ [id(early)]: '500', [id(late)]: '250' });
    await agreed(ledger);
  });

  it.each([
    ['the first lot', 'first-lot', exercise(1, early, '2024-06-04', '50', '350'), '350', '500'],
    ['the other lot', 'second-lot', exercise(1, late, '2024-06-04', '50', '350'), '500', '350'],
    ['what it left', 'first-lot', exercise(1, late, '2024-06-04', '50', '450'), '400', '450'],
    ['what is left', 'second-lot', exercise(1, early, '2024-06-04', '50', '450'), '450', '400'],
  ])('is settled by a later form that names %s', async (_, choice, row, one, other) => {
    const { ledger } = kept;
    await right(ledger.record(form4(3, '2024-06-05', '2024-06-04', [row])));
    expect(await held(ledger)).toEqual({ [id(early)]: one, [id(late)]: other });
    const settled = await question(ledger);
    expect(settled).toMatchObject({
      status: 'closed',
      detail: { settledBy: `${accession(3)}/II.1`, settledAs: choice },
    });
    const all = await right(ledger.conflicts({ insider: 'doe' }));
    expect(all.conflicts.filter((c) => c.status === 'open')).toEqual([]);
    // Nobody knew then.
    expect(await question(ledger, { knownBy: '2024-03-10' })).toMatchObject({ status: 'open' });
    await agreed(ledger);
    await right(ledger.rebuild({ workers: 0 }));
    await agreed(ledger);
    expect(await held(ledger)).toEqual({ [id(early)]: one, [id(late)]: other });
  });

  it('is settled by a list that states both', async () => {
    const { ledger } = kept;
    const list = listed('500', '400');
    await right(ledger.record(form4(3, '2024-06-05', '2024-06-04', list)));
    expect(await question(ledger)).toMatchObject({ status: 'closed' });
    expect(await held(ledger)).toEqual({ [id(early)]: '500', [id(late)]: '400' });
    await agreed(ledger);
  });

  it('is settled by its own amendment', async () => {
    const { ledger } = kept;
    const amended = form4(
      3,
      '2024-03-12',
      '2024-03-04',
      [exercise(1, late, '2024-03-04', '100', '400')],
      { form: '4/A', originalFiledOn: '2024-03-05' },
    );
    await right(ledger.record(amended));
    expect(await held(ledger)).toEqual({ [id(early)]: '500', [id(late)]: '400' });
    expect((await question(ledger)).status).toBe('closed');
    await agreed(ledger);
  });

  it.each([
    ['states equal balances', listed('500', '500')],
    ['fits neither', [exercise(1, early, '2024-06-04', '50', '33')]],
    ['is of a day before', [exercise(1, early, '2024-02-04', '0', '500')]],
  ])('stays open where a later form %s', async (_, rows) => {
    const { ledger } = kept;
    await right(ledger.record(form4(3, '2024-06-05', '2024-06-04', rows)));
    expect((await question(ledger)).status).toBe('open');
    await agreed(ledger);
  });

  it('stays where an operator put it, whatever a later form says', async () => {
    const { ledger } = kept;
    const { conflictId } = await question(ledger);
    await right(ledger.decide(conflictId, 'second-lot', why));
    await right(
      ledger.record(
        form4(3, '2024-06-05', '2024-06-04', [exercise(1, early, '2024-06-04', '50', '350')]),
      ),
    );
    expect(await question(ledger)).toMatchObject({ status: 'decided' });
    await agreed(ledger);
  });

  it('is no question where the lots are one holding', async () => {
    const { ledger } = kept;
    await right(ledger.join(id(early), id(late), why));
    expect(
      (await right(ledger.conflicts({ insider: 'doe', type: 'AMBIGUOUS_LOT' }))).conflicts,
    ).toEqual([]);
    await agreed(ledger);
    await right(ledger.join(id(early), id(late), why, false));
    expect(await question(ledger)).toMatchObject({ status: 'open' });
  });
});

it('goes where an operator put it also once its insider is identified', async () => {
  const { ledger, close } = keptLedger();
  const { cik: _, ...unknown } = doe;
  const provisional = 'p-doe-jane~0000000042';
  for (const filing of filings)
    await right(ledger.record({ ...(filing as object), owners: [unknown] }));
  const { conflictId } = await question(ledger);
  await right(ledger.decide(conflictId, 'second-lot', why));
  expect(await held(ledger)).toEqual({
    [id(early, provisional)]: '500',
    [id(late, provisional)]: '400',
  });
  await right(ledger.identify(provisional, doe.cik, why));
  expect(await held(ledger)).toEqual({ [id(early)]: '500', [id(late)]: '400' });
  expect(await question(ledger)).toMatchObject({ status: 'decided' });
  expect((await right(ledger.conflict(conflictId))).status).toBe('decided');
  await agreed(ledger);
  await close();
});
