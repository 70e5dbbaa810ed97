/** Questions about everybody. */
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import {
  type By,
  bys,
  daysEvery,
  type LedgerError,
  LedgerFailure,
  type Step,
  steps,
} from '../../ledger/answers.js';
import { all, flag, type Given, one, type Parameter, parameters, picked } from '../parameter.js';
import { pageAsked, paged, whole } from '../telling.js';
import type { Question } from './question.js';

const { insider, issuer, asOf, knownBy, recordedBy, from, to, limit, cursor } = parameters;
const known = [knownBy, recordedBy];
const adjusted = {
  name: 'adjusted',
  kind: 'flag',
  says: 'recorded splits count from their day, not from the first form that shows them; folds the log',
} as const;
const always = (): boolean => true;
const folds = (given: Given): boolean => given.has('recordedBy') || flag(given, 'adjusted');
const unlessPaged = (given: Given): boolean => !given.has('limit') || folds(given);

const invalid = (message: string): E.Either<LedgerError, never> =>
  E.left({ code: 'INVALID_ARGUMENT', blame: 'incorrect', message });

/** Insiders of a turn: the longest answer there is, and everybody else waits for one turn of it. */
const turnPositions = 3;

/** Days of a panel at most. */
const daysMost = 400;

const daysIn = (given: Given): E.Either<LedgerError, ReadonlyArray<string>> => {
  const days = all(given, 'asOf');
  const every = one(given, 'every');
  const [first, last] = [one(given, 'from'), one(given, 'to')];
  if (every === undefined)
    return first !== undefined || last !== undefined
      ? invalid('from and to go with every: day, week, month, quarter or year')
      : days.length > 0
        ? E.right(days)
        : invalid('of which days? Give asOf more than once, or every with from and to');
  if (days.length > 0) return invalid('asOf and every are both given; expected one of them');
  if (first === undefined || last === undefined)
    return invalid(`every ${every} of what? Give from and to, days as YYYY-MM-DD`);
  try {
    return E.right(daysEvery(every as Step, first, last, daysMost));
  } catch (thrown) {
    if (thrown instanceof LedgerFailure) return E.left(thrown.error);
    throw thrown;
  }
};

const topMost = 1_000;
const apart: ReadonlyArray<Parameter> = [
  { name: 'by', kind: 'text', choices: bys, says: 'told apart by insider, code or month' },
  {
    name: 'top',
    kind: 'count',
    most: topMost,
    says: 'so many who bought, sold and changed most, by money',
  },
];

const apartIn = (given: Given): { readonly by?: By; readonly top?: number } => {
  const [by, top] = [one(given, 'by'), one(given, 'top')];
  return {
    ...(by === undefined ? {} : { by: by as By }),
    ...(top === undefined ? {} : { top: Number(top) }),
  };
};

