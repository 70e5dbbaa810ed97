/** Asking what was reported in time: rows, an issuer's Item 405, and when a form is due. */
import * as E from 'fp-ts/lib/Either.js';
import { delinquencyIn, type FiscalSpan } from '../../projections/delinquency.js';
import type { InsiderView } from '../../projections/insider.js';
import type { LedgerDeclarations } from '../../projections/known/declaration.js';
import { always } from '../../projections/known/knowledge.js';
import { rolesOf } from '../../projections/short-swing/role.js';
import { declarationsOf, declaredIn } from '../../projections/swing-declared.js';
import {
  type DueFacts,
  monthlyRule,
  registrationsAmong,
  timelinessIn,
} from '../../projections/timeliness.js';
import { fail, invalidArgument, type LedgerError, LedgerFailure } from '../answer/error.js';
import { dayGiven } from '../answer/given-day.js';
import { type Missing, missingOf } from '../answer/missing.js';
import { type Moment, type Settled, type Times, timesOf } from '../answer/moment.js';
import { badCursor, type Paged, type Paging } from '../answer/paging.js';
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
import { type InsiderId, type IssuerId, namesIssuer } from '../event/identity.js';
import {
  type BusinessCalendar,
  businessCalendar,
  type ClosedDay,
  delayableAfter,
  edgarCalendar,
  filingDeadline,
  twoDayRuleFrom,
  yearEndFrom,
} from '../filing/business-days.js';
import { addDays, type Day, isDay, writtenDay } from '../filing/calendar.js';
import { tableThrough } from '../filing/closures.js';
import { compare } from '../filing/order.js';
import { ledgerDeclarations } from './ledger-wide.js';
import type { OpenLedger } from './open-ledger.js';
import type { Source, Subject } from './subject.js';

export type TimelinessQuery = Partial<Subject> &
  Moment &
  Source &
  Paging & {
    /** First reported on this day or later, and on this day or earlier. */
    readonly from?: string;
    readonly to?: string;
    readonly late?: boolean;
  };

/** Of everybody in pages of whole issuers, `limit` of them, each with sums of its own. */
export interface TimelinessAnswer extends Times, Missing, Paged {
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
  readonly fiscalYear: FiscalSpan & {
    readonly basis: 'form-5-period' | 'declared' | 'assumed';
    /** It came with the question, and no operator recorded it. */
    readonly asked?: true;
  };
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

const monthAndDay = /^(\d{2})-(\d{2})$/;

/** The first end of a fiscal year on or after a day. */
const yearEndOn = (given: string | undefined, on: Day): Day => {
  const pattern = given === undefined ? '12-31' : isDay(given) ? given.slice(5) : given;
  if (!monthAndDay.test(pattern) || !isDay(`2024-${pattern}`))
    return fail(
      invalidArgument(
        `fiscal-year-end takes a day as YYYY-MM-DD, or a month and day as MM-DD; got ${JSON.stringify(given)}`,
      ),
    );
  return yearEndFrom(pattern, on);
};

const deemedDaysMax = 3;
/** Of later ones the form may be due on no day that can be written. */
const lastDayWithDeadline = writtenDay('9997-12-31');

/** When a form is due, by its rule alone. */
export const deadlineOf = (
  { form, on: given, notified, fiscalYearEnd }: DeadlineQuery,
  calendar: BusinessCalendar = edgarCalendar,
): DeadlineAnswer => {
  const on = dayGiven('on', given);
  if (on > lastDayWithDeadline)
    fail(invalidArgument(`on takes a day up to ${lastDayWithDeadline}; got ${on}`));
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
    skipped: calendar.skipped(delayableAfter(form, from), dueOn),
    ...(dueOn > tableThrough ? { calendar: 'statutory' } : {}),
  });
  if (form === '3') return answer(on, filingDeadline('3', on, calendar), '16a-3(a)');
  if (form === '5') {
    const end = yearEndOn(fiscalYearEnd, on);
    return answer(end, filingDeadline('5', end, calendar), '16a-3(f)');
  }
  if (on < twoDayRuleFrom)
    return notified === undefined
      ? answer(on, filingDeadline('4', on, calendar), monthlyRule)
      : fail(invalidArgument(`notified is of trades from ${twoDayRuleFrom} on; got ${on}`));
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

