/** Rulings: what says nothing new is not recorded, and what is decided asks nothing more. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { accession, form3, form4, holding, trade } from './filing.js';

const why = { reason: 'the scan is blurred', by: 'j.doe' };
const again = { reason: 'asked once more', by: 'r.roe' };
const row = `${accession(2)}/I.1`;

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  for (const filing of [
    form3(1, '2024-01-10', [holding(1, '6000')]),
    form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '4900')]),
    {
      ...(form3(3, '2024-01-11', [holding(1, '50')]) as object),
      owners: [{ name: 'MÜLLER-LÜDENSCHEIDT MAX', relationship: { director: true } }],
    },
  ])
    await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

const events = async (): Promise<number> => (await right(kept.ledger.status())).events;

describe('a ruling that could not be read again', () => {
  it('is refused, and nothing of it is recorded', async () => {
    const { ledger } = kept;
    const before = await events();
    const long = { reason: 'x'.repeat(4_001), by: 'j.doe' };
    const split = { effectiveOn: '2024-02-01', ratio: '2:1' };
    const nan = Number.NaN as unknown as string;
    for (const said of [
      ledger.withdraw(row, long),
      ledger.withdraw(row, { reason: 'wrong', by: 'x'.repeat(201) }),
      ledger.correct(row, { nature: 'x'.repeat(1_001) }, why),
      ledger.correct(row, { shares: nan }, why),
      ledger.correct(row, { shares: undefined as unknown as string }, why),
      ledger.alias('ACME', 'x'.repeat(1_001), 'Common Stock', why),
      ledger.split('ACME', { ...split, security: 'x'.repeat(1_001) }, why),
      ledger.split('ACME', { ...split, ratio: nan }, why),
    ]) {
      const answer = await said();
      expect(answer).toMatchObject({ _tag: 'Left', left: { code: 'INVALID_ARGUMENT' } });
    }
    expect(await events()).toBe(before);
    expect((await right(ledger.verify())).problems).toEqual([]);
    // What is at the limit is recorded, and is read again.
    await right(ledger.withdraw(row, { reason: 'x'.repeat(4_000), by: 'x'.repeat(200) }));
    expect((await right(ledger.verify())).problems).toEqual([]);
  });
});

describe('a ruling that says what is so already', () => {
  it('is answered and not recorded', async () => {
    const { ledger } = kept;
    const [conflict] = (await right(ledger.conflicts({ insider: 'doe' }))).conflicts;
    const [id, choice] = [conflict?.conflictId ?? '', conflict?.choices[0] ?? ''];
    const { positions } = await right(ledger.holdings({ insider: 'muller' }));
    const provisional = positions[0]?.insider.id ?? '';
    const nothing = { streams: [], recorded: 0 };

    expect(await right(ledger.correct(row, {}, why))).toEqual(nothing);
    expect(await right(ledger.identify(provisional, '0000001009', why, false))).toEqual(nothing);
    expect(await right(ledger.alias('ACME', 'Common', 'Common', why))).toEqual(nothing);

    for (const say of [
      () => ledger.decide(id, choice, why),
      () => ledger.correct(row, { shares: '1100' }, why),
      () => ledger.withdraw(row, why),
      () => ledger.identify(provisional, '0000001009', why),
      () => ledger.split('ACME', { effectiveOn: '2024-02-01', ratio: '2:1' }, why),
      () => ledger.alias('ACME', 'Common', 'Common Stock', why),
      () => ledger.correct(row, {}, why),
    ]) {
      expect((await right(say())).recorded).toBeGreaterThan(0);
      const before = await events();
      expect(await right(say())).toEqual(nothing);
      expect(await events()).toBe(before);
    }
  });

  it('is recorded where it says something else', async () => {
    const { ledger } = kept;
    await right(ledger.correct(row, { shares: '1100' }, why));
    expect((await right(ledger.correct(row, { shares: '1200' }, again))).recorded).toBe(1);
    expect((await right(ledger.correct(row, { price: '10' }, again))).recorded).toBe(1);
    expect((await right(ledger.correct(row, { shares: '1200' }, why))).recorded).toBe(0);
  });
});

describe('a split', () => {
  const split = { effectiveOn: '2024-02-01', ratio: '2:1' };
  const refused = async (given: object): Promise<string> => {
    const before = await events();
    const answer = await kept.ledger.split('ACME', { ...split, ...given }, why)();
    expect(await events()).toBe(before);
    return answer._tag === 'Left' ? answer.left.message : 'recorded';
  };

  it.each(['1:1', '3:3', '2.50:2.5'])('by %s is none, and refused', async (ratio) => {
    expect(await refused({ ratio })).toContain(`a split by ${ratio} changes nothing`);
    expect(await refused({ ratio, withdraw: true })).toContain('changes nothing');
  });

  it('that was never recorded cannot be taken back', async () => {
    expect(await refused({ withdraw: true })).toContain('recorded is none');
    await right(kept.ledger.split('ACME', split, why));
    for (const other of [
      { ratio: '3:1' },
      { effectiveOn: '2024-02-02' },
      { security: 'Preferred Stock' },
    ])
      expect(await refused({ ...other, withdraw: true })).toContain('recorded 2:1 on 2024-02-01');
    const undo = { ...split, withdraw: true };
    expect((await right(kept.ledger.split('ACME', undo, why))).recorded).toBe(1);
    // Taken back already, it is so.
    expect((await right(kept.ledger.split('ACME', undo, why))).recorded).toBe(0);
  });

  it('by another ratio takes its place, and stays where the first is taken back', async () => {
    const { ledger } = kept;
    await right(ledger.split('ACME', split, why));
    await right(ledger.split('ACME', { ...split, ratio: '3:1' }, why));
    expect((await right(ledger.split('ACME', { ...split, withdraw: true }, why))).recorded).toBe(0);
    const inForce = async () =>
      (await right(ledger.rulings({}))).rulings.flatMap((r) => (r.inForce ? [r.says] : []));
    expect(await inForce()).toEqual(['split 3:1 on 2024-02-01']);
    const taken = { ...split, ratio: '3:1', withdraw: true };
    expect((await right(ledger.split('ACME', taken, why))).recorded).toBe(1);
    expect(await inForce()).toEqual([]);
  });
});

describe('a decided conflict', () => {
  it('no longer says what the ledger does meanwhile', async () => {
    const { ledger } = kept;
    const open = (await right(ledger.conflicts({ insider: 'doe' }))).conflicts[0];
    expect(open?.detail).toHaveProperty('meanwhile');
    await right(ledger.decide(open?.conflictId ?? '', open?.choices[0] ?? '', why));
    const decided = await right(ledger.conflict(open?.conflictId ?? ''));
    expect(decided.status).toBe('decided');
    expect(decided.detail).not.toHaveProperty('meanwhile');
  });
});

describe('a name with diacritics', () => {
  it.each(['Müller-Lüdenscheidt', 'muller ludenscheidt', 'MULLER', 'MÜLLER'])(
    'is found by %s, with a read model and without',
    async (who) => {
      for (const _ of ['without', 'with']) {
        const { positions } = await right(kept.ledger.holdings({ insider: who }));
        expect(positions.map((p) => p.quantity)).toEqual(['50']);
        await right(kept.ledger.rebuild({ workers: 0 }));
      }
    },
  );
});
