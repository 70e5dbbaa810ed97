/** The boxes that are sentences: the exit box, the 10b5-1 box, the two of Form 5. */
import { checkedBox, type Line, uncheckedBox } from './page.js';

export interface Checkbox {
  /** False where the form has no such box, as before 2023 for the plan. */
  readonly printed: boolean;
  /** Null where the conversion does not show the state. */
  readonly checked: boolean | null;
}

const checkedText = new RegExp(`${checkedBox}|(?:^|[ (\\[_])[xX](?:[ )\\]_]|$)`);
const uncheckedText = new RegExp(`${uncheckedBox}|\\[ ?\\]`);

const stateOf = (text: string): boolean | null =>
  checkedText.test(text) ? true : uncheckedText.test(text) ? false : null;

const isOnlyMark = (text: string): boolean => stateOf(text) !== null && !/[a-wyz]/i.test(text);

/**
 * The state of the box whose sentence matches. Its mark stands in the cell or line of the
 * sentence, or alone in the one before it.
 */
export const readCheckbox = (lines: ReadonlyArray<Line>, sentence: RegExp): Checkbox => {
  for (const [i, line] of lines.entries()) {
    const found = sentence.exec(line.text);
    if (found === null) continue;
    const at = line.cells.findIndex((c) => sentence.test(c));
    const cell = line.cells[at] ?? line.text;
    const start = sentence.exec(cell)?.index ?? 0;
    const own = stateOf(cell.slice(Math.max(0, start - 12), start));
    if (own !== null) return { printed: true, checked: own };
    const neighbour =
      at > 0 ? line.cells[at - 1] : lines.slice(0, i).findLast((l) => l.text !== '')?.text;
    const beside = neighbour !== undefined && isOnlyMark(neighbour) ? stateOf(neighbour) : null;
    return { printed: true, checked: beside };
  }
  return { printed: false, checked: null };
};
