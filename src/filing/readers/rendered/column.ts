/** The columns of Tables I and II, in the order of the form, and what each can hold. */
import type { MarkedText } from './mark.js';
import { amountOf, dayOf } from './value.js';

export const columnNames = [
  'title',
  'exercisePrice',
  'date',
  'deemed',
  'code',
  'voluntary',
  'acquired',
  'disposed',
  'amount',
  'sign',
  'exercisable',
  'expires',
  'underlying',
  'underlyingAmount',
  'price',
  'following',
  'ownership',
  'nature',
] as const;
export type ColumnName = (typeof columnNames)[number];

export type Columns = ReadonlyArray<ColumnName>;

const transactionsI: Columns = [
  'title',
  'date',
  'deemed',
  'code',
  'voluntary',
  'amount',
  'sign',
  'price',
  'following',
  'ownership',
  'nature',
];

const transactionsII: Columns = [
  'title',
  'exercisePrice',
  'date',
  'deemed',
  'code',
  'voluntary',
  'acquired',
  'disposed',
  'exercisable',
  'expires',
  'underlying',
  'underlyingAmount',
  'price',
  'following',
  'ownership',
  'nature',
];

const without = (columns: Columns, name: ColumnName): Columns => columns.filter((c) => c !== name);

/** The columns of a table, as SEC 1473, 1474 and 2270 lay them out. Form 5 has no column V. */
export const columnsOf = (family: '3' | '4' | '5', table: 'I' | 'II'): Columns => {
  if (family === '3')
    return table === 'I'
      ? ['title', 'following', 'ownership', 'nature']
      : [
          'title',
          'exercisable',
          'expires',
          'underlying',
          'underlyingAmount',
          'exercisePrice',
          'ownership',
          'nature',
        ];
  const all = table === 'I' ? transactionsI : transactionsII;
  return family === '5' ? without(all, 'voluntary') : all;
};

/** `S`, `J/K`, `G V`; on a Form 5 also `P4`, `G5` and `3` (General Instructions). */
const transactionCode = /^[A-Z](?: ?\/ ?K)?(?:[ /]V)?$/;
const form5Code = /^(?:[A-Z] ?[45]?(?: ?\/ ?K)? ?[45]?|3)$/;

const markOnly = (cell: MarkedText): boolean => cell.text === '' && cell.marks.length > 0;

/** Whether a cell can stand in a column. Empty cells are never asked. */
export const accepts = (family: '3' | '4' | '5', column: ColumnName, cell: MarkedText): boolean => {
  const { text } = cell;
  switch (column) {
    case 'title':
    case 'underlying':
    case 'nature':
      return text !== '' && dayOf(text) === null && amountOf(text) === null;
    case 'date':
      return dayOf(text) !== null;
    case 'deemed':
      return dayOf(text) !== null;
    case 'exercisable':
    case 'expires':
      return markOnly(cell) || dayOf(text) !== null;
    case 'code':
      return (family === '5' ? form5Code : transactionCode).test(text);
    case 'voluntary':
      return text === 'V';
    case 'sign':
      return text === 'A' || text === 'D';
    case 'ownership':
      return text === 'D' || text === 'I';
    case 'acquired':
    case 'disposed':
    case 'amount':
    case 'following':
      return amountOf(text) !== null;
    case 'exercisePrice':
    case 'price':
    case 'underlyingAmount':
      return markOnly(cell) || amountOf(text) !== null;
  }
};

/** Every cell in its own place, where the row has exactly the form's columns; else null. */
export type Placed = Partial<Record<ColumnName, MarkedText>>;

export const placedExactly = (
  family: '3' | '4' | '5',
  columns: Columns,
  cells: ReadonlyArray<MarkedText>,
): Placed | null => {
  const placed: Placed = {};
  for (const [i, cell] of cells.entries()) {
    if (cell.text === '' && cell.marks.length === 0) continue;
    const column = columns[i];
    if (column === undefined) return null;
    const bareNature = column === 'nature' && markOnly(cell);
    if (!bareNature && !accepts(family, column, cell)) return null;
    placed[column] = cell;
  }
  return placed;
};
