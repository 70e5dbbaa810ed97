/**
 * In random worlds whose forms leave CIKs out: whoever is said to be whom and whatever to be one,
 * what is kept is what the fold says, every old id leads somewhere, and all of it can be undone.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownAtOf } from '../../projections/known/knowledge.js';
import { type CompleteFiling, insiderIdOf, issuerIdOf } from '../../src/event/identity.js';
import type { Ledger, PositionAnswer } from '../../src/index.js';
import { randomFrom } from '../store/random.js';
import { script } from '../worlds/script.js';
import { type World, worldOf } from '../worlds/world.js';
import { disagreements, disagreementsAtLarge, type Kept, keptLedger, right } from './kept.js';

/** Another seed is tried with `WORLDS_SEED`, more worlds with `WORLDS_TIMES`. */
const seed = Number(process.env['WORLDS_SEED'] ?? 20261127);
const worlds = 8 * Number(process.env['WORLDS_TIMES'] ?? 1);

const why = { reason: 'test', by: 'operator' };
const later = '2050-01-01';

/** As a converter might have left it: nobody's CIK, or the issuer's missing, or nothing is. */
const damaged = (filing: CompleteFiling, random: () => number): CompleteFiling => {
  const [owners, issuer] = [random() < 0.4, random() < 0.3];
  return {
    ...filing,
    owners: owners ? filing.owners.map((owner) => ({ ...owner, cik: null })) : filing.owners,
    issuer: issuer ? { ...filing.issuer, cik: null } : filing.issuer,
  };
};

/** Provisional ids, with the CIK that each stands for. */
interface Provisional {
  readonly insiders: ReadonlyMap<string, string>;
  readonly issuers: ReadonlyMap<string, string>;
}

const everybody = async (ledger: Ledger): Promise<ReadonlyArray<PositionAnswer>> => {
  const { positions } = await right(ledger.positions({ asOf: later, includeClosed: true }));
  const issuers = new Set(positions.map((p) => p.positionId.split('/')[1] ?? ''));
  const found: Array<PositionAnswer> = [];
  for (const issuer of [...issuers].sort())
    found.push(
      ...(await right(ledger.holdings({ issuer, asOf: later, includeClosed: true }))).positions,
    );
  return found;
};

/** The rows on which each position stands. */
const rowsBy = async (ledger: Ledger): Promise<ReadonlyMap<string, ReadonlyArray<string>>> => {
  const rows = new Map<string, ReadonlyArray<string>>();
  for (const { positionId: position } of await everybody(ledger)) {
    const { steps } = await right(ledger.explain({ position, asOf: later }));
    rows.set(
      position,
      steps.map((step) => step.row),
    );
  }
  return rows;
};

const digestOf = async ({ ledger }: Kept): Promise<string> =>
  JSON.stringify([await everybody(ledger), await right(ledger.conflicts({}))]);

const shuffled = <A>(all: Iterable<A>, random: () => number): ReadonlyArray<A> =>
  [...all]
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);

/** Says who is whom and what is one, in any order; gives what takes it all back. */
const ruled = async (
  { ledger }: Kept,
  { insiders, issuers }: Provisional,
  ids: ReadonlyArray<string>,
  random: () => number,
): Promise<ReadonlyArray<() => Promise<unknown>>> => {
  const undo: Array<() => Promise<unknown>> = [];
  const joins = shuffled(ids, random).slice(0, 6);
  const says = [
    ...[...insiders].map(([id, cik]) => async () => {
      await right(ledger.identify(id, cik, why));
      undo.push(() => right(ledger.identify(id, cik, why, false)));
    }),
    ...[...issuers].map(([id, cik]) => async () => {
      await right(ledger.identifyIssuer(id, cik, why));
      undo.push(() => right(ledger.identifyIssuer(id, cik, why, false)));
    }),
    ...joins.flatMap((one, i) =>
      joins.slice(i + 1).map((other) => async () => {
        // Refused where they cannot be one: another insider's, issuer's, unit.
        const said = await ledger.join(one, other, why)();
        if (said._tag === 'Right' && said.right.recorded > 0)
          undo.push(() => ledger.join(one, other, why, false)());
      }),
    ),
  ];
  for (const say of shuffled(says, random)) if (random() < 0.8) await say();
  return undo;
};

