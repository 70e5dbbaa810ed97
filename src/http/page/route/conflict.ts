/** Pages of conflicts: the desk, one of them, and the form that decides it. */

import type { ConflictDetailAnswer, Moment } from '../../../ledger/answers.js';
import type { Ledger } from '../../../ledger/ledger.js';
import type { Subject } from '../../../ledger/subject.js';
import type * as routeFrame from '../../page-route.js';
import { one, parameters, picked } from '../../parameter.js';
import { conflictPage } from '../conflict.js';
import { conflictsPage } from '../conflicts.js';
import { outcomeOf } from './outcome.js';
import { asked, id, inPath, rendered, route, text, times } from './route.js';

const { insider, issuer, cursor } = parameters;

const filterNames = ['type', 'severity', 'status'] as const;

export const conflictsRoute = route(
  '/conflicts',
  [
    insider,
    issuer,
    text('type', 'only of this type'),
    { ...text('severity', 'only these'), choices: ['low', 'medium', 'high'] },
    { ...text('status', 'only these'), choices: ['open', 'decided', 'closed'] },
    cursor,
    ...times,
  ],
  async (asking) => {
    const { ledger, moment, given } = asking;
    const subject = picked(given, 'insider', 'issuer') as Partial<Subject>;
    const filter = picked(given, ...filterNames);
    const [answer, counts] = await Promise.all([
      asked(
        ledger.conflicts({
          ...subject,
          ...filter,
          ...moment,
          limit: 50,
          ...picked(given, 'cursor'),
        }),
      ),
      asked(ledger.conflictCounts({ ...subject, ...moment })),
    ]);
    return {
      answer,
      source: { path: '/conflicts', asked: { ...subject, ...filter, ...moment }, csv: true },
      page: (frame) => conflictsPage(frame, answer, counts.counts),
    };
  },
);

export const conflictAt = async (
  ledger: Ledger,
  own: routeFrame.Frame,
  conflict: string,
  moment: Moment = {},
): Promise<ConflictDetailAnswer> => {
  const answer = await asked(ledger.conflict(conflict, moment));
  own.onConflict?.(answer);
  return answer;
};

export const conflictRoute = route(
  '/conflicts/{id}',
  [inPath('id', 'a conflict'), ...times],
  async (asking) => {
    const { ledger, moment, own } = asking;
    const answer = await conflictAt(ledger, own, id(asking), moment);
    return {
      answer,
      source: { path: `/conflicts/${encodeURIComponent(id(asking))}`, asked: { ...moment } },
      page: (frame) => conflictPage(frame, answer),
    };
  },
);

export const decisionForm: routeFrame.FormRoute = {
  path: '/conflicts/{id}',
  fields: [
    inPath('id', 'a conflict'),
    inPath('choice', 'one of its choices'),
    text('basis', 'the state that was judged'),
  ],
  say: (rulings, given, ruling) =>
    rulings.decide(one(given, 'id') ?? '', one(given, 'choice') ?? '', ruling, one(given, 'basis')),
  view: (outcome, frame, given, ledger) =>
    rendered(ledger, frame, async () => {
      const answer = await conflictAt(ledger, frame, one(given, 'id') ?? '');
      const { isDone, isStale, would, wouldRecord } = outcomeOf(outcome);
      return {
        page: (own) =>
          conflictPage(
            own,
            answer,
            isDone
              ? { decided: would, isStale }
              : {
                  form: {
                    choice: one(given, 'choice') ?? '',
                    reason: one(given, 'reason') ?? '',
                    would,
                    wouldRecord,
                  },
                },
          ),
      };
    }),
};
