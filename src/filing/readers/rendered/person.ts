/** Who reports, about which issuer, and in which capacity: boxes 1, 2 (3) and 5 (4). */
import type { Address, Issuer, Owner, Relationship } from '../../model.js';
import type { ReadWarning } from '../../problem.js';
import type { Boxes, BoxLabel, BoxSign, BoxText } from './box.js';

/** `damaged`: the box shows that the converter cut it, so that its name may be a part. */
export interface OwnerReading {
  readonly owner: Owner;
  readonly damaged: boolean;
}

export interface IssuerReading {
  readonly issuer: Issuer;
  readonly damaged: boolean;
}

export interface People {
  readonly owners: ReadonlyArray<OwnerReading>;
  readonly issuer: IssuerReading | null;
  /** Texts of these boxes that no field of the model took. */
  readonly leftOver: ReadonlyArray<BoxText>;
  readonly warnings: ReadonlyArray<ReadWarning>;
}

const trimmedName = (text: string): string =>
  text
    .replace(/^[*_'’`:|. ]{1,20}/, '')
    .replace(/[*_|: ]{1,20}$/, '')
    .trim();

const isWhole = (signs: ReadonlyArray<BoxSign>, label: BoxLabel, nth: number): boolean =>
  signs
    .filter((s) => s.kind === 'label' && s.label === label)
    .map((s) => s.kind === 'label' && s.whole)[nth] ?? true;

// ---- box 1 ----

const state = /^[A-Z][A-Z0-9]$/;

/** `FOSTER CITY CA 94404`, in one text or in up to three. */
const cityOf = (pieces: ReadonlyArray<string>): Pick<Address, 'city' | 'state' | 'zip'> => {
  const words = pieces.flatMap((p) => p.split(' ')).filter((w) => w !== '');
  const at = words.findLastIndex(
    (w, i) => i > 0 && state.test(w) && words.slice(i + 1).every((z) => /^[0-9A-Z-]+$/i.test(z)),
  );
  if (at > 0)
    return {
      city: words.slice(0, at).join(' '),
      state: words[at] ?? null,
      zip: words.slice(at + 1).join(' ') || null,
    };
  const last = words[words.length - 1];
  const zip =
    words.length > 1 && last !== undefined && /^\d{5}(?:-?\d{4})?$/.test(last) ? last : null;
  const city = (zip === null ? words : words.slice(0, -1)).join(' ');
  return { city: city === '' ? null : city, state: null, zip };
};

const addressOf = (
  streets: ReadonlyArray<string>,
  cities: ReadonlyArray<string>,
): Address | null =>
  streets.length === 0 && cities.length === 0
    ? null
    : {
        street1: streets[0] ?? null,
        street2: streets.length > 1 ? streets.slice(1).join(', ') : null,
        ...cityOf(cities),
        stateDescription: null,
        nonUs: null,
      };

// ---- box 5 ----

type Role = 'director' | 'officer' | 'ten-percent' | 'other';
const roles: ReadonlyArray<Role> = ['director', 'ten-percent', 'officer', 'other'];
const boxLabels: ReadonlySet<BoxLabel> = new Set([...roles, 'one-filer', 'more-filers']);

/** The form prints a box before its label; a converter that puts it after ends the cell with it. */
const labelOfMark = (signs: ReadonlyArray<BoxSign>, at: number): BoxLabel | null => {
  const mark = signs[at];
  const before = signs[at - 1];
  const after = signs[at + 1];
  const isBox = (s: BoxSign | undefined): s is BoxSign & { kind: 'label' } =>
    s?.kind === 'label' && boxLabels.has(s.label);
  if (isBox(after) && after.cell === mark?.cell) return after.label;
  if (isBox(before) && before.cell === mark?.cell) return before.label;
  if (isBox(after)) return after.label;
  return isBox(before) ? before.label : null;
};

type Flags = Readonly<Record<Role, boolean | null>>;

const flagsOf = (signs: ReadonlyArray<BoxSign>): Flags => {
  const states = new Map<BoxLabel, boolean>();
  for (const [i, sign] of signs.entries()) {
    if (sign.kind !== 'mark') continue;
    const label = labelOfMark(signs, i);
    if (label !== null) states.set(label, sign.checked || states.get(label) === true);
  }
  const anyChecked = roles.some((r) => states.get(r) === true);
  const flag = (role: Role): boolean | null => {
    const shown = states.get(role);
    if (shown !== undefined) return shown;
    // An empty box leaves no trace where checked ones do.
    const isPrinted = signs.some((s) => s.kind === 'label' && s.label === role);
    return anyChecked && isPrinted ? false : null;
  };
  return {
    director: flag('director'),
    'ten-percent': flag('ten-percent'),
    officer: flag('officer'),
    other: flag('other'),
  };
};

const unknownFlags: Flags = { director: null, 'ten-percent': null, officer: null, other: null };

/** On a joint form one box 5 stands for all: only what must be true of each of them is told. */
const flagsOfEach = (flags: Flags): Flags => {
  const checked = roles.filter((r) => flags[r] === true);
  if (checked.length === 1) return flags;
  const each = (role: Role): boolean | null => (flags[role] === false ? false : null);
  return {
    director: each('director'),
    'ten-percent': each('ten-percent'),
    officer: each('officer'),
    other: each('other'),
  };
};

/** Words of a label that a converter broke into several texts. */
const isRemainder = (text: string, words: ReadonlySet<string>): boolean => {
  const found = text.toLowerCase().match(/[a-z]+/g);
  return found === null ? !/[[\]0-9]/.test(text) : found.every((w) => words.has(w));
};

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const relationshipWords = wordSet(
  'check all applicable give title below specify of reporting person persons s g to issuer owner x',
);
const issuerWords = wordSet('and or ticker trading symbol foreign if any');

const relationshipLabels: ReadonlySet<BoxLabel> = new Set([...roles, 'relationship']);

interface Capacity {
  readonly relationship: Relationship;
  readonly leftOver: ReadonlyArray<BoxText>;
}

const capacityOf = (boxes: Boxes, isJoint: boolean): Capacity => {
  const shown = boxes.signs.some((s) => s.kind === 'mark') ? flagsOf(boxes.signs) : unknownFlags;
  const flags = isJoint ? flagsOfEach(shown) : shown;
  const texts = boxes.texts.filter(
    (t) => relationshipLabels.has(t.label) && !isRemainder(t.text, relationshipWords),
  );
  const ofOfficer = shown.officer === true && shown.other !== true;
  const ofOther = shown.other === true && shown.officer !== true;
  const ofBoth = shown.officer === true && shown.other === true && texts.length === 2;
  const all = texts.map((t) => t.text).join(' ') || null;
  const named = !isJoint && (ofOfficer || ofOther || ofBoth);
  return {
    relationship: {
      director: flags.director,
      officer: flags.officer,
      tenPercentOwner: flags['ten-percent'],
      other: flags.other,
      officerTitle: !named || ofOther ? null : ofBoth ? (texts[0]?.text ?? null) : all,
      otherText: !named || ofOfficer ? null : ofBoth ? (texts[1]?.text ?? null) : all,
    },
    leftOver: named ? [] : texts,
  };
};

// ---- box 2 ----

const issuerOf = (boxes: Boxes): IssuerReading | null => {
  const texts = boxes.texts.filter(
    (t) => t.label === 'issuer' && !isRemainder(t.text, issuerWords),
  );
  const text = texts.map((t) => t.text).join(' ');
  const open = text.lastIndexOf('[');
  const close = text.lastIndexOf(']');
  const hasSymbol = open > 0 && close > open;
  const name = trimmedName(open > 0 ? text.slice(0, open) : text);
  if (name === '') return null;
  const isWholeLabel =
    isWhole(boxes.signs, 'issuer', 0) ||
    boxes.texts.some((t) => t.label === 'issuer' && /trading symbol/i.test(t.text));
  const symbol = hasSymbol ? text.slice(open + 1, close).trim() : '';
  return {
    issuer: { cik: null, name, symbol: symbol === '' ? null : symbol, foreignSymbol: null },
    damaged: !isWholeLabel || (open > 0 && close < open),
  };
};

// ---- all of them ----

export const readPeople = (boxes: Boxes): People => {
  const count = boxes.signs.filter((s) => s.kind === 'label' && s.label === 'owner').length;
  const leftOver: Array<BoxText> = [];
  const warnings: Array<ReadWarning> = [];
  const owners: Array<OwnerReading> = [];
  const capacity = capacityOf(boxes, count > 1);
  leftOver.push(...capacity.leftOver);
  for (let i = 0; i < count; i++) {
    const of = (label: BoxLabel) => boxes.texts.filter((t) => t.label === label && t.owner === i);
    const whole = isWhole(boxes.signs, 'owner', i);
    // Beside a damaged label, a neighbouring cell may be anything.
    const names = of('owner').filter((t) => whole || t.ownCell);
    leftOver.push(...of('owner').filter((t) => !names.includes(t)));
    const name = trimmedName(names.map((t) => t.text).join(' '));
    if (name === '') continue;
    const relationship = capacity.relationship;
    const streets = of('name-parts').map((t) => t.text);
    const cities = of('street').map((t) => t.text);
    leftOver.push(...of('city-parts'));
    owners.push({
      owner: { cik: null, name, address: addressOf(streets, cities), relationship },
      damaged: !whole,
    });
  }
  const checked = boxes.signs.some((s) => s.kind === 'mark' && s.checked);
  if (!checked)
    warnings.push({
      code: 'RELATIONSHIP_UNREADABLE',
      message:
        'No box of the relationship shows whether it is checked: all are recorded as unknown.',
    });
  else if (owners.length > 1)
    warnings.push({
      code: 'RELATIONSHIP_SHARED',
      message: `One relationship box stands for ${owners.length} reporting persons: what it does not say of each is recorded as unknown.`,
    });
  return { owners, issuer: issuerOf(boxes), leftOver, warnings };
};
