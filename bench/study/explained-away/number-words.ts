/** `four thousand two hundred and one` for 4201, as footnotes write numbers out. */
const small = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen ' +
  'fifteen sixteen seventeen eighteen nineteen'
).split(' ');
const tens = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

export const inWords = (n: number): string => {
  if (n < 20) return small[n] ?? '';
  if (n < 100) return `${tens[Math.floor(n / 10)]}${n % 10 === 0 ? '' : `-${small[n % 10]}`}`;
  const [size, word] = n < 1_000 ? [100, 'hundred'] : [1_000, 'thousand'];
  const rest = n % size;
  const joined = rest === 0 ? '' : ` ${rest < 100 && size === 100 ? 'and ' : ''}${inWords(rest)}`;
  return `${inWords(Math.floor(n / size))} ${word}${joined}`;
};
