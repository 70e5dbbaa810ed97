/** Which part of the days is drawn: by a form, and by drawing across the chart where script runs. */
import type { VNode } from 'preact';
import type { Window } from './axis.js';
import { addMonths } from './day.js';
import type { FaceState } from './face.js';
import { type Asked, type AskedTimes, askedPairs } from './link.js';

const presets: ReadonlyArray<readonly [string, number]> = [
  ['1 year', 12],
  ['5 years', 60],
];

interface ZoomProps {
  readonly state: Pick<FaceState, 'rest' | 'from' | 'to'>;
  /** The times as they are shown. */
  readonly asked: AskedTimes;
  readonly days: Window;
  readonly window: Window;
  /** What is drawn of all days is around it. */
  readonly asOf: string;
  /** This page, asked otherwise. */
  readonly to: (asked: Asked) => string;
}

/** As many months with the day asked about in the middle, or up to the last day. */
const around = (day: string, months: number, { through }: Window): Window => {
  const last = addMonths(day, months / 2);
  const to = last < through ? last : through;
  return { from: addMonths(to, -months), through: to };
};

export const Zoom = ({ state, asked, days, window, asOf, to }: ZoomProps): VNode => {
  const rest = state.rest.filter(([name]) => name !== 'from' && name !== 'to');
  const kept = Object.fromEntries(rest);
  return (
    <div class="presets">
      {presets.map(([label, months]) => {
        const { from, through } = around(asOf, months, days);
        return (
          <a key={label} href={to({ ...kept, from, to: through })}>
            {label}
          </a>
        );
      })}
      <a href={to(kept)}>all</a>
      <form class="zoom" method="get">
        {[...rest, ...askedPairs(asked)].map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <label for="zoom-from">from</label>
        <input id="zoom-from" type="date" name="from" required value={window.from} />
        <label for="zoom-to">to</label>
        <input id="zoom-to" type="date" name="to" required value={window.through} />
        <button type="submit">Draw</button>
      </form>
    </div>
  );
};
