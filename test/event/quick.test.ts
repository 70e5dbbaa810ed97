/**
 * What is read of the log quickly is what io-ts reads of it, whatever stands there: a hash chain can
 * be made anew over anything, so that nothing is believed for its sake.
 */
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { type EventType, eventCodecs, eventMetadata } from '../../src/event/catalogue.js';
import { genesisHash, seal, statedSeal } from '../../src/event/chain.js';
import { quickData, quickMetadata } from '../../src/event/quick.js';
import { decodeEvent } from '../../src/event/upcast.js';
import type { Codec } from '../../src/filing/codec.js';
import { tried } from '../times.js';
import { versionOne } from './fixtures.js';

type Json = Readonly<Record<string, unknown>>;

interface Told {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

const first = (type: EventType): Told => {
  const found = versionOne.find((event) => event.type === type);
  if (found === undefined) throw new Error(`no ${type} among the fixtures`);
  return found;
};

const noted = { value: '12.50', footnotes: ['F1', 'F2'], raw: '$12.50' };
/** As the ledger's clock writes it; the fixtures have another spelling, which io-ts reads as well. */
const metadata = {
  ...(first('TransactionReported').metadata as Json),
  recordedAt: '2026-01-02T03:04:05.678Z',
};
const derivative: Told = {
  ...first('TransactionReported'),
  metadata,
  data: {
    ...(first('TransactionReported').data as Json),
    table: 'II',
    surrogateKey: '2235903',
    coding: { form: '4', code: 'M', equitySwap: true, footnotes: ['F3'] },
    timeliness: 'L',
    price: noted,
    nature: { footnotes: ['F1'] },
    totalValue: '1000.5',
    valueFollowing: { raw: 'see note' },
    deemedExecutionDate: { value: '2024-05-02', raw: '2024-05-02-05:00' },
    terms: {
      exercisePrice: noted,
      exercisableOn: { footnotes: ['F2'] },
      expiresOn: '2030-01-01',
      underlying: { security: 'Common Stock', shares: '100', value: noted },
    },
  },
};
const everyBox: Told = {
  ...first('FilingRecorded'),
  metadata,
  data: {
    ...(first('FilingRecorded').data as Json),
    acceptedAt: '2024-05-03T21:30:00Z',
    originalFiledOn: '2024-01-02',
    noSecuritiesOwned: false,
    notSubjectToSection16: true,
    plan10b51: true,
    remarks: 'none',
    footnotes: [{ id: 'F1', text: 'By a trust.' }],
    signatures: [{ name: 'Jane Doe', date: '2024-05-03' }, { name: 'Richard Roe' }],
    asFiled: [{ path: 'issuer', text: 'acme' }],
    unknown: [{ path: 'issuer/more', text: 'x' }],
    owners: [
      {
        cik: '0000001001',
        name: 'DOE JANE',
        address: { street1: '1 Main St', city: 'X', state: 'NY', zip: '1', nonUs: false },
        relationship: { director: true, officerTitle: 'CEO', otherText: 'x' },
      },
    ],
  },
};
const told: ReadonlyArray<Told> = [...versionOne, derivative, everyBox];

const anyEvent: fc.Arbitrary<Told> = fc.oneof(
  fc.constantFrom(...told),
  fc.constantFrom(derivative, everyBox, first('HoldingReported')),
);

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -0, -1, 1, 1.5, 1e21, [], {}, '', '0', '.5', '5.', '-1'),
  fc.constantFrom<unknown>('1e3', '١', '00012.50', 'F1', 'D', '2024-02-30', '2024-01-05', 'doc-'),
  fc.constantFrom('2024-01-01T00:00:00+12:00', '2024-01-01T00:00Z', '2024-01-01T00:00:00.5Z'),
  fc.constantFrom(39, 40, 41, 500, 501, 1_000, 1_001, 4_001).map((n) => '9'.repeat(n)),
  fc.constantFrom(7, 8, 14, 15).map((n) => `${'9'.repeat(n)}.${'1'.repeat(n)}`),
  fc.constantFrom(99, 100).map((n) => ({ footnotes: Array(n).fill('F1') })),
  fc.constantFrom(99, 100, 101, 500, 501).map((n) => Array(n).fill('F1')),
  fc.constantFrom<unknown>({ raw: null }, { value: null, footnotes: [] }, { value: '5', x: 1 }),
  fc.constantFrom<unknown>({ value: '5', raw: 5 }, { footnotes: 'F1' }, { footnotes: [1] }),
  fc.jsonValue(),
);

const names = [
  ...new Set(Object.values(eventCodecs).flatMap((codec) => Object.keys(codec.fields))),
  'value',
  'footnotes',
  'raw',
  'street2',
  'unheardOf',
  '__proto__',
  'constructor',
  '0',
];

interface Change {
  readonly path: ReadonlyArray<number>;
  readonly name: string;
  readonly how: 'set' | 'add' | 'drop';
  readonly to: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  path: fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }),
  name: fc.constantFrom(...names),
  how: fc.constantFrom('set', 'set', 'add', 'drop'),
  to: odd,
});

