/** A small ledger with a joint filing, an amendment and a ruling, and a key to sign it with. */
import type { Ledger } from '../../src/index.js';
import { newKeyOf } from '../../src/ledger/checkpoint/note.js';
import { ledgerOn } from '../../src/ledger/open.js';
import { memoryStore } from '../../src/store/memory.js';
import type { EventStore, RecordedEvent } from '../../src/store/port.js';
import { doe, form3, form4, holding, roe, trade } from '../ledger/filing.js';
import { expectRight } from '../store/opened.js';

export const origin = 'example.com/desk';
const made = newKeyOf(origin);
if (made._tag === 'Left') throw new Error(made.left.message);
export const key = made.right;
export const why = { reason: 'a digit was misread', by: 'j.auditor' };
export const row = '0000000042-24-000002/I.1';

const clock = () => new Date('2026-01-01T00:00:00Z');

export const ledgerOf = (store: EventStore, readModel?: string): Ledger =>
  ledgerOn(store, 'memory:', { clock, ...(readModel === undefined ? {} : { readModel }) });

export const fill = async (ledger: Ledger): Promise<void> => {
  const opening = form3(1, '2024-01-10', [holding(1, '6000')]) as object;
  await expectRight(ledger.record({ ...opening, owners: [doe, roe] }));
  const sale = trade(1, '2024-03-04', 'S', 'D', '1000', '5000');
  await expectRight(
    ledger.record({ ...form4(2, '2024-03-05', '2024-03-04', [sale]), owners: [doe, roe] }),
  );
  await expectRight(
    ledger.record(
      form4(3, '2024-03-12', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '100', '5900')], {
        form: '4/A',
        originalFiledOn: '2024-03-05',
      }),
    ),
  );
  await expectRight(ledger.correct('0000000042-24-000003/I.1', { price: '10.10' }, why));
};

let next = 100;

/** One filing more, of doe. */
export const grow = async (ledger: Ledger): Promise<void> => {
  next += 1;
  await expectRight(ledger.record(form3(next, '2024-05-01', [holding(1, String(next))])));
};

export const logOf = async (store: EventStore): Promise<ReadonlyArray<RecordedEvent>> => {
  const events: Array<RecordedEvent> = [];
  for await (const event of store.readAll()) events.push(event);
  return events;
};

/** The same events in a store that never saw them come. */
export const storeWith = async (events: ReadonlyArray<RecordedEvent>): Promise<EventStore> => {
  const store = memoryStore();
  const ends = new Map<string, bigint>();
  for (const { stream, id, type, data, metadata } of events) {
    const end = ends.get(stream);
    await expectRight(store.append(stream, end ?? 'no-stream', [{ id, type, data, metadata }]));
    ends.set(stream, (end ?? -1n) + 1n);
  }
  return store;
};
