import { describe } from 'vitest';
import {
  answerIsLastStated,
  endedIsEnded,
  nobodyBelowZero,
  nothingMadeNegative,
} from './answer-properties.js';
import { arrivalSaysNothing, decisionsOutliveIdentification } from './order-properties.js';
import { nearlyRight } from './script.js';
import { inEveryTrueWorld, inNearlyEveryTrueWorld, inTrueWorldsOf } from './try.js';

describe('what is answered', () => {
  inEveryTrueWorld(
    'is the balance last stated, or the register says why not',
    200,
    answerIsLastStated,
  );
  inEveryTrueWorld('is not below zero unless contested', 200, nobodyBelowZero);
  inEveryTrueWorld('does not end below zero', 200, nothingMadeNegative);
  inTrueWorldsOf('misdated', 'goes by the day to which a trade is moved', 80, answerIsLastStated);
  // A number of before a split of which no form tells is in doubt by two conflicts, not by one.
  inNearlyEveryTrueWorld(
    'misdated-split',
    'goes by the day to which a trade is moved, over a split',
    80,
    2,
    answerIsLastStated,
  );
  // A second late deed between the split and the list that counts it: the doubt names other numbers.
  inNearlyEveryTrueWorld(
    'split-late',
    'counts what is told late over a split',
    80,
    4,
    answerIsLastStated,
  );
  inTrueWorldsOf('form-3-late', 'is right with a Form 3 that comes late', 80, answerIsLastStated);
  // One more row with the number of another holding, the first of which may be corrected by it.
  inNearlyEveryTrueWorld(
    'forgotten',
    'keeps what was held beside what is added',
    80,
    2,
    answerIsLastStated,
  );
  inTrueWorldsOf('expiring', 'is right where lots have expired', 80, answerIsLastStated);
  inTrueWorldsOf('moves', 'is nothing for what ended unsaid', 80, endedIsEnded);
});

describe('order of arrival and late identification', () => {
  inEveryTrueWorld('change nothing', 100, arrivalSaysNothing);
  for (const kind of nearlyRight) inTrueWorldsOf(kind, 'change nothing', 40, arrivalSaysNothing);
  inTrueWorldsOf(
    'identified-late',
    'leave decisions as they were made',
    80,
    decisionsOutliveIdentification,
  );
});
