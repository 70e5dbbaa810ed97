/**
 * The eight tables of the SEC's Insider Transactions Data Sets, told apart by their columns: a
 * table under another name, or with its columns in another order, is the same table.
 */

export const tableNames = [
  'SUBMISSION',
  'REPORTINGOWNER',
  'NONDERIV_TRANS',
  'NONDERIV_HOLDING',
  'DERIV_TRANS',
  'DERIV_HOLDING',
  'FOOTNOTES',
  'OWNER_SIGNATURE',
] as const;
export type TableName = (typeof tableNames)[number];

interface Shape {
  /** Found in this table and in no other. */
  readonly mark: string;
  /** With the accession number: what tells one line from the next; none for signatures. */
  readonly key: ReadonlyArray<string>;
  /** Without these nothing of the table can be read. */
  readonly needed: ReadonlyArray<string>;
  /** Without these something of every filing stays unknown. */
  readonly known: ReadonlyArray<string>;
  /** In the table since, or until, some quarter. */
  readonly sometimes: ReadonlyArray<string>;
  /** What nobody can know where the table is missing. */
  readonly loss: string;
}

const accession = 'ACCESSION_NUMBER';

const withNotes = (...columns: ReadonlyArray<string>): ReadonlyArray<string> =>
  columns.flatMap((column) => [column, `${column}_FN`]);

const after = withNotes(
  'SHRS_OWND_FOLWNG_TRANS',
  'VALU_OWND_FOLWNG_TRANS',
  'DIRECT_INDIRECT_OWNERSHIP',
  'NATURE_OF_OWNERSHIP',
);
const terms = withNotes(
  'CONV_EXERCISE_PRICE',
  'EXERCISE_DATE',
  'EXPIRATION_DATE',
  'UNDLYNG_SEC_TITLE',
  'UNDLYNG_SEC_SHARES',
  'UNDLYNG_SEC_VALUE',
);
const deed = [
  ...withNotes('SECURITY_TITLE', 'TRANS_DATE', 'DEEMED_EXECUTION_DATE'),
  'TRANS_FORM_TYPE',
  'TRANS_CODE',
  'EQUITY_SWAP_INVOLVED',
  'EQUITY_SWAP_TRANS_CD_FN',
  ...withNotes('TRANS_TIMELINESS', 'TRANS_SHARES', 'TRANS_PRICEPERSHARE'),
  ...withNotes('TRANS_ACQUIRED_DISP_CD'),
];

export const shapes: { readonly [T in TableName]: Shape } = {
  SUBMISSION: {
    mark: 'DOCUMENT_TYPE',
    key: [],
    needed: ['FILING_DATE', 'PERIOD_OF_REPORT', 'DOCUMENT_TYPE', 'ISSUERCIK'],
    known: [
      'DATE_OF_ORIG_SUB',
      'NO_SECURITIES_OWNED',
      'NOT_SUBJECT_SEC16',
      'FORM3_HOLDINGS_REPORTED',
      'FORM4_TRANS_REPORTED',
      'ISSUERNAME',
      'ISSUERTRADINGSYMBOL',
      'REMARKS',
    ],
    sometimes: [
      'AFF10B5ONE',
      'CONTACT_NAME',
      'CONTACT_PHONE_NUMBER',
      'CONTACT_EMAIL_ADDRESS',
      'NOTIFICATION_EMAIL_ADDRESS',
    ],
    loss: 'no form, issuer, period or filing date of any filing is known',
  },
  REPORTINGOWNER: {
    mark: 'RPTOWNERCIK',
    key: ['RPTOWNERCIK'],
    needed: ['RPTOWNERCIK'],
    known: [
      'RPTOWNERNAME',
      'RPTOWNER_RELATIONSHIP',
      'RPTOWNER_TITLE',
      'RPTOWNER_TXT',
      'RPTOWNER_STREET1',
      'RPTOWNER_STREET2',
      'RPTOWNER_CITY',
      'RPTOWNER_STATE',
      'RPTOWNER_ZIPCODE',
      'RPTOWNER_STATE_DESC',
    ],
    sometimes: ['FILE_NUMBER'],
    loss: 'the insider of no filing is known',
  },
  NONDERIV_TRANS: {
    mark: 'NONDERIV_TRANS_SK',
    key: ['NONDERIV_TRANS_SK'],
    needed: ['NONDERIV_TRANS_SK'],
    known: [...deed, ...after],
    sometimes: [],
    loss: 'no transaction of Table I is known, so share positions lack them and their balances',
  },
  NONDERIV_HOLDING: {
    mark: 'NONDERIV_HOLDING_SK',
    key: ['NONDERIV_HOLDING_SK'],
    needed: ['NONDERIV_HOLDING_SK'],
    known: [...withNotes('SECURITY_TITLE', 'TRANS_FORM_TYPE'), ...after],
    sometimes: [],
    loss: 'no holding of Table I is known',
  },
  DERIV_TRANS: {
    mark: 'DERIV_TRANS_SK',
    key: ['DERIV_TRANS_SK'],
    needed: ['DERIV_TRANS_SK'],
    known: [...deed, ...withNotes('TRANS_TOTAL_VALUE'), ...terms, ...after],
    sometimes: [],
    loss: 'no transaction of Table II is known, so option positions lack them and their balances',
  },
  DERIV_HOLDING: {
    mark: 'DERIV_HOLDING_SK',
    key: ['DERIV_HOLDING_SK'],
    needed: ['DERIV_HOLDING_SK'],
    known: [...withNotes('SECURITY_TITLE', 'TRANS_FORM_TYPE'), ...terms, ...after],
    sometimes: [],
    loss: 'no holding of Table II is known',
  },
  FOOTNOTES: {
    mark: 'FOOTNOTE_ID',
    key: ['FOOTNOTE_ID'],
    needed: ['FOOTNOTE_ID', 'FOOTNOTE_TXT'],
    known: [],
    sometimes: [],
    loss: 'the text of no footnote is known; the references to them are kept',
  },
  OWNER_SIGNATURE: {
    mark: 'OWNERSIGNATURENAME',
    key: [],
    needed: ['OWNERSIGNATURENAME'],
    known: ['OWNERSIGNATUREDATE'],
    sometimes: [],
    loss: 'nobody is known to have signed',
  },
};

