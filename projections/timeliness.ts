/**
 * Whether a row was reported in time: judged row by row, never by filing, and never without
 * grounds. A row is judged by the filing that first stated it; a corrected date moves the day on
 * which it was due. What the documents do not tell is not judged, and says why.
 */

import type { IssuerId } from '../src/event/identity.js';
import {
  type BusinessCalendar,
  filingDeadline,
  twoDayRuleFrom,
  yearEnd,
  yearEndFrom,
} from '../src/filing/business-days.js';
import {
  addDays,
  type Day,
  daysBetween,
  type Instant,
  writtenDay,
} from '../src/filing/calendar.js';
import type { FiledBasis } from '../src/filing/model.js';
import type { InsiderView } from './insider.js';
import { footnoteIdsOf } from './known/box.js';
import { footnoteFacts } from './known/footnote-facts.js';
import type { KnownFiling } from './known/knowledge.js';
import { footnoteTexts } from './known/reported-row.js';
import { counts, firstOf, inForce, type Line } from './line/line.js';

/** What operators declared of an insider and an issuer, as far as it bears on due days. */
export interface DueFacts {
  /** Month and day on which the issuer's fiscal years end, `MM-DD`. */
  readonly fiscalYearEnd: string | null;
  /** The day on which the issuer's registration became effective. */
  readonly effectiveOn: Day | null;
  /** From when the issuer is a foreign private issuer, and until when. */
  readonly foreignPrivate: ReadonlyArray<{ readonly from: Day; readonly through: Day | null }>;
  /** Orders of the SEC by which reports due in a span are in time if they are filed by a day. */
  readonly relief: ReadonlyArray<{
    readonly from: Day;
    readonly through: Day;
    readonly filedBy: Day;
  }>;
  /** More insiders than one filed a Form 3 of one event at the issuer: of these days. */
  readonly registrations: ReadonlySet<Day>;
}

export const noDueFacts: DueFacts = {
  fiscalYearEnd: null,
  effectiveOn: null,
  foreignPrivate: [],
  relief: [],
  registrations: new Set(),
};

export type Outcome = 'in-time' | 'late' | 'not-judged';

/** Why a row is not judged. */
export type NotJudged =
  /** The amendment that states it amends a filing that is not here, or it is not certain which. */
  | 'original-missing'
  /** The transaction was before the event of the insider's Form 3. */
  | 'before-section-16'
  /** After the insider said that Section 16 applies no more. */
  | 'after-section-16'
  /** The row states no day that can be. */
  | 'no-transaction-date'
  /** The row's day cannot be that of its trade: it is after the filing, or centuries before. */
  | 'implausible-transaction-date'
  /** When it was filed is told by nothing but when it was due. */
  | 'filing-date-unknown'
  /** Others filed of the same event too: it may be the issuer's registration, without days of grace. */
  | 'registration-day-unknown'
  /** When the issuer's fiscal year ends is not told, and by some year's end it was in time. */
  | 'fiscal-year-unknown'
  /** A holding that a Form 3 should have stated, of which no Form 3 is here. */
  | 'form-3-missing'
  /** An order of relief may cover it: whoever relies on it says so in the form. */
  | 'relief-order';

export type DueBasis = 'computed' | 'declared' | 'assumed';
export type ExecutionBasis = 'trade' | 'deemed' | 'deemed-capped';

export interface TimelinessFinding {
  readonly code:
    | 'DEEMED_DATE_UNSUPPORTED'
    | 'FORM_4_ROW_ON_FORM_5'
    | 'FORM_3_HOLDING_ON_FORM_5'
    | 'ORIGINAL_IN_TIME';
  readonly message: string;
}

export interface Timeliness {
  readonly line: Line;
  /** On which form it was due. */
  readonly dueForm: '3' | '4' | '5';
  /** By which rule it was due. */
  readonly rule: string;
  readonly executedOn: Day | null;
  readonly executionBasis: ExecutionBasis;
  /** Last day on which it was in time; null where that is not told. */
  readonly dueOn: Day | null;
  readonly dueBasis: DueBasis;
  /** From which day it was counted: weekdays on which EDGAR was closed came in between. */
  readonly countedFrom: Day | null;
  readonly filedOn: Day;
  readonly filedBasis: FiledBasis | 'acceptance';
  readonly acceptedAt: Instant | null;
  readonly outcome: Outcome;
  readonly why: NotJudged | null;
  /** Whether box 4 of an amendment whose original is missing names a day that was in time. */
  readonly originalFiledOn: Day | null;
  readonly businessDaysLate: number;
  readonly calendarDaysLate: number;
  readonly findings: ReadonlyArray<TimelinessFinding>;
}

