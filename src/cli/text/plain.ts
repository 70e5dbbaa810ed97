/** Words of filings as a terminal may safely show them. */

/** Control characters could move the cursor or forge output; names and footnotes are strangers'. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]+/g;

export const plain = (text: string): string => text.replace(controls, ' ');

/** `1234567.5` as `1,234,567.5`. For people only: never in data. */
export const grouped = (decimal: string | null): string => {
  if (decimal === null) return '';
  const [whole = '', fraction] = decimal.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',');
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
