/** Prints filings as the SEC's eight tables, and tables as a folder or a zip archive. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import type { Field } from '../../src/filing/codec.js';
import { type Decimal, printDecimal } from '../../src/filing/decimal.js';
import type { Filing, Row } from '../../src/filing/model.js';
import type { TableName } from '../../src/filing/readers/data-set/table.js';

type Line = { readonly [column: string]: string };
/** Lines by table; each names its cells by column. */
export type Tables = { readonly [T in TableName]: ReadonlyArray<Line> };

const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

const day = (iso: string | null): string =>
  iso === null ? '' : `${iso.slice(8)}-${months[Number(iso.slice(5, 7)) - 1]}-${iso.slice(0, 4)}`;

/** As the SEC's tables print a text that holds quotes. */
const quoted = (text: string): string =>
  text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;

const flag = (value: boolean | null): string => (value === null ? '' : value ? '1' : 'false');

const decimal = (value: Decimal | null): string =>
  value === null ? '' : value.isInteger() ? `${printDecimal(value)}.0` : printDecimal(value);

const withNotes = <A>(column: string, f: Field<A>, print: (a: A | null) => string): Line => ({
  [column]: f.raw ?? print(f.value),
  [`${column}_FN`]: f.footnotes.join(', '),
});
const text = (value: string | null): string => quoted(value ?? '');

const rowLine = (accession: string, row: Row): Line => {
  const isDerivative = row.table === 'II';
  const isTransaction = row.kind === 'transaction';
  const key = `${isDerivative ? 'DERIV' : 'NONDERIV'}_${isTransaction ? 'TRANS' : 'HOLDING'}_SK`;
  const exercise = isTransaction ? 'EXCERCISE_DATE' : 'EXERCISE_DATE';
  const nothing: Field<never> = { value: null, footnotes: [], raw: null };
  return {
    ACCESSION_NUMBER: accession,
    [key]: row.surrogateKey ?? '',
    ...withNotes('SECURITY_TITLE', row.security, text),
    ...(isTransaction
      ? {
          ...withNotes('TRANS_DATE', row.transactionDate, day),
          ...withNotes('DEEMED_EXECUTION_DATE', row.deemedExecutionDate, day),
          TRANS_FORM_TYPE: row.coding?.form ?? '',
          TRANS_CODE: row.coding?.code ?? '',
          EQUITY_SWAP_INVOLVED: flag(row.coding?.equitySwap ?? null),
          EQUITY_SWAP_TRANS_CD_FN: row.coding?.footnotes.join(', ') ?? '',
          ...withNotes('TRANS_TIMELINESS', row.timeliness, text),
          ...withNotes('TRANS_SHARES', row.shares, decimal),
          ...withNotes('TRANS_PRICEPERSHARE', row.price, decimal),
          ...withNotes('TRANS_ACQUIRED_DISP_CD', row.acquiredDisposed, text),
        }
      : {
          TRANS_FORM_TYPE: row.coding?.form ?? '',
          TRANS_FORM_TYPE_FN: row.coding?.footnotes.join(', ') ?? '',
        }),
    ...(isDerivative && isTransaction
      ? withNotes('TRANS_TOTAL_VALUE', row.totalValue, decimal)
      : {}),
    ...(isDerivative
      ? {
          ...withNotes('CONV_EXERCISE_PRICE', row.terms?.exercisePrice ?? nothing, decimal),
          ...withNotes(exercise, row.terms?.exercisableOn ?? nothing, day),
          ...withNotes('EXPIRATION_DATE', row.terms?.expiresOn ?? nothing, day),
          ...withNotes('UNDLYNG_SEC_TITLE', row.terms?.underlying?.security ?? nothing, text),
          ...withNotes('UNDLYNG_SEC_SHARES', row.terms?.underlying?.shares ?? nothing, decimal),
          ...withNotes('UNDLYNG_SEC_VALUE', row.terms?.underlying?.value ?? nothing, decimal),
        }
      : {}),
    ...withNotes('SHRS_OWND_FOLWNG_TRANS', row.sharesFollowing, decimal),
    ...withNotes('VALU_OWND_FOLWNG_TRANS', row.valueFollowing, decimal),
    ...withNotes('DIRECT_INDIRECT_OWNERSHIP', row.ownership, text),
    ...withNotes('NATURE_OF_OWNERSHIP', row.nature, text),
  };
};

