/** The verbs with which an operator rules; what judges a ruling is loaded when one is said. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { LedgerError } from '../../answer/error.js';
import type { Rulings } from '../ledger.js';
import type { OpenLedger } from '../open-ledger.js';
import { whenUsed } from '../when-used.js';
import type { RuledAnswer } from './operator.js';

type Said = (...given: ReadonlyArray<unknown>) => TaskEither<LedgerError, RuledAnswer>;

export const rulings = (open: OpenLedger): Rulings => {
  const judging = whenUsed(async () => (await import('./ruling.js')).ruling(open));
  const said = <V extends keyof Rulings>(verb: V): Rulings[V] => {
    const say: Said =
      (...given) =>
      async () =>
        ((await judging())[verb] as Said)(...given)();
    return say as Rulings[V];
  };
  return {
    decide: said('decide'),
    correct: said('correct'),
    withdraw: said('withdraw'),
    join: said('join'),
    identify: said('identify'),
    identifyIssuer: said('identifyIssuer'),
    alias: said('alias'),
    split: said('split'),
    declare: said('declare'),
    undeclare: said('undeclare'),
  };
};
