/** What operators ruled. */
import type { Subject } from '../../../ledger/subject.js';
import { parameters, picked } from '../../parameter.js';
import { rulingsPage } from '../rulings.js';
import { asked, route, text } from './route.js';

const { insider, issuer, from, to, asOf, knownBy, recordedBy } = parameters;

export const rulingsRoute = route(
  '/rulings',
  [insider, issuer, text('by', 'who said it'), from, to, asOf, knownBy, recordedBy],
  async (asking) => {
    const { ledger, given } = asking;
    const query = picked(given, 'insider', 'issuer', 'by', 'from', 'to', 'recordedBy');
    const answer = await asked(ledger.rulings(query as Partial<Subject>));
    return {
      answer,
      source: { path: '/rulings', asked: query, csv: true },
      page: (frame) => rulingsPage(frame, answer),
    };
  },
);
