/** Worlds played into a ledger that keeps its answers, and what there is to be asked about then. */
import { knownAtOf } from '../../projections/known/knowledge.js';
import type { Ledger } from '../../src/index.js';
import { randomFrom } from '../store/random.js';
import { insiders } from '../worlds/form.js';
import type { Script } from '../worlds/script.js';
import { type World, worldOf } from '../worlds/world.js';
import { type Kept, keptLedger, right } from './kept.js';

const why = { reason: 'test', by: 'operator' };

/** Of amounts, of balances, of days, and of what tells one position from another. */
export const corrections: ReadonlyArray<Readonly<Record<string, string | null>>> = [
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

export const momentsOf = (world: World) => {
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

/** A world played with rulings in between, as the dice fall. */
export const played = async (
  one: Script,
  dice: number,
): Promise<{ readonly kept: Kept; readonly world: World }> => {
  const kept = keptLedger();
  const world = worldOf(one);
  await right(kept.ledger.rebuild({ workers: 0 }));
  await play(kept, world, randomFrom(dice));
  return { kept, world };
};

/** Whom and what a world can be asked about. */
export const presentIn = async ({ ledger }: Kept, world: World) => {
  const filings = world.filed.map((f) => f.filing);
  const whole = filings.flatMap((f) => [f.issuer.name, ...f.owners.map((o) => o.name)]);
  const isKnown = async (asked: { insider: string } | { issuer: string }): Promise<boolean> =>
    (await ledger.holdings({ ...asked, fromLog: true })())._tag === 'Right';
  const present: { insiders: Array<string>; issuers: Array<string> } = {
    insiders: [],
    issuers: [],
  };
  for (const insider of insiders) if (await isKnown({ insider })) present.insiders.push(insider);
  for (const issuer of new Set(filings.flatMap((f) => f.issuer.cik ?? [])))
    if (await isKnown({ issuer })) present.issuers.push(issuer);
  return {
    ...present,
    names: [...new Set([...whole, ...whole.flatMap((n) => n.split(/[ ,.]+/)), 'nobody'])],
    days: [...new Set(filings.map((f) => f.filedOn))].sort().slice(0, 3),
  };
};
