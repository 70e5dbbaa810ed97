/** Writes true rows as a form says them: titles, holders and terms in its filer's own look. */

import { insiderId } from '../../../src/event/catalogue.js';
import { type CompleteFiling, rowIdOf } from '../../../src/event/identity.js';
import { addDays, type Day, easternInstant } from '../../../src/filing/calendar.js';
import { emptyField, type Field, fieldOf } from '../../../src/filing/codec.js';
import { Decimal } from '../../../src/filing/decimal.js';
import {
  type Accession,
  accessionNumber,
  type FormType,
  type Owner,
  type Row,
} from '../../../src/filing/model.js';
import { written } from '../../written.js';
import { boilerplate, holderNote, natureOf, sharedNote } from './holder.js';
import { type Grant, type TrueHolding, underlyingOf } from './holding.js';
import type { Look } from './script.js';
import { type Draft, printedDay } from './statement.js';

export const titles = {
  common: 'Common Stock',
  'class-b': 'Class B Convertible Participating Common Stock, par value $0.0001 per share',
  unit: 'Restricted Stock Unit',
  option: 'Stock Option (right to buy)',
  preferred: 'Series A Preferred Stock',
  note: 'Convertible Promissory Note',
} as const;

/** EDGAR's limit for a title. */
const titleLengthMax = 60;

const titleIn = ({ holding, called }: Draft, look: number): string => {
  const title = holding.class === 'common' ? called.common : titles[holding.class];
  if (look === 1) return `${title} (${holding.class === 'unit' ? 4 : 2})`;
  if (look === 2) return title.toUpperCase();
  if (look === 3) return title.slice(0, titleLengthMax);
  if (look === 5 && holding.class === 'unit') return `${title}s`;
  return title;
};

/** A field whose footnotes are texts, until the form gives them ids. */
const noted = <A>(value: A | null, notes: ReadonlyArray<string>): Field<A> => ({
  value,
  footnotes: notes,
  raw: null,
});

const months =
  'January February March April May June July August September October November December';
export const dayInWords = (day: Day): string =>
  `${months.split(' ')[Number(day.slice(5, 7)) - 1]} ${Number(day.slice(8))}, ${day.slice(0, 4)}`;

const vestingNote = ({ generic, grantedOn }: Grant): string =>
  generic
    ? 'The restricted stock units vest in three equal annual installments.'
    : `The restricted stock units were granted on ${dayInWords(grantedOn)} and vest in three equal annual installments.`;

/** Whether a unit's terms stand in this look as they do at home. */
export const termsAtHome = (holding: TrueHolding, { terms }: Look): boolean =>
  holding.class !== 'unit' || terms === 0 || terms === 3;

const unitTerms = (grant: Grant, look: number) => {
  const note = [vestingNote(grant)];
  const first = addDays(grant.grantedOn, 365);
  if (look === 1) return { exercisableOn: emptyField, expiresOn: emptyField };
  const dated = look === 2 ? !grant.dated : grant.dated;
  return dated
    ? { exercisableOn: fieldOf(first), expiresOn: emptyField }
    : {
        exercisableOn: noted<Day>(null, note),
        expiresOn: noted<Day>(null, look === 3 ? [] : note),
      };
};

const termsOf = (draft: Draft, look: Look): Row['terms'] => {
  const { holding, delta, stated, called } = draft;
  if (holding.class === 'common') return null;
  const { grant } = holding;
  const title = holding.class !== 'class-b' && look.title === 4 ? 'Common' : called.common;
  const own = delta.isZero() ? stated : delta.abs();
  const dates =
    holding.class === 'unit' && grant !== null
      ? unitTerms(grant, look.terms)
      : {
          exercisableOn: emptyField,
          expiresOn: look.terms === 1 ? emptyField : fieldOf(grant?.expiresOn ?? null),
        };
  return {
    exercisePrice: fieldOf(grant?.price == null ? null : new Decimal(grant.price)),
    ...dates,
    underlying: {
      security: fieldOf(title),
      shares: fieldOf(own === null ? null : underlyingOf(holding, own)),
      value: emptyField,
    },
  };
};

/** Every third row of a filer who spells at random is spelt in another way. */
const spellingOf = ({ spelling }: Look, index: number): number => spelling * (1 + (index % 3));

/** The holder is named by a footnote, or abbreviated where this filer does so. */
const isFootnoted = (look: Look, index: number): boolean =>
  look.footnoted === 1 || (look.footnoted === 2 && index % 2 === 0);
export const isAbbreviated = ({ holder }: TrueHolding, look: Look): boolean =>
  look.footnoted === 3 && holder?.short != null;

const natureField = (draft: Draft, look: Look, index: number, shared: ReadonlyArray<string>) => {
  const { holder, note } = draft.called;
  if (holder === null) return emptyField;
  if (note !== null) return noted(natureOf(holder, 0), [...shared, note]);
  const spelling = spellingOf(look, index);
  if (isAbbreviated(draft.holding, look)) return noted(holder.short, shared);
  return isFootnoted(look, index)
    ? noted('See footnote', [...shared, holderNote(holder, spelling, look.notes === 1)])
    : noted(natureOf(holder, spelling), look.notes === 1 ? [...shared, boilerplate] : shared);
};

