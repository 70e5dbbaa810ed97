/**
 * When two titles are plainly one: letter case, spaces, punctuation and a par value apart.
 * Anything more (a reclassified share, a misspelt option) takes a `SecurityAliased` event, so
 * that no two classes are ever merged in silence.
 */
import { remembering } from './memo.js';

const parValue =
  /,?\s*\(?\s*(?:\$\s*[\d.,]+|[\d.,]+\s*cents?)?\s*par value(?:\s+of)?(?:\s*\$?\s*[\d.,]+)?(?:\s+(?:per share|a share|each))?\s*\)?/g;

const canonicalise = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .replace(parValue, ' ')
    .replace(/[^\p{L}\p{N}%$.]+/gu, ' ')
    .replace(/(?<!\d)\.|\.(?!\d)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const canonical = remembering(10_000, canonicalise);

/** The form of a title by which rows are compared; empty where there is none. */
export const canonicalTitle = (title: string | null): string =>
  title === null ? '' : canonical(title);

const readsAsPointer =
  /^(?:see|by|as described in)?\s*(?:the\s+)?(?:foot)?\s*notes?(?:\s|\d|and|below|to this form|in remarks)*$|^see (?:explanation|remarks|note|below|exhibit).*$|^(?:f\d+|\d+)$/;

/**
 * Nature of indirect ownership, compared. Empty where the text only points elsewhere
 * ("See footnote 3"): then the footnotes tell who holds.
 */
export const canonicalNature = (nature: string | null): string => {
  const words = canonicalTitle(nature).replace(/^(?:held )?by (?:the )?/, '');
  return readsAsPointer.test(words) ? '' : words;
};
