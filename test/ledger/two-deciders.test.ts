/** Two who judged the same state of a conflict: one is recorded, the other is told of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplesFolder } from '../../src/cli/package-root.js';
import { type Ledger, openLedger } from '../../src/index.js';
import { ledgerOn } from '../../src/ledger/open.js';
import { memoryStore } from '../../src/store/memory.js';
import { right } from '../readmodel/kept.js';
import { form3, form4, holding, trade } from './filing.js';

describe('two who decide on the same state', () => {
  const folder = mkdtempSync(join(tmpdir(), 'two-deciders-'));
  let one: Ledger;
  let other: Ledger;
  beforeAll(async () => {
    const store = `sqlite:${join(folder, 'ledger.db')}`;
    one = await right(openLedger(store));
    await right(one.import([samplesFolder()], { manifest: join(samplesFolder(), 'manifest.csv') }));
    other = await right(openLedger(store));
  });
  afterAll(async () => {
    await Promise.all([one.close(), other.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['in one process', () => [one, one] as const],
    ['in two', () => [one, other] as const],
  ])('are not both recorded, %s', async (_, whose) => {
    const { conflicts } = await right(one.conflicts({}));
    const open = conflicts.filter(
      ({ choices, status, type }) =>
        choices.length > 1 && status !== 'closed' && type !== 'MAYBE_SAME_HOLDING',
    );
    expect(open.length).toBeGreaterThan(0);
    for (const { conflictId, choices, decision: before } of open) {
      // To say again what is so already is no contradiction.
      const choice = choices.find((each) => each !== before?.choice) ?? '';
      const { basis } = await right(one.conflict(conflictId));
      const said = await Promise.all(
        whose().map((ledger, i) =>
          ledger.decide(
            conflictId,
            choice,
            { reason: `as ${i} sees it`, by: `decider-${i}` },
            basis ?? '',
          )(),
        ),
      );
      expect(said.filter(E.isRight)).toHaveLength(1);
      expect(said.flatMap((answer) => (E.isLeft(answer) ? [answer.left.code] : []))).toEqual([
        'CHANGED_SINCE',
      ]);
      const { decision } = await right(other.conflict(conflictId));
      expect(decision?.by).toBe(E.isRight(said[0] as never) ? 'decider-0' : 'decider-1');
      // Who looks again may decide again.
      const now = await right(other.conflict(conflictId));
      await right(
        other.decide(
          conflictId,
          choices[0] ?? '',
          { reason: 'after another look', by: 'decider-2' },
          now.basis ?? '',
        ),
      );
    }
  });

  it('of titles do not make each the other', async () => {
    const { transactions } = await right(one.transactions({ asOf: '2100-01-01' }));
    const [{ issuer }] = transactions as [(typeof transactions)[number]];
    const why = { reason: 'one class', by: 'me' };
    const alias = (ledger: Ledger, title: string, sameAs: string) =>
      ledger.alias(issuer.cik ?? issuer.name, title, sameAs, why)();
    const said = await Promise.all([
      alias(one, 'Ordinary Shares', 'Voting Stock'),
      alias(other, 'Voting Stock', 'Ordinary Shares'),
    ]);
    expect(said.filter(E.isRight)).toHaveLength(1);
    expect(said.flatMap((answer) => (E.isLeft(answer) ? [answer.left.message] : []))).toEqual([
      expect.stringContaining('in a circle'),
    ]);
  });

  it('each decide on what the other has written last', async () => {
    const { conflicts } = await right(one.conflicts({}));
    const [conflict] = conflicts.filter(
      ({ choices, status }) => choices.length > 1 && status !== 'closed',
    );
    const { conflictId = '', choices = [], rows = [], insider } = conflict ?? {};
    const why = { reason: 'another look', by: 'me' };
    const { transactions } = await right(one.transactions({ insider: insider?.id ?? '' }));
    const elsewhere = transactions.map(({ row }) => row).find((row) => !rows.includes(row)) ?? '';
    for (const [i, [writing, deciding]] of [
      [one, other] as const,
      [other, one] as const,
      [one, other] as const,
    ].entries()) {
      await right(writing.correct(elsewhere, { sharesFollowing: String(8_000 + i) }, why));
      const { basis, decision } = await right(deciding.conflict(conflictId));
      const choice = choices.find((each) => each !== decision?.choice) ?? '';
      const said = await right(deciding.decide(conflictId, choice, why, basis ?? ''));
      expect(said.recorded).toBe(1);
    }
  });

  it('is judged anew, and recorded, where what was written meanwhile is of something else', async () => {
    const { conflicts } = await right(one.conflicts({}));
    const [conflict] = conflicts.filter(
      ({ choices, status }) => choices.length > 1 && status !== 'closed',
    );
    if (conflict === undefined) throw new Error('the samples have no conflict');
    const { conflictId, choices, insider, rows, decision } = conflict;
    const { transactions } = await right(one.transactions({ insider: insider.id }));
    const elsewhere = transactions.map(({ row }) => row).find((row) => !rows.includes(row));
    const { basis } = await right(one.conflict(conflictId));
    const choice = choices.find((each) => each !== decision?.choice) ?? '';
    const [decided, corrected] = await Promise.all([
      right(one.decide(conflictId, choice, { reason: 'as it is', by: 'me' }, basis ?? '')),
      right(
        one.correct(elsewhere ?? '', { sharesFollowing: '7777' }, { reason: 'misread', by: 'me' }),
      ),
    ]);
    expect([decided.recorded, corrected.recorded]).toEqual([1, 1]);
  });
});

it('who decides what a split explains meanwhile is told that the decision counts for nothing', async () => {
  const why = { reason: 'as it is', by: 'me' };
  const store = memoryStore();
  const other = ledgerOn(store, 'memory:');
  let hasSplit = false;
  const one = ledgerOn(
    {
      ...store,
      append: (stream, events, options) => async () => {
        if (stream.startsWith('insider-') && !hasSplit) {
          hasSplit = true;
          await right(other.split('42', { ratio: '2:1', effectiveOn: '2024-02-01' }, why));
        }
        return store.append(stream, events, options)();
      },
    },
    'memory:',
  );
  for (const filing of [
    form3(1, '2024-01-10', [holding(1, '1000')]),
    form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'P', 'A', '100', '2100')]),
  ])
    await right(other.record(filing));
  const [conflict] = (await right(one.conflicts({}))).conflicts;
  expect(conflict?.type).toBe('UNEXPLAINED_DELTA');
  const { conflictId = '' } = conflict ?? {};
  const { basis } = await right(one.conflict(conflictId));
  const said = await right(one.decide(conflictId, 'accept-reported', why, basis ?? ''));
  expect([hasSplit, said.recorded, said.stale]).toEqual([true, 1, true]);
  const { rulings } = await right(other.rulings({}));
  expect(Object.fromEntries(rulings.map(({ kind, stale }) => [kind, stale]))).toEqual({
    split: false,
    decision: true,
  });
});
