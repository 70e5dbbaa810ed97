import { describe } from 'vitest';
import { doubtIsAsked, oneHoldingOneId, twoHoldingsTwoIds } from './identity-properties.js';
import { inNearlyEveryTrueWorld, inTrueWorldsOf } from './try.js';

describe('a true holding', () => {
  inNearlyEveryTrueWorld(null, 'has one id, where the documents tell', 200, 1, oneHoldingOneId);
  inTrueWorldsOf('names', 'has one id however its holder is spelt', 80, oneHoldingOneId);
  inNearlyEveryTrueWorld('terms', 'has one id wherever its terms stand', 80, 3, oneHoldingOneId);
  inNearlyEveryTrueWorld(
    null,
    'shares its id with no other, where the documents tell',
    200,
    1,
    twoHoldingsTwoIds,
  );
  inNearlyEveryTrueWorld('lots', 'shares its id with no other lot', 80, 3, twoHoldingsTwoIds);
  inNearlyEveryTrueWorld(null, 'is asked about, where they do not', 200, 1, doubtIsAsked);
});