/** Sets, adds or takes away a member somewhere inside. */
const changed = (value: unknown, { path, name, how, to }: Change): unknown => {
  const [at, ...rest] = path;
  if (at === undefined || typeof value !== 'object' || value === null) return to;
  const entries = Object.entries(value);
  const place = entries.length === 0 ? -1 : at % entries.length;
  const [key, member] = entries[place] ?? ['', undefined];
  const isHere = rest.length === 0 || typeof member !== 'object' || member === null;
  if (!isHere) entries[place] = [key, changed(member, { path: rest, name, how, to })];
  else if (how === 'add') entries.push([name, to]);
  else if (how === 'drop') entries.splice(place, 1);
  else if (place >= 0) entries[place] = [key, to];
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
};

const edit = fc.record({
  at: fc.nat(),
  by: fc.constantFrom('', '"', '0', '9', ' ', '-', 'F', ','),
});

/** Another character here and there, as far as it is still JSON. */
const edited = (text: string, edits: ReadonlyArray<{ at: number; by: string }>): unknown => {
  let now = text;
  for (const { at, by } of edits) {
    const place = at % now.length;
    const next = `${now.slice(0, place)}${by}${now.slice(place + 1)}`;
    try {
      JSON.parse(next);
      now = next;
    } catch {
      // Stores refuse what is no JSON.
    }
  }
  return JSON.parse(now);
};

/** As a store gives it back whose file somebody wrote anew, chain and all. */
const forged = ({ id, type, data, metadata }: Told) => {
  const { hash: _h, previousHash: _p, ...own } = Object(metadata) as Json;
  const sealed = seal(genesisHash, { id, type, data, dataText: JSON.stringify(data) }, own);
  return {
    id,
    type,
    data: JSON.parse(sealed.dataText) as unknown,
    dataText: sealed.dataText,
    metadata: JSON.parse(sealed.metadataText) as unknown,
    metadataText: sealed.metadataText,
  };
};

/** By io-ts alone. */
const slowly = <A>(codec: Codec<A>, value: unknown): A | undefined => {
  const read = codec.decode(value);
  return E.isRight(read) ? read.right : undefined;
};

let quickOnes = 0;

const expectTheSame = (stored: Told): void => {
  const codec = eventCodecs[stored.type as EventType] as Codec<unknown>;
  const data = slowly(codec, stored.data);
  const metadata = slowly(eventMetadata as Codec<unknown>, stored.metadata);
  const [quick, quickMeta] = [
    quickData(stored.type as EventType, stored.data),
    quickMetadata(stored.metadata),
  ];
  if (quick !== undefined) {
    quickOnes += 1;
    expect(quick).toStrictEqual(data);
    expect(JSON.stringify(quick)).toBe(JSON.stringify(data));
  }
  if (quickMeta !== undefined) {
    expect(quickMeta).toStrictEqual(metadata);
    expect(JSON.stringify(quickMeta)).toBe(JSON.stringify(metadata));
  }
  const decoded = decodeEvent(stored);
  const isOurs = Reflect.get(Object(metadata), 'schemaVersion') === 1;
  expect(E.isRight(decoded)).toBe(data !== undefined && isOurs);
  if (E.isRight(decoded)) expect(decoded.right.event.data).toStrictEqual(data);
};

describe('an event read quickly', () => {
  it('is one that this code wrote', () => {
    for (const { type, data } of [...versionOne, derivative, everyBox])
      if (['FilingRecorded', 'TransactionReported', 'HoldingReported'].includes(type))
        expect(quickData(type as EventType, data)).toBeDefined();
    expect(quickMetadata(metadata)).toBeDefined();
    for (const event of told) expectTheSame(forged(event));
  });

  it('says what io-ts reads, or is left to it, whatever member is changed under a chain made anew', () => {
    quickOnes = 0;
    fc.assert(
      fc.property(
        anyEvent,
        fc.array(change, { maxLength: 3 }),
        fc.array(change, { maxLength: 1 }),
        (event, changes, ofMetadata) => {
          const stored = forged({
            ...event,
            data: changes.reduce(changed, event.data),
            metadata: ofMetadata.reduce(changed, event.metadata),
          });
          expect(statedSeal(stored)?.holds).toBe(true);
          expectTheSame(stored);
        },
      ),
      tried(4_000),
    );
    expect(quickOnes).toBeGreaterThan(400);
  });

  it('says the same whatever characters are changed', () => {
    quickOnes = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(derivative, everyBox, first('HoldingReported')),
        fc.array(edit, { maxLength: 6 }),
        (event, edits) => {
          expectTheSame(forged({ ...event, data: edited(JSON.stringify(event.data), edits) }));
          const metadata = edited(JSON.stringify(event.metadata), edits);
          expectTheSame({ ...event, metadata });
        },
      ),
      tried(2_000),
    );
    expect(quickOnes).toBeGreaterThan(400);
  });
});
