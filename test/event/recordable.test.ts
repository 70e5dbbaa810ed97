/** The quick answer whether an event could be read again is the codec's own. */
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { type EventType, eventCodecs, eventMetadata } from '../../src/event/catalogue.js';
import { recordable, unrecordableIn } from '../../src/event/recordable.js';
import type { Codec } from '../../src/filing/codec.js';
import { versionOne } from './fixtures.js';

type Json = Record<string, unknown>;

/** Values that one codec or another takes, or just does not. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, 0, -1, 1.5, Number.NaN, [], {}, '', '0', '.5'),
  fc.constantFrom<unknown>('-1500', '1.5E45', 'F1', 'D', '2024-02-30', '9999-12-31'),
  fc.constantFrom(39, 40, 41, 200, 201, 4_000, 4_001, 50_001).map((n) => '9'.repeat(n)),
  fc.constantFrom(39, 40).map((n) => `.${'9'.repeat(n)}`),
  fc.constantFrom(98, 99, 100).map((n) => ({ footnotes: Array(n).fill('F1') })),
  fc.constantFrom(99, 100).map((n) => Array(n).fill('F1')),
  fc.constantFrom<unknown>({ raw: 'x'.repeat(4_001) }, { value: '5', note: 'F1' }),
  fc.constantFrom('9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00+12:00', '2024-01-01T00:00:00Z'),
);

/** Sets, or takes away, a member somewhere inside. */
const changed = (value: unknown, path: ReadonlyArray<number>, to: unknown): unknown => {
  const [at, ...rest] = path;
  if (at === undefined || typeof value !== 'object' || value === null) return to;
  const keys = [...Object.keys(value), 'unheardOf'];
  const key = keys[at % keys.length] ?? '';
  const member = changed(Reflect.get(value, key), rest, to);
  if (Array.isArray(value)) return key === 'unheardOf' ? [...value, to] : value.with(+key, member);
  return { ...value, [key]: member };
};

describe('whether a value can be read', () => {
  it('is told alike by the quick look and by decoding, for every type', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...versionOne),
        fc.array(fc.tuple(fc.array(fc.nat(40), { maxLength: 4 }), odd), { maxLength: 3 }),
        (stored, changes) => {
          const data = changes.reduce<unknown>(
            (d, [path, to]) => changed(d, path, to),
            stored.data,
          );
          const codec = eventCodecs[stored.type as EventType] as Codec<unknown>;
          expect(codec.reads(data)).toBe(E.isRight(codec.decode(data)));
          const metadata = changes.reduce<unknown>(
            (d, [path, to]) => changed(d, path, to),
            stored.metadata,
          );
          expect(eventMetadata.reads(metadata)).toBe(E.isRight(eventMetadata.decode(metadata)));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('is told with the place, what was expected and what was got', () => {
    const traded = versionOne.find((e) => e.type === 'TransactionReported');
    const data = { ...(traded?.data as Json), shares: { value: '-1500' } };
    const problem = unrecordableIn('TransactionReported', data);
    expect(problem?.path).toBe('shares.value');
    expect(problem?.message).toMatch(/^expected a decimal number as text.*, got "-1500"$/);
  });

  it('lets everything pass that was ever written', () => {
    for (const { id, type, data } of versionOne)
      expect(E.isRight(recordable({ id, type: type as EventType, data }))).toBe(true);
  });
});
