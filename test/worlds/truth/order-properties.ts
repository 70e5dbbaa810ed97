/** Order of arrival and the way of reading change nothing; nor does being identified late. */
import { always } from '../../../projections/known/knowledge.js';
import type { LedgerEvent } from '../../../src/event/catalogue.js';
import { isProvisional } from '../../../src/event/identity.js';
import { answersOf, firstDifference } from '../answers.js';
import { shuffled } from '../arrival.js';
import { fold, record, ruled } from '../recording.js';
import type { TrueProperty } from './answer-properties.js';
import { insider } from './paper.js';
import { deliveries, recordedIn, seen } from './seen.js';

/** 5. The order of arrival says nothing, nor does arriving twice. */
export const arrivalSaysNothing: TrueProperty = (world) => {
  const all = deliveries(world);
  const text = answersOf(seen(world).view);
  return [shuffled(all, world.script.arrival), [...all].reverse(), [...all, ...all]].flatMap(
    (arrival, i) => {
      const difference = firstDifference(text, answersOf(fold(recordedIn(arrival), always)));
      return difference === null ? [] : [`arrival ${i}: ${difference}`];
    },
  );
};

/** A decision made before a person was identified counts after it. */
export const decisionsOutliveIdentification: TrueProperty = (world) => {
  const filings = deliveries(world);
  const provisional = record(filings).find((r) => isProvisional(r.insider));
  if (provisional === undefined) return [];
  const joined = recordedIn(filings);
  return fold(provisional, always).conflicts.flatMap((c) => {
    const decided: LedgerEvent = {
      type: 'ConflictDecided',
      data: {
        reason: 'test',
        actor: 'operator',
        insider: provisional.insider,
        issuerId: c.issuerId,
        conflictId: c.conflictId,
        basis: c.basis,
        choice: c.choices[0] ?? '',
      },
    };
    const after = fold(ruled(joined, [decided], 500), always);
    const same = after.conflicts.filter(
      (o) => o.type === c.type && JSON.stringify(o.rows) === JSON.stringify(c.rows),
    );
    return same.every((o) => o.status === 'decided')
      ? []
      : [`${c.type} of ${c.rows.join(' ')} was decided, and is asked again of ${insider}`];
  });
};
