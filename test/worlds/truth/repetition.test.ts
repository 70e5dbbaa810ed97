import { describe } from 'vitest';
import { countsAreHonest, noGapOutOfNothing } from './explanation-properties.js';
import { doubtIsAsked } from './identity-properties.js';
import {
  aRulingOnACopyIsTold,
  nothingCountsTwice,
  theOtherCounts,
} from './repetition-properties.js';
import { inNearlyEveryTrueWorld, inTrueWorldsOf } from './try.js';

describe('what a later form reports again', () => {
  inTrueWorldsOf('filed-again', 'counts once, or it is asked', 100, nothingCountsTwice);
  inNearlyEveryTrueWorld('filed-again', 'makes no difference', 100, 1, noGapOutOfNothing);
  inTrueWorldsOf('filed-again', 'counts where the first is withdrawn', 60, theOtherCounts);
  inTrueWorldsOf('filed-again', 'is asked about where it is corrected', 60, aRulingOnACopyIsTold);
});

describe('what an amendment of an amendment adds', () => {
  inNearlyEveryTrueWorld('amended-again', 'makes no difference', 100, 1, noGapOutOfNothing);
  inNearlyEveryTrueWorld('amended-again', 'is a row of its own', 100, 1, countsAreHonest);
});

describe('what goes on under another name', () => {
  inTrueWorldsOf('renamed', 'is asked about', 100, doubtIsAsked);
});
