/**
 * Filings as a person would tell them: who filed which form when, and what its rows say. Issuer
 * ACME, insider Doe, class Common and direct ownership unless said; accepted at 16:30 ET.
 */

import { issuerId } from '../../src/event/catalogue.js';
import type { CompleteFiling } from '../../src/event/identity.js';
import { easternInstant, writtenDay } from '../../src/filing/calendar.js';
import { emptyField, type Field } from '../../src/filing/codec.js';
import { Decimal } from '../../src/filing/decimal.js';
import { accessionNumber, type FormType, type Owner, type Row } from '../../src/filing/model.js';
import { written } from '../written.js';

export type Amount = number | string;

/** Exercise price, expiration and what the option is on. */
export interface OptionTerms {
  readonly price: Amount;
  readonly expires: string;
  readonly on: string;
}

/** What a row may say besides its amount. */
interface Wording {
  /** Title of the security; Common unless said. */
  readonly of?: string;
  /** Nature of indirect ownership; direct unless said. */
  readonly by?: string;
  readonly option?: OptionTerms;
  /** The form on which the row was due, where it is not the form it stands on. */
  readonly due?: '3' | '4' | '5';
}

interface Deed extends Wording {
  /** Transaction date. */
  readonly on: string;
  /** Price per share. */
  readonly at?: Amount;
  readonly deemed?: string;
  /** Amount owned following; left empty where not said. */
  readonly leaving?: Amount;
}

export type RowTold = Omit<Row, 'position'>;

const number = (n: Amount | undefined): Field<Decimal> =>
  n === undefined ? emptyField : { ...emptyField, value: new Decimal(n) };

const said = <A>(value: A | undefined): Field<A> =>
  value === undefined ? emptyField : { ...emptyField, value };

const blank = ({ of = 'Common', by, option }: Wording): RowTold => ({
  table: option === undefined ? 'I' : 'II',
  kind: 'holding',
  security: said(of),
  transactionDate: emptyField,
  surrogateKey: null,
  deemedExecutionDate: emptyField,
  coding: null,
  timeliness: emptyField,
  shares: emptyField,
  totalValue: emptyField,
  price: emptyField,
  acquiredDisposed: emptyField,
  terms:
    option === undefined
      ? null
      : {
          exercisePrice: number(option.price),
          exercisableOn: emptyField,
          expiresOn: said(writtenDay(option.expires)),
          underlying: { security: said(option.on), shares: emptyField, value: emptyField },
        },
  sharesFollowing: emptyField,
  valueFollowing: emptyField,
  ownership: said(by === undefined ? ('D' as const) : ('I' as const)),
  nature: said(by),
});

const deed =
  (code: string, letter: 'A' | 'D') =>
  (shares: Amount, how: Deed): RowTold => ({
    ...blank(how),
    kind: 'transaction',
    transactionDate: said(writtenDay(how.on)),
    deemedExecutionDate: said(how.deemed === undefined ? undefined : writtenDay(how.deemed)),
    coding: { form: how.due ?? '4', code, equitySwap: false, footnotes: [] },
    shares: number(shares),
    price: number(how.at),
    acquiredDisposed: said(letter),
    sharesFollowing: number(how.leaving),
  });

export const sells = deed('S', 'D');
export const buys = deed('P', 'A');
/** A letter that denies its code. */
export const buysByCodeAlone = deed('P', 'D');
export const sellsByCodeAlone = deed('S', 'A');
export const isGranted = deed('A', 'A');
/** Shares withheld for tax. */
export const isWithheld = deed('F', 'D');
export const gives = deed('G', 'D');
/** Table I: shares that come in by an exercise. */
export const receivesByExercise = deed('M', 'A');
/** Table II: the option that goes out by an exercise. */
export const exercises = deed('M', 'D');
export const otherwiseAcquires = deed('J', 'A');

/** A holding row; for an option on Form 3 the number is that of the underlying shares. */
export const holds = (amount: Amount, how: Wording = {}): RowTold => {
  const row = blank(how);
  return how.option === undefined || how.due === '4'
    ? { ...row, sharesFollowing: number(amount) }
    : {
        ...row,
        terms: row.terms && {
          ...row.terms,
          underlying: {
            security: said(how.option.on),
            shares: number(amount),
            value: emptyField,
          },
        },
      };
};

/** When and by whom a form was filed. */
export interface Filed {
  readonly accepted: string;
  /** Time of day in Washington; 16:30 unless said. */
  readonly time?: string;
  /** Form 3: the event. Form 4: the earliest transaction, unless said. */
  readonly period?: string;
  readonly box4?: string;
  readonly owners?: ReadonlyArray<string>;
  /** Footnote to every row. */
  readonly note?: string;
  readonly remarks?: string;
}

const cikOf = (name: string): string | null =>
  name.startsWith('?')
    ? null
    : String([...name].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 999_999_937, 7)).padStart(
        10,
        '0',
      );

/** A name that starts with a question mark is an owner whose CIK the filing does not give. */
const ownerOf = (name: string): Owner => ({
  cik: cikOf(name),
  name: name.replace('?', ''),
  address: null,
  relationship: {
    director: true,
    officer: false,
    tenPercentOwner: false,
    other: false,
    officerTitle: null,
    otherText: null,
  },
});

export const acme = written(issuerId, '0000000777');
let filed = 0;

/** One filing; accession numbers count up in the order in which the filings are told. */
const filing =
  (form: FormType) =>
  (how: Filed, ...told: ReadonlyArray<RowTold>): CompleteFiling => {
    filed += 1;
    const positions = { I: 0, II: 0 };
    const noted = how.note === undefined ? [] : ['F1'];
    const rows = told.map((row): Row => {
      positions[row.table] += 1;
      const coding = row.coding === null ? null : { ...row.coding, footnotes: noted };
      return { ...row, coding, position: positions[row.table] };
    });
    const dates = rows.flatMap((r) => r.transactionDate.value ?? []).sort();
    const accepted = writtenDay(how.accepted);
    return {
      accession: written(accessionNumber, `0000000777-24-${String(filed).padStart(6, '0')}`),
      filedOn: accepted,
      filedBasis: 'edgar-header',
      acceptedAt: easternInstant(accepted, `${how.time ?? '16:30'}:00`),
      source: null,
      form,
      schemaVersion: 'X0508',
      period: how.period === undefined ? (dates[0] ?? accepted) : writtenDay(how.period),
      originalFiledOn: how.box4 === undefined ? null : writtenDay(how.box4),
      noSecuritiesOwned: null,
      notSubjectToSection16: null,
      form3HoldingsReported: null,
      form4TransactionsReported: null,
      plan10b51: null,
      issuer: { cik: acme, name: 'ACME Corp', symbol: 'ACME', foreignSymbol: null },
      owners: (how.owners ?? ['Doe']).map(ownerOf),
      rows,
      footnotes: how.note === undefined ? [] : [{ id: 'F1', text: how.note }],
      remarks: how.remarks ?? null,
      signatures: [],
      unknown: [],
      asFiled: [],
    };
  };

export const form3 = filing('3');
export const form3a = filing('3/A');
export const form4 = filing('4');
export const form4a = filing('4/A');
export const form5 = filing('5');
