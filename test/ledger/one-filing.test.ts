/** One filing whole: by its number or a row of it, as known at a moment, with what became of it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filing as shown } from '../../src/cli/show/filing.js';
import { screenOf } from '../../src/cli/text/screen.js';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { accession, acme, doe, form3, form4, holding, roe, trade } from './filing.js';

const screen = screenOf({ isTTY: false });
const why = { reason: 'the scan is blurred', by: 'j.doe' };

const footnoted = (more: object): object => ({
  footnotes: [{ id: 'F1', text: 'Sold under a plan adopted on January 2, 2024.' }],
  remarks: 'Filed by the attorney in fact.',
  signatures: [{ name: '/s/ Jane Doe', date: '2024-03-05' }],
  ...more,
});

const original = form4(
  2,
  '2024-03-05',
  '2024-03-04',
  [
    trade(1, '2024-03-04', 'S', 'D', '1000', '5000', {
      price: { value: '10.00', footnotes: ['F1'] },
    }),
  ],
  footnoted({ owners: [doe, roe] }),
);
const amendment = form4(
  3,
  '2024-03-20',
  '2024-03-04',
  [trade(1, '2024-03-04', 'S', 'D', '1100', '4900')],
  { form: '4/A', originalFiledOn: '2024-03-05', owners: [doe, roe] },
);

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  for (const one of [form3(1, '2024-01-10', [holding(1, '6000')]), original, amendment])
    await right(kept.ledger.record(one));
});
afterEach(() => kept.close());

const filing = (name: string, moment = {}) => right(kept.ledger.filing(name, moment));

describe('a filing', () => {
  it('is told whole: header, owners with roles, boxes, footnotes, remarks, signatures', async () => {
    const told = await filing(accession(2));
    expect(told).toMatchObject({
      accession: accession(2),
      form: '4',
      period: '2024-03-04',
      filedOn: '2024-03-05',
      acceptedAt: '2024-03-05T21:30:00Z',
      issuer: { cik: acme.cik, symbol: 'ACME' },
      owners: [
        { insider: doe.cik, relationship: { director: true } },
        { insider: roe.cik, relationship: { officer: true } },
      ],
      footnotes: [{ id: 'F1', text: 'Sold under a plan adopted on January 2, 2024.' }],
      remarks: 'Filed by the attorney in fact.',
      signatures: [{ name: '/s/ Jane Doe', date: '2024-03-05' }],
      address: `https://www.sec.gov/Archives/edgar/data/42/${accession(2).replaceAll('-', '')}/${accession(2)}-index.htm`,
    });
    expect(told.rows[0]?.boxes).toContainEqual({ box: 'price', value: '10', footnotes: ['F1'] });
    expect(told.rows[0]?.boxes).toContainEqual({ box: 'shares', value: '1000', footnotes: [] });
  });

  it('says in whose streams it stands and what became of each row there', async () => {
    const told = await filing(accession(2));
    expect(told.reportedBy.map(({ id }) => id).sort()).toEqual([doe.cik, roe.cik]);
    expect(told.rows[0]?.reports).toHaveLength(2);
    for (const report of told.rows[0]?.reports ?? [])
      expect(report).toMatchObject({
        outcome: 'original',
        status: 'corrected',
        inForce: `${accession(3)}/I.1`,
        effectiveOn: '2024-03-04',
      });
    expect(told.amendedBy).toEqual([accession(3)]);
    expect(told.amends).toEqual([]);
  });

  it('says of an amendment what it amends and what it changed', async () => {
    const told = await filing(accession(3));
    expect(told.amends.map((a) => a.accession)).toEqual([accession(2), accession(2)]);
    expect(told.rows[0]?.reports[0]).toMatchObject({
      transactionId: `${accession(2)}/I.1`,
      outcome: 'corrected',
      changes: expect.arrayContaining([{ field: 'shares', from: '1000', to: '1100' }]),
    });
  });

  it('is found by a row of it, and by its number without dashes', async () => {
    const told = await filing(accession(2));
    expect(await filing(`${accession(2)}/I.1`)).toEqual(told);
    expect(await filing(accession(2).replaceAll('-', ''))).toEqual(told);
  });

  it('is told the same from the log and from a read model', async () => {
    const before = await filing(accession(2));
    await right(kept.ledger.rebuild({ workers: 0 }));
    expect(await filing(accession(2))).toEqual(before);
  });

  it('is told as known at a moment', async () => {
    const then = await filing(accession(2), { knownBy: '2024-03-10' });
    expect(then.amendedBy).toEqual([]);
    expect(then.rows[0]?.reports[0]).toMatchObject({ inForce: `${accession(2)}/I.1` });
    const early = await kept.ledger.filing(accession(2), { knownBy: '2024-03-01' })();
    expect(early).toMatchObject({
      left: { code: 'NOT_FOUND', message: expect.stringContaining('2024-03-05T21:30:00Z') },
    });
  });

  it('shows what the document says beside what an operator ruled of it', async () => {
    await right(kept.ledger.correct(`${accession(3)}/I.1`, { shares: '1200' }, why));
    const told = await filing(accession(3));
    expect(told.rows[0]?.boxes).toContainEqual({ box: 'shares', value: '1100', footnotes: [] });
    expect(told.rows[0]?.reports[0]?.rulings).toMatchObject([
      { kind: 'correction', actor: 'j.doe', changes: [{ filed: '1100', ruled: '1200' }] },
    ]);
  });

  it('that is in no stream, or is no filing’s name, is an error that says what to do', async () => {
    expect(await kept.ledger.filing(accession(9))()).toMatchObject({
      left: { code: 'NOT_FOUND', message: expect.stringContaining('filed lists') },
    });
    expect(await kept.ledger.filing('DOE JANE')()).toMatchObject({
      left: { code: 'INVALID_ARGUMENT', message: expect.stringContaining('accession number') },
    });
  });

  it('is a page for a person, and a table of its rows', async () => {
    const told = await filing(accession(2));
    const page = shown.table(told, screen);
    expect(page).toContain('DOE JANE (0000001001): director');
    expect(page).toContain(`Amended by ${accession(3)}`);
    expect(page).toContain('F1: Sold under a plan');
    expect(page).toContain(`${accession(3)}/I.1 is in force now`);
    const { header, rows } = shown.csv(told);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.[header.indexOf('shares')]).toBe('1000');
  });
});
