/**
 * What footnotes on the ownership columns say of the holder, sentence by sentence. Filings
 * renumber, reword and lengthen them; two funds of one family share every sentence but the one
 * with the fund's name, so a sentence that all rows share tells nobody apart and joins nobody.
 */
import { remembering } from '../known/memo.js';
import { sentencesOf } from '../known/sentence.js';
import {
  type HolderName,
  holderName,
  numbersApart,
  relateNames,
  withPlainDates,
} from './holder-name.js';

export interface Sentence {
  /** The sentence in plain words, legal forms left out: by it two are compared. */
  readonly key: string;
  readonly text: string;
  /** Holders, managers, trustees that it names. */
  readonly names: ReadonlyArray<HolderName>;
  /** By whom it says that the shares are held, each under all names that it gives. */
  readonly held: ReadonlyArray<ReadonlyArray<HolderName>>;
}

/** Words that begin with a capital on a form and name nobody. */
const ordinary = new Set(
  `the these this represents reflects shares share securities security consists includes held such
   each mr mrs ms dr reporting person persons issuer form section class a b c common stock units unit
   rsu rsus restricted option options preferred series rule exchange act of by and in as for or to
   pursuant except registrant company following beneficial ownership directly indirectly all amount
   certain upon power voting dispositive pecuniary interest trustee trustees manager member general
   partner managing director officer co-trustee co-trustees sole shared footnote footnotes see table
   item column plan employee purchase date january february march april may june july august
   september october november december he she his her it its they their his/her`.split(/\s+/),
);

