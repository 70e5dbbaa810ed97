/**
 * What was filed: one Form 3, 4 or 5 as its document states it. Nothing is interpreted here;
 * missing stays missing and every value keeps the footnotes that hang on it.
 *
 * Names follow the boxes of the form; the XML element of each is in brackets.
 */

import type * as t from 'io-ts';
import type { Branded } from './brand.js';
import * as c from './codec.js';

export const formTypes = ['3', '3/A', '4', '4/A', '5', '5/A'] as const;
export type FormType = (typeof formTypes)[number];
export const formType = c.oneOf(...formTypes);

/** `3`, `4` or `5`: an amendment belongs to the family of the form it amends. */
export const formFamily = (form: FormType): '3' | '4' | '5' => form.charAt(0) as '3' | '4' | '5';
export const isAmendment = (form: FormType): boolean => form.endsWith('/A');

// Longest texts, for the readers as for the codecs. EDGAR's own limits are lower; converted
// documents overrun them.
export const titleLengthMax = 1_000;
export const nameLengthMax = 500;
export const codeLengthMax = 8;
export const versionLengthMax = 20;
export const footnoteLengthMax = 20_000;
export const remarksLengthMax = 50_000;
export const passagePathLengthMax = 400;
export const passageLengthMax = 50_000;

/** EDGAR allows 30 rows a table; nothing above this is a Section 16 form. */
export const rowsMax = 2_000;
export const footnotesMax = 500;
export const ownersMax = 100;
export const passagesMax = 500;

export const cik = c.matching('a CIK of ten digits', /^\d{10}$/);
/** EDGAR's accession number, or `doc-` and 20 hex digits of the content where none is known. */
export type Accession = Branded<'Accession'>;
export const accessionNumber = c.matching<Accession>(
  'an accession number such as 0001415889-24-022023',
  /^(\d{10}-\d{2}-\d{6}|doc-[0-9a-f]{20})$/,
);
const edgarNumber = /^\d{10}-\d{2}-\d{6}$/;

/** Whether a text is an accession number as EDGAR gives them. */
export const isEdgarAccession = (text: string): text is Accession => edgarNumber.test(text);

/** What stands for the number of a document while EDGAR's is not known. */
export const derivedAccession = (sha256: string): Accession =>
  `doc-${sha256.slice(0, 20)}` as Accession;

const footnoteId = c.matching('a footnote id such as F1', /^F\d{1,3}$/);

const title = c.field(c.text(titleLengthMax));
const amount = c.field(c.decimal);
const date = c.field(c.day);

/** Box 8 or 3: `transactionCoding`. Its children may each be missing, and so may the group. */
export const coding = c.record('transaction coding', {
  /** `transactionFormType`: the form on which the row was due. */
  form: c.nullable(c.oneOf('3', '4', '5')),
  /** `transactionCode`; null where the filer left it out, which the schema allows. */
  code: c.nullable(c.text(codeLengthMax)),
  /** `equitySwapInvolved`: printed as K. */
  equitySwap: c.flag,
  footnotes: c.list(footnoteId, c.footnotesPerFieldMax),
});
export type Coding = t.TypeOf<typeof coding>;

/** Column 7 of Table II. */
export const underlyingSecurity = c.record('underlying security', {
  security: title,
  shares: amount,
  value: amount,
});
export type UnderlyingSecurity = t.TypeOf<typeof underlyingSecurity>;

/** Columns 2, 6 and 7 of Table II. */
export const derivativeTerms = c.record('derivative terms', {
  /** `conversionOrExercisePrice`. */
  exercisePrice: amount,
  /** `exerciseDate`. */
  exercisableOn: date,
  /** `expirationDate`. */
  expiresOn: date,
  underlying: c.nullable(underlyingSecurity),
});
export type DerivativeTerms = t.TypeOf<typeof derivativeTerms>;

const rowFields = {
  table: c.oneOf('I', 'II'),
  /** Position among all rows of its table in the document, from 1. */
  position: c.integer(1, rowsMax),
  /**
   * `_SK` of the SEC's data sets, which keep no row order: such a row is named by it, and its
   * `position` is its place by this key. Null on rows of a document.
   */
  surrogateKey: c.nullable(c.matching('a surrogate key of digits', /^\d{1,18}$/)),
  kind: c.oneOf('transaction', 'holding'),
  /** `securityTitle`. */
  security: title,
  /** `transactionDate`; always missing on a holding row. */
  transactionDate: date,
  /** `deemedExecutionDate` (Rule 16a-3(g)). */
  deemedExecutionDate: date,
  coding: c.nullable(coding),
  /** `transactionTimeliness`: E early, L late. */
  timeliness: c.field(c.oneOf('E', 'L')),
  /** `transactionShares`. */
  shares: amount,
  /** `transactionTotalValue`: Table II rows that state a value in place of shares. */
  totalValue: amount,
  /** `transactionPricePerShare`. Missing is not zero. */
  price: amount,
  /** `transactionAcquiredDisposedCode`: the only sign on the form. */
  acquiredDisposed: c.field(c.oneOf('A', 'D')),
  /** Columns 2, 6, 7 of Table II; null in Table I. */
  terms: c.nullable(derivativeTerms),
  /** Column 5 or 9: `sharesOwnedFollowingTransaction`. */
  sharesFollowing: amount,
  /** `valueOwnedFollowingTransaction`. */
  valueFollowing: amount,
  /** `directOrIndirectOwnership`. */
  ownership: c.field(c.oneOf('D', 'I')),
  /** `natureOfOwnership`. */
  nature: title,
};

