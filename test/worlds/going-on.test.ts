import { describe } from 'vitest';
import {
  entriesAreTheRows,
  goesOnAsAfresh,
  namesAreUnique,
  noRowDisappears,
} from './properties.js';
import { inEveryWorld } from './try.js';

describe('a fold', () => {
  inEveryWorld(
    'loses nothing to corrections and decisions',
    800,
    entriesAreTheRows,
    noRowDisappears,
    namesAreUnique,
  );
  inEveryWorld('that goes on says after every filing what a fresh one says', 500, goesOnAsAfresh);
});
