/** A position as one owner's report of a holding. */
import type { HeldReport } from '../../../projections/issuer.js';
import type { PositionAnswer } from '../../answer/holdings.js';

export interface Report extends HeldReport {
  readonly answer: PositionAnswer;
}

export const reportOf = (answer: PositionAnswer): Report => ({
  positionId: answer.positionId,
  insider: answer.insider.id,
  kind: answer.kind,
  security: answer.security,
  unit: answer.unit,
  quantity: answer.quantity,
  status: answer.status,
  statedOn: answer.reported?.effectiveOn ?? null,
  filedOn: answer.reported?.filedOn ?? null,
  answer,
});
