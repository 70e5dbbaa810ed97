/**
 * Shares that moved between holdings of one class: what one loses another gains between the same
 * dates. Every counterpart is used once, and of several fitting ones none is chosen. A holding
 * whose own footnote says where its shares came from or went gave none to another.
 */

import type { Decimal } from '../../src/filing/decimal.js';
import type { Entry } from '../balance/entry.js';
import { formDate, type KnownFiling } from '../known/knowledge.js';
import type { Position } from '../position/position.js';
import { balanceSentences, changesTold, quoted, tellsOf } from './balance-footnote.js';
import { type Gap, lastBefore, overlap, type Window, windowOf } from './gap.js';
import type { Held } from './held.js';
import type { Reading } from './reading.js';
import { stoodBefore } from './stated-number.js';

/** What a holding gained or lost without a row: a gap, its opening in a form, or its end. */
export interface Move {
  readonly position: Position;
  readonly entry: Entry;
  readonly amount: Decimal;
  readonly window: Window;
  /** The form that last spoke of the holding before; null for one that opens or ends there. */
  readonly since: KnownFiling | null;
  /** Null for a holding that opens or ends there. */
  readonly gap: Gap | null;
}

export interface Moves {
  readonly explained: ReadonlyMap<Gap, Reading>;
  /** Several counterparts fit. */
  readonly ambiguous: ReadonlyMap<Gap, ReadonlyArray<Reading>>;
  /** The opposite difference, at other dates. */
  readonly possible: ReadonlyMap<Gap, ReadonlyArray<Reading>>;
}

const moveOf = (gap: Gap): Move => ({
  position: gap.position,
  entry: gap.entry,
  amount: gap.amount,
  window: windowOf(gap),
  since: lastBefore(gap)?.source.home ?? null,
  gap,
});

/** Holdings that open or end in a form where another of the class has a gap. */
const endsOf = (holdings: ReadonlyArray<Held>, gaps: ReadonlyArray<Gap>): ReadonlyArray<Move> => {
  const homes = new Set(gaps.map((g) => g.entry.source.home));
  return holdings.flatMap(({ position, entries }) => {
    const first = entries[0];
    const last = entries[entries.length - 1];
    return [first, last].flatMap((entry): ReadonlyArray<Move> => {
      const isEnd =
        (entry === first && entry?.kind === 'opening' && entry.basis !== 'assumed-zero') ||
        (entry === last && entry?.kind === 'ended');
      if (entry === undefined || !isEnd || entry.amount.isZero()) return [];
      if (!homes.has(entry.source.home)) return [];
      const { amount, on } = entry;
      return [
        { position, entry, amount, window: { after: on, until: on }, since: null, gap: null },
      ];
    });
  });
};

// ---- which moves may belong together ----

const sameHome = (a: Move, b: Move): boolean => a.entry.source.home === b.entry.source.home;

const sameDay = (a: Move, b: Move): boolean =>
  a.window.until === b.window.until ||
  formDate(a.entry.source.home) === formDate(b.entry.source.home);

const sameStart = (a: Move, b: Move): boolean =>
  a.window.after === b.window.after ||
  (a.since !== null && b.since !== null && formDate(a.since) === formDate(b.since));

const atOnce = (a: Move, b: Move): boolean =>
  a.gap !== null && b.gap !== null && overlap(a.window, b.window);

/** In one form, or between the same two dates: days that only overlap tell of two changes. */
const together = (a: Move, b: Move): boolean =>
  sameHome(a, b)
    ? a.gap === null || b.gap === null || atOnce(a, b)
    : atOnce(a, b) && sameStart(a, b) && sameDay(a, b);

/** The nearest first. */
const nearness: ReadonlyArray<(a: Move, b: Move) => boolean> = [
  (a, b) => sameHome(a, b) && together(a, b),
  together,
];

const opposite = (a: Move, b: Move): boolean =>
  a.position !== b.position && (a.gap !== null || b.gap !== null) && a.amount.eq(b.amount.neg());

