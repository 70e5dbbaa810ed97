import { describe } from 'vitest';
import { goesOnAsAfresh } from './properties.js';
import { inEveryWorld } from './try.js';

describe('a fold', () => {
  inEveryWorld('that goes on says after every filing what a fresh one says', 100, goesOnAsAfresh);
});
