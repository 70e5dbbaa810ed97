/** The rows of Tables I and II. */
import * as E from 'fp-ts/lib/Either.js';
import { emptyField } from '../../codec.js';
import type { Coding, Row } from '../../model.js';
import { rowsMax } from '../../model.js';
import { type ReadProblem, type ReadWarning, readProblem } from '../../problem.js';
import { type Alignment, align } from './alignment.js';
import { columnsOf } from './column.js';
import { isHeading } from './label.js';
import { type MarkedText, readMarks } from './mark.js';
import { type Line, plainText } from './page.js';
import { amountField, amountOf, dayField, dayOf, letterField, textField } from './value.js';

export interface TableContext {
  readonly family: '3' | '4' | '5';
  readonly table: 'I' | 'II';
  /** Ids of the footnotes that the form explains. */
  readonly explained: ReadonlySet<string>;
}

export interface TableReading {
  readonly rows: ReadonlyArray<Row>;
  /** Lines of the table that are neither headings nor rows. */
  readonly leftOver: ReadonlyArray<Line>;
  readonly warnings: ReadonlyArray<ReadWarning>;
}

/** One row's cells, from one line or, where each cell has a line of its own, from several. */
interface RawRow {
  readonly line: number;
  readonly cells: ReadonlyArray<MarkedText>;
  readonly positional: boolean;
}

// ---- finding the rows ----

const isDatum = (cell: MarkedText): boolean =>
  dayOf(cell.text) !== null || amountOf(cell.text) !== null;

const isLetter = (cell: MarkedText): boolean => /^[A-Z](?:\/K)?$/.test(cell.text);

const cellsOf = (line: Line, explained: ReadonlySet<string>): ReadonlyArray<MarkedText> =>
  line.cells.map((c) => readMarks(c, explained));

/** A heading may hold stray numbers (`3.`, `8)`), a row never holds two headings. */
const isHeadingLine = (line: Line): boolean =>
  line.cells.filter((c) => /[a-z]{2}/i.test(c)).length > 0 &&
  line.cells.every((c) => isHeading(plainText(c))) &&
  !line.cells.some((c) => dayOf(c) !== null) &&
  // `Options | 1,000 | D`: a title made of the form's own words.
  !(line.cells.some((c) => amountOf(c) !== null) && line.cells.some((c) => c === 'D' || c === 'I'));

/** `Common Stock 11/04/2021 S 400 D $135.2563 3,895,360 D` in one cell: its words, regrouped. */
const wordsAsCells = (text: string, explained: ReadonlySet<string>): ReadonlyArray<MarkedText> => {
  const cells: Array<MarkedText> = [];
  let run: Array<string> = [];
  const closeRun = (): void => {
    if (run.length > 0) cells.push(readMarks(run.join(' '), explained));
    run = [];
  };
  for (const word of text.split(' ')) {
    const cell = readMarks(word, explained);
    const bareMark = cell.text === '' && cell.marks.length > 0;
    const alone = isDatum(cell) || bareMark || (isLetter(cell) && run.length === 0);
    if (!alone) {
      run.push(word);
      continue;
    }
    closeRun();
    cells.push(cell);
  }
  closeRun();
  return cells;
};

const looksLikeRowInOneCell = (cells: ReadonlyArray<MarkedText>): boolean =>
  cells.length >= 4 &&
  cells[0]?.text !== '' &&
  !cells.slice(0, 1).some(isDatum) &&
  cells.some(isDatum) &&
  cells.some((c) => c.text === 'D' || c.text === 'I');

/** Each cell on a line of its own, empty cells lost: a row ends where the next title begins. */
const rowsOfCellLines = (
  lines: ReadonlyArray<Line>,
  explained: ReadonlySet<string>,
): ReadonlyArray<RawRow> => {
  const cells = lines.map((line) => ({
    line: line.number,
    cell: readMarks(line.text, explained),
  }));
  const firstDatum = cells.findIndex(({ cell }) => isDatum(cell));
  if (firstDatum < 1) return [];
  let start = firstDatum - 1;
  while (start > 0 && cells[start]?.cell.text === '') start -= 1;
  const rows: Array<RawRow> = [];
  let row: Array<MarkedText> = [];
  let line = cells[start]?.line ?? 0;
  /** The last cell that is not a mark, and whether the row's ownership letter has gone by. */
  let last: MarkedText | null = null;
  let natureSeen = false;
  for (const [i, { cell, line: number }] of cells.entries()) {
    if (i < start) continue;
    const isText = cell.text !== '' && !isDatum(cell) && !isLetter(cell);
    const afterOwnership = last !== null && (last.text === 'D' || last.text === 'I');
    if (isText && (afterOwnership || natureSeen)) {
      const next = cells.slice(i + 1, i + 4).find((c) => c.cell.text !== '');
      const isTitle: boolean = natureSeen || (next !== undefined && isDatum(next.cell));
      if (isTitle) {
        rows.push({ line, cells: row, positional: false });
        row = [];
        line = number;
      }
      natureSeen = !isTitle;
    }
    row.push(cell);
    if (cell.text !== '') last = cell;
  }
  if (row.length > 0) rows.push({ line, cells: row, positional: false });
  return rows;
};

