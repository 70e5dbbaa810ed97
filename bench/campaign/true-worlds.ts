/** Counts which properties fail in which kinds of true worlds, and shrinks an example of each. */
import fc from 'fast-check';
import type { TrueProperty } from '../../test/worlds/truth/answer-properties.js';
import { trueProperties } from '../../test/worlds/truth/properties.js';
import { type Script, scriptOf, type Theme, themes } from '../../test/worlds/truth/script.js';
import { tableOf } from '../../test/worlds/truth/table.js';
import { worldOf } from '../../test/worlds/truth/world.js';

export interface Campaign {
  /** Worlds in all, shared among the themes. */
  readonly count: number;
  readonly seed: number;
  readonly only: string | undefined;
  readonly theme: string | undefined;
  /** An example for each property and theme, not only for each property. */
  readonly examples: 'none' | 'property' | 'all';
  readonly until: number;
}

const batch = 100;

interface Failing {
  count: number;
  readonly seed: number;
  readonly problem: string;
}

const problemsOf = (property: TrueProperty, script: Script): ReadonlyArray<string> => {
  try {
    return property(worldOf(script));
  } catch (thrown) {
    return [thrown instanceof Error ? `thrown: ${thrown.stack ?? thrown.message}` : String(thrown)];
  }
};

/** The smallest script of a batch in which the property fails. */
const shrunk = (property: TrueProperty, theme: Theme, seed: number): Script | null => {
  const holds = fc.property(scriptOf(theme), (s) => problemsOf(property, s).length === 0);
  return fc.check(holds, { seed, numRuns: batch }).counterexample?.[0] ?? null;
};

const printExample = (name: string, theme: Theme, { seed, problem }: Failing): void => {
  const property = trueProperties[name];
  const smallest = property === undefined ? null : shrunk(property, theme, seed);
  console.log(`\n## ${name} in a world of ${theme} (seed ${seed})`);
  if (property === undefined || smallest === null) return console.log(problem);
  for (const said of problemsOf(property, smallest)) console.log(said);
  console.log(tableOf(worldOf(smallest)));
};

/** Runs and prints; says how many properties failed. */
export const trueWorlds = (campaign: Campaign): number => {
  const { count, seed, only, theme: onlyTheme, until } = campaign;
  const tried = Object.entries(trueProperties).filter(
    ([name]) => only === undefined || name === only,
  );
  const kinds = themes.filter((t) => onlyTheme === undefined || t === onlyTheme);
  const failing = new Map<string, Map<Theme, Failing>>(tried.map(([name]) => [name, new Map()]));
  const worlds = new Map<Theme, number>();
  for (let n = 0; n * batch * kinds.length < count && Date.now() < until; n++)
    for (const theme of kinds) {
      const scripts = fc.sample(scriptOf(theme), { seed: seed + n, numRuns: batch });
      worlds.set(theme, (worlds.get(theme) ?? 0) + scripts.length);
      for (const script of scripts) {
        const world = worldOf(script);
        for (const [name, property] of tried) {
          let problem: string | undefined;
          try {
            [problem] = property(world);
          } catch (thrown) {
            problem = `thrown: ${thrown instanceof Error ? thrown.stack : String(thrown)}`;
          }
          if (problem === undefined) continue;
          const known = failing.get(name)?.get(theme);
          if (known !== undefined) known.count += 1;
          else failing.get(name)?.set(theme, { count: 1, seed: seed + n, problem });
        }
      }
    }
  const width = Math.max(...tried.map(([name]) => name.length));
  const total = [...worlds.values()].reduce((sum, n) => sum + n, 0);
  console.log(
    `${total} worlds of ${kinds.length} kinds, seed ${seed}; failures in each 100 worlds:`,
  );
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
  if (campaign.examples !== 'none')
    for (const [name, byTheme] of failing) {
      const examples = [...byTheme];
      for (const [theme, failed] of campaign.examples === 'all' ? examples : examples.slice(0, 1))
        printExample(name, theme, failed);
    }
  return [...failing.values()].filter((byTheme) => byTheme.size > 0).length;
};
