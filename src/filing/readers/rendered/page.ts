/**
 * A converted document as lines of cells. Every converter writes tables, superscripts, boxes and
 * escapes its own way; here they are brought to one form, and each line keeps its number.
 */

/** A footnote mark that the markup makes certain: `<sup>(2)</sup>`, `⁽²⁾`, `[^2]`. */
export const markOpen = '\uE000';
export const markClose = '\uE001';
/** A check box that shows its state. */
export const checkedBox = '\uE002';
export const uncheckedBox = '\uE003';
/** An underlined value or a line break inside a cell begins or ends here. */
export const pieceBreak = '\uE004';
/** A pipe that belongs to the text. */
const escapedPipe = '\uE005';

export interface Line {
  /** In the source, from 1. */
  readonly number: number;
  readonly cells: ReadonlyArray<string>;
  /** False where the converter dropped empty cells, so that positions say nothing. */
  readonly positional: boolean;
  /** The whole line, cells joined by a blank. */
  readonly text: string;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const plainDigit = (c: string): string => {
  const digit = superscripts.indexOf(c);
  return digit < 0 ? c : String(digit);
};

const certainMark = (inside: string): string => {
  const numbers = [...inside]
    .map(plainDigit)
    .join('')
    .match(/\d{1,2}/g);
  return numbers === null ? '' : `${markOpen}${numbers.join(',')}${markClose}`;
};

const entities: ReadonlyMap<string, string> = new Map([
  ['nbsp', ' '],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['sect', '§'],
]);

const entity = (whole: string, name: string): string => {
  if (!name.startsWith('#')) return entities.get(name.toLowerCase()) ?? whole;
  const hex = /^#x/i.test(name);
  const code = Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10);
  if (code === 160) return ' ';
  const printable = code >= 32 && code < 0xd800 && !(code >= 0x7f && code < 0xa0);
  return printable ? String.fromCharCode(code) : ' ';
};

const tag = (whole: string, slash: string, name: string): string => {
  switch (name.toLowerCase()) {
    case 'td':
    case 'th':
      return slash === '' ? '' : '\t';
    case 'tr':
    case 'p':
    case 'div':
    case 'table':
    case 'li':
    case 'h1':
    case 'h2':
    case 'h3':
      return slash === '' ? '' : '\n';
    case 'br':
    case 'u':
      return pieceBreak;
    case 'input':
      return /\bchecked\b/i.test(whole) ? checkedBox : uncheckedBox;
    default:
      return '';
  }
};

