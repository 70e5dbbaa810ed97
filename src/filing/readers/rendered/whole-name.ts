/**
 * A damaged name of an issuer or a person, where the same document says it whole elsewhere: in an
 * address ("C/O …"), beside a trading symbol, in a footnote or remark, over a signature. The whole
 * one is taken only where it has the same letters but for a few that were lost or garbled; what
 * tells names apart (numerals, Jr) must be the same, and nobody else of the document has it.
 */
import type { Issuer, Owner } from '../../model.js';
import type { ReadWarning } from '../../problem.js';
import { isFormText } from './label.js';
import {
  fits,
  hasGarbledLetters,
  isCutLegalForm,
  isLegalForm,
  lettersOf,
  type NameRead,
} from './name-likeness.js';
import { type Line, pieceBreak, plainText } from './page.js';

/** A name as some part of the document has it. */
interface Whole {
  readonly name: string;
  readonly where: string;
  /** The trading symbol beside it. */
  readonly symbol: string | null;
}

interface Text {
  readonly text: string;
  readonly line: number;
}

/** Where names stand, besides in their boxes. */
export interface Elsewhere {
  readonly lines: ReadonlyArray<Line>;
  readonly signatures: ReadonlyArray<{ readonly name: string }>;
}

const windowsMax = 20_000;
const nameWordsMax = 12;
const pieceWordsMax = 2_000;

// ---- whole names that the document offers ----

const piecesOf = (lines: ReadonlyArray<Line>): ReadonlyArray<Text> =>
  lines.flatMap((l) =>
    l.cells.flatMap((cell) =>
      cell.split(pieceBreak).map((piece) => ({ text: plainText(piece), line: l.number })),
    ),
  );

const capitalised = /^["']?[A-Z0-9&]/;
const smallWords = /^(?:of|and|the|de|van|von|for)$/;
const leadingWords = /^(?:c ?\/ ?o|the|by|of|for|at|and|to|attn:?)$/i;

/** A name does not begin in the middle of one, nor end there. */
const beginsAfter = (word: string | undefined): boolean =>
  word === undefined || !capitalised.test(word) || leadingWords.test(word) || /[,;:.)]$/.test(word);

const endsBefore = (last: string, word: string | undefined): boolean =>
  word === undefined ||
  (!isLegalForm(word) && (isLegalForm(last) || /[,;]$/.test(last) || !/^[A-Z&]/.test(word)));

/** Runs of about as many words as were read, that are whole names as far as capitals tell. */
const windowsOf = ({ text, line }: Text, words: number): ReadonlyArray<Whole> => {
  const all = text.split(' ').slice(0, pieceWordsMax);
  const shouts = !/[a-z]/.test(text) && all.length > nameWordsMax;
  if (shouts) return [];
  return all.flatMap((first, from) => {
    if (!capitalised.test(first) || leadingWords.test(first) || !beginsAfter(all[from - 1]))
      return [];
    return [words - 1, words, words + 1, words + 2].flatMap((n): ReadonlyArray<Whole> => {
      const run = all.slice(from, from + n);
      const last = run[run.length - 1];
      if (n < 1 || run.length < n || last === undefined || !capitalised.test(last)) return [];
      if (!run.every((w) => capitalised.test(w) || smallWords.test(w))) return [];
      if (!endsBefore(last, all[from + n])) return [];
      const name = run.join(' ').replace(/^["']+|(?<![,;:"')])[,;:"')]+$/g, '');
      return isFormText(name) ? [] : [{ name, where: `line ${line}`, symbol: null }];
    });
  });
};

const besideSymbol = /^(.{2,150}?) ?\[ ?([A-Z][A-Z0-9.-]{0,9}) ?\]/;

const symbolled = ({ text, line }: Text): ReadonlyArray<Whole> => {
  const found = besideSymbol.exec(text);
  const [, name, symbol] = found ?? [];
  return name === undefined || symbol === undefined
    ? []
    : [{ name, where: `line ${line}`, symbol }];
};

const suffix = /^(?:jr|sr|ii|iii|iv|md|phd)\.?$/i;

/** `/s/ Bruce K. Posey` says `Posey Bruce K`, as EDGAR orders a person's name. */
const signedNames = (signature: string): ReadonlyArray<Whole> => {
  const plain = signature.replace(/^.{0,3}\/ ?s ?\/ ?|^by:? /i, '').trim();
  const parts = plain.split(/,? (?:attorney|by|for|as|on behalf of|under)\b[^A-Z]*|,(?! ?[JSI])/i);
  return parts.flatMap((part): ReadonlyArray<Whole> => {
    const words = part
      .replaceAll(',', ' ')
      .split(' ')
      .filter((w) => w !== '');
    if (words.length < 2 || words.length > nameWordsMax) return [];
    const end = words.filter((w) => suffix.test(w));
    const rest = words.filter((w) => !suffix.test(w));
    const family = rest[rest.length - 1] ?? '';
    const ordered = [family, ...rest.slice(0, -1), ...end].map((w) => w.replace(/\.$/, ''));
    const where = 'the signature';
    return [
      { name: words.join(' '), where, symbol: null },
      { name: ordered.join(' '), where, symbol: null },
    ];
  });
};

