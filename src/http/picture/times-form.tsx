/**
 * The two times: each a slider with a date field beside it. Without script the fields and the
 * button do the same.
 */
import type { VNode } from 'preact';
import {
  addMonths,
  dayNumber,
  dayText,
  endOfFilingDay,
  filingDay,
  isDayText,
  longDay,
} from './day.js';
import type { ChartMoment } from './step-chart.js';
import { instantsBy, type KnownInstant } from './timeline.js';

export interface TimesFormProps extends ChartMoment {
  readonly instants: ReadonlyArray<KnownInstant>;
  /** First and last day of the slider. */
  readonly from: string;
  readonly through: string;
  /** Everything else that the address says. */
  readonly rest: ReadonlyArray<readonly [string, string]>;
  /** Whether the address says it, as it says it. */
  readonly asked: { readonly asOf?: string; readonly knownBy?: string };
  readonly onMoment?: (moment: ChartMoment) => void;
}

/** A second before an instant: with nothing of it known. */
const justBefore = (instant: string): string =>
  new Date(Date.parse(instant) - 1000).toISOString().replace('.000', '');

export const knownAtStep = (instants: ReadonlyArray<KnownInstant>, step: number): string | null => {
  if (step >= instants.length) return null;
  const instant = instants[Math.max(0, step - 1)];
  if (instant === undefined) return null;
  return step <= 0 ? justBefore(instant.knownAt) : instant.knownAt;
};

/** Form 3, 2 Forms 4. */
const formsWords = (forms: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set(forms)].map((form) => {
    const count = forms.filter((one) => one === form).length;
    return count === 1 ? `Form ${form}` : `${count} Forms ${form}`;
  });

const knownWords = (instants: ReadonlyArray<KnownInstant>, step: number): string => {
  if (step >= instants.length)
    return `all that is known today, step ${instants.length} of ${instants.length}`;
  const instant = instants[step - 1];
  if (instant === undefined) return 'before anything was known';
  return [
    longDay(filingDay(instant.knownAt)),
    ...formsWords(instant.filings.map(({ form }) => form)),
    `step ${step} of ${instants.length}`,
  ].join(', ');
};

export const TimesForm = (props: TimesFormProps): VNode => {
  const { asOf, knownBy, instants, from, through, rest, asked, onMoment } = props;
  const live = onMoment !== undefined;
  const step = instantsBy(instants, knownBy);
  const isNow = knownBy === null;
  const toDay = (day: string): void => {
    if (isDayText(day)) onMoment?.({ asOf: day, knownBy });
  };
  const toStep = (to: number): void => {
    const held = Math.min(instants.length, Math.max(0, to));
    onMoment?.({ asOf, knownBy: knownAtStep(instants, held) });
  };
  return (
    <form class="times" method="get">
      {rest.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div class="time asof">
        <label for="as-of">As of</label>
        <input
          id="as-of"
          type="date"
          name="asOf"
          required
          value={asOf}
          onChange={(event) => toDay(event.currentTarget.value)}
        />
        <input
          class="slider"
          type="range"
          aria-label="As of, by days"
          min={dayNumber(from)}
          max={dayNumber(through)}
          step={1}
          value={dayNumber(asOf)}
          aria-valuetext={longDay(asOf)}
          onInput={(event) => toDay(dayText(Number(event.currentTarget.value)))}
          onKeyDown={(event) => {
            const months = event.key === 'PageUp' ? 1 : event.key === 'PageDown' ? -1 : 0;
            if (months === 0) return;
            event.preventDefault();
            const day = addMonths(asOf, months);
            toDay(day < from ? from : day > through ? through : day);
          }}
        />
      </div>
      <div class="time known">
        <label for="known-by">Known by</label>
        {live || asked.knownBy === undefined || isDayText(asked.knownBy) ? (
          <input
            id="known-by"
            type="date"
            name="knownBy"
            value={isNow ? '' : filingDay(knownBy)}
            onChange={(event) => {
              const day = event.currentTarget.value;
              if (day === '') onMoment?.({ asOf, knownBy: null });
              else if (isDayText(day)) onMoment?.({ asOf, knownBy: endOfFilingDay(day) });
            }}
          />
        ) : (
          <input id="known-by" type="text" name="knownBy" value={asked.knownBy} size={20} />
        )}
        <input
          class="slider"
          type="range"
          aria-label="Known by, through what became known"
          min={0}
          max={instants.length}
          step={1}
          value={step}
          aria-valuetext={knownWords(instants, step)}
          onInput={(event) => toStep(Number(event.currentTarget.value))}
          onKeyDown={(event) => {
            const by = event.key === 'PageUp' ? 5 : event.key === 'PageDown' ? -5 : 0;
            if (by === 0) return;
            event.preventDefault();
            toStep(step + by);
          }}
        />
        <p class="step-words">{knownWords(instants, step)}</p>
      </div>
      <p class="times-show">
        <button type="submit">Show</button>
      </p>
    </form>
  );
};
