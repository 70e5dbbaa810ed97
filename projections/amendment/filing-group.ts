/** A filing that amends nothing, or nothing that is known, and all that amends it. */
import type { RowReported } from '../../src/event/catalogue.js';
import type { KnownFiling } from '../known/knowledge.js';
import type { Line } from '../line/line.js';

/** One original and all that amends it. */
export interface FilingGroup {
  readonly home: KnownFiling;
  readonly homeRank: number;
  /** The original, then its amendments in known order. */
  readonly documents: Array<KnownFiling>;
  readonly lines: Array<Line>;
  /** By rows of the original that only repeat those of earlier forms, the lines of these. */
  readonly repeated: Map<RowReported['row'], Line>;
}

/** What an amendment of a group may restate; lines of its own first. */
export const restatable = ({ lines, repeated }: FilingGroup): ReadonlyArray<Line> =>
  repeated.size === 0 ? lines : [...lines, ...new Set(repeated.values())];

/** The line of a group that has a row, or which the row repeats. */
export const lineWith = (group: FilingGroup, { row }: RowReported): Line | undefined =>
  group.repeated.get(row) ??
  group.lines.find((line) => line.versions.some((version) => version.row.row === row));

/** Whether the insider reported any document of a group, and not only others. */
export const isReported = ({ documents }: FilingGroup): boolean =>
  documents.some((document) => !document.ofCoOwner);
