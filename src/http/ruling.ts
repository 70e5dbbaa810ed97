/** What an operator may say over HTTP: one entry of the table of routes each. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { LedgerError } from '../ledger/answers.js';
import type { Rulings } from '../ledger/ledger.js';
import type { Declaration } from '../ledger/rule/declaring.js';
import type { Corrections, RuledAnswer, Ruling, Split } from '../ledger/rule/operator.js';
import { type Body, type Field, flagIn, pickedIn, textIn } from './body.js';

export interface RulingRoute {
  /** Below the API's root; what stands in braces is a member of the body as well. */
  readonly path: string;
  readonly verb: string;
  readonly says: string;
  readonly fields: ReadonlyArray<Field>;
  /** Whether the state that was judged has to be named with If-Match. */
  readonly isJudged?: true;
  readonly say: (
    rulings: Rulings,
    body: Body,
    ruling: Ruling,
    judged: string | undefined,
  ) => TaskEither<LedgerError, RuledAnswer>;
}

const text = (name: string, says: string): Field => ({ name, kind: 'text', required: true, says });
const undo: Field = { name: 'undo', kind: 'flag', says: 'takes it back' };
const reason = text('reason', 'why; it stays in the ledger');

export const rulingRoutes: ReadonlyArray<RulingRoute> = [
  {
    path: '/conflicts/{id}/decision',
    verb: 'decide',
    says: 'decides a conflict',
    fields: [text('id', 'as conflicts tells it'), text('choice', 'one of its choices'), reason],
    isJudged: true,
    say: (rulings, body, ruling, judged) =>
      rulings.decide(textIn(body, 'id'), textIn(body, 'choice'), ruling, judged),
  },
  {
    path: '/rows/corrections',
    verb: 'correct',
    says: 'the ledger misread a row: its fields as they should be',
    fields: [
      text('row', 'as answers name rows'),
      { name: 'set', kind: 'changes', required: true, says: 'fields and their values' },
      reason,
    ],
    say: (rulings, body, ruling) =>
      rulings.correct(textIn(body, 'row'), body['set'] as Corrections, ruling),
  },
  {
    path: '/rows/restorations',
    verb: 'correct',
    says: 'puts a row back as it was first recorded',
    fields: [text('row', 'as answers name rows'), reason],
    say: (rulings, body, ruling) => rulings.correct(textIn(body, 'row'), {}, ruling),
  },
  {
    path: '/rows/withdrawals',
    verb: 'withdraw',
    says: 'a row must not count',
    fields: [text('row', 'as answers name rows'), reason],
    say: (rulings, body, ruling) => rulings.withdraw(textIn(body, 'row'), ruling),
  },
  {
    path: '/joins',
    verb: 'join',
    says: 'two positions of an insider are one holding',
    fields: [text('position', 'a position id'), text('with', 'another'), reason, undo],
    say: (rulings, body, ruling) =>
      rulings.join(textIn(body, 'position'), textIn(body, 'with'), ruling, !flagIn(body, 'undo')),
  },
  {
    path: '/identities/insiders',
    verb: 'identify',
    says: 'a provisional insider is this CIK',
    fields: [text('provisional', 'a provisional id'), text('cik', 'a CIK'), reason, undo],
    say: (rulings, body, ruling) =>
      rulings.identify(
        textIn(body, 'provisional'),
        textIn(body, 'cik').padStart(10, '0'),
        ruling,
        !flagIn(body, 'undo'),
      ),
  },
  {
    path: '/identities/issuers',
    verb: 'identifyIssuer',
    says: 'an issuer without a CIK is this one',
    fields: [text('issuer', 'a provisional id or a name'), text('cik', 'a CIK'), reason, undo],
    say: (rulings, body, ruling) =>
      rulings.identifyIssuer(
        textIn(body, 'issuer'),
        textIn(body, 'cik').padStart(10, '0'),
        ruling,
        !flagIn(body, 'undo'),
      ),
  },
  {
    path: '/aliases',
    verb: 'alias',
    says: 'two titles are one class',
    fields: [
      text('issuer', 'a CIK or a trading symbol'),
      text('title', 'as filed'),
      text('sameAs', 'the title it is kept under'),
      reason,
    ],
    say: (rulings, body, ruling) =>
      rulings.alias(textIn(body, 'issuer'), textIn(body, 'title'), textIn(body, 'sameAs'), ruling),
  },
  {
    path: '/splits',
    verb: 'split',
    says: 'a split, with its ratio and day',
    fields: [
      text('issuer', 'a CIK or a trading symbol'),
      text('ratio', 'such as 2:1'),
      text('effectiveOn', 'the day, YYYY-MM-DD'),
      { name: 'security', kind: 'text', says: 'of one class only' },
      reason,
      undo,
    ],
    say: (rulings, body, ruling) => {
      const given = pickedIn(body, 'ratio', 'effectiveOn', 'security');
      return rulings.split(
        textIn(body, 'issuer'),
        { ...given, withdraw: flagIn(body, 'undo') } as unknown as Split,
        ruling,
      );
    },
  },
  {
    path: '/declarations',
    verb: 'declare',
    says: 'what filings do not say: of a row, an issuer, an insider, of relief, of a closed day',
    fields: [
      { name: 'declaration', kind: 'object', required: true, says: 'as the library’s declare' },
      reason,
    ],
    say: (rulings, body, ruling) => rulings.declare(body['declaration'] as Declaration, ruling),
  },
  {
    path: '/declarations/{id}/undo',
    verb: 'undeclare',
    says: 'takes a declaration back, by the id of its ruling',
    fields: [text('id', 'as rulings tells it'), reason],
    say: (rulings, body, ruling) => rulings.undeclare(textIn(body, 'id'), ruling),
  },
];
