import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { eventCodecs } from '../../src/event/catalogue.js';
import { genesisHash } from '../../src/event/chain.js';
import { type CompleteFiling, eventIdOf } from '../../src/event/identity.js';
import { decodeEvent } from '../../src/event/upcast.js';
import { writtenDay } from '../../src/filing/calendar.js';
import { Decimal } from '../../src/filing/decimal.js';
import { accessionNumber } from '../../src/filing/model.js';
import { formOf } from '../worlds/form.js';
import { script } from '../worlds/script.js';
import { worldOf } from '../worlds/world.js';
import { written } from '../written.js';
import { recordings } from './recordings.js';

const contentDigestOf = (of: CompleteFiling): string | undefined =>
  recordings(of)[0]?.contentDigest;

const metadata = {
  schemaVersion: 1,
  recordedAt: '2026-01-02T03:04:05Z',
  actor: 'test',
  previousHash: genesisHash,
  hash: genesisHash,
};

const filing = formOf({
  form: '4',
  sequence: 1,
  issuer: 0,
  joint: true,
  filedOn: writtenDay('2024-03-05'),
  clock: '16:30:00',
  period: writtenDay('2024-03-04'),
  box4: null,
  note: null,
  rows: [
    {
      bucket: 0,
      kind: 'transaction',
      on: writtenDay('2024-03-04'),
      code: 'S',
      letter: 'D',
      shares: new Decimal(1000),
      price: '25.5',
      following: new Decimal(5000),
      underlying: null,
      formType: '4',
    },
  ],
});

describe('event ids', () => {
  it('are these for ever', () => {
    const accession = '0000009999-24-000037';
    expect([
      eventIdOf(accession, '0000001001', '', 'FilingRecorded'),
      eventIdOf(accession, '0000001001', `${accession}/I.1`, 'TransactionReported'),
      eventIdOf(accession, '0000001002', `${accession}/I.1`, 'TransactionReported'),
      eventIdOf('doc-00112233445566778899', 'p-doe-jane~acme', '', 'FilingRecorded'),
    ]).toEqual([
      '3318007d-a74e-52fe-8f8b-c705ede44a92',
      '5c57a02d-f103-564d-bedb-ae80ecbccd07',
      '08627d80-8fb9-515c-8613-2ea7878064be',
      '502a0170-a83d-5888-8de1-27adb5d8bb20',
    ]);
  });

  it('are those of the filing read again, and others for each owner', () => {
    const ids = () => recordings(filing).map((r) => r.events.map((e) => e.id));
    expect(ids()).toEqual(ids());
    expect(new Set(ids().flat()).size).toBe(4);
  });
});

describe('the content digest', () => {
  const [row] = filing.rows;
  const digest = contentDigestOf(filing);

  it('is this for ever', () => {
    expect(digest).toBe('187faa89dccaddbbb9950a8d225c84286a1882372f7c5e4efac15614bb4cd37b');
  });

  it('does not depend on how a value was written, nor on the envelope', () => {
    if (row === undefined) throw new Error('the filing has a row');
    const price = { ...row.price, raw: '25.50' };
    const other = {
      ...filing,
      accession: written(accessionNumber, '0000009999-24-000001'),
      filedOn: writtenDay('2024-03-06'),
      filedBasis: 'manifest' as const,
      acceptedAt: null,
      source: { format: 'json' as const, sha256: 'ab'.repeat(32) },
      schemaVersion: null,
      unknown: [{ path: '/ownershipDocument/new', text: 'kept' }],
      asFiled: [{ path: '/ownershipDocument/period', text: '2024-03-04-05:00' }],
      rows: [{ ...row, price }],
    };
    expect(contentDigestOf(other)).toBe(digest);
  });

  it('depends on what is said', () => {
    if (row === undefined) throw new Error('the filing has a row');
    const price = { value: new Decimal('25.51'), footnotes: [], raw: null };
    expect(contentDigestOf({ ...filing, rows: [{ ...row, price }] })).not.toBe(digest);
    expect(contentDigestOf({ ...filing, remarks: 'Late.' })).not.toBe(digest);
    expect(contentDigestOf({ ...filing, owners: filing.owners.slice(1) })).not.toBe(digest);
  });
});

describe('the events of any filing', () => {
  it('are the same after decoding and encoding', () => {
    fc.assert(
      fc.property(script, (one) => {
        for (const { filing: filed } of worldOf(one).filed)
          for (const { events } of recordings(filed))
            for (const event of events) {
              const decoded = decodeEvent({
                id: event.id,
                type: event.type,
                data: event.data,
                metadata,
              });
              if (E.isLeft(decoded)) throw new Error(decoded.left.message);
              const { type, data } = decoded.right.event;
              const again = (eventCodecs[type].encode as (d: unknown) => unknown)(data);
              expect(again).toEqual(event.data);
            }
      }),
      { seed: 20261121, numRuns: 150 },
    );
  });
});
