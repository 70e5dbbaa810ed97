import { describe } from 'vitest';
import {
  agreesWhenRuled,
  agreesWithDefinition,
  entriesAreTheRows,
  goesOnAsAfresh,
  namesAreUnique,
  noRowDisappears,
} from './properties.js';
import { inEveryWorld } from './try.js';

describe('balances, told by their definition', () => {
  inEveryWorld('are those of the fold, whatever is known', 800, agreesWithDefinition);
  inEveryWorld(
    'are those of the fold after corrections and decisions, where nothing is lost',
    1_500,
    agreesWhenRuled,
    entriesAreTheRows,
    noRowDisappears,
    namesAreUnique,
  );
});

describe('a fold that goes on', () => {
  inEveryWorld('says after every filing what a fresh one says', 500, goesOnAsAfresh);
});
