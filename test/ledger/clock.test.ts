/** The ledger's clock is put back: what is recorded later is never recorded earlier. */
import { expect, it } from 'vitest';
import { ledgerOn } from '../../src/index.js';
import { memoryStore } from '../../src/store/memory.js';
import { expectRight } from '../store/opened.js';
import { doe, form3, form4, holding, roe, trade } from './filing.js';

it('never goes back within a stream, in one process and in the next', async () => {
  const store = memoryStore();
  const at = (now: string) => ledgerOn(store, 'memory:', { clock: () => new Date(now) });
  const sale = (n: number, day: string, left: string) =>
    form4(n, day, day, [trade(1, day, 'S', 'D', '1000', left)]);
  const first = at('2036-01-01T00:00:00Z');
  await expectRight(first.record(form3(1, '2024-01-10', [holding(1, '6000')])));
  const next = at('2004-01-01T00:00:00Z');
  await expectRight(next.record(sale(2, '2024-03-04', '5000')));
  await expectRight(next.record(sale(3, '2024-03-05', '4000')));
  await expectRight(next.record({ ...form3(4, '2024-01-10', [holding(1, '7')]), owners: [roe] }));
  const times: Array<string> = [];
  for await (const { stream, metadata } of store.readAll())
    times.push(`${stream} ${String(Reflect.get(Object(metadata), 'recordedAt')).slice(0, 4)}`);
  expect(times).toEqual([
    ...Array(6).fill(`insider-${doe.cik} 2036`),
    ...Array(2).fill(`insider-${roe.cik} 2004`),
  ]);
  expect(await expectRight(next.verify())).toMatchObject({ ok: true, warnings: [] });
});
