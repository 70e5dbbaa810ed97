/**
 * The boxes above the tables: owners, issuer, dates, relationship. Labels are searched for in the
 * order of the page; what stands after a label, in its cell or below it in its column, is its text.
 */
import { checkedBox, type Line, pieceBreak, plainText, uncheckedBox } from './page.js';
import { dateWithin } from './value.js';

export type BoxLabel =
  | 'owner'
  | 'name-parts'
  | 'street'
  | 'city-parts'
  | 'issuer'
  | 'period'
  | 'amended'
  | 'relationship'
  | 'director'
  | 'ten-percent'
  | 'officer'
  | 'other'
  | 'group'
  | 'one-filer'
  | 'more-filers';

/** A text of the page under the label it belongs to. */
export interface BoxText {
  readonly label: BoxLabel;
  /** Which of the reporting persons, from 0, where there are several boxes 1. */
  readonly owner: number;
  readonly text: string;
  /** False where the text stands in a cell to the right of its label's own. */
  readonly ownCell: boolean;
}

/** A label or a check mark, in the order of the page. */
export type BoxSign =
  | {
      readonly kind: 'label';
      readonly label: BoxLabel;
      readonly cell: string;
      readonly whole: boolean;
    }
  | { readonly kind: 'mark'; readonly checked: boolean; readonly cell: string };

export interface Boxes {
  readonly texts: ReadonlyArray<BoxText>;
  readonly signs: ReadonlyArray<BoxSign>;
  /** Text that stands under no label. */
  readonly loose: ReadonlyArray<{ readonly line: number; readonly text: string }>;
}

const number = String.raw`(?:\b\d{1,2} ?[.)] ?)?`;

/** In the order in which they are tried at one place. */
const labelPatterns: ReadonlyArray<readonly [BoxLabel, string]> = [
  [
    'relationship',
    `${number}(?:[a-z]{0,12}tionship of report\\w*(?: person ?\\(?s?\\)?)?(?: to(?: issuer)?)?)(?: ?\\(check all applicable\\))?|\\(check all applicable\\)`,
  ],
  [
    'owner',
    `${number}(?:[a-z]{1,8} )?(?:and )?(?:[a-z]{1,8} )?of reporting person(?! ?\\(?s\\b)(?! date)[*'’\`"^.†:]{0,3}`,
  ],
  ['name-parts', '\\( ?(?:last|first|middle) ?\\)'],
  ['street', '\\( ?street ?\\)'],
  ['city-parts', '\\( ?(?:city|state|zip) ?\\)'],
  [
    'issuer',
    `${number}issuer name(?:,? ?and)?(?:,? ticker)?(?: or)?(?:,? ?(?:and )?(?:foreign )?trading)?(?: symbol)?(?: \\(if any\\))?`,
  ],
  [
    'period',
    `${number}(?:date of earliest(?: trans\\w*)?|date of event(?: requiring)?(?: statement)?|statement for (?:issuer['’]?s )?fiscal year(?: ended?)?)(?: ?\\(month ?/ ?day ?/ ?year\\))?`,
  ],
  [
    'amended',
    `${number}if amendment,?(?: da[te]{0,2})?(?: ?of)?(?: original(?:ly)?)?(?: filed)?(?: ?\\(month ?/ ?day ?/ ?year\\))?`,
  ],
  [
    'group',
    `${number}individual or joint ?/? ?(?:group)?(?: filing)?(?: ?\\(check applicable line\\))?`,
  ],
  ['one-filer', 'form filed by one(?: reporting)?(?: person)?'],
  ['more-filers', 'form filed by mor\\w*(?: than)?(?: one)?(?: reporting)?(?: person)?'],
  ['ten-percent', '\\b10 ?% ?\\(?(?: ?owner)?'],
  ['officer', 'officer ?\\( ?give ?title(?: below)? ?\\)?|^officer$'],
  ['other', '(?<=^| )other ?\\(? ?specify(?: below)? ?\\)?|(?<=^| )other below\\)|^other$'],
  ['director', '(?<=^| )director(?= |$)'],
];

const labelPattern = new RegExp(labelPatterns.map(([, p]) => `(${p})`).join('|'), 'gi');
const wholeLabel: Partial<Record<BoxLabel, RegExp>> = {
  owner: /name and address of reporting person/i,
  issuer: /symbol/i,
};

type Token =
  | { readonly kind: 'label'; readonly label: BoxLabel; readonly text: string }
  | { readonly kind: 'mark'; readonly checked: boolean }
  | { readonly kind: 'text'; readonly text: string };

