/**
 * What only shows once rows are balanced or read side by side: gaps, impossible dates, letters
 * that contradict their codes, exercises without their second leg. Findings are kept while
 * filings are taken in, and are the very same objects where nothing changed.
 */
import { addDays, type Day } from '../src/filing/calendar.js';
import type { Decimal } from '../src/filing/decimal.js';
import type { Entry } from './balance.js';
import type { Entries } from './balanced-class.js';
import { directionContradiction } from './code-direction.js';
import type { Finding } from './conflict.js';
import { lacksSecondLeg, missingLegs } from './derivative-leg.js';
import type { Explanation } from './explanation.js';
import { formDate, type KnownFiling } from './knowledge.js';
import { counts, inForce, type Line, type Version } from './line.js';
import type { Position } from './position.js';

export interface Findings {
  /** In a fixed order: gaps by position, dates and letters by line, legs by filing. */
  after(
    changed: ReadonlySet<Line>,
    balanced: ReadonlyMap<Position, Entries>,
    explained: ReadonlyMap<Position, ReadonlyMap<Entry, Explanation>>,
  ): ReadonlyArray<Finding>;
}

const finding = (
  from: Pick<Finding, 'type' | 'severity' | 'about' | 'issuerId' | 'detail' | 'choices'> &
    Partial<Finding>,
): Finding => ({ rows: from.about, touches: [], closed: false, ...from });

const none: ReadonlyArray<Finding> = [];

// ---- gaps ----

/**
 * A gap between two filings may be something nobody had to report; a gap inside one filing, in an
 * amendment or in options contradicts what the filer reported.
 */
const isMismatch = (entry: Entry, before: Entry | undefined): boolean =>
  entry.source.filing.amendment ||
  entry.source.row.table === 'II' ||
  before?.source.home === entry.source.home;

/** A change nobody reported may have happened on any day since the position was last spoken of. */
const windowStart = (entry: Entry, before: Entry | undefined): Day =>
  before === undefined || before.on >= entry.on ? entry.on : addDays(before.on, 1);

const gapFinding = (
  position: Position,
  entry: Entry,
  before: Entry | undefined,
  explanation: Explanation | undefined,
): Finding => {
  const mismatch = isMismatch(entry, before);
  const row = entry.source.row.row;
  const stated = entry.source.asserted;
  return finding({
    type: mismatch ? 'BALANCE_MISMATCH' : 'UNEXPLAINED_DELTA',
    severity: explanation !== undefined ? 'low' : mismatch ? 'high' : 'medium',
    about: [position.id, row, ...(entry.source.restates ? ['restated'] : [])],
    rows: before === undefined ? [row] : [before.source.row.row, row],
    issuerId: position.issuerId,
    detail: {
      position: position.id,
      reported: stated?.toFixed() ?? null,
      expected: stated?.minus(entry.amount).toFixed() ?? null,
      difference: entry.amount.toFixed(),
      after: before?.on ?? null,
      until: entry.on,
      explanation: explanation?.kind ?? null,
      meanwhile: 'the reported balance is the answer, the difference an entry of its own',
    },
    choices: ['accept-reported'],
    touches: [{ positionId: position.id, from: windowStart(entry, before) }],
  });
};

/** One gap as it was found; a finding about the very same stays what it is. */
interface FoundGap {
  readonly entry: Entry;
  readonly before: Entry | undefined;
  readonly explained: Explanation['kind'] | undefined;
  readonly finding: Finding;
}

const sameGap = (a: FoundGap, b: Omit<FoundGap, 'finding'>): boolean =>
  a.explained === b.explained &&
  a.entry.source.row === b.entry.source.row &&
  a.entry.source.restates === b.entry.source.restates &&
  a.entry.source.home === b.entry.source.home &&
  a.entry.on === b.entry.on &&
  a.before?.source.row === b.before?.source.row &&
  a.before?.source.home === b.before?.source.home &&
  a.before?.on === b.before?.on &&
  a.entry.amount.eq(b.entry.amount);

