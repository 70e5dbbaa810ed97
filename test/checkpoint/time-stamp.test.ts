import { createHash } from 'node:crypto';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { derOf, derValues, tags } from '../../src/event/der.js';
import { readTimeStamp, timeStampRequest } from '../../src/event/time-stamp.js';
import { memoryStore } from '../../src/store/memory.js';
import { expectLeft, expectRight } from '../store/opened.js';
import { answered } from './answered-stamp.js';
import { fill, grow, key, ledgerOf, why } from './signed-world.js';

const digest = createHash('sha256').update('a note').digest();
const other = createHash('sha256').update('another').digest();

describe('a request for a time-stamp', () => {
  it('asks for SHA-256 of the note, and for the certificate', () => {
    expect(timeStampRequest(digest).toString('hex')).toBe(
      `303902010130313${'00d060960864801650304020105000420'}${digest.toString('hex')}0101ff`,
    );
  });
});

describe('an answer', () => {
  it('says when, by which policy and under which number', () => {
    expect(readTimeStamp(answered({ digest }), digest)).toEqual(
      E.right({ at: '2026-01-02T03:04:05Z', policy: '1.2.3.4.1', serial: '1234abcd' }),
    );
    expect(
      readTimeStamp(answered({ digest, status: 1, time: '20260102030405.25Z' }), digest),
    ).toMatchObject({ right: { at: '2026-01-02T03:04:05.25Z' } });
  });

  it.each([
    ['another note', answered({ digest: other }), 'it stamps'],
    ['a shorter imprint', answered({ digest: digest.subarray(1) }), 'it stamps'],
    ['a refusal', answered({ digest, status: 2 }), 'refused'],
    [
      'SHA-1',
      answered({ digest, algorithm: derOf(tags.oid, Buffer.from('2b0e03021a', 'hex')) }),
      '1.3.14.3.2.26',
    ],
    ['no time', answered({ digest, time: '20261302030405Z' }), 'not one in UTC'],
    ['a local time', answered({ digest, time: '20260102030405+0100' }), 'not one in UTC'],
    ['bytes after it', Buffer.concat([answered({ digest }), Buffer.of(5, 0)]), 'more follows'],
    ['nothing', Buffer.alloc(0), 'nothing is there'],
    ['an open length', Buffer.of(0x30, 0x80, 0, 0), 'left open'],
    ['a length beyond the end', Buffer.of(0x30, 0x84, 0x7f, 0xff, 0xff, 0xff), 'beyond the end'],
    ['a length of nine bytes', Buffer.of(0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1), 'longer than any'],
    ['a length in long form', Buffer.of(0x30, 0x81, 0x01, 0x05), 'shortest form'],
    ['its own request', timeStampRequest(digest), 'status'],
  ])('is refused where it is %s', (_, bytes, said) => {
    expect(readTimeStamp(bytes, digest)).toMatchObject({ left: expect.stringContaining(said) });
  });

  it('is read within its bounds, whatever it is: cut short, changed or made up', () => {
    const whole = answered({ digest });
    for (let length = 0; length < whole.length; length += 1)
      expect(E.isLeft(readTimeStamp(whole.subarray(0, length), digest))).toBe(true);
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => readTimeStamp(flipped, digest)).not.toThrow();
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const read = derValues(bytes);
        if (E.isRight(read))
          expect(
            read.right.reduce((sum, { content }) => sum + content.length, 0),
          ).toBeLessThanOrEqual(bytes.length);
        expect(E.isLeft(readTimeStamp(bytes, digest))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a time-stamp of a checkpoint', () => {
  it('is an event of the ledger, told with its note, and says what nobody checked', async () => {
    const ledger = ledgerOf(memoryStore());
    await fill(ledger);
    const { note, size } = await expectRight(ledger.checkpoint({ key: key.secret }));
    const signed = note ?? '';
    const answer = answered({ digest: createHash('sha256').update(signed).digest() });
    const attached = await expectRight(ledger.attachTimestamp(signed, answer, why));
    expect(attached).toMatchObject({ at: '2026-01-02T03:04:05Z', recorded: 1 });
    expect(attached.notVerified.join()).toContain('signature of the authority');
    expect(await expectRight(ledger.attachTimestamp(signed, answer, why))).toMatchObject({
      recorded: 0,
    });
    await grow(ledger);
    expect(await expectRight(ledger.checkpoint({ note: signed }))).toMatchObject({
      size,
      timestamp: { at: '2026-01-02T03:04:05Z', recordedAt: '2026-01-01T00:00:00.000Z' },
    });
    expect(await expectRight(ledger.verify({ checkpoint: signed }))).toMatchObject({
      ok: true,
      events: size + 3,
    });
  });

  it('is refused of another note, without a reason, and of a note of another ledger', async () => {
    const ledger = ledgerOf(memoryStore());
    await fill(ledger);
    const { note } = await expectRight(ledger.checkpoint({ key: key.secret }));
    const signed = note ?? '';
    expect(
      await expectLeft(ledger.attachTimestamp(signed, answered({ digest }), why)),
    ).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('Nothing was recorded'),
    });
    const answer = answered({ digest: createHash('sha256').update(signed).digest() });
    expect(
      await expectLeft(ledger.attachTimestamp(signed, answer, { ...why, reason: ' ' })),
    ).toMatchObject({ code: 'INVALID_ARGUMENT' });
    const empty = ledgerOf(memoryStore());
    expect(await expectLeft(empty.attachTimestamp(signed, answer, why))).toMatchObject({
      code: 'CHECKPOINT_DIFFERS',
    });
  });
});
