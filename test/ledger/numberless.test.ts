/** Rows that say that something is held, and not how much. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { form4, trade } from './filing.js';

let kept: Kept;
beforeEach(() => {
  kept = keptLedger();
});
afterEach(() => kept.close());

const warrant = (position: number, date: string, more: object = {}): object => ({
  ...trade(position, date, 'J', 'A', '', ''),
  table: 'II',
  security: 'Warrant',
  shares: null,
  sharesFollowing: null,
  terms: {
    exercisePrice: '0.05',
    expiresOn: '2034-09-16',
    underlying: { security: 'Common Stock', shares: '356063' },
  },
  ...more,
});

const heldOn = async (asOf: string) => {
  const answers = [];
  for (const fromLog of [true, false]) {
    const { positions } = await right(kept.ledger.holdings({ insider: 'doe', asOf, fromLog }));
    answers.push(positions.map((p) => [p.quantity, p.computed, p.status, p.reported?.row ?? null]));
  }
  expect(answers[1]).toEqual(answers[0]);
  return answers[0];
};

it('are a holding of unknown size, and not of none', async () => {
  await right(kept.ledger.record(form4(1, '2024-09-19', '2024-09-17', [warrant(1, '2024-09-17')])));
  await right(kept.ledger.rebuild({ workers: 0 }));
  expect(await heldOn('2024-12-31')).toEqual([[null, null, 'unknown', null]]);
  expect(await heldOn('2034-12-31')).toEqual([[null, null, 'expired', null]]);
});

it('are counted from the day on which a form states the number', async () => {
  const later = warrant(1, '2024-10-01', { shares: '100', sharesFollowing: '100' });
  await right(kept.ledger.record(form4(1, '2024-09-19', '2024-09-17', [warrant(1, '2024-09-17')])));
  await right(kept.ledger.record(form4(2, '2024-10-02', '2024-10-01', [later])));
  await right(kept.ledger.rebuild({ workers: 0 }));
  expect(await heldOn('2024-12-31')).toMatchObject([
    ['100', '100', 'reported', expect.any(String)],
  ]);
});

it('stay of unknown size where more is bought and no form says what is held', async () => {
  const more = warrant(1, '2024-10-01', { shares: '100' });
  await right(kept.ledger.record(form4(1, '2024-09-19', '2024-09-17', [warrant(1, '2024-09-17')])));
  await right(kept.ledger.record(form4(2, '2024-10-02', '2024-10-01', [more])));
  await right(kept.ledger.rebuild({ workers: 0 }));
  expect(await heldOn('2024-12-31')).toEqual([[null, null, 'unknown', null]]);
});
