/** Of whose holding a sentence on a balance tells, and which way it moves that holding. */
import type { Gap } from './gap.js';

// ---- holders ----

/** Who may hold shares beside the reporting person, by kind. */
const holders: Readonly<Record<string, string>> = {
  trust: 'trusts?|grats?',
  spouse: '(?:ex-)?(?:spouse|wife|husband)|domestic partner',
  child: 'child|children|sons?|daughters?|minors?',
  relative: 'mother|father|parents?|siblings?|brothers?|sisters?|relatives?|family members?',
  partnership: 'partnerships?|partners|funds?|l\\.?p\\.?',
  company: 'llc|l\\.l\\.c\\.?|limited liability company',
  foundation: 'foundations?|charit(?:y|ies)',
  estate: 'estate',
  retirement: 'iras?|retirement accounts?',
};
const anyHolder = `(?:${Object.values(holders).join('|')})`;

const kindsIn = (text: string): ReadonlyArray<string> =>
  Object.entries(holders).flatMap(([kind, words]) =>
    new RegExp(`\\b(?:${words})\\b`, 'i').test(text) ? [kind] : [],
  );

/** The reporting person, and not something of theirs. */
const self =
  "(?:(?:the\\s+)?(?:reporting\\s+(?:person|owner|insider)|undersigned|filer|insider)(?!\\s*['’]s?\\b)\\b|(?:him|her|them)(?=\\s*(?:$|[,.;)]|\\b(?:by|from|under|pursuant|in|on|as|upon|for|and)\\b)))";

const acts = '(?:acquired|purchased|bought|received|sold|disposed of|exercised|reinvested)';
const adverbs = '(?:(?:also|has|have|had|then|later|itself|\\w+ly)\\s+)*';
const actor = new RegExp(`\\b(${anyHolder})\\s+${adverbs}${acts}\\b`, 'i');
const actedBy = new RegExp(
  `\\b${acts}\\s+by\\s+(?:an?|the|his|her|their|its|such|another|each|one)\\s+((?:(?!(?:from|of|to|under|for|in)\\b)[\\w'’.-]+\\s+){0,4}?${anyHolder})\\b`,
  'i',
);
const withSelf = new RegExp(`\\b(?:from|to)\\s+${self}`, 'i');

/** Whether somebody acted who holds another balance than this one. */
export const isOfAnotherHolder = ({ position, entry }: Gap, text: string): boolean => {
  const who = actor.exec(text)?.[1] ?? actedBy.exec(text)?.[1];
  if (who === undefined || withSelf.test(text)) return false;
  if (position.ownership === 'D') return true;
  const own = kindsIn(entry.source.row.nature.value ?? position.first.nature.value ?? '');
  return own.length > 0 && !kindsIn(who).some((kind) => own.includes(kind));
};

// ---- directions ----

export type Direction = 1 | 0 | -1;

const moves =
  '(?:transfer(?!able)\\w*|convey\\w*|assigned|awarded|delivered|gift\\w*|donat\\w*|contribut\\w*|distribut\\w*|given|moved)';
const others = `(?:${anyHolder}|entit(?:y|ies)|beneficiar(?:y|ies)|donees?|third part(?:y|ies))`;
const within = '[^;.]{0,100}?';
const upTo = "(?:(?!(?:from|by|for|to|under|in)\\b)[\\w'’.-]+\\s+){0,5}?";

const comes: ReadonlyArray<RegExp> = [
  new RegExp(`\\b${moves}\\b${within}\\bto\\s+${self}`, 'i'),
  new RegExp(`\\b${moves}\\b${within}\\bto\\s+(?:direct|his own|her own|their own)\\b`, 'i'),
  new RegExp(`\\b(?:received|acquired)\\b${within}\\bfrom\\s+${upTo}${others}\\b`, 'i'),
];
const goes: ReadonlyArray<RegExp> = [
  new RegExp(`\\b${moves}\\b${within}\\bby\\s+${self}`, 'i'),
  new RegExp(`\\b${moves}\\b${within}(?<!pursuant )\\bto\\s+${upTo}${others}\\b`, 'i'),
  new RegExp(`\\bleft\\s+${self}`, 'i'),
];

/**
 * Which way shares move that are said to go from or to the reporting person: told of the balance
 * held directly only. Of another holder's they may be on either side.
 */
export const directionOf = ({ position }: Gap, text: string): Direction => {
  if (position.ownership !== 'D') return 0;
  const isIn = comes.some((c) => c.test(text));
  const isOut = goes.some((g) => g.test(text));
  return isIn === isOut ? 0 : isIn ? 1 : -1;
};

export const goesAgainst = (direction: Direction, { amount }: Gap): boolean =>
  direction !== 0 && direction !== (amount.gt(0) ? 1 : -1);
