/**
 * What only shows once rows are balanced or read side by side: gaps, impossible dates, letters
 * that contradict their codes, exercises without their second leg. They are looked for again only
 * where a line changed or a position is balanced or explained otherwise.
 */
import { balanceAt } from '../balance/entry.js';
import type { Finding } from '../conflict/conflict.js';
import type { Explanations } from '../explanation/explanation.js';
import type { Held } from '../explanation/held.js';
import type { KnownFiling } from '../known/knowledge.js';
import { counts, inForce, type Line } from '../line/line.js';
import type { Position } from '../position/position.js';
import { lacksSecondLeg, missingLegs } from './derivative-leg.js';
import { gapFindings } from './gap-finding.js';
import { legFinding } from './leg-finding.js';
import { dateFindings, directionFindings } from './line-finding.js';
import { maybeSameAmong } from './maybe-same.js';
import { negativeBalances } from './negative-balance.js';
import { runningTotalFindings } from './running-total.js';

export interface Findings {
  /** In a fixed order: gaps and balances below zero by position, dates, letters and totals by line, legs by filing. */
  after(
    changed: ReadonlySet<Line>,
    positions: ReadonlyArray<Held>,
    explained: ReadonlyMap<Position, Explanations>,
  ): ReadonlyArray<Finding>;
}

const none: ReadonlyArray<Finding> = [];

/** What a position's entries show, and what they and their explanations were then. */
interface Shown {
  readonly version: string;
  readonly explanations: Explanations | undefined;
  readonly findings: ReadonlyArray<Finding>;
}

/** Whether findings that name the kind of an explanation say the same of both. */
const explainTheSame = (a: Explanations | undefined, b: Explanations | undefined): boolean => {
  if ((a?.size ?? 0) !== (b?.size ?? 0)) return false;
  for (const [place, { category, kind }] of a ?? []) {
    const other = b?.get(place);
    if (other?.category !== category || other.kind !== kind) return false;
  }
  return true;
};

/** Findings of lines by line; only lines that have some. */
class ByLine {
  readonly #findings = new Map<Line, ReadonlyArray<Finding>>();
  readonly #of: (line: Line) => ReadonlyArray<Finding>;

  constructor(of: (line: Line) => ReadonlyArray<Finding>) {
    this.#of = of;
  }

  after(changed: ReadonlySet<Line>): void {
    for (const line of changed) {
      const found = this.#of(line);
      if (found.length > 0) this.#findings.set(line, found);
      else this.#findings.delete(line);
    }
  }

  /** In the order of the lines. */
  in(lines: ReadonlyArray<Line>): ReadonlyArray<Finding> {
    if (this.#findings.size === 0) return none;
    return lines.flatMap((line) => this.#findings.get(line) ?? none);
  }
}

/** @param lines of the insider; grows as filings are taken in. */
export const findingsOf = (lines: ReadonlyArray<Line>): Findings => {
  const shown = new Map<Position, Shown>();
  const dates = new ByLine(dateFindings);
  const directions = new ByLine((line) => (counts(line) ? directionFindings(line) : none));
  const totals = new ByLine((line) => (counts(line) ? runningTotalFindings(line) : none));
  const homes = new Map<KnownFiling, Array<Line>>();
  let met = 0;
  /** Filings with an exercise that may lack its second leg. */
  const suspects = new Set<KnownFiling>();

  const shownBy = (held: Held, explanations: Explanations | undefined): Shown => {
    const known = shown.get(held.position);
    if (known?.version === held.version && explainTheSame(known.explanations, explanations))
      return known;
    const { position, version, entries } = held;
    const findings = [
      ...gapFindings(position, entries, explanations),
      ...negativeBalances(position, entries),
    ];
    const now = { version, explanations, findings };
    shown.set(position, now);
    return now;
  };

  const meetHomes = (changed: ReadonlySet<Line>): void => {
    for (; met < lines.length; met++) {
      const line = lines[met] as Line;
      const own = homes.get(line.home);
      if (own === undefined) homes.set(line.home, [line]);
      else own.push(line);
    }
    for (const { home } of changed)
      if (lacksSecondLeg(homes.get(home) ?? [])) suspects.add(home);
      else suspects.delete(home);
  };

  const legsAfter = (positions: ReadonlyArray<Held>): ReadonlyArray<Finding> => {
    if (suspects.size === 0) return none;
    const entriesOf = new Map(positions.map(({ position, entries }) => [position, entries]));
    const options = positions.flatMap(({ position, entries }) => {
      const first = entries[0];
      return position.kind === 'derivative' && first !== undefined
        ? [{ position, heldFrom: first.on }]
        : [];
    });
    if (options.length === 0) return none;
    return [...homes].flatMap(([home, own]) =>
      !suspects.has(home)
        ? none
        : missingLegs(own, options).map(({ line, position, on, amount }) =>
            legFinding(
              inForce(line).row.row,
              position,
              on,
              balanceAt(entriesOf.get(position) ?? [], on),
              amount,
            ),
          ),
    );
  };

  return {
    after: (changed, positions, explained) => {
      meetHomes(changed);
      dates.after(changed);
      directions.after(changed);
      totals.after(changed);
      return [
        ...positions.flatMap((held) => shownBy(held, explained.get(held.position)).findings),
        ...dates.in(lines),
        ...directions.in(lines),
        ...totals.in(lines),
        ...legsAfter(positions),
        ...maybeSameAmong(positions),
      ];
    },
  };
};
