/** A name that nobody fits is answered with those that come near it, from the log and as kept. */
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nearestOf, wordDistance } from '../../src/ledger/book/name-distance.js';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { form3, holding } from './filing.js';

const person = (cik: string, name: string) => ({ cik, name, relationship: { director: true } });
const company = (cik: string, name: string) => ({ cik, name, symbol: null });

describe('letters between two words', () => {
  it.each([
    ['vanterpol', 'vanterpool', 1],
    ['smiht', 'smith', 1],
    ['botha', 'botha', 0],
    ['okonjo', 'oconjo', 1],
    ['abc', 'xyz', 3],
    ['a', 'abcdefgh', 3],
  ])('%s and %s', (a, b, distance) => {
    expect(wordDistance(a, b, 2)).toBe(distance);
  });
});

describe('the nearest names', () => {
  const all = ['VANTERPOOL A', 'VANTERPOOL JOHN', 'VANDERPOOL ANNE', 'ROE RICHARD'].map(
    (name, i) => ({ id: `${i}`, name }),
  );
  const near = (asked: string): ReadonlyArray<string> =>
    nearestOf(asked, all).map(({ name }) => name);

  it('come first, few, and only where they are like what was asked for', () => {
    expect(near('Vanterpol')).toEqual(['VANTERPOOL A', 'VANTERPOOL JOHN', 'VANDERPOOL ANNE']);
    expect(near('Jon Vanterpool')).toEqual(['VANTERPOOL JOHN', 'VANTERPOOL A', 'VANDERPOOL ANNE']);
    expect(near('Richart Roe')).toEqual(['ROE RICHARD']);
    expect(near('Zebedee')).toEqual([]);
    expect(near('')).toEqual([]);
  });
});

describe.each(['from the log', 'from the read model'])('a name that nobody has, %s', (source) => {
  let kept: Kept;
  beforeEach(async () => {
    kept = keptLedger();
    const filings = [
      {
        owners: [person('0000001234', 'VANTERPOOL A')],
        issuer: company('0000000042', 'QUALYS, INC.'),
      },
      {
        owners: [person('0000001235', 'ROE RICHARD')],
        issuer: company('0000000043', 'QUALITY CO'),
      },
    ];
    for (const [i, parties] of filings.entries())
      await right(
        kept.ledger.record({ ...form3(i + 1, '2024-01-10', [holding(1, '10')]), ...parties }),
      );
    if (source === 'from the read model') await right(kept.ledger.rebuild({ workers: 0 }));
  });
  afterEach(() => kept.close());

  const refused = async (asked: { insider: string } | { issuer: string }) => {
    const answer = await kept.ledger.holdings(asked)();
    return E.isLeft(answer) ? answer.left : null;
  };

  it('is answered with those that come near it', async () => {
    expect(await refused({ insider: 'Vanterpol' })).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('fits "Vanterpol"; nearest: VANTERPOOL A (id 0000001234).'),
      candidates: ['0000001234'],
    });
    expect(await refused({ issuer: 'Qualis' })).toMatchObject({
      message: expect.stringContaining('nearest: QUALYS, INC. (id 0000000042)'),
    });
    const nobody = await refused({ insider: 'zzz' });
    expect(nobody?.message).not.toContain('nearest');
    expect(nobody).not.toHaveProperty('candidates');
  });
});
