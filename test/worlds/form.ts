/** Writes the forms of random worlds: short, complete, and with boxes only where they matter. */

import type { CompleteFiling } from '../../src/event/identity.js';
import { type Day, easternInstant, writtenDay } from '../../src/filing/calendar.js';
import { emptyField, fieldOf } from '../../src/filing/codec.js';
import { Decimal } from '../../src/filing/decimal.js';
import {
  type Accession,
  accessionNumber,
  type FormType,
  type Owner,
  type Row,
} from '../../src/filing/model.js';
import { written } from '../written.js';

/** A place in which something is held: what the columns of a row say of it. */
export interface Bucket {
  readonly table: 'I' | 'II';
  readonly security: string;
  readonly ownership: 'D' | 'I';
  readonly nature: string | null;
  /** Footnote on the nature of ownership, with its text. */
  readonly footnote: readonly [string, string] | null;
  readonly exercisePrice: string | null;
  readonly expiresOn: Day | null;
}

const shares = (
  security: string,
  ownership: 'D' | 'I',
  nature: string | null = null,
  footnote: Bucket['footnote'] = null,
): Bucket => ({
  table: 'I',
  security,
  ownership,
  nature,
  footnote,
  exercisePrice: null,
  expiresOn: null,
});
const option = (exercisePrice: string, expiresOn: Day): Bucket => ({
  table: 'II',
  security: 'Stock Option (right to buy)',
  ownership: 'D',
  nature: null,
  footnote: null,
  exercisePrice,
  expiresOn,
});

export const common = 0;
export const optionLot = 8;
/** Numbered as scripts number them; most of what happens, happens to the first. */
export const buckets: ReadonlyArray<Bucket> = [
  shares('Common Stock', 'D'),
  shares('Common Stock', 'D'),
  shares('Common Stock', 'D'),
  shares('Common Stock', 'I', 'By Trust'),
  shares('Common Stock', 'I', 'By Spouse'),
  shares('Class B Common Stock', 'D'),
  shares('Common Stock', 'I', 'See footnote', ['F1', 'Held by Alpha Partners, L.P.']),
  shares('Common Stock', 'I', 'See footnote', ['F2', 'Owned of record by the Beta Family Fund.']),
  option('10', writtenDay('2030-01-01')),
  option('20', writtenDay('2032-06-30')),
];

/** The first bucket of those that say the same. */
export const bucketOf = (n: number): number => (n < 3 ? common : n);

export interface RowSpec {
  readonly bucket: number;
  readonly kind: 'transaction' | 'holding';
  readonly on: Day | null;
  readonly code: string | null;
  readonly letter: 'A' | 'D' | null;
  readonly shares: Decimal | null;
  readonly price: string | null;
  /** Null on an option's holding row of Form 3, where the underlying shares are counted. */
  readonly following: Decimal | null;
  readonly underlying: Decimal | null;
  readonly formType: '3' | '4' | '5' | null;
}

const number = (text: string | null) => fieldOf(text === null ? null : new Decimal(text));

const rowAt = (spec: RowSpec, position: number): Row => {
  const bucket = buckets[spec.bucket] as Bucket;
  return {
    table: bucket.table,
    position,
    kind: spec.kind,
    security: fieldOf(bucket.security),
    transactionDate: fieldOf(spec.on),
    surrogateKey: null,
    deemedExecutionDate: emptyField,
    coding:
      spec.code === null
        ? null
        : { form: spec.formType ?? '4', code: spec.code, equitySwap: false, footnotes: [] },
    timeliness: emptyField,
    shares: fieldOf(spec.shares),
    totalValue: emptyField,
    price: number(spec.price),
    acquiredDisposed: fieldOf(spec.letter),
    terms:
      bucket.table === 'I'
        ? null
        : {
            exercisePrice: number(bucket.exercisePrice),
            exercisableOn: emptyField,
            expiresOn: fieldOf(bucket.expiresOn),
            underlying: {
              security: fieldOf('Common Stock'),
              shares: fieldOf(spec.underlying ?? spec.shares),
              value: emptyField,
            },
          },
    // A form has no sign for a holding below nothing: its filer leaves the box empty.
    sharesFollowing: fieldOf(spec.following?.isNeg() === true ? null : spec.following),
    valueFollowing: emptyField,
    ownership: fieldOf(bucket.ownership),
    nature: {
      value: bucket.nature,
      footnotes: bucket.footnote === null ? [] : [bucket.footnote[0]],
      raw: null,
    },
  };
};

const rowsOf = (specs: ReadonlyArray<RowSpec>): ReadonlyArray<Row> => {
  const next = { I: 0, II: 0 };
  return specs.map((spec) => {
    const { table } = buckets[spec.bucket] as Bucket;
    next[table] += 1;
    return rowAt(spec, next[table]);
  });
};

const owners: ReadonlyArray<Owner> = ['DOE JANE', 'DOE JOINT VENTURES LP'].map((name, i) => ({
  cik: `000000100${i + 1}`,
  name,
  address: null,
  relationship: {
    director: i === 0,
    officer: null,
    tenPercentOwner: i === 1,
    other: null,
    officerTitle: null,
    otherText: null,
  },
}));
export const insiders: ReadonlyArray<string> = owners.map((o) => o.cik ?? '');

export interface FormSpec {
  readonly form: FormType;
  /** Unlike the order of filing, so that accession order has a say of its own in ties. */
  readonly sequence: number;
  readonly issuer: number;
  readonly joint: boolean;
  readonly filedOn: Day;
  /** Eastern time; null where only the date is known. */
  readonly clock: string | null;
  readonly period: Day;
  readonly box4: Day | null;
  readonly note: string | null;
  readonly rows: ReadonlyArray<RowSpec>;
}

export const accessionOf = (sequence: number): Accession =>
  written(accessionNumber, `0000009999-24-${String((sequence * 37) % 101).padStart(6, '0')}`);

export const formOf = (spec: FormSpec): CompleteFiling => {
  const notes = spec.rows.flatMap((r) => {
    const { footnote } = buckets[r.bucket] as Bucket;
    return footnote === null ? [] : [footnote];
  });
  return {
    accession: accessionOf(spec.sequence),
    filedOn: spec.filedOn,
    filedBasis: 'edgar-header',
    acceptedAt: spec.clock === null ? null : easternInstant(spec.filedOn, spec.clock),
    source: null,
    form: spec.form,
    schemaVersion: 'X0508',
    period: spec.period,
    originalFiledOn: spec.box4,
    noSecuritiesOwned: spec.form.startsWith('3') ? spec.rows.length === 0 : null,
    notSubjectToSection16: null,
    form3HoldingsReported: null,
    form4TransactionsReported: null,
    plan10b51: null,
    issuer: {
      cik: `000000200${spec.issuer + 1}`,
      name: `ACME ${spec.issuer + 1} INC`,
      symbol: 'ACME',
      foreignSymbol: null,
    },
    owners: spec.joint ? owners : owners.slice(0, 1),
    rows: rowsOf(spec.rows),
    footnotes: [...new Map(notes)].map(([id, text]) => ({ id, text })),
    remarks: spec.note,
    signatures: [],
    unknown: [],
    asFiled: [],
  };
};
