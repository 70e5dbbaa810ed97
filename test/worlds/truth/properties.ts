/** What must hold in every true world, by name, for tests and campaign. */
import {
  answerIsLastStated,
  endedIsEnded,
  nobodyBelowZero,
  nothingMadeNegative,
  type TrueProperty,
} from './answer-properties.js';
import {
  countsAreHonest,
  gapsNameTheDocument,
  noGapOutOfNothing,
  nothingExplainedByChance,
  whatIsToldIsFound,
} from './explanation-properties.js';
import { doubtIsAsked, oneHoldingOneId, twoHoldingsTwoIds } from './identity-properties.js';
import { arrivalSaysNothing, decisionsOutliveIdentification } from './order-properties.js';
import {
  aRulingOnACopyIsTold,
  nothingCountsTwice,
  theOtherCounts,
} from './repetition-properties.js';

export const trueProperties: Readonly<Record<string, TrueProperty>> = {
  answerIsLastStated,
  endedIsEnded,
  nobodyBelowZero,
  nothingMadeNegative,
  oneHoldingOneId,
  twoHoldingsTwoIds,
  doubtIsAsked,
  nothingExplainedByChance,
  whatIsToldIsFound,
  noGapOutOfNothing,
  gapsNameTheDocument,
  countsAreHonest,
  arrivalSaysNothing,
  decisionsOutliveIdentification,
  nothingCountsTwice,
  theOtherCounts,
  aRulingOnACopyIsTold,
};
