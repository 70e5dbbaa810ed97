/** A line of one of the four row tables as a row of Table I or II. */
import { emptyField, footnotesPerFieldMax } from '../../codec.js';
import {
  type Coding,
  codeLengthMax,
  type DerivativeTerms,
  type Row,
  titleLengthMax,
} from '../../model.js';
import type { Findings } from '../findings.js';
import type { TableName } from './table.js';
import {
  type Cells,
  dayField,
  decimalField,
  flagOf,
  footnotesOf,
  letterField,
  textField,
} from './value.js';

export const rowTables = {
  NONDERIV_TRANS: { table: 'I', kind: 'transaction' },
  NONDERIV_HOLDING: { table: 'I', kind: 'holding' },
  DERIV_TRANS: { table: 'II', kind: 'transaction' },
  DERIV_HOLDING: { table: 'II', kind: 'holding' },
} as const satisfies { readonly [T in TableName]?: Pick<Row, 'table' | 'kind'> };
export type RowTable = keyof typeof rowTables;

const formOf = (cells: Cells, findings: Findings): Coding['form'] => {
  const text = cells.of('TRANS_FORM_TYPE').trim();
  const form = (['3', '4', '5'] as const).find((f) => f === text) ?? null;
  if (form === null && text !== '')
    findings.invalid(`${cells.path}.TRANS_FORM_TYPE`, text, '3, 4 or 5');
  return form;
};

const codingOf = (cells: Cells, findings: Findings): Coding | null => {
  const form = formOf(cells, findings);
  const code = cells.of('TRANS_CODE').trim();
  const equitySwap = flagOf(cells, 'EQUITY_SWAP_INVOLVED', findings);
  const footnotes = [
    ...footnotesOf(cells, 'EQUITY_SWAP_TRANS_CD_FN', findings),
    ...footnotesOf(cells, 'TRANS_FORM_TYPE_FN', findings),
  ];
  if (footnotes.length > footnotesPerFieldMax)
    findings.tooManyFootnotes(footnotes.length, `${cells.path}.TRANS_FORM_TYPE_FN`);
  return form === null && code === '' && equitySwap === null && footnotes.length === 0
    ? null
    : {
        form,
        code:
          code === '' ? null : findings.limited(code, codeLengthMax, `${cells.path}.TRANS_CODE`),
        equitySwap,
        footnotes,
      };
};

const termsOf = (cells: Cells, findings: Findings): DerivativeTerms => {
  const security = textField(cells, 'UNDLYNG_SEC_TITLE', findings, titleLengthMax);
  const shares = decimalField(cells, 'UNDLYNG_SEC_SHARES', findings);
  const value = decimalField(cells, 'UNDLYNG_SEC_VALUE', findings);
  const none = security === emptyField && shares === emptyField && value === emptyField;
  return {
    exercisePrice: decimalField(cells, 'CONV_EXERCISE_PRICE', findings),
    exercisableOn: dayField(cells, 'EXERCISE_DATE', findings),
    expiresOn: dayField(cells, 'EXPIRATION_DATE', findings),
    underlying: none ? null : { security, shares, value },
  };
};

/** `position` is the row's place by its key among all rows of its table in the filing, from 1. */
export const readRow = (
  table: RowTable,
  cells: Cells,
  surrogateKey: string,
  position: number,
  findings: Findings,
): Row => {
  const as = rowTables[table];
  const isTransaction = as.kind === 'transaction';
  const title = (column: string) => textField(cells, column, findings, titleLengthMax);
  const amount = (column: string) => decimalField(cells, column, findings);
  const day = (column: string) => (isTransaction ? dayField(cells, column, findings) : emptyField);
  const row: Row = {
    ...as,
    position,
    surrogateKey,
    security: title('SECURITY_TITLE'),
    transactionDate: day('TRANS_DATE'),
    deemedExecutionDate: day('DEEMED_EXECUTION_DATE'),
    coding: codingOf(cells, findings),
    timeliness: letterField(cells, 'TRANS_TIMELINESS', findings, ['E', 'L']),
    shares: amount('TRANS_SHARES'),
    totalValue: amount('TRANS_TOTAL_VALUE'),
    price: amount('TRANS_PRICEPERSHARE'),
    acquiredDisposed: letterField(cells, 'TRANS_ACQUIRED_DISP_CD', findings, ['A', 'D']),
    terms: as.table === 'II' ? termsOf(cells, findings) : null,
    sharesFollowing: amount('SHRS_OWND_FOLWNG_TRANS'),
    valueFollowing: amount('VALU_OWND_FOLWNG_TRANS'),
    ownership: letterField(cells, 'DIRECT_INDIRECT_OWNERSHIP', findings, ['D', 'I']),
    nature: title('NATURE_OF_OWNERSHIP'),
  };
  if (row.security.value === null)
    findings.warn('MISSING_VALUE', `${cells.path} has no security title`);
  if (isTransaction && row.coding === null)
    findings.warn('MISSING_VALUE', `${cells.path} has no transaction coding; its code is unknown`);
  return row;
};
