/**
 * What Item 405 of Regulation S-K asks a registrant to disclose of each insider for a fiscal year:
 * reports that were late, and the transactions that they did not report on time.
 */
import { addDays, type Day } from '../src/filing/calendar.js';
import { firstOf, inForce, type Line } from './line/line.js';
import type { Timeliness } from './timeliness.js';

export interface FiscalSpan {
  readonly from: Day;
  readonly through: Day;
}

/** A proxy statement is due so many days after the year: what is late by then is in it. */
const proxyDays = 120;

/** Filed late and due in the year, unless an earlier proxy statement could tell of it. */
const isOf = ({ from, through }: FiscalSpan, { dueOn, filedOn }: Timeliness): boolean => {
  const isDueIn = dueOn !== null && dueOn >= from && dueOn <= through;
  if (isDueIn) return filedOn <= addDays(through, proxyDays);
  return (
    filedOn >= from && filedOn <= through && (dueOn === null || filedOn > addDays(from, proxyDays))
  );
};

export interface Delinquency {
  /** Late, of the fiscal year. */
  readonly late: ReadonlyArray<Timeliness>;
  /** Documents that were late. */
  readonly reportsFiledLate: ReadonlySet<string>;
  /** Distinct days on which what was late was due: so many reports there should have been. */
  readonly reportsDue: number;
  /** Rows that were transactions; those of a late Form 3 are none. */
  readonly transactions: ReadonlySet<string>;
  readonly holdingsMissedOnForm3: number;
  readonly notJudged: number;
}

const isOnForm3 = (line: Line): boolean => firstOf(line).filing.family === '3';

const isMissedHolding = ({ line }: Timeliness): boolean =>
  !isOnForm3(line) && inForce(line).row.kind === 'holding';

export const delinquencyIn = (judged: ReadonlyArray<Timeliness>, year: FiscalSpan): Delinquency => {
  const late = judged.filter((one) => one.outcome === 'late' && isOf(year, one));
  const rows = late.filter((one) => !isOnForm3(one.line) && !isMissedHolding(one));
  return {
    late,
    reportsFiledLate: new Set(late.map(({ line }) => firstOf(line).filing.accession)),
    reportsDue: new Set(late.map(({ line, dueOn }) => `${isOnForm3(line)} ${dueOn}`)).size,
    transactions: new Set(rows.map(({ line }) => firstOf(line).row.row)),
    holdingsMissedOnForm3: late.filter(isMissedHolding).length,
    notJudged: judged.filter(
      ({ outcome, filedOn }) =>
        outcome === 'not-judged' && filedOn >= year.from && filedOn <= year.through,
    ).length,
  };
};
