/** Members that several answers have. */
import { day, list, maybe, object, oneOf, ref, text } from './schema.js';

/** How a position is called. */
export const worded = {
  kind: oneOf('share', 'derivative'),
  security: text,
  ownership: ref('Ownership'),
  terms: maybe(ref('Terms')),
  unit: oneOf('shares', 'value'),
};

/** Whose and of which issuer it is. */
export const ofPosition = {
  positionId: text,
  insider: ref('Insider'),
  issuer: ref('Issuer'),
  ...worded,
};

/** What is told of it. */
export const told = {
  quantity: maybe(text),
  status: oneOf('reported', 'derived', 'contested', 'stale', 'expired', 'unknown'),
  reported: maybe(
    object({
      quantity: text,
      row: text,
      effectiveOn: day,
      filedOn: day,
      'asFiled?': maybe(text),
    }),
  ),
  computed: maybe(text),
  unexplained: maybe(text),
  conflicts: list(text),
  rulings: list(text),
};

/** A conflict in the register. */
export const conflict = {
  conflictId: text,
  type: oneOf(
    'ORPHAN_AMENDMENT',
    'AMBIGUOUS_TARGET',
    'BOX4_DATE_MISMATCH',
    'BOX4_POINTS_TO_AMENDMENT',
    'UNMENTIONED_ROW',
    'COMPETING_AMENDMENTS',
    'SIBLING_NOT_AMENDED',
    'DUPLICATE_FILING',
    'BALANCE_MISMATCH',
    'UNEXPLAINED_DELTA',
    'MAYBE_SAME_HOLDING',
    'AMBIGUOUS_LOT',
    'NEGATIVE_BALANCE',
    'MISSING_DERIVATIVE_LEG',
    'RUNNING_TOTAL',
    'DATE_IMPLAUSIBLE',
    'CODE_DIRECTION',
  ),
  severity: oneOf('low', 'medium', 'high'),
  status: oneOf('open', 'decided', 'closed'),
  insider: ref('Insider'),
  issuer: ref('Issuer'),
  rows: list(text),
  detail: ref('Detail'),
  choices: list(text),
  decision: maybe(ref('Decision')),
  positions: list(text),
  'rulings?': list(text),
};
