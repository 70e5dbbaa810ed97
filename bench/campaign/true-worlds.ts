/** Counts which properties fail in which kinds of true worlds, and shrinks an example of each. */
import fc from 'fast-check';
import type { TrueProperty } from '../../test/worlds/truth/answer-properties.js';
import { judgementsOf } from '../../test/worlds/truth/explanation-properties.js';
import { ledgerProperties } from '../../test/worlds/truth/ledger-properties.js';
import { trueProperties } from '../../test/worlds/truth/properties.js';
import { type Script, scriptOf, type Theme, themes } from '../../test/worlds/truth/script.js';
import { tableOf } from '../../test/worlds/truth/table.js';
import { type TrueWorld, worldOf } from '../../test/worlds/truth/world.js';

export interface Campaign {
  /** Worlds in all, shared among the kinds. */
  readonly count: number;
  readonly seed: number;
  readonly only: string | undefined;
  readonly theme: string | undefined;
  /** An example for each property and theme, not only for each property. */
  readonly examples: 'none' | 'property' | 'all';
  readonly until: number;
}

const batch = 100;
const wholeLedgersOneIn = 20;

interface Failing {
  count: number;
  readonly seed: number;
  readonly problem: string;
}

const problemsOf = (property: TrueProperty, world: TrueWorld): ReadonlyArray<string> => {
  try {
    return property(world);
  } catch (thrown) {
    return [`thrown: ${thrown instanceof Error ? (thrown.stack ?? '') : String(thrown)}`];
  }
};

// ---- counting ----

class Tally {
  readonly worlds = new Map<Theme, number>();
  readonly failing = new Map<string, Map<Theme, Failing>>();
  /** What was planted: how often it was met with what was wanted, and what came instead. */
  readonly planted = new Map<string, Map<string, number>>();

  constructor(readonly tried: ReadonlyArray<readonly [string, TrueProperty]>) {
    for (const [name] of tried) this.failing.set(name, new Map());
  }

  take(theme: Theme, seed: number, world: TrueWorld): void {
    this.worlds.set(theme, (this.worlds.get(theme) ?? 0) + 1);
    for (const [name, property] of this.tried) {
      const [problem] = problemsOf(property, world);
      if (problem === undefined) continue;
      const known = this.failing.get(name)?.get(theme);
      if (known !== undefined) known.count += 1;
      else this.failing.get(name)?.set(theme, { count: 1, seed, problem });
    }
    for (const { planted, verdict, instead } of judgementsOf(world)) {
      const counts = this.planted.get(planted) ?? new Map<string, number>();
      const said = verdict === 'otherwise' ? `not: ${instead}` : verdict;
      counts.set(said, (counts.get(said) ?? 0) + 1);
      this.planted.set(planted, counts);
    }
  }
}

// ---- printing ----

const printFailures = ({ worlds, failing, tried }: Tally, kinds: ReadonlyArray<Theme>): void => {
  const width = Math.max(...tried.map(([name]) => name.length));
  console.log(
    `${''.padEnd(width)} ${kinds.map((k) => k.slice(0, 8).padStart(8)).join(' ')}      all`,
  );
  for (const [name, byTheme] of failing) {
    const cells = kinds.map((k) => {
      const failed = byTheme.get(k)?.count ?? 0;
      return (failed === 0 ? '.' : ((failed * 100) / (worlds.get(k) ?? 1)).toFixed(1)).padStart(8);
    });
    const all = [...byTheme.values()].reduce((sum, f) => sum + f.count, 0);
    console.log(`${name.padEnd(width)} ${cells.join(' ')} ${String(all).padStart(8)}`);
  }
};

const printPlanted = ({ planted }: Tally): void => {
  console.log('\nplanted: how often, of which as wanted; instead');
  for (const [name, counts] of [...planted].sort()) {
    const clear = [...counts].filter(([said]) => said !== 'unclear');
    const all = clear.reduce((sum, [, n]) => sum + n, 0);
    const right = counts.get('as wanted') ?? 0;
    const instead = clear.filter(([said]) => said !== 'as wanted').sort((a, b) => b[1] - a[1]);
    const share = all === 0 ? '-' : `${((right * 100) / all).toFixed(1)} %`;
    console.log(
      `${name.padEnd(52)} ${String(all).padStart(6)} ${share.padStart(8)}  ${instead.map(([said, n]) => `${said.slice(5)} ${n}`).join(', ')}`,
    );
  }
};

/** The smallest script of a batch in which the property fails. */
const shrunk = (property: TrueProperty, theme: Theme, seed: number): Script | null => {
  const holds = fc.property(
    scriptOf(theme),
    (script) => problemsOf(property, worldOf(script)).length === 0,
  );
  return fc.check(holds, { seed, numRuns: batch }).counterexample?.[0] ?? null;
};

const printExample = (name: string, theme: Theme, { seed, problem }: Failing): void => {
  const property = trueProperties[name];
  const smallest = property === undefined ? null : shrunk(property, theme, seed);
  console.log(`\n## ${name} in a world of ${theme} (seed ${seed})`);
  if (property === undefined || smallest === null) return console.log(problem);
  const world = worldOf(smallest);
  for (const said of problemsOf(property, world)) console.log(said);
  console.log(tableOf(world));
};

const printExamples = ({ failing }: Tally, examples: Campaign['examples']): void => {
  if (examples === 'none') return;
  for (const [name, byTheme] of failing)
    for (const [theme, failed] of [...byTheme].slice(0, examples === 'all' ? undefined : 1))
      printExample(name, theme, failed);
};

/** What needs a whole ledger takes longer: a few worlds of each kind. */
const ofWholeLedgers = async (
  kinds: ReadonlyArray<Theme>,
  seed: number,
  worldsOfEach: number,
): Promise<number> => {
  let failing = 0;
  for (const [name, property] of Object.entries(ledgerProperties)) {
    const cells: Array<string> = [];
    for (const kind of kinds) {
      let failed = 0;
      for (const script of fc.sample(scriptOf(kind), { seed, numRuns: worldsOfEach }))
        if ((await property(worldOf(script))).length > 0) failed += 1;
      if (failed > 0) cells.push(`${kind} ${failed}`);
    }
    failing += cells.length > 0 ? 1 : 0;
    console.log(
      `${name} in ${worldsOfEach} worlds of each kind: ${cells.join(', ') || 'none fails'}`,
    );
  }
  return failing;
};

/** Runs and prints; says how many properties failed. */
export const trueWorlds = async (campaign: Campaign): Promise<number> => {
  const { count, seed, only, theme, examples, until } = campaign;
  const kinds = themes.filter((t) => theme === undefined || t === theme);
  const tally = new Tally(
    Object.entries(trueProperties).filter(([name]) => only === undefined || name === only),
  );
  let worlds = 0;
  for (let n = 0; worlds < count && Date.now() < until; n++)
    for (const kind of kinds)
      for (const script of fc.sample(scriptOf(kind), { seed: seed + n, numRuns: batch })) {
        tally.take(kind, seed + n, worldOf(script));
        worlds += 1;
      }
  console.log(
    `${worlds} worlds of ${kinds.length} kinds, seed ${seed}; failures in 100 worlds of each:`,
  );
  printFailures(tally, kinds);
  printPlanted(tally);
  const ledgers =
    only === undefined
      ? await ofWholeLedgers(kinds, seed, Math.ceil(count / kinds.length / wholeLedgersOneIn))
      : 0;
  printExamples(tally, examples);
  return ledgers + [...tally.failing.values()].filter((byTheme) => byTheme.size > 0).length;
};
