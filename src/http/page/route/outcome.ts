/** What a form shows of a ruling, dry or done. */
import type { RuledAnswer } from '../../../ledger/rule/operator.js';
import type { RulingChange } from '../../../ledger/rule/ruling-change.js';
import type { Outcome } from '../../outcome.js';

const noChange = {
  rulings: [],
  asOf: '',
  rows: [],
  positions: [],
  conflicts: [],
} as unknown as RulingChange;

export const outcomeOf = (outcome: Outcome) => {
  const { change, stale } = outcome.answer as Pick<RuledAnswer, 'change' | 'stale'>;
  return {
    isDone: outcome.kind === 'ruled',
    isStale: stale === true,
    would: change ?? noChange,
    wouldRecord:
      outcome.kind === 'previewed' ? outcome.answer.wouldRecord : outcome.answer.recorded,
  } as const;
};
