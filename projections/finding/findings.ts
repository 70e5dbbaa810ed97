/**
 * What only shows once rows are balanced or read side by side: gaps, impossible dates, letters
 * that contradict their codes, exercises without their second leg. Findings are kept while
 * filings are taken in, and are the very same objects where nothing changed.
 */
import { balanceAt, type Entries, type Entry } from '../balance/entry.js';
import type { Finding } from '../conflict/conflict.js';
import type { Explanation } from '../explanation/reading.js';
import type { KnownFiling } from '../known/knowledge.js';
import { counts, inForce, type Line } from '../line/line.js';
import type { Position } from '../position/position.js';
import { lacksSecondLeg, missingLegs } from './derivative-leg.js';
import { type FoundGap, gapsOf } from './gap-finding.js';
import { legFinding } from './leg-finding.js';
import { dateFindings, directionFindings } from './line-finding.js';
import { maybeSame } from './maybe-same.js';
import { negativeBalances } from './negative-balance.js';

export interface Findings {
  /** In a fixed order: gaps and balances below zero by position, dates and letters by line, legs by filing. */
  after(
    changed: ReadonlySet<Line>,
    balanced: ReadonlyMap<Position, Entries>,
    explained: ReadonlyMap<Position, ReadonlyMap<Entry, Explanation>>,
  ): ReadonlyArray<Finding>;
}

const none: ReadonlyArray<Finding> = [];

interface PositionGaps {
  readonly entries: Entries;
  readonly explanations: ReadonlyMap<Entry, Explanation> | undefined;
  readonly gaps: ReadonlyArray<FoundGap>;
  readonly negative: ReadonlyArray<Finding>;
}

const explainTheSame = (
  a: ReadonlyMap<Entry, Explanation> | undefined,
  b: ReadonlyMap<Entry, Explanation> | undefined,
): boolean => {
  if (a === b) return true;
  if ((a?.size ?? 0) !== (b?.size ?? 0)) return false;
  for (const [entry, { category, kind }] of a ?? []) {
    const other = b?.get(entry);
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
  const gaps = new Map<Position, PositionGaps>();
  const dates = new ByLine(dateFindings);
  const directions = new ByLine((line) => (counts(line) ? directionFindings(line) : none));
  const homes = new Map<KnownFiling, Array<Line>>();
  let met = 0;
  /** Filings with an exercise that may lack its second leg. */
  const suspects = new Set<KnownFiling>();
  const pairs = maybeSame();
  const legs = new Map<string, { readonly state: string; readonly finding: Finding }>();

  const gapsAfter = (
    balanced: ReadonlyMap<Position, Entries>,
    explained: ReadonlyMap<Position, ReadonlyMap<Entry, Explanation>>,
  ): ReadonlyArray<Finding> => {
    const found: Array<Finding> = [];
    for (const [position, entries] of balanced) {
      const explanations = explained.get(position);
      let own = gaps.get(position);
      if (own?.entries !== entries || !explainTheSame(own.explanations, explanations)) {
        const before = own?.gaps ?? [];
        own = {
          entries,
          explanations,
          gaps: gapsOf(position, entries, explanations, before),
          negative: negativeBalances(position, entries, own?.negative ?? []),
        };
        gaps.set(position, own);
      }
      for (const gap of own.gaps) found.push(gap.finding);
      found.push(...own.negative);
    }
    return found;
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

  const legsAfter = (balanced: ReadonlyMap<Position, Entries>): ReadonlyArray<Finding> => {
    if (suspects.size === 0) return none;
    const options = [...balanced].flatMap(([position, entries]) => {
      const first = entries[0];
      return position.kind === 'derivative' && first !== undefined
        ? [{ position, heldFrom: first.on }]
        : [];
    });
    if (options.length === 0) return none;
    return [...homes].flatMap(([home, own]) =>
      !suspects.has(home)
        ? none
        : missingLegs(own, options).map(({ line, position, on, amount }) => {
            const { row } = inForce(line).row;
            const held = balanceAt(balanced.get(position) ?? [], on);
            const key = `${row} ${position.id}`;
            const state = `${on} ${held?.toFixed()} ${amount.toFixed()}`;
            const known = legs.get(key);
            if (known?.state === state) return known.finding;
            const found = legFinding(row, position, on, held, amount);
            legs.set(key, { state, finding: found });
            return found;
          }),
    );
  };

  return {
    after: (changed, balanced, explained) => {
      meetHomes(changed);
      dates.after(changed);
      directions.after(changed);
      return [
        ...gapsAfter(balanced, explained),
        ...dates.in(lines),
        ...directions.in(lines),
        ...legsAfter(balanced),
        ...pairs.after(balanced),
      ];
    },
  };
};
