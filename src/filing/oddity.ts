/**
 * What a filing says that no filing should: kept as it is, and told of whatever format it came in.
 */
import { type Filing, type Row, rowLabel } from './model.js';
import type { ReadWarning } from './problem.js';

const shownMax = 5;

const listed = (texts: ReadonlyArray<string>): string =>
  `${texts.slice(0, shownMax).join(', ')}${texts.length > shownMax ? ` and ${texts.length - shownMax} more` : ''}`;

/** Those that come again after they came once, each told once. */
const repeated = (texts: ReadonlyArray<string>): ReadonlyArray<string> => {
  const seen = new Set<string>();
  return [
    ...new Set(
      texts.filter((text) => {
        const again = seen.has(text);
        seen.add(text);
        return again;
      }),
    ),
  ];
};

/** The footnotes to which the boxes of a row refer. */
const referredTo = (part: object, into: Set<string>): void => {
  for (const [name, member] of Object.entries(part)) {
    if (name === 'footnotes' && Array.isArray(member))
      for (const id of member) into.add(String(id));
    else if (typeof member === 'object' && member !== null && !('toFixed' in member))
      referredTo(member, into);
  }
};

const danglingIn = (
  rows: ReadonlyArray<Row>,
  known: ReadonlySet<string>,
): ReadonlyArray<string> => {
  const referred = new Set<string>();
  for (const row of rows) referredTo(row, referred);
  return [...referred].filter((id) => !known.has(id));
};

/**
 * Whether references were looked at already: the reader of XML does. Without its table of
 * footnotes a data set has none of any filing, which is told of once.
 */
const referencesTold = ({ source, footnotes }: Filing): boolean =>
  source?.format === 'ownership-xml' ||
  source?.format === 'edgar-submission' ||
  (source?.format === 'data-set' && footnotes.length === 0);

/** Codes of the forms' instructions; K, of swaps, stands beside another. Some write it first. */
const transactionCode = /^K?[ACDEFGHIJLMOPSUWXZ]?$/;

/** Rows with a code that no instruction knows, as `Q on row I.2`. */
const unknownCodes = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.flatMap((row) => {
    const code = row.coding?.code ?? '';
    return transactionCode.test(code) ? [] : [`${code} on row ${rowLabel(row)}`];
  });

export const odditiesOf = (filing: Filing): ReadonlyArray<ReadWarning> => {
  const { footnotes, owners, issuer, rows } = filing;
  const ids = footnotes.map(({ id }) => id);
  const twice = repeated(ids);
  const known = new Set(ids);
  const dangling = referencesTold(filing) ? [] : danglingIn(rows, known);
  const twins = repeated(owners.map(({ cik, name }) => cik ?? name));
  const nameless = [
    ...(issuer.name.trim() === '' ? ['the issuer'] : []),
    ...owners.flatMap(({ name, cik }, i) =>
      name.trim() === '' ? [`reporting owner ${i + 1} (${cik ?? 'no CIK'})`] : [],
    ),
  ];
  const codes = unknownCodes(rows);
  const warnings: Array<ReadWarning> = [];
  if (codes.length > 0)
    warnings.push({
      code: 'UNKNOWN_CODE',
      message: `the forms’ instructions know no transaction code ${listed(codes)}; it is kept as it is, and the letter A or D alone tells what it did`,
    });
  if (twice.length > 0)
    warnings.push({
      code: 'DUPLICATE_FOOTNOTE',
      message: `several footnotes are called ${listed(twice)}; all are kept, and rules read the last of each`,
    });
  if (dangling.length > 0)
    warnings.push({
      code: 'MISSING_FOOTNOTE',
      message: `no text for footnote ${listed(dangling)}`,
    });
  if (twins.length > 0)
    warnings.push({
      code: 'DUPLICATE_OWNER',
      message: `the same reporting owner is named more than once: ${listed(twins)}; its rows are recorded once`,
    });
  if (nameless.length > 0)
    warnings.push({ code: 'EMPTY_NAME', message: `no name is given of ${listed(nameless)}` });
  return warnings;
};
