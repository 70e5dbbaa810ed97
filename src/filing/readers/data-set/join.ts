/** The lines of one accession, from all eight tables, as one filing. Pure; any order of lines. */

import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { Day } from '../../calendar.js';
import {
  type Accession,
  type Address,
  type Filing,
  type Footnote,
  type FormType,
  footnoteLengthMax,
  footnotesMax,
  formTypes,
  nameLengthMax,
  type Owner,
  ownersMax,
  type Relationship,
  type Row,
  remarksLengthMax,
  rowsMax,
} from '../../model.js';
import { type ReadProblem, readProblem } from '../../problem.js';
import { Findings, quoted, Rejected } from '../findings.js';
import type { Reading } from '../reader.js';
import { amountsInPlace } from './amount-slip.js';
import { naturesInPlace } from './nature-slip.js';
import { type RowTable, readRow, rowTables } from './row.js';
import { type Header, shapes, type TableName, tableNames } from './table.js';
import { type Cells, dayOf, flagOf, textOf } from './value.js';

/** One line of a table below its header. */
export interface Line {
  readonly header: Header;
  /** In the file, from 1. */
  readonly number: number;
  readonly text: string;
}

interface Record extends Cells {
  readonly line: Line;
  readonly cells: ReadonlyArray<string>;
  /** The key's cells, joined; empty where the table has none. */
  readonly key: string;
}

type Records = ReadonlyMap<TableName, ReadonlyArray<Record>>;

const pathOf = (table: TableName, key: string): string => (key === '' ? table : `${table}~${key}`);

const recordOf = (line: Line, findings: Findings): Record => {
  const { columns, places, table, keyAt } = line.header;
  const cells = line.text.split('\t');
  if (cells.length !== columns.length)
    return findings.reject(
      'MALFORMED_DOCUMENT',
      `${table} line ${line.number} has ${cells.length} cells, expected ${columns.length}; a filing with a damaged line is not recorded in part.`,
      table,
      line.number,
    );
  const key = keyAt.map((i) => cells[i]?.trim() ?? '').join('|');
  return {
    line,
    cells,
    key,
    path: pathOf(table, key),
    of: (column) => {
      const at = places.get(column);
      return at === undefined ? '' : (cells[at] ?? '');
    },
  };
};

/** What the columns hold that no box of the form is for. */
const keepUnknown = (record: Record, findings: Findings): void => {
  const { header } = record.line;
  for (const at of header.unknown) {
    const text = record.cells[at]?.trim() ?? '';
    if (text !== '') findings.keepUnknown(`${record.path}.${header.columns[at]}`, text);
  }
  for (const column of shapes[header.table].sometimes) {
    const text = column === 'AFF10B5ONE' ? '' : record.of(column).trim();
    if (text !== '') findings.keepUnknown(`${record.path}.${column}`, text);
  }
};

