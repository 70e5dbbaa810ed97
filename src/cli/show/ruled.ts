/** Rulings in few words, wherever an answer tells of them. */
import type { FieldRulingAnswer, RowRulingAnswer, RulingAnswer } from '../../ledger/answers.js';
import { groupedNumber, plain } from '../text/plain.js';

const value = (text: string | null): string =>
  text === null ? 'empty' : groupedNumber(plain(text));

/** `shares 100 in the document, 1000 by ruling`. */
const changeText = ({ field, filed, ruled }: FieldRulingAnswer): string =>
  `${field} ${value(filed)} in the document, ${value(ruled)} by ruling`;

const whoAndWhy = ({
  actor,
  recordedAt,
  reason,
}: Pick<RowRulingAnswer, 'actor' | 'recordedAt' | 'reason'>): string =>
  `by ${plain(actor)} on ${recordedAt}: ${plain(reason)}`;

export const rowRulingText = (ruling: RowRulingAnswer): string => {
  const { id, kind, changes } = ruling;
  const what = changes.length === 0 ? kind : `${kind} of ${changes.map(changeText).join(', ')}`;
  return `${id}: ${what}, ${whoAndWhy(ruling)}`;
};

interface Ruled {
  readonly rulings?: ReadonlyArray<string>;
}

/** What a table shows, marked where an operator's ruling bears on it. */
export const marked = (text: string, { rulings = [] }: Ruled): string =>
  rulings.length === 0 ? text : `${text} *`;

/** What the mark means; nothing where nothing is marked. */
export const markText = (
  items: ReadonlyArray<Ruled>,
  next = 'explain POSITION, or rulings',
): ReadonlyArray<string> => {
  const ids = [...new Set(items.flatMap(({ rulings = [] }) => rulings))];
  return ids.length === 0
    ? []
    : [`* an operator's ruling bears on it (${ids.join(', ')}): ${next}`];
};

/** What came of it. */
export const stateText = ({ inForce, undo, stale, undoneBy }: RulingAnswer): string =>
  undoneBy !== null
    ? `undone by ${undoneBy}`
    : undo
      ? 'takes back'
      : stale
        ? 'stale'
        : inForce
          ? 'in force'
          : '';

export const rulingText = (ruling: RulingAnswer): string =>
  `${ruling.id} ${ruling.kind} (${stateText(ruling)}): ${plain(ruling.says)}, ${whoAndWhy(ruling)}`;
