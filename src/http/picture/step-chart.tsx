/** What was known then over what is known now. */
import type { JSX, VNode } from 'preact';
import { type DayAxis, dayAxis, sizeAxis, type Window } from './axis.js';
import { dayNumber, dayText, filingDay, longDay, shortDay } from './day.js';
import type { Links } from './link.js';
import { type Mark, MarkShape, marksOfCurve } from './mark.js';
import { grouped, roughly, unitWords } from './quantity.js';
import { stepArea, stepPath, stretches } from './step.js';
import { at, curve, type PositionTimeline, type Rectangle } from './timeline.js';

export interface ChartMoment {
  readonly asOf: string;
  readonly knownBy: string | null;
}

interface StepChartProps extends ChartMoment {
  readonly position: PositionTimeline;
  readonly window: Window;
  readonly marks: ReadonlyArray<Mark>;
  readonly links: Links;
  readonly width: number;
  readonly height?: number;
  /** Told of the days that somebody draws across, and null where all are wanted. */
  readonly onWindow?: (window: Window | null) => void;
}

const margin = { top: 40, right: 14, bottom: 26, left: 86 };

/** Marks that could be known by then, each at most once a day; those of the curve give way. */
export const marksKnownBy = (
  told: ReadonlyArray<Rectangle>,
  marks: ReadonlyArray<Mark>,
  knownBy: string | null,
): ReadonlyArray<Mark> => {
  const known = marks.filter((m) => knownBy === null || m.knownFrom <= knownBy);
  const days = new Set(known.map((m) => m.on));
  const own = marksOfCurve(told).filter((m) => m.kind === 'contested' || !days.has(m.on));
  const seen = new Set<string>();
  return [...known, ...own]
    .filter(({ kind, on }) => {
      const key = `${kind} ${on}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
};

const samePath = (one: string, other: string): boolean => one === other;

const Rule = ({
  x,
  row,
  kind,
  label,
  bottom,
  width,
}: {
  x: number;
  row: number;
  kind: string;
  label: string;
  bottom: number;
  width: number;
}): VNode => {
  const goesLeft = x > width * 0.62;
  return (
    <g class={`rule rule-${kind}`}>
      <line x1={x} x2={x} y1={6 + row * 16} y2={bottom} />
      <text x={goesLeft ? x - 5 : x + 5} y={16 + row * 16} text-anchor={goesLeft ? 'end' : 'start'}>
        {label}
      </text>
    </g>
  );
};

const linkedApart = 26;
const drawnApart = 11;

/** In words, for who does not see it. */
const described = (
  { position, asOf, knownBy }: Pick<StepChartProps, 'position' | 'asOf' | 'knownBy'>,
  told: ReadonlyArray<Rectangle>,
): string => {
  const sizes = told
    .map((r) => r.quantity)
    .filter((q): q is string => q !== null)
    .sort((a, b) => (roughly(a) ?? 0) - (roughly(b) ?? 0));
  const answer = at(position.rectangles, asOf, knownBy)?.quantity ?? null;
  const range =
    sizes.length === 0
      ? 'Nothing is known of it.'
      : `Between ${grouped(sizes[0] as string)} and ${grouped(sizes[sizes.length - 1] as string)} in ${told.length} steps.`;
  return `${range} On ${longDay(asOf)}: ${answer === null ? 'unknown' : `${grouped(answer)} ${unitWords(position.unit, answer)}`}. The chain below has every step in words.`;
};

/** Less than this is a click. */
const leastDrawn = 12;

/** Days that somebody draws across with a pointer. */
const drawnAcross = (
  x: DayAxis,
  width: number,
  onWindow: (window: Window | null) => void,
): JSX.IntrinsicElements['svg'] => {
  let began: number | null = null;
  const place = (event: PointerEvent): number => {
    const box = (event.currentTarget as SVGSVGElement).getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * width;
    return Math.min(x.right, Math.max(x.left, at));
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      began = event.pointerType === 'touch' || event.button !== 0 ? null : place(event);
    },
    onPointerUp: (event: PointerEvent) => {
      if (began === null) return;
      const [first, last] = [began, place(event)].sort((a, b) => a - b) as [number, number];
      began = null;
      if (last - first >= leastDrawn) onWindow({ from: x.dayAt(first), through: x.dayAt(last) });
    },
    onPointerLeave: () => {
      began = null;
    },
    onDblClick: () => onWindow(null),
  };
};

export const StepChart = (props: StepChartProps): VNode => {
  const { position, window, asOf, knownBy, marks, links, width, height = 300, onWindow } = props;
  const { rectangles } = position;
  const x = dayAxis(window, margin.left, width - margin.right);
  const bottom = height - margin.bottom;
  const then = curve(rectangles, knownBy);
  const today = curve(rectangles, null);
  const thenDrawn = stretches(then, window);
  const todayDrawn = stretches(today, window);
  const sizes = [...thenDrawn, ...todayDrawn].flatMap(({ size }) => (size === null ? [] : [size]));
  const y = sizeAxis(sizes, margin.top, bottom);
  const thenPath = stepPath(thenDrawn, x, y);
  const todayPath = stepPath(todayDrawn, x, y);
  const answer = at(rectangles, asOf, knownBy);
  const answered = roughly(answer?.quantity ?? null);
  const known = knownBy === null ? null : filingDay(knownBy);
  const veil =
    known === null || known >= window.through ? null : x.place(dayText(dayNumber(known) + 1));
  let lastLinked = Number.NEGATIVE_INFINITY;
  const shown = marksKnownBy(then, marks, knownBy).filter(
    ({ on }) => on >= window.from && on <= window.through,
  );
  const lastDrawn = new Map<string, number>();
  const marked = shown.flatMap((mark): ReadonlyArray<JSX.Element> => {
    const place = x.place(mark.on);
    // Of a crowd the first is drawn; the chain has all of them.
    if (place - (lastDrawn.get(mark.kind) ?? Number.NEGATIVE_INFINITY) < drawnApart) return [];
    lastDrawn.set(mark.kind, place);
    const size = roughly(at(rectangles, mark.on, knownBy)?.quantity ?? null) ?? 0;
    const above = Math.max(margin.top - 2, y.place(size) - 13);
    const shape = (
      <>
        <title>{`${shortDay(mark.on)}: ${mark.says}`}</title>
        <circle class="hit" cx={place} cy={above} r={12} />
        <MarkShape kind={mark.kind} x={place} y={above} />
      </>
    );
    const key = `${mark.kind} ${mark.on}`;
    // Places to click keep their distance; the chain has all of them.
    if (mark.row === null || place - lastLinked < linkedApart) return [<g key={key}>{shape}</g>];
    lastLinked = place;
    return [
      <a key={key} href={links.row(mark.row)} aria-label={`${longDay(mark.on)}: ${mark.says}`}>
        {shape}
      </a>,
    ];
  });
  return (
    <svg
      class="chart"
      aria-label={`Balance over time. ${described(props, then)}`}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      {...(onWindow === undefined ? {} : drawnAcross(x, width, onWindow))}
    >
      <g class="grid">
        {y.ticks.map(({ at: place, label }) => (
          <g key={label}>
            <line x1={margin.left} x2={width - margin.right} y1={place} y2={place} />
            <text x={margin.left - 8} y={place + 4} text-anchor="end">
              {label}
            </text>
          </g>
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
      {veil === null ? null : (
        <rect
          class="veil"
          x={veil}
          y={margin.top - 6}
          width={Math.max(0, width - margin.right - veil)}
          height={bottom - margin.top + 6}
        >
          <title>could not be known yet</title>
        </rect>
      )}
      <g>
        <path class="then-area" d={stepArea(thenDrawn, x, y)} />
        {thenDrawn
          .filter(({ size }) => size === null)
          .map(({ from, to }) => (
            <line
              key={from}
              class="unknown-foot"
              x1={x.place(from)}
              x2={x.place(to)}
              y1={y.place(0)}
              y2={y.place(0)}
            />
          ))}
        {samePath(thenPath, todayPath) ? null : <path class="today-line" d={todayPath} />}
        <path class="then-line" d={thenPath} />
        {known === null || known < window.from || known > window.through ? null : (
          <Rule
            x={x.place(known)}
            row={1}
            kind="known"
            label={`known by ${shortDay(known)}`}
            bottom={bottom}
            width={width}
          />
        )}
        {asOf < window.from || asOf > window.through ? null : (
          <Rule
            x={x.place(asOf)}
            row={0}
            kind="asof"
            label={`as of ${shortDay(asOf)}`}
            bottom={bottom}
            width={width}
          />
        )}
        {answered === null || asOf < window.from || asOf > window.through ? null : (
          <circle class="answer-dot" cx={x.place(asOf)} cy={y.place(answered)} r={5} />
        )}
      </g>
      {marked}
    </svg>
  );
};
