/** Balances as steps: a balance holds until the next one, and is never somewhere in between. */
import { area, curveStepAfter, line } from 'd3-shape';
import type { DayAxis, SizeAxis, Window } from './axis.js';
import { dayNumber, dayText } from './day.js';
import { roughly } from './quantity.js';
import type { Rectangle } from './timeline.js';

/** What is told of the days from one up to another; null where it is unknown. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
  readonly size: number | null;
  readonly told: Rectangle;
}

/** A curve within a window, its first and last stretch cut there. */
export const stretches = (
  told: ReadonlyArray<Rectangle>,
  { from, through }: Window,
): ReadonlyArray<Stretch> =>
  told.flatMap((one) => {
    const begins = one.from === null || one.from < from ? from : one.from;
    const ends =
      one.through === null || one.through >= through
        ? through
        : dayText(dayNumber(one.through) + 1);
    return begins > through || ends < begins || (ends === begins && begins !== through)
      ? []
      : [{ from: begins, to: ends, size: roughly(one.quantity), told: one }];
  });

type Point = readonly [number, number];

/** Runs of stretches without a gap between them, as the corners of their steps. */
const runs = (
  told: ReadonlyArray<Stretch>,
  x: DayAxis,
  y: SizeAxis,
): ReadonlyArray<ReadonlyArray<Point>> => {
  const found: Array<Array<Point>> = [];
  let run: Array<Point> | null = null;
  for (const { from, to, size } of told) {
    if (size === null) {
      run = null;
      continue;
    }
    if (run === null) {
      run = [];
      found.push(run);
    } else run.pop();
    run.push([x.place(from), y.place(size)], [x.place(to), y.place(size)]);
  }
  return found;
};

const stepLine = line<Point>().curve(curveStepAfter).digits(1);

export const stepPath = (told: ReadonlyArray<Stretch>, x: DayAxis, y: SizeAxis): string =>
  runs(told, x, y)
    .map((run) => stepLine(run) ?? '')
    .join('');

export const stepArea = (told: ReadonlyArray<Stretch>, x: DayAxis, y: SizeAxis): string => {
  const under = area<Point>().curve(curveStepAfter).y0(y.place(0)).digits(1);
  return runs(told, x, y)
    .map((run) => under(run) ?? '')
    .join('');
};
