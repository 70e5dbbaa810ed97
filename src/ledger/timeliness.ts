/** Asking what was reported in time: rows, an issuer's Item 405, and when a form is due. */
import * as E from 'fp-ts/lib/Either.js';
import { delinquencyIn, type FiscalSpan } from '../../projections/delinquency.js';
import type { InsiderView } from '../../projections/insider.js';
import { nothingDeclared } from '../../projections/short-swing/declared.js';
import { rolesOf } from '../../projections/short-swing/role.js';
import {
  type DueFacts,
  noDueFacts,
  registrationsAmong,
  timelinessIn,
} from '../../projections/timeliness.js';
import { fail, invalidArgument, type LedgerError, LedgerFailure } from '../answer/error.js';
import { type Missing, missingOf } from '../answer/missing.js';
import { type Moment, type Times, timesOf } from '../answer/moment.js';
import { type IssuerAnswer, issuerAnswer } from '../answer/party.js';
import { notice } from '../answer/short-swing.js';
import {
  type DelinquentAnswer,
  delinquentAnswer,
  type SkippedDay,
  summaryOf,
  type TimelinessRowAnswer,
  type TimelinessSummary,
  timelinessRow,
} from '../answer/timeliness.js';
import {
  type BusinessCalendar,
  type ClosedDay,
  edgarCalendar,
  filingDeadline,
} from '../filing/business-days.js';
import { addDays, type Day, isDay, writtenDay } from '../filing/calendar.js';
import { tableThrough } from '../filing/closures.js';
import { compare } from '../filing/order.js';
import type { OpenLedger } from './open-ledger.js';
import type { Source, Subject } from './subject.js';

export type TimelinessQuery = Subject &
  Moment &
  Source & {
    /** First reported on this day or later, and on this day or earlier. */
    readonly from?: string;
    readonly to?: string;
    readonly late?: boolean;
  };

export interface TimelinessAnswer extends Times, Missing {
  readonly calendar: { readonly tableThrough: Day };
  readonly rows: ReadonlyArray<TimelinessRowAnswer>;
  /** Of all rows of the period, also where only late ones are listed. */
  readonly summary: TimelinessSummary;
  readonly notice: string;
}

export interface DelinquenciesQuery extends Moment, Source {
  readonly issuer: string;
  /** Of the fiscal year asked about: a day, or month and day as MM-DD for the last whole year. */
  readonly fiscalYearEnd?: string;
}

export interface DelinquenciesAnswer extends Times, Missing {
  readonly issuer: IssuerAnswer;
  readonly fiscalYear: FiscalSpan & { readonly basis: 'form-5-period' | 'declared' | 'assumed' };
  /** Those of whom there is something to tell or that was not judged. */
  readonly persons: ReadonlyArray<DelinquentAnswer>;
  readonly issuerTotals: {
    readonly reportsFiledLate: number;
    readonly transactionsLate: number;
    readonly jointDocumentsOnce: true;
  };
  readonly notice: string;
}

export interface DeadlineQuery {
  readonly form: string;
  /** The trade, the event of Form 3, or for Form 5 the transaction. */
  readonly on: string;
  /** When the insider was told of a trade whose day it did not choose. */
  readonly notified?: string;
  /** A day, or MM-DD; the calendar year where missing. */
  readonly fiscalYearEnd?: string;
}

export interface DeadlineAnswer {
  readonly form: '3' | '4' | '5';
  readonly on: Day;
  readonly dueOn: Day;
  readonly rule: string;
  readonly skipped: ReadonlyArray<SkippedDay>;
  /** Where closures of the day are not known yet: by statute alone. */
  readonly calendar?: 'statutory';
}

export interface CalendarAnswer {
  readonly year: number;
  readonly tableThrough: Day;
  readonly closed: ReadonlyArray<ClosedDay>;
}

const dayGiven = (name: string, text: string): Day =>
  isDay(text)
    ? text
    : fail(invalidArgument(`${name} takes a day as YYYY-MM-DD; got ${JSON.stringify(text)}`));

const monthAndDay = /^(\d{2})-(\d{2})$/;

