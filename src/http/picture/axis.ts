/** Scales of the pictures: days from left to right, quantities from zero upwards. */
import { scaleLinear } from 'd3-scale';
import { addMonths, dayNumber, dayText } from './day.js';
import { brief } from './quantity.js';

export interface Window {
  readonly from: string;
  readonly through: string;
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

export interface DayAxis {
  readonly place: (day: string) => number;
  readonly dayAt: (place: number) => string;
  readonly ticks: ReadonlyArray<Tick>;
  readonly left: number;
  readonly right: number;
}

const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240];
/** A month with its year takes more room than a year. */
const roomOf = (months: number): number => (months >= 12 ? 42 : 74);

const monthName = (day: string): string =>
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][
    Number(day.slice(5, 7)) - 1
  ] ?? '';

const dayTicks = (
  { from, through }: Window,
  room: number,
): ReadonlyArray<{ readonly day: string; readonly label: string }> => {
  const days = Math.max(1, dayNumber(through) - dayNumber(from));
  const fits = (months: number): boolean =>
    days / (months * 30.4) <= Math.max(2, Math.floor(room / roomOf(months)));
  const step = monthSteps.find(fits) ?? 480;
  const year = Number(from.slice(0, 4));
  const first = step >= 12 ? Math.floor(year / (step / 12)) * (step / 12) : year;
  const found: Array<{ day: string; label: string }> = [];
  for (
    let day = `${String(first).padStart(4, '0')}-01-01`;
    day <= through;
    day = addMonths(day, step)
  ) {
    if (day >= from)
      found.push({
        day,
        label:
          step >= 12 || day.slice(5, 7) === '01'
            ? day.slice(0, 4)
            : `${monthName(day)} ${day.slice(0, 4)}`,
      });
    if (day === '') break;
  }
  return found;
};

export const dayAxis = (window: Window, left: number, right: number): DayAxis => {
  const first = dayNumber(window.from);
  const last = Math.max(first + 1, dayNumber(window.through));
  const scale = scaleLinear([first, last], [left, right]).clamp(true);
  return {
    place: (day) => Math.round(scale(dayNumber(day)) * 10) / 10,
    dayAt: (place) => dayText(Math.round(scale.invert(place))),
    ticks: dayTicks(window, right - left).map(({ day, label }) => ({
      at: Math.round(scale(dayNumber(day)) * 10) / 10,
      label,
    })),
    left,
    right,
  };
};

export interface SizeAxis {
  readonly place: (size: number) => number;
  readonly ticks: ReadonlyArray<Tick>;
}

/** From zero, or from below it where something is; never from what happens to be the least. */
export const sizeAxis = (sizes: ReadonlyArray<number>, top: number, bottom: number): SizeAxis => {
  const most = Math.max(0, ...sizes);
  const least = Math.min(0, ...sizes);
  const scale = scaleLinear([least, most === least ? least + 1 : most], [bottom, top]).nice(4);
  const place = (size: number): number => Math.round(scale(size) * 10) / 10;
  return {
    place,
    ticks: scale
      .ticks(4)
      .filter((size) => most < 4 || Number.isInteger(size))
      .map((size) => ({ at: place(size), label: brief(size) })),
  };
};
