/** Signs on the chart: each has a shape of its own, so that none is told by its colour alone. */
import { symbol, symbolAsterisk, symbolDiamond2, symbolTriangle } from 'd3-shape';
import type { VNode } from 'preact';
import type { Rectangle } from './timeline.js';

export const markKinds = ['unexplained', 'explained', 'amended', 'split', 'contested'] as const;
export type MarkKind = (typeof markKinds)[number];

export interface Mark {
  readonly kind: MarkKind;
  readonly on: string;
  /** From when on it could be known. */
  readonly knownFrom: string;
  readonly says: string;
  /** The row that it stands on. */
  readonly row: string | null;
}

export const markWords: Readonly<Record<MarkKind, string>> = {
  unexplained: 'a change that no row reports',
  explained: 'a change that no row reports, explained',
  amended: 'an amendment took effect',
  split: 'a split',
  contested: 'an open conflict',
};

const size = 64;
const shapes: Readonly<Record<MarkKind, string>> = {
  unexplained: symbol(symbolTriangle, size)() ?? '',
  explained: symbol(symbolTriangle, size)() ?? '',
  amended: symbol(symbolAsterisk, size)() ?? '',
  split: 'M-6,5H6M0,5V-6',
  contested: symbol(symbolDiamond2, size * 0.8)() ?? '',
};

export const MarkShape = ({ kind, x, y }: { kind: MarkKind; x: number; y: number }): VNode => (
  <path class={`mark mark-${kind}`} d={shapes[kind]} transform={`translate(${x},${y})`} />
);

export const MarkSign = ({ kind }: { kind: MarkKind }): VNode => (
  <svg class="sign" viewBox="-9 -9 18 18" width="16" height="16" aria-hidden="true">
    <MarkShape kind={kind} x={0} y={0} />
  </svg>
);

/** What the rectangles tell by themselves: where a change or a conflict begins in what was known. */
export const marksOfCurve = (told: ReadonlyArray<Rectangle>): ReadonlyArray<Mark> =>
  told.flatMap((one, i): ReadonlyArray<Mark> => {
    const before = told[i - 1];
    const { from: on, knownFrom, row } = one;
    if (on === null) return [];
    const left = one.unexplained ?? '0';
    const leftBefore = before?.unexplained ?? '0';
    return [
      ...(left !== leftBefore && before !== undefined
        ? [{ kind: 'unexplained' as const, on, knownFrom, row, says: markWords.unexplained }]
        : []),
      ...(one.status === 'contested' && before?.status !== 'contested'
        ? [{ kind: 'contested' as const, on, knownFrom, row, says: markWords.contested }]
        : []),
    ];
  });
