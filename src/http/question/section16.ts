/** Section 16's questions: short-swing profit, plans, what was in time, when a form is due. */
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { LedgerError, ResultsFiled } from '../../ledger/answers.js';
import { all, flag, type Given, one, type Parameter, parameters, picked } from '../parameter.js';
import { whole } from '../telling.js';
import { moment, momentIn, subject, subjectIn } from './ask.js';
import type { Question } from './question.js';

const { issuer, from, to, knownBy, recordedBy } = parameters;

const isOfMany = (given: Given): boolean => !given.has('insider');

const listMost = 50;

const window: Parameter = {
  name: 'window',
  kind: 'text',
  says: 'of less than six months: stella, anniversary or days:N; stella if not given',
};
const price: Parameter = {
  name: 'price',
  kind: 'text',
  times: listMost,
  says: 'a market price for what the forms do not state: SECURITY,DAY,PRICE',
};
const fiscalYearEnd: Parameter = {
  name: 'fiscalYearEnd',
  kind: 'text',
  says: 'of the year asked about, YYYY-MM-DD; or MM-DD for the last whole year',
};

const invalid = (message: string): E.Either<LedgerError, never> =>
  E.left({ code: 'INVALID_ARGUMENT', blame: 'incorrect', message });

interface PriceOfDay {
  readonly security: string;
  readonly on: string;
  readonly price: string;
}

/** A security's name may have commas; a day and a price have none. */
const pricesIn = (given: Given): E.Either<LedgerError, ReadonlyArray<PriceOfDay>> => {
  const found: Array<PriceOfDay> = [];
  for (const text of all(given, 'price')) {
    const words = text.split(',');
    const [on, cost] = [words.at(-2), words.at(-1)];
    if (words.length < 3 || on === undefined || cost === undefined)
      return invalid(`price takes SECURITY,DAY,PRICE; got ${JSON.stringify(text.slice(0, 100))}`);
    found.push({ security: words.slice(0, -2).join(','), on: on.trim(), price: cost.trim() });
  }
  return E.right(found);
};

interface Share {
  readonly owner: string;
  readonly part: string;
}

const sharesIn = (given: Given): E.Either<LedgerError, ReadonlyArray<Share>> => {
  const found: Array<Share> = [];
  for (const text of all(given, 'share')) {
    const at = text.lastIndexOf('=');
    if (at < 1)
      return invalid(
        `share takes OWNER=PART, such as 0000001001=12.5%; got ${JSON.stringify(text.slice(0, 100))}`,
      );
    found.push({ owner: text.slice(0, at), part: text.slice(at + 1) });
  }
  return E.right(found);
};

/** The ledger says what is no day. */
const resultsIn = (given: Given): ReadonlyArray<ResultsFiled> =>
  all(given, 'results').map((text) => {
    const [filedOn = '', period] = text.split(',');
    return { filedOn: filedOn.trim(), ...(period === undefined ? {} : { period: period.trim() }) };
  });