/** EDGAR's calendar with the days that operators added. */
const calendarWith = ({ closedDays: added }: LedgerDeclarations): BusinessCalendar =>
  added.length === 0
    ? edgarCalendar
    : businessCalendar(added.map(({ day, reason }) => ({ day, why: reason })));

type Registrations = ReadonlyMap<string, ReadonlySet<Day>>;

/** What is known of an issuer beside an insider's filings: of all its insiders, and as operators declared. */
const factsFor =
  (registrations: Registrations, { relief }: LedgerDeclarations) =>
  (view: InsiderView) => {
    const own = new Map<string, DueFacts>();
    return (issuerId: IssuerId): DueFacts => {
      const { fiscalYearEnd, effectiveOn, foreignPrivate } = declarationsOf(view, issuerId);
      const facts = own.get(issuerId) ?? {
        fiscalYearEnd,
        effectiveOn,
        foreignPrivate,
        relief,
        registrations: registrations.get(issuerId) ?? new Set(),
      };
      own.set(issuerId, facts);
      return facts;
    };
  };

type Asking = Pick<OpenLedger, 'settled' | 'folded' | 'streams' | 'directory'>;

const issuersOfForms3 = ({ filings }: InsiderView): ReadonlyArray<IssuerId> =>
  filings.flatMap(({ family, header }) => (family === '3' ? [header.issuerId] : []));

/** Of an issuer all its insiders tell, and so they are asked where one insider was asked about. */
const registrationsOf = async (
  { folded }: Asking,
  views: ReadonlyArray<InsiderView>,
  issuerId: IssuerId | null,
  { insider, ...source }: Partial<Subject> & Source,
  at: Settled,
): Promise<Registrations> => {
  const issuers = new Set(views.flatMap(issuersOfForms3));
  const found = new Map<string, ReadonlySet<Day>>();
  for (const issuer of issuers)
    if (issuerId === null || issuer === issuerId) {
      const all =
        insider === undefined ? views : (await folded({ ...source, issuer }, at, (v) => v)).said;
      found.set(issuer, registrationsAmong(all, issuer));
    }
  return found;
};

interface Asked {
  readonly views: ReadonlyArray<InsiderView>;
  readonly issuerId: IssuerId | null;
  readonly missing: ReadonlyArray<InsiderId>;
  readonly calendar: BusinessCalendar;
  readonly factsOf: ReturnType<typeof factsFor>;
}