interface Found {
  readonly rows: ReadonlyArray<RawRow>;
  readonly leftOver: ReadonlyArray<Line>;
}

const findRows = (lines: ReadonlyArray<Line>, explained: ReadonlySet<string>): Found => {
  const rows: Array<RawRow> = [];
  const single: Array<Line> = [];
  const leftOver: Array<Line> = [];
  for (const line of lines) {
    if (line.text === '') continue;
    const cells = cellsOf(line, explained);
    const filled = cells.filter((c) => c.text !== '' || c.marks.length > 0);
    if (filled.length <= 1) {
      const words = wordsAsCells(line.text, explained);
      if (!isHeadingLine(line) && looksLikeRowInOneCell(words))
        rows.push({ line: line.number, cells: words, positional: false });
      else single.push(line);
    } else if (isHeadingLine(line)) continue;
    else if (cells.some(isDatum))
      rows.push({ line: line.number, cells, positional: line.positional });
    else leftOver.push(line);
  }
  if (rows.length > 0)
    return {
      rows,
      leftOver: [...leftOver, ...single.filter((l) => !isHeading(plainText(l.text)))],
    };
  const ofLines = rowsOfCellLines(single, explained);
  return ofLines.length > 0
    ? { rows: ofLines, leftOver }
    : { rows, leftOver: [...leftOver, ...single.filter((l) => !isHeading(plainText(l.text)))] };
};

// ---- one row ----

const codingOf = (alignment: Alignment, context: TableContext): Coding | null => {
  const { code, voluntary } = alignment.placed;
  if (code === undefined) return null;
  const letters = code.text.replaceAll(' ', '');
  const letter = /^[A-Z]/.exec(letters)?.[0] ?? null;
  const dueOn = /[345]/.exec(letters)?.[0] ?? null;
  const early = voluntary !== undefined || letters.endsWith('V');
  const form = dueOn === '3' || dueOn === '4' || dueOn === '5' ? dueOn : null;
  return {
    // V: a row due on a Form 5, reported early. A bare code is due on the form it stands on.
    form: form ?? (context.family === '5' || (early && letter !== 'V') ? '5' : '4'),
    code: letter,
    equitySwap: letter === null ? null : letters.includes('/K'),
    footnotes: [...new Set([...code.marks, ...(voluntary?.marks ?? [])])],
  };
};

const signOf = ({ placed, signUnknown }: Alignment): Row['acquiredDisposed'] => {
  if (placed.sign !== undefined) return letterField(placed.sign, ['A', 'D']);
  if (signUnknown) return emptyField;
  if (placed.acquired !== undefined) return { value: 'A', footnotes: [], raw: null };
  if (placed.disposed !== undefined) return { value: 'D', footnotes: [], raw: null };
  return emptyField;
};

const isMoney = (cell: MarkedText | null): boolean =>
  cell !== null && amountOf(cell.text)?.money === true;

const rowOf = (alignment: Alignment, context: TableContext, position: number): Row => {
  const { placed } = alignment;
  const amount = placed.amount ?? placed.acquired ?? placed.disposed ?? null;
  const following = placed.following ?? null;
  const underlyingAmount = placed.underlyingAmount ?? null;
  const coding = codingOf(alignment, context);
  const isHolding =
    placed.date === undefined && amount === null && (coding === null || coding.code === null);
  const money = (cell: MarkedText | null) => (isMoney(cell) ? amountField(cell) : emptyField);
  const shares = (cell: MarkedText | null) => (isMoney(cell) ? emptyField : amountField(cell));
  return {
    table: context.table,
    position,
    surrogateKey: null,
    kind: isHolding ? 'holding' : 'transaction',
    security: textField(placed.title ?? null),
    transactionDate: dayField(placed.date ?? null),
    deemedExecutionDate: dayField(placed.deemed ?? null),
    coding,
    timeliness: emptyField,
    shares: shares(amount),
    totalValue: money(amount),
    price: amountField(placed.price ?? null),
    acquiredDisposed: signOf(alignment),
    terms:
      context.table === 'I'
        ? null
        : {
            exercisePrice: amountField(placed.exercisePrice ?? null),
            exercisableOn: dayField(placed.exercisable ?? null),
            expiresOn: dayField(placed.expires ?? null),
            underlying:
              placed.underlying === undefined && underlyingAmount === null
                ? null
                : {
                    security: textField(placed.underlying ?? null),
                    shares: shares(underlyingAmount),
                    value: money(underlyingAmount),
                  },
          },
    sharesFollowing: shares(following),
    valueFollowing: money(following),
    ownership: letterField(placed.ownership ?? null, ['D', 'I']),
    nature: textField(placed.nature ?? null),
  };
};

