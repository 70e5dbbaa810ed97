/** Who holds: the insider directly, or whoever the nature of ownership and its footnotes name. */
import type { RowReported } from '../../src/event/catalogue.js';
import type { KnownFiling } from '../known/knowledge.js';
import { footnoteTexts } from '../known/reported-row.js';
import {
  type HolderName,
  holderName,
  kindsApart,
  numbersApart,
  relateNames,
} from './holder-name.js';
import {
  type NoteRelation,
  namesBoth,
  relateNotes,
  type Sentence,
  sentences,
} from './holder-note.js';

export interface Holder {
  readonly direct: boolean;
  /** As the nature of ownership has it; null where it only points to a footnote. */
  readonly name: HolderName | null;
  /** The footnotes on the ownership columns, as filed and read. */
  readonly texts: ReadonlyArray<string>;
  readonly notes: ReadonlyArray<Sentence>;
}

/**
 * `near`: the same holder only where balances say so too. `unknown`: one of the two does not say
 * who holds.
 */
export type HolderRelation = NoteRelation;

const none: ReadonlyArray<never> = [];

export const holderOf = (row: RowReported, filing: KnownFiling): Holder => {
  const ids = [...row.ownership.footnotes, ...row.nature.footnotes];
  const texts = ids.length === 0 ? none : footnoteTexts(filing, ids);
  return {
    direct: row.ownership.value === 'D',
    name: holderName(row.nature.value),
    texts,
    notes: texts.length === 0 ? none : sentences(texts),
  };
};

/** Whether two texts are one but for a letter in one long word. */
export const isNearName = (a: string, b: string): boolean => {
  const [one, other] = [holderName(a), holderName(b)];
  return a !== b && one !== null && other !== null && relateNames(one, other) === 'same';
};

/** A name against footnotes that name somebody. */
const nameAmongNotes = (
  name: HolderName,
  notes: ReadonlyArray<Sentence>,
  common: ReadonlySet<string>,
): HolderRelation => {
  const own = notes.filter((s) => !common.has(s.key));
  const held = own.flatMap((s) => s.held.flat());
  const names = held.length > 0 ? held : own.flatMap((s) => s.names);
  if (name.generic || names.length === 0) return 'unknown';
  const relations = names.map((other) => relateNames(name, other));
  if (relations.includes('same')) return 'same';
  return relations.includes('near') ? 'near' : 'different';
};

const relateIndirect = (a: Holder, b: Holder, common: ReadonlySet<string>): HolderRelation => {
  if (a.name === null && b.name === null) return relateNotes(a.notes, b.notes, common);
  if (a.name === null || b.name === null) {
    const byNotes = relateNotes(a.notes, b.notes, common);
    if (byNotes === 'same' || byNotes === 'alike') return byNotes;
    return a.name !== null
      ? nameAmongNotes(a.name, b.notes, common)
      : nameAmongNotes(b.name as HolderName, a.notes, common);
  }
  const byName = relateNames(a.name, b.name);
  if (byName === 'different') return 'different';
  if (byName === 'same' && !a.name.generic) return 'same';
  // "By trust" says what holds and not who: the footnotes do.
  const byNotes = relateNotes(a.notes, b.notes, common);
  if (byName === 'same') return byNotes === 'unknown' ? 'same' : byNotes;
  return byNotes === 'same' || byNotes === 'different' ? byNotes : 'near';
};

/** @param common sentences that all rows of the family share. */
export const relateHolders = (
  a: Holder,
  b: Holder,
  common: ReadonlySet<string>,
): HolderRelation => {
  if (!a.direct || !b.direct) return relateIndirect(a, b, common);
  // Directly the insider holds, whatever is said of how.
  const named = a.name !== null && b.name !== null ? relateNames(a.name, b.name) : 'same';
  return named === 'different' && !(a.name?.generic ?? true) && !(b.name?.generic ?? true)
    ? 'different'
    : 'same';
};

const ownNames = ({ name, notes }: Holder): ReadonlyArray<HolderName> =>
  name !== null ? [name] : notes.flatMap((s) => s.held.flat());

/**
 * Whether documents say of two names that they are two holders: by numerals or kinds that differ,
 * by the footnotes of the two, or by one footnote that names both.
 */
export const areToldApart = (a: Holder, b: Holder): boolean => {
  if (relateNotes(a.notes, b.notes, new Set()) === 'different') return true;
  return ownNames(a).some((one) =>
    ownNames(b).some(
      (other) =>
        numbersApart(one, other) ||
        kindsApart(one, other) ||
        namesBoth(a.notes, one, other) ||
        namesBoth(b.notes, one, other),
    ),
  );
};

/** What rows of one document are first put together by. */
export const holderSignature = ({ name, notes }: Holder, common: ReadonlySet<string>): string => {
  if (name !== null && !name.generic) return `${name.flat} ${name.legalForm ?? ''}`;
  const own = notes.filter((s) => !common.has(s.key)).map((s) => s.key);
  return [name?.flat ?? '', ...[...new Set(own)].sort()].join('\n');
};

/** The fuller of what two rows say of one holder. */
export const fuller = (known: Holder, more: Holder): Holder => {
  const name =
    known.name === null || (more.name !== null && more.name.words.length > known.name.words.length)
      ? (more.name ?? known.name)
      : known.name;
  return { ...known, name, notes: more.notes.length > 0 ? more.notes : known.notes };
};
