/** Transactions of everybody and of an issuer: what several owners report is listed once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { doe, form4, roe, trade } from './filing.js';

const zeta = { cik: '0000000043', name: 'ZETA INC', symbol: 'ZETA' };
let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  for (const filing of [
    form4(
      1,
      '2024-03-05',
      '2024-03-04',
      [
        trade(1, '2024-03-04', 'P', 'A', '100', '100'),
        trade(2, '2024-03-04', 'S', 'D', '40', '60'),
      ],
      { owners: [doe, { ...roe, relationship: { officer: true, officerTitle: 'CFO' } }] },
    ),
    form4(2, '2024-05-10', '2024-05-01', [trade(1, '2024-05-01', 'S', 'D', '10', '50')], {
      owners: [roe],
    }),
    form4(3, '2024-04-03', '2024-04-02', [trade(1, '2024-04-02', 'A', 'A', '7', '7')], {
      issuer: zeta,
    }),
  ])
    await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

const listed = async (query: object): Promise<ReadonlyArray<string>> => {
  const { transactions } = await right(kept.ledger.transactions({ asOf: '2024-12-31', ...query }));
  return transactions.map(
    ({ insider, code, shares, jointWith }) =>
      `${insider.name} ${code} ${shares}${jointWith?.map((i) => ` with ${i.name}`).join('') ?? ''}`,
  );
};

describe.each([
  ['the log', true],
  ['a read model', false],
])('from %s', (_, fromLog) => {
  beforeEach(async () => {
    if (!fromLog) await right(kept.ledger.rebuild({ workers: 0 }));
  });

  it('a joint row is listed once of an issuer and of everybody, and as its own of an insider', async () => {
    expect(await listed({ issuer: 'ACME', fromLog })).toEqual([
      'DOE JANE P 100 with ROE RICHARD',
      'DOE JANE S 40 with ROE RICHARD',
      'ROE RICHARD S 10',
    ]);
    expect(await listed({ fromLog })).toEqual([
      'DOE JANE P 100 with ROE RICHARD',
      'DOE JANE S 40 with ROE RICHARD',
      'ROE RICHARD S 10',
      'DOE JANE A 7',
    ]);
    expect(await listed({ insider: 'roe', fromLog })).toEqual([
      'ROE RICHARD P 100 with DOE JANE',
      'ROE RICHARD S 40 with DOE JANE',
      'ROE RICHARD S 10',
    ]);
    expect(await listed({ insider: 'doe', issuer: 'ZETA', fromLog })).toEqual(['DOE JANE A 7']);
  });

  it('is filtered by days and codes', async () => {
    expect(
      await listed({ codes: ['S', 'A'], from: '2024-04-01', to: '2024-04-30', fromLog }),
    ).toEqual(['DOE JANE A 7']);
    expect(await listed({ codes: ['S'], fromLog })).toEqual([
      'DOE JANE S 40 with ROE RICHARD',
      'ROE RICHARD S 10',
    ]);
  });

  it('comes in pages of whole issuers', async () => {
    const first = await right(kept.ledger.transactions({ limit: 1, fromLog }));
    expect(new Set(first.transactions.map((t) => t.issuer.name))).toEqual(new Set(['ACME CORP']));
    const second = await right(
      kept.ledger.transactions({ limit: 1, cursor: first.next ?? '', fromLog }),
    );
    expect(second.transactions.map((t) => t.issuer.name)).toEqual(['ZETA INC']);
    expect(second.next).toBeNull();
  });

  it('tells the role and title of the form, and judges what is late where asked', async () => {
    const { transactions } = await right(
      kept.ledger.transactions({ insider: 'roe', judged: true, fromLog }),
    );
    expect(transactions[0]?.relationship).toMatchObject({ officer: true, officerTitle: 'CFO' });
    expect(transactions.map((t) => t.judged)).toEqual(['in-time', 'in-time', 'late']);
  });
});

describe.each([
  ['the log', true],
  ['a read model', false],
])('more than ten owners, on two documents, from %s', (_, fromLog) => {
  const ofFund = { ownership: 'I', nature: 'By fund' };
  const owners = Array.from({ length: 11 }, (__, i) => ({
    cik: `00000020${String(i).padStart(2, '0')}`,
    name: `PARTNER ${i + 1}`,
    relationship: { tenPercentOwner: true },
  }));
  const [full, rest] = [owners.slice(0, 10), owners.slice(10)];
  const sale = [trade(1, '2024-06-03', 'S', 'D', '5', '95', ofFund)];
  beforeEach(async () => {
    await right(kept.ledger.record(form4(5, '2024-06-05', '2024-06-03', sale, { owners: full })));
    await right(kept.ledger.record(form4(6, '2024-06-05', '2024-06-03', sale, { owners: rest })));
    if (!fromLog) await right(kept.ledger.rebuild({ workers: 0 }));
  });

  const together = async (query: object): Promise<ReadonlyArray<ReadonlyArray<string>>> => {
    const from = '2024-06-01';
    const { transactions } = await right(kept.ledger.transactions({ ...query, from, fromLog }));
    return transactions.map((t) =>
      [t.insider, ...(t.jointWith ?? [])].map(({ name }) => name).sort(),
    );
  };

  it('all report the same transaction, whoever of them is asked about', async () => {
    const all = owners.map(({ name }) => name).sort();
    expect(await together({ issuer: 'ACME' })).toEqual([all]);
    for (const { cik } of owners) expect(await together({ insider: cik })).toEqual([all]);
    expect(await together({ insider: '2010', issuer: 'ACME' })).toEqual([all]);
  });

  it('are not those who file alike and fit one form', async () => {
    const [one, other] = [doe, roe].map((owner) => ({ owners: [owner] }));
    const gift = [trade(1, '2024-07-03', 'G', 'A', '5', '5', ofFund)];
    await right(kept.ledger.record(form4(7, '2024-07-05', '2024-07-03', gift, one)));
    await right(kept.ledger.record(form4(8, '2024-07-05', '2024-07-03', gift, other)));
    expect(await together({ insider: 'doe' })).toEqual([['DOE JANE']]);
  });

  it('are those who filed by then', async () => {
    const late = { ...form4(9, '2024-06-06', '2024-06-03', sale), owners: [doe] };
    await right(kept.ledger.record(late));
    expect(await together({ insider: '2010', knownBy: '2024-06-04' })).toEqual([]);
    expect(await together({ insider: 'doe' })).toEqual([['DOE JANE']]);
  });
});

it('knows trades under a plan', async () => {
  await right(
    kept.ledger.record(
      form4(4, '2024-06-04', '2024-06-03', [trade(1, '2024-06-03', 'S', 'D', '3', '47')], {
        owners: [roe],
        plan10b51: true,
      }),
    ),
  );
  expect(await listed({ plan: 'yes' })).toEqual(['ROE RICHARD S 3']);
});

it.each([
  [{ codes: ['PX'] }, /one capital letter/],
  [{ codes: 'P' }, /list of letters/],
  [{ from: '2024-02-30' }, /from takes a day/],
  [{ from: '2024-03-01', to: '2024-02-01' }, /from comes before to/],
  [{ plan: 'maybe' }, /yes, no or unknown/],
  [{ limit: 0 }, /one issuer or more/],
])('%j is the caller’s mistake', async (query, message) => {
  expect(await kept.ledger.transactions(query as object)()).toMatchObject({
    left: { code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) as string },
  });
});
