/**
 * Whether a transaction was reported in time: judged row by row, never by filing. An added row is
 * judged by the amendment that added it, a corrected date by the acceptance of the original.
 */
import {
  addBusinessDays,
  businessDaysBetween,
  type Day,
  dawn,
  filingDeadline,
  knownThrough,
  lastDay,
  writtenDay,
  yearEnd,
} from '../src/filing/calendar.js';
import type { InsiderView } from './insider.js';
import { acceptedOn, formDate, type KnownFiling } from './known/knowledge.js';
import { counts, firstOf, inForce, type Line } from './line/line.js';

/** By which rule a row was due. */
export type DueRule =
  /** Form 3: ten days after the event (Rule 16a-3(a)). */
  | 'initial-statement'
  /** Form 4: the second business day after the trade (Rule 16a-3(g)(1)). */
  | 'second-business-day'
  /** The same, counted from the deemed execution date (Rule 16a-3(g)(2) and (3)). */
  | 'deemed-execution'
  /** Form 5: 45 days after the fiscal year's end (Rule 16a-3(f)). */
  | 'annual-statement'
  /** A holding that Form 3 should have stated; when it was due no later form says. */
  | 'initial-statement-missed';

export interface Timeliness {
  readonly line: Line;
  readonly rule: DueRule;
  /** Last day on which it was in time; null where the form does not tell. */
  readonly dueOn: Day | null;
  /** The day on which the row was first accepted. */
  readonly acceptedOn: Day;
  readonly late: boolean;
  /** Business days after the due day, up to the filing's date; 0 in time or where not told. */
  readonly businessDaysLate: number;
}

/** Release 34-96492: gifts made from this day on are due as sales are. */
const giftsDueFrom = writtenDay('2023-02-27');

const isPromptGift = (code: string | null, letter: string | null, on: Day): boolean =>
  code === 'G' && letter === 'D' && on >= giftsDueFrom;

/** On a Form 4 the fiscal year is not stated; nearly all end with the calendar's. */
const fiscalYearEnd = (filing: KnownFiling, on: Day): Day =>
  filing.family === '5' ? filing.header.period : yearEnd(on);

const due = (line: Line): { rule: DueRule; dueOn: Day | null } | null => {
  const { row, filing, effective } = inForce(line);
  if (filing.family === '3')
    return { rule: 'initial-statement', dueOn: filingDeadline('3', filing.header.period) };
  const form = row.coding?.form ?? filing.family;
  if (form === '3') return { rule: 'initial-statement-missed', dueOn: null };
  if (row.kind === 'holding') return null;
  const { on } = effective;
  const code = row.coding?.code ?? null;
  if (form === '5' && !isPromptGift(code, row.acquiredDisposed.value, on))
    return {
      rule: 'annual-statement',
      dueOn: filingDeadline('5', fiscalYearEnd(filing, on)),
    };
  const deemed = row.deemedExecutionDate.value;
  return deemed === null
    ? { rule: 'second-business-day', dueOn: addBusinessDays(on, 2) }
    : { rule: 'deemed-execution', dueOn: addBusinessDays(deemed, 2) };
};

/** Null for a row that no rule asks for: a holding repeated on a Form 4 or 5. */
export const timelinessOf = (line: Line): Timeliness | null => {
  const rule = due(line);
  if (rule === null) return null;
  const { filing } = firstOf(line);
  const late = rule.dueOn === null || filing.knownAt > knownThrough(rule.dueOn);
  return {
    line,
    ...rule,
    acceptedOn: acceptedOn(filing),
    late,
    businessDaysLate:
      late && rule.dueOn !== null ? businessDaysBetween(rule.dueOn, formDate(filing)) : 0,
  };
};

/** What Item 405 of Regulation S-K asks to be disclosed of one insider. */
export interface ItemFourOhFive {
  /** Transactions, and holdings missed on Form 3, that were not reported in time. */
  readonly lateTransactions: number;
  /** Filings in which those were reported. */
  readonly lateReports: number;
  readonly late: ReadonlyArray<Timeliness>;
}

/** Late rows among those first filed from one day through another; all of them unless said. */
export const itemFourOhFive = (
  view: InsiderView,
  from: Day = dawn,
  through: Day = lastDay,
): ItemFourOhFive => {
  const late = view.lines.flatMap((line) => {
    const filedOn = formDate(firstOf(line).filing);
    if (!counts(line) || filedOn < from || filedOn > through) return [];
    const timeliness = timelinessOf(line);
    return timeliness?.late === true ? [timeliness] : [];
  });
  const initial = new Set(
    late.flatMap((t) => (t.rule === 'initial-statement' ? [t.line.home.accession] : [])),
  );
  return {
    // A late Form 3 is one late report, whatever number of holdings it states.
    lateTransactions: late.filter((t) => t.rule !== 'initial-statement').length,
    lateReports: new Set([...initial, ...late.map((t) => firstOf(t.line).filing.accession)]).size,
    late,
  };
};
