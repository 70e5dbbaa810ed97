/** Heavy answers: so many at once, and no more. Who comes too many is told to come again. */
import { type Problem, problem } from './problem.js';

export interface Heavy {
  /** A place, to be left once; null where all are taken. */
  enter(): (() => void) | null;
  readonly taken: () => number;
}

export const heavyMost = 2;

export const heavyPlaces = (most = heavyMost): Heavy => {
  let taken = 0;
  return {
    enter: () => {
      if (taken >= most) return null;
      taken += 1;
      let isLeft = false;
      return () => {
        if (!isLeft) taken -= 1;
        isLeft = true;
      };
    },
    taken: () => taken,
  };
};

export const tooMany: Problem = problem(
  503,
  'TOO_MANY_HEAVY',
  `${heavyMost} long answers are on their way, which is as many as are sent at once; ask again when one is done, or ask for a page of it with limit`,
  { headers: { 'retry-after': '5' } },
);
