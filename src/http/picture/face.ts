/** What the moving part of a page begins with: the server draws it, the browser goes on from it. */
import type { Window } from './axis.js';
import { dayNumber, dayText, endOfFilingDay, isDayText } from './day.js';
import type { AskedTimes } from './link.js';
import type { Mark } from './mark.js';
import type { ChartMoment } from './step-chart.js';
import { spanOf, type Timeline } from './timeline.js';

export interface FaceState extends Timeline {
  readonly asked: AskedTimes;
  /** The day asked about, settled. */
  readonly asOf: string;
  /** Today in Washington. */
  readonly today: string;
  readonly marks: ReadonlyArray<Mark>;
  /** The part of the days that is drawn, where the address says one. */
  readonly from: string | null;
  readonly to: string | null;
  /** From which day recorded splits count; none where none is recorded. */
  readonly splits: 'none' | 'as-filed' | 'adjusted';
  /** Everything else that the address says. */
  readonly rest: ReadonlyArray<readonly [string, string]>;
}

/** The instant up to which something counts as known; null with all that is. */
export const momentOf = ({ asked, asOf }: Pick<FaceState, 'asked' | 'asOf'>): ChartMoment => ({
  asOf,
  knownBy:
    asked.knownBy === undefined || asked.knownBy === ''
      ? null
      : isDayText(asked.knownBy)
        ? endOfFilingDay(asked.knownBy)
        : asked.knownBy,
});

const margin = 30;

const daysIn = (state: FaceState): Window => {
  const span = spanOf(state.positions);
  const days = [state.asOf, ...(span === null ? [] : [span.from, span.through])].sort();
  const first = days[0] as string;
  const last = [...days, state.today].sort()[days.length] as string;
  return { from: dayText(dayNumber(first) - margin), through: last };
};

const daysFound = new WeakMap<FaceState, Window>();

/**
 * All days of which something is told, with some room, today and the day asked about. A state is the
 * same at every step of a slider: they are looked for once.
 */
export const daysOf = (state: FaceState): Window => {
  const known = daysFound.get(state);
  if (known !== undefined) return known;
  const found = daysIn(state);
  daysFound.set(state, found);
  return found;
};

export const windowOf = (state: FaceState): Window => {
  const all = daysOf(state);
  const from = state.from !== null && isDayText(state.from) ? state.from : all.from;
  const through = state.to !== null && isDayText(state.to) ? state.to : all.through;
  return from < through ? { from, through } : all;
};