const gapsOf = (
  position: Position,
  entries: Entries,
  explanations: ReadonlyMap<Entry, Explanation> | undefined,
  known: ReadonlyArray<FoundGap>,
): ReadonlyArray<FoundGap> =>
  entries.flatMap((entry, i) => {
    if (entry.kind !== 'unexplained') return [];
    const explanation = explanations?.get(entry);
    const gap = { entry, before: entries[i - 1], explained: explanation?.kind };
    const same = known.find((k) => sameGap(k, gap));
    const found = same?.finding ?? gapFinding(position, entry, gap.before, explanation);
    return [{ ...gap, finding: found }];
  });

// ---- lines ----

const touchesOf = ({ position, effective }: Version): Finding['touches'] =>
  position === null ? [] : [{ positionId: position.id, from: effective.on }];

const dateFindings = (line: Line): ReadonlyArray<Finding> =>
  line.versions.flatMap((version, i) => {
    const { effective } = version;
    if (effective.implausible === null) return [];
    return [
      finding({
        type: 'DATE_IMPLAUSIBLE',
        severity: 'low',
        about: [version.row.row],
        issuerId: version.row.issuerId,
        detail: {
          transactionDate: effective.implausible,
          filedOn: formDate(version.filing),
          countedFrom: effective.on,
          basis: effective.basis,
          meanwhile: `the row counts from ${effective.on}`,
        },
        choices: ['use-fallback'],
        touches: touchesOf(version),
        closed: i < line.versions.length - 1,
      }),
    ];
  });

const directionFindings = (line: Line): ReadonlyArray<Finding> =>
  line.versions.flatMap((version, i) => {
    const contradiction = directionContradiction(version.row);
    if (contradiction === null) return [];
    return [
      finding({
        type: 'CODE_DIRECTION',
        severity: 'low',
        about: [version.row.row],
        issuerId: version.row.issuerId,
        detail: {
          code: contradiction.code,
          expected: contradiction.expected,
          got: contradiction.got,
          meanwhile: 'the letter A or D counts, as filed',
        },
        choices: ['as-filed'],
        touches: touchesOf(version),
        closed: i < line.versions.length - 1,
      }),
    ];
  });

// ---- legs ----

const balanceBefore = (entries: Entries, on: Day): Decimal | null => {
  let last: Decimal | null = null;
  for (const entry of entries) if (entry.on <= on) last = entry.balance;
  return last;
};

const legFinding = (
  row: string,
  position: Position,
  on: Day,
  held: Decimal | null,
  amount: Decimal,
): Finding =>
  finding({
    type: 'MISSING_DERIVATIVE_LEG',
    severity: 'high',
    about: [row, position.id],
    rows: [row],
    issuerId: position.issuerId,
    detail: {
      position: position.id,
      reported: held?.toFixed() ?? null,
      exercised: amount.toFixed(),
      derived: held?.minus(amount).toFixed() ?? null,
      meanwhile: 'the option stays as last reported',
    },
    choices: ['as-reported'],
    touches: [{ positionId: position.id, from: on }],
  });

// ---- kept ----

interface PositionGaps {
  readonly entries: Entries;
  readonly explanations: ReadonlyMap<Entry, Explanation> | undefined;
  readonly gaps: ReadonlyArray<FoundGap>;
}

const explainTheSame = (
  a: ReadonlyMap<Entry, Explanation> | undefined,
  b: ReadonlyMap<Entry, Explanation> | undefined,
): boolean => {
  if (a === b) return true;
  if ((a?.size ?? 0) !== (b?.size ?? 0)) return false;
  for (const [entry, { kind }] of a ?? []) if (b?.get(entry)?.kind !== kind) return false;
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
        own = { entries, explanations, gaps: gapsOf(position, entries, explanations, before) };
        gaps.set(position, own);
      }
      for (const gap of own.gaps) found.push(gap.finding);
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
            const held = balanceBefore(balanced.get(position) ?? [], on);
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
      ];
    },
  };
};
