/** Rulings in few words, wherever an answer tells of them. */
import type { FieldRulingAnswer, RowRulingAnswer } from '../../answer/row-rulings.js';
import type { RulingAnswer } from '../../answer/rulings.js';
import { plain } from '../text/plain.js';

const value = (text: string | null): string => (text === null ? 'empty' : plain(text));

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
