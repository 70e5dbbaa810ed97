import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from './naive-links.js';
import {
  answersAreAccountedFor,
  entriesAreTheRows,
  linksAreRight,
  namesAreUnique,
  noRowDisappears,
  verdictsOf,
} from './properties.js';
import { script } from './script.js';
import { inEveryWorld } from './try.js';
import { worldOf } from './world.js';

describe('in every world', () => {
  inEveryWorld(
    'entries are the rows on paper, and each row is in just one line',
    200,
    entriesAreTheRows,
    noRowDisappears,
    namesAreUnique,
    linksAreRight,
    answersAreAccountedFor,
  );
});

describe('amendments whose box 4 is right', () => {
  // Two filings of one day may say the same: then the truth is in neither.
  it('are nearly all linked, and hardly ever to another filing of the same day', () => {
    const counted: Record<Verdict, number> = { right: 0, ambiguous: 0, orphan: 0, wrong: 0 };
    for (const one of fc.sample(script, { seed: 4, numRuns: 300 }))
      for (const { verdict, box4Right } of verdictsOf(worldOf(one)))
        if (box4Right) counted[verdict] += 1;
    const all = Object.values(counted).reduce((sum, n) => sum + n, 0);
    expect(all).toBeGreaterThan(300);
    expect(counted.right / all).toBeGreaterThan(0.95);
    expect(counted.wrong / all).toBeLessThan(0.01);
  });
});
