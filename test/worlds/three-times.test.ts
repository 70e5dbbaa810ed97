import { describe } from 'vitest';
import {
  amendmentsComeLater,
  arrivalSaysNothing,
  decisionsReplaceEachOther,
  firstChoiceIsMeanwhile,
  onlyTheVisibleCounts,
  rulingsCanBeUndone,
  rulingsComeLater,
} from './properties.js';
import { inEveryWorld } from './try.js';

describe('what was known when', () => {
  inEveryWorld('does not depend on the order of arrival', 35, arrivalSaysNothing);
  inEveryWorld('is, before an amendment, the world without it', 70, amendmentsComeLater);
  inEveryWorld('depends on nothing known or recorded later', 35, onlyTheVisibleCounts);
});

describe('what operators say', () => {
  inEveryWorld('changes no answer from before it was recorded', 50, rulingsComeLater);
  inEveryWorld('leaves no trace once taken back', 50, rulingsCanBeUndone);
  inEveryWorld('moves no number where it agrees with the ledger', 50, firstChoiceIsMeanwhile);
  inEveryWorld('is replaced by what they say next', 50, decisionsReplaceEachOther);
});
