import { describe } from 'vitest';
import { agreesWhenRuled, agreesWithDefinition } from './properties.js';
import { inEveryWorld } from './try.js';

describe('balances, told by their definition', () => {
  inEveryWorld('are those of the fold, whatever is known', 1_500, agreesWithDefinition);
  inEveryWorld('are those of the fold after corrections and decisions', 1_000, agreesWhenRuled);
});
