/** Of a position that is not known of at a moment: since when it is. */
import type { InsiderView } from '../../projections/insider.js';
import type { Settled } from '../answer/moment.js';
import { namedIn } from '../answer/named-position.js';
import type { Instant } from '../filing/calendar.js';

/** A view of the insider with what was known by an instant; with all where there is none. */
type Seen = (knownBy: Instant | null) => Promise<InsiderView>;

/** Once known, an id stays known: the first instant is found by halves. */
const firstKnown = async (
  position: string,
  whole: InsiderView,
  seen: Seen,
): Promise<{ readonly at: Instant; readonly view: InsiderView } | null> => {
  const instants = [...new Set(whole.filings.map((f) => f.knownAt))].sort();
  let [from, to] = [0, instants.length - 1];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const view = await seen(instants[middle] as Instant);
    if (namedIn(view, position) === null) from = middle + 1;
    else to = middle;
  }
  const at = instants[from];
  return at === undefined ? null : { at, view: await seen(at) };
};

/** What to say where nothing is known of a position then. */
export const unknownThen = async (
  position: string,
  { asOf, knownBy, vantage }: Settled,
  seen: Seen,
): Promise<string> => {
  const whole = await seen(null);
  const now = namedIn(whole, position);
  if (now === null)
    return vantage.recordedBy === null
      ? `nothing is known of ${position}; holdings --include-closed lists what is`
      : `nothing was recorded of ${position} by ${vantage.recordedBy}; holdings --include-closed lists what was by then, status says when the first event was`;
  const then = await seen(vantage.knownBy);
  if (namedIn(then, position) !== null) {
    const id = namedIn(then, position)?.id;
    const first = then.holdings.find((h) => h.position.id === id)?.entries[0]?.on ?? null;
    return `nothing is known of ${position} as of ${asOf}${first === null ? '' : `: what is reported of it begins on ${first}`}`;
  }
  const first = await firstKnown(position, whole, seen);
  const since = first === null ? '' : `: it first became known at ${first.at}`;
  const other =
    now.id === position
      ? ''
      : namedIn(then, now.id) === null
        ? `; it is part of ${now.id} now`
        : `; it is part of ${now.id} now, of which something was known by then`;
  return `nothing was known of ${position} by ${knownBy ?? 'then'}${since}${other}`;
};
