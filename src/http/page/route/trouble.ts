/** What went wrong, for people. */

import type { ConflictDetailAnswer } from '../../../ledger/answers.js';
import type * as routeFrame from '../../page-route.js';
import type { Problem } from '../../problem.js';
import { conflictPage } from '../conflict.js';
import { documentOf } from '../frame.js';
import { troublePage } from '../trouble.js';
import { framed } from './framing.js';

/** The conflict of a state that a problem tells of. */
const stateIn = (told: unknown): ConflictDetailAnswer | null =>
  (told as { readonly conflict?: ConflictDetailAnswer | null } | undefined)?.conflict ?? null;

export const troubleOf = (problem: Problem, own: routeFrame.Frame): routeFrame.Html => {
  const { candidateDetails, link } = problem.more ?? {};
  const frame = framed(own, {}, null);
  const changed = stateIn(problem.more?.['now']);
  if (problem.code === 'CHANGED_SINCE' && changed !== null)
    return documentOf(
      frame,
      conflictPage(frame, changed, { changedSince: stateIn(problem.more?.['judged']) }),
    );
  return documentOf(
    frame,
    troublePage(frame, {
      ...problem,
      candidates: Array.isArray(candidateDetails) ? candidateDetails : [],
      ...(typeof link === 'string' ? { link } : {}),
    }),
  );
};
