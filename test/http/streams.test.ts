/** Long answers: taken as they are read, broken where they cannot be ended, two at once. */
import { getEventListeners } from 'node:events';
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, describe, expect, it } from 'vitest';
import { sentAsStream } from '../../src/http/sending.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import type { PositionsPage } from '../../src/ledger/market/positions.js';
import { form3, holding } from '../ledger/filing.js';
import { keptLedger, right } from '../readmodel/kept.js';
import { bodyOf, type Served, servedOn } from './served.js';

const many = 120;
let server: Served;
afterEach(() => server.close());

/** A ledger of many insiders whose pages are counted, and may fail from one on. */
const market = async (failsAt = Number.POSITIVE_INFINITY) => {
  const kept = keptLedger();
  for (let n = 0; n < many; n++)
    await right(
      kept.ledger.record({
        ...(form3(n + 1, '2024-01-10', [holding(1, '6000')]) as object),
        owners: [
          {
            cik: String(2_000 + n).padStart(10, '0'),
            name: `ROE ${n}`,
            relationship: { director: true },
          },
        ],
      }),
    );
  await right(kept.ledger.rebuild({ workers: 0 }));
  const asked = { pages: 0 };
  const positions: Ledger['positions'] = (query) => async () => {
    asked.pages += 1;
    if (asked.pages < failsAt) return kept.ledger.positions(query)();
    return E.left({ code: 'STORE_UNAVAILABLE', blame: 'unavailable', message: 'it is gone' });
  };
  server = await servedOn({ ...kept.ledger, positions, close: () => kept.close() }, {}, true);
  return asked;
};

const path = '/api/v1/positions?format=ndjson';

describe('a long answer', () => {
  it('is read page by page, as far as somebody reads', async () => {
    const asked = await market();
    const answer = await server.ask(path);
    expect(asked.pages).toBe(1);
    const reader = answer.body?.getReader();
    await reader?.read();
    expect(asked.pages).toBe(1);
    await reader?.cancel();
    expect(asked.pages).toBeLessThan(3);
    const text = await (await server.ask(path)).text();
    expect(text.trim().split('\n')).toHaveLength(many);
    const page = (await bodyOf(await server.ask('/api/v1/positions'))) as unknown as PositionsPage;
    expect(page.positions).toHaveLength(many);
  });

  it('is an error before its first byte where it cannot begin', async () => {
    await market(1);
    const answer = await server.ask(path);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  });

  it('breaks where it cannot go on, and never ends short', async () => {
    await market(2);
    const answer = await server.ask(path);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow('it is gone');
    expect(server.faults.join()).toContain('it is gone');
    // Its place is free again.
    await expect((await server.ask(path)).status).toBe(503);
  });

  it('is one of two; a third is told when to come again', async () => {
    await market();
    const [first, second, third] = [
      await server.ask(path),
      await server.ask(path),
      await server.ask(path),
    ];
    expect([first.status, second.status, third.status]).toEqual([200, 200, 503]);
    expect(third.headers.get('retry-after')).toBe('5');
    expect(await bodyOf(third)).toMatchObject({ code: 'TOO_MANY_HEAVY' });
    // What is short is answered meanwhile.
    expect((await server.ask('/api/v1/holdings?insider=0000002001')).status).toBe(200);
    expect((await server.ask('/api/v1/positions?limit=10')).status).toBe(200);
    await first.body?.cancel();
    const again = await server.ask(path);
    expect(again.status).toBe(200);
    expect((await again.text()).trim().split('\n')).toHaveLength(many);
    expect((await second.text()).trim().split('\n')).toHaveLength(many);
  });

  it('of which only the head is asked takes no place', async () => {
    await market();
    for (let i = 0; i < 5; i++)
      expect((await server.ask(path, { method: 'HEAD' })).status).toBe(200);
    expect((await server.ask(path)).status).toBe(200);
  });

  it('is let go where nobody reads it, and where the server ends', async () => {
    await market();
    async function* endless(): AsyncGenerator<string, void> {
      for (;;) yield 'x'.repeat(1_000);
    }
    const told = () => ({ pieces: endless(), isStream: true, next: null });
    let ends = 0;
    const how = { onEnd: () => (ends += 1), onFault: () => undefined };
    const idle = sentAsStream(
      told(),
      {},
      { ...how, signal: new AbortController().signal, patience: 20 },
    );
    const reader = idle.body?.getReader();
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(reader?.read()).rejects.toThrow('nobody reads');
    const ending = new AbortController();
    const cut = sentAsStream(told(), {}, { ...how, signal: ending.signal });
    const other = cut.body?.getReader();
    await other?.read();
    ending.abort();
    await expect(other?.read()).rejects.toThrow('the server ends');
    expect(ends).toBe(2);
    // What is over waits for nothing any more.
    expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
  });
});
