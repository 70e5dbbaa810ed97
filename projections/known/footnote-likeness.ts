/**
 * How alike two footnotes are, for telling whether they name the same holder: filings renumber
 * and reword them. Names and numbers weigh more than prose, since two funds of one family share
 * every sentence but the fund's name.
 */

interface Marks {
  readonly words: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

const memoMax = 2_000;
const memo = new Map<string, Marks>();

const commonOpeners = new Set(
  'the these this represents reflects shares securities consists includes held such each mr ms reporting person issuer form section class common stock'.split(
    ' ',
  ),
);

const marksOf = (text: string): Marks => {
  const known = memo.get(text);
  if (known !== undefined) return known;
  const tokens = text.match(/[\p{L}\p{N}][\p{L}\p{N}.&'’-]*/gu) ?? [];
  const words = new Set<string>();
  const names = new Set<string>();
  for (const token of tokens) {
    const word = token.toLowerCase().replace(/[.'’-]+$/g, '');
    words.add(word);
    if (/^[\p{Lu}\p{N}]/u.test(token) && !commonOpeners.has(word)) names.add(word);
  }
  const marks = { words, names };
  if (memo.size >= memoMax) memo.clear();
  memo.set(text, marks);
  return marks;
};

const jaccard = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  if (a.size === 0 && b.size === 0) return 1;
  let shared = 0;
  for (const x of a) if (b.has(x)) shared += 1;
  return shared / (a.size + b.size - shared);
};

/** 1 where the texts are the same, 0 where they share nothing. */
export const likeness = (a: string, b: string): number => {
  if (a === b) return 1;
  const [left, right] = [marksOf(a), marksOf(b)];
  const names = jaccard(left.names, right.names);
  return 0.999 * (0.6 * names + 0.4 * jaccard(left.words, right.words));
};
