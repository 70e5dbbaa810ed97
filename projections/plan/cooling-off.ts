/**
 * The cooling-off period of Rule 10b5-1(c)(1)(ii)(B): of a director or officer the later of 90
 * days after the adoption and two business days after the report on the quarter in which the plan
 * was adopted, at most 120 days; of others than the issuer, 30 days. The first trade may be on the
 * day after. The report's date is not needed up to day 90 and from day 121 on.
 */
import { addBusinessDays } from '../../src/filing/business-days.js';
import { addDays, type Day, daysBetween, writtenDay } from '../../src/filing/calendar.js';

/** Plans adopted before are under the rule as it stood: no cooling-off, no box. */
export const amendedRuleFrom = writtenDay('2023-02-27');

const officerLeast = 90;
const officerMost = 120;
const others = 30;
const afterReport = 2;

export interface CoolingOff {
  readonly adoptedOn: Day;
  readonly ofOfficer: boolean;
  /** The first day of a trade: the earliest that it can be, and the latest. */
  readonly earliest: Day;
  readonly latest: Day;
  readonly resultsFiledOn: Day | null;
}

/** A periodic report: when it was filed, and the quarter's or year's end where that is told. */
export interface Results {
  readonly filedOn: Day;
  readonly period: Day | null;
}

const quarterEnds = ['-03-31', '-06-30', '-09-30', '-12-31'];

const quarterEnd = (day: Day): Day =>
  writtenDay(
    `${day.slice(0, 4)}${quarterEnds[Math.floor((Number(day.slice(5, 7)) - 1) / 3)] ?? '-12-31'}`,
  );

/** The report on the quarter in which a day lies; by the calendar's quarters where none is told. */
export const reportOn = (day: Day, results: ReadonlyArray<Results>): Day | null => {
  const told = results
    .filter(({ period }) => period !== null && period >= day)
    .sort((a, b) => ((a.period as Day) < (b.period as Day) ? -1 : 1))[0];
  const untold = results
    .filter(({ filedOn, period }) => period === null && filedOn > quarterEnd(day))
    .map(({ filedOn }) => filedOn)
    .sort()[0];
  return told?.filedOn ?? untold ?? null;
};

/** Null of a plan that the rule as amended does not reach. */
export const coolingOffOf = (
  adoptedOn: Day,
  ofOfficer: boolean,
  results: ReadonlyArray<Results>,
): CoolingOff | null => {
  if (adoptedOn < amendedRuleFrom) return null;
  const after = (days: number): Day => addDays(adoptedOn, days + 1);
  if (!ofOfficer) {
    const day = after(others);
    return { adoptedOn, ofOfficer, earliest: day, latest: day, resultsFiledOn: null };
  }
  const resultsFiledOn = reportOn(adoptedOn, results);
  const [least, most] = [after(officerLeast), after(officerMost)];
  if (resultsFiledOn === null)
    return { adoptedOn, ofOfficer, earliest: least, latest: most, resultsFiledOn };
  const reported = addDays(addBusinessDays(resultsFiledOn, afterReport), 1);
  const day = reported < least ? least : reported > most ? most : reported;
  return { adoptedOn, ofOfficer, earliest: day, latest: day, resultsFiledOn };
};

export const outcomes = [
  'too-early',
  'boundary',
  'depends-on-results',
  'no-adoption-date',
  'satisfied',
  'not-applicable',
] as const;
/** Of a trade under a plan; the worst first. */
export type CoolingOutcome = (typeof outcomes)[number];

export interface JudgedTrade {
  readonly outcome: CoolingOutcome;
  /** Days after the adoption, or the last change. */
  readonly day: number;
  /** Days after the first day on which it was allowed; negative before it; null where it depends. */
  readonly marginDays: number | null;
}

export const judgedTrade = (on: Day, { adoptedOn, ...period }: CoolingOff): JudgedTrade => {
  const { earliest, latest, ofOfficer } = period;
  const day = daysBetween(adoptedOn, on);
  const last = ofOfficer ? officerLeast : others;
  if (on >= latest) return { outcome: 'satisfied', day, marginDays: daysBetween(latest, on) };
  if (on >= earliest) return { outcome: 'depends-on-results', day, marginDays: null };
  // By analogy only is the last day of the period not the first of trading.
  const isLast = day === last && earliest === addDays(adoptedOn, last + 1);
  return {
    outcome: isLast ? 'boundary' : 'too-early',
    day,
    marginDays: daysBetween(earliest, on),
  };
};
