/**
 * What every bench measures with: a true median, processor time beside the clock, a first round that
 * warms up and is not counted, and how loaded the machine was meanwhile.
 */
import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';

export const median = (figures: ReadonlyArray<number>): number => {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('nothing was measured');
  if (sorted.length % 2 === 1) return upper;
  return (upper + (sorted[middle - 1] ?? upper)) / 2;
};

/** Wall and processor time in milliseconds; the processor's is that of all threads. */
export interface Took {
  readonly ms: number;
  readonly cpuMs: number;
}

export interface TookWith<A> extends Took {
  readonly value: A;
}

/** What a run in this process takes, on all its threads. */
export const took = async <A>(run: () => A | Promise<A>): Promise<TookWith<A>> => {
  const before = process.cpuUsage();
  const begun = performance.now();
  const value = await run();
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(before);
  return { value, ms, cpuMs: (user + system) / 1000 };
};

/** `0m1.250s`, as a shell writes the processor time of its children. */
const shellMs = (text: string): number => {
  const [, minutes = '0', seconds = '0'] = /^(\d+)m([\d.]+)s$/.exec(text) ?? [];
  return (Number(minutes) * 60 + Number(seconds)) * 1000;
};

/** What a process takes, start included; gives what it wrote. Throws where it fails. */
export const processTook = (
  command: string,
  args: ReadonlyArray<string>,
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): TookWith<string> => {
  // A shell tells what its children took of the processor: the second line that `times` writes.
  const script = '"$@"; code=$?; times >&3; exit $code';
  const begun = performance.now();
  const run = spawnSync('sh', ['-c', script, 'sh', command, ...args], {
    ...options,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const ms = performance.now() - begun;
  if (run.status !== 0)
    throw new Error(`${command}: ${run.stderr.slice(0, 2_000)}${run.stdout.slice(0, 2_000)}`);
  const [, children = ''] = String(run.output[3]).split('\n');
  const cpuMs = children
    .trim()
    .split(' ')
    .map(shellMs)
    .reduce((a, b) => a + b, 0);
  return { value: run.stdout, ms, cpuMs };
};

const loads: Array<number> = [];

/** Notes the load; called at each measurement, so that a busy quarter of an hour shows. */
export const noteLoad = (): void => {
  loads.push(loadavg()[0] ?? 0);
};

/** The machine's load while it was measured, such as `load 1.2 to 3.4`. */
export const loadSeen = (): string => {
  if (loads.length === 0) noteLoad();
  const [least, most] = [Math.min(...loads), Math.max(...loads)];
  return `load ${least.toFixed(1)} to ${most.toFixed(1)}`;
};

export interface Rounds {
  readonly rounds: number;
  /** Rounds before those that count, for compilers and caches; one unless said. */
  readonly warmUp?: number;
}

export type Figures<Side extends string> = {
  readonly [S in Side]: {
    /** Of the rounds that count. */
    readonly rounds: ReadonlyArray<Took>;
    readonly ms: number;
    readonly cpuMs: number;
    /** Of the first round, which is not counted; null where there was none. */
    readonly first: Took | null;
  };
};

/** Sides measured in turn within each round, in the other order every second round. */
export const inTurn = async <Side extends string>(
  { rounds, warmUp = 1 }: Rounds,
  sides: { readonly [S in Side]: (round: number) => Promise<Took> },
): Promise<Figures<Side>> => {
  const names = Object.keys(sides) as Array<Side>;
  const all = new Map<Side, Array<Took>>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds + warmUp; round++)
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      noteLoad();
      all.get(name)?.push(await sides[name](round));
    }
  noteLoad();
  const figures = names.map((name) => {
    const measured = all.get(name) ?? [];
    const counted = measured.slice(warmUp);
    const ms = median(counted.map((one) => one.ms));
    const cpuMs = median(counted.map((one) => one.cpuMs));
    return [name, { rounds: counted, ms, cpuMs, first: warmUp > 0 ? measured[0] : null }];
  });
  return Object.fromEntries(figures) as Figures<Side>;
};

/** The median of what each round gives: sides of one round met the same load. */
export const medianOfRounds = <Side extends string>(
  figures: Figures<Side>,
  of: (round: { readonly [S in Side]: Took }) => number,
): number => {
  const names = Object.keys(figures) as Array<Side>;
  const [first] = names;
  if (first === undefined) throw new Error('nothing was measured');
  return median(
    figures[first].rounds.map((_, i) =>
      of(
        Object.fromEntries(names.map((name) => [name, figures[name].rounds[i]])) as {
          readonly [S in Side]: Took;
        },
      ),
    ),
  );
};
