/** Pages of filings: one whole, and all of a day. */
import * as E from 'fp-ts/lib/Either.js';
import type { Ledger } from '../../../ledger/ledger.js';
import { filedPage } from '../changes.js';
import { filingPage } from '../filing.js';
import { asked, id, inPath, route, times } from './route.js';

export const filingRoute = route(
  '/filings/{accession}',
  [inPath('accession', 'an accession number'), ...times],
  async (asking) => {
    const { ledger, moment } = asking;
    const accession = id(asking, 'accession');
    const answer = await asked(ledger.filing(accession, moment));
    return {
      answer,
      source: { path: `/filings/${encodeURIComponent(accession)}`, asked: { ...moment } },
      page: (frame) => filingPage(frame, answer),
    };
  },
);

const closedOn = async (ledger: Ledger, day: string): Promise<string | null> => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  if (weekday === 0) return 'a Sunday';
  if (weekday === 6) return 'a Saturday';
  const calendar = await ledger.calendar(Number(day.slice(0, 4)))();
  return E.isLeft(calendar)
    ? null
    : (calendar.right.closed.find((one) => one.day === day)?.why ?? null);
};

export const filedRoute = route(
  '/filed/{day}',
  [inPath('day', 'a day'), ...times],
  async (asking) => {
    const { ledger, moment } = asking;
    const on = id(asking, 'day');
    const query = { on, ...(moment.asOf === undefined ? {} : { asOf: moment.asOf }) };
    const [answer, closed] = await Promise.all([asked(ledger.filed(query)), closedOn(ledger, on)]);
    return {
      answer,
      source: { path: '/filed', asked: query, csv: true },
      page: (frame) => filedPage(frame, answer, closed),
    };
  },
);
