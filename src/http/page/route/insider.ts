/** Pages of an insider: holdings and transactions. */

import { flag, parameters, picked } from '../../parameter.js';
import { insiderPage } from '../insider.js';
import { ofInsider, transactionsOnPage, transactionsPage } from '../transactions.js';
import { said } from './framing.js';
import {
  adjusted,
  asked,
  id,
  includeClosed,
  inPath,
  insiderNamed,
  momentWithout,
  page,
  pageAsked,
  placeOf,
  route,
  splitsOf,
  times,
  wholeOf,
} from './route.js';

const { issuer } = parameters;

export const insiderRoute = route(
  '/insiders/{id}',
  [inPath('id', 'an insider'), includeClosed, adjusted, ...times],
  async (asking) => {
    const { ledger, moment } = asking;
    const who = id(asking);
    const own = flag(asking.given, 'adjusted') ? { adjusted: true } : {};
    const [timeline, holdings, splits] = await Promise.all([
      asked(ledger.timeline({ insider: who, ...own, ...momentWithout(moment) })),
      asked(ledger.holdings({ insider: who, ...own, ...moment })),
      splitsOf(asking, { insider: who }),
    ]);
    // To look for a name costs more than all the rest of the page.
    const named =
      timeline.positions.find(({ insider }) => insider.id === who)?.insider ??
      (await insiderNamed(asking, who));
    return {
      answer: holdings,
      source: { path: '/holdings', asked: { insider: who, ...said(own), ...moment }, csv: true },
      page: (frame) => insiderPage(frame, named, timeline, splits),
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
    const part = { limit: transactionsOnPage, page: pageAsked(asking, 'last') };
    const answer = await asked(ledger.transactions({ ...of, ...moment, ...part }));
    // Known by now its transactions name it as it was last named; to look for it costs more.
    const named =
      (moment.knownBy === undefined
        ? answer.transactions.find(({ insider }) => insider.id === who)?.insider
        : undefined) ?? (await insiderNamed(asking, who));
    return {
      ...wholeOf(answer),
      source: { path: '/transactions', asked: { ...of, ...moment }, csv: true },
      page: (frame) => transactionsPage(frame, ofInsider(frame, named), answer, placeOf(answer)),
    };
  },
);
