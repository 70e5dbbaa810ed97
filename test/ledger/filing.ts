/** Small filings as JSON, the way another parser would hand them over. */

export const acme = { cik: '0000000042', name: 'ACME CORP', symbol: 'ACME' };
export const doe = { cik: '0000001001', name: 'DOE JANE', relationship: { director: true } };
export const roe = { cik: '0000001002', name: 'ROE RICHARD', relationship: { officer: true } };

export const accession = (n: number): string => `0000000042-24-${String(n).padStart(6, '0')}`;

export const holding = (position: number, quantity: string, more: object = {}): object => ({
  table: 'I',
  position,
  kind: 'holding',
  security: 'Common Stock',
  sharesFollowing: quantity,
  ownership: 'D',
  ...more,
});

export const trade = (
  position: number,
  date: string,
  code: string,
  letter: 'A' | 'D',
  shares: string,
  following: string,
  more: object = {},
): object => ({
  table: 'I',
  position,
  kind: 'transaction',
  security: 'Common Stock',
  transactionDate: date,
  coding: { form: '4', code },
  shares,
  price: '10.00',
  acquiredDisposed: letter,
  sharesFollowing: following,
  ownership: 'D',
  ...more,
});

export const form3 = (n: number, filedOn: string, rows: ReadonlyArray<object>): object => ({
  accession: accession(n),
  form: '3',
  period: filedOn,
  filedOn,
  acceptedAt: `${filedOn}T21:30:00Z`,
  issuer: acme,
  owners: [doe],
  rows,
});

export const form4 = (
  n: number,
  filedOn: string,
  period: string,
  rows: ReadonlyArray<object>,
  more: object = {},
): object => ({ ...form3(n, filedOn, rows), form: '4', period, ...more });
