/** Pages of what is long: the ledger is asked for a part of it, and each part links the next. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pages } from '../../src/http/page/pages.js';
import { openLedger } from '../../src/ledger/open.js';
import { acme, doe, form3, form4, holding, trade } from '../ledger/filing.js';
import { right } from '../readmodel/kept.js';
import { bodyOf, type Served, servedOn } from './served.js';

const trades = 430;
const holders = 230;
const insider = '0000001001';
const issuer = '0000000042';

let server: Served;
const asked: Array<{ readonly verb: string; readonly limit: number | undefined }> = [];

beforeAll(async () => {
  const ledger = await right(openLedger('memory:'));
  await right(ledger.record(form3(1, '2020-01-10', [holding(1, '1000')])));
  const day = (n: number): string =>
    new Date(Date.UTC(2020, 1, 1) + n * 86_400_000).toISOString().slice(0, 10);
  const rows = 10;
  for (let n = 0; n < trades / rows; n++)
    await right(
      ledger.record(
        form4(
          2 + n,
          day(n + 1),
          day(n),
          Array.from({ length: rows }, (_, i) =>
            trade(i + 1, day(n), 'P', 'A', '1', String(1001 + n * rows + i)),
          ),
        ),
      ),
    );
  for (let n = 0; n < holders - 1; n++)
    await right(
      ledger.record({
        ...(form3(1_000 + n, '2021-06-01', [
          holding(1, String(5 + ((n * 37) % 500)), n % 2 === 0 ? {} : { security: 'Class B' }),
        ]) as object),
        owners: [{ ...doe, cik: String(3_000 + n).padStart(10, '0'), name: `ROE ${n}` }],
        issuer: acme,
      }),
    );
  const { transactions, holders: held } = ledger;
  server = await servedOn(
    {
      ...ledger,
      transactions: (query) => {
        asked.push({ verb: 'transactions', limit: query.limit });
        return transactions(query);
      },
      holders: (query) => {
        asked.push({ verb: 'holders', limit: query.limit });
        return held(query);
      },
    },
    { pages },
  );
}, 240_000);
afterAll(() => server.close());

const shown = async (path: string): Promise<string> => {
  const answer = await server.ask(path, { headers: { accept: 'text/html' } });
  const text = await answer.text();
  expect([path, answer.status]).toEqual([path, 200]);
  return text;
};

const linkIn = (document: string, rel: 'next' | 'prev'): string | null =>
  new RegExp(`<a rel="${rel}" href="([^"]*)"`)
    .exec(document)?.[1]
    ?.replaceAll('&amp;', '&')
    .replace(/#.*/, '') ?? null;

/** All pages from one on, as their links lead. */
const through = async (path: string, rel: 'next' | 'prev'): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = [];
  for (let next: string | null = path; next !== null; ) {
    const document = await shown(next);
    found.push(document);
    next = linkIn(document, rel);
  }
  return found;
};

const rowsIn = (document: string): ReadonlyArray<string> =>
  [...document.matchAll(/<td class="number"><a href="\/filings\/([^"?#]*)[^"#]*#([^"]*)"/g)].map(
    ([, accession = '', box = '']) => `${accession}/${decodeURIComponent(box)}`,
  );

const positionsIn = (document: string): ReadonlyArray<string> =>
  [
    ...document
      .slice(document.indexOf('id="holders"'))
      .matchAll(/<td class="number"><a href="\/positions\/([^"?]*)/g),
  ].map(([, id = '']) => decodeURIComponent(id));

const wholeOf = async (document: string): Promise<Record<string, unknown>> => {
  const href = /<link rel="alternate" type="application\/json" href="([^"]*)"/.exec(document)?.[1];
  return bodyOf(await server.ask((href ?? '').replaceAll('&amp;', '&')));
};

describe('transactions on pages', () => {
  it.each([`/insiders/${insider}/transactions`, `/issuers/${issuer}/transactions`])(
    '%s are all of them, in their order, the last page first',
    async (path) => {
      asked.length = 0;
      const last = await shown(path);
      expect(asked).toEqual([{ verb: 'transactions', limit: 200 }]);
      expect(last).toContain(`${trades} transactions`);
      expect(last).toMatch(/<span>3 of 3<\/span>/);
      const back = await through(path, 'prev');
      expect(back.map((document) => rowsIn(document).length)).toEqual([30, 200, 200]);
      const { transactions } = (await wholeOf(last)) as {
        readonly transactions: ReadonlyArray<{ readonly row: string }>;
      };
      const all = transactions.map(({ row }) => row);
      expect([...back].reverse().flatMap(rowsIn)).toEqual(all);
      const onwards = await through(`${path}?page=1`, 'next');
      expect(onwards.flatMap(rowsIn)).toEqual(all);
      expect(rowsIn(await shown(`${path}?page=99`))).toEqual(rowsIn(last));
    },
  );
});

describe('holders on pages', () => {
  it('are all of them, the largest first', async () => {
    asked.length = 0;
    const first = await shown(`/issuers/${issuer}?asOf=2022-01-01`);
    expect(asked).toEqual([{ verb: 'holders', limit: 100 }]);
    const all = await through(`/issuers/${issuer}?asOf=2022-01-01`, 'next');
    expect(all.map((document) => positionsIn(document).length)).toEqual([100, 100, 30]);
    for (const document of all) expect(document).toMatch(/asOf=2022-01-01/);
    const whole = (await wholeOf(first)) as {
      readonly holders: ReadonlyArray<{ readonly positionId: string; readonly quantity: string }>;
    };
    expect(whole.holders).toHaveLength(holders);
    const bySize = [...whole.holders].sort((a, b) => Number(b.quantity) - Number(a.quantity));
    expect(all.flatMap(positionsIn)).toEqual(bySize.map(({ positionId }) => positionId));
  });
});