const submission = (accession: string, f: Filing): Line => ({
  ACCESSION_NUMBER: accession,
  FILING_DATE: day(f.filedOn),
  PERIOD_OF_REPORT: day(f.period),
  DATE_OF_ORIG_SUB: day(f.originalFiledOn),
  NO_SECURITIES_OWNED: flag(f.noSecuritiesOwned),
  NOT_SUBJECT_SEC16: flag(f.notSubjectToSection16),
  FORM3_HOLDINGS_REPORTED: flag(f.form3HoldingsReported),
  FORM4_TRANS_REPORTED: flag(f.form4TransactionsReported),
  DOCUMENT_TYPE: f.form,
  ISSUERCIK: f.issuer.cik ?? '',
  ISSUERNAME: quoted(f.issuer.name),
  ISSUERTRADINGSYMBOL: text(f.issuer.symbol),
  REMARKS: text(f.remarks),
  AFF10B5ONE: flag(f.plan10b51),
});

const roles = [
  ['director', 'Director'],
  ['officer', 'Officer'],
  ['tenPercentOwner', 'TenPercentOwner'],
  ['other', 'Other'],
] as const;

const owner = (accession: string, o: Filing['owners'][number]): Line => ({
  ACCESSION_NUMBER: accession,
  RPTOWNERCIK: o.cik ?? '',
  RPTOWNERNAME: quoted(o.name),
  RPTOWNER_RELATIONSHIP: roles.flatMap(([k, n]) => (o.relationship[k] ? [n] : [])).join(','),
  RPTOWNER_TITLE: text(o.relationship.officerTitle),
  RPTOWNER_TXT: text(o.relationship.otherText),
  RPTOWNER_STREET1: text(o.address?.street1 ?? null),
  RPTOWNER_STREET2: text(o.address?.street2 ?? null),
  RPTOWNER_CITY: text(o.address?.city ?? null),
  RPTOWNER_STATE: text(o.address?.state ?? null),
  RPTOWNER_ZIPCODE: text(o.address?.zip ?? null),
  RPTOWNER_STATE_DESC: text(o.address?.stateDescription ?? null),
});

/** Every filing needs an accession number. */
export const tablesOf = (filings: ReadonlyArray<Filing>): Tables => {
  const from = (lines: (accession: string, f: Filing) => ReadonlyArray<Line>) =>
    filings.flatMap((f) => lines(f.accession ?? '', f));
  const rows = (table: Row['table'], kind: Row['kind']) =>
    from((a, f) =>
      f.rows.filter((r) => r.table === table && r.kind === kind).map((r) => rowLine(a, r)),
    );
  return {
    SUBMISSION: from((a, f) => [submission(a, f)]),
    REPORTINGOWNER: from((a, f) => f.owners.map((o) => owner(a, o))),
    NONDERIV_TRANS: rows('I', 'transaction'),
    NONDERIV_HOLDING: rows('I', 'holding'),
    DERIV_TRANS: rows('II', 'transaction'),
    DERIV_HOLDING: rows('II', 'holding'),
    FOOTNOTES: from((a, f) =>
      f.footnotes.map((n) => ({
        ACCESSION_NUMBER: a,
        FOOTNOTE_ID: n.id,
        FOOTNOTE_TXT: quoted(n.text),
      })),
    ),
    OWNER_SIGNATURE: from((a, f) =>
      f.signatures.map((s) => ({
        ACCESSION_NUMBER: a,
        OWNERSIGNATURENAME: quoted(s.name),
        OWNERSIGNATUREDATE: day(s.date),
      })),
    ),
  };
};

/** The text of a table: `columns` in their order, the first line naming them. */
export const printTable = (columns: ReadonlyArray<string>, lines: ReadonlyArray<Line>): string =>
  [columns.join('\t'), ...lines.map((line) => columns.map((c) => line[c] ?? '').join('\t'))]
    .map((line) => `${line}\n`)
    .join('');

export type Files = { readonly [name: string]: string | Buffer };

export const writeFolder = (folder: string, files: Files): string => {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
};

/** A zip archive of deflated entries. */
export const zipOf = (files: Files): Buffer => {
  const local: Array<Buffer> = [];
  const central: Array<Buffer> = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const entry = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\x01\x02\x14\x00'), fields, tail, Buffer.from(name));
    local.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  const count = Object.keys(files).length;
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
};
