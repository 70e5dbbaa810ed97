/** Events that come as text are sealed as those that come as values: one log, one chain. */

import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { v5 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { market } from '../../bench/market/market.js';
import { canonicalJson } from '../../src/event/canonical.js';
import {
  genesisHash,
  hashOf,
  sealAll,
  type UnsealedEvent,
  WrittenEvent,
} from '../../src/event/chain.js';
import { eventIdOf } from '../../src/event/identity.js';
import { completeFiling } from '../../src/filing/envelope.js';
import { readFiling } from '../../src/filing/read.js';
import { type Prepared, prepareReading } from '../../src/ledger/record/prepare.js';
import { readBack, written } from '../../src/ledger/record/written.js';

const metadata = { actor: 'somebody "here"', previousHash: '', schemaVersion: 1 };

describe('sealing', () => {
  it('gives the hash that verify computes, for any data and any actor', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (data, actor) => {
        const event = { id: 'an id', type: 'Said', data };
        const [sealed] = sealAll(genesisHash, [event], { ...metadata, actor });
        expect(sealed?.hash).toBe(sealed?.metadata.hash);
        expect(sealed?.metadata['actor']).toBe(actor);
        expect(hashOf(genesisHash, { ...event, metadata: sealed?.metadata ?? {} })).toBe(
          sealed?.hash,
        );
      }),
    );
  });

  it('does not care whether data come as a value or as text', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (all) => {
        const values = all.map((data): UnsealedEvent => ({ id: 'an id', type: 'Said', data }));
        const texts = all.map((data) => new WrittenEvent('an id', 'Said', canonicalJson(data)));
        const hashes = (events: ReadonlyArray<UnsealedEvent>) =>
          sealAll(genesisHash, events, metadata).map((e) => e.hash);
        expect(hashes(texts)).toEqual(hashes(values));
      }),
    );
  });
});

const recordingsIn = (prepared: Prepared) =>
  prepared.kind === 'filing' && E.isRight(prepared.filing)
    ? prepared.filing.right.recordings.map((recording) => ({
        ...recording,
        events: recording.events.map(({ id, type, data }) => [id, type, canonicalJson(data)]),
      }))
    : null;

describe("a filing from another thread's hands", () => {
  it('is what it was', () => {
    for (const { text } of market({ seed: 5, filings: 200 })) {
      const read = readFiling(Buffer.from(text));
      if (E.isLeft(read)) expect.fail(read.left.message);
      const reading = prepareReading(completeFiling(read.right, null));
      const prepared: Prepared = { kind: 'filing', path: 'a file', ...reading };
      const back = readBack(structuredClone(written(prepared)));
      expect(recordingsIn(back)).toEqual(recordingsIn(prepared));
    }
  });
});

describe("an event's id", () => {
  it('is UUID version 5 of accession, insider, row and kind', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
        const namespace = '5f0c2a52-0b6e-5b0e-9d43-6f2b8f5f1c34';
        expect(eventIdOf(a, b, c, d)).toBe(v5(`${a}|${b}|${c}|${d}`, namespace));
      }),
    );
  });
});
