/**
 * What a ruling is said to change is what questions answer otherwise after it, of each owner: of
 * several who filed everything together one is folded for that.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Ledger, ledgerOn } from '../../src/index.js';
import type { EventStore } from '../../src/store/port.js';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { corrections } from '../readmodel/played.js';
import { randomFrom } from '../store/random.js';
import { tried } from '../times.js';
import { insiders } from '../worlds/form.js';
import { type Script, type Step, script } from '../worlds/script.js';
import { worldOf } from '../worlds/world.js';

const why = { reason: 'test', by: 'operator' };

/** Everything filed together, but for one form perhaps. */
const together = (one: Script, apart: number | null): Script => ({
  ...one,
  steps: one.steps.map((step, i): Step => {
    if (step.kind === 'amendment') return { ...step, alone: i === apart };
    return 'joint' in step ? { ...step, joint: i !== apart } : step;
  }),
});

/** The last puts a row back as it was filed. */
const changes = [...corrections, {}];

type Said = Awaited<ReturnType<typeof ruled>>;

const ruled = async (ledger: Ledger, random: () => number) => {
  const pick = <A>(all: ReadonlyArray<A>): A | undefined => all[Math.floor(random() * all.length)];
  const insider = pick(insiders) ?? '';
  const known = await ledger.transactions({ insider })();
  if (known._tag === 'Left') return null;
  const row = pick(known.right.transactions)?.row;
  const conflict = pick((await right(ledger.conflicts({ insider }))).conflicts);
  // What joins positions is told of both as one, which is not what is tried here.
  const choice = pick((conflict?.choices ?? []).filter((one) => one !== 'one-holding'));
  const dice = random();
  if (dice < 0.1 && conflict !== undefined && choice !== undefined)
    return right(ledger.decide(conflict.conflictId, choice, why));
  if (row === undefined) return null;
  return right(
    dice < 0.8 ? ledger.correct(row, pick(changes) ?? {}, why) : ledger.withdraw(row, why),
  );
};

/** What is answered of all of them, each folded by itself and by nobody who looked before. */
const answered = async (store: EventStore) => {
  const positions = new Map<string, { readonly held: string; readonly rulings: string[] }>();
  const conflicts = new Map<string, string>();
  for (const insider of insiders) {
    const ledger = ledgerOn(store, 'memory:', { clock: () => new Date('2026-06-01T00:00:00Z') });
    const found = await ledger.holdings({ insider, includeClosed: true })();
    if (found._tag === 'Left') continue;
    for (const { positionId, insider: who, quantity, status, rulings } of found.right.positions)
      positions.set(positionId, {
        held: JSON.stringify({ who, quantity, status }),
        rulings: [...rulings],
      });
    // Of an issuer, and of no owner by itself.
    for (const { conflictId, type, status } of (await right(ledger.conflicts({ insider })))
      .conflicts)
      if (type !== 'SIBLING_NOT_AMENDED') conflicts.set(conflictId, status);
  }
  return { positions, conflicts };
};

type Answered = Awaited<ReturnType<typeof answered>>;

/** Told one by one, for a reader to compare. */
const expected = (before: Answered, after: Answered, rulings: ReadonlyArray<string>) => {
  const ids = new Set([...before.positions.keys(), ...after.positions.keys()]);
  const both = new Set([...before.conflicts.keys(), ...after.conflicts.keys()]);
  return [
    ...[...ids].flatMap((id) => {
      const [was, is] = [before.positions.get(id), after.positions.get(id)];
      const bears = is?.rulings.some((one) => rulings.includes(one)) ?? false;
      return was?.held === is?.held && !bears
        ? []
        : [`${id} ${was?.held ?? 'none'} ${is?.held ?? 'none'}`];
    }),
    ...[...both].flatMap((id) => {
      const [was, is] = [before.conflicts.get(id), after.conflicts.get(id)];
      return was === is ? [] : [`${id} ${was ?? 'none'} ${is ?? 'none'}`];
    }),
  ].sort();
};

const told = ({ change }: NonNullable<Said>) => [
  ...(change?.positions ?? []).map(({ positionId, insider: who, before, after }) => {
    const held = (one: typeof before): string =>
      one === null ? 'none' : JSON.stringify({ who, quantity: one.quantity, status: one.status });
    return `${positionId} ${held(before)} ${held(after)}`;
  }),
  ...(change?.conflicts ?? []).map(
    ({ conflictId, before, after }) => `${conflictId} ${before ?? 'none'} ${after ?? 'none'}`,
  ),
];

const recorded = async (one: Script, kept: Kept): Promise<void> => {
  for (const { filing } of worldOf(one).filed) await kept.record(filing);
};

it('tells what a ruling on a joint filing changes for each of its owners', async () => {
  await fc.assert(
    fc.asyncProperty(
      script,
      fc.option(fc.nat(6), { freq: 2 }),
      fc.nat(),
      async (one, apart, dice) => {
        const kept = keptLedger();
        try {
          await recorded(together(one, apart), kept);
          const random = randomFrom(dice);
          for (let i = 0; i < 5; i++) {
            const before = await answered(kept.store);
            const said = await ruled(kept.ledger, random);
            if (said === null || said.recorded === 0) continue;
            const after = await answered(kept.store);
            expect(told(said).sort()).toEqual(expected(before, after, said.change?.rulings ?? []));
          }
        } finally {
          await kept.close();
        }
      },
    ),
    tried(40),
  );
});