// ---- when it was filed ----

/** EDGAR's date before all; then acceptance by its rule; else what stands for it says so. */
const filedIn = (
  { header }: KnownFiling,
  calendar: BusinessCalendar,
): Pick<Timeliness, 'filedOn' | 'filedBasis' | 'acceptedAt'> => {
  const { filedOn, filedBasis, acceptedAt } = header;
  return filedBasis === 'edgar-header' || filedBasis === 'manifest' || acceptedAt === null
    ? { filedOn, filedBasis, acceptedAt }
    : { filedOn: calendar.filedOnOf(acceptedAt), filedBasis: 'acceptance', acceptedAt };
};

// ---- when it was executed ----

interface Executed {
  readonly on: Day;
  readonly basis: ExecutionBasis;
  readonly rule: string;
  readonly findings: ReadonlyArray<TimelinessFinding>;
}

const isUnderPlan = (line: Line): boolean => {
  const { row, filing } = inForce(line);
  return (
    filing.header.plan10b51 === true ||
    footnoteTexts(filing, footnoteIdsOf(row)).some((text) =>
      footnoteFacts(text).some((fact) => fact.kind === 'rule-10b5-1-plan' && fact.pursuant),
    )
  );
};

/** Days after the trade by which its execution is deemed to be known (Rule 16a-3(g)(2) and (3)). */
const deemedDaysMax = 3;

/** A deemed date counts up to the third business day after the trade, and never before it. */
const executedIn = (line: Line, trade: Day, calendar: BusinessCalendar): Executed => {
  const { row } = inForce(line);
  const deemed = row.deemedExecutionDate.value;
  const plain = { on: trade, basis: 'trade', rule: '16a-3(g)(1)', findings: [] } as const;
  // A deemed date that is the trade's own says nothing.
  if (deemed === null || deemed === trade) return plain;
  const isDiscretionary = row.coding?.code === 'I';
  const unsupported = (message: string): TimelinessFinding => ({
    code: 'DEEMED_DATE_UNSUPPORTED',
    message,
  });
  if (deemed < trade)
    return {
      ...plain,
      findings: [unsupported(`the deemed execution date ${deemed} is before the trade, ${trade}`)],
    };
  const findings =
    isDiscretionary || isUnderPlan(line)
      ? []
      : [
          unsupported(
            'a deemed execution date is for trades under a Rule 10b5-1 plan and for discretionary transactions; the form says of neither',
          ),
        ];
  const rule = isDiscretionary ? '16a-3(g)(3)' : '16a-3(g)(2)';
  const cap = calendar.addBusinessDays(trade, deemedDaysMax);
  return deemed > cap
    ? { on: cap, basis: 'deemed-capped', rule, findings }
    : { on: deemed, basis: 'deemed', rule, findings };
};

// ---- when it was due ----

interface Due {
  readonly dueForm: Timeliness['dueForm'];
  readonly rule: string;
  readonly dueOn: Day | null;
  readonly dueBasis: DueBasis;
  readonly countedFrom: Day | null;
  readonly executedOn: Day | null;
  readonly executionBasis: ExecutionBasis;
  readonly why: NotJudged | null;
  /** Late whatever the day: by the form on which it stands. */
  readonly isLateByForm: boolean;
  readonly findings: ReadonlyArray<TimelinessFinding>;
}

const dueOnForm4: Due = {
  dueForm: '4',
  rule: '16a-3(g)(1)',
  dueOn: null,
  dueBasis: 'computed',
  countedFrom: null,
  executedOn: null,
  executionBasis: 'trade',
  why: null,
  isLateByForm: false,
  findings: [],
};

/** Release 33-11138: gifts made from this day on are due as sales are. */
const giftsDueFrom = writtenDay('2023-02-27');

const isPromptGift = (code: string | null, letter: string | null, on: Day): boolean =>
  code === 'G' && letter === 'D' && on >= giftsDueFrom;

/** The Holding Foreign Insiders Accountable Act: who was in office had until the end of this day. */
export const foreignInsidersFrom = writtenDay('2026-03-18');

const isForeignPrivate = ({ foreignPrivate }: DueFacts, on: Day): boolean =>
  foreignPrivate.some(({ from, through }) => from <= on && (through === null || on <= through));

const dueOnForm3: Due = { ...dueOnForm4, dueForm: '3', rule: '16a-3(a)' };
const dueOnForm5: Due = { ...dueOnForm4, dueForm: '5', rule: '16a-3(f)' };

