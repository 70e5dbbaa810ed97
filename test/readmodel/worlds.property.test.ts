/** In random worlds: what is kept is what the fold says, whatever happened and in which order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownAtOf } from '../../projections/known/knowledge.js';
import type { Ledger } from '../../src/index.js';
import { randomFrom } from '../store/random.js';
import { insiders } from '../worlds/form.js';
import { script } from '../worlds/script.js';
import { type World, worldOf } from '../worlds/world.js';
import { disagreements, disagreementsAtLarge, type Kept, keptLedger, right } from './kept.js';

/** Another seed is tried with `WORLDS_SEED`, more worlds with `WORLDS_TIMES`. */
const seed = Number(process.env['WORLDS_SEED'] ?? 20261121);
const times = Number(process.env['WORLDS_TIMES'] ?? 1);

const why = { reason: 'test', by: 'operator' };

/** Of amounts, of balances, of days, and of what tells one position from another. */
const corrections: ReadonlyArray<Readonly<Record<string, string | null>>> = [
  { shares: '77' },
  { shares: '80', sharesFollowing: '1180' },
  { sharesFollowing: null },
  { transactionDate: '2024-02-29' },
  { security: 'Class Z Common Stock' },
  { ownership: 'I', nature: 'By Trust' },
];

/** Something an operator does, chosen from what there is. */
const rule = async (ledger: Ledger, random: () => number): Promise<void> => {
  const pick = <A>(all: ReadonlyArray<A>): A | undefined => all[Math.floor(random() * all.length)];
  const insider = pick(insiders) ?? '';
  const known = await ledger.transactions({ insider })();
  if (known._tag === 'Left') return;
  const transaction = pick(known.right.transactions);
  const { conflicts } = await right(ledger.conflicts({ insider }));
  const conflict = pick(conflicts);
  const choice = pick(conflict?.choices ?? []);
  const row = transaction?.row ?? '';
  const dice = random();
  if (dice < 0.3 && conflict !== undefined && choice !== undefined)
    await right(ledger.decide(conflict.conflictId, choice, why));
  else if (transaction === undefined) return;
  else if (dice < 0.6) await right(ledger.correct(row, pick(corrections) ?? {}, why));
  else if (dice < 0.75) await right(ledger.withdraw(row, why));
  else if (dice < 0.88) await right(ledger.correct(row, {}, why));
  else if (dice < 0.94) {
    const { issuer, security } = transaction;
    const other = pick(known.right.transactions.map((t) => t.security)) ?? security;
    await right(ledger.alias(issuer.cik ?? '', security, other, why));
  } else {
    const split = { effectiveOn: transaction.effectiveOn, ratio: '2:1' };
    await right(ledger.split(transaction.issuer.cik ?? '', split, why));
  }
};

/** Filings in an order of their own, questions and rulings in between. */
const play = async (kept: Kept, world: World, random: () => number): Promise<void> => {
  const left = world.filed.map((f) => f.filing);
  while (left.length > 0) {
    const [filing] = left.splice(Math.floor(random() * left.length), 1);
    if (filing !== undefined) await kept.record(filing);
    if (random() < 0.3) await rule(kept.ledger, random);
    if (random() < 0.1) await right(kept.ledger.rebuild({ workers: 0 }));
  }
};

const momentsOf = (world: World) => {
  const filings = world.filed.map((f) => f.filing);
  const known = [...new Set(filings.map((f) => knownAtOf(f)))].sort();
  const days = [...new Set(filings.map((f) => f.period))].sort();
  return [
    { asOf: '2050-01-01' },
    ...known.flatMap((knownBy, i) => {
      const asOf = days[(i * 7) % Math.max(1, days.length)] ?? '2024-06-01';
      return [
        { asOf: '2050-01-01', knownBy },
        { asOf, knownBy },
      ];
    }),
    ...days.map((asOf) => ({ asOf })),
    { asOf: '1990-01-01' },
  ];
};

const inWorlds = (
  says: string,
  worlds: number,
  holds: (kept: Kept, world: World) => Promise<void>,
): void => {
  it(
    `${says} (${worlds * times} worlds, seed ${seed})`,
    () =>
      fc.assert(
        fc.asyncProperty(script, fc.nat(), async (one, dice) => {
          const kept = keptLedger();
          try {
            const world = worldOf(one);
            await right(kept.ledger.rebuild({ workers: 0 }));
            await play(kept, world, randomFrom(dice));
            await holds(kept, world);
          } finally {
            await kept.close();
          }
        }),
        { seed, numRuns: worlds * times },
      ),
    120_000 * times,
  );
};

describe('what is kept', () => {
  inWorlds(
    'answers as the fold does, on every day and for all that was known',
    10,
    async (kept, world) => {
      const present: Array<string> = [];
      for (const insider of insiders)
        if ((await kept.ledger.holdings({ insider, fromLog: true })())._tag === 'Right')
          present.push(insider);
      expect(await disagreements(kept.ledger, present, momentsOf(world))).toEqual([]);
    },
  );

  inWorlds(
    'answers of issuers, of everybody and of names, and counts, as the log does',
    10,
    async (kept, world) => {
      const filings = world.filed.map((f) => f.filing);
      const issuers = [...new Set(filings.flatMap((f) => f.issuer.cik ?? []))];
      const whole = filings.flatMap((f) => [f.issuer.name, ...f.owners.map((o) => o.name)]);
      const names = [...new Set([...whole, ...whole.flatMap((n) => n.split(/[ ,.]+/)), 'nobody'])];
      const moments = momentsOf(world).filter((_, i) => i % 5 === 0);
      const present: Array<string> = [];
      for (const issuer of issuers)
        if ((await kept.ledger.holdings({ issuer, fromLog: true })())._tag === 'Right')
          present.push(issuer);
      const days = [...new Set(filings.map((f) => f.filedOn))].sort().slice(0, 3);
      expect(await disagreementsAtLarge(kept, present, names, moments, days)).toEqual([]);
    },
  );

  inWorlds('is what a fresh rebuild keeps', 10, async (kept) => {
    const grown = await right(kept.ledger.readModelDigest());
    const fresh = await right(kept.ledger.rebuild({ workers: 0, digest: true }));
    expect(fresh.digest).toBe(grown);
    expect((await right(kept.ledger.verifyReadModel({ workers: 0 }))).differences).toEqual([]);
  });
});
