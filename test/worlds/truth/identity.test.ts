import { describe } from 'vitest';
import { doubtIsAsked, oneHoldingOneId, twoHoldingsTwoIds } from './identity-properties.js';
import { inEveryTrueWorld, inTrueWorldsOf } from './try.js';

describe('a true holding', () => {
  inEveryTrueWorld('has one id, where the documents tell', 200, oneHoldingOneId);
  inTrueWorldsOf('names', 'has one id however its holder is spelt', 80, oneHoldingOneId);
  inTrueWorldsOf('terms', 'has one id wherever its terms stand', 80, oneHoldingOneId);
  inEveryTrueWorld('shares its id with no other, where the documents tell', 200, twoHoldingsTwoIds);
  inTrueWorldsOf('lots', 'shares its id with no other lot', 80, twoHoldingsTwoIds);
  inEveryTrueWorld('is asked about, where they do not', 200, doubtIsAsked);
});
