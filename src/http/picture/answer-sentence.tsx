/** The answer in a sentence: how much, on which day, as known when, and what one would say today. */
import type { VNode } from 'preact';
import { Moment } from './moment.js';
import { grouped, unitWords } from './quantity.js';
import type { ChartMoment } from './step-chart.js';
import { at, type PositionTimeline } from './timeline.js';
import { stateSign, stateWords } from './words.js';

interface AnswerProps extends ChartMoment {
  readonly position: PositionTimeline;
  /** Where the number's reason is. */
  readonly reason: string;
}

const todayWords = (
  then: string | null | undefined,
  today: string | null | undefined,
  knownBy: string | null,
): string =>
  knownBy === null
    ? ''
    : then === today
      ? '; today one would say the same'
      : today === undefined
        ? '; today nothing is said of that day'
        : today === null
          ? '; today one would say it is unknown'
          : `; today one would say ${grouped(today)}`;

export const AnswerSentence = ({ position, asOf, knownBy, reason }: AnswerProps): VNode => {
  const then = at(position.rectangles, asOf, knownBy);
  const today = at(position.rectangles, asOf, null);
  const quantity = then?.quantity;
  const differs = knownBy !== null && quantity !== today?.quantity;
  const isSure = then === null || then.status === 'reported';
  return (
    <div class="answer">
      <p class="sentence">
        {quantity == null ? (
          <strong class="figure none">
            {then === null ? `Nothing ${knownBy === null ? 'is' : 'was'} known` : 'Unknown'}
          </strong>
        ) : (
          <>
            <a class="figure" href={reason}>
              {grouped(quantity)}
            </a>{' '}
            {unitWords(position.unit, quantity)}
          </>
        )}{' '}
        <Moment asOf={asOf} knownBy={knownBy} isKnown={then !== null} />
        {knownBy === null ? (
          '.'
        ) : (
          <span class={differs ? 'today differs' : 'today'}>
            {todayWords(quantity, today?.quantity, knownBy)}.
          </span>
        )}
      </p>
      {isSure ? null : (
        <p class="doubt">
          {stateSign(then.status)} {then.status}: {stateWords(then.status)}
        </p>
      )}
    </div>
  );
};
