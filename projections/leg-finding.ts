/** An exercise whose option is still reported as held, as a finding. */
import type { Day } from '../src/filing/calendar.js';
import type { Decimal } from '../src/filing/decimal.js';
import type { Entries } from './balanced-class.js';
import { type Finding, findingOf } from './conflict.js';
import type { Position } from './position.js';

/** The balance at the end of a day; null where nothing was known by then. */
export const balanceBefore = (entries: Entries, on: Day): Decimal | null => {
  let last: Decimal | null = null;
  for (const entry of entries) if (entry.on <= on) last = entry.balance;
  return last;
};

export const legFinding = (
  row: string,
  position: Position,
  on: Day,
  held: Decimal | null,
  amount: Decimal,
): Finding =>
  findingOf({
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