const told = ({ position, amount, entry, gap }: Move): string => {
  const { row } = entry.source.row;
  if (gap !== null) return `${position.id} changed by ${amount.toFixed()}, row ${row}`;
  return entry.kind === 'ended'
    ? `${position.id} held ${amount.neg().toFixed()} and is not named any more in ${entry.source.home.accession}`
    : `${position.id} opens with ${amount.toFixed()}, row ${row}`;
};

/** The form that tells of the other side. */
const witness = ({ entry, amount, gap }: Move): string =>
  gap === null && entry.kind === 'ended'
    ? `${entry.source.home.accession} lists the other holdings of the class, and they grew by what it held`
    : `${entry.source.row.row} states the other side, ${amount.toFixed()}`;

const readingOf = (others: ReadonlyArray<Move>, when = 'between the same filings'): Reading => ({
  kind: 'moved-between-holdings',
  detail: `${others.map(told).join('; ')}, ${when}`,
  evidence: others.map(witness),
});

// ---- pairs ----

class Matching {
  readonly explained = new Map<Gap, Reading>();
  readonly ambiguous = new Map<Gap, ReadonlyArray<Reading>>();
  readonly possible = new Map<Gap, ReadonlyArray<Reading>>();
  readonly #used = new Set<Move>();

  isFree(move: Move): boolean {
    return !this.#used.has(move);
  }

  join(one: Move, others: ReadonlyArray<Move>): void {
    for (const move of [one, ...others]) this.#used.add(move);
    if (one.gap !== null) this.explained.set(one.gap, readingOf(others));
    for (const { gap } of others) if (gap !== null) this.explained.set(gap, readingOf([one]));
  }

  /** Of several that fit none is chosen. */
  leave(one: Move, several: ReadonlyArray<ReadonlyArray<Move>>): void {
    this.#used.add(one);
    if (one.gap !== null)
      this.ambiguous.set(
        one.gap,
        several.map((others) => readingOf(others)),
      );
  }
}

/** All on one side that fit all on the other. */
const sidesOf = (
  start: Move,
  moves: ReadonlyArray<Move>,
  near: (a: Move, b: Move) => boolean,
): readonly [ReadonlyArray<Move>, ReadonlyArray<Move>] => {
  const met = new Set([start]);
  for (const at of met)
    for (const other of moves) if (opposite(at, other) && near(at, other)) met.add(other);
  const all = moves.filter((m) => met.has(m));
  const sign = start.amount.gt(0);
  return [all.filter((m) => m.amount.gt(0) === sign), all.filter((m) => m.amount.gt(0) !== sign)];
};

const bySize = (moves: ReadonlyArray<Move>): Iterable<ReadonlyArray<Move>> => {
  const sizes = new Map<string, Array<Move>>();
  for (const move of moves) {
    const size = move.amount.abs().toFixed();
    const same = sizes.get(size);
    if (same === undefined) sizes.set(size, [move]);
    else same.push(move);
  }
  return sizes.values();
};

/** Joins a move with its counterpart, or leaves it and all it may belong to. */
const settle = (
  matching: Matching,
  move: Move,
  free: ReadonlyArray<Move>,
  near: (a: Move, b: Move) => boolean,
): void => {
  const fits = (a: Move, b: Move): boolean => opposite(a, b) && near(a, b);
  const [mine, theirs] = sidesOf(move, free, near);
  if (theirs.length === 0) return;
  if (mine.length === theirs.length && mine.every((m) => theirs.every((t) => fits(m, t)))) {
    mine.forEach((m, i) => {
      matching.join(m, [theirs[i] as Move]);
    });
    return;
  }
  for (const m of [...mine, ...theirs])
    matching.leave(
      m,
      [...mine, ...theirs].filter((o) => fits(m, o)).map((o) => [o]),
    );
};