export const section16Questions: ReadonlyArray<Question> = [
  {
    path: '/short-swing',
    verb: 'shortSwing',
    says: 'the greatest short-swing profit under Section 16(b), with its proof',
    parameters: [
      ...subject,
      ...moment,
      window,
      price,
      from,
      to,
      {
        name: 'share',
        kind: 'text',
        times: listMost,
        says: 'part of an owner, OWNER=PART such as 0000001001=12.5%',
      },
      {
        name: 'whatIf',
        kind: 'text',
        says: 'a trade that was not done: "S 1000 @ 25 on 2024-06-03"',
      },
      { name: 'certificate', kind: 'flag', says: 'with the prices that prove that it is greatest' },
    ],
    answer: 'ShortSwing',
    isHeavy: isOfMany,
    tells: whole(
      (ledger, given) => {
        const [prices, shares] = [pricesIn(given), sharesIn(given)];
        if (E.isLeft(prices)) return TE.left(prices.left);
        if (E.isLeft(shares)) return TE.left(shares.left);
        return ledger.shortSwing({
          ...subjectIn(given),
          ...momentIn(given),
          ...picked(given, 'from', 'to', 'whatIf'),
          window: one(given, 'window') ?? 'stella',
          prices: prices.right,
          shares: shares.right,
          certificate: flag(given, 'certificate'),
        });
      },
      async () => (await import('../../cli/show/short-swing.js')).shortSwing,
    ),
  },
  {
    path: '/window',
    verb: 'window',
    says: 'what a trade of a day would be matched with under Section 16(b), and from when',
    parameters: [
      ...subject,
      knownBy,
      recordedBy,
      window,
      price,
      { name: 'on', kind: 'day', says: 'the day thought of; today in Washington if not given' },
    ],
    answer: 'Window',
    isHeavy: isOfMany,
    tells: whole(
      (ledger, given) => {
        const prices = pricesIn(given);
        if (E.isLeft(prices)) return TE.left(prices.left);
        return ledger.window({
          ...subjectIn(given),
          ...momentIn(given),
          ...picked(given, 'on'),
          window: one(given, 'window') ?? 'stella',
          prices: prices.right,
        });
      },
      async () => (await import('../../cli/show/short-swing.js')).window,
    ),
  },
  {
    path: '/plans',
    verb: 'plans',
    says: 'Rule 10b5-1 plans, and whether trades under them waited long enough',
    parameters: [
      ...subject,
      ...moment,
      {
        name: 'results',
        kind: 'text',
        times: listMost,
        says: 'when a periodic report was filed: DAY, or DAY,PERIOD with the last day that it is about',
      },
    ],
    answer: 'Plans',
    isHeavy: isOfMany,
    tells: whole(
      (ledger, given) =>
        ledger.plans({ ...subjectIn(given), ...momentIn(given), results: resultsIn(given) }),
      async () => (await import('../../cli/show/plans.js')).plans,
    ),
  },
  {
    path: '/timeliness',
    verb: 'timeliness',
    says: 'every reportable row: in time, late or not judged, by which rule and why',
    parameters: [
      ...subject,
      ...moment,
      { ...from, says: 'first reported on this day or later' },
      { ...to, says: 'first reported on this day or earlier' },
      { name: 'late', kind: 'flag', says: 'list what was late alone' },
    ],
    answer: 'Timeliness',
    isHeavy: isOfMany,
    tells: whole(
      (ledger, given) =>
        ledger.timeliness({
          ...subjectIn(given),
          ...momentIn(given),
          ...picked(given, 'from', 'to'),
          late: flag(given, 'late'),
        }),
      async () => (await import('../../cli/show/timeliness.js')).timeliness,
    ),
  },
  {
    path: '/delinquencies',
    verb: 'delinquencies',
    says: 'what Item 405 asks an issuer to tell of its insiders for a fiscal year',
    parameters: [{ ...issuer, required: true }, ...moment, fiscalYearEnd],
    answer: 'Delinquencies',
    isHeavy: isOfMany,
    tells: whole(
      (ledger, given) =>
        ledger.delinquencies({
          issuer: one(given, 'issuer') ?? '',
          ...momentIn(given),
          ...picked(given, 'fiscalYearEnd'),
        }),
      async () => (await import('../../cli/show/timeliness.js')).delinquencies,
    ),
  },
  {
    path: '/deadline',
    verb: 'deadline',
    says: 'when a form is due, by its rule; asks no ledger',
    parameters: [
      { name: 'form', kind: 'text', required: true, choices: ['3', '4', '5'], says: '3, 4 or 5' },
      {
        name: 'on',
        kind: 'day',
        required: true,
        says: 'the trade, the event of Form 3, or the transaction of Form 5',
      },
      {
        name: 'notified',
        kind: 'day',
        says: 'when the insider was told of a trade whose day it did not choose',
      },
      { ...fiscalYearEnd, says: 'for Form 5: a day or MM-DD; the calendar year if not given' },
    ],
    answer: 'Deadline',
    tells: whole(
      (ledger, given) =>
        ledger.deadline({
          form: one(given, 'form') ?? '',
          on: one(given, 'on') ?? '',
          ...picked(given, 'notified', 'fiscalYearEnd'),
        }),
      async () => (await import('../../cli/show/timeliness.js')).deadline,
    ),
  },
  {
    path: '/calendar',
    verb: 'calendar',
    says: 'the weekdays of a year on which nothing is filed',
    parameters: [
      { name: 'year', kind: 'count', most: 9_999, required: true, says: 'such as 2025' },
    ],
    answer: 'Calendar',
    tells: whole(
      (ledger, given) => ledger.calendar(Number(one(given, 'year'))),
      async () => (await import('../../cli/show/timeliness.js')).calendar,
    ),
  },
];
