/** Names for those who never lived: made of a CIK alone, so that one person has one name. */
import type { Company, Person } from './form.js';

const families =
  'Abbott Barnes Castillo Dorsey Ellison Fournier Grady Hallberg Ibarra Jansen Keller Lindqvist Moreau Novak Okafor Pereira Quigley Rasmussen Sato Thornton Ueda Vasquez Whitaker Xiong Yates Zeller Ashworth Brandt Corrigan Delgado'.split(
    ' ',
  );
const given =
  'Alan Beatrice Carl Diana Edwin Frances George Helen Irving Joan Karl Lydia Martin Nora Oscar Paula Quentin Rosa Simon Teresa Ulrich Vera Walter Yvonne'.split(
    ' ',
  );
const middles = 'A B C D E F G H J K L M N P R S T W'.split(' ');
const firms =
  'Alder Birch Cedar Dune Ember Fjord Granite Harbor Inlet Juniper Kestrel Lantern Meadow Northgate Orchard Pinnacle Quarry Ridge Summit Tamarack Upland Vale Willow Yarrow'.split(
    ' ',
  );
const trades =
  'Therapeutics Software Bancorp Energy Networks Materials Foods Logistics Robotics Health Semiconductor Insurance'.split(
    ' ',
  );
const titles = [
  'Chief Executive Officer',
  'Chief Financial Officer',
  'General Counsel',
  'Chief Operating Officer',
  'SVP, Engineering',
  'Chief Accounting Officer',
];

const of = <A>(list: ReadonlyArray<A>, n: number): A => list[Math.floor(n) % list.length] as A;

const cikText = (n: number): string => String(n).padStart(10, '0');

/** CIKs of different kinds keep out of each other's way. */
const firstIssuer = 3_000_000;
const firstInsider = 10_000_000;
const firstShared = 8_000_000;
export const insidersPerIssuerMax = 400;

export const company = (index: number): Company => ({
  cik: cikText(firstIssuer + index),
  name: `${of(firms, index)} ${of(firms, index / 24 + 7)} ${of(trades, index / 5)} Inc.`,
  symbol: Array.from({ length: 4 }, (_, i) =>
    String.fromCharCode(65 + (Math.floor(index / 26 ** i) % 26)),
  ).join(''),
});

const personOf = (cik: number, role: Person['role']): Person => ({
  cik: cikText(cik),
  name: `${of(families, cik * 7)} ${of(given, cik / 3)} ${of(middles, cik / 5)}`,
  role,
  title: role === 'officer' ? of(titles, cik) : null,
});

export const insider = (issuer: number, index: number, role: Person['role']): Person =>
  personOf(firstInsider + issuer * insidersPerIssuerMax + index, role);

/** Directors whom ten neighbouring issuers share. */
export const sharedDirector = (issuer: number, index: number): Person =>
  personOf(firstShared + Math.floor(issuer / 10) * 30 + (index % 30), 'director');

/** A fund, its general partner, its manager, and so on: one row set, up to ten names. */
export const jointHolders = (issuer: number, index: number, count: number): ReadonlyArray<Person> =>
  Array.from({ length: count }, (_, i) => {
    const cik = firstInsider + issuer * insidersPerIssuerMax + index + i;
    const what = ['Fund, L.P.', 'GP, LLC', 'Management, LLC', 'Partners, L.P.', 'Holdings, Ltd.'];
    return {
      cik: cikText(cik),
      name: `${of(firms, index + issuer)} ${of(what, i)} ${i < what.length ? '' : i}`.trim(),
      role: 'tenPercent',
      title: null,
    };
  });