/** A fiscal year ends within a year of each of its days: when Form 5 is due at the latest. */
const latestAnnual = (on: Day, calendar: BusinessCalendar): Day =>
  filingDeadline('5', addDays(on, 365), calendar);

const dueOfForm3 = (event: Day, facts: DueFacts, calendar: BusinessCalendar): Due => {
  const own = { ...dueOnForm3, countedFrom: event };
  const withGrace = filingDeadline('3', event, calendar);
  if (event === foreignInsidersFrom && isForeignPrivate(facts, event))
    return { ...own, rule: 'HFIAA', dueOn: event, dueBasis: 'declared' };
  if (facts.effectiveOn === event) return { ...own, dueOn: event, dueBasis: 'declared' };
  return facts.registrations.has(event) && facts.effectiveOn === null
    ? { ...own, dueOn: withGrace, dueBasis: 'assumed' }
    : { ...own, dueOn: withGrace };
};

interface FiscalYear {
  readonly end: Day;
  readonly basis: DueBasis;
}

/** By what was declared; by the period of a Form 5 about the issuer; else as most issuers have it. */
const fiscalYearOf = (
  { filings }: Pick<InsiderView, 'filings'>,
  issuerId: string,
  { fiscalYearEnd }: DueFacts,
  on: Day,
): FiscalYear => {
  if (fiscalYearEnd !== null) return { end: yearEndFrom(fiscalYearEnd, on), basis: 'declared' };
  const annual = filings.filter((f) => f.family === '5' && f.header.issuerId === issuerId);
  const period = annual[annual.length - 1]?.header.period;
  return period === undefined
    ? { end: yearEnd(on), basis: 'assumed' }
    : { end: yearEndFrom(period.slice(5), on), basis: 'computed' };
};

/** The event of the insider's first Form 3 at an issuer; null where none is here. */
export const form3EventOf = (
  { filings }: Pick<InsiderView, 'filings'>,
  issuerId: string,
): Day | null =>
  filings.reduce<Day | null>((first, { family, header }) => {
    if (family !== '3' || header.issuerId !== issuerId) return first;
    return first === null || header.period < first ? header.period : first;
  }, null);

/** Of trades before 29 August 2002. */
export const monthlyRule = '16(a)(2) before 2002-08-29';

const dueOf = (
  view: InsiderView,
  line: Line,
  facts: DueFacts,
  calendar: BusinessCalendar,
): Due | null => {
  const { row, filing, effective } = inForce(line);
  const { family, header } = filing;
  if (family === '3') return dueOfForm3(header.period, facts, calendar);
  const form = row.coding?.form ?? family;
  const event = form3EventOf(view, row.issuerId);
  if (form === '3') {
    const missed: TimelinessFinding = {
      code: 'FORM_3_HOLDING_ON_FORM_5',
      message: 'a holding that Form 3 should have stated',
    };
    return event === null
      ? { ...dueOnForm3, why: 'form-3-missing', findings: [missed] }
      : { ...dueOfForm3(event, facts, calendar), isLateByForm: true, findings: [missed] };
  }
  if (row.kind === 'holding') return null;
  if (effective.basis !== 'transaction-date')
    return {
      ...dueOnForm4,
      why: effective.implausible === null ? 'no-transaction-date' : 'implausible-transaction-date',
    };
  const trade = effective.on;
  const exit = view.exits.get(row.issuerId);
  const why: NotJudged | null =
    event !== null && trade < event
      ? 'before-section-16'
      : exit !== undefined && trade > exit
        ? 'after-section-16'
        : null;
  const code = row.coding?.code ?? null;
  if (form === '5' && !isPromptGift(code, row.acquiredDisposed.value, trade)) {
    const { end, basis } = fiscalYearOf(view, row.issuerId, facts, trade);
    const dueOn = filingDeadline('5', end, calendar);
    return {
      ...dueOnForm5,
      dueOn,
      dueBasis: basis,
      countedFrom: end,
      executedOn: trade,
      why,
    };
  }
  const { on, basis, rule, findings } =
    trade < twoDayRuleFrom
      ? { on: trade, basis: 'trade' as const, rule: monthlyRule, findings: [] }
      : executedIn(line, trade, calendar);
  const isOnForm5 = firstOf(line).filing.family === '5';
  return {
    ...dueOnForm4,
    rule,
    dueOn: filingDeadline('4', on, calendar),
    countedFrom: on,
    executedOn: on,
    executionBasis: basis,
    why,
    isLateByForm: isOnForm5,
    findings: isOnForm5
      ? [
          ...findings,
          { code: 'FORM_4_ROW_ON_FORM_5', message: 'a row that was due on Form 4, on a Form 5' },
        ]
      : findings,
  };
};

