/**
 * Names near to one that nobody has: a letter left out, put in, mistaken or swapped with its
 * neighbour (optimal string alignment). Words are compared with words, so that a middle name or
 * an "INC" more or less tells nothing.
 */
import { nameWords } from '../../readmodel/name-words.js';
import type { Named } from './named.js';

/** How many letters may be wrong in a word of this length. */
const toleranceOf = (word: string): number => Math.min(3, Math.floor(word.length / 3));

/** How many single mistakes lead from one word to the other; more than `most` is `most + 1`. */
export const wordDistance = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: Array<number> = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] as number) + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return Math.min(last[b.length] as number, most + 1);
};

/** Whether a word may be what was meant by one of those asked for. */
export const mayBeMeant = (asked: ReadonlyArray<string>): ((word: string) => boolean) => {
  const meant = asked.map((word) => ({ word, most: toleranceOf(word) }));
  return (word) => meant.some((m) => m.most > 0 && wordDistance(m.word, word, m.most) <= m.most);
};

const nearestMax = 3;

/** Letters by which a name misses what was asked for; null where it is nothing like it. */
const missOf = (asked: ReadonlyArray<string>, has: ReadonlyArray<string>): number | null => {
  let miss = 0;
  let met = false;
  for (const word of asked) {
    const most = toleranceOf(word);
    const distance = Math.min(...has.map((other) => wordDistance(word, other, most)));
    if (most > 0 && distance <= most) met = true;
    miss += distance <= most ? distance : word.length;
  }
  const letters = asked.reduce((sum, word) => sum + word.length, 0);
  return met && miss <= letters / 2 ? miss : null;
};

/** The nearest few, nearest first; each under the name that is nearest. */
export const nearestOf = <Id extends string>(
  asked: string,
  all: Iterable<Named<Id>>,
): ReadonlyArray<Named<Id>> => {
  const words = nameWords(asked).filter((word) => word !== '');
  const best = new Map<Id, Candidate<Id>>();
  for (const { id, name } of all) {
    const has = nameWords(name);
    const miss = missOf(words, has);
    if (miss === null) continue;
    const one = { id, name, miss, more: Math.abs(has.length - words.length) };
    const known = best.get(id);
    if (known === undefined || nearer(one, known) < 0) best.set(id, one);
  }
  return [...best.values()]
    .sort(nearer)
    .slice(0, nearestMax)
    .map(({ id, name }) => ({ id, name }));
};

interface Candidate<Id extends string> extends Named<Id> {
  readonly miss: number;
  /** Words that one has more than the other. */
  readonly more: number;
}

const nearer = <Id extends string>(a: Candidate<Id>, b: Candidate<Id>): number =>
  a.miss - b.miss ||
  a.more - b.more ||
  (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1);
