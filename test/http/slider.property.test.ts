/** In random worlds: what a browser cuts out of a timeline is what `holdings` answers then. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { knownThrough, writtenDay } from '../../src/filing/calendar.js';
import { dayText, endOfFilingDay, filingDay } from '../../src/http/picture/day.js';
import { heldAt } from '../../src/http/picture/insider-face.js';
import { slim, type Timeline, wordingOf } from '../../src/http/picture/timeline.js';
import type { PositionAnswer } from '../../src/index.js';
import { right } from '../readmodel/kept.js';
import { momentsOf, played, presentIn } from '../readmodel/played.js';
import { script } from '../worlds/script.js';

const seed = Number(process.env['WORLDS_SEED'] ?? 20261129);
const worlds = 6 * Number(process.env['WORLDS_TIMES'] ?? 1);

type Seen = Omit<
  PositionAnswer,
  'positionId' | 'insider' | 'issuer' | 'reported' | 'rulings' | 'status'
> & { readonly positionId: string; readonly status: string };

const seen = ({ kind, security, ownership, terms, unit, ...told }: Seen) => ({
  positionId: told.positionId,
  wording: { kind, security, ownership, terms, unit },
  quantity: told.quantity,
  computed: told.computed,
  unexplained: told.unexplained,
  status: told.status,
  conflicts: told.conflicts,
});

const byId = (a: { positionId: string }, b: { positionId: string }): number =>
  a.positionId < b.positionId ? -1 : 1;

it(
  `both sliders show what is held then (${worlds} worlds, seed ${seed})`,
  () =>
    fc.assert(
      fc.asyncProperty(script, fc.nat(), async (one, dice) => {
        const { kept, world } = await played(one, dice);
        try {
          for (const insider of (await presentIn(kept, world)).insiders) {
            // As it comes out of the page that it was sent in.
            const sent: Timeline = JSON.parse(
              JSON.stringify(slim(await right(kept.ledger.timeline({ insider })))),
            );
            for (const moment of momentsOf(world)) {
              const { asOf, knownBy }: { asOf: string; knownBy?: string } = moment;
              const known =
                knownBy === undefined || knownBy.length > 10
                  ? (knownBy ?? null)
                  : endOfFilingDay(knownBy);
              for (const includeClosed of [false, true]) {
                const shown = heldAt(sent.positions, { asOf, knownBy: known }, includeClosed).map(
                  ({ position, then }) =>
                    seen({
                      ...then,
                      ...wordingOf(position, then),
                      positionId: position.positionId,
                    }),
                );
                const { positions } = await right(
                  kept.ledger.holdings({ insider, ...moment, includeClosed }),
                );
                expect({ ...moment, held: shown.sort(byId) }).toEqual({
                  ...moment,
                  held: positions.map(seen).sort(byId),
                });
              }
            }
          }
        } finally {
          await kept.close();
        }
      }),
      { seed, numRuns: worlds },
    ),
  360_000,
);

it(`a day ends in the browser when it ends in the ledger (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.integer({ min: 11_000, max: 25_000 }), (days) => {
      const day = dayText(days);
      const end = endOfFilingDay(day);
      expect(end).toBe(knownThrough(writtenDay(day)));
      expect(filingDay(end)).toBe(day);
    }),
    { seed, numRuns: 300 },
  );
});
