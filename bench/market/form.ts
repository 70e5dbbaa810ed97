/** A form before it is written: what a filer would fill in. */
import type { Day } from '../../src/filing/calendar.js';
import type { FormType } from '../../src/filing/model.js';

export interface Person {
  readonly cik: string;
  readonly name: string;
  readonly role: 'director' | 'officer' | 'tenPercent';
  readonly title: string | null;
}

export interface Company {
  readonly cik: string;
  readonly name: string;
  readonly symbol: string;
}

/** A box: its text, and what its footnote says where it has one. */
export interface Box {
  readonly value: string | null;
  readonly note?: string;
}

export interface Terms {
  readonly exercisePrice: Box;
  readonly exercisable: Box;
  readonly expires: Box;
  readonly underlying: string;
  readonly underlyingShares: string;
}

export interface FormRow {
  readonly table: 'I' | 'II';
  readonly security: Box;
  /** Null on a holding row. */
  readonly transaction: {
    readonly on: Day;
    readonly code: string;
    readonly formType: '4' | '5';
    readonly timeliness: '' | 'E' | 'L';
    readonly shares: string;
    readonly price: Box;
    readonly acquiredDisposed: 'A' | 'D';
    readonly note?: string;
  } | null;
  readonly terms: Terms | null;
  /** Null on Table II of a Form 3. */
  readonly following: Box | null;
  /** Null where held directly. */
  readonly nature: Box | null;
}

export interface Form {
  readonly form: FormType;
  readonly company: Company;
  readonly owners: ReadonlyArray<Person>;
  readonly period: Day;
  readonly filedOn: Day;
  readonly originalFiledOn: Day | null;
  readonly noneOwned: boolean;
  readonly exit: boolean;
  /** Null on a Form 3, and before the box came. */
  readonly plan: boolean | null;
  readonly rows: ReadonlyArray<FormRow>;
  readonly remarks: string;
}

/** Rows and balances count ten-thousandths of a share, as EDGAR's four decimals do. */
export const perShare = 10_000;

export const sharesText = (units: number): string => {
  const whole = Math.floor(units / perShare);
  const rest = units % perShare;
  return rest === 0
    ? String(whole)
    : `${whole}.${String(rest).padStart(4, '0').replace(/0+$/, '')}`;
};

export const priceText = (cents: number): string =>
  cents % 100 === 0
    ? String(cents / 100)
    : `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
