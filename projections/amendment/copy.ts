/** Rows that tell what others told first: which of them counts once these are withdrawn. */
import type { Line, Version } from '../line/line.js';
import type { FilingGroup } from './filing-group.js';

export interface Copy {
  readonly line: Line;
  /** Of the filing that has it. */
  readonly group: FilingGroup;
  /** What it is a copy of. */
  readonly of: Version;
}

export interface Copies {
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
  const standInFor = (line: Line): Line => {
    let at = line;
    for (let heir = heirs.get(at); heir !== undefined; heir = heirs.get(at)) at = heir;
    return at;
  };
  return {
    standInFor,
    hold: (copy, of) => {
      const line = standInFor(of);
      byLine.set(line, [...(byLine.get(line) ?? []), copy]);
    },
    inheritedFrom: (line) => {
      const copies = byLine.get(line) ?? [];
      const heir = copies.find((copy) => copy.line.withdrawal === null);
      if (heir === undefined) return null;
      byLine.delete(line);
      heirs.set(line, heir.line);
      byLine.set(
        heir.line,
        copies.filter((copy) => copy !== heir),
      );
      return heir;
    },
  };
};
