/** A question about what somebody changed in the file is refused; the others are answered for. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { describe, expect, it } from 'vitest';
import { type Ledger, type LedgerError, ledgerOn, openLedger } from '../../src/index.js';
import { memoryStore } from '../../src/store/memory.js';
import type { EventStore, RecordedEvent } from '../../src/store/port.js';
import { temporaryFolder } from '../store/folder.js';
import { expectLeft, expectRight } from '../store/opened.js';
import { alterTexts } from '../store/texts.js';
import { doe, form3, form4, holding, roe, trade } from './filing.js';

const folder = temporaryFolder();

const fill = async (ledger: Ledger): Promise<void> => {
  const filings = [
    form3(1, '2024-01-10', [holding(1, '6000')]),
    form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '5000')]),
    form4(3, '2024-03-07', '2024-03-06', [trade(1, '2024-03-06', 'S', 'D', '500', '4500')]),
    { ...form3(4, '2024-01-10', [holding(1, '7')]), owners: [roe] },
  ];
  for (const filing of filings) await expectRight(ledger.record(filing));
};

/** Everything that is asked of one insider, and what would be said of it by a ruling. */
const asked = (ledger: Ledger): ReadonlyArray<TaskEither<LedgerError, unknown>> => [
  ledger.holdings({ insider: doe.cik }),
  ledger.holdings({ insider: doe.cik, recordedBy: new Date().toISOString() }),
  ledger.transactions({ insider: doe.cik }),
  ledger.conflicts({ insider: doe.cik }),
  ledger.reconcile({ insider: doe.cik }),
  ledger.explain({ position: `${doe.cik}/0000000042/common-stock/D` }),
  ledger.correct(`0000000042-24-000002/I.1`, { shares: '1' }, { reason: 'r', by: 'a' }),
];

/** Refused with what is damaged and what to do; the others are answered for, and who is missing is said. */
const expectSetAside = async (ledger: Ledger): Promise<void> => {
  for (const question of asked(ledger)) {
    const error: LedgerError = await expectLeft(question);
    expect(error).toMatchObject({ blame: 'unavailable' });
    expect(error.message).toContain(`insider-${doe.cik}`);
    expect(error.message).toMatch(/verify|copy/);
  }
  const other = await expectRight(ledger.holdings({ insider: roe.cik }));
  expect(other.positions.map((p) => p.quantity)).toEqual(['7']);
  const market = [
    await expectRight(ledger.holdings({ issuer: 'ACME' })),
    await expectRight(ledger.transactions({ issuer: 'ACME' })),
    await expectRight(ledger.conflicts({})),
    await expectRight(ledger.reconcile({})),
    await expectRight(ledger.holders({ issuer: 'ACME' })),
    await expectRight(ledger.positions({})),
  ];
  for (const { missing } of market) expect(missing).toEqual([doe.cik]);
};

const tamperings: ReadonlyArray<readonly [what: string, sql: string]> = [
  ['every balance altered', `UPDATE events SET data = replace(data, '"5000"', '"5001"')`],
  [
    'a filing moved to another issuer',
    `UPDATE events SET data = replace(data, '0000000042', '0000000043') WHERE position = 1`,
  ],
  ['a type changed', `UPDATE events SET type = 'HoldingReported' WHERE position = 4`],
  [
    'a time of recording moved',
    `UPDATE events SET metadata = replace(metadata, '"recordedAt":"2', '"recordedAt":"1') WHERE position = 4`,
  ],
  ['an id changed', `UPDATE events SET id = zeroblob(16) WHERE position = 4`],
  ['an event removed from the middle', 'DELETE FROM events WHERE position = 4'],
  ['the first event removed', 'DELETE FROM events WHERE position = 1'],
  ['the last events removed', 'DELETE FROM events WHERE position IN (5, 6)'],
  ['the last events hidden by the head', 'UPDATE streams SET head = 3 WHERE sid = 1'],
  [
    'two filings swapped',
    `UPDATE events SET revision = revision + 10 WHERE position IN (3, 4);
     UPDATE events SET revision = revision - 2 WHERE position IN (5, 6);
     UPDATE events SET revision = revision - 8 WHERE revision > 10`,
  ],
  [
    'positions swapped',
    `UPDATE events SET position = 100 WHERE position = 3;
     UPDATE events SET position = 3 WHERE position = 5;
     UPDATE events SET position = 5 WHERE position = 100`,
  ],
  ['an event before the first position', 'UPDATE events SET position = -4 WHERE position = 4'],
  ['text that is no JSON any more', `UPDATE events SET data = '{' WHERE position = 4`],
  ['text that is a number', 'UPDATE events SET data = zeroblob(9) WHERE position = 4'],
];

