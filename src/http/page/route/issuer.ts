/** Pages of an issuer: who holds it, what was bought and sold. */
import { one, parameters } from '../../parameter.js';
import { addMonths } from '../../picture/day.js';
import { flowPage } from '../flow.js';
import { issuerPage } from '../issuer.js';
import { asked, id, inPath, route, times } from './route.js';

const { from, to } = parameters;

export const issuerRoute = route(
  '/issuers/{id}',
  [inPath('id', 'an issuer'), ...times],
  async (asking) => {
    const { ledger, moment } = asking;
    const which = id(asking);
    const answer = await asked(ledger.holders({ issuer: which, ...moment }));
    return {
      answer,
      source: { path: '/holders', asked: { issuer: which, ...moment }, csv: true },
      page: (frame) => issuerPage(frame, which, answer),
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
