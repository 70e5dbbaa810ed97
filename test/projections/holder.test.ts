import { describe, expect, it } from 'vitest';
import {
  type HolderName,
  holderName,
  relateNames,
} from '../../projections/position/holder-name.js';
import { relateNotes, sentences } from '../../projections/position/holder-note.js';

const named = (text: string): HolderName => {
  const name = holderName(text);
  if (name === null) throw new Error(`${text} names nobody`);
  return name;
};

describe('names of holders', () => {
  it.each([
    ['By Alder Fund IV, L.P.', 'Alder Fund IV, Limited Partnership'],
    ['by Alder Ventures LLC', 'Held by Alder Ventures, L.L.C.'],
    ['By family planning vehicle', 'Family Planning Vehicles'],
    ['Alder-Birch Partners', 'Alder Birch Partners'],
    ['AlderBirch Partners', 'Alder Birch Partners'],
    ['By the Birch Trust dated May 6, 2003', 'Birch Trust u/a/d 05/06/2003'],
    ['The Birch Revocable Trust dtd 5/6/03', 'Birch Revokable Trust dated 05/06/2003'],
    ['By Cedar Corporation', 'Cedar Corp.'],
    ['By Alder Growth Partners', 'By Alder Grwoth Partners'.replace('Grwoth', 'Growtth')],
  ])('%s and %s are one', (a, b) => {
    expect(relateNames(named(a), named(b))).toBe('same');
  });

  it.each([
    ['By Alder Fund IV, LP', 'By Alder Fund V, LP'],
    ['By Alder Fund LP', 'By Alder Fund LLC'],
    ['By Birch Trust dated May 6, 2003', 'By Birch Trust dated May 7, 2003'],
    ['John Alder Jr.', 'John Alder'],
    ['By Alder Ventures I-A, L.P.', 'By Alder Ventures I-B, L.P.'],
    ['By Alder LLC', 'By Elder LLC'],
    ['By son', 'By daughter'],
  ])('%s and %s are two', (a, b) => {
    expect(relateNames(named(a), named(b))).toBe('different');
  });

  it('that leave words out may be short for others, and no more is said', () => {
    expect(relateNames(named('Elm 2007 Seed'), named('Elm Ventures 2007-Seed Fund, L.P.'))).toBe(
      'near',
    );
    expect(relateNames(named('Elm 2008 Seed'), named('Elm Ventures 2007-Seed Fund, L.P.'))).toBe(
      'different',
    );
  });

  it.each([
    ['By 401(k) Plan', '401k'],
    ['By 401(k)', 'By 401-k Plan'],
    ['By 401 (k) plan', 'By 401K'],
    ['403(b) Plan', '403b'],
    ['By Alder 401(k) Plan', 'By Alder 401k'],
  ])('%s and %s are one plan', (a, b) => {
    expect(relateNames(named(a), named(b))).toBe('same');
  });

  it.each([
    ['By 401(k) Plan', 'By 403(b) Plan'],
    ['By 401(k) Plan', 'By 401(a) Plan'],
    ['By 401(k)', 'By IRA'],
  ])('%s and %s are two plans', (a, b) => {
    expect(relateNames(named(a), named(b))).toBe('different');
  });

  it.each([
    ['By Müller Trust', 'By Mueller Trust'],
    ['By Müller Trust', 'By Muller Trust'],
    ['By Mueller Trust', 'By MULLER TRUST'],
    ['By José Núñez', 'By Jose Nunez'],
    ['By Bjørn Ångström Holding AS', 'By Bjoern Aangstroem Holding AS'],
    ['By Groß Family Trust', 'By Gross Trust'],
  ])('%s and %s may be one', (a, b) => {
    expect(relateNames(named(a), named(b))).toBe('near');
    expect(relateNames(named(b), named(a))).toBe('near');
  });

  it('are told apart by numerals whatever their letters', () => {
    expect(relateNames(named('Müller Fund IV, LP'), named('Muller Fund V, LP'))).toBe('different');
  });

  it.each(['See footnote', 'See Footnote (3)', 'see notes 1 and 2', '(4)', 'F2'])(
    '%s names nobody',
    (text) => {
      expect(holderName(text)).toBeNull();
    },
  );
});

const none: ReadonlySet<string> = new Set();
const related = (a: string, b: string, common: ReadonlySet<string> = none) =>
  relateNotes(sentences([a]), sentences([b]), common);

describe('footnotes that name a holder', () => {
  it('are one in another wording where they name the same holder', () => {
    expect(
      related(
        'Represents shares held by Alder Ventures I-B, L.P. ("Alder I-B"). Alder I GP is its general partner.',
        'Shares held directly by Alder I-B. Alder GP I manages Alder I-B.',
      ),
    ).toBe('same');
    expect(related('These shares are held of record by Alder LLC.', 'Held by Alder, L.L.C.')).toBe(
      'same',
    );
  });

  it('are one where a sentence was added that says nothing of the holder', () => {
    expect(
      related(
        'Held by the Birch Family Trust dated May 6, 2003.',
        'Held by the Birch Family Trust dated May 6, 2003. The reporting person disclaims beneficial ownership except to the extent of any pecuniary interest.',
      ),
    ).toBe('same');
  });

  it('are two where they name two holders, whatever manager they share', () => {
    expect(
      related(
        'Held by Alder Ventures II. Alder GP II is the general partner and Ms. Birch its member.',
        'Held by Alder Affiliates. Alder GP II is the general partner and Ms. Birch its member.',
      ),
    ).toBe('different');
  });

  it('say nothing by a sentence that all rows share', () => {
    const shared = 'Cedar Management manages Cedar One and Cedar Two.';
    const [key = ''] = sentences([shared]).map((s) => s.key);
    expect(related(shared, shared, new Set([key]))).toBe('unknown');
  });

  it('are near where one name may be short for the other', () => {
    expect(
      related(
        'Shares are held by Alder Trust Company FBO Max Birch.',
        'Shares are held by Alder Trust Company FBO Max Birch Roth IRA.',
      ),
    ).toBe('near');
  });
});