export const row = c.record('row', rowFields);
/** One line of Table I or II, a transaction or a holding. */
export type Row = t.TypeOf<typeof row>;

export const address = c.record('address', {
  street1: c.nullable(c.text(nameLengthMax)),
  street2: c.nullable(c.text(nameLengthMax)),
  city: c.nullable(c.text(nameLengthMax)),
  state: c.nullable(c.text(nameLengthMax)),
  zip: c.nullable(c.text(nameLengthMax)),
  stateDescription: c.nullable(c.text(nameLengthMax)),
  nonUs: c.flag,
});
export type Address = t.TypeOf<typeof address>;

export const relationship = c.record('relationship', {
  director: c.flag,
  officer: c.flag,
  tenPercentOwner: c.flag,
  other: c.flag,
  officerTitle: c.nullable(c.text(nameLengthMax)),
  otherText: c.nullable(c.text(nameLengthMax)),
});
export type Relationship = t.TypeOf<typeof relationship>;

export const owner = c.record('reporting owner', {
  cik: c.nullable(cik),
  name: c.text(nameLengthMax),
  address: c.nullable(address),
  relationship,
});
/** `reportingOwner`. No owner is primary and their order says nothing. */
export type Owner = t.TypeOf<typeof owner>;

export const issuer = c.record('issuer', {
  cik: c.nullable(cik),
  name: c.text(nameLengthMax),
  symbol: c.nullable(c.text(nameLengthMax)),
  foreignSymbol: c.nullable(c.text(nameLengthMax)),
});
export type Issuer = t.TypeOf<typeof issuer>;

export const footnote = c.record('footnote', { id: footnoteId, text: c.text(footnoteLengthMax) });
export type Footnote = t.TypeOf<typeof footnote>;

export const signature = c.record('signature', {
  name: c.text(nameLengthMax),
  date: c.nullable(c.day),
});

/** Something in the source that the model has no box for, or a header text normalised away. */
const passage = c.record('passage', {
  path: c.text(passagePathLengthMax),
  text: c.text(passageLengthMax),
});
export type Passage = t.TypeOf<typeof passage>;

/** Where the filing date comes from, best first. */
export const filedBases = ['edgar-header', 'manifest', 'signature-date', 'deadline'] as const;
export type FiledBasis = (typeof filedBases)[number];

export const sourceFormats = [
  'ownership-xml',
  'edgar-submission',
  'rendered-form',
  'data-set',
  'json',
] as const;

/** What the document itself says: what its content digest covers. */
const documentFields = {
  form: formType,
  /** `schemaVersion`, such as X0508. */
  schemaVersion: c.nullable(c.text(versionLengthMax)),
  /** `periodOfReport`: Form 3 the event, Form 4 the earliest transaction, Form 5 the year's end. */
  period: c.day,
  /** Box 4, `dateOfOriginalSubmission`: typed by the filer, the only link to the original. */
  originalFiledOn: c.nullable(c.day),
  noSecuritiesOwned: c.flag,
  /** The exit box. */
  notSubjectToSection16: c.flag,
  form3HoldingsReported: c.flag,
  form4TransactionsReported: c.flag,
  /** `aff10b5One`: a box of the document, not of a row. Unknown before 2023. */
  plan10b51: c.flag,
  issuer,
  owners: c.list(owner, ownersMax),
  rows: c.list(row, rowsMax * 2),
  footnotes: c.list(footnote, footnotesMax),
  remarks: c.nullable(c.text(remarksLengthMax)),
  signatures: c.list(signature, ownersMax),
  /** Elements of the source that have no box here, kept whole. */
  unknown: c.list(passage, passagesMax),
  /** Header texts that were normalised, as filed. */
  asFiled: c.list(passage, passagesMax),
};

/** Of what a filing was read. */
export const source = c.record('source', {
  format: c.oneOf(...sourceFormats),
  /** Of the bytes as read, hex. */
  sha256: c.hexDigits(64),
});

/** What EDGAR, a manifest or a rule says about the document. */
const envelopeFields = {
  /** Null until `withAccession` derives one from the content. */
  accession: c.nullable(accessionNumber),
  filedOn: c.nullable(c.day),
  filedBasis: c.nullable(c.oneOf(...filedBases)),
  /** EDGAR acceptance, in UTC. */
  acceptedAt: c.nullable(c.instant),
  source: c.nullable(source),
};

export const filingDocument = c.record('filing document', documentFields);
export type FilingDocument = t.TypeOf<typeof filingDocument>;

export const filing = c.record('filing', { ...envelopeFields, ...documentFields });
/** One filing, as its bytes and its manifest state it. */
export type Filing = t.TypeOf<typeof filing>;

export type Envelope = Pick<Filing, keyof typeof envelopeFields>;

/** A row's name inside its filing: `I.3`, or `I~2235903` where a data set kept no order. */
export const rowLabel = (r: Pick<Row, 'table' | 'position' | 'surrogateKey'>): string =>
  r.surrogateKey === null ? `${r.table}.${r.position}` : `${r.table}~${r.surrogateKey}`;