const viewsOf = async (open: Asking, query: Partial<Subject> & Moment & Source): Promise<Asked> => {
  const { settled, folded } = open;
  const { insider, issuer, fromLog } = query;
  const asked = {
    ...(insider === undefined ? {} : { insider }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(fromLog === undefined ? {} : { fromLog }),
  };
  const { said, missing } = await folded(asked, settled(query), (view, only) => ({ view, only }));
  const views = said.map(({ view }) => view);
  const issuerId = said[0]?.only ?? null;
  const declared = await ledgerDeclarations(open, settled(query).vantage);
  const registrations = await registrationsOf(open, views, issuerId, asked, settled(query));
  return {
    views,
    issuerId,
    missing,
    calendar: calendarWith(declared),
    factsOf: factsFor(registrations, declared),
  };
};

const inOrder = (a: TimelinessRowAnswer, b: TimelinessRowAnswer): number =>
  compare(a.insider.id, b.insider.id) ||
  compare(a.executedOn ?? a.dueOn ?? '', b.executedOn ?? b.dueOn ?? '') ||
  compare(a.row, b.row);

interface Judged {
  readonly rows: ReadonlyArray<TimelinessRowAnswer>;
  readonly missing: ReadonlyArray<InsiderId>;
}

/** Every row of an insider or of an issuer, in the period asked about. */
const judgedOf = async (open: Asking, query: TimelinessQuery): Promise<Judged> => {
  const { asOf } = open.settled(query);
  const from = query.from === undefined ? null : dayGiven('from', query.from);
  const to = query.to === undefined ? null : dayGiven('to', query.to);
  const { views, issuerId, missing, calendar, factsOf } = await viewsOf(open, query);
  const rows = views
    .flatMap((view) =>
      timelinessIn(view, issuerId, factsOf(view), calendar).map((judged) =>
        timelinessRow(view, judged, calendar),
      ),
    )
    .filter(
      ({ filedOn, transactionDate }) =>
        (transactionDate === null || transactionDate <= asOf) &&
        (from === null || filedOn >= from) &&
        (to === null || filedOn <= to),
    )
    .sort(inOrder);
  return { rows, missing };
};

/** Issuer by issuer: what one insider filed when is judged by what others of the issuer filed. */
const judgedOfAll = async (open: Asking, query: TimelinessQuery): Promise<Judged & Paged> => {
  const { cursor = '', limit } = query;
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1))
    return fail(invalidArgument(`a page has one issuer or more; got ${limit}`));
  if (cursor !== '' && !namesIssuer(cursor)) return badCursor(cursor);
  await open.directory.refresh();
  const following = open.directory
    .issuers(open.settled(query).vantage.recordedBy)
    .filter((issuer) => issuer > cursor);
  const page = following.slice(0, limit);
  const rows: Array<TimelinessRowAnswer> = [];
  const missing = new Set<InsiderId>();
  for (const issuer of page) {
    const judged = await judgedOf(open, { ...query, issuer });
    for (const row of judged.rows) rows.push(row);
    for (const insider of judged.missing) missing.add(insider);
  }
  const last = following.length > page.length ? page[page.length - 1] : undefined;
  return {
    rows,
    missing: [...missing].sort(),
    ...(limit === undefined ? {} : { next: last ?? null }),
  };
};

export const timelinessAnswer = async (
  open: Asking,
  query: TimelinessQuery,
): Promise<TimelinessAnswer> => {
  const isOfAll = query.insider === undefined && query.issuer === undefined;
  const { rows, missing, ...page } = await (isOfAll ? judgedOfAll : judgedOf)(open, query);
  return {
    ...timesOf(open.settled(query)),
    calendar: { tableThrough },
    rows: query.late === true ? rows.filter(({ outcome }) => outcome === 'late') : rows,
    summary: summaryOf(rows),
    notice,
    ...missingOf(missing),
    ...page,
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
  const { views, issuerId, missing, calendar, factsOf } = await viewsOf(open, query);
  const id = (issuerId ?? '') as IssuerId;
  const declaredEnd = views
    .map((view) => declarationsOf(view, id).fiscalYearEnd)
    .find((end) => end !== null);
  const year = fiscalYearOf(views, id, query.fiscalYearEnd ?? declaredEnd ?? undefined, at.asOf);
  const found = views.map((view) => ({
    view,
    delinquency: delinquencyIn(timelinessIn(view, id, factsOf(view), calendar), year),
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
    fiscalYear: query.fiscalYearEnd === undefined ? year : { ...year, asked: true },
    persons: found
      .filter(({ delinquency: d }) => d.late.length > 0 || d.notJudged > 0)
      .map(({ view, delinquency }) =>
        delinquentAnswer(view, delinquency, rolesOf(view.filings, id, declaredIn(view, id)), year),
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

/** The same with the days that operators of this ledger added. */
export const ledgerDeadline = async (open: Asking, query: DeadlineQuery): Promise<DeadlineAnswer> =>
  deadlineOf(query, calendarWith(await ledgerDeclarations(open, always)));

export const ledgerCalendar = async (open: Asking, year: number): Promise<CalendarAnswer> =>
  calendarOf(year, calendarWith(await ledgerDeclarations(open, always)));
