/** Short-swing profit of an insider. */
import { parameters, picked } from '../../parameter.js';
import { shortSwingPage } from '../short-swing.js';
import { asked, id, inPath, route, times } from './route.js';

const { issuer } = parameters;

export const shortSwingRoute = route(
  '/insiders/{id}/short-swing',
  [inPath('id', 'an insider'), issuer, ...times],
  async (asking) => {
    const { ledger, moment, given } = asking;
    const query = { insider: id(asking), ...picked(given, 'issuer') };
    const answer = await asked(ledger.shortSwing({ ...query, ...moment, certificate: true }));
    return {
      answer,
      source: { path: '/short-swing', asked: { ...query, ...moment, certificate: 'true' } },
      page: (frame) => shortSwingPage(frame, answer),
    };
  },
);
