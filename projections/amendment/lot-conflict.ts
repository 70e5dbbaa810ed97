/** Rows that go on from a balance that several lots have, and name none of them. */
import { type Finding, findingOf } from '../conflict/conflict.js';
import { formDate, type KnownFiling } from '../known/knowledge.js';
import type { PlaceDoubt } from '../position/position-identity.js';

export const ambiguousLotFinding = (
  filing: KnownFiling,
  { rows, taken, others }: PlaceDoubt,
): Finding => {
  const ids = [taken, ...others].map((p) => p.id);
  const names = rows.map((r) => r.row);
  return findingOf({
    type: 'AMBIGUOUS_LOT',
    severity: 'medium',
    about: [...names, ...ids],
    rows: names,
    issuerId: taken.issuerId,
    detail: {
      rows: names,
      positions: ids,
      meanwhile: `the rows count in ${taken.id}, the lot that was opened first; the lots' sum is right whichever it is`,
    },
    choices: ['first-lot'],
    touches: ids.map((positionId) => ({ positionId, from: formDate(filing) })),
  });
};
