/** Who holds: one true holder, and the many ways in which filers spell it. */

export interface Holder {
  /** Without legal form; numerals, dates and Jr are part of the name. */
  readonly stem: string;
  readonly form: 'LP' | 'LLC' | 'Inc' | null;
  readonly dated: string | null;
  /** All its words are in the stem. */
  readonly short: string | null;
}

const holder = (stem: string, more: Partial<Holder> = {}): Holder => ({
  stem,
  form: null,
  dated: null,
  short: null,
  ...more,
});

/** Near names are two holders on purpose: numerals, dates and Jr tell apart. */
export const holders: ReadonlyArray<Holder> = [
  holder('Alder Ventures', { form: 'LLC' }),
  holder('Birch Capital Fund IV', { form: 'LP' }),
  holder('Birch Capital Fund V', { form: 'LP' }),
  holder('Cedar Family Trust', { dated: 'May 3, 2011' }),
  holder('Cedar Family Trust', { dated: 'June 9, 2014' }),
  holder('Elm Ventures 2007-Seed Fund', { form: 'LP', short: 'Elm 2007 Seed' }),
  holder('Family Planning Vehicle'),
  holder('Robert Roe'),
  holder('Robert Roe Jr'),
  holder('Fir Holding', { form: 'Inc' }),
];

/** The issuer's plan, in which shares are counted by parts. */
export const plan = holder('Acme 401(k) Plan');

/** What a holder is called once it was renamed. */
export const renamedHolder = (was: Holder): Holder =>
  holder(was.dated === null ? 'Gale Partners' : 'Hazel Living Trust', { form: was.form });

const legalForms = {
  LP: ['L.P.', 'LP', 'Limited Partnership', 'L.P'],
  LLC: ['LLC', 'L.L.C.', 'Limited Liability Company', 'LLC'],
  Inc: ['Inc.', 'Inc', 'INC.', 'Incorporated'],
} as const;
const prefixes = ['By ', '', 'by ', 'Held by '] as const;
const datings = ['dated', 'Dated', 'dtd', 'DATED'] as const;

const stemSpelt = (stem: string, spelling: number): string => {
  switch (spelling % 5) {
    case 1:
      return stem.replace('-', ' ');
    case 2:
      return stem.replace(/(Vehicle|Holding)$/, '$1s').replace(/Ventures/, 'Venture');
    case 3:
      return stem.replace(/^(Family|Birch) (Planning|Capital)/, '$1$2');
    case 4:
      return stem.toUpperCase();
    default:
      return stem;
  }
};

/** The holder's name: 0 is as a lawyer would write it, every other number a filer's variant. */
export const nameOf = ({ stem, form, dated }: Holder, spelling: number): string => {
  const legal = form === null ? '' : legalForms[form][Math.floor(spelling / 5) % 4];
  const comma = form !== null && Math.floor(spelling / 2) % 2 === 0 ? ',' : '';
  const date = dated === null ? '' : ` ${datings[Math.floor(spelling / 3) % 4]} ${dated}`;
  return `${stemSpelt(stem, spelling)}${legal === '' ? '' : `${comma} ${legal}`}${date}`;
};

export const natureOf = (holder: Holder, spelling: number): string =>
  `${prefixes[Math.floor(spelling / 7) % 4]}${nameOf(holder, spelling)}`;

const wordings: ReadonlyArray<(name: string) => string> = [
  (name) => `These securities are held by ${name}.`,
  (name) => `Held of record by ${name}.`,
  (name) => `Reflects securities held directly by ${name}.`,
];

export const boilerplate =
  'The Reporting Person disclaims beneficial ownership of these securities except to the extent of any pecuniary interest therein.';

/** A footnote that names the holder for a nature of "See footnote". */
export const holderNote = (holder: Holder, spelling: number, withBoilerplate: boolean): string => {
  const note = wordings[spelling % wordings.length]?.(nameOf(holder, spelling)) ?? '';
  return withBoilerplate ? `${note} ${boilerplate}` : note;
};

/** A footnote that stands on all indirect rows and names everybody. */
export const sharedNote = (all: ReadonlyArray<Holder>): string => {
  const names = all.map((h) => nameOf(h, 0)).join(' and ');
  return `The general partner of each of ${names} may be deemed to own the securities held by ${names}.`;
};
