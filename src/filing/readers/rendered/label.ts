/** The fixed words of Forms 3, 4 and 5: what on the page is the form's and not the filer's. */

const formWords = `
form united states securities and exchange commission washington d c omb approval number expires
estimated average burden hours per response check this box if no longer subject to section or
obligations may continue see instruction b statement of changes in beneficial ownership annual
initial filed pursuant a the act investment company h indicate that transaction was made contract
written plan for purchase sale equity issuer is intended satisfy affirmative defense conditions rule
name address reporting person last first middle street city state zip ticker trading symbol date
earliest month day year amendment original originally relationship s all applicable director owner
officer give title below other specify individual joint group filing line by one more than table i ii
non derivative acquired disposed beneficially owned security instr deemed execution any code v amount
price following reported transactions direct indirect nature e g puts calls warrants options
convertible conversion exercise exercisable expiration underlying shares explanation responses
remarks signature reminder report on separate each class directly indirectly intentional
misstatements omissions facts constitute federal criminal violations u ff note file three copies
which must be manually signed space insufficient procedure persons who respond collection
information contained are not required unless displays currently valid event requiring holdings
fiscal ended end at issuers transactionss potential x foreign identifier state zip`;

const vocabulary: ReadonlySet<string> = new Set(formWords.trim().split(/\s+/));

const wordsOf = (text: string): ReadonlyArray<string> =>
  text
    .toLowerCase()
    .replace(/issuer[’']s/g, 'issuer')
    .match(/[a-z]+/g) ?? [];

/** Ends and beginnings of the form's words, as a converter leaves them where it cuts a cell. */
const fragments: ReadonlySet<string> = new Set(
  [...vocabulary].flatMap((word) =>
    Array.from({ length: Math.max(0, word.length - 3) }, (_, i) => [
      word.slice(i),
      word.slice(0, i + 3),
    ]).flat(),
  ),
);

/** True where every word belongs to the form itself. Numbers and signs say nothing. */
export const isFormText = (text: string): boolean =>
  wordsOf(text).every((w) => vocabulary.has(w) || fragments.has(w));

/** A column heading, whole or damaged: most of its words are the form's. */
export const isHeading = (text: string): boolean => {
  const words = wordsOf(text);
  if (words.length === 0) return true;
  const known = words.filter((w) => vocabulary.has(w) || fragments.has(w)).length;
  return known * 5 >= words.length * 4;
};