const pair = (matching: Matching, moves: ReadonlyArray<Move>): void => {
  for (const same of bySize(moves)) {
    if (same.length < 2) continue;
    for (const near of nearness)
      for (const move of same)
        if (matching.isFree(move))
          settle(
            matching,
            move,
            same.filter((m) => matching.isFree(m)),
            near,
          );
  }
};

// ---- one to many ----

/** Beyond it some subset always fits. */
const partsMax = 10;

const subsetsOf = (
  parts: ReadonlyArray<Move>,
  sum: Decimal,
): ReadonlyArray<ReadonlyArray<Move>> => {
  const found: Array<ReadonlyArray<Move>> = [];
  const walk = (from: number, left: Decimal, taken: ReadonlyArray<Move>): void => {
    if (left.isZero() && taken.length > 1) found.push(taken);
    if (found.length > 1 || left.lte(0)) return;
    for (let i = from; i < parts.length; i++) {
      const part = parts[i] as Move;
      walk(i + 1, left.minus(part.amount.abs()), [...taken, part]);
    }
  };
  walk(0, sum, []);
  return found;
};

const divide = (matching: Matching, moves: ReadonlyArray<Move>): void => {
  const largestFirst = [...moves].sort((a, b) => b.amount.abs().cmp(a.amount.abs()));
  for (const one of largestFirst) {
    if (!matching.isFree(one)) continue;
    const parts = moves.filter(
      (m) =>
        matching.isFree(m) &&
        m.position !== one.position &&
        m.amount.gt(0) !== one.amount.gt(0) &&
        together(m, one),
    );
    if (parts.length < 2 || parts.length > partsMax) continue;
    const subsets = subsetsOf(parts, one.amount.abs()).filter(
      (s) => one.gap !== null || s.every((m) => m.gap !== null),
    );
    const [only, second] = subsets;
    if (only === undefined) continue;
    if (second === undefined) {
      matching.join(one, only);
      continue;
    }
    matching.leave(one, subsets);
    for (const m of new Set(subsets.flat())) matching.leave(m, [[one]]);
  }
};

// ---- at other dates ----

const mayBe = (matching: Matching, moves: ReadonlyArray<Move>): void => {
  for (const same of bySize(moves.filter((m) => matching.isFree(m))))
    for (const move of same) {
      const others = same.filter((m) => opposite(move, m) && atOnce(move, m));
      if (move.gap === null || others.length === 0) continue;
      matching.possible.set(
        move.gap,
        others.map((other) => readingOf([other], 'between other dates, which only overlap')),
      );
    }
};

// ---- told by the holding itself ----

const tellsOfMove =
  /\b(?:transfer|moved|previously held|distribut|contribut|gift|held (?:directly|indirectly))/i;

/** Origins and destinations outside the class, told of a number that is the difference. */
const fromOutside =
  /\b(?:open[ -]market|purchas\w+|bought|grants?|granted|award\w*|vest(?:ed|ing)|reinvest\w*|dividends?|inherit\w*|exercis\w*|conver(?:sion|ted))\b/i;
const toOutside =
  /\b(?:open[ -]market|sold|sales?|withh(?:eld|olding)|forfeit\w*|cancel\w*|surrender\w*|expired)\b/i;
/** Those told without a number, which are seldom said of the row's own trade. */
const fromPlan =
  /\b(?:ESPP|ESOP|purchase plan|stock ownership plan|savings plan|401\s*\(k\)|reinvest(?:ed|ment)|upon vesting|inherited)(?!\w)/i;
const charity =
  /\b(?:charit\w*|foundations?|non-?profit|not-for-profit|donat\w*|donor[- ]advised)\b/i;

/** Whether a sentence says that shares came from, or went to, what is no holding of the class. */
const isOutside = (
  text: string,
  amount: Decimal,
  isNumbered: boolean,
  others: ReadonlyArray<Position>,
): boolean => {
  const isCharitys =
    amount.lt(0) &&
    charity.test(text) &&
    !others.some(({ first }) => charity.test(first.nature.value ?? ''));
  if (isCharitys || tellsOfMove.test(text)) return isCharitys;
  if (amount.gt(0)) return fromPlan.test(text) || (isNumbered && fromOutside.test(text));
  return isNumbered && toOutside.test(text);
};

