/** Rows that tell what others told first: which of them counts once these are withdrawn. */
import type { RowId } from '../../src/event/identity.js';
import type { KnownFiling } from '../known/knowledge.js';
import { firstOf, type Line, type Version } from '../line/line.js';
import type { FilingGroup } from './filing-group.js';

export interface Copy {
  readonly line: Line;
  /** Of the filing that has it. */
  readonly group: FilingGroup;
  /** What it is a copy of. */
  readonly of: Version;
}

/** A row that tells again what another tells, and the filing that has it. */
export interface Retelling {
  readonly row: RowId;
  readonly filing: KnownFiling;
}

/** By the first row of a line that counts, rows that tell the same and do not count. */
export type Retellings = ReadonlyMap<RowId, ReadonlyArray<Retelling>>;

export interface Copies {
  readonly retellings: Retellings;
  /** Keeps a copy of what a line tells, in known order. */
  hold(copy: Copy, of: Line): void;
  /** The first copy that is not withdrawn: it takes the line's place. Null where none is left. */
  inheritedFrom(line: Line): Copy | null;
  /** What has taken a line's place; the line itself where nothing has. */
  standInFor(line: Line): Line;
}

export const copiesHeld = (): Copies => {
  const byLine = new Map<Line, ReadonlyArray<Copy>>();
  const heirs = new Map<Line, Line>();
  const retellings = new Map<RowId, ReadonlyArray<Retelling>>();
  const keep = (line: Line, copies: ReadonlyArray<Copy>): void => {
    byLine.set(line, copies);
    retellings.set(
      firstOf(line).row.row,
      copies.map((copy) => ({ row: firstOf(copy.line).row.row, filing: copy.group.home })),
    );
  };
  const standInFor = (line: Line): Line => {
    let at = line;
    for (let heir = heirs.get(at); heir !== undefined; heir = heirs.get(at)) at = heir;
    return at;
  };
  return {
    retellings,
    standInFor,
    hold: (copy, of) => {
      const line = standInFor(of);
      keep(line, [...(byLine.get(line) ?? []), copy]);
    },
    inheritedFrom: (line) => {
      const copies = byLine.get(line) ?? [];
      const heir = copies.find((copy) => copy.line.withdrawal === null);
      if (heir === undefined) return null;
      byLine.delete(line);
      retellings.delete(firstOf(line).row.row);
      heirs.set(line, heir.line);
      keep(
        heir.line,
        copies.filter((copy) => copy !== heir),
      );
      return heir;
    },
  };
};
