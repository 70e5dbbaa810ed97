/** Questions about an insider, an issuer, a position, a filing or a conflict. */
import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import {
  type ExplainDifference,
  explainDifference,
  type LedgerError,
  type Moment,
} from '../../ledger/answers.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Subject, TransactionsQuery } from '../../ledger/subject.js';
import { all, flag, type Given, one, type Parameter, parameters, picked } from '../parameter.js';
import { pageAsked, paged, whole, wholeOrPaged } from '../telling.js';
import type { Question } from './question.js';

const { insider, issuer, asOf, knownBy, recordedBy, from, to, limit, cursor } = parameters;

export const moment = [asOf, knownBy, recordedBy];
export const subject = [insider, issuer];

export const momentIn = (given: Given): Moment => picked(given, 'asOf', 'knownBy', 'recordedBy');

/** Whether somebody is named is the ledger's to say. */
export const subjectIn = (given: Given): Subject => picked(given, 'insider', 'issuer') as Subject;

const isOfOne = (given: Given): boolean => given.has('insider');

/** Of everybody of an issuer, the log is folded for what tables do not keep. */
export const foldsMany = (given: Given): boolean =>
  !isOfOne(given) && (given.has('recordedBy') || flag(given, 'adjusted'));

/** The same of registers, whose tables keep what is of all days. */
const registerFolds = (given: Given): boolean => !isOfOne(given) && !given.has('limit');

const flagOf = (name: string, says: string): Parameter => ({ name, kind: 'flag', says });
const adjusted = flagOf(
  'adjusted',
  'recorded splits count from their day, not from the first form that shows them',
);
const position: Parameter = {
  name: 'position',
  kind: 'text',
  required: true,
  says: 'a position id, as holdings tells it',
};

const momentAt = (given: Given, at: number): Moment => {
  const [known, recorded] = [all(given, 'knownBy'), all(given, 'recordedBy')];
  const [knownAt, recordedAt] = [known[at] ?? known[0], recorded[at] ?? recorded[0]];
  return {
    ...picked(given, 'asOf'),
    ...(knownAt === undefined ? {} : { knownBy: knownAt }),
    ...(recordedAt === undefined ? {} : { recordedBy: recordedAt }),
  };
};

const difference =
  (ledger: Ledger, given: Given): TE.TaskEither<LedgerError, ExplainDifference> =>
  async () => {
    if (all(given, 'knownBy').length < 2 && all(given, 'recordedBy').length < 2)
      return E.left({
        code: 'INVALID_ARGUMENT',
        blame: 'incorrect',
        message: 'two answers are compared: knownBy, or recordedBy, is given twice',
      });
    const at = (i: number) =>
      ledger.explain({
        position: one(given, 'position') ?? '',
        adjusted: flag(given, 'adjusted'),
        ...momentAt(given, i),
      })();
    const [before, after] = [await at(0), await at(1)];
    if (E.isLeft(before)) return before;
    if (E.isLeft(after)) return after;
    return E.right(explainDifference(before.right, after.right));
  };

const conflictFilter: ReadonlyArray<Parameter> = [
  { name: 'type', kind: 'text', says: 'only of this type, such as AMBIGUOUS_TARGET' },
  { name: 'severity', kind: 'text', choices: ['low', 'medium', 'high'], says: 'only these' },
  { name: 'status', kind: 'text', choices: ['open', 'decided', 'closed'], says: 'only these' },
];

const conflictsIn = (given: Given) =>
  picked(given, 'insider', 'issuer', 'type', 'severity', 'status');

const transactionsIn = (given: Given): TransactionsQuery => {
  const plan = one(given, 'plan') as NonNullable<TransactionsQuery['plan']> | undefined;
  return {
    ...picked(given, 'insider', 'issuer', 'from', 'to', 'security'),
    ...momentIn(given),
    ...(plan === undefined ? {} : { plan }),
    ...(given.has('code') ? { codes: all(given, 'code') } : {}),
    ...(flag(given, 'judged') ? { judged: true } : {}),
  };
};

