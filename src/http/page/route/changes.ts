/** What became known in between. */
import { one, parameters, picked } from '../../parameter.js';
import { dayNumber, dayText } from '../../picture/day.js';
import { changesPage } from '../changes.js';
import { asked, route } from './route.js';

const { insider, issuer, cursor, asOf, knownBy, recordedBy } = parameters;

export const changesRoute = route(
  '/changes',
  [
    { name: 'since', kind: 'when', says: 'what was known before' },
    insider,
    issuer,
    cursor,
    asOf,
    knownBy,
    recordedBy,
  ],
  async (asking) => {
    const { ledger, moment, given, today } = asking;
    const after = moment.knownBy ?? today;
    const since = one(given, 'since');
    const suggested = dayText(dayNumber(after.slice(0, 10)) - 7);
    if (since === undefined) return { page: (frame) => changesPage(frame, suggested, null) };
    const query = { since, ...moment, knownBy: after, ...picked(given, 'insider', 'issuer') };
    const answer = await asked(ledger.changes({ ...query, limit: 50, ...picked(given, 'cursor') }));
    const { since: before, knownBy: known, ...others } = query;
    return {
      answer,
      source: {
        path: '/changes',
        asked: { ...others, since: before, knownBy: known },
        csv: true,
      },
      page: (frame) => changesPage(frame, since, answer),
    };
  },
);