interface Recorded extends Provisional {
  /** CIKs of the insiders, whether a form gave them or not. */
  readonly real: ReadonlySet<string>;
  readonly instants: ReadonlySet<string>;
}

const recorded = async (
  kept: Kept,
  filings: ReadonlyArray<CompleteFiling>,
  random: () => number,
): Promise<Recorded> => {
  const [insiders, issuers] = [new Map<string, string>(), new Map<string, string>()];
  const [instants, real] = [new Set<string>(), new Set<string>()];
  for (const filing of filings) {
    const left = damaged(filing, random);
    left.owners.forEach((owner, i) => {
      const cik = filing.owners[i]?.cik ?? '';
      real.add(cik);
      if (owner.cik === null) insiders.set(insiderIdOf(owner, left.issuer), cik);
    });
    if (left.issuer.cik === null) issuers.set(issuerIdOf(left.issuer), filing.issuer.cik ?? '');
    instants.add(knownAtOf(left));
    await kept.record(left);
  }
  return { insiders, issuers, real, instants };
};

/** Of these, whom or what the ledger knows. */
const knownAs = async (
  ledger: Ledger,
  member: 'insider' | 'issuer',
  ids: Iterable<string>,
): Promise<ReadonlyArray<string>> => {
  const known: Array<string> = [];
  for (const id of ids) {
    const asked = member === 'insider' ? { insider: id } : { issuer: id };
    if ((await ledger.holdings({ ...asked, fromLog: true })())._tag === 'Right') known.push(id);
  }
  return known;
};

const holdsIn = async (kept: Kept, world: World, random: () => number): Promise<void> => {
  const { ledger } = kept;
  await right(ledger.rebuild({ workers: 0 }));
  const filings = world.filed.map(({ filing }) => filing);
  const { insiders, issuers, real, instants } = await recorded(kept, filings, random);
  const { conflicts } = await right(ledger.conflicts({}));
  // One decision may settle what another was to be about.
  for (const { conflictId, choices } of shuffled(conflicts, random).slice(0, 3))
    await ledger.decide(conflictId, shuffled(choices, random)[0] ?? '', why)();
  const before = await digestOf(kept);
  const stoodOn = await rowsBy(ledger);
  const undo = await ruled(kept, { insiders, issuers }, [...stoodOn.keys()], random);

  // Where what an amendment amends is in doubt now, its rows stand nowhere.
  const ofWhom = (position: string, row: string): string => {
    const [insider = ''] = position.split('/');
    return `${insiders.get(insider) ?? insider} ${row}`;
  };
  const standing = new Set<string>();
  for (const [position, rows] of await rowsBy(ledger))
    for (const row of rows) standing.add(ofWhom(position, row));
  for (const [position, rows] of stoodOn)
    if (rows.some((row) => standing.has(ofWhom(position, row))))
      await right(ledger.explain({ position, asOf: later }));
  const some = shuffled(instants, random).slice(0, 4);
  const moments = [{ asOf: later }, ...some.map((knownBy) => ({ asOf: later, knownBy }))];
  const people = await knownAs(ledger, 'insider', [...real, ...insiders.keys()]);
  expect(await disagreements(ledger, people, moments)).toEqual([]);
  const companies = await knownAs(ledger, 'issuer', [...issuers.keys(), ...issuers.values()]);
  expect(await disagreementsAtLarge(kept, companies, [], moments)).toEqual([]);
  expect((await right(ledger.verifyReadModel({ workers: 0 }))).differences).toEqual([]);

  for (const back of undo.toReversed()) await back();
  expect(await digestOf(kept)).toBe(before);
};

describe('identities and joins', () => {
  it(
    `are told as the fold tells them, lead old ids on, and are undone (${worlds} worlds, seed ${seed})`,
    () =>
      fc.assert(
        fc.asyncProperty(script, fc.nat(), async (one, dice) => {
          const kept = keptLedger();
          try {
            await holdsIn(kept, worldOf(one), randomFrom(dice));
          } finally {
            await kept.close();
          }
        }),
        { seed, numRuns: worlds },
      ),
    120_000,
  );
});