const transactionsOfOne = whole(
  (ledger, given) => ledger.transactions({ ...transactionsIn(given), ...pageAsked(given) }),
  async () => (await import('../../cli/show/transactions.js')).transactions,
);

/** Issuers of a turn where everybody's are asked for. */
const turnIssuers = 10;

const transactionsOfAll = paged(
  (ledger, given, page) => ledger.transactions({ ...transactionsIn(given), ...page }),
  async () => (await import('../../cli/show/transactions.js')).everybodys,
  turnIssuers,
);

export const askQuestions: ReadonlyArray<Question> = [
  {
    path: '/holdings',
    verb: 'holdings',
    says: 'positions on a day, as known on a day',
    parameters: [
      ...subject,
      ...moment,
      flagOf('includeClosed', 'also positions at zero'),
      adjusted,
    ],
    answer: 'Holdings',
    isHeavy: foldsMany,
    tells: whole(
      (ledger, given) =>
        ledger.holdings({
          ...subjectIn(given),
          ...momentIn(given),
          includeClosed: flag(given, 'includeClosed'),
          adjusted: flag(given, 'adjusted'),
        }),
      async () => (await import('../../cli/show/holdings.js')).holdings,
    ),
  },
  {
    path: '/timeline',
    verb: 'timeline',
    says: 'everything that was ever told of positions, over days and over what was known',
    parameters: [
      { name: 'position', kind: 'text', says: position.says },
      ...subject,
      knownBy,
      recordedBy,
      adjusted,
    ],
    answer: 'Timeline',
    isHeavy: foldsMany,
    tells: whole(
      (ledger, given) =>
        ledger.timeline({
          ...picked(given, 'position', 'insider', 'issuer', 'knownBy', 'recordedBy'),
          adjusted: flag(given, 'adjusted'),
        }),
      async () => (await import('../../cli/show/timeline.js')).timeline,
    ),
  },
  {
    path: '/transactions',
    verb: 'transactions',
    says: 'logical transactions, with every version filed of them',
    parameters: [
      ...subject,
      ...moment,
      { ...from, says: 'the first effective day' },
      { ...to, says: 'the last effective day' },
      { name: 'code', kind: 'text', times: 26, says: 'only of this code; of any that are given' },
      { name: 'security', kind: 'text', says: 'only of this class, in any spelling of its title' },
      {
        name: 'plan',
        kind: 'text',
        choices: ['yes', 'no', 'unknown'],
        says: 'under a Rule 10b5-1 plan, not under one, or not told',
      },
      flagOf('judged', 'also whether each was reported in time'),
      { ...limit, says: `${limit.says}; of everybody so many issuers` },
      cursor,
    ],
    answer: 'Transactions',
    isHeavy: (given) => foldsMany(given) || (!isOfOne(given) && !given.has('limit')),
    tells: (...asked) => {
      const [, given] = asked;
      const isOfSome = given.has('insider') || given.has('issuer');
      return (isOfSome ? transactionsOfOne : transactionsOfAll)(...asked);
    },
  },
  {
    path: '/explain',
    verb: 'explain',
    says: 'why a position is what it is: the chain from its opening to the answer',
    parameters: [
      position,
      ...moment,
      adjusted,
      { ...limit, says: 'steps on a page; all if not given' },
      cursor,
    ],
    answer: 'Explain',
    tells: whole(
      (ledger, given) =>
        ledger.explain({
          position: one(given, 'position') ?? '',
          adjusted: flag(given, 'adjusted'),
          ...momentIn(given),
          ...pageAsked(given),
        }),
      async () => (await import('../../cli/show/explain.js')).explain,
    ),
  },
  {
    path: '/explain/diff',
    verb: 'explainDifference',
    says: 'why two answers differ: knownBy, or recordedBy, is given twice',
    parameters: [position, asOf, { ...knownBy, times: 2 }, { ...recordedBy, times: 2 }, adjusted],
    answer: 'ExplainDifference',
    tells: whole(
      difference,
      async () => (await import('../../cli/show/explain.js')).explainDifference,
    ),
  },
  {
    path: '/filings/{accession}',
    verb: 'filing',
    says: 'one filing whole: header, owners, rows with footnotes, what it amends and changed',
    parameters: [
      { name: 'accession', kind: 'text', required: true, says: 'its accession number' },
      ...moment,
    ],
    answer: 'Filing',
    tells: whole(
      (ledger, given) => ledger.filing(one(given, 'accession') ?? '', momentIn(given)),
      async () => (await import('../../cli/show/filing.js')).filing,
    ),
  },
  {
    path: '/rows',
    verb: 'filing',
    says: 'the filing of a row, whole',
    parameters: [
      { name: 'row', kind: 'text', required: true, says: 'as answers name rows' },
      ...moment,
    ],
    answer: 'Filing',
    tells: whole(
      (ledger, given) => ledger.filing(one(given, 'row') ?? '', momentIn(given)),
      async () => (await import('../../cli/show/filing.js')).filing,
    ),
  },
  {
    path: '/conflicts',
    verb: 'conflicts',
    says: 'the register of everything that disagrees',
    parameters: [...subject, ...moment, ...conflictFilter, limit, cursor],
    answer: 'Conflicts',
    isHeavy: registerFolds,
    tells: wholeOrPaged(
      (ledger, given, page) =>
        ledger.conflicts({
          ...conflictsIn(given),
          ...momentIn(given),
          ...page,
        }),
      async () => (await import('../../cli/show/conflicts.js')).conflicts,
      async () => (await import('../../cli/show/conflicts.js')).conflictPages,
    ),
  },
  {
    path: '/conflicts/summary',
    verb: 'conflictCounts',
    says: 'how many conflicts there are, by type, severity and status',
    parameters: [...subject, ...moment, ...conflictFilter],
    answer: 'ConflictCounts',
    isHeavy: (given) => foldsMany(given) || (!isOfOne(given) && given.has('asOf')),
    tells: whole(
      (ledger, given) => ledger.conflictCounts({ ...conflictsIn(given), ...momentIn(given) }),
      async () => (await import('../../cli/show/conflicts.js')).conflictCounts,
    ),
  },
  {
    path: '/conflicts/{id}',
    verb: 'conflict',
    says: 'one conflict, its rows side by side; its ETag is the state that a decision judges',
    parameters: [
      { name: 'id', kind: 'text', required: true, says: 'as conflicts tells it' },
      ...moment,
    ],
    answer: 'ConflictDetail',
    tells: whole(
      (ledger, given) => ledger.conflict(one(given, 'id') ?? '', momentIn(given)),
      async () => (await import('../../cli/show/conflicts.js')).conflict,
    ),
  },
  {
    path: '/rulings',
    verb: 'rulings',
    says: 'what operators ruled: who, what, why, when, on what, and what came of it',
    parameters: [
      ...subject,
      recordedBy,
      { name: 'by', kind: 'text', says: 'who said it' },
      from,
      to,
    ],
    answer: 'Rulings',
    isHeavy: foldsMany,
    isOfNow: true,
    tells: whole(
      (ledger, given) =>
        ledger.rulings(picked(given, 'insider', 'issuer', 'recordedBy', 'by', 'from', 'to')),
      async () => (await import('../../cli/show/rulings.js')).rulings,
    ),
  },
  {
    path: '/reconcile',
    verb: 'reconcile',
    says: 'every stated balance against the one before it: held, explained, left',
    parameters: [...subject, ...moment, limit, cursor],
    answer: 'Reconcile',
    isHeavy: registerFolds,
    tells: wholeOrPaged(
      (ledger, given, page) =>
        ledger.reconcile({
          ...picked(given, 'insider', 'issuer'),
          ...momentIn(given),
          ...page,
        }),
      async () => (await import('../../cli/show/reconcile.js')).reconcile,
      async () => (await import('../../cli/show/reconcile.js')).reconcilePages,
    ),
  },
];