const shown = (cells: ReadonlyArray<MarkedText>): string =>
  cells
    .map((c) =>
      [c.text, ...c.marks.map((m) => `(${m.slice(1)})`)].filter((s) => s !== '').join(' '),
    )
    .filter((s) => s !== '')
    .join(' | ')
    .slice(0, 300);

const unmapped = (raw: RawRow, at: string, missing: string): ReadProblem =>
  readProblem(
    'MALFORMED_DOCUMENT',
    `The row "${shown(raw.cells)}" cannot be mapped to the columns of the form: ${missing}. ` +
      'Convert the filing again, or read its XML from EDGAR.',
    { line: raw.line, at },
  );

/** What the row cannot do without and does not tell, or null. */
const lacking = ({ placed, unplaced }: Alignment, context: TableContext): string | null => {
  if (placed.title === undefined) return 'no title of a security is told';
  const amount = placed.amount ?? placed.acquired ?? placed.disposed;
  if (unplaced.some((c) => amountOf(c.text) !== null)) return 'a number fits more than one column';
  const dated = placed.date !== undefined || placed.code !== undefined;
  const isLateHolding = placed.code?.text === '3';
  if (dated && !isLateHolding && amount === undefined) return 'no amount is told';
  if (!dated && amount !== undefined) return 'an amount stands without a date or a code';
  if (context.table === 'I' && placed.following === undefined)
    return 'no amount owned following is told';
  // Column 9 may be blank on a holding, and Form 3 has no such column.
  if (context.table === 'II' && context.family !== '3' && dated && placed.following === undefined)
    return 'no amount owned following is told';
  return null;
};

const rowWarnings = (
  { unplaced, signUnknown }: Alignment,
  label: string,
  line: number,
): ReadonlyArray<ReadWarning> => [
  ...(signUnknown
    ? [
        {
          code: 'SIGN_UNKNOWN',
          message: `Row ${label} (line ${line}): the converter lost the columns (A) and (D), so that the amount may be either.`,
        },
      ]
    : []),
  ...(unplaced.length > 0
    ? [
        {
          code: 'UNPLACED_CELL',
          message: `Row ${label} (line ${line}): "${shown(unplaced)}" fits more than one column and was left out of the row.`,
        },
      ]
    : []),
];

/** All rows of a table; one row that cannot be told makes the whole document unreadable. */
export const readTable = (
  lines: ReadonlyArray<Line>,
  context: TableContext,
): E.Either<ReadProblem, TableReading> => {
  const found = findRows(lines, context.explained);
  if (found.rows.length > rowsMax)
    return E.left(
      readProblem('LIMIT_EXCEEDED', `Table ${context.table} has more than ${rowsMax} rows.`),
    );
  const columns = columnsOf(context.family, context.table);
  const rows: Array<Row> = [];
  const warnings: Array<ReadWarning> = [];
  const leftOver = [...found.leftOver];
  for (const raw of found.rows) {
    const label = `${context.table}.${rows.length + 1}`;
    const alignment = align(context.family, columns, raw.cells, raw.positional);
    if (alignment === null)
      return E.left(unmapped(raw, label, 'its cells fit the columns in no order'));
    const missing = lacking(alignment, context);
    if (missing !== null) return E.left(unmapped(raw, label, missing));
    rows.push(rowOf(alignment, context, rows.length + 1));
    warnings.push(...rowWarnings(alignment, label, raw.line));
    for (const cell of alignment.unplaced)
      leftOver.push({
        number: raw.line,
        cells: [shown([cell])],
        positional: false,
        text: `${label}: ${shown([cell])}`,
      });
  }
  return E.right({ rows, leftOver, warnings });
};
