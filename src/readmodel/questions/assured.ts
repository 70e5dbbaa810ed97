/** What is read must be what was written: the seals of whom a question is about are looked at first. */
import { kinds, type Lookups } from '../lookups.js';
import type { Part, Seals } from '../seals.js';
import type { Scope } from './found.js';

export interface Assured {
  /** Insiders under a key, each once, with parts of theirs made sure of. */
  numbers(
    kind: Parameters<Lookups['find']>[0],
    key: string,
    parts: ReadonlyArray<Part>,
  ): ReadonlyArray<number>;
  sure(scope: Scope, ...wanted: ReadonlyArray<Part>): void;
}

export const assuring = ({ find }: Pick<Lookups, 'find'>, seals: Seals): Assured => {
  const numbers: Assured['numbers'] = (kind, key, parts) => {
    const met = [...new Set(find(kind, key).map(({ u }) => u))];
    seals.among(met, parts);
    return met;
  };
  return {
    numbers,
    sure: (scope, ...wanted) => {
      const parts = ['who' as const, ...wanted];
      if ('insider' in scope) seals.insider(scope.insider, parts);
      else if ('issuer' in scope) numbers(kinds.issuer, scope.issuer, parts);
      else seals.stretch(scope.after, scope.through, parts);
    },
  };
};