/** The first end of a fiscal year on or after a day. */
const yearEndOn = (given: string | undefined, on: Day): Day => {
  const pattern = given === undefined ? '12-31' : isDay(given) ? given.slice(5) : given;
  const at = (year: number): string => `${String(year).padStart(4, '0')}-${pattern}`;
  const year = Number(on.slice(0, 4));
  // A fiscal year that ends on 29 February ends on the 28th in most years.
  const dayAt = (y: number): string =>
    pattern === '02-29' && !isDay(at(y)) ? `${String(y).padStart(4, '0')}-02-28` : at(y);
  if (!monthAndDay.test(pattern) || !isDay(dayAt(2024)))
    return fail(
      invalidArgument(
        `fiscal-year-end takes a day as YYYY-MM-DD, or a month and day as MM-DD; got ${JSON.stringify(given)}`,
      ),
    );
  const own = writtenDay(dayAt(year));
  return own >= on ? own : writtenDay(dayAt(year + 1));
};

const deemedDaysMax = 3;

/** When a form is due, by its rule alone. */
export const deadlineOf = (
  { form, on: given, notified, fiscalYearEnd }: DeadlineQuery,
  calendar: BusinessCalendar = edgarCalendar,
): DeadlineAnswer => {
  const on = dayGiven('on', given);
  if (form !== '3' && form !== '4' && form !== '5')
    return fail(invalidArgument(`form takes 3, 4 or 5; got ${JSON.stringify(form)}`));
  if (notified !== undefined && form !== '4')
    fail(
      invalidArgument('notified is of Form 4 alone: a trade whose day the insider did not choose'),
    );
  if (fiscalYearEnd !== undefined && form !== '5')
    fail(invalidArgument('fiscal-year-end is of Form 5 alone'));
  const answer = (from: Day, dueOn: Day, rule: string): DeadlineAnswer => ({
    form,
    on,
    dueOn,
    rule,
    skipped: calendar.skipped(from, dueOn),
    ...(dueOn > tableThrough ? { calendar: 'statutory' } : {}),
  });
  if (form === '3') return answer(on, filingDeadline('3', on, calendar), '16a-3(a)');
  if (form === '5') {
    const end = yearEndOn(fiscalYearEnd, on);
    return answer(end, filingDeadline('5', end, calendar), '16a-3(f)');
  }
  if (notified === undefined) return answer(on, calendar.addBusinessDays(on, 2), '16a-3(g)(1)');
  const told = dayGiven('notified', notified);
  if (told < on) fail(invalidArgument(`notified is not before the trade, ${on}; got ${told}`));
  const cap = calendar.addBusinessDays(on, deemedDaysMax);
  const executed = told > cap ? cap : told;
  return answer(on, calendar.addBusinessDays(executed, 2), '16a-3(g)(2)');
};

export const calendarOf = (
  year: number,
  calendar: BusinessCalendar = edgarCalendar,
): CalendarAnswer =>
  Number.isInteger(year) && year >= 1934 && year <= 9998
    ? { year, tableThrough, closed: calendar.closedIn(year) }
    : fail(invalidArgument(`year takes a year from 1934 on; got ${year}`));

/** What is known of an issuer beside its insiders' filings. */
const factsFor = (views: ReadonlyArray<InsiderView>) => {
  const known = new Map<string, DueFacts>();
  return (issuerId: string): DueFacts => {
    const facts = known.get(issuerId) ?? {
      ...noDueFacts,
      registrations: registrationsAmong(views, issuerId),
    };
    known.set(issuerId, facts);
    return facts;
  };
};

type Asking = Pick<OpenLedger, 'settled' | 'folded'>;

interface Asked {
  readonly views: ReadonlyArray<InsiderView>;
  readonly issuerId: string | null;
  readonly missing: ReadonlyArray<InsiderView['insider']>;
}

