/** Questions about the ledger itself. */
import { one, parameters, picked } from '../parameter.js';
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
    path: '/checkpoint',
    verb: 'checkpoint',
    says: 'how far the log is and its Merkle root, unsigned: no key is sent anywhere',
    parameters: [],
    answer: 'Checkpoint',
    isHeavy: () => true,
    isOfNow: true,
    tells: whole(
      (ledger) => ledger.checkpoint(),
      async () => (await import('../../cli/show/checkpoint.js')).checkpoint,
    ),
  },
  {
    path: '/prove',
    verb: 'prove',
    says: 'that a row stands in the log as it is, for a stranger to check',
    parameters: [
      {
        name: 'row',
        kind: 'text',
        required: true,
        says: 'a row id, as transactions and explain tell it',
      },
    ],
    answer: 'Proof',
    isHeavy: () => true,
    isOfNow: true,
    tells: whole(
      (ledger, given) => ledger.prove({ row: one(given, 'row') ?? '' }),
      async () => (await import('../../cli/show/checkpoint.js')).proof,
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