const legalTail = /^,?\s*(?:L\.?\s?P\.?|L\.?L\.?C\.?|Inc\.?|Corp\.?|Ltd\.?|Limited Partnership)\b/;
const token = /[\p{L}\p{N}][\p{L}\p{N}.&'’/-]*/gu;
const joining = new Set('of for de van von the dated dtd u/a/d u/t/a fbo f/b/o'.split(' '));

const isCapital = (word: string): boolean => /^\p{Lu}/u.test(word);
const isOrdinary = (word: string): boolean =>
  ordinary.has(word.toLowerCase().replace(/(?<![.,'’])[.,'’]+$/g, ''));

/** Runs of capitalised words and the numerals behind them. */
const namesIn = (sentence: string): ReadonlyArray<HolderName> => {
  const found: Array<HolderName> = [];
  const take = (run: ReadonlyArray<string>): void => {
    let [from, to] = [0, run.length];
    while (from < to && isOrdinary(run[from] as string)) from += 1;
    while (to > from && joining.has(run[to - 1] as string)) to -= 1;
    const name = holderName(run.slice(from, to).join(' '));
    if (name !== null && !name.generic && name.words.some((w) => /\p{L}{2}/u.test(w)))
      found.push(name);
  };
  // A comma ends a name, but for the one before its legal form.
  for (const part of sentence
    .replace(legalTail, ' ')
    .split(/,(?!\s*(?:L\.|LL?[CP]\b|Inc|Corp|Ltd))|[;:()“”"]/)) {
    let run: Array<string> = [];
    for (const [word] of part.matchAll(token)) {
      if (isCapital(word) || (run.length > 0 && (/^\d/.test(word) || joining.has(word))))
        run.push(word);
      else {
        take(run);
        run = [];
      }
    }
    take(run);
  }
  return found;
};

const heldBy =
  /\b(?:held|owned)\b(?:\s+(?:directly|indirectly|beneficially|solely|jointly|of record|for|in|the|account|name)){0,5}\s+(?:by|of)\s+(?:each of\s+)?/gi;
const holdersEnd =
  /\s(?:and (?:Mr|Ms|Mrs|Dr)\b|which|who|whose|for which|of which|over which|where|is|are|may|has|have|as|with|pursuant)\b|;|\.$/;
const listed =
  /,(?!\s*(?:L\.|LL?[CP]\b|Inc|Corp|Ltd|Limited))\s*(?:and\s+)?|\s+and\s+(?=(?:the\s+)?\p{Lu})/u;
/** `Elm Fund IV, L.P. ("Elm IV")`. */
const alias = /\(\s*(?:the\s+)?[“"']([^”"')]+)[”"']\s*\)/g;

const holdersIn = (sentence: string): Sentence['held'] =>
  [...sentence.matchAll(heldBy)].flatMap((match) => {
    const rest = sentence.slice((match.index ?? 0) + match[0].length);
    const until = rest.search(holdersEnd);
    return (until < 0 ? rest : rest.slice(0, until)).split(listed).flatMap((piece) => {
      const text = piece.trim().replace(/^the\s+/i, '');
      if (!/^\p{Lu}|^\d/u.test(text) || isOrdinary(text.split(/\s/)[0] ?? '')) return [];
      const aliases = [...text.matchAll(alias)].map((m) => m[1] ?? '');
      const names = [text.replace(alias, ' ').replace(/\(.*$/, ' '), ...aliases].flatMap(
        (name) => holderName(name) ?? [],
      );
      return names.length === 0 || names.every((n) => n.generic) ? [] : [names];
    });
  });

const keyOf = (sentence: string): string => {
  const name = holderName(sentence);
  return name === null
    ? ''
    : name.words.filter((word) => word !== 'lp' && word !== 'llc' && word !== 'inc').join(' ');
};

const read = remembering(
  2_000,
  (footnote): ReadonlyArray<Sentence> =>
    sentencesOf(
      withPlainDates(footnote.normalize('NFKC')).replace(/(?<!\s)\s+([.,;])/g, '$1'),
    ).flatMap((sentence) => {
      const key = keyOf(sentence);
      return key === ''
        ? []
        : [{ key, text: sentence, names: namesIn(sentence), held: holdersIn(sentence) }];
    }),
);

/** The sentences of footnotes. */
export const sentences = (footnotes: ReadonlyArray<string>): ReadonlyArray<Sentence> =>
  footnotes.flatMap(read);

/**
 * `same`: they name the same holders. `alike`: most of them, so that it is a new wording.
 * `near`: the ones of the one are among the other's. `different`: two holders. `unknown`: one of
 * the two says nothing of a holder.
 */
export type NoteRelation = 'same' | 'alike' | 'near' | 'different' | 'unknown';

const isAmong = (name: HolderName, names: ReadonlyArray<HolderName>): boolean =>
  names.some((other) => relateNames(name, other) === 'same');

const distinct = (names: ReadonlyArray<HolderName>): ReadonlyArray<HolderName> =>
  names.filter((name, i) => !isAmong(name, names.slice(0, i)));

/** Names enough in common to be one holder in other words. */
const alikeMin = 0.6;

const relateAny = (a: ReadonlyArray<HolderName>, b: ReadonlyArray<HolderName>) => {
  const relations = a.flatMap((x) => b.map((y) => relateNames(x, y)));
  return relations.includes('same') ? 'same' : relations.includes('near') ? 'near' : 'different';
};

/** By whom the one says the shares are held, against the other. */
const relateHeld = (a: Sentence['held'], b: Sentence['held']): NoteRelation => {
  const best = (one: ReadonlyArray<HolderName>, others: Sentence['held']) => {
    const relations = others.map((other) => relateAny(one, other));
    return relations.includes('same') ? 'same' : relations.includes('near') ? 'near' : 'different';
  };
  const all = [...a.map((one) => best(one, b)), ...b.map((one) => best(one, a))];
  if (all.every((r) => r === 'same')) return 'same';
  return all.every((r) => r === 'different') ? 'different' : 'near';
};

const relateAllNames = (
  left: ReadonlyArray<Sentence>,
  right: ReadonlyArray<Sentence>,
): NoteRelation => {
  const [leftNames, rightNames] = [
    distinct(left.flatMap((s) => s.names)),
    distinct(right.flatMap((s) => s.names)),
  ];
  const keys = new Set(right.map((s) => s.key));
  const inCommon = left.filter((s) => keys.has(s.key));
  if (leftNames.length === 0 || rightNames.length === 0)
    return inCommon.length > 0 && leftNames.length === rightNames.length ? 'same' : 'unknown';
  const shared = leftNames.filter((name) => isAmong(name, rightNames));
  const onlyLeft = leftNames.filter((name) => !isAmong(name, rightNames));
  const onlyRight = rightNames.filter((name) => !isAmong(name, leftNames));
  if (onlyLeft.length === 0 && onlyRight.length === 0) return 'same';
  if (onlyLeft.some((l) => onlyRight.some((r) => numbersApart(l, r)))) return 'different';
  if (onlyLeft.length === 0 || onlyRight.length === 0)
    return inCommon.some((s) => s.names.length > 0)
      ? 'same'
      : shared.length > 0
        ? 'near'
        : 'different';
  if (shared.length === 0)
    return relateAny(leftNames, rightNames) === 'near' ? 'near' : 'different';
  const likeness = shared.length / (shared.length + onlyLeft.length + onlyRight.length);
  return likeness >= alikeMin ? 'alike' : 'different';
};

/** @param common sentences that all rows of the family share. */
export const relateNotes = (
  a: ReadonlyArray<Sentence>,
  b: ReadonlyArray<Sentence>,
  common: ReadonlySet<string>,
): NoteRelation => {
  if (a.length === 0 || b.length === 0) return 'unknown';
  const own = (side: ReadonlyArray<Sentence>): ReadonlyArray<Sentence> =>
    common.size === 0 ? side : side.filter((s) => !common.has(s.key));
  const [left, right] = [own(a), own(b)];
  if (left.length === 0 || right.length === 0) return 'unknown';
  if (left.length === right.length && left.every((s, i) => s.key === right[i]?.key)) return 'same';
  const [heldLeft, heldRight] = [left.flatMap((s) => s.held), right.flatMap((s) => s.held)];
  return heldLeft.length > 0 && heldRight.length > 0
    ? relateHeld(heldLeft, heldRight)
    : relateAllNames(left, right);
};

/** Words that say of two names that they are one holder's, in turn. */
const inTurn =
  /\b(?:formerly|previously|f\/k\/a|n\/k\/a|renamed|now (?:known|called|named)|changed its name|successor)\b/i;

/** Whether a sentence names two holders side by side, as two. */
export const namesBoth = (notes: ReadonlyArray<Sentence>, a: HolderName, b: HolderName): boolean =>
  notes.some(({ text, names, held }) => {
    const named = [...names, ...held.flat()];
    return isAmong(a, named) && isAmong(b, named) && !inTurn.test(text);
  });
