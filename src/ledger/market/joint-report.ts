/** Rows that several owners report, so that what they tell of counts once. */
import type { PositionFound, Questions } from '../../readmodel/questions.js';

export interface Merger {
  /** The name under which a row of any owner's document counts once. */
  nameOf(row: string): string;
}

/** More than ten owners file the same rows in a second document: its rows are the first's. */
export const mergerOf = (questions: Questions, issuer: string): Merger => {
  const first = new Map<string, string>();
  const firstOf = new Map<string, string>();
  for (const { sameRows, accession } of questions.splitDocuments(issuer)) {
    const known = firstOf.get(sameRows);
    if (known === undefined) firstOf.set(sameRows, accession);
    else first.set(accession, known);
  }
  return {
    nameOf: (row) => {
      const [accession = '', label = ''] = row.split('/');
      return `${first.get(accession) ?? accession}/${label}`;
    },
  };
};

/** Positions that stand on a common row are one holding: groups of their numbers. */
export const holdingsThatAreOne = (
  found: ReadonlyArray<PositionFound>,
  joint: ReadonlyArray<{ readonly p: number; readonly row: string }>,
  merger: Merger,
): ReadonlyArray<ReadonlyArray<PositionFound>> => {
  const parent = new Map<number, number>(found.map(({ p }) => [p, p]));
  const root = (p: number): number => {
    let at = p;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  const byName = new Map<string, number>();
  for (const { p, row } of joint) {
    if (!parent.has(p)) continue;
    const name = merger.nameOf(row);
    const other = byName.get(name);
    if (other === undefined) byName.set(name, p);
    else parent.set(root(p), root(other));
  }
  const groups = new Map<number, Array<PositionFound>>();
  for (const one of found) {
    const group = groups.get(root(one.p));
    if (group === undefined) groups.set(root(one.p), [one]);
    else group.push(one);
  }
  return [...groups.values()];
};
