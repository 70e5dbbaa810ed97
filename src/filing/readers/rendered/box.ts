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

/** What has been read so far, line by line. */
interface Reading {
  readonly texts: Array<BoxText>;
  readonly signs: Array<BoxSign>;
  readonly loose: Array<{ readonly line: number; readonly text: string }>;
  /** The label in force at the end of each column. */
  readonly columns: Array<Place | undefined>;
  readonly seen: Set<BoxLabel>;
  owners: number;
  /** The label that closes a line of cells without a text: its text opens the next line. */
  pending: Place | undefined;
}

/** Null where the word is no label here: a title may say "Director" once more. */
const takeLabel = (
  reading: Reading,
  label: BoxLabel,
  printed: string,
  cell: string,
): Place | null => {
  if (firstOnly.has(label) && reading.seen.has(label)) return null;
  reading.seen.add(label);
  if (label === 'owner') reading.owners += 1;
  const whole = wholeLabel[label]?.test(printed) ?? true;
  reading.signs.push({ kind: 'label', label, cell, whole });
  return { label, owner: Math.max(0, reading.owners - 1) };
};

interface CellEnd {
  /** The label in force at the cell's end. */
  readonly place: Place | undefined;
  /** True where the cell ends with a label that has no text yet. */
  readonly bare: boolean;
}

const readCell = (
  reading: Reading,
  cell: string,
  line: number,
  column: number,
  left: Place | undefined,
): CellEnd => {
  const cellId = `${line}:${column}`;
  const above = (column === 0 ? reading.pending : undefined) ?? reading.columns[column];
  let here: Place | undefined;
  let bare = false;
  for (const token of tokensOfCell(cell)) {
    if (token.kind === 'mark') {
      reading.signs.push({ kind: 'mark', checked: token.checked, cell: cellId });
      continue;
    }
    const entered =
      token.kind === 'label' ? takeLabel(reading, token.label, token.text, cellId) : null;
    if (entered !== null) {
      here = entered;
      bare = true;
      continue;
    }
    const place = here ?? placeFor(above, left, token.text);
    bare = false;
    if (place === undefined) {
      reading.loose.push({ line, text: token.text });
      continue;
    }
    const ownCell = here !== undefined || place === above;
    reading.texts.push({ ...place, text: token.text, ownCell });
    here = place;
  }
  return { place: here, bare };
};

const readLine = (reading: Reading, line: Line): void => {
  let left: Place | undefined;
  const bare: Array<number> = [];
  for (const [j, cell] of line.cells.entries()) {
    const end = readCell(reading, cell, line.number, j, left);
    if (end.bare) bare.push(j);
    if (end.place !== undefined) reading.columns[j] = end.place;
    left = end.place ?? left;
  }
  if (line.text === '') return;
  const last = line.cells.length - 1;
  // A row of labels over a row of texts leaves several labels bare.
  const closes = last > 0 && bare.length === 1 && bare[0] === last && line.cells[0] !== '';
  reading.pending = closes ? reading.columns[last] : undefined;
};

/** The boxes of the lines above Table I. */
export const readBoxes = (lines: ReadonlyArray<Line>): Boxes => {
  const reading: Reading = {
    texts: [],
    signs: [],
    loose: [],
    columns: [],
    seen: new Set(),
    owners: 0,
    pending: undefined,
  };
  for (const line of lines) readLine(reading, line);
  return reading;
};
