/** Footnote marks beside a value: `M (1)`, `$130.6886(1)(2)`, or alone in a cell. */
import { markClose, markOpen, plainText } from './page.js';

export interface MarkedText {
  readonly text: string;
  /** Footnote ids in the order of the marks. */
  readonly marks: ReadonlyArray<string>;
}

const certain = new RegExp(`${markOpen}([0-9,]{1,40})${markClose}`, 'g');
/** A bare mark counts at the end of a cell only: `401(k)` and `16(b)` are text. */
const trailing = /[([] ?(\d{1,2}(?:[,; ]{1,2}\d{1,2}){0,9}) ?[)\]]$/;
/** A value's own shape, after which a bare number in brackets can only be a footnote mark. */
const bareValue = /^(?:\$? ?[\d,./-]{0,24}|[A-Z](?:\/K)?)$/;

const idsIn = (numbers: string): ReadonlyArray<string> =>
  (numbers.match(/\d{1,2}/g) ?? []).map((n) => `F${Number(n)}`).filter((id) => id !== 'F0');

/**
 * A cell without its marks. In a text, a bare `(2)` is a mark only where the form explains a
 * footnote 2; beside a number, a date or a letter it can be nothing else.
 */
export const readMarks = (cell: string, explained: ReadonlySet<string>): MarkedText => {
  const sure: Array<string> = [];
  let text = cell.replace(certain, (_, numbers: string) => {
    sure.push(...idsIn(numbers));
    return ' ';
  });
  text = plainText(text);
  const bare: Array<string> = [];
  for (let found = trailing.exec(text); found !== null; found = trailing.exec(text)) {
    const before = text.slice(0, found.index).trim();
    const ids = idsIn(found[1] ?? '');
    const isMark = ids.length > 0 && (bareValue.test(before) || ids.every((i) => explained.has(i)));
    if (!isMark) break;
    bare.unshift(...ids);
    text = before;
  }
  return { text, marks: [...new Set([...bare, ...sure])] };
};
