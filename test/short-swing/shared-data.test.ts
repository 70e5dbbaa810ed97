/** Real filings, where the project's shared data lie beside the checkout. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ledger, ledgerOn } from '../../src/index.js';
import { memoryStore } from '../../src/store/memory.js';
import { shared } from '../cli/command.js';
import { right } from '../readmodel/kept.js';

const filings = shared === undefined ? '' : join(shared, 'data/filings');
const odd = shared === undefined ? '' : join(shared, 'data/odd-filings');
const asOf = '2026-01-05';

describe.skipIf(!existsSync(filings))(
  'three people’s filings (skipped without shared data)',
  () => {
    let ledger: Ledger;
    beforeAll(async () => {
      ledger = ledgerOn(memoryStore(), 'memory:');
      await right(ledger.import([filings, odd], { manifest: join(filings, 'manifest.csv') }));
    });

    it.each(['0001494730', '0001539853', '0001891801'])(
      'have no profitable pair in any window: %s',
      async (insider) => {
        for (const window of ['stella', 'anniversary', 'days:183']) {
          const answer = await right(
            ledger.shortSwing({ insider, window, asOf, certificate: true }),
          );
          const answers = 'answers' in answer ? answer.answers : [answer];
          const classes = answers.flatMap((one) => one.classes);
          expect(classes.length).toBeGreaterThan(0);
          for (const { exact, upperBound, pairs, certificate } of classes)
            expect([exact, upperBound, pairs, certificate?.verified]).toEqual([
              '0.00',
              '0.00',
              [],
              true,
            ]);
        }
      },
    );

    it.each([
      ['0001891801', '2023-12-15', 'director', 111, 'depends-on-results', true],
      ['0001331680', '2024-08-12', 'director', 147, 'satisfied', true],
      ['0001494730', '2021-09-14', 'officer and director', null, 'not-applicable', null],
      ['0001361476', '2024-09-20', 'director', 125, 'satisfied', true],
    ])('name the plan of %s', async (insider, adoptedOn, roleAtAdoption, day, outcome, box) => {
      const { plans } = await right(ledger.plans({ insider, asOf }));
      expect(plans).toMatchObject([
        { adoptedOn, roleAtAdoption, box, coolingOff: { dayAfterAdoption: day, outcome } },
      ]);
    });
  },
);
