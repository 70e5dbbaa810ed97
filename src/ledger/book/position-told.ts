/** A position as it is kept of each of its times, made into what is answered. */
import type { PositionAnswer, PositionFact } from '../../answer/holdings.js';
import { dawn } from '../../filing/calendar.js';
import type { PositionFound } from '../../readmodel/questions/found.js';
import { insiderOf, issuerOf } from '../../readmodel/questions/parties.js';

type Wording = Pick<PositionAnswer, 'kind' | 'security' | 'ownership' | 'terms' | 'unit'>;

/** Rows of one position mostly have the same wording, and follow each other. */
let last: { readonly text: string; readonly wording: Wording } | null = null;

const wordingOf = (text: string): Wording => {
  if (last?.text !== text) last = { text, wording: JSON.parse(text) as Wording };
  return last.wording;
};

type Parties = Pick<PositionAnswer, 'insider' | 'issuer'>;

export const positionOf = (
  found: Omit<PositionFound, 'p'>,
  { insider, issuer }: Parties = { insider: insiderOf(found), issuer: issuerOf(found) },
): PositionFact => {
  const { kind, security, ownership, terms, unit } = wordingOf(found.wording);
  return {
    answer: {
      positionId: found.positionId,
      insider,
      issuer,
      kind,
      security,
      ownership,
      terms,
      unit,
      quantity: found.quantity,
      status: found.status as PositionAnswer['status'],
      reported:
        found.reportedRow === null
          ? null
          : {
              quantity: found.reportedQuantity ?? '',
              row: found.reportedRow,
              effectiveOn: found.reportedOn ?? dawn,
              filedOn: found.reportedFiledOn ?? dawn,
              ...(found.reportedAsFiled === null ? {} : { asFiled: found.reportedAsFiled || null }),
            },
      computed: found.computed,
      unexplained: found.unexplained,
      conflicts: found.conflicts === '' ? [] : found.conflicts.split(' '),
      rulings: found.rulings === '' ? [] : found.rulings.split(' '),
    },
    closed: found.closed !== 0,
  };
};
