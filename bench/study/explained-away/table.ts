/** Tallies as lines of a table. */
import type { Tally } from './study.js';

export type Counting = 'holes' | 'plants';

/** Of the trials that show at all, or of all where not showing is a failure too. */
export const shareOf = (tallies: ReadonlyArray<Tally>, of: Counting): number => {
  const { trials, unseen, counted } = total('', tallies);
  const all = trials - (of === 'holes' ? unseen : 0);
  return all === 0 ? 0 : counted / all;
};

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const columns = (cells: ReadonlyArray<string | number>): string => {
  const [of = '', kind = '', ...numbers] = cells;
  return `${String(of).padEnd(10)} ${String(kind).padEnd(38)}${numbers.map((n) => String(n).padStart(11)).join('')}`;
};

export const heading = (of: Counting): string =>
  columns([
    'histories',
    'kind',
    'trials',
    of === 'holes' ? 'away' : 'found',
    'percent',
    of === 'holes' ? 'truly' : 'otherwise',
    'in words',
    'ambiguous',
    'left',
    'no gap',
    ...(of === 'holes' ? ['beside'] : []),
  ]);

/** All kinds together. */
export const total = (of: string, tallies: ReadonlyArray<Tally>): Tally => {
  const sum = (part: (t: Tally) => number): number => tallies.reduce((s, t) => s + part(t), 0);
  return {
    of,
    kind: 'together',
    trials: sum((t) => t.trials),
    counted: sum((t) => t.counted),
    otherwise: sum((t) => t.otherwise),
    inWords: sum((t) => t.inWords),
    ambiguous: sum((t) => t.ambiguous),
    left: sum((t) => t.left),
    beside: sum((t) => t.beside),
    unseen: sum((t) => t.unseen),
    kinds: new Map(),
    examples: [],
  };
};

export const line = (t: Tally, of: Counting): string => {
  const kinds = [...t.kinds].sort((a, b) => b[1] - a[1]).map(([kind, n]) => `${kind} ${n}`);
  const numbers = columns([
    t.of,
    t.kind,
    t.trials,
    t.counted,
    percent(shareOf([t], of)),
    t.otherwise,
    t.inWords,
    t.ambiguous,
    t.left,
    t.unseen,
    ...(of === 'holes' ? [t.beside] : []),
  ]);
  return kinds.length === 0 ? numbers : `${numbers}   ${kinds.join(', ')}`;
};
