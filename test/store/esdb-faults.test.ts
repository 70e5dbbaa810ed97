import { describe, expect, it } from 'vitest';
import { runSchedule } from '../../bench/campaign/esdb-schedule.js';
import { unhandledRejectionsDuring } from './rejections.js';

/** A slice of `bench/campaign/esdb-faults.ts`, which runs as many as one has time for. */
describe('under every fault of a server', () => {
  it('no acknowledged event is lost, none stands twice, every call settles', async () => {
    const problems: string[] = [];
    const rejections = await unhandledRejectionsDuring(async () => {
      const run = async (first: number): Promise<void> => {
        for (let seed = first; seed < first + 3; seed++) {
          const result = await runSchedule(seed);
          problems.push(...result.problems.map((problem) => `seed ${seed}: ${problem}`));
        }
      };
      await Promise.all([100, 200, 300, 400].map(run));
    });
    expect(problems).toEqual([]);
    expect(rejections).toEqual([]);
  }, 300_000);
});
