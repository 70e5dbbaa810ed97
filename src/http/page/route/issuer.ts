/** Pages of an issuer: who holds it, what was bought and sold. */

import { inOrder } from '../../../ledger/market/holders.js';
import { flag, one, parameters, picked } from '../../parameter.js';
import { addMonths } from '../../picture/day.js';
import { flowPage } from '../flow.js';
import { holdersOnPage, issuerPage } from '../issuer.js';
import { ofIssuer, transactionsOnPage, transactionsPage } from '../transactions.js';
import { said } from './framing.js';
import {
  adjusted,
  asked,
  id,
  inPath,
  momentWithout,
  page,
  pageAsked,
  placeOf,
  route,
  splitsOf,
  text,
  times,
  wholeOf,
} from './route.js';

const { from, to } = parameters;

export const issuerRoute = route(
  '/issuers/{id}',
  [inPath('id', 'an issuer'), page, adjusted, ...times],
  async (asking) => {
    const { ledger, moment } = asking;
    const which = id(asking);
    const own = flag(asking.given, 'adjusted') ? { adjusted: true } : {};
    const [answer, timeline, splits] = await Promise.all([
      asked(
        ledger.holders({
          issuer: which,
          ...own,
          ...moment,
          bySize: true,
          limit: holdersOnPage,
          page: pageAsked(asking, 1),
        }),
      ),
      asked(ledger.timeline({ issuer: which, ...own, ...momentWithout(moment) })),
      splitsOf(asking, { issuer: which }),
    ]);
    // Programs are given them class by class.
    const inClasses = { ...answer, holders: [...answer.holders].sort(inOrder) };
    return {
      ...wholeOf(inClasses),
      source: { path: '/holders', asked: { issuer: which, ...said(own), ...moment }, csv: true },
      page: (frame) => issuerPage(frame, which, answer, timeline, splits, placeOf(answer)),
    };
  },
);

export const flowRoute = route(
  '/issuers/{id}/flow',
  [inPath('id', 'an issuer'), from, to, ...times],
  async (asking) => {
    const { ledger, moment, given, today } = asking;
    const which = id(asking);
    const last = one(given, 'to') ?? moment.asOf ?? today;
    const { asOf: _, ...known } = moment;
    const query = { issuer: which, from: one(given, 'from') ?? addMonths(last, -12), to: last };
    const answer = await asked(ledger.flow({ ...query, ...known }));
    return {
      answer,
      source: { path: '/flow', asked: { ...query, ...known }, csv: true },
      page: (frame) => flowPage(frame, which, answer),
    };
  },
);

export const issuerTransactionsRoute = route(
  '/issuers/{id}/transactions',
  [
    inPath('id', 'an issuer'),
    from,
    to,
    text('code', 'only of these codes, such as P or P,S'),
    text('security', 'only of this class'),
    page,
    ...times,
  ],
  async (asking) => {
    const { ledger, moment, given } = asking;
    const which = id(asking);
    const codes = one(given, 'code')?.split(',');
    const last = one(given, 'to');
    const query = {
      issuer: which,
      ...picked(given, 'from', 'to', 'security'),
      ...moment,
      // A period is told to its end, whatever the day that other pages are asked about.
      ...(last === undefined ? {} : { asOf: last }),
    };
    const answer = await asked(
      ledger.transactions({
        ...query,
        ...(codes === undefined ? {} : { codes }),
        limit: transactionsOnPage,
        page: pageAsked(asking, 'last'),
      }),
    );
    return {
      ...wholeOf(answer),
      source: { path: '/transactions', asked: query, lists: { code: codes ?? [] }, csv: true },
      page: (frame) =>
        transactionsPage(frame, ofIssuer(frame, which, answer), answer, placeOf(answer)),
    };
  },
);