// ---- the judgement ----

/** Whether an order of relief covers a report that was due then and filed then. */
const mayBeRelieved = ({ relief }: DueFacts, dueOn: Day, filedOn: Day): boolean =>
  relief.some(
    ({ from, through, filedBy }) => from <= dueOn && dueOn <= through && filedOn <= filedBy,
  );

/** Box 4 of an amendment names the filing that would have stated the row first. */
const isOfMissingOriginal = ({ home, heldOut }: Line): boolean =>
  heldOut === 'orphan-amendment' || heldOut === 'ambiguous-amendment' || home.amendment;

/** Why nothing can be said of a row whose filing is here; null where something can. */
const unjudgedBy = (
  { why, dueForm, dueBasis, countedFrom, executedOn }: Due,
  { filedOn, filedBasis }: Pick<Timeliness, 'filedOn' | 'filedBasis'>,
  isPast: boolean,
  calendar: BusinessCalendar,
): NotJudged | null => {
  if (why !== null) return why;
  if (filedBasis === 'deadline') return 'filing-date-unknown';
  const isOfSomeYear = dueBasis === 'assumed' && dueForm === '5' && executedOn !== null;
  if (isOfSomeYear && isPast && filedOn <= latestAnnual(executedOn, calendar))
    return 'fiscal-year-unknown';
  const mayBeRegistration = dueBasis === 'assumed' && dueForm === '3';
  return mayBeRegistration && !isPast && countedFrom !== null && filedOn > countedFrom
    ? 'registration-day-unknown'
    : null;
};

/**
 * Null for what no rule asks for: a holding repeated on a Form 4 or 5, and rows that count no more.
 */
export const timelinessOf = (
  view: InsiderView,
  line: Line,
  facts: DueFacts,
  calendar: BusinessCalendar,
): Timeliness | null => {
  const isMissing = isOfMissingOriginal(line);
  if (!counts(line) && !(isMissing && line.withdrawal === null)) return null;
  const told = dueOf(view, line, facts, calendar);
  if (told === null) return null;
  const { filing } = firstOf(line);
  const filed = filedIn(filing, calendar);
  const { dueOn, isLateByForm } = told;
  const { filedOn } = filed;
  const isPast = dueOn !== null && filedOn > dueOn;
  const unjudged = isMissing ? 'original-missing' : unjudgedBy(told, filed, isPast, calendar);
  const isRelieved = isPast && mayBeRelieved(facts, dueOn, filedOn);
  const why = unjudged ?? (isRelieved ? 'relief-order' : null);
  const late = why === null && (isLateByForm || isPast);
  return {
    line,
    ...told,
    ...filed,
    outcome: why !== null ? 'not-judged' : late ? 'late' : 'in-time',
    why,
    originalFiledOn: isMissing ? filing.header.originalFiledOn : null,
    businessDaysLate: late && isPast ? calendar.businessDaysBetween(dueOn, filedOn) : 0,
    calendarDaysLate: late && isPast ? daysBetween(dueOn, filedOn) : 0,
  };
};

/** Every reportable row of a view, about one issuer or about all, in the order of its lines. */
export const timelinessIn = (
  view: InsiderView,
  issuerId: string | null,
  factsOf: (issuerId: IssuerId) => DueFacts,
  calendar: BusinessCalendar,
): ReadonlyArray<Timeliness> =>
  view.lines.flatMap((line) => {
    const { row } = inForce(line);
    if (issuerId !== null && row.issuerId !== issuerId) return [];
    return timelinessOf(view, line, factsOf(row.issuerId), calendar) ?? [];
  });

/** Days of which three insiders or more filed a Form 3 at an issuer: likely its registration. */
export const registrationsAmong = (
  views: ReadonlyArray<Pick<InsiderView, 'insider' | 'filings'>>,
  issuerId: string,
): ReadonlySet<Day> => {
  const insidersOn = new Map<Day, Set<string>>();
  for (const { insider, filings } of views)
    for (const { family, header } of filings)
      if (family === '3' && header.issuerId === issuerId) {
        const known = insidersOn.get(header.period) ?? new Set();
        insidersOn.set(header.period, known.add(insider));
      }
  return new Set([...insidersOn].flatMap(([day, insiders]) => (insiders.size >= 3 ? [day] : [])));
};
