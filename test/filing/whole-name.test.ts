/** Damaged names of a rendered form, and what else the document says of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { issuerIdOf } from '../../src/event/identity.js';
import { fits } from '../../src/filing/readers/rendered/name-likeness.js';
import { readRenderedForm } from '../../src/filing/readers/rendered-form.js';

const page = readFileSync(
  join(import.meta.dirname, '../fixtures/rendered/form4-cut-names.txt'),
  'utf8',
);

const read = (text: string) => {
  const reading = readRenderedForm(text);
  if (E.isLeft(reading)) throw new Error(reading.left.message);
  const { filing, warnings } = reading.right;
  return {
    issuer: filing.issuer,
    owner: filing.owners[0]?.name,
    warnings: warnings.filter((w) => /NAME/.test(w.code)),
  };
};

describe('names that a converter cut', () => {
  it('are taken whole from an address and from a signature, and it is said', () => {
    const { issuer, owner, warnings } = read(page);
    expect(issuer).toMatchObject({ name: 'LARKSPUR ROBOTICS, INC.', symbol: null });
    expect(issuerIdOf(issuer)).toBe('p-larkspur-robotics-inc');
    expect(owner).toBe('Lando Mireille Q');
    expect(warnings).toEqual([
      {
        code: 'NAME_TAKEN_FROM_ELSEWHERE',
        message:
          'The converter damaged the name of the reporting person, "ANDO MIREILLE"; the signature says it whole: "Lando Mireille Q" was taken.',
      },
      {
        code: 'NAME_TAKEN_FROM_ELSEWHERE',
        message:
          'The converter damaged the name of the issuer, "LARKSPUR ROBOTI"; line 6 says it whole: "LARKSPUR ROBOTICS, INC." was taken.',
      },
    ]);
  });

  it('are taken from remarks, with a trading symbol that stands beside', () => {
    const { issuer } = read(
      page
        .replace('C/O LARKSPUR ROBOTICS, INC.', '')
        .replace('Remarks:', 'Remarks:\n\nLarkspur Robotics Inc. [LKSP]\n'),
    );
    expect(issuer).toMatchObject({ name: 'Larkspur Robotics Inc.', symbol: 'LKSP' });
  });

  it.each([
    ['another company’s address', 'C/O LARKFIELD ROBOTICS, INC.'],
    ['a company of the family', 'C/O LARKSPUR ROBOTICS EUROPE HOLDING, INC.'],
    ['no name', 'SUITE 4'],
  ])('stay as they are beside %s', (_, address) => {
    const { issuer, warnings } = read(page.replace('C/O LARKSPUR ROBOTICS, INC.', address));
    expect(issuer.name).toBe('LARKSPUR ROBOTI');
    expect(warnings.map((w) => w.code)).toContain('TRUNCATED_NAME');
  });

  it('stay as they are where two whole names fit', () => {
    const { issuer } = read(
      page.replace('8 KILN LANE', 'LARKSPUR ROBOTICS, LLC').replace(', INC.', ', CORP.'),
    );
    expect(issuer.name).toBe('LARKSPUR ROBOTI');
  });

  it('are taken from what an attorney signs for, and not from the attorney', () => {
    const signed = page.replace(
      'Mireille Q. Lando',
      'Ada Orr, attorney-in-fact for Mireille Lando',
    );
    expect(read(signed).owner).toBe('Lando Mireille');
  });

  it('are nobody else’s signature', () => {
    expect(read(page.replace('Mireille Q. Lando', 'Mireille Q. Landis')).owner).toBe(
      'ANDO MIREILLE',
    );
  });
});

describe('a name that was read whole', () => {
  const whole = page
    .replace(
      '2. Issuer Name and LARKSPUR ROBOTI',
      '2. Issuer Name and Ticker or Trading Symbol LARKSPUR LAB [LKSP]',
    )
    .replace('LARKSPUR ROBOTICS, INC.', 'LARKSPUR LABS, INC.');

  it('is left alone', () => {
    const { issuer, warnings } = read(whole);
    expect(issuer).toMatchObject({ name: 'LARKSPUR LAB', symbol: 'LKSP' });
    expect(warnings).toHaveLength(1);
  });

  it('has garbled letters repaired, and a cut legal form', () => {
    expect(read(whole.replace('LARKSPUR LAB [', 'LARK5PUR L?BS, 1NC. [')).issuer.name).toBe(
      'LARKSPUR LABS, INC.',
    );
    expect(read(whole.replace('LARKSPUR LAB [', 'LARKSPUR LABS, IN [')).issuer.name).toBe(
      'LARKSPUR LABS, INC.',
    );
  });
});

describe('likeness', () => {
  const damaged = (name: string) => ({ name, damaged: true });

  it.each([
    ['QUAYLE FUND I', 'QUAYLE FUND II'],
    ['QUAYLE FUND', 'QUAYLE FUND I'],
    ['QUAYLE FUND', 'QUAYLE FUND 2'],
    ['QUAYLE 2019 TRUS', 'QUAYLE 2020 TRUST'],
    ['SMITH JOHN', 'SMITH JOHN JR'],
    ['SMITH JOAN', 'SMITH JOHN'],
    ['QUAYLE CAPITAL', 'QUAYLE CAPITAL PARTNERS'],
    ['QUAYLE', 'QUAYLE'],
    ['QUAYLES INC', 'QUAYLE INC'],
    ['ACME', 'ACME INC'],
  ])('is not between %s and %s', (a, b) => expect(fits(damaged(a), b)).toBe(false));

  it.each([
    ['uayle Family Trus', 'Quayle Family Trust'],
    ['QUA LE HOLDING', 'Quayle Holdings'],
    ['QUAYLE HOLDINGS', 'Quayle Holdings LLC'],
    ['SMITHSON JOH', 'Smithson John T'],
  ])('is between %s and %s', (a, b) => expect(fits(damaged(a), b)).toBe(true));

  it('of a box that is not cut lets no letter be lost', () => {
    expect(fits({ name: 'SMITHSON JOH', damaged: false }, 'SMITHSON JOHN')).toBe(false);
    expect(fits({ name: 'SM1THSON JOHN', damaged: false }, 'SMITHSON JOHN')).toBe(true);
  });
});
