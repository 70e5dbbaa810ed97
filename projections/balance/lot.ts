/** Rows as a balance needs them: the versions in force, and what counted before them. */

import type { Split } from '../known/split.js';
import { counts, firstOf, type Line } from '../line/line.js';
import type { Position } from '../position/position.js';
import { withOwnNumbers } from './counted-holding.js';
import { type Lot, type PastPosting, type StandingRow, standingRow } from './standing-row.js';

/** What an amended row counted for from its filing until its amendment, and the taking back. */
const pastPostings = (line: Line, position: Position): ReadonlyArray<PastPosting> =>
  line.versions.slice(0, -1).flatMap((version, i) => {
    const next = line.versions[i + 1];
    if (version.position !== position || next === undefined) return [];
    const { effective } = version;
    const home = { filing: line.home, rank: line.homeRank };
    const at = standingRow(
      version.row,
      version.filing,
      version.rank,
      home,
      effective,
      firstOf(line),
    );
    const amount = at.delta;
    if (amount === null || amount.isZero()) return [];
    const posting = {
      on: effective.on,
      homeRank: line.homeRank,
      at,
      untilRank: next.rank,
    };
    return [
      { ...posting, amount, knownRank: version.rank },
      { ...posting, amount: amount.neg(), knownRank: next.rank },
    ];
  });

/** Of the lines given, those that count, as far as they speak of the position. */
export const lotOf = (
  lines: Iterable<Line>,
  position: Position,
  splits: ReadonlyArray<Split> = [],
): Lot => {
  const rows: Array<StandingRow> = [];
  const past: Array<PastPosting> = [];
  for (const line of lines) {
    if (!counts(line)) continue;
    const last = line.versions[line.versions.length - 1];
    if (last?.position === position) {
      const home = { filing: line.home, rank: line.homeRank };
      rows.push(standingRow(last.row, last.filing, last.rank, home, last.effective, firstOf(line)));
    }
    if (line.versions.length > 1) past.push(...pastPostings(line, position));
  }
  const expiresOn = position.terms?.expiresOn ?? null;
  const counted = withOwnNumbers(rows);
  return { rows: counted.rows, past, awaitsNumber: counted.awaitsNumber, splits, expiresOn };
};
