/** Words of filings as a terminal may safely show them. */

/** Control characters could move the cursor or forge output; names and footnotes are strangers'. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** What turns text around or is not seen at all: two names that look alike would be one. */
const hidden = /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** All of these. */
export const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]+/gu;

/** Words as a terminal may show them: a space for controls, a mark in place of what is not seen. */
export const plain = (text: string): string =>
  text.search(unseen) === -1 ? text : text.replace(controls, ' ').replace(hidden, '\uFFFD');

/** The same of all text in a value. */
export const plainly = <A>(value: A): A => {
  if (typeof value === 'string') return plain(value) as A;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plainly) as A;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [plain(key), plainly(member)]),
  ) as A;
};

/** `1234567.5` as `1,234,567.5`. For people only: never in data. */
export const grouped = (decimal: string | null): string => {
  if (decimal === null) return '';
  const [whole = '', fraction] = decimal.split('.');
  if (!/^-?\d+$/.test(whole)) return decimal;
  const sign = whole.startsWith('-') ? '-' : '';
  const digits = whole.slice(sign.length);
  const first = digits.length % 3 || 3;
  const threes = digits.slice(first).match(/\d{3}/g) ?? [];
  const spaced = `${sign}${[digits.slice(0, first), ...threes].join(',')}`;
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
};

/** With its sign, also where it is plus. */
export const signed = (decimal: string): string =>
  decimal.startsWith('-') || /^0(\.0*)?$/.test(decimal) ? grouped(decimal) : `+${grouped(decimal)}`;

/** `1 filing`, `2 filings`. */
export const counted = (n: number, noun: string): string =>
  `${grouped(String(n))} ${noun}${n === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;

/** Text folded at spaces to a width. */
export const wrapped = (text: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = [];
  let line = '';
  for (const word of plain(text).split(/ +/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
};
