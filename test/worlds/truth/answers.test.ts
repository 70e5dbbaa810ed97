import { describe } from 'vitest';
import {
  answerIsLastStated,
  endedIsEnded,
  nobodyBelowZero,
  nothingMadeNegative,
} from './answer-properties.js';
import { arrivalSaysNothing, decisionsOutliveIdentification } from './order-properties.js';
import { inEveryTrueWorld, inTrueWorldsOf } from './try.js';

describe('what is answered', () => {
  inEveryTrueWorld(
    'is the balance last stated, or the register says why not',
    200,
    answerIsLastStated,
  );
  inEveryTrueWorld('is not below zero unless contested', 200, nobodyBelowZero);
  inEveryTrueWorld('does not end below zero', 200, nothingMadeNegative);
  inTrueWorldsOf('moves', 'is nothing for what ended unsaid', 80, endedIsEnded);
});

describe('order of arrival and late identification', () => {
  inEveryTrueWorld('change nothing', 100, arrivalSaysNothing);
  inTrueWorldsOf(
    'identified-late',
    'leave decisions as they were made',
    80,
    decisionsOutliveIdentification,
  );
});
