/** A balance below zero at the end of a day, as a finding: nobody holds less than nothing. */
import type { Entries, Entry } from '../balance/entry.js';
import { type Finding, findingOf } from '../conflict/conflict.js';
import type { Position } from '../position/position.js';

/** The entries with which a balance falls below zero: the last of the first such day of each run. */
const falls = (entries: Entries): ReadonlyArray<Entry> => {
  const found: Array<Entry> = [];
  let below = false;
  entries.forEach((entry, i) => {
    if (entries[i + 1]?.on === entry.on) return;
    const isBelow = entry.balance.lt(0);
    if (isBelow && !below) found.push(entry);
    below = isBelow;
  });
  return found;
};

const negativeBalance = (position: Position, entry: Entry): Finding => {
  const { row } = entry.source;
  const stated = entry.source.asserted?.toFixed() ?? null;
  const computed = entry.balance.toFixed();
  return findingOf({
    type: 'NEGATIVE_BALANCE',
    severity: 'high',
    about: [position.id, row.row],
    rows: [row.row],
    issuerId: position.issuerId,
    detail: {
      position: position.id,
      computed,
      reported: stated,
      answer: computed,
      from: entry.on,
      meanwhile: `the computed balance ${computed} is the answer, and contested: a row may belong to another holding`,
    },
    choices: ['as-computed'],
    touches: [{ positionId: position.id, from: entry.on }],
  });
};

export const negativeBalances = (position: Position, entries: Entries): ReadonlyArray<Finding> =>
  falls(entries).map((entry) => negativeBalance(position, entry));
