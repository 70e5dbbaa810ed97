/** An exercise whose option is still reported as held, as a finding. */
import type { RowId } from '../../src/event/identity.js';
import type { Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { type Finding, findingOf } from '../conflict/conflict.js';
import type { Position } from '../position/position.js';

export const legFinding = (
  row: RowId,
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
