/** What the register says of two documents that are one filing, of which one was amended. */

import { onlyName, registered } from '../../projections/conflict/conflict.js';
import type { Unamended } from '../../projections/issuer.js';
import type { IssuerId, PositionId, RowId } from '../event/identity.js';
import type { Day } from '../filing/calendar.js';
import type { ConflictAnswer } from './conflicts.js';
import type { InsiderAnswer, IssuerAnswer } from './party.js';

interface Unlike extends Unamended {
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly issuerId: IssuerId;
  readonly filedOn: Day;
  readonly standing: ReadonlyArray<{ readonly positionId: PositionId; readonly row: RowId }>;
}

/** Nothing to choose: it ends when the other document is amended as well. */
export const siblingConflict = ({
  left,
  amended,
  amendment,
  insider,
  issuer,
  issuerId,
  filedOn,
  standing,
}: Unlike): ConflictAnswer => {
  const rows = [...new Set(standing.map(({ row }) => row))];
  const { conflictId, type, severity, status, detail, choices } = registered(
    onlyName(issuerId),
    {
      type: 'SIBLING_NOT_AMENDED',
      severity: 'medium',
      about: [left, amended],
      issuerId,
      rows,
      detail: {
        amended,
        amendment,
        notAmended: left,
        filedOn,
        meanwhile: 'each owner keeps what its own document says; totals show both',
      },
      choices: [],
      touches: [],
      closed: false,
    },
    new Map(),
  );
  return {
    conflictId,
    type,
    severity,
    status,
    insider,
    issuer,
    rows,
    detail,
    choices,
    decision: null,
    positions: [...new Set(standing.map(({ positionId }) => positionId))],
  };
};
