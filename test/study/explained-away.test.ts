/**
 * A slice of `bench/study/explained-away.ts`: what is missing is not explained away, and the
 * filer's slips and sentences are found. Other seeds, and real histories, are the study's.
 */
import { describe, expect, it } from 'vitest';
import { generatedHistories } from '../../bench/study/explained-away/history.js';
import { folded, spotsOf } from '../../bench/study/explained-away/spot.js';
import {
  removals,
  sentencesFound,
  slipsFound,
  type Tally,
  unreported,
} from '../../bench/study/explained-away/study.js';
import { type Counting, line, shareOf } from '../../bench/study/explained-away/table.js';

const options = { seed: 11, trials: 20 };
const explainedAwayMost = 0.01;
/**
 * Some cannot be told: the balance before once more on the exercise of an exercise and sale is as
 * good as the day's total on both rows, and two slips may come to one number.
 */
const slipsFoundLeast = 0.96;
const sentencesFoundLeast = 0.95;

const generated = generatedHistories(options.seed, 1_000).map(folded);
const spots = generated.flatMap(spotsOf);

const table = (tallies: ReadonlyArray<Tally>, of: Counting): string =>
  [`seed ${options.seed}`, ...tallies.map((t) => line(t, of))].join('\n');

const removed = removals('generated', generated, options);
const slipped = slipsFound(spots, options);

describe('what is missing', () => {
  it.each([
    ['a trade or filing removed', () => removed],
    ['a trade never reported', () => unreported('generated', spots, options)],
  ])('is not explained away: %s', (_, trials) => {
    const tallies = trials();
    expect(shareOf(tallies, 'holes'), table(tallies, 'holes')).toBeLessThan(explainedAwayMost);
  });
});

describe('what is there', () => {
  it.each([
    ['slips of the filer', slipsFoundLeast, () => slipped],
    ['sentences of a footnote', sentencesFoundLeast, () => sentencesFound(spots, options)],
  ])('is found: %s', (_, least, trials) => {
    const tallies = trials();
    expect(shareOf(tallies, 'plants'), table(tallies, 'plants')).toBeGreaterThan(least);
  });
});

it('tries what it says', () => {
  expect(generated.length).toBeGreaterThan(10);
  for (const { kind, trials } of [...removed, ...slipped])
    expect(trials, kind).toBe(options.trials);
});
