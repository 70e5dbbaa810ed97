/** `--adjusted`, whoever asks it, against a book that multiplies by each split from its day on. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keptLedger, right } from '../readmodel/kept.js';
import { splitScript, splitWorldOf } from './split-world.js';

const seed = Number(process.env['WORLDS_SEED'] ?? 20261128);
const worlds = 60 * Number(process.env['WORLDS_TIMES'] ?? 1);

it(`is what was held on each day (${worlds} worlds, seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(splitScript, async (script) => {
      const world = splitWorldOf(script);
      const kept = keptLedger();
      const { ledger } = kept;
      try {
        for (const filing of world.filings) await right(ledger.record(filing));
        for (const split of world.splits)
          await right(ledger.split('ACME', split, { reason: 'told', by: 'j.doe' }));
        const days = [...world.days];
        const panel = await right(ledger.panel({ days, adjusted: true, includeClosed: true }));
        for (const asOf of days) {
          const question = { asOf, adjusted: true };
          const [position] = (
            await right(ledger.holdings({ insider: 'doe', includeClosed: true, ...question }))
          ).positions;
          const everybody = await right(ledger.positions({ includeClosed: true, ...question }));
          const { holders } = await right(ledger.holders({ issuer: 'ACME', ...question }));
          const told = await right(
            ledger.explain({ position: position?.positionId ?? '', ...question }),
          );
          const held = world.held(asOf);
          expect({
            asOf,
            holdings: position?.quantity,
            positions: everybody.positions.map((p) => p.quantity),
            panel: panel.positions.filter((p) => p.asOf === asOf).map((p) => p.quantity),
            holders: holders.map((h) => h.quantity),
            explain: told.position.quantity,
            last: told.steps[told.steps.length - 1]?.balance,
          }).toEqual({
            asOf,
            holdings: held,
            positions: [held],
            panel: [held],
            holders: held === '0' ? [] : [held],
            explain: held,
            last: held,
          });
          const sum = told.steps.reduce((n, { amount }) => n + Number(amount), 0);
          expect(`${sum}`).toBe(held);
        }
      } finally {
        await kept.close();
      }
    }),
    { seed, numRuns: worlds },
  );
}, 240_000);