const rowOf = (
  draft: Draft,
  look: Look,
  index: number,
  position: number,
  formType: '4' | '5',
  shared: ReadonlyArray<string>,
): Row => {
  const { holding, kind, delta, stated, price, code, byUnderlying } = draft;
  const isMoney = holding.class === 'note';
  const amount = kind === 'transaction' ? delta.abs() : null;
  return {
    table: holding.class === 'common' ? 'I' : 'II',
    position,
    kind,
    security: fieldOf(titleIn(draft, look.title)),
    transactionDate: fieldOf(printedDay(draft)),
    surrogateKey: null,
    deemedExecutionDate: emptyField,
    coding:
      code === null
        ? null
        : { form: formType, code, equitySwap: false, footnotes: draft.codeNotes },
    timeliness: emptyField,
    shares: fieldOf(isMoney ? null : amount),
    totalValue: fieldOf(isMoney ? amount : null),
    price: fieldOf(price === null ? null : new Decimal(price)),
    acquiredDisposed: fieldOf(kind === 'holding' ? null : delta.isNegative() ? 'D' : 'A'),
    terms: termsOf(draft, look),
    sharesFollowing: noted(isMoney || byUnderlying ? null : stated, draft.balanceNotes),
    valueFollowing: fieldOf(isMoney && !byUnderlying ? stated : null),
    ownership: fieldOf(holding.holder === null ? 'D' : 'I'),
    nature: natureField(draft, look, index, shared),
  };
};

// ---- footnote ids ----

const textsIn = (rows: ReadonlyArray<Row>): ReadonlyArray<string> => [
  ...new Set(
    rows.flatMap((r) => [
      ...(r.terms?.exercisableOn.footnotes ?? []),
      ...(r.terms?.expiresOn.footnotes ?? []),
      ...(r.coding?.footnotes ?? []),
      ...r.sharesFollowing.footnotes,
      ...r.nature.footnotes,
    ]),
  ),
];

const withIds = (row: Row, id: (text: string) => string): Row => {
  const field = <A>(f: Field<A>): Field<A> => ({ ...f, footnotes: f.footnotes.map(id) });
  return {
    ...row,
    coding: row.coding && { ...row.coding, footnotes: row.coding.footnotes.map(id) },
    terms: row.terms && {
      ...row.terms,
      exercisableOn: field(row.terms.exercisableOn),
      expiresOn: field(row.terms.expiresOn),
    },
    sharesFollowing: field(row.sharesFollowing),
    nature: field(row.nature),
  };
};

export interface Sheet {
  readonly form: FormType;
  readonly sequence: number;
  readonly filedOn: Day;
  readonly period: Day;
  readonly box4: Day | null;
  readonly remarks: string | null;
  readonly owners: ReadonlyArray<Owner>;
  readonly drafts: ReadonlyArray<Draft>;
  readonly look: Look;
}

const owner = (cik: string | null, name: string): Owner => ({
  cik,
  name,
  address: null,
  relationship: {
    director: true,
    officer: null,
    tenPercentOwner: null,
    other: null,
    officerTitle: null,
    otherText: null,
  },
});
export const insider = written(insiderId, '0000001001');
export const joinedInsider = written(insiderId, '0000001002');
export const jane = owner(insider, 'DOE JANE');
export const janeWithoutCik = owner(null, 'DOE JANE');
export const venture = owner(joinedInsider, 'DOE JOINT VENTURES LP');
export const issuerCik = '0000002001';

export const accessionOf = (sequence: number): Accession =>
  written(accessionNumber, `0000009999-24-${String((sequence * 37) % 101).padStart(6, '0')}`);

export const filingOf = (sheet: Sheet): CompleteFiling => {
  const { look, drafts, form } = sheet;
  const named = [...new Set(drafts.flatMap((d) => d.called.holder ?? []))];
  const shared = look.notes >= 2 && named.length > 1 ? [sharedNote(named)] : [];
  const next = { I: 0, II: 0 };
  const rows = drafts.map((draft, index) => {
    const table = draft.holding.class === 'common' ? 'I' : 'II';
    next[table] += 1;
    return rowOf(draft, look, index, next[table], form.startsWith('5') ? '5' : '4', shared);
  });
  const texts = textsIn(rows);
  const ordered = look.ids % 2 === 1 ? [...texts].reverse() : texts;
  const id = (text: string): string =>
    `F${ordered.indexOf(text) + 1 + Math.floor(look.ids / 2) * 3}`;
  return {
    accession: accessionOf(sheet.sequence),
    filedOn: sheet.filedOn,
    filedBasis: 'edgar-header',
    acceptedAt: easternInstant(sheet.filedOn, '16:30:00'),
    source: null,
    form,
    schemaVersion: 'X0508',
    period: sheet.period,
    originalFiledOn: sheet.box4,
    noSecuritiesOwned: form.startsWith('3') ? rows.length === 0 : null,
    notSubjectToSection16: null,
    form3HoldingsReported: null,
    form4TransactionsReported: null,
    plan10b51: null,
    issuer: { cik: issuerCik, name: 'ACME INC', symbol: 'ACME', foreignSymbol: null },
    owners: sheet.owners,
    rows: rows.map((row) => withIds(row, id)),
    footnotes: ordered.map((text) => ({ id: id(text), text })),
    remarks: sheet.remarks,
    signatures: [],
    unknown: [],
    asFiled: [],
  };
};

/** What the SEC's tables make of a document: rows by a key of their own, in no order. */
export const dataSetReading = (filing: CompleteFiling): CompleteFiling => {
  const next = { I: 0, II: 0 };
  return {
    ...filing,
    source: { format: 'data-set', sha256: 'd'.repeat(64) },
    rows: [...filing.rows].reverse().map((row) => {
      next[row.table] += 1;
      const key = (row.table === 'I' ? 1_000 : 2_000) + next[row.table] * 7;
      return { ...row, position: next[row.table], surrogateKey: String(key) };
    }),
  };
};

export const rowNames = (filing: CompleteFiling): ReadonlyArray<string> =>
  filing.rows.map((row) => rowIdOf(filing.accession, row));
