/** Both times in a sentence, and what one would say today. */
import type { ComponentChildren, VNode } from 'preact';
import { dayBeside, filingDay, longDay } from './day.js';
import type { ChartMoment } from './step-chart.js';

/** On 12 November 2021, as known on 15 November; of a day of which nothing is, by 15 November. */
export const Moment = ({
  asOf,
  knownBy,
  isKnown,
}: ChartMoment & { readonly isKnown: boolean }): VNode => {
  const day = <time dateTime={asOf}>{longDay(asOf)}</time>;
  const known =
    knownBy === null ? null : (
      <time dateTime={filingDay(knownBy)}>{dayBeside(filingDay(knownBy), asOf)}</time>
    );
  return isKnown ? (
    <>
      on {day}, as known {known === null ? 'today' : <>on {known}</>}
    </>
  ) : (
    <>
      of {day}
      {known === null ? null : <> by {known}</>}
    </>
  );
};

/** What one would say today, after what was said then. */
export const Later = ({
  differs,
  children,
}: {
  readonly differs: boolean;
  readonly children: ComponentChildren;
}): VNode => (
  <span class={differs ? 'today differs' : 'today'}>
    ; today one would say {differs ? children : 'the same'}.
  </span>
);
