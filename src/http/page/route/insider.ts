/** Pages of an insider: holdings and transactions. */
import { parameters, picked } from '../../parameter.js';
import { insiderPage } from '../insider.js';
import { transactionsPage } from '../transactions.js';
import {
  asked,
  id,
  includeClosed,
  inPath,
  insiderNamed,
  momentWithout,
  page,
  route,
  times,
} from './route.js';

const { issuer } = parameters;

export const insiderRoute = route(
  '/insiders/{id}',
  [inPath('id', 'an insider'), includeClosed, ...times],
  async (asking) => {
    const { ledger, moment } = asking;
    const who = id(asking);
    const [named, timeline, holdings] = await Promise.all([
      insiderNamed(asking, who),
      asked(ledger.timeline({ insider: who, ...momentWithout(moment) })),
      asked(ledger.holdings({ insider: who, ...moment })),
    ]);
    return {
      answer: holdings,
      source: { path: '/holdings', asked: { insider: who, ...moment }, csv: true },
      page: (frame) => insiderPage(frame, named, timeline),
    };
  },
);

export const transactionsRoute = route(
  '/insiders/{id}/transactions',
  [inPath('id', 'an insider'), issuer, page, ...times],
  async (asking) => {
    const { ledger, moment, given } = asking;
    const who = id(asking);
    const of = { insider: who, ...picked(given, 'issuer') };
    const [named, answer] = await Promise.all([
      insiderNamed(asking, who),
      asked(ledger.transactions({ ...of, ...moment })),
    ]);
    return {
      answer,
      source: { path: '/transactions', asked: { ...of, ...moment }, csv: true },
      page: (frame) => transactionsPage(frame, named, answer),
    };
  },
);
