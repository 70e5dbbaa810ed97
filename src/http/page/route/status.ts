/** What the ledger and its interface say of themselves. */
import { appendPath, appendSays } from '../../appending.js';
import { questions } from '../../question/questions.js';
import { rulingRoutes } from '../../ruling.js';
import { apiPage } from '../api.js';
import { statusPage } from '../status.js';
import { apiRoot } from './framing.js';
import { asked, route, times } from './route.js';

export const statusRoute = route('/status', times, async ({ ledger }) => {
  const answer = await asked(ledger.status());
  return {
    answer,
    source: { path: '/status', asked: {} },
    page: (frame) => statusPage(frame, answer),
  };
});

export const apiRoute = route('/api', times, async () => ({
  page: (frame) =>
    apiPage(frame, apiRoot, [
      ...questions.map(({ path, says, parameters: own }) => ({
        method: 'GET',
        path: apiRoot + path,
        says,
        parameters: own,
      })),
      ...rulingRoutes.map(({ path, says, fields }) => ({
        method: 'POST',
        path: apiRoot + path,
        says,
        parameters: fields,
      })),
      { method: 'POST', path: apiRoot + appendPath, says: appendSays, parameters: [] },
    ]),
}));
