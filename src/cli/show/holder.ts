/** Whose an indirect holding is: "See footnote" says nothing, the footnote may. */
import type { OwnershipAnswer } from '../../ledger/answers.js';

const refersToFootnote = /^\W*(?:by\s+)?see\b.{0,12}\b(?:foot)?notes?\b/i;

/** Where a name ends: a sentence, what is said of it, or the letters of what kind of firm it is. */
const ends = [
  String.raw`\s*[(;]`,
  String.raw`(?<!(?:^|[\s.(])[A-Z])\.(?:\s|$)`,
  String.raw`(?<=\b(?:L\.P|L\.L\.C|Inc|Corp|Ltd)\.)(?:\s|,|$)`,
  String.raw`,\s+(?:of|for|as|an?|which|whose|where|who|over|in|and)\b`,
  String.raw`\s+(?:of which|for which|as|for the benefit|over which|in which|and)\b`,
].join('|');

/** A name begins with a capital. */
const heldBy = new RegExp(
  String.raw`\b(?:[Hh]eld|[Oo]wned)\s+(?:(?:directly|of record|indirectly|solely)\s+)?by\s+((?:the\s+)?[A-Z0-9][^(;]*?)(?=${ends})`,
  'g',
);

/** One of several, or the insider itself, is no name of a holder. */
const isNoName = /^(?:the\s+)?(?:reporting|each|various|certain|his|her|two|three|trusts?$)\b/i;

const nameLengthMax = 80;

/** The one holder that a footnote names; null where it names none, or several. */
export const holderNamed = (text: string): string | null => {
  const names = new Set(
    [...text.matchAll(heldBy)].flatMap(([, name = '']) => {
      const own = name.replace(/^the\s+/i, '').trim();
      return own === '' || own.length > nameLengthMax || isNoName.test(own) ? [] : [own];
    }),
  );
  const [name] = names;
  return names.size === 1 && name !== undefined && [...text.matchAll(heldBy)].length === 1
    ? name
    : null;
};

const beginningLength = 32;

const beginningOf = (text: string): string =>
  text.length <= beginningLength ? text : `${text.slice(0, beginningLength - 1).trimEnd()}…`;

/** The nature as filed; where it only points at a footnote, whom that names, or how it begins. */
export const holderText = ({ nature, footnotes }: OwnershipAnswer): string | null => {
  if (nature === null || !refersToFootnote.test(nature)) return nature;
  const [first] = footnotes;
  if (first === undefined) return nature;
  const naming = footnotes.flatMap(({ id, text }) => {
    const name = holderNamed(text);
    return name === null ? [] : [{ id, name }];
  });
  const [only] = naming;
  return only !== undefined && naming.every(({ name }) => name === only.name)
    ? `${only.name} (${only.id})`
    : `${first.id}: ${beginningOf(first.text)}`;
};
