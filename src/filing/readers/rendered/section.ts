/** The parts of the page, found by the form's own headings. */
import type { Line } from './page.js';

export interface Sections {
  /** Everything above Table I. */
  readonly boxes: ReadonlyArray<Line>;
  readonly tableI: ReadonlyArray<Line>;
  readonly tableII: ReadonlyArray<Line>;
  readonly footnotes: ReadonlyArray<Line>;
  readonly remarks: ReadonlyArray<Line>;
  /** What follows the signatures. */
  readonly tail: ReadonlyArray<Line>;
  /** True where there is a heading "Remarks". */
  readonly hasRemarks: boolean;
}

const tableI = /table [i1l]\b(?! ?[i1l]\b).{0,12}non|non ?-? ?derivative securities/i;
const tableII =
  /table (?:ii|2|il|ll|li)\b.{0,12}deriv|(?<!non ?-? ?)derivative securities (?:acquired|beneficially)/i;
const titleOfSecurity = /title of security/i;
const titleOfDerivative = /title of derivative/i;
const explanation = /explanation of responses/i;
const remarks = /^\W{0,8}remarks\b/i;
const signature = /signature of reporting person/i;
const tail = /reminder:? report on a separate|intentional misstatements|^\W{0,4}note: file three/i;

const find = (lines: ReadonlyArray<Line>, pattern: RegExp, from: number): number => {
  for (let i = from; i < lines.length; i++) if (pattern.test(lines[i]?.text ?? '')) return i;
  return -1;
};

/** Columns 5 and 9 name both kinds of securities: a heading of a table is short. */
const findHeading = (
  lines: ReadonlyArray<Line>,
  heading: RegExp,
  column: RegExp,
  from: number,
): number => {
  for (let i = from; i < lines.length; i++) {
    const text = lines[i]?.text ?? '';
    if (heading.test(text) || column.test(text)) return i;
  }
  return -1;
};

const firstOf = (fallback: number, ...candidates: ReadonlyArray<number>): number =>
  candidates.find((c) => c >= 0) ?? fallback;

/** Null where the page has no table of either kind. */
export const sectionsOf = (lines: ReadonlyArray<Line>): Sections | null => {
  const end = lines.length;
  const one = findHeading(lines, tableI, titleOfSecurity, 0);
  const two = findHeading(lines, tableII, titleOfDerivative, Math.max(0, one));
  const start = one >= 0 ? one : two;
  if (start < 0) return null;
  const afterTables = Math.max(one, two, 0);
  const tailAt = firstOf(end, find(lines, tail, afterTables));
  const lastSignature = lines
    .slice(0, tailAt)
    .findLastIndex((l, i) => i > afterTables && signature.test(l.text));
  const signedAt = lastSignature >= 0 ? lastSignature + 1 : tailAt;
  const within = (at: number): number => (at >= 0 && at < signedAt ? at : -1);
  const explained = within(find(lines, explanation, afterTables));
  const remarked = within(find(lines, remarks, Math.max(explained, afterTables)));
  const tablesEnd = firstOf(
    signedAt,
    explained,
    remarked,
    firstSignature(lines, afterTables, signedAt),
  );
  const footnotesEnd = remarked >= 0 ? remarked : signedAt;
  return {
    boxes: lines.slice(0, start),
    tableI: one < 0 ? [] : lines.slice(one, two < 0 ? tablesEnd : two),
    tableII: two < 0 ? [] : lines.slice(two, tablesEnd),
    footnotes: explained < 0 ? [] : lines.slice(explained, footnotesEnd),
    remarks: lines.slice(
      remarked >= 0 ? remarked : explained >= 0 ? signedAt : tablesEnd,
      signedAt,
    ),
    tail: lines.slice(signedAt),
    hasRemarks: remarked >= 0,
  };
};

/** Without headings between, the tables end where somebody signs. */
const firstSignature = (lines: ReadonlyArray<Line>, from: number, to: number): number => {
  const at = find(lines, /(?:^|[ *|])\/ ?s ?\//i, from);
  return at >= 0 && at < to ? at : -1;
};