/** A ledger that was filled and closed, its file altered, and opened again. */
const tampered = async (name: string, sql: string): Promise<Ledger> => {
  const url = `sqlite:${folder.file(name)}`;
  const ledger = await expectRight(openLedger(url));
  await fill(ledger);
  await ledger.close();
  alterTexts(url.slice('sqlite:'.length), sql);
  return expectRight(openLedger(url));
};

describe('of an insider whose events are not what was recorded nothing is answered:', () => {
  it.each(tamperings)('%s', async (what, sql) => {
    const again = await tampered(`${what}.db`, sql);
    await expectSetAside(again);
    const { ok } = await expectRight(again.verify());
    expect(ok).toBe(false);
    await again.close();
  });

  it('is folded into no read model, which says whom it cannot tell of', async () => {
    const again = await tampered(
      'rebuilt.db',
      `UPDATE events SET data = replace(data, '"5000"', '"5001"')`,
    );
    const { quarantined } = await expectRight(again.rebuild({ workers: 0 }));
    expect(quarantined).toMatchObject([
      { insider: doe.cik, reason: expect.stringContaining(`insider-${doe.cik}@3`) },
    ]);
    await expectSetAside(again);
    await again.close();
  });

  it.each([
    ['a stream', 'DELETE FROM events WHERE sid = 1; DELETE FROM streams WHERE sid = 1'],
    [
      'the end of a stream and of its head',
      'DELETE FROM events WHERE position IN (5, 6); UPDATE streams SET head = 3 WHERE sid = 1',
    ],
  ])('where nothing tells whose is missing, of everybody: %s', async (what, sql) => {
    const again = await tampered(`${what}.db`, sql);
    for (const question of [
      again.holdings({ issuer: 'ACME' }),
      again.conflicts({}),
      again.holders({ issuer: 'ACME' }),
      again.holdings({ insider: 'doe' }),
    ])
      expect(await expectLeft<LedgerError, unknown>(question)).toMatchObject({
        code: 'STORE_CORRUPT',
        message: expect.stringContaining('events are missing from the log'),
      });
    const other = await expectRight(again.holdings({ insider: roe.cik }));
    expect(other.positions.map((p) => p.quantity)).toEqual(['7']);
    expect((await expectRight(again.verify())).ok).toBe(false);
    await again.close();
  });

  it('in whatever store', async () => {
    const store = memoryStore();
    const sound = ledgerOn(store, 'memory:');
    await fill(sound);
    const lie = (event: RecordedEvent): RecordedEvent =>
      JSON.stringify(event.data).includes('"5000"')
        ? { ...event, data: JSON.parse(JSON.stringify(event.data).replace('"5000"', '"5001"')) }
        : event;
    async function* lied(events: AsyncIterable<RecordedEvent>): AsyncGenerator<RecordedEvent> {
      for await (const event of events) yield lie(event);
    }
    const lying: EventStore = {
      ...store,
      readStream: (stream, options) => lied(store.readStream(stream, options)),
      readAll: (options) => lied(store.readAll(options)),
    };
    await expectSetAside(ledgerOn(lying, 'memory:'));
  });
});
