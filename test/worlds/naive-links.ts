/**
 * Whether amendments found what they amend. A world knows which filing each amendment amends, so
 * no evidence is weighed here; what is judged is only whether the evidence could mislead.
 */
import type { InsiderView } from '../../projections/insider.js';
import { formFamily } from '../../src/filing/model.js';
import type { Filed } from './play.js';
import type { World } from './world.js';

export type Verdict = 'right' | 'ambiguous' | 'orphan' | 'wrong';

export interface LinkVerdict {
  readonly amendment: string;
  readonly verdict: Verdict;
  /** Box 4 names the original's filing date, and no other filing could be meant by that date. */
  readonly plain: boolean;
  /** Box 4 names the original's filing date, which others share. */
  readonly box4Right: boolean;
}

const said = (f: Filed): string => JSON.stringify([f.filing.form, f.filing.period, f.filing.rows]);

/** The original and its copies, filed once more by mistake: to amend one is to amend the other. */
const copiesOf = (world: World, accession: string): ReadonlySet<string> => {
  const home = world.filed.find((f) => f.filing.accession === accession);
  return new Set(
    world.filed
      .filter((f) => f === home || (home !== undefined && said(f) === said(home)))
      .map((f) => f.filing.accession),
  );
};

export const linkVerdicts = (world: World, view: InsiderView): ReadonlyArray<LinkVerdict> =>
  view.links.flatMap((link) => {
    const { accession } = link.amendment;
    const filed = world.filed.find((f) => f.filing.accession === accession);
    if (filed?.amends == null) return [];
    const right = copiesOf(world, filed.amends);
    const sharesDate = world.filed.some(
      (f) =>
        f !== filed &&
        !right.has(f.filing.accession) &&
        f.filing.filedOn === filed.filing.originalFiledOn &&
        formFamily(f.filing.form) === formFamily(filed.filing.form) &&
        f.filing.issuer.cik === filed.filing.issuer.cik,
    );
    const verdict: Verdict =
      link.kind === 'ambiguous' || link.kind === 'orphan'
        ? link.kind
        : right.has(link.home?.accession ?? '')
          ? 'right'
          : 'wrong';
    return [
      {
        amendment: accession,
        verdict,
        plain: filed.box4Right && !sharesDate,
        box4Right: filed.box4Right,
      },
    ];
  });
