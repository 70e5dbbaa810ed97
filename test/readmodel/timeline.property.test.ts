/** In random worlds: a timeline cut at any day and instant is what `holdings` says of them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isDay, parseInstant } from '../../src/filing/calendar.js';
import { cutTimeline, type PositionListed } from '../../src/index.js';
import { script } from '../worlds/script.js';
import { type Kept, right } from './kept.js';
import { momentsOf, played, presentIn } from './played.js';

/** Another seed is tried with `WORLDS_SEED`, more worlds with `WORLDS_TIMES`. */
const seed = Number(process.env['WORLDS_SEED'] ?? 20261128);
const times = Number(process.env['WORLDS_TIMES'] ?? 1);
const worlds = 8 * times;

/** Names are those last known, and the order follows them; of co-owners a timeline says nothing. */
const unnamed = (positions: ReadonlyArray<PositionListed & { readonly closed?: boolean }>) =>
  positions
    .map(({ insider, issuer: _, closed: _closed, jointWith: _with, ...rest }) => ({
      ...rest,
      insider: insider.id,
    }))
    .sort((a, b) => (a.positionId < b.positionId ? -1 : 1));

type Asked = { readonly insider: string } | { readonly issuer: string };

/** On every day and for all that was known, with closed positions and without. */
const isWhatIsHeld = async (
  { ledger }: Kept,
  whom: Asked & { readonly adjusted: boolean; readonly fromLog: boolean },
  moments: ReadonlyArray<{ readonly asOf: string; readonly knownBy?: string }>,
): Promise<void> => {
  const timeline = await right(ledger.timeline(whom));
  for (const moment of moments) {
    const { asOf, knownBy } = moment;
    if (!isDay(asOf)) throw new Error(`${asOf} is no day`);
    const cut = cutTimeline(timeline, asOf, knownBy === undefined ? null : parseInstant(knownBy));
    const all = await right(ledger.holdings({ ...whom, ...moment, includeClosed: true }));
    expect({ ...moment, held: unnamed(cut) }).toEqual({
      ...moment,
      held: unnamed(all.positions),
    });
    const open = await right(ledger.holdings({ ...whom, ...moment }));
    expect(unnamed(cut.filter(({ closed }) => !closed))).toEqual(unnamed(open.positions));
  }
};

it(
  `a timeline cut at a moment is what is held then (${worlds} worlds, seed ${seed})`,
  () =>
    fc.assert(
      fc.asyncProperty(script, fc.nat(), fc.boolean(), async (one, dice, adjusted) => {
        const { kept, world } = await played(one, dice);
        try {
          const { insiders, issuers } = await presentIn(kept, world);
          const whom = [
            ...insiders.map((insider) => ({ insider })),
            ...issuers.map((issuer) => ({ issuer })),
          ];
          for (const who of whom)
            for (const fromLog of [true, false])
              await isWhatIsHeld(kept, { ...who, adjusted, fromLog }, momentsOf(world));
        } finally {
          await kept.close();
        }
      }),
      { seed, numRuns: worlds },
    ),
  360_000 * times,
);

it(
  `rectangles of a position share no point (${worlds} worlds, seed ${seed})`,
  () =>
    fc.assert(
      fc.asyncProperty(script, fc.nat(), async (one, dice) => {
        const { kept, world } = await played(one, dice);
        try {
          for (const insider of (await presentIn(kept, world)).insiders)
            for (const { rectangles } of (await right(kept.ledger.timeline({ insider }))).positions)
              rectangles.forEach((a, i) => {
                expect((a.from ?? '') <= (a.through ?? '~')).toBe(true);
                for (const b of rectangles.slice(i + 1))
                  expect(
                    (a.from ?? '') <= (b.through ?? '~') &&
                      (b.from ?? '') <= (a.through ?? '~') &&
                      a.knownFrom < (b.knownTo ?? '~') &&
                      b.knownFrom < (a.knownTo ?? '~'),
                  ).toBe(false);
              });
        } finally {
          await kept.close();
        }
      }),
      { seed, numRuns: worlds },
    ),
  360_000 * times,
);
