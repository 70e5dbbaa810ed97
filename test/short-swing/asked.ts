/** Trades as forms report them, asked of a ledger of their own. */
import { type Ledger, ledgerOn, type ShortSwingAnswer } from '../../src/index.js';
import { memoryStore } from '../../src/store/memory.js';
import { accession, acme } from '../ledger/filing.js';
import { right } from '../readmodel/kept.js';

export const officer = {
  cik: '0000001001',
  name: 'DOE JANE',
  relationship: { officer: true, director: false, tenPercentOwner: false, other: false },
};
export const holder = {
  cik: '0000001002',
  name: 'ROE FUND LP',
  relationship: { officer: false, director: false, tenPercentOwner: true, other: false },
};

/** `S 1000 @ 25.5 on 2024-05-06`; code and letter by the first word, such as `F-D`. */
const told = /^([A-Z])(?:-([AD]))? ([\d,.]+)(?: @ ([\d.]+))? on ([\d-]{10})$/;

export const row = (text: string, more: object = {}): object => {
  const [, code = '', letter, shares = '', price, on] = told.exec(text) ?? [];
  if (code === '') throw new Error(`no trade: ${text}`);
  return {
    table: 'I',
    kind: 'transaction',
    security: 'Common Stock',
    transactionDate: on,
    coding: { form: '4', code },
    shares: shares.replaceAll(',', ''),
    ...(price === undefined ? {} : { price }),
    acquiredDisposed: letter ?? (code === 'P' || code === 'A' ? 'A' : 'D'),
    ownership: 'D',
    ...more,
  };
};

interface Terms {
  readonly security: string;
  readonly strike: string;
  readonly expiresOn: string;
  /** Underlying shares of all of them. */
  readonly underlying: string;
}

export const optionRow = (text: string, terms: Terms): object =>
  row(text, {
    table: 'II',
    security: terms.security,
    terms: {
      exercisePrice: terms.strike,
      expiresOn: terms.expiresOn,
      underlying: { security: 'Common Stock', shares: terms.underlying },
    },
  });

let filed = 0;

/** Each row on a Form 4 of its own, filed on its day. */
export const form4Of = (
  owners: ReadonlyArray<object>,
  rows: ReadonlyArray<object>,
  more: object = {},
): object => {
  filed += 1;
  const day = rows
    .map((r) => String((r as { transactionDate: string }).transactionDate))
    .reduce((a, b) => (b > a ? b : a));
  return {
    accession: accession(filed),
    form: '4',
    period: day,
    filedOn: day,
    acceptedAt: `${day}T21:30:00Z`,
    issuer: acme,
    owners,
    rows: rows.map((r, i) => ({ ...r, position: i + 1 })),
    ...more,
  };
};

export const ledgerOf = async (...filings: ReadonlyArray<object>): Promise<Ledger> => {
  const ledger = ledgerOn(memoryStore(), 'memory:', {
    clock: () => new Date('2026-01-05T12:00:00Z'),
  });
  for (const filing of filings) await right(ledger.record(filing));
  return ledger;
};

/** A ledger in which each of these rows was reported by an owner on a form of its own. */
export const traded = (owner: object, ...rows: ReadonlyArray<object>): Promise<Ledger> =>
  ledgerOf(...rows.map((one) => form4Of([owner], [one])));

type One = Extract<ShortSwingAnswer, { readonly classes: unknown }>;

export const oneOf = (answer: ShortSwingAnswer): One => {
  if ('answers' in answer) throw new Error(`${answer.answers.length} answers`);
  return answer;
};