const withoutMarkup = (source: string): string =>
  source
    .replace(/\r\n?/g, '\n')
    .replace(/[\uE000-\uF8FF\uFEFF\u00AD\u200B-\u200D\u2060\0]/g, '')
    .replace(/[\u00A0\u2007\u202F]/g, ' ')
    // TeX superscripts: `$^{(2)}$`, `$^{\star}$`.
    .replace(/\$\^\{?([^${}\n]{1,16})\}?\$/g, (_, inside: string) => certainMark(inside))
    .replace(/<sup[^<>]{0,80}>([^<>\n]{0,40})<\/sup>/gi, (_, inside: string) =>
      /\d/.test(inside) ? certainMark(inside) : inside,
    )
    .replace(/\^\(?(\d{1,2}(?:, ?\d{1,2}){0,9})\)?\^/g, (_, inside: string) => certainMark(inside))
    .replace(/\[\^(\d{1,2})\](?!:)/g, (_, inside: string) => certainMark(inside))
    .replace(/⁽[⁰¹²³⁴⁵⁶⁷⁸⁹, ]{1,20}⁾/g, certainMark)
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}/g, certainMark)
    .replace(/[☒☑✓✔✗✘]/g, checkedBox)
    .replace(/[☐□]/g, uncheckedBox)
    .replace(/<(\/?)([a-z][a-z0-9]{0,20})(?:\s[^<>]{0,300}|\/)?>/gi, tag)
    .replace(/&(#?[a-z0-9]{1,8});/gi, entity)
    // Links keep their text.
    .replace(/\[([^[\]\n]{0,200})\]\((?:https?:|\/|#)[^()\s]{0,500}\)/gi, '$1')
    .replace(/\\\|/g, escapedPipe)
    .replace(/\\([\\`*_{}[\]()#+\-.!$<>~^&])/g, '$1')
    .replace(/\*\*|_{2,}/g, ' ');

const tidy = (cell: string): string =>
  cell
    .replaceAll(escapedPipe, '|')
    .replace(/[ \t]+/g, ' ')
    .trim();

const isRule = (cells: ReadonlyArray<string>): boolean =>
  cells.some((c) => c.includes('-')) && cells.every((c) => /^:?-*:?$/.test(c.trim()));

const pipeCells = (text: string): ReadonlyArray<string> => {
  const cells = text.split('|');
  if (cells[0]?.trim() === '') cells.shift();
  if (cells.length > 0 && cells[cells.length - 1]?.trim() === '') cells.pop();
  return cells;
};

/** Columns set apart by two blanks or more. Prose with wide blanks is harmless: it is rejoined. */
const spacedCells = (text: string): ReadonlyArray<string> =>
  text.split(/ {2,}/).filter((c) => c !== '');

const lineOf = (number: number, raw: string): Line | null => {
  const text = raw.replace(/^ {0,3}(?:> ?)*(?:#{1,6} +)?/, '');
  const trimmed = text.trim();
  if (trimmed.startsWith('```')) return null;
  const pipes = trimmed.startsWith('|') || (!text.includes('\t') && /\|[^|]*\|/.test(trimmed));
  const parts = pipes
    ? pipeCells(trimmed)
    : text.includes('\t')
      ? text.split('\t')
      : spacedCells(trimmed);
  if (isRule(parts)) return null;
  const cells = parts.map(tidy);
  return {
    number,
    cells: cells.length === 0 ? [''] : cells,
    positional: pipes || text.includes('\t'),
    text: cells.filter((c) => c !== '').join(' '),
  };
};

const isGridBorder = (raw: string): boolean => /^\s{0,8}\+[-=+: ]{3,}\+\s*$/.test(raw);

/** A grid table's row runs over several lines: its cells are joined column by column. */
const joinedGridRow = (lines: ReadonlyArray<Line>): Line => {
  const first = lines[0] as Line;
  const cells = first.cells.map((_, i) => tidy(lines.map((l) => l.cells[i] ?? '').join(' ')));
  return { ...first, cells, text: cells.filter((c) => c !== '').join(' ') };
};

/** The document's lines. Rules and fences of Markdown are left out; blank lines stay. */
export const pageOf = (source: string): ReadonlyArray<Line> => {
  const lines: Array<Line> = [];
  let gridRow: Array<Line> | null = null;
  const closeGridRow = (): void => {
    if (gridRow !== null && gridRow.length > 0) lines.push(joinedGridRow(gridRow));
  };
  for (const [i, raw] of withoutMarkup(source).split('\n').entries()) {
    if (raw.length < 4_000 && isGridBorder(raw)) {
      closeGridRow();
      gridRow = [];
      continue;
    }
    const line = lineOf(i + 1, raw);
    if (line === null) continue;
    if (gridRow !== null && raw.trim().startsWith('|')) {
      gridRow.push(line);
      continue;
    }
    closeGridRow();
    gridRow = null;
    lines.push(line);
  }
  closeGridRow();
  return lines;
};

/** Text for people: no private marks left in it. */
export const plainText = (text: string): string =>
  text
    .replaceAll(markOpen, '(')
    .replaceAll(markClose, ')')
    .replaceAll(checkedBox, 'X')
    .replaceAll(uncheckedBox, ' ')
    .replaceAll(pieceBreak, ' ')
    .replace(/ +/g, ' ')
    .trim();
