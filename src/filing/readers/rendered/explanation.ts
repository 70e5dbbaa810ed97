/** What follows the tables: explanation of responses, remarks, signatures. */
import type { Filing, Footnote } from '../../model.js';
import type { ReadWarning } from '../../problem.js';
import { type Line, markClose, markOpen, plainText } from './page.js';
import { dateWithin, dayOf } from './value.js';

// ---- footnotes ----

export interface Explanation {
  readonly footnotes: ReadonlyArray<Footnote>;
  /** True where the converter lost the numbers, so that order alone gives them. */
  readonly inferred: boolean;
}

const numbered = new RegExp(
  `^(?:[-*•·+] )?(?:${markOpen}(\\d{1,2})${markClose}|[([]F?(\\d{1,2})[)\\]]|\\[\\^(\\d{1,2})\\]:|F?(\\d{1,2})[.):])(?: |$)`,
);
const bullet = /^[-*•·+] /;

interface Entry {
  readonly number: number | null;
  readonly lines: Array<string>;
}

const entriesOf = (lines: ReadonlyArray<Line>): ReadonlyArray<Entry> => {
  const entries: Array<Entry> = [];
  let last = 0;
  let blank = true;
  for (const line of lines) {
    if (line.text === '') {
      blank = true;
      continue;
    }
    const found = numbered.exec(line.text);
    const number = Number(found?.slice(1).find((g) => g !== undefined) ?? 0);
    const current = entries[entries.length - 1];
    if (found !== null && number > last && (current === undefined || current.number !== null)) {
      entries.push({ number, lines: [line.text.slice(found[0].length)] });
      last = number;
    } else if (bullet.test(line.text) && (current === undefined || current.number === null))
      entries.push({ number: null, lines: [line.text.slice(2)] });
    else if (current === undefined || (blank && current.number === null && !isIndented(line)))
      entries.push({ number: null, lines: [line.text] });
    else current.lines.push(line.text);
    blank = false;
  }
  return entries;
};

const isIndented = (line: Line): boolean => line.cells[0] === '';

const textOf = (entry: Entry): string => plainText(entry.lines.filter((l) => l !== '').join(' '));

export const readFootnotes = (lines: ReadonlyArray<Line>): Explanation => {
  const entries = entriesOf(lines).filter((e) => textOf(e) !== '');
  const inferred = entries.some((e) => e.number === null);
  const footnotes = entries.map((entry, i) => ({
    id: `F${inferred ? i + 1 : entry.number}`,
    text: textOf(entry),
  }));
  return { footnotes, inferred };
};

/** `marks`: the footnote ids that the rows name. EDGAR takes no form with an unused footnote. */
export const numberingWarning = (
  { footnotes, inferred }: Explanation,
  marks: ReadonlySet<string>,
): ReadonlyArray<ReadWarning> => {
  if (!inferred) return [];
  const fits = footnotes.every((f) => marks.has(f.id)) && marks.size === footnotes.length;
  const doubt = fits ? '' : ' They do not fit the marks in the rows one to one: check them.';
  return [
    {
      code: 'FOOTNOTE_NUMBERS_INFERRED',
      message: `The converter lost the numbers of the footnotes; all ${footnotes.length} were numbered in order.${doubt}`,
    },
  ];
};

// ---- signatures ----

type Signature = Filing['signatures'][number];

export interface Signed {
  readonly signatures: ReadonlyArray<Signature>;
  /** Dates as printed. */
  readonly dates: ReadonlyArray<string>;
  /** How many lines, from the end, are signatures. */
  readonly lines: number;
}

const conformed = /(?:^|[ *])\/ ?s ?\/|^s\/ ?/i;
const signatureLengthMax = 200;

const nameOf = (text: string): string =>
  plainText(text).replace(/^[-*•:|, ]+|(?<![*|, ])[*|, ]+$/g, '');

const isDateOnly = (text: string): boolean => dayOf(nameOf(text)) !== null;

const looksSigned = (text: string): boolean => {
  if (text.length > signatureLengthMax) return false;
  const date = dateWithin(text);
  return conformed.test(text) || (date !== null && nameOf(text).endsWith(date));
};

const isBareName = (text: string): boolean =>
  text.length <= 80 && /^[A-Z][\w.,'’ ()-]+$/.test(text) && text.split(' ').length <= 10;

/** The lines directly above "Signature of Reporting Person", as far as they look like signatures. */
export const readSignatures = (lines: ReadonlyArray<Line>): Signed => {
  const signatures: Array<Signature> = [];
  const dates: Array<string> = [];
  let taken = lines.length;
  let pendingDate: string | null = null;
  const sign = (text: string, date: string | null): void => {
    const name = nameOf(date === null ? text : text.replace(date, ' '));
    if (name === '') return;
    signatures.unshift({ name, date: date === null ? null : dayOf(date) });
    if (date !== null) dates.unshift(date);
  };
  for (let i = lines.length - 1; i >= 0; i--) {
    const text = lines[i]?.text ?? '';
    if (text === '' || /^\*? ?\*? ?Signature of Reporting Person/i.test(text)) continue;
    if (isDateOnly(text)) {
      if (pendingDate !== null) break;
      pendingDate = nameOf(text);
    } else if (pendingDate !== null && text.length <= signatureLengthMax) {
      sign(text, pendingDate);
      pendingDate = null;
      taken = i;
    } else if (looksSigned(text)) {
      sign(text, dateWithin(text));
      taken = i;
    } else if (signatures.length === 0 && isBareName(text) && (lines[i - 1]?.text ?? '') === '') {
      sign(text, null);
      taken = i;
      break;
    } else break;
  }
  return { signatures, dates, lines: lines.length - taken };
};
