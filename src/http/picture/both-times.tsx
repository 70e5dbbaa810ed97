/**
 * A map over both times: days from left to right, what became known from below upwards. A row is
 * the chart as it was known then; a column is how the answer for that day changed.
 */
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { dayAxis, type Window } from './axis.js';
import { filingDay, longDay, shortDay } from './day.js';
import { grouped, roughly } from './quantity.js';
import { stretches } from './step.js';
import type { ChartMoment } from './step-chart.js';
import { curve, instantsBy, type KnownInstant, type PositionTimeline } from './timeline.js';

interface MapProps {
  readonly position: PositionTimeline;
  readonly instants: ReadonlyArray<KnownInstant>;
  readonly window: Window;
  readonly width: number;
}

interface BothTimesProps extends ChartMoment, MapProps {
  /** Sets both times where somebody can click. */
  readonly onPick?: (asOf: string, knownBy: string | null) => void;
}

const margin = { top: 8, right: 14, bottom: 26, left: 86 };

/** One look of the map: told of the same days by neighbouring instants. */
interface Tile {
  readonly from: string;
  readonly to: string;
  readonly quantity: string | null;
  readonly contested: boolean;
  readonly first: number;
  last: number;
}

export const tilesOf = (
  position: PositionTimeline,
  instants: ReadonlyArray<KnownInstant>,
  window: Window,
): ReadonlyArray<Tile> => {
  const tiles: Array<Tile> = [];
  let open = new Map<string, Tile>();
  instants.forEach(({ knownAt: instant }, row) => {
    const here = new Map<string, Tile>();
    for (const { from, to, told } of stretches(curve(position.rectangles, instant), window)) {
      if (told.quantity === null) continue;
      const contested = told.status === 'contested';
      const key = `${from} ${to} ${told.quantity} ${contested}`;
      const below = open.get(key);
      const tile = below ?? { from, to, quantity: told.quantity, contested, first: row, last: row };
      tile.last = row;
      if (below === undefined) tiles.push(tile);
      here.set(key, tile);
    }
    open = here;
  });
  return tiles;
};

const shades = 9;
const labelRoom = 15;

/** Where rows and days are on the map. */
const layout = ({ instants, window, width }: MapProps) => {
  const rows = Math.max(1, instants.length);
  const rowHeight = Math.min(20, Math.max(4, 240 / rows));
  const height = Math.round(margin.top + rows * rowHeight + margin.bottom);
  const bottom = height - margin.bottom;
  return {
    rowHeight,
    height,
    bottom,
    x: dayAxis(window, margin.left, width - margin.right),
    top: (row: number): number => Math.round((bottom - (row + 1) * rowHeight) * 10) / 10,
  };
};

/** What is the same at every step of the sliders. */
const Drawn = (props: MapProps): VNode => {
  const { position, instants, window } = props;
  const { rowHeight, height, bottom, x, top } = layout(props);
  const tiles = tilesOf(position, instants, window);
  const most = Math.max(1, ...tiles.map(({ quantity }) => Math.abs(roughly(quantity) ?? 0)));
  const shade = (quantity: string | null): number => {
    const size = Math.abs(roughly(quantity) ?? 0);
    return size === 0 ? 0 : Math.max(1, Math.ceil((size / most) * (shades - 1)));
  };
  const hatch = 'contested-hatch';
  const labelled: Array<number> = [];
  for (let row = 0; row < instants.length; row += 1)
    if (
      labelled.length === 0 ||
      (row - (labelled[labelled.length - 1] as number)) * rowHeight >= labelRoom
    )
      labelled.push(row);
  return (
    <>
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse">
          <path class="hatch" d="M-1,7L7,-1M-1,1L1,-1M5,7L7,5" />
        </pattern>
      </defs>
      <g class="grid">
        {labelled.map((row) => (
          <text key={row} x={margin.left - 8} y={top(row) + rowHeight / 2 + 4} text-anchor="end">
            {shortDay(filingDay(instants[row]?.knownAt ?? ''))}
          </text>
        ))}
        {x.ticks.map(({ at: place, label }) => (
          <g key={label}>
            <line x1={place} x2={place} y1={bottom} y2={bottom + 4} />
            <text x={place} y={height - 7} text-anchor="middle">
              {label}
            </text>
          </g>
        ))}
      </g>
      <g class="tiles">
        {tiles.map((tile) => {
          const left = x.place(tile.from);
          const box = {
            x: left,
            y: top(tile.last),
            width: Math.max(1, x.place(tile.to) - left),
            height: Math.round((tile.last - tile.first + 1) * rowHeight * 10) / 10,
          };
          return (
            <g key={`${tile.from} ${tile.first} ${tile.quantity}`}>
              <rect class={`shade shade-${shade(tile.quantity)}`} {...box}>
                <title>{`${grouped(tile.quantity ?? '')} from ${longDay(tile.from)}, known from ${longDay(filingDay(instants[tile.first]?.knownAt ?? ''))}`}</title>
              </rect>
              {tile.contested ? <rect class="contested" fill={`url(#${hatch})`} {...box} /> : null}
            </g>
          );
        })}
      </g>
    </>
  );
};

export const BothTimes = (props: BothTimesProps): VNode => {
  const { position, instants, window, width, asOf, knownBy, onPick } = props;
  const { rowHeight, height, bottom, x, top } = layout(props);
  const known = instantsBy(instants, knownBy) - 1;
  // The very node of the step before is not looked at again.
  const drawn = useMemo(
    () => <Drawn position={position} instants={instants} window={window} width={width} />,
    [position, instants, window.from, window.through, width],
  );
  const tiles = useMemo(
    () => tilesOf(position, instants, window).length,
    [position, instants, window.from, window.through],
  );
  const pick =
    onPick === undefined
      ? {}
      : {
          onClick: (event: MouseEvent): void => {
            const box = (event.currentTarget as SVGSVGElement).getBoundingClientRect();
            const left = ((event.clientX - box.left) / box.width) * width;
            const down = ((event.clientY - box.top) / box.height) * height;
            if (left < margin.left || down > bottom) return;
            const row = Math.min(instants.length - 1, Math.floor((bottom - down) / rowHeight));
            const instant = instants[row];
            if (instant === undefined) return;
            onPick(x.dayAt(left), row === instants.length - 1 ? null : instant.knownAt);
          },
        };
  return (
    <svg
      class="chart map"
      role="img"
      aria-label={`Map over both times: ${tiles} balances over ${instants.length} instants at which something became known. The stronger the colour, the more is held. The two sliders step through the same.`}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      {...pick}
    >
      {drawn}
      <g class="crosshair">
        {asOf < window.from || asOf > window.through ? null : (
          <line
            class="rule-asof"
            x1={x.place(asOf)}
            x2={x.place(asOf)}
            y1={margin.top - 4}
            y2={bottom}
          />
        )}
        {known < 0 ? null : (
          <line
            class="rule-known"
            x1={margin.left}
            x2={width - margin.right}
            y1={top(known) + rowHeight / 2}
            y2={top(known) + rowHeight / 2}
          />
        )}
      </g>
    </svg>
  );
};
