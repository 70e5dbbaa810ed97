/**
 * What the documents say of a holding, told from its rows alone and by the page on what must
 * always be so: the balance is the one last stated plus the rows after it; a difference is what
 * stands between two statements and on no row.
 *
 * Which rows there are and in which version, of which moment a number speaks and which deeds its
 * filer had in mind: that is the world's own knowledge. No order is searched and nothing weighed.
 */
import type { Day } from '../../../src/filing/calendar.js';
import { type Decimal, zero } from '../../../src/filing/decimal.js';
import { compareMoments, type Deed, endOf, type Moment, type TrueHolding } from './holding.js';
import type { Speaks, WrittenRow } from './statement.js';

/** One line of the forms: a row and what amendments made of it, oldest first. */
export type Line = ReadonlyArray<WrittenRow>;

export const linesOf = (
  rows: ReadonlyArray<WrittenRow>,
  knownRank: number,
): ReadonlyArray<Line> => {
  const lines = new Map<string, Array<WrittenRow>>();
  for (const row of rows)
    if (row.rank <= knownRank) lines.set(row.firstRow, [...(lines.get(row.firstRow) ?? []), row]);
  return [...lines.values()];
};

export const inForce = (line: Line): WrittenRow => line[line.length - 1] as WrittenRow;

export interface Statement {
  readonly row: WrittenRow;
  readonly amount: Decimal;
  readonly speaks: Speaks;
}

/** Statements of one holding in effect, by the moments of which they speak. */
export const statementsOf = (lines: ReadonlyArray<Line>): ReadonlyArray<Statement> =>
  lines
    .map(inForce)
    .flatMap((row) =>
      row.stated === null || row.speaks === null
        ? []
        : [{ row, amount: row.stated, speaks: row.speaks }],
    )
    .sort((a, b) => compareMoments(a.speaks.at, b.speaks.at) || a.row.rank - b.row.rank);

/** What the documents said of a deed when a filing of a rank was known. */
const saidBy = (line: Line, rank: number): Decimal | null => {
  const said = line.filter((v) => v.rank <= rank);
  return said[said.length - 1]?.delta ?? null;
};

/** When a row says that its deed was: what it says may be wrong, and amended later. */
const printedMoment = ({ on }: WrittenRow, { nth }: Deed): Moment => ({ on, nth });

const upTo = (lines: ReadonlyArray<Line>, at: Moment): ReadonlyArray<readonly [Line, Deed]> =>
  lines.flatMap((line) => {
    const { deed, repeats } = inForce(line);
    return deed !== null &&
      repeats === null &&
      compareMoments(printedMoment(inForce(line), deed), at) <= 0
      ? [[line, deed] as const]
      : [];
  });

/** Deeds of one form and day that lead back to where they start do not tell which comes last. */
const inOneRing = (
  last: Statement,
  statements: ReadonlyArray<Statement>,
): ReadonlyArray<Statement> => {
  const { rank, on } = last.row;
  const ring = statements.filter(
    ({ row }) => row.rank === rank && row.on === on && row.deed !== null,
  );
  const sum = ring.reduce((total, { row }) => total.plus(row.delta), zero);
  return ring.includes(last) && sum.isZero() ? ring : [last];
};

/** The latest statement in effect on a day, and the rows that it does not count. */
export const answersOn = (lines: ReadonlyArray<Line>, on: Day): ReadonlyArray<Decimal> => {
  const at = endOf(on);
  const statements = statementsOf(lines).filter((s) => compareMoments(s.speaks.at, at) <= 0);
  const last = statements[statements.length - 1];
  if (last === undefined) return [];
  const since = sinceStated(lines, last, at);
  return inOneRing(last, statements).map(({ amount }) => amount.plus(since));
};

/** As the world knows it, whatever else the forms may say. */
export const answerOn = (lines: ReadonlyArray<Line>, on: Day): Decimal | null => {
  const at = endOf(on);
  const last = statementsOf(lines)
    .filter((s) => compareMoments(s.speaks.at, at) <= 0)
    .pop();
  return last === undefined ? null : last.amount.plus(sinceStated(lines, last, at));
};

const sinceStated = (lines: ReadonlyArray<Line>, last: Statement, at: Moment): Decimal =>
  upTo(lines, at).reduce((sum, [line, deed]) => {
    const now = inForce(line).delta;
    if (!last.speaks.counts.has(deed)) return sum.plus(now);
    // What was counted and corrected since counts as corrected.
    const then = saidBy(line, last.row.rank);
    return then === null ? sum : sum.plus(now.minus(then));
  }, zero);

export interface Difference {
  readonly before: Statement;
  readonly at: Statement;
  readonly amount: Decimal;
  /** Null where the two do not follow each other in what they count. */
  readonly unreported: ReadonlyArray<Deed> | null;
  /** A row from before it became known after it. */
  readonly late: boolean;
}

/** Between two statements: what the second has more than the first and the rows between. */
const differenceOf = (
  lines: ReadonlyArray<Line>,
  before: Statement,
  at: Statement,
  deeds: ReadonlyArray<Deed>,
): Difference => {
  const expected = upTo(lines, at.speaks.at).reduce((sum, [line, deed]) => {
    if (!at.speaks.counts.has(deed)) return sum;
    const now = saidBy(line, at.row.rank) ?? inForce(line).delta;
    if (!before.speaks.counts.has(deed)) return sum.plus(now);
    const then = saidBy(line, before.row.rank) ?? now;
    return sum.plus(now.minus(then));
  }, before.amount);
  const follows = [...before.speaks.counts].every((d) => at.speaks.counts.has(d));
  return {
    before,
    at,
    amount: at.amount.minus(expected),
    late: upTo(lines, at.speaks.at).some(([line]) => (line[0]?.rank ?? 0) > at.row.rank),
    unreported: follows
      ? deeds.filter(
          (d) => d.unreported !== null && at.speaks.counts.has(d) && !before.speaks.counts.has(d),
        )
      : null,
  };
};

/** Every statement of a holding against the one before it, those that agree included. */
export const differencesOf = (
  rows: ReadonlyArray<WrittenRow>,
  holding: TrueHolding,
  deeds: ReadonlyArray<Deed>,
  knownRank = Number.MAX_SAFE_INTEGER,
): ReadonlyArray<Difference> => {
  const lines = linesOf(
    rows.filter((r) => r.holding === holding),
    knownRank,
  );
  const own = deeds.filter((d) => d.holding === holding);
  const statements = statementsOf(lines);
  return statements.flatMap((at, i) => {
    const before = statements[i - 1];
    return before === undefined ? [] : [differenceOf(lines, before, at, own)];
  });
};
