/** A transaction's row is kept without what stands beside it, and is read as it was written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeptTransaction, TransactionRow } from '../../src/readmodel/rows.js';
import {
  transactionCells,
  transactionColumns,
  transactionRowOf,
} from '../../src/readmodel/transaction-cells.js';
import { times } from '../times.js';

const maybe = <A>(some: fc.Arbitrary<A>): fc.Arbitrary<A | null> =>
  fc.option(some, { nil: null, freq: 2 });
const accession = fc.constantFrom('0000000042-24-000001', '0000000042-24-000002');
const row = fc.tuple(accession, fc.constantFrom('I.1', 'II.3')).map((parts) => parts.join('/'));
const day = fc.constantFrom('2024-03-04', '2024-03-05', '2023-12-31');
const instant = fc.constantFrom('2024-03-05T21:00:00Z', '2024-03-05', '2024-01-01T00:00:00.5Z');
const number = fc.constantFrom('0', '12.5', '5000', '0.0001');
const footnote = fc.record({
  id: fc.constantFrom('F1', 'F2'),
  text: fc.constantFrom('Held by a trust.', '', 'As "agreed".', '0'),
});
const fact = fc.record({
  kind: fc.constantFrom('vesting', 'split'),
  text: fc.constantFrom('Held by a trust.', 'As "agreed".', '0', ''),
  footnote: fc.constantFrom('F1', 'F2', 'F3'),
  ratio: maybe(number),
});
const version = fc.record({
  row,
  accession,
  filedOn: day,
  acceptedAt: maybe(instant),
  outcome: fc.constantFrom('original', 'corrected'),
  changes: fc.constantFrom([], [{ field: 'shares', before: '1', after: '2' }]),
});
const answer = fc.record({
  transactionId: row,
  row,
  relationship: fc.record({ director: maybe(fc.boolean()), officerTitle: maybe(fc.string()) }),
  table: fc.constantFrom('I', 'II'),
  security: fc.constantFrom('Common Stock', '', 'Units "A"'),
  ownership: fc.record({ form: maybe(fc.constantFrom('D', 'I')), nature: maybe(fc.string()) }),
  code: maybe(fc.constantFrom('S', 'P', '')),
  formType: maybe(fc.constantFrom('4', '5')),
  acquiredDisposed: maybe(fc.constantFrom('A', 'D')),
  shares: maybe(number),
  price: maybe(number),
  priceDoubt: maybe(fc.constantFrom('currency', 'total')),
  totalValue: maybe(number),
  transactionDate: maybe(day),
  deemedExecutionDate: maybe(day),
  effectiveOn: day,
  following: fc.record({ quantity: maybe(number), unit: fc.constantFrom('shares', 'value') }),
  terms: maybe(
    fc.record({
      exercisePrice: maybe(number),
      exercisableOn: maybe(day),
      expiresOn: maybe(day),
      underlying: maybe(fc.record({ security: maybe(fc.string()), shares: maybe(number) })),
    }),
  ),
  timeliness: maybe(fc.constantFrom('E', 'L')),
  planTrade: maybe(fc.boolean()),
  filedOn: day,
  acceptedAt: maybe(instant),
  status: fc.constantFrom('standing', 'withdrawn'),
  versions: fc.oneof(fc.array(version, { maxLength: 3 }), fc.constant(null)),
  rulings: fc.constantFrom([], [{ id: 'r', kind: 'correction', changes: [] }]),
  footnotes: fc.array(footnote, { maxLength: 2 }),
  facts: fc.array(fact, { maxLength: 3 }),
});

const kept = fc
  .record({
    answer,
    issuer: fc.constantFrom('0000000042', 'x'),
    knownFrom: instant,
    knownTo: fc.constantFrom('~', '2024-04-01T00:00:00Z'),
    homeKnownAt: instant,
    homeAccession: accession,
    place: fc.nat(9),
    counts: fc.boolean(),
    amount: maybe(number),
    copies: fc.constantFrom([], ['0000000042-24-000009/I.1']),
  })
  .map(({ answer: told, copies, ...rest }) => {
    // As nearly all are, where nothing is amended.
    const { row: its, filedOn, acceptedAt } = told;
    const first = { row: its, accession: its.slice(0, 20), filedOn, acceptedAt };
    const versions = told.versions ?? [{ ...first, outcome: 'original', changes: [] }];
    return {
      transactionId: told.transactionId,
      effectiveOn: told.effectiveOn,
      table: told.table,
      security: told.security,
      unit: told.following.unit,
      code: told.code,
      letter: told.acquiredDisposed,
      price: told.price,
      priceDoubt: told.priceDoubt,
      ...rest,
      ...(copies.length > 0 ? { copies } : {}),
      answer: { ...told, versions } as unknown as KeptTransaction,
    } as unknown as TransactionRow;
  });

const parsed = (wording: string | number): unknown => JSON.parse(String(wording));

describe('a transaction', () => {
  it('is read as it was written, its answer key by key', () => {
    fc.assert(
      fc.property(kept, (one) => {
        const cells = transactionCells(one);
        expect(cells).toHaveLength(transactionColumns.length);
        const read = transactionRowOf(cells, parsed);
        expect(read).toEqual(one);
        expect(JSON.stringify(read.answer)).toBe(JSON.stringify(one.answer));
      }),
      { numRuns: 500 * times },
    );
  });
});
