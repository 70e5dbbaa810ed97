/** Questions about the ledger itself. */
import { parameters, picked } from '../parameter.js';
import { whole } from '../telling.js';
import type { Question } from './question.js';

const { recordedBy } = parameters;

export const operateQuestions: ReadonlyArray<Question> = [
  {
    path: '/status',
    verb: 'status',
    says: 'what the ledger holds, and how its read model stands',
    parameters: [],
    answer: 'Status',
    isOfNow: true,
    tells: whole(
      (ledger) => ledger.status(),
      async () => (await import('../../cli/show/operation.js')).status,
    ),
  },
  {
    path: '/verify',
    verb: 'verify',
    says: 'recomputes every hash: finds any event changed, removed, inserted or moved',
    parameters: [],
    answer: 'Verify',
    isHeavy: () => true,
    isOfNow: true,
    tells: whole(
      (ledger) => ledger.verify(),
      async () => (await import('../../cli/show/operation.js')).verify,
    ),
  },
  {
    path: '/holds',
    verb: 'holds',
    says: 'every legal hold, released ones too',
    parameters: [recordedBy],
    answer: 'Holds',
    isOfNow: true,
    tells: whole(
      (ledger, given) => ledger.holds(picked(given, 'recordedBy')),
      async () => (await import('../../cli/show/holds.js')).holds,
    ),
  },
];