/** `X`, `[x]`, `_X_` standing for themselves; `[X]` after a name is a trading symbol. */
const checkText = /^(?:[([_ ]?[xX][)\]_ ]?|\[ ?\])$/;

const trailingCheck = / (?:[([_]?X[)\]_]?|\[ ?\])$/;

const tokensOfText = (text: string): ReadonlyArray<Token> => {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (checkText.test(trimmed)) return [{ kind: 'mark', checked: /x/i.test(trimmed) }];
  return [{ kind: 'text', text: trimmed }];
};

/** Between two labels a mark may be all there is, or the last word before the second. */
const tokensBeforeLabel = (text: string): ReadonlyArray<Token> => {
  const trimmed = text.trim();
  const mark = trailingCheck.exec(trimmed);
  if (mark === null || checkText.test(trimmed)) return tokensOfText(trimmed);
  return [
    ...tokensOfText(trimmed.slice(0, mark.index)),
    { kind: 'mark', checked: /x/i.test(mark[0]) },
  ];
};

const tokensOfPiece = (piece: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = [];
  let from = 0;
  for (const found of piece.matchAll(labelPattern)) {
    tokens.push(...tokensBeforeLabel(piece.slice(from, found.index)));
    const which = found.slice(1).findIndex((g) => g !== undefined);
    const label = labelPatterns[which]?.[0];
    if (label !== undefined) tokens.push({ kind: 'label', label, text: found[0] });
    from = found.index + found[0].length;
  }
  tokens.push(...tokensOfText(piece.slice(from)));
  return tokens;
};

const boxMark = new RegExp(`([${checkedBox}${uncheckedBox}])`);

/** A cell's labels, marks and texts in order; underlines and line breaks set texts apart. */
const tokensOfCell = (cell: string): ReadonlyArray<Token> =>
  cell.split(pieceBreak).flatMap((piece) =>
    piece.split(boxMark).flatMap((part): ReadonlyArray<Token> => {
      if (part === checkedBox || part === uncheckedBox)
        return [{ kind: 'mark', checked: part === checkedBox }];
      return tokensOfPiece(plainText(part));
    }),
  );

const addressLabels: ReadonlySet<BoxLabel> = new Set([
  'owner',
  'name-parts',
  'street',
  'city-parts',
]);
const firstOnly: ReadonlySet<BoxLabel> = new Set(['director', 'ten-percent', 'officer', 'other']);

interface Place {
  readonly label: BoxLabel;
  readonly owner: number;
}

/** A date's box holds nothing but a date: any other text there belongs to the box on its left. */
const canHold = (place: Place, text: string): boolean =>
  (place.label !== 'period' && place.label !== 'amended') || dateWithin(text) !== null;

const placeFor = (
  above: Place | undefined,
  left: Place | undefined,
  text: string,
): Place | undefined => {
  if (above === undefined) return left;
  if (left === undefined) return above;
  if (addressLabels.has(above.label) && addressLabels.has(left.label)) return left;
  return canHold(above, text) ? above : left;
};

export const readBoxes = (lines: ReadonlyArray<Line>): Boxes => {
  const texts: Array<BoxText> = [];
  const signs: Array<BoxSign> = [];
  const loose: Array<{ line: number; text: string }> = [];
  const columns: Array<Place | undefined> = [];
  const seen = new Set<BoxLabel>();
  let owners = 0;
  const enter = (token: Token & { kind: 'label' }, cell: string): Place | null => {
    if (firstOnly.has(token.label) && seen.has(token.label)) return null;
    seen.add(token.label);
    if (token.label === 'owner') owners += 1;
    const whole = wholeLabel[token.label]?.test(token.text) ?? true;
    signs.push({ kind: 'label', label: token.label, cell, whole });
    return { label: token.label, owner: Math.max(0, owners - 1) };
  };
  for (const line of lines) {
    let left: Place | undefined;
    for (const [j, cell] of line.cells.entries()) {
      const cellId = `${line.number}:${j}`;
      let here: Place | undefined;
      for (const token of tokensOfCell(cell)) {
        if (token.kind === 'mark') {
          signs.push({ kind: 'mark', checked: token.checked, cell: cellId });
          continue;
        }
        const entered = token.kind === 'label' ? enter(token, cellId) : null;
        if (entered !== null) {
          here = entered;
          continue;
        }
        const place = here ?? placeFor(columns[j], left, token.text);
        if (place === undefined) loose.push({ line: line.number, text: token.text });
        else {
          const ownCell = here !== undefined || place === columns[j];
          texts.push({ ...place, text: token.text, ownCell });
          here = place;
        }
      }
      if (here !== undefined) columns[j] = here;
      left = here ?? left;
    }
  }
  return { texts, signs, loose };
};