/**
 * Whether the balance's own footnote tells of another origin or destination than a holding of the
 * class. A sentence with another number, that an earlier form has, or of the row's own gift tells
 * of another change.
 */
export const cameFromOutside = (gap: Gap, others: ReadonlyArray<Position>): boolean =>
  balanceSentences(gap.entry.source).some(({ text }) => {
    const changes = changesTold(text);
    const isNumbered = changes.some(({ size }) => size.eq(gap.amount.abs()));
    const isOwnGift = gap.entry.source.row.coding?.code === 'G' && !isNumbered;
    return (
      (changes.length === 0 || isNumbered) &&
      !isOwnGift &&
      isOutside(text, gap.amount, isNumbered, others) &&
      !stoodBefore(gap, text)
    );
  });

// ---- told by the other holding ----

/** A reading, and the sentence that it is of. */
interface Told {
  readonly gap: Gap;
  readonly reading: Reading;
  readonly sentence: string;
}

const toldElsewhere = (gap: Gap, holdings: ReadonlyArray<Held>): Told | null => {
  const { after, until } = windowOf(gap);
  const all = holdings.map(({ position }) => position);
  for (const { position, entries } of holdings) {
    if (position === gap.position) continue;
    for (let i = entries.length - 1; i >= 0; i--) {
      const { source, on } = entries[i] as Entry;
      if (on < after) break;
      if (on > until && source.home !== gap.entry.source.home) continue;
      const sentence = balanceSentences(source).find(
        ({ text }) =>
          tellsOfMove.test(text) &&
          tellsOf(changesTold(text), gap.amount.neg()) &&
          !isOutside(text, gap.amount.neg(), true, all),
      );
      if (sentence === undefined) continue;
      return {
        gap,
        sentence: `${source.row.row} ${sentence.footnote} ${sentence.text}`,
        reading: {
          kind: 'moved-between-holdings',
          detail: `a footnote of ${position.id} tells of ${gap.amount.abs().toFixed()}: ${quoted(sentence.text)}`,
          evidence: [`footnote ${sentence.footnote} on the balance of ${source.row.row}`],
        },
      };
    }
  }
  return null;
};

/** A sentence tells of one move: where it fits several differences none is chosen. */
const takeTold = (matching: Matching, told: ReadonlyArray<Told>): void => {
  for (const { gap, reading, sentence } of told)
    if (told.some((other) => other.gap !== gap && other.sentence === sentence))
      matching.ambiguous.set(gap, [reading]);
    else matching.explained.set(gap, reading);
};

/** The moves among the gaps of one class. */
export const movesOf = (holdings: ReadonlyArray<Held>, gaps: ReadonlyArray<Gap>): Moves => {
  const matching = new Matching();
  if (holdings.length < 2) return matching;
  const all = holdings.map(({ position }) => position);
  const inside = gaps.filter(
    (gap) =>
      !cameFromOutside(
        gap,
        all.filter((p) => p !== gap.position),
      ),
  );
  const moves = [...inside.map(moveOf), ...endsOf(holdings, inside)].filter(
    (m) => !m.amount.isZero(),
  );
  // The same whatever order positions were met in.
  moves.sort((a, b) =>
    a.window.until < b.window.until
      ? -1
      : a.window.until > b.window.until
        ? 1
        : a.position.id < b.position.id
          ? -1
          : a.position.id > b.position.id
            ? 1
            : 0,
  );
  pair(matching, moves);
  divide(matching, moves);
  const unmatched = inside.filter(
    (gap) => !matching.explained.has(gap) && !matching.ambiguous.has(gap),
  );
  takeTold(
    matching,
    unmatched.flatMap((gap) => toldElsewhere(gap, holdings) ?? []),
  );
  mayBe(matching, moves);
  return matching;
};