const viewsOf = async (
  { settled, folded }: Asking,
  query: Partial<Subject> & Moment & Source,
): Promise<Asked> => {
  const { insider, issuer, fromLog } = query;
  const asked = {
    ...(insider === undefined ? {} : { insider }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(fromLog === undefined ? {} : { fromLog }),
  };
  const { said, missing } = await folded(asked, settled(query), (view, only) => ({ view, only }));
  return { views: said.map(({ view }) => view), issuerId: said[0]?.only ?? null, missing };
};

const inOrder = (a: TimelinessRowAnswer, b: TimelinessRowAnswer): number =>
  compare(a.insider.id, b.insider.id) ||
  compare(a.executedOn ?? a.dueOn ?? '', b.executedOn ?? b.dueOn ?? '') ||
  compare(a.row, b.row);

export const timelinessAnswer = async (
  open: Asking,
  query: TimelinessQuery,
): Promise<TimelinessAnswer> => {
  const at = open.settled(query);
  const from = query.from === undefined ? null : dayGiven('from', query.from);
  const to = query.to === undefined ? null : dayGiven('to', query.to);
  const { views, issuerId, missing } = await viewsOf(open, query);
  const factsOf = factsFor(views);
  const rows = views
    .flatMap((view) =>
      timelinessIn(view, issuerId, factsOf, edgarCalendar).map((judged) =>
        timelinessRow(view, judged, edgarCalendar),
      ),
    )
    .filter(
      ({ filedOn, transactionDate }) =>
        (transactionDate === null || transactionDate <= at.asOf) &&
        (from === null || filedOn >= from) &&
        (to === null || filedOn <= to),
    )
    .sort(inOrder);
  return {
    ...timesOf(at),
    calendar: { tableThrough },
    rows: query.late === true ? rows.filter(({ outcome }) => outcome === 'late') : rows,
    summary: summaryOf(rows),
    notice,
    ...missingOf(missing),
  };
};

/** The fiscal year asked about: the one that ends on the day given, or the last that is over. */
const fiscalYearOf = (
  views: ReadonlyArray<InsiderView>,
  issuerId: string | null,
  given: string | undefined,
  asOf: Day,
): DelinquenciesAnswer['fiscalYear'] => {
  const periods = views.flatMap(({ filings }) =>
    filings
      .filter((f) => f.family === '5' && f.header.issuerId === issuerId)
      .map((f) => f.header.period),
  );
  const last = periods.sort()[periods.length - 1];
  const basis = given !== undefined ? 'declared' : last !== undefined ? 'form-5-period' : 'assumed';
  const isWhole = given !== undefined && isDay(given);
  const pattern = given ?? last?.slice(5);
  const yearBefore = addDays(asOf, -365);
  const through = isWhole ? (given as Day) : yearEndOn(pattern, yearBefore);
  const from = addDays(yearEndOn(through.slice(5), addDays(through, -370)), 1);
  return { from, through, basis };
};

export const delinquenciesAnswer = async (
  open: Asking,
  query: DelinquenciesQuery,
): Promise<DelinquenciesAnswer> => {
  const at = open.settled(query);
  const { views, issuerId, missing } = await viewsOf(open, query);
  const id = issuerId ?? '';
  const year = fiscalYearOf(views, id, query.fiscalYearEnd, at.asOf);
  const factsOf = factsFor(views);
  const found = views.map((view) => ({
    view,
    delinquency: delinquencyIn(timelinessIn(view, id, factsOf, edgarCalendar), year),
  }));
  const last = [...views].sort((a, b) =>
    compare(
      b.filings[b.filings.length - 1]?.knownAt ?? '',
      a.filings[a.filings.length - 1]?.knownAt ?? '',
    ),
  )[0];
  return {
    ...timesOf(at),
    issuer: last === undefined ? { cik: id, name: id, symbol: null } : issuerAnswer(last, id),
    fiscalYear: year,
    persons: found
      .filter(({ delinquency: d }) => d.late.length > 0 || d.notJudged > 0)
      .map(({ view, delinquency }) =>
        delinquentAnswer(view, delinquency, rolesOf(view.filings, id, nothingDeclared), year),
      ),
    issuerTotals: {
      reportsFiledLate: new Set(found.flatMap(({ delinquency: d }) => [...d.reportsFiledLate]))
        .size,
      transactionsLate: new Set(found.flatMap(({ delinquency: d }) => [...d.transactions])).size,
      jointDocumentsOnce: true,
    },
    notice,
    ...missingOf(missing),
  };
};

/** What asks no ledger, as a value. */
const asValue = <A>(ask: () => A): E.Either<LedgerError, A> => {
  try {
    return E.right(ask());
  } catch (thrown) {
    if (thrown instanceof LedgerFailure) return E.left(thrown.error);
    throw thrown;
  }
};

/** When a form is due; errors as values. */
export const deadline = (query: DeadlineQuery): E.Either<LedgerError, DeadlineAnswer> =>
  asValue(() => deadlineOf(query));

/** The weekdays of a year on which nothing is filed; errors as values. */
export const closedDays = (year: number): E.Either<LedgerError, CalendarAnswer> =>
  asValue(() => calendarOf(year));