/** Two spellings of one column: the SEC's own, and the one its documentation gives. */
const spellings: ReadonlyMap<string, string> = new Map([
  ['EXCERCISE_DATE', 'EXERCISE_DATE'],
  ['EXCERCISE_DATE_FN', 'EXERCISE_DATE_FN'],
  ['EQUITY_SWAP_INVOLVED_FN', 'EQUITY_SWAP_TRANS_CD_FN'],
]);

/** The first line of a table, understood. */
export interface Header {
  readonly table: TableName;
  /** Column names in the order of the file, in one spelling. */
  readonly columns: ReadonlyArray<string>;
  readonly places: ReadonlyMap<string, number>;
  readonly accessionAt: number;
  /** Places of the key's columns; empty where lines have no key of their own. */
  readonly keyAt: ReadonlyArray<number>;
  readonly missing: ReadonlyArray<string>;
  /** Places of columns that no quarter has had. */
  readonly unknown: ReadonlyArray<number>;
}

/** Longer than any table's first line, in bytes. */
export const headerBytesMax = 8 * 1024;

const columnName = /^[A-Z0-9_]+$/;

const columnsOf = (line: string): ReadonlyArray<string> =>
  line
    .replace(/^\uFEFF/, '')
    .replace(/\r$/, '')
    .split('\t')
    .map((name) =>
      name
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .toUpperCase(),
    )
    .map((name) => spellings.get(name) ?? name);

/** The table that a first line heads, or null where it heads none. */
export const readHeader = (line: string): Header | null => {
  const columns = columnsOf(line);
  const accessionAt = columns.indexOf(accession);
  const table = tableNames.find((name) => columns.includes(shapes[name].mark));
  if (table === undefined || accessionAt === -1) return null;
  const { key, needed, known, sometimes } = shapes[table];
  const all = new Set([accession, ...needed, ...known, ...sometimes]);
  return {
    table,
    columns,
    places: new Map(columns.map((column, i) => [column, i])),
    accessionAt,
    keyAt: key.map((column) => columns.indexOf(column)),
    missing: [...needed, ...known].filter((column) => !columns.includes(column)),
    unknown: columns.flatMap((column, i) => (all.has(column) ? [] : [i])),
  };
};

/** Whether the bytes at the beginning of a file are those of a table. */
export const looksLikeTable = (head: Uint8Array): boolean => {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, headerBytesMax));
  const end = text.indexOf(10);
  const line = text.toString('utf8', 0, end === -1 ? text.length : end);
  return line.includes('\t') && readHeader(line) !== null;
};

/** Columns named twice, or with a name that is none: a header that cannot be trusted. */
export const faultOf = (header: Header): string | null => {
  const { columns, table } = header;
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) return `${table} names the column ${twice} twice`;
  const odd = columns.find((column) => !columnName.test(column));
  if (odd !== undefined) return `${table} has a column named ${JSON.stringify(odd)}`;
  const lost = shapes[table].needed.filter((column) => header.missing.includes(column));
  return lost.length === 0
    ? null
    : `${table} lacks ${lost.join(', ')}, without which it says nothing`;
};