// ---- choosing ----

/** The longest whole name that fits; none where another that fits is not a part of it. */
const wholeOf = (
  read: NameRead,
  offered: ReadonlyArray<Whole>,
  others: ReadonlySet<string>,
): Whole | null => {
  const fitting = offered
    .filter((whole) => fits(read, whole.name))
    .map((whole) => ({ whole, letters: lettersOf(whole.name) }))
    .filter(({ letters }) => !others.has(letters))
    .sort((a, b) => b.letters.length - a.letters.length);
  const [longest] = fitting;
  if (longest === undefined || !fitting.every((f) => longest.letters.includes(f.letters)))
    return null;
  const symbolled = fitting.find((f) => f.whole.symbol !== null && f.letters === longest.letters);
  return (symbolled ?? longest).whole;
};

const mayBeDamaged = (read: NameRead): boolean =>
  read.damaged || hasGarbledLetters(read.name) || isCutLegalForm(read.name);

const windowsFor = (read: NameRead, pieces: ReadonlyArray<Text>): ReadonlyArray<Whole> => {
  const words = Math.min(nameWordsMax, read.name.split(' ').length);
  const windows: Array<Whole> = [];
  for (const piece of pieces) {
    windows.push(...windowsOf(piece, words));
    if (windows.length > windowsMax) break;
  }
  return windows;
};

const taken = (whose: string, read: string, { name, where }: Whole): ReadWarning => ({
  code: 'NAME_TAKEN_FROM_ELSEWHERE',
  message: `The converter damaged the name of the ${whose}, "${read}"; ${where} says it whole: "${name}" was taken.`,
});

const truncated = (whose: string, name: string): ReadWarning => ({
  code: 'TRUNCATED_NAME',
  message: `The converter damaged the box of the ${whose}: what is left of the name is "${name}".`,
});

const warned = (whose: string, read: NameRead, whole: Whole | null): ReadonlyArray<ReadWarning> => {
  if (whole !== null) return [taken(whose, read.name, whole)];
  return read.damaged ? [truncated(whose, read.name)] : [];
};

export interface WholeNames {
  readonly issuer: Issuer;
  readonly owners: ReadonlyArray<Owner>;
  readonly warnings: ReadonlyArray<ReadWarning>;
}

/** A family's funds look after each other: an address names no reporting person. */
const address = /\bc ?\/ ?o\b/i;

/** Issuer and owners with their whole names, as far as the document says them. */
export const wholeNames = (
  issuer: { readonly issuer: Issuer; readonly damaged: boolean },
  owners: ReadonlyArray<{ readonly owner: Owner; readonly damaged: boolean }>,
  elsewhere: Elsewhere,
): WholeNames => {
  const warnings: Array<ReadWarning> = [];
  const names = [issuer.issuer.name, ...owners.map((o) => o.owner.name)].map(lettersOf);
  const pieces = piecesOf(elsewhere.lines);
  const signed = elsewhere.signatures.flatMap((s) => signedNames(s.name));

  const ofOwners = owners.map(({ owner, damaged }, i): Owner => {
    const read = { name: owner.name, damaged };
    if (!mayBeDamaged(read)) return owner;
    const prose = pieces.filter((p) => !address.test(p.text));
    const others = new Set(names.filter((_, j) => j !== i + 1));
    const whole = wholeOf(read, [...signed, ...windowsFor(read, prose)], others);
    warnings.push(...warned('reporting person', read, whole));
    return whole === null ? owner : { ...owner, name: whole.name };
  });

  const read = { name: issuer.issuer.name, damaged: issuer.damaged };
  if (!mayBeDamaged(read)) return { issuer: issuer.issuer, owners: ofOwners, warnings };
  const offered = [...pieces.flatMap(symbolled), ...windowsFor(read, pieces)];
  const whole = wholeOf(read, offered, new Set(names.slice(1)));
  warnings.push(...warned('issuer', read, whole));
  return {
    issuer:
      whole === null
        ? issuer.issuer
        : { ...issuer.issuer, name: whole.name, symbol: issuer.issuer.symbol ?? whole.symbol },
    owners: ofOwners,
    warnings,
  };
};
