/** What a line's rows show by themselves, as findings. */

import { type Finding, findingOf } from '../conflict/conflict.js';
import { directionContradiction } from '../known/code-direction.js';
import { formDate } from '../known/knowledge.js';
import type { Line, Version } from '../line/line.js';

const touchesOf = ({ position, effective }: Version): Finding['touches'] =>
  position === null ? [] : [{ positionId: position.id, from: effective.on }];

/** Dates that cannot be. */
export const dateFindings = (line: Line): ReadonlyArray<Finding> =>
  line.versions.flatMap((version, i) => {
    const { effective } = version;
    if (effective.implausible === null) return [];
    return [
      findingOf({
        type: 'DATE_IMPLAUSIBLE',
        severity: 'low',
        about: [version.row.row],
        issuerId: version.row.issuerId,
        detail: {
          transactionDate: effective.implausible,
          filedOn: formDate(version.filing),
          countedFrom: effective.on,
          basis: effective.basis,
          meanwhile: `the row counts from ${effective.on}`,
        },
        choices: ['use-fallback'],
        touches: touchesOf(version),
        closed: i < line.versions.length - 1,
      }),
    ];
  });

/** Letters A or D that contradict their transaction codes. */
export const directionFindings = (line: Line): ReadonlyArray<Finding> =>
  line.versions.flatMap((version, i) => {
    const contradiction = directionContradiction(version.row);
    if (contradiction === null) return [];
    return [
      findingOf({
        type: 'CODE_DIRECTION',
        severity: 'low',
        about: [version.row.row],
        issuerId: version.row.issuerId,
        detail: {
          code: contradiction.code,
          expected: contradiction.expected,
          got: contradiction.got,
          meanwhile: 'the letter A or D counts, as filed',
        },
        choices: ['as-filed'],
        touches: touchesOf(version),
        closed: i < line.versions.length - 1,
      }),
    ];
  });
