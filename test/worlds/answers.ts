/** Everything a view answers, as text: two views answer alike if and only if the texts are equal. */
import { checkOf, type Entry, outcomeOf } from '../../projections/balance/entry.js';
import type { InsiderView } from '../../projections/insider.js';
import { inForce, statusOf } from '../../projections/line/line.js';
import { positionAt } from '../../projections/position-at.js';
import { type Day, writtenDay } from '../../src/filing/calendar.js';

export const entryText = (e: Entry): string =>
  [
    e.on,
    e.kind,
    e.amount.toFixed(),
    e.balance.toFixed(),
    e.source.row.row,
    outcomeOf(e) ?? '',
    checkOf(e)?.difference.toFixed() ?? '',
    e.kind === 'opening' ? e.basis : '',
  ].join(' ');

/** Every day on which some answer of the view may change, and one before all of them. */
export const daysOf = (view: InsiderView): ReadonlyArray<Day> => [
  writtenDay('1990-01-01'),
  ...[
    ...new Set([
      ...view.holdings.flatMap((h) => h.entries.map((e) => e.on)),
      ...view.filings.map((f) => f.header.filedOn),
    ]),
  ].sort(),
  writtenDay('2050-01-01'),
];

/** Positions of one day: quantities, statuses, and what they stand on. */
export const positionsText = (view: InsiderView, day: Day): ReadonlyArray<string> =>
  view.holdings.map((h) => {
    const at = positionAt(view, h, day);
    return at === null
      ? `${h.position.id} not known of`
      : [
          h.position.id,
          at.status,
          at.quantity?.toFixed() ?? 'unknown',
          at.computed?.toFixed() ?? '',
          at.unexplained?.toFixed() ?? '',
          at.reported?.source.row.row ?? '',
          ...at.conflicts.map((c) => c.conflictId),
        ].join(' ');
  });

export const linesText = (view: InsiderView): ReadonlyArray<string> =>
  view.lines.map((line) =>
    [
      line.home.accession,
      statusOf(line),
      line.heldOut ?? '',
      inForce(line).row.row,
      JSON.stringify(
        line.versions.map((v) => [v.row.row, v.outcome, v.changes, v.position?.id ?? null]),
      ),
    ].join(' '),
  );

export const linksText = (view: InsiderView): ReadonlyArray<string> =>
  view.links.map((link) =>
    JSON.stringify([
      link.amendment.accession,
      link.kind,
      link.target?.accession ?? null,
      link.home?.accession ?? null,
      link.evidence,
      link.rivals,
      link.decided,
    ]),
  );

export const conflictsText = (view: InsiderView): ReadonlyArray<string> =>
  view.conflicts.map((c) => JSON.stringify(c));

export const answersOf = (view: InsiderView): string =>
  [
    ...view.holdings.flatMap((h) => [
      h.position.id,
      ...h.entries.map(entryText),
      ...[...h.explanations].map(
        ([place, e]) => `${entryText(h.entries[place] as Entry)}: ${JSON.stringify(e)}`,
      ),
    ]),
    ...daysOf(view).flatMap((day) => positionsText(view, day).map((text) => `${day} ${text}`)),
    ...linesText(view),
    ...linksText(view),
    ...conflictsText(view),
    JSON.stringify([...view.exits]),
  ].join('\n');

/** The first line in which two answers differ, for a message. */
export const firstDifference = (a: string, b: string): string | null => {
  if (a === b) return null;
  const [left, right] = [a.split('\n'), b.split('\n')];
  const at = left.findIndex((line, i) => line !== right[i]);
  const i = at < 0 ? left.length : at;
  return `line ${i + 1}: ${left[i] ?? '(nothing)'} <> ${right[i] ?? '(nothing)'}`;
};
