/** Finding who and what a text means, and listing who and what there is. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as shown from '../../src/cli/show/find.js';
import { screenOf } from '../../src/cli/text/screen.js';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { accession, acme, doe, form3, form4, holding, roe, trade } from './filing.js';

const screen = screenOf({ isTTY: false });
const before = { ...acme, name: 'ACME ANVILS INC', symbol: 'ANVL' };
const other = { cik: '0000000043', name: 'MÜLLER & CO', symbol: 'MUL' };

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  for (const filing of [
    { ...form3(1, '2023-01-10', [holding(1, '6000')]), issuer: before },
    form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '5000')], {
      owners: [doe, roe],
    }),
    { ...form3(3, '2024-02-10', [holding(1, '7')]), issuer: other },
  ])
    await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

const found = async (text: string) =>
  (await right(kept.ledger.find({ text }))).found.map(({ kind, id, fit, as }) => ({
    kind,
    id,
    fit,
    as,
  }));

const theIssuer = { kind: 'issuer', id: acme.cik, as: null };
const jane = { kind: 'insider', id: doe.cik, as: null };

describe.each([
  ['the log', async () => {}],
  [
    'a read model',
    async () => {
      await right(kept.ledger.rebuild({ workers: 0 }));
    },
  ],
])('find, from %s', (_, made) => {
  beforeEach(made);

  it.each(['ACME', 'acme', '$ACME', 'NASDAQ:ACME', 'NYSE: acme'])(
    'knows a symbol however it is written: %s',
    async (text) => expect(await found(text)).toEqual([{ ...theIssuer, fit: 'symbol' }]),
  );

  it('knows former symbols and former names, and says so', async () => {
    expect(await found('ANVL')).toEqual([
      { kind: 'issuer', id: acme.cik, fit: 'former symbol', as: 'ANVL' },
    ]);
    expect(await found('anvils')).toEqual([
      { kind: 'issuer', id: acme.cik, fit: 'words of a former name', as: 'ACME ANVILS INC' },
    ]);
  });

  it('knows ids, however many zeros are left out', async () => {
    expect(await found('42')).toEqual([{ ...theIssuer, fit: 'id' }]);
    expect(await found(doe.cik)).toEqual([{ ...jane, fit: 'id' }]);
  });

  it('knows words in any order, beginnings, initials, parts, and letters without their marks', async () => {
    expect(await found('jane doe')).toEqual([{ ...jane, fit: 'words of the name' }]);
    expect(await found('j doe')).toEqual([{ ...jane, fit: 'beginnings of words' }]);
    expect(await found('ichar')).toEqual([
      { kind: 'insider', id: roe.cik, fit: 'part of the name', as: null },
    ]);
    expect(await found('muller')).toEqual([
      { kind: 'issuer', id: other.cik, fit: 'words of the name', as: null },
    ]);
  });

  it('shows the nearest where nothing fits, and says that it is no more than near', async () => {
    expect(await found('Ricard Roe')).toEqual([
      { kind: 'insider', id: roe.cik, fit: 'nearly the name', as: null },
    ]);
    expect(await found('zebra')).toEqual([]);
  });

  it('knows filings, rows, positions and conflicts by their ids', async () => {
    const [position] = (await right(kept.ledger.holdings({ insider: 'doe', issuer: 'ACME' })))
      .positions;
    for (const [id, kind] of [
      [accession(2), 'filing'],
      [`${accession(2)}/I.1`, 'row'],
      [position?.positionId ?? '', 'position'],
    ] as const)
      expect(await found(id)).toEqual([{ kind, id, fit: 'id', as: null }]);
    expect(await found(`${accession(2)}/I.7`)).toEqual([]);
  });

  it('lists everybody and every issuer, a joint document once', async () => {
    const { insiders } = await right(kept.ledger.insiders());
    expect(insiders).toMatchObject([
      {
        insider: { id: doe.cik },
        filings: 3,
        firstFiledOn: '2023-01-10',
        lastFiledOn: '2024-03-05',
      },
      { insider: { id: roe.cik }, filings: 1 },
    ]);
    expect(insiders[0]?.issuers.map((i) => i.symbol)).toEqual(['ACME', 'MUL']);
    const { issuers } = await right(kept.ledger.issuers());
    expect(issuers).toMatchObject([
      {
        issuer: { id: acme.cik, name: 'ACME CORP', symbol: 'ACME' },
        formerNames: ['ACME ANVILS INC'],
        formerSymbols: ['ANVL'],
        insiders: 2,
        filings: 2,
      },
      { issuer: { id: other.cik }, insiders: 1, filings: 1 },
    ]);
  });

  it('tells of what was known by a day', async () => {
    const { issuers } = await right(kept.ledger.issuers({ knownBy: '2023-12-31' }));
    expect(issuers).toMatchObject([{ issuer: { name: 'ACME ANVILS INC' }, insiders: 1 }]);
    const { insiders, next } = await right(kept.ledger.insiders({ limit: 1 }));
    expect(insiders).toHaveLength(1);
    expect(next).toBe(doe.cik);
  });
});

it('nothing to find is an error, and tables say what fits how', async () => {
  expect(await kept.ledger.find({ text: ' ' })()).toMatchObject({
    left: { code: 'INVALID_ARGUMENT' },
  });
  const near = await right(kept.ledger.find({ text: 'Ricard Roe' }));
  expect(shown.find.table(near, screen)).toContain('Nothing fits "Ricard Roe"; nearest:');
});
