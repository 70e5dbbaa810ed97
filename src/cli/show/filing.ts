/** One filing as a page: header, owners, each row with its boxes and footnotes in place. */
import type {
  AmendsAnswer,
  BoxAnswer,
  FilingAnswer,
  FilingRowAnswer,
  OwnerAnswer,
  RowReportAnswer,
} from '../../ledger/answers.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { grouped, groupedNumber, plain, wrapped } from '../text/plain.js';
import type { Screen } from '../text/screen.js';
import { insiderName, momentText } from './party.js';
import type { Presentation } from './presentation.js';
import { rowRulingText } from './ruled.js';

const boxOf = (row: FilingRowAnswer, name: string): string | null =>
  row.boxes.find(({ box }) => box === name)?.value ?? null;

interface RowOfFiling {
  readonly filing: FilingAnswer;
  readonly row: FilingRowAnswer;
}

const cells: Cells<RowOfFiling> = {
  accession: ({ filing }) => filing.accession,
  form: ({ filing }) => filing.form,
  filedOn: ({ filing }) => filing.filedOn,
  row: ({ row }) => row.row,
  table: ({ row }) => row.table,
  kind: ({ row }) => row.kind,
  security: ({ row }) => boxOf(row, 'security'),
  transactionDate: ({ row }) => boxOf(row, 'transactionDate'),
  code: ({ row }) => boxOf(row, 'code'),
  acquiredDisposed: ({ row }) => boxOf(row, 'acquiredDisposed'),
  shares: ({ row }) => boxOf(row, 'shares'),
  price: ({ row }) => boxOf(row, 'price'),
  sharesFollowing: ({ row }) => boxOf(row, 'sharesFollowing'),
  ownership: ({ row }) => boxOf(row, 'ownership'),
  nature: ({ row }) => boxOf(row, 'nature'),
  positionId: ({ row }) => row.reports[0]?.positionId,
  outcome: ({ row }) => row.reports[0]?.outcome,
  status: ({ row }) => row.reports[0]?.status,
  inForceRow: ({ row }) => row.reports[0]?.inForce,
  rulings: ({ row }) =>
    [...new Set(row.reports.flatMap((r) => r.rulings.map(({ id }) => id)))].join(' '),
  footnotes: ({ filing, row }) =>
    [...new Set(row.boxes.flatMap((b) => b.footnotes))]
      .map((id) => {
        const note = filing.footnotes.find((f) => f.id === id);
        return note === undefined ? id : `${id}: ${note.text}`;
      })
      .join(' | '),
};

const widthDefault = 100;

const indented = (text: string, screen: Screen, by: string): ReadonlyArray<string> =>
  wrapped(text, (screen.width ?? widthDefault) - by.length).map((line) => by + line);

const decimals: ReadonlySet<string> = new Set([
  'shares',
  'totalValue',
  'price',
  'sharesFollowing',
  'valueFollowing',
  'exercisePrice',
  'underlyingShares',
  'underlyingValue',
]);

/** `shares 4,000 (F1)`. */
const boxText = ({ box, value, footnotes }: BoxAnswer): string => {
  const said = value === null ? 'empty' : decimals.has(box) ? grouped(value) : plain(value);
  return `${box} ${said}${footnotes.length === 0 ? '' : ` (${footnotes.join(', ')})`}`;
};

const roles = ({ relationship }: OwnerAnswer): string => {
  const { director, officer, tenPercentOwner, other, officerTitle, otherText } = relationship;
  const said = [
    director === true ? 'director' : '',
    officer === true ? `officer${officerTitle === null ? '' : ` (${officerTitle})`}` : '',
    tenPercentOwner === true ? '10% owner' : '',
    other === true ? `other${otherText === null ? '' : ` (${otherText})`}` : '',
  ].filter((role) => role !== '');
  return said.length === 0 ? 'no role is marked' : plain(said.join(', '));
};

const amendsText = ({ accession, kind, decided }: AmendsAnswer): string =>
  accession === null
    ? kind === 'orphan'
      ? 'Amends a filing that is not in the ledger'
      : 'It is not certain which filing it amends'
    : `Amends ${accession}${decided ? ', as an operator decided' : kind === 'inferred' ? ', by what its rows say' : ''}`;

const outcomes: Readonly<Record<RowReportAnswer['outcome'], string>> = {
  original: 'first reported here',
  added: 'added by this amendment',
  confirmed: 'restates a row as it was',
  corrected: 'corrects a row',
};

const isShown = ({ box, value }: BoxAnswer): boolean => box !== 'equitySwap' || value !== 'false';

