import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  jointFilersReportOnce,
  knownTwiceIsOne,
  type LedgerProperty,
  togetherIsOnce,
} from './ledger-properties.js';
import { scriptOf, type Theme } from './script.js';
import { tableOf } from './table.js';
import { worldOf } from './world.js';

const seed = Number(process.env['WORLDS_SEED'] ?? 20270107);

const inWorldsOf = (
  theme: Theme,
  says: string,
  numRuns: number,
  property: LedgerProperty,
): void => {
  it(`${says} (${numRuns} worlds of ${theme}, seed ${seed})`, async () => {
    const holds = fc.asyncProperty(
      scriptOf(theme),
      async (script) => (await property(worldOf(script))).length === 0,
    );
    const [smallest] = (await fc.check(holds, { seed, numRuns })).counterexample ?? [];
    if (smallest === undefined) return;
    const world = worldOf(smallest);
    expect.fail(`${(await property(world)).join('\n')}\n${tableOf(world)}`);
  });
};

describe('counted once', () => {
  inWorldsOf('owner-added', 'is what a joint filer was added to', 20, jointFilersReportOnce);
  inWorldsOf('filed-again', 'is what a joint form reports again', 60, togetherIsOnce);
  inWorldsOf('plain', 'is a document known with and without its envelope', 20, knownTwiceIsOne);
});
