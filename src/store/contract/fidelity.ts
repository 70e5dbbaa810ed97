/** Events come back exactly as they went in. */
import assert from 'node:assert/strict';
import type { Json, NewEvent, RecordedEvent } from '../port.js';
import type { Suite } from './suite.js';
import { append } from './words/append.js';
import { event, newStream } from './words/event.js';
import { mark } from './words/log-start.js';
import { read, readLog } from './words/reading.js';

export function fidelity({ describe, test }: Suite): void {
  describe('an event comes back exactly as it went in:', () => {
    const deep = (depth: number): Json => (depth === 0 ? 'end' : { in: [deep(depth - 1)] });
    const cases: ReadonlyArray<readonly [string, Json]> = [
      ['decimals as text', { shares: '3907660000000000000001.10', price: '0.3333', cik: '0001' }],
      ['numbers', [0, 1, -1, 0.1, 1e-7, 1e21, 2 ** 53 - 1, 5e-324, 1.7976931348623157e308]],
      ['unicode', ['naïve', '持株会', '👩🏽‍💼', '\u2028\u2029\ufeff', 'e\u0301', '\u00e9']],
      ['control characters and quotes', ['\u0000\u0001\t\r\n', '"\\/', '</script>', '%s %d']],
      ['half a surrogate pair', '\ud83d'],
      ['nested values', deep(25)],
      ['empty values', [{}, [], '', null, false, 0]],
      ['awkward keys', { '': 1, ' ': 2, 'a.b': 3, constructor: 4, toString: 5, '10': 6, '9': 7 }],
      ['text of 200,000 characters', 'Ω'.repeat(200_000)],
      ['text that looks like JSON', '{"not":"parsed"}'],
      ['null alone', null],
    ];
    for (const [what, value] of cases) {
      test(what, async (store) => {
        const start = await mark(store);
        const stream = newStream();
        const given: NewEvent = { ...event(value), metadata: value, type: 'Typ é/1' };
        await append(store, stream, 'no-stream', [given]);
        const [fromStream] = await read(store, stream);
        const [fromLog] = await readLog(store, { after: start });
        const { id, type, data, metadata } = fromStream as RecordedEvent;
        assert.deepEqual({ id, type, data, metadata }, given);
        assert.equal(JSON.stringify(data), JSON.stringify(value), 'order of keys included');
        assert.deepEqual(fromLog, fromStream);
      });
    }

    test('a key named __proto__', async (store) => {
      const stream = newStream();
      const given = JSON.parse('{"__proto__":{"polluted":true},"a":1}');
      await append(store, stream, 'no-stream', [event(given)]);
      const [kept] = await read(store, stream);
      assert.equal(JSON.stringify(kept?.data), JSON.stringify(given));
    });

    test('whatever the caller does to its own copy afterwards', async (store) => {
      const stream = newStream();
      const data = { shares: ['1'] };
      const appending = append(store, stream, 'no-stream', [event(data)]);
      data.shares.push('2');
      await appending;
      data.shares.push('3');
      const [kept] = await read(store, stream);
      ((kept as RecordedEvent).data as { shares: string[] }).shares.push('4');
      const [again] = await read(store, stream);
      assert.deepEqual(again?.data, { shares: ['1'] });
    });
  });
}