/** The same line twice counts once; two lines of one key that differ leave no way to choose. */
const withoutTwins = (
  table: TableName,
  records: ReadonlyArray<Record>,
  findings: Findings,
): ReadonlyArray<Record> => {
  if (table === 'OWNER_SIGNATURE') return records;
  const byKey = new Map<string, Record>();
  for (const record of records) {
    const twin = byKey.get(record.key);
    if (twin === undefined) byKey.set(record.key, record);
    else if (twin.line.text === record.line.text)
      findings.warn(
        'DUPLICATE_LINE',
        `${table} line ${record.line.number} repeats line ${twin.line.number}; it counts once`,
      );
    else
      findings.reject(
        'MALFORMED_DOCUMENT',
        `${table} lines ${twin.line.number} and ${record.line.number} have the same key${record.key === '' ? '' : ` ${record.key}`} and differ; which of them is right cannot be told.`,
        record.path,
        record.line.number,
      );
  }
  return [...byKey.values()];
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** Numbers of any length, as text. */
const compareNumbers = (a: string, b: string): number => {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return x.length - y.length || compareText(x, y) || compareText(a, b);
};

const recordsOf = (lines: ReadonlyArray<Line>, findings: Findings): Records => {
  const found = new Map<TableName, Array<Record>>();
  for (const line of lines) {
    const record = recordOf(line, findings);
    const known = found.get(line.header.table);
    if (known === undefined) found.set(line.header.table, [record]);
    else known.push(record);
  }
  const records = new Map<TableName, ReadonlyArray<Record>>();
  for (const table of tableNames) {
    const sorted = [...(found.get(table) ?? [])].sort(
      (a, b) => compareNumbers(a.key, b.key) || compareText(a.line.text, b.line.text),
    );
    const single = withoutTwins(table, sorted, findings);
    for (const record of single) keepUnknown(record, findings);
    records.set(table, single);
  }
  return records;
};

const cikOf = (record: Record, column: string, findings: Findings): string => {
  const text = record.of(column).trim();
  return /^\d{1,10}$/.test(text)
    ? text.padStart(10, '0')
    : findings.reject(
        text === '' ? 'MISSING_FIELD' : 'INVALID_FIELD',
        `${record.path}.${column}: expected a CIK, got ${quoted(text)}.`,
        `${record.path}.${column}`,
        record.line.number,
      );
};

const roles: ReadonlyMap<string, 'director' | 'officer' | 'tenPercentOwner' | 'other'> = new Map([
  ['DIRECTOR', 'director'],
  ['OFFICER', 'officer'],
  ['TENPERCENTOWNER', 'tenPercentOwner'],
  ['OTHER', 'other'],
]);

/** The roles that hold are listed, as `Director,Officer`; with an empty list nothing is known. */
const relationshipOf = (record: Record, findings: Findings): Relationship => {
  const listed = record.of('RPTOWNER_RELATIONSHIP').trim();
  const named = new Set<string>();
  for (const word of listed.split(/[\s,;/]+/).filter((w) => w !== '')) {
    const role = roles.get(word.toUpperCase());
    if (role !== undefined) named.add(role);
    else {
      findings.warn('UNKNOWN_ROLE', `${record.path}: ${quoted(word)} is no role of the form; kept`);
      findings.keepUnknown(`${record.path}.RPTOWNER_RELATIONSHIP`, word);
    }
  }
  const holds = (role: string): boolean | null => (listed === '' ? null : named.has(role));
  return {
    director: holds('director'),
    officer: holds('officer'),
    tenPercentOwner: holds('tenPercentOwner'),
    other: holds('other'),
    officerTitle: textOf(record, 'RPTOWNER_TITLE', findings, nameLengthMax),
    otherText: textOf(record, 'RPTOWNER_TXT', findings, nameLengthMax),
  };
};

const addressOf = (record: Record, findings: Findings): Address | null => {
  const part = (column: string) => textOf(record, column, findings, nameLengthMax);
  const address: Address = {
    street1: part('RPTOWNER_STREET1'),
    street2: part('RPTOWNER_STREET2'),
    city: part('RPTOWNER_CITY'),
    state: part('RPTOWNER_STATE'),
    zip: part('RPTOWNER_ZIPCODE'),
    stateDescription: part('RPTOWNER_STATE_DESC'),
    nonUs: null,
  };
  return Object.values(address).every((v) => v === null) ? null : address;
};

const ownerOf = (record: Record, findings: Findings): Owner => ({
  cik: cikOf(record, 'RPTOWNERCIK', findings),
  name: textOf(record, 'RPTOWNERNAME', findings, nameLengthMax) ?? '',
  address: addressOf(record, findings),
  relationship: relationshipOf(record, findings),
});

const footnoteOf = (record: Record, findings: Findings): Footnote => {
  const id = record.of('FOOTNOTE_ID').trim();
  return {
    id: /^F\d{1,3}$/.test(id)
      ? id
      : findings.reject(
          'INVALID_FIELD',
          `FOOTNOTES line ${record.line.number}: expected a footnote id such as F1, got ${quoted(id)}.`,
          'FOOTNOTES',
          record.line.number,
        ),
    text: textOf(record, 'FOOTNOTE_TXT', findings, footnoteLengthMax) ?? '',
  };
};

const signatureOf = (record: Record, findings: Findings): Filing['signatures'][number] => {
  const text = record.of('OWNERSIGNATUREDATE').trim();
  const date = dayOf(text);
  if (text !== '' && date === null)
    findings.invalid('OWNER_SIGNATURE.OWNERSIGNATUREDATE', text, 'a day as DD-MON-YYYY');
  return { name: textOf(record, 'OWNERSIGNATURENAME', findings, nameLengthMax) ?? '', date };
};

const surrogateKeyText = /^\d{1,18}$/;

/** What the tables print on other rows than it was filed of. */
const inPlace = (table: RowTable, records: ReadonlyArray<Record>, findings: Findings) =>
  amountsInPlace(table, naturesInPlace(table, records, findings), findings);

/**
 * Rows in the order of their keys. Transactions and holdings are numbered apart, so that both may
 * have one number in one filing: the holding is then named with a leading zero, or as many as tell
 * it from all others.
 */
const rowsOf = (records: Records, findings: Findings): ReadonlyArray<Row> => {
  const rows: Array<Row> = [];
  const names = new Set<string>();
  const count = { I: 0, II: 0 };
  for (const table of Object.keys(rowTables) as ReadonlyArray<RowTable>)
    for (const record of inPlace(table, records.get(table) ?? [], findings)) {
      const as = rowTables[table];
      count[as.table] += 1;
      let { key } = record;
      while (names.has(`${as.table}~${key}`)) key = `0${key}`;
      names.add(`${as.table}~${key}`);
      if (!surrogateKeyText.test(key))
        findings.reject(
          'INVALID_FIELD',
          `${table} line ${record.line.number}: expected a key of 1 to 18 digits, got ${quoted(key)}.`,
          record.path,
          record.line.number,
        );
      if (count[as.table] > rowsMax)
        findings.reject('LIMIT_EXCEEDED', `more than ${rowsMax} rows in Table ${as.table}.`, table);
      rows.push(readRow(table, record, key, count[as.table], findings));
    }
  return rows.sort((a, b) => compareText(a.table, b.table) || a.position - b.position);
};

const digestOf = (lines: ReadonlyArray<Line>): string => {
  const hash = createHash('sha256');
  for (const line of lines.map((l) => `${l.header.table}\t${l.text}\n`).sort(compareText))
    hash.update(line);
  return hash.digest('hex');
};

const requiredDay = (submission: Record, column: string, findings: Findings): Day => {
  const text = submission.of(column).trim();
  return (
    dayOf(text) ??
    findings.reject(
      text === '' ? 'MISSING_FIELD' : 'INVALID_FIELD',
      `SUBMISSION line ${submission.line.number}, ${column}: expected a day as DD-MON-YYYY, got ${quoted(text)}.`,
      column,
      submission.line.number,
    )
  );
};

const optionalDay = (submission: Record, column: string, findings: Findings): Day | null => {
  const text = submission.of(column).trim();
  const day = dayOf(text);
  if (day === null && text !== '')
    findings.invalid(`SUBMISSION.${column}`, text, 'a day as DD-MON-YYYY');
  return day;
};

const formOf = (submission: Record, findings: Findings): FormType => {
  const text = submission.of('DOCUMENT_TYPE').trim();
  return (
    formTypes.find((f) => f === text) ??
    findings.reject(
      'INVALID_FIELD',
      `SUBMISSION line ${submission.line.number}: expected a document type of ${formTypes.join(', ')}, got ${quoted(text)}.`,
      'DOCUMENT_TYPE',
      submission.line.number,
    )
  );
};

const filingOf = (
  accession: Accession,
  submission: Record,
  records: Records,
  lines: ReadonlyArray<Line>,
  findings: Findings,
): Filing => {
  const each = <A>(table: TableName, max: number, read: (r: Record, f: Findings) => A) => {
    const found = records.get(table) ?? [];
    if (found.length > max)
      findings.reject('LIMIT_EXCEEDED', `${found.length} lines of ${table} for one filing.`, table);
    return found.map((record) => read(record, findings));
  };
  const text = (column: string, lengthMax: number) =>
    textOf(submission, column, findings, lengthMax);
  const flag = (column: string) => flagOf(submission, column, findings);
  const filedOn = optionalDay(submission, 'FILING_DATE', findings);
  return {
    accession,
    filedOn,
    // A listing beside the document, like a manifest: not the submission's own header.
    filedBasis: filedOn === null ? null : 'manifest',
    acceptedAt: null,
    source: { format: 'data-set', sha256: digestOf(lines) },
    form: formOf(submission, findings),
    schemaVersion: null,
    period: requiredDay(submission, 'PERIOD_OF_REPORT', findings),
    originalFiledOn: optionalDay(submission, 'DATE_OF_ORIG_SUB', findings),
    noSecuritiesOwned: flag('NO_SECURITIES_OWNED'),
    notSubjectToSection16: flag('NOT_SUBJECT_SEC16'),
    form3HoldingsReported: flag('FORM3_HOLDINGS_REPORTED'),
    form4TransactionsReported: flag('FORM4_TRANS_REPORTED'),
    plan10b51: flag('AFF10B5ONE'),
    issuer: {
      cik: cikOf(submission, 'ISSUERCIK', findings),
      name: text('ISSUERNAME', nameLengthMax) ?? '',
      symbol: text('ISSUERTRADINGSYMBOL', nameLengthMax),
      foreignSymbol: null,
    },
    owners: each('REPORTINGOWNER', ownersMax, ownerOf),
    rows: rowsOf(records, findings),
    footnotes: [...each('FOOTNOTES', footnotesMax, footnoteOf)].sort((a, b) =>
      compareNumbers(a.id.slice(1), b.id.slice(1)),
    ),
    remarks: text('REMARKS', remarksLengthMax),
    signatures: [...each('OWNER_SIGNATURE', ownersMax, signatureOf)].sort(
      (a, b) => compareText(a.name, b.name) || compareText(a.date ?? '', b.date ?? ''),
    ),
    unknown: findings.unknown,
    asFiled: findings.asFiled,
  };
};

const tally = (lines: ReadonlyArray<Line>): string => {
  const counts = new Map<string, number>();
  for (const { header } of lines) counts.set(header.table, (counts.get(header.table) ?? 0) + 1);
  return [...counts].map(([table, n]) => `${n} in ${table}`).join(', ');
};

/** The filing that these lines of one accession make, or why they make none. */
export const joinFiling = (
  accession: Accession,
  lines: ReadonlyArray<Line>,
): E.Either<ReadProblem, Reading> => {
  const findings = new Findings();
  try {
    const records = recordsOf(lines, findings);
    const submission = records.get('SUBMISSION')?.[0];
    if (submission === undefined)
      return E.left(
        readProblem(
          'MISSING_FIELD',
          `${accession} has lines (${tally(lines)}) and none in SUBMISSION, so that its form, issuer and dates are unknown.`,
          { at: 'SUBMISSION', line: lines[0]?.number ?? null },
        ),
      );
    const filing = filingOf(accession, submission, records, lines, findings);
    return E.right({ filing, warnings: findings.warnings });
  } catch (thrown) {
    if (thrown instanceof Rejected) return E.left(thrown.problem);
    throw thrown;
  }
};
