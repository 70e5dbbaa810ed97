/** The steps of a position on one line of a table. */
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { dayAxis, sizeAxis, type Window } from './axis.js';
import { stepArea, stepPath, stretches } from './step.js';
import type { ChartMoment } from './step-chart.js';
import { curve, type PositionTimeline } from './timeline.js';

interface SparklineProps extends ChartMoment {
  readonly position: PositionTimeline;
  readonly window: Window;
}

const width = 150;
const height = 30;

export const Sparkline = ({ position, window, asOf, knownBy }: SparklineProps): VNode => {
  const { x, today } = useMemo(
    () => ({
      x: dayAxis(window, 1, width - 1),
      today: stretches(curve(position.rectangles, null), window),
    }),
    [position, window.from, window.through],
  );
  const then = knownBy === null ? today : stretches(curve(position.rectangles, knownBy), window);
  const sizes = [...then, ...today].flatMap(({ size }) => (size === null ? [] : [size]));
  const y = sizeAxis(sizes, 4, height - 2);
  const path = stepPath(then, x, y);
  const later = then === today ? path : stepPath(today, x, y);
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden="true"
    >
      <line class="floor" x1={1} x2={width - 1} y1={y.place(0)} y2={y.place(0)} />
      <path class="then-area" d={stepArea(then, x, y)} />
      {later === path ? null : <path class="today-line" d={later} />}
      <path class="then-line" d={path} />
      {asOf < window.from || asOf > window.through ? null : (
        <line class="rule-asof" x1={x.place(asOf)} x2={x.place(asOf)} y1={1} y2={height - 1} />
      )}
    </svg>
  );
};
