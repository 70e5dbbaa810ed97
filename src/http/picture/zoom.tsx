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
  /** This page, asked otherwise. */
  readonly to: (asked: Asked) => string;
}

export const Zoom = ({ state, asked, days, window, to }: ZoomProps): VNode => {
  const rest = state.rest.filter(([name]) => name !== 'from' && name !== 'to');
  const kept = Object.fromEntries(rest);
  return (
    <div class="presets">
      {presets.map(([label, months]) => (
        <a
          key={label}
          href={to({ ...kept, from: addMonths(days.through, -months), to: days.through })}
        >
          {label}
        </a>
      ))}
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
