/** A name that nobody fits is answered with those that come near it, from the log and as kept. */
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nearestOf, wordDistance } from '../../src/ledger/book/name-distance.js';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { acme, doe, form3, form4, holding, trade } from './filing.js';

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

it('names and symbols of filings of one day, of which no time is known, are all found', async () => {
  const own = keptLedger();
  const { ledger } = own;
  const filed = (n: number, name: string, issuer: object): object => ({
    ...form4(n, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'P', 'A', '1', String(n))]),
    acceptedAt: null,
    owners: [{ ...doe, name }],
    issuer: { ...acme, ...issuer },
  });
  await right(ledger.record(filed(1, 'SMITH JANE', { name: 'OLDCO INC', symbol: 'OLD' })));
  await right(ledger.record(filed(2, 'DOE JANE', {})));
  await right(ledger.rebuild({ workers: 0 }));
  const asked = { asOf: '2024-12-31' };
  for (const fromLog of [true, false]) {
    for (const insider of ['smith', 'doe']) {
      const { positions } = await right(ledger.holdings({ ...asked, insider, fromLog }));
      expect(positions.map((p) => p.insider.name)).toEqual(['DOE JANE']);
    }
    for (const issuer of ['oldco', 'OLD', 'acme'])
      expect((await right(ledger.holders({ ...asked, issuer, fromLog }))).issuer).toMatchObject({
        name: acme.name,
        symbol: acme.symbol,
      });
  }
  const { insiders } = await right(ledger.insiders({}));
  expect(insiders).toEqual((await right(ledger.insiders({ fromLog: true }))).insiders);
  await own.close();
});
