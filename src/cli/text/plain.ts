/** Words of filings as a terminal may safely show them. */

/** Control characters could move the cursor or forge output; names and footnotes are strangers'. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** What turns text around or is not seen at all: two names that look alike would be one. */
const hidden = /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** All of these. */
export const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]+/gu;

/** Most words are no more than this, and the tables of Unicode take long to be made ready. */
const typewritten = /^[ -~]*$/;

/** Words as a terminal may show them: a space for controls, a mark in place of what is not seen. */
export const plain = (text: string): string =>
  typewritten.test(text) || text.search(unseen) === -1
    ? text
    : text.replace(controls, ' ').replace(hidden, '\uFFFD');

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

/** A count, for people. */
export const number = (n: number): string => grouped(String(n));

/** With its sign, also where it is plus. */
export const signed = (decimal: string): string =>
  decimal.startsWith('-') || /^0(\.0*)?$/.test(decimal) ? grouped(decimal) : `+${grouped(decimal)}`;

/** `1 filing`, `2 filings`. */
export const counted = (n: number, noun: string): string =>
  `${grouped(String(n))} ${noun}${n === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;

/** A cell that is a number and nothing else, with its thousands grouped. */
export const groupedNumber = (text: string): string =>
  /^[+-]?[1-9]\d{3,}(\.\d+)?$/.test(text) ? grouped(text) : text;

/** The numbers in a sentence; what may be a year or part of an id is left as it is. */
export const groupedIn = (text: string): string =>
  text.replace(/(?<![\w.,/~:-])[1-9]\d{3,}(?:\.\d+)?(?![\w/~-]|\.\w)/g, (said) =>
    /^(?:19|20)\d\d$/.test(said) ? said : grouped(said),
  );

/** The noun and its verb agree: `1 step differs`, `2 steps differ`. */
export const agreeing = (n: number, noun: string, one: string, many: string): string =>
  `${counted(n, noun)} ${n === 1 ? one : many}`;

/** Ends a sentence, also one that ends in a name such as `Ash Works Inc.`. */
/** What stands in a data field in small letters, as a sentence. */
export const sentence = (text: string): string =>
  ended(`${text.charAt(0).toUpperCase()}${text.slice(1)}`);

export const ended = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

/** In characters, not in the halves that some are kept as. */
export const lengthOf = (text: string): number => [...text].length;

/** A word that is longer than a line: an id is parted after a stroke where it has one. */
const parted = (word: string, width: number): ReadonlyArray<string> => {
  const parts: Array<string> = [];
  let rest = [...word];
  while (rest.length > width) {
    const stroke = rest.lastIndexOf('/', width - 1);
    const at = stroke > 0 ? stroke + 1 : width;
    parts.push(rest.slice(0, at).join(''));
    rest = rest.slice(at);
  }
  return [...parts, rest.join('')];
};

/** Text folded at spaces to a width, with nothing of it lost. */
export const folded = (text: string, width: number): ReadonlyArray<string> => {
  if (lengthOf(text) <= width) return [text];
  const lines: Array<string> = [];
  let line = '';
  for (const word of text.split(/ +/).flatMap((w) => parted(w, Math.max(1, width)))) {
    if (line !== '' && lengthOf(line) + 1 + lengthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
};

/** The same of text of strangers. */
export const wrapped = (text: string, width: number): ReadonlyArray<string> =>
  folded(plain(text), width);