export const marketQuestions: ReadonlyArray<Question> = [
  {
    path: '/find',
    verb: 'find',
    says: 'what a text may mean: insiders, issuers, filings, rows, positions, conflicts',
    parameters: [
      {
        name: 'text',
        kind: 'text',
        required: true,
        says: 'a name or parts of it, a symbol, a CIK, or an id that answers tell',
      },
      ...known,
    ],
    answer: 'Find',
    isHeavy: folds,
    tells: whole(
      (ledger, given) =>
        ledger.find({ text: one(given, 'text') ?? '', ...picked(given, 'knownBy', 'recordedBy') }),
      async () => (await import('../../cli/show/find.js')).find,
    ),
  },
  {
    path: '/insiders',
    verb: 'insiders',
    says: 'everybody who filed, with how much was filed and when',
    parameters: [...known, limit, cursor],
    answer: 'Insiders',
    isHeavy: unlessPaged,
    tells: paged(
      (ledger, given, page) =>
        ledger.insiders({ ...picked(given, 'knownBy', 'recordedBy'), ...page }),
      async () => (await import('../../cli/show/find.js')).insiders,
    ),
  },
  {
    path: '/issuers',
    verb: 'issuers',
    says: 'every issuer of whom was filed',
    parameters: known,
    answer: 'Issuers',
    isHeavy: always,
    tells: whole(
      (ledger, given) => ledger.issuers(picked(given, 'knownBy', 'recordedBy')),
      async () => (await import('../../cli/show/find.js')).issuers,
    ),
  },
  {
    path: '/positions',
    verb: 'positions',
    says: 'everybody’s positions on a day, as known on a day',
    parameters: [
      asOf,
      ...known,
      { name: 'includeClosed', kind: 'flag', says: 'also positions at zero' },
      adjusted,
      limit,
      cursor,
    ],
    answer: 'Positions',
    isHeavy: unlessPaged,
    tells: paged(
      (ledger, given, page) =>
        ledger.positions({
          ...picked(given, 'asOf', 'knownBy', 'recordedBy'),
          includeClosed: flag(given, 'includeClosed'),
          adjusted: flag(given, 'adjusted'),
          ...page,
        }),
      async () => (await import('../../cli/show/market.js')).positions,
      turnPositions,
    ),
  },
  {
    path: '/panel',
    verb: 'panel',
    says: 'positions on several days at once',
    parameters: [
      { ...asOf, times: daysMost, says: 'a day of the panel' },
      {
        name: 'allInsiders',
        kind: 'flag',
        says: 'also insiders of whom nothing was known by a day',
      },
      { name: 'every', kind: 'text', choices: steps, says: 'the last days of each' },
      from,
      to,
      insider,
      issuer,
      ...known,
      { name: 'includeClosed', kind: 'flag', says: 'also positions at zero' },
      adjusted,
      limit,
      cursor,
    ],
    answer: 'Panel',
    isHeavy: unlessPaged,
    tells: paged(
      (ledger, given, page) => {
        const days = daysIn(given);
        if (E.isLeft(days)) return TE.left(days.left);
        return ledger.panel({
          ...picked(given, 'knownBy', 'recordedBy', 'insider', 'issuer'),
          allInsiders: flag(given, 'allInsiders'),
          includeClosed: flag(given, 'includeClosed'),
          adjusted: flag(given, 'adjusted'),
          days: days.right,
          ...page,
        });
      },
      async () => (await import('../../cli/show/market.js')).panel,
    ),
  },
  {
    path: '/holders',
    verb: 'holders',
    says: 'all holders of an issuer on a day, joint holdings once',
    parameters: [
      { ...issuer, required: true },
      asOf,
      ...known,
      adjusted,
      { ...limit, says: 'holdings on a page; all if not given' },
      cursor,
    ],
    answer: 'Holders',
    isHeavy: folds,
    tells: whole(
      (ledger, given) =>
        ledger.holders({
          issuer: one(given, 'issuer') ?? '',
          adjusted: flag(given, 'adjusted'),
          ...picked(given, 'asOf', 'knownBy', 'recordedBy'),
          ...pageAsked(given),
        }),
      async () => (await import('../../cli/show/market.js')).holders,
    ),
  },
  {
    path: '/flow',
    verb: 'flow',
    says: 'what insiders bought and sold of an issuer over a period, joint rows once',
    parameters: [
      { ...issuer, required: true },
      { ...from, required: true },
      { ...to, required: true },
      ...apart,
      ...known,
    ],
    answer: 'Flow',
    isHeavy: folds,
    tells: whole(
      (ledger, given) =>
        ledger.flow({
          issuer: one(given, 'issuer') ?? '',
          from: one(given, 'from') ?? '',
          to: one(given, 'to') ?? '',
          ...picked(given, 'knownBy', 'recordedBy'),
          ...apartIn(given),
        }),
      async () => (await import('../../cli/show/flow.js')).flow,
    ),
  },
  {
    path: '/flow/market',
    verb: 'marketFlow',
    says: 'the same of all issuers: told apart by something, or who bought and sold most',
    parameters: [{ ...from, required: true }, { ...to, required: true }, ...apart, ...known],
    answer: 'FlowOfMarket',
    isHeavy: always,
    tells: whole(
      (ledger, given) =>
        ledger.marketFlow({
          from: one(given, 'from') ?? '',
          to: one(given, 'to') ?? '',
          ...picked(given, 'knownBy', 'recordedBy'),
          ...apartIn(given),
        }),
      async () => (await import('../../cli/show/flow.js')).marketFlow,
    ),
  },
  {
    path: '/changes',
    verb: 'changes',
    says: 'what changed between two knowledge dates',
    parameters: [
      {
        name: 'since',
        kind: 'when',
        required: true,
        says: 'what was known before: a day (to 22:00 ET) or an instant',
      },
      { ...knownBy, required: true, says: 'what was known after' },
      { ...asOf, says: 'the day whose balances are compared; today in Washington if not given' },
      recordedBy,
      insider,
      issuer,
      limit,
      cursor,
    ],
    answer: 'Changes',
    isHeavy: unlessPaged,
    tells: paged(
      (ledger, given, page) =>
        ledger.changes({
          since: one(given, 'since') ?? '',
          knownBy: one(given, 'knownBy') ?? '',
          ...picked(given, 'asOf', 'recordedBy', 'insider', 'issuer'),
          ...page,
        }),
      async () => (await import('../../cli/show/market.js')).changes,
    ),
  },
  {
    path: '/filed',
    verb: 'filed',
    says: 'everything that the filings of a day changed',
    parameters: [
      { name: 'on', kind: 'day', required: true, says: 'the filing date' },
      { ...asOf, says: 'the day whose balances are compared; today in Washington if not given' },
    ],
    answer: 'Filed',
    isHeavy: always,
    tells: whole(
      (ledger, given) => ledger.filed({ on: one(given, 'on') ?? '', ...picked(given, 'asOf') }),
      async () => (await import('../../cli/show/market.js')).filed,
    ),
  },
];
