/** A name that fits several: what tells them apart, from the log and from tables alike. */
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { candidatesText } from '../../src/cli/show/candidates.js';
import { screenOf } from '../../src/cli/text/screen.js';
import type { Candidate } from '../../src/ledger/answers.js';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { acme, doe, form3, form4, holding, trade } from './filing.js';

const beta = { cik: '0000000043', name: 'BETA CORP', symbol: null };
const john = { ...doe, cik: '0000001003', name: 'DOE JOHN' };

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  for (const filing of [
    form3(1, '2024-01-10', [holding(1, '6000')]),
    form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '5000')]),
    { ...form3(3, '2024-02-12', [holding(1, '9')]), issuer: beta },
    { ...form3(4, '2023-04-12', [holding(1, '9')]), owners: [john], issuer: beta },
    { ...form3(5, '2023-05-12', [holding(1, '9')]), owners: [john], issuer: acme },
  ])
    await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

const refused = async (asked: object) => {
  const answer = await kept.ledger.holdings(asked as { insider: string })();
  return E.isLeft(answer) ? answer.left : null;
};

const does = [
  {
    kind: 'insider',
    id: '0000001001',
    name: 'DOE JANE',
    about: ['ACME', 'BETA CORP'],
    lastFiledOn: '2024-03-05',
  },
  {
    kind: 'insider',
    id: '0000001003',
    name: 'DOE JOHN',
    about: ['ACME', 'BETA CORP'],
    lastFiledOn: '2023-05-12',
  },
];

const corps = [
  {
    kind: 'issuer',
    id: '0000000042',
    name: 'ACME CORP',
    about: ['ACME'],
    lastFiledOn: '2024-03-05',
  },
  { kind: 'issuer', id: '0000000043', name: 'BETA CORP', about: [], lastFiledOn: '2024-02-12' },
];

describe.each([true, false])('whom a name may mean (from the log: %s)', (fromLog) => {
  beforeEach(async () => {
    if (!fromLog) await right(kept.ledger.rebuild({ workers: 0 }));
  });

  it('is told with the issuers of whom they filed and the last filing', async () => {
    expect(await refused({ insider: 'doe', fromLog })).toMatchObject({
      code: 'AMBIGUOUS_NAME',
      candidates: ['0000001001', '0000001003'],
      candidateNames: ['DOE JANE', 'DOE JOHN'],
      candidateDetails: does,
    });
    expect((await refused({ issuer: 'corp', fromLog }))?.candidateDetails).toEqual(corps);
  });

  it('is told of every verb that takes a name', async () => {
    const insider = 'doe';
    for (const answer of [
      await kept.ledger.transactions({ insider, fromLog })(),
      await kept.ledger.conflicts({ insider, fromLog })(),
      await kept.ledger.timeline({ insider, fromLog })(),
      await kept.ledger.plans({ insider })(),
      await kept.ledger.shortSwing({ insider })(),
      await kept.ledger.timeliness({ insider, fromLog })(),
    ])
      expect(answer).toMatchObject({ left: { candidateDetails: does } });
  });
});

it('stands in 80 columns, each in a line, ids whole and of many issuers the number', () => {
  const many: ReadonlyArray<Candidate> = [
    {
      kind: 'insider',
      id: 'p-vanterpool-ines-m~larkspur-example-holdings',
      name: 'VANTERPOOL INES M',
      about: ['LRKX'],
      lastFiledOn: null,
    },
    {
      kind: 'insider',
      id: '0000001001',
      name: 'DOE JANE',
      about: ['ACME', 'BETA', 'GAMMA', 'DELTA', 'EPSIL', 'ZETA'],
      lastFiledOn: '2024-03-05' as Candidate['lastFiledOn'],
    },
  ];
  const text = candidatesText(many.slice(1), { ...screenOf({}), width: 80 });
  expect(text.split('\n')).toEqual(
    [
      '  Id          Name      Issuers               Last filing',
      '  0000001001  DOE JANE  ACME, BETA and 4 more  2024-03-05',
    ].map((line) => expect.stringMatching(new RegExp(line.replaceAll(/ +/g, ' +')))),
  );
  const both = candidatesText(many, { ...screenOf({}), width: 80 });
  expect(both).toContain('p-vanterpool-ines-m~larkspur-example-holdings');
  for (const line of both.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});
