/** What is reported twice happened once: the copy does not count, or the question is asked. */
import type { InsiderView } from '../../../projections/insider.js';
import { always } from '../../../projections/known/knowledge.js';
import { counts, type Line } from '../../../projections/line/line.js';
import type { LedgerEvent } from '../../../src/event/catalogue.js';
import type { RowId } from '../../../src/event/identity.js';
import { fold, ruled } from '../recording.js';
import { rulingsFrom } from '../ruled.js';
import type { TrueProperty } from './answer-properties.js';
import type { Deed } from './holding.js';
import { insider } from './paper.js';
import { recordedOf, type Seen, seen } from './seen.js';
import type { WrittenRow } from './statement.js';
import type { TrueWorld } from './world.js';

/** Whether it is asked if the row is one more deed or a copy. */
export const isAskedCopy = ({ view }: Pick<Seen, 'view'>, { row }: WrittenRow): boolean =>
  view.conflicts.some(
    (c) =>
      c.type === 'DUPLICATE_FILING' &&
      c.severity !== 'low' &&
      (c.rows as ReadonlyArray<string>).includes(row),
  );

export const nothingCountsTwice: TrueProperty = (world) => {
  const now = seen(world);
  return world.rows.flatMap((row) =>
    row.repeats === null ||
    row.deed === null ||
    !now.positionOf.has(row.row) ||
    isAskedCopy(now, row)
      ? []
      : [`${row.row} reports ${row.repeats} again, and counts once more`],
  );
};

// ---- what operators say of one of two ----

const why = { reason: 'test', actor: 'operator', insider };

const after = (world: TrueWorld, events: ReadonlyArray<LedgerEvent>): InsiderView =>
  fold(ruled(recordedOf(world), events, rulingsFrom), always);

const lineOf = ({ lines }: InsiderView, row: string): Line | undefined =>
  lines.find((line) => line.versions.some((version) => version.row.row === row));

const issuerIn = (view: InsiderView) => view.filings[0]?.header.issuerId;

/** How often a deed counts. */
const countsOf = (world: TrueWorld, view: InsiderView, deed: Deed): number =>
  new Set(
    world.rows.flatMap((row) => {
      const line = row.deed === deed ? lineOf(view, row.row) : undefined;
      return line !== undefined && counts(line) ? [line] : [];
    }),
  ).size;

/** Copies that do not count, of deeds that count by another row. */
const heldOutIn = (world: TrueWorld, view: InsiderView): ReadonlyArray<readonly [Deed, string]> =>
  world.rows.flatMap((row) =>
    row.repeats !== null &&
    row.deed !== null &&
    lineOf(view, row.row)?.heldOut === 'duplicate-filing'
      ? [[row.deed, row.row] as const]
      : [],
  );

const withdrawal = (view: InsiderView, row: string): ReadonlyArray<LedgerEvent> => {
  const issuerId = issuerIn(view);
  return issuerId === undefined
    ? []
    : [{ type: 'RowWithdrawn', data: { ...why, issuerId, row: row as RowId } }];
};

/** Of two rows that tell one deed one is withdrawn: the other counts, until it is withdrawn too. */
export const theOtherCounts: TrueProperty = (world) => {
  const { view } = seen(world);
  return heldOutIn(world, view).flatMap(([deed, copy]) => {
    const told = world.rows.filter((r) => r.deed === deed);
    const first = told.find((r) => lineOf(view, r.row)?.heldOut === null);
    if (first === undefined || countsOf(world, view, deed) !== 1) return [];
    const without = after(world, withdrawal(view, first.row));
    const withoutCopy = after(world, withdrawal(view, copy));
    const withoutAny = after(
      world,
      told.flatMap((r) => withdrawal(view, r.row)),
    );
    return [
      ...[[without, `without ${first.row}`] as const, [withoutCopy, `without ${copy}`] as const]
        .map(([v, said]) => [countsOf(world, v, deed), said] as const)
        .flatMap(([n, said]) => (n === 1 ? [] : [`${said} the deed counts ${n} times`])),
      ...(countsOf(world, withoutAny, deed) === 0 ? [] : [`${first.row} counts though withdrawn`]),
    ];
  });
};

const quantitiesIn = (view: InsiderView): string =>
  view.holdings.map((h) => `${h.position.id} ${h.entries.at(-1)?.balance ?? ''}`).join('\n');

/** A copy that is corrected does not count either, and it is asked, with both numbers. */
export const aRulingOnACopyIsTold: TrueProperty = (world) => {
  const { view } = seen(world);
  return heldOutIn(world, view).flatMap(([, copy]) => {
    const row = lineOf(view, copy)?.versions[0]?.row;
    const shares = row?.shares.value;
    if (row === undefined || shares == null) return [];
    const to = shares.plus(1).toFixed();
    const changes = [{ field: 'shares' as const, to }];
    const about = { ...why, issuerId: row.issuerId, row: row.row, changes };
    const corrected = after(world, [{ type: 'RowCorrected', data: about }]);
    const isTold = corrected.conflicts.some(
      (c) =>
        c.type === 'DUPLICATE_FILING' &&
        c.severity !== 'low' &&
        c.status === 'open' &&
        [to, shares.toFixed()].every((n) => JSON.stringify(c.detail).includes(`"${n}"`)),
    );
    return [
      ...(isTold ? [] : [`${copy} is corrected to ${to}, and nobody is told`]),
      ...(quantitiesIn(corrected) === quantitiesIn(view) ? [] : [`${copy} changes what is held`]),
    ];
  });
};
