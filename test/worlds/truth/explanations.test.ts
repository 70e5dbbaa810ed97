import { describe } from 'vitest';
import {
  countsAreHonest,
  gapsNameTheDocument,
  noGapOutOfNothing,
  nothingExplainedByChance,
  whatIsToldIsFound,
} from './explanation-properties.js';
import { inEveryTrueWorld, inNearlyEveryTrueWorld, inTrueWorldsOf } from './try.js';

describe('a difference', () => {
  inEveryTrueWorld('is not explained by chance', 200, nothingExplainedByChance);
  inTrueWorldsOf('holes', 'that no form tells of stays open', 200, nothingExplainedByChance);
  inNearlyEveryTrueWorld(null, 'of which a form tells is found', 200, 2, whatIsToldIsFound);
  inNearlyEveryTrueWorld(
    'slips',
    'that is a slip of the filer is found',
    80,
    10,
    whatIsToldIsFound,
  );
  inTrueWorldsOf(
    'words',
    'of which the form has words or a number is found',
    120,
    whatIsToldIsFound,
  );
  inEveryTrueWorld('is not made out of balances that follow', 200, noGapOutOfNothing);
  inEveryTrueWorld('names the number on its row', 100, gapsNameTheDocument);
});

describe('the counts', () => {
  inEveryTrueWorld('are those of the rows', 200, countsAreHonest);
});
