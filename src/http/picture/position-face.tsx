/** A position's answer, its two times and its two pictures. */
import type { VNode } from 'preact';
import { AnswerSentence } from './answer-sentence.js';
import type { Window } from './axis.js';
import { BothTimes } from './both-times.js';
import { endOfFilingDay, filingDay } from './day.js';
import { daysOf, type FaceState, windowOf } from './face.js';
import { linksAt } from './link.js';
import { type MarkKind, MarkSign, markKinds, markWords } from './mark.js';
import { ScrollBox } from './scroll-box.js';
import { SplitSwitch } from './split-switch.js';
import { type ChartMoment, marksKnownBy, StepChart } from './step-chart.js';
import { curve, type KnownInstant, type PositionTimeline } from './timeline.js';
import { TimesForm } from './times-form.js';
import { Zoom } from './zoom.js';

export interface FaceProps {
  readonly state: FaceState;
  readonly moment: ChartMoment;
  readonly width: number;
  readonly onMoment?: (moment: ChartMoment) => void;
  /** Another part of the days, or all of them. */
  readonly onWindow?: (window: Window | null) => void;
}

/** The end of a day is said by the day. */
const dayOr = (instant: string): string =>
  endOfFilingDay(filingDay(instant)) === instant ? filingDay(instant) : instant;

/** The times of a moment as the address says them. */
export const askedAt = (state: FaceState, { asOf, knownBy }: ChartMoment) => ({
  ...(state.asked.asOf === undefined && asOf === state.asOf ? {} : { asOf }),
  ...(knownBy === null ? {} : { knownBy: dayOr(knownBy) }),
  ...(state.asked.recordedBy === undefined ? {} : { recordedBy: state.asked.recordedBy }),
});

const instantsFound = new WeakMap<PositionTimeline, ReadonlyArray<KnownInstant>>();

/** Those since something of it was known, the same list at every step of a slider. */
const instantsOf = (
  position: PositionTimeline,
  all: ReadonlyArray<KnownInstant>,
): ReadonlyArray<KnownInstant> => {
  const known = instantsFound.get(position);
  if (known !== undefined) return known;
  const first = position.rectangles.map(({ knownFrom }) => knownFrom).sort()[0] ?? '';
  const found = all.filter(({ knownAt }) => knownAt >= first);
  instantsFound.set(position, found);
  return found;
};

export const PositionFace = ({
  state,
  moment,
  width,
  onMoment,
  onWindow,
}: FaceProps): VNode | null => {
  const position = state.positions[0];
  if (position === undefined) return null;
  const { asOf, knownBy } = moment;
  const links = linksAt(askedAt(state, moment));
  const days = daysOf(state);
  const window = windowOf(state);
  const shown = new Set<MarkKind>(
    marksKnownBy(curve(position.rectangles, knownBy), state.marks, knownBy).map((m) => m.kind),
  );
  const id = position.positionId;
  const instants = instantsOf(position, state.instants);
  return (
    <>
      <AnswerSentence position={position} asOf={asOf} knownBy={knownBy} reason="#chain" />
      <TimesForm
        asOf={asOf}
        knownBy={knownBy}
        instants={state.instants}
        from={days.from}
        through={days.through}
        rest={state.rest}
        asked={state.asked}
        {...(onMoment === undefined ? {} : { onMoment })}
      />
      <SplitSwitch state={state} to={(asked) => links.position(id, asked)} />
      <figure class="picture">
        <figcaption>
          <span class="legend">
            {knownBy === null ? (
              <span class="key key-then">as known today</span>
            ) : (
              <>
                <span class="key key-then">as known then</span>
                <span class="key key-today">as known today</span>
              </>
            )}
            {markKinds
              .filter((kind) => shown.has(kind))
              .map((kind) => (
                <span key={kind} class="key">
                  <MarkSign kind={kind} /> {markWords[kind]}
                </span>
              ))}
          </span>
          <Zoom
            state={state}
            asked={askedAt(state, moment)}
            days={days}
            window={window}
            asOf={asOf}
            to={(asked) => links.position(id, asked)}
          />
        </figcaption>
        <ScrollBox name="Balance over time">
          <StepChart
            position={position}
            window={window}
            marks={state.marks}
            links={links}
            asOf={asOf}
            knownBy={knownBy}
            width={width}
            {...(onWindow === undefined ? {} : { onWindow })}
          />
        </ScrollBox>
      </figure>
      {instants.length < 2 ? null : (
        <figure class="picture">
          <figcaption>
            <span class="legend">
              Both times at once: days across, what became known upwards; the stronger the colour,
              the more is held.
              {position.rectangles.some((r) => r.status === 'contested')
                ? ' Hatched: contested.'
                : ''}
            </span>
          </figcaption>
          <ScrollBox name="Map over both times">
            <BothTimes
              position={position}
              instants={instants}
              window={window}
              asOf={asOf}
              knownBy={knownBy}
              width={width}
              {...(onMoment === undefined
                ? {}
                : {
                    onPick: (day: string, known: string | null) =>
                      onMoment({ asOf: day, knownBy: known }),
                  })}
            />
          </ScrollBox>
        </figure>
      )}
    </>
  );
};