const reportLines = (
  row: FilingRowAnswer,
  report: RowReportAnswer,
  isOneOfSeveral: boolean,
): ReadonlyArray<string> => {
  const { outcome, transactionId, changes, status, inForce, positionId, rulings } = report;
  const restates = transactionId === row.row ? '' : ` ${transactionId}`;
  const changed = changes.map(
    (c) => `${c.field} ${groupedNumber(c.from ?? 'empty')} → ${groupedNumber(c.to ?? 'empty')}`,
  );
  const now =
    inForce !== row.row
      ? `; ${inForce} is in force now`
      : status === 'withdrawn' || status === 'held-out'
        ? `; it does not count (${status})`
        : '';
  return [
    `${isOneOfSeveral ? `${report.insider}: ` : ''}${outcomes[outcome]}${restates}${changed.length === 0 ? '' : `: ${changed.join(', ')}`}${now}.`,
    ...(positionId === null ? [] : [`position ${positionId}`]),
    ...rulings.map((ruling) => `* ${rowRulingText(ruling)}`),
  ];
};

/** What all owners' streams tell alike is told once. */
const reportsOf = (row: FilingRowAnswer): ReadonlyArray<string> => {
  const told = row.reports.map((report) =>
    reportLines(row, report, row.reports.length > 1 && report.positionId !== null),
  );
  return [...new Set(told.flat())];
};

const rowLines = (row: FilingRowAnswer, screen: Screen): ReadonlyArray<string> => [
  screen.bold(`${row.row.slice(row.row.indexOf('/') + 1)}  ${row.kind}`),
  ...indented(row.boxes.filter(isShown).map(boxText).join('; '), screen, '  '),
  ...reportsOf(row)
    .flatMap((line) => indented(line, screen, '  '))
    .map(screen.dim),
];

const marked = (filing: FilingAnswer): ReadonlyArray<string> => [
  ...(filing.noSecuritiesOwned === true ? ['No securities are beneficially owned.'] : []),
  ...(filing.notSubjectToSection16 === true ? ['No longer subject to Section 16.'] : []),
  ...(filing.plan10b51 === true ? ['The box of Rule 10b5-1(c) is checked.'] : []),
];

export const filing: Presentation<FilingAnswer> = {
  items: (answer) => [answer],
  csv: (answer) =>
    sheetOf(
      cells,
      answer.rows.map((row) => ({ filing: answer, row })),
    ),
  table: (answer, screen) => {
    const { issuer } = answer;
    const footnotes = answer.footnotes.flatMap(({ id, text }) =>
      indented(`${id}: ${text}`, screen, '  '),
    );
    return [
      screen.bold(`Form ${answer.form} ${answer.accession}`),
      `${plain(issuer.name)} (${[issuer.symbol, issuer.cik]
        .filter((one) => one !== null)
        .map(plain)
        .join(', ')})`,
      `Period ${answer.period}, filed ${answer.filedOn} (${answer.filedBasis}), ${answer.acceptedAt === null ? `known at ${answer.knownAt}` : `accepted ${answer.acceptedAt}`}`,
      ...(answer.otherNames.length === 0
        ? []
        : [`Recorded before as ${answer.otherNames.join(', ')}`]),
      ...(answer.address === null ? [] : [answer.address]),
      ...(answer.originalFiledOn === null
        ? []
        : [`Box 4: the original was filed on ${answer.originalFiledOn}`]),
      ...new Set(answer.amends.map(amendsText)),
      ...(answer.amendedBy.length === 0 ? [] : [`Amended by ${answer.amendedBy.join(', ')}`]),
      ...marked(answer),
      '',
      'Owners:',
      ...answer.owners.map((owner) => `  ${plain(owner.name)} (${owner.insider}): ${roles(owner)}`),
      '',
      ...answer.rows.flatMap((row) => [...rowLines(row, screen), '']),
      ...(footnotes.length === 0 ? [] : ['Footnotes:', ...footnotes, '']),
      ...(answer.remarks === null
        ? []
        : ['Remarks:', ...indented(answer.remarks, screen, '  '), '']),
      ...(answer.signatures.length === 0
        ? []
        : [
            `Signed: ${answer.signatures.map(({ name, date }) => plain(date === null ? name : `${name} on ${date}`)).join('; ')}`,
          ]),
      ...answer.unknown.map(
        ({ path, text }) => `Also in the document, ${plain(path)}: ${plain(text)}`,
      ),
      `Source: ${answer.sourceDigest === null ? 'the bytes were not at hand' : `SHA-256 ${answer.sourceDigest}`}`,
      `In the streams of ${answer.reportedBy.map(insiderName).join(', ')}`,
      '',
      screen.dim(`${momentText(answer)}.`),
    ].join('\n');
  },
};
