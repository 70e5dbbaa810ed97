import * as fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { writtenDay } from '../../src/filing/calendar.js';
import type { Field } from '../../src/filing/codec.js';
import { Decimal, type Decimal as DecimalValue } from '../../src/filing/decimal.js';
import { type Filing, filing as filingCodec, formTypes, type Row } from '../../src/filing/model.js';
import { readOwnershipXml } from '../../src/filing/readers/ownership-xml.js';
import { tried } from '../times.js';
import { printOwnershipXml } from './ownership-writer.js';

const noFootnotes: ReadonlyArray<string> = [];

const words = fc
  .string({ unit: fc.constantFrom(...'abcXYZ 0189&<>"\'.,-()$é|'), minLength: 1, maxLength: 30 })
  .map((s) => s.trim())
  .filter((s) => s !== '');
const maybe = <A>(a: fc.Arbitrary<A>): fc.Arbitrary<A | null> => fc.option(a, { nil: null });
const flag = maybe(fc.boolean());
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
  .map((d) => writtenDay(d.toISOString().slice(0, 10)));
const cik = fc.integer({ min: 1, max: 9_999_999 }).map((n) => String(n).padStart(10, '0'));
const footnoteIds = fc.uniqueArray(
  fc.integer({ min: 1, max: 9 }).map((n) => `F${n}`),
  { maxLength: 3 },
);

const fieldOf = <A>(value: fc.Arbitrary<A>): fc.Arbitrary<Field<A>> =>
  fc.record({
    value: maybe(value),
    footnotes: fc.oneof(fc.constant(noFootnotes), footnoteIds),
    raw: fc.constant(null),
  });
const amount: fc.Arbitrary<Field<DecimalValue>> = fieldOf(
  fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.integer({ min: 0, max: 4 }))
    .map(([n, places]) => new Decimal(n.toString()).div(new Decimal(10).pow(places))),
);
const trailingZero = amount.map((f) =>
  f.value === null ? f : { ...f, raw: `${f.value.toFixed(6)}` },
);
const absent = { value: null, footnotes: noFootnotes, raw: null };

const coding = fc.record({
  form: maybe(fc.constantFrom('3', '4', '5')),
  code: fc.constantFrom('P', 'S', 'M', 'A', 'F', 'J'),
  equitySwap: flag,
  footnotes: footnoteIds,
});
const underlying = fc
  .record({ security: fieldOf(words), shares: amount, value: amount })
  .map((u) => ({
    ...u,
    security: u.security.value === null ? { ...u.security, value: 'Common' } : u.security,
  }));

const row = fc
  .record({
    table: fc.constantFrom('I', 'II'),
    kind: fc.constantFrom('transaction', 'holding'),
    security: fieldOf(words),
    transactionDate: fieldOf(day),
    deemedExecutionDate: fieldOf(day),
    coding: maybe(coding),
    timeliness: fieldOf(fc.constantFrom('E', 'L')),
    shares: fc.oneof(amount, trailingZero),
    totalValue: amount,
    price: amount,
    acquiredDisposed: fieldOf(fc.constantFrom('A', 'D')),
    terms: fc.record({
      exercisePrice: amount,
      exercisableOn: fieldOf(day),
      expiresOn: fieldOf(day),
      underlying: maybe(underlying),
    }),
    sharesFollowing: amount,
    valueFollowing: amount,
    ownership: fieldOf(fc.constantFrom('D', 'I')),
    nature: fieldOf(words),
  })
  .map((r) => ({
    ...r,
    position: 0,
    surrogateKey: null,
    transactionDate: r.kind === 'holding' ? absent : r.transactionDate,
    terms: r.table === 'II' ? r.terms : null,
  }));

/** Rows as the document orders them: Table I, then II, each counted from 1. */
const numbered = (rows: ReadonlyArray<Omit<Row, never>>): ReadonlyArray<Row> =>
  (['I', 'II'] as const).flatMap((table) =>
    rows.filter((r) => r.table === table).map((r, i) => ({ ...r, position: i + 1 })),
  );

const address = fc.record({
  street1: words,
  street2: maybe(words),
  city: maybe(words),
  state: maybe(words),
  zip: maybe(words),
  stateDescription: maybe(words),
  nonUs: flag,
});
const owner = fc.record({
  cik: maybe(cik),
  name: words,
  address: maybe(address),
  relationship: fc.record({
    director: flag,
    officer: flag,
    tenPercentOwner: flag,
    other: flag,
    officerTitle: maybe(words),
    otherText: maybe(words),
  }),
});

const filing: fc.Arbitrary<Filing> = fc
  .record({
    form: fc.constantFrom(...formTypes),
    schemaVersion: maybe(fc.constantFrom('X0202', 'X0306', 'X0508', 'X0609', 'X9999')),
    period: day,
    originalFiledOn: maybe(day),
    noSecuritiesOwned: flag,
    notSubjectToSection16: flag,
    form3HoldingsReported: flag,
    form4TransactionsReported: flag,
    plan10b51: flag,
    issuer: fc.record({
      cik: maybe(cik),
      name: words,
      symbol: maybe(words),
      foreignSymbol: maybe(words),
    }),
    owners: fc.array(owner, { minLength: 1, maxLength: 4 }),
    rows: fc.array(row, { maxLength: 8 }).map(numbered),
    footnotes: fc
      .uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 9 })
      .chain((ids) =>
        fc.tuple(...ids.map((id) => fc.record({ id: fc.constant(`F${id}`), text: words }))),
      ),
    remarks: maybe(words),
    signatures: fc.array(fc.record({ name: words, date: maybe(day) }), { maxLength: 3 }),
  })
  .map((document) => ({
    accession: null,
    filedOn: null,
    filedBasis: null,
    acceptedAt: null,
    source: null,
    ...document,
    unknown: [],
    asFiled: [],
  }));

describe('reading is lossless', () => {
  it('gives back every filing that is printed as ownership XML', () => {
    fc.assert(
      fc.property(filing, (printed) => {
        const read = readOwnershipXml(printOwnershipXml(printed));
        if (E.isLeft(read)) throw new Error(read.left.message);
        expect(filingCodec.encode(read.right.filing)).toEqual(filingCodec.encode(printed));
      }),
      tried(100),
    );
  });

  it('says yes or a typed no to any text, and never throws', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom('<ownershipDocument>', '</ownershipDocument>', '<issuer>', '</issuer>'),
        fc.constantFrom('<value>', '</value>', '<nonDerivativeTable>', '&amp;', '&', '<![CDATA['),
        words,
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const result = readOwnershipXml(`<ownershipDocument>${parts.join('')}`);
        if (E.isLeft(result)) expect(result.left.message).not.toBe('');
      }),
    );
  });
});
