/**
 * Read models killed at random instants: while a rebuild folds, from its last insider until the
 * new generation answers, and while a follower takes in an import that is killed as well. After
 * each kill whatever answers has to answer as the log does, and what is completed has to have the
 * digest of one that was never disturbed.
 *
 * With `--built` it is what `npm run build` made that is killed.
 *
 *   npx tsx bench/campaign/kill-readmodel.ts [--kills 200] [--seed 1] [--filings 1500] [--built]
 *     [--only rebuild|switch|follow]
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import type * as source from '../../src/index.js';
import { randomFrom } from '../../test/store/random.js';
import { market } from '../market/market.js';
import { builtLibrary, childScript } from './child-script.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    filings: { type: 'string', default: '1500' },
    built: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const random = randomFrom(Number(values.seed));
const folder = mkdtempSync(join(tmpdir(), 'kill-readmodel-'));
const library = values.built
  ? builtLibrary(join(folder, 'library'))
  : join(import.meta.dirname, '../../src/index.ts');
const { openLedger } = (await import(library)) as typeof source;

interface Run {
  readonly killed: boolean;
  /** From the ledger being open to the last insider, and from there to the end. */
  readonly folding: number;
  readonly switching: number;
}

/** When to kill: so long after the ledger is open, or after the last insider is folded. */
interface Blow {
  readonly after: 'open' | 'folded';
  readonly milliseconds: number;
}

const isLastInsider = (line: string): boolean => {
  const [insiders, of] = line.split('/');
  return of !== undefined && insiders === of;
};

/** From source the library has to be compiled as well. */
const scripts = new Map<string, ReadonlyArray<string>>();
const starting = (child: string): ReadonlyArray<string> => {
  const source = join(import.meta.dirname, child);
  const words =
    scripts.get(child) ??
    (values.built ? [childScript(source, folder)] : ['--import', 'tsx', source]);
  scripts.set(child, words);
  return words;
};

const run = (child: string, args: ReadonlyArray<string>, blow: Blow | null): Promise<Run> =>
  new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, [...starting(child), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    let opened: number | null = null;
    let folded: number | null = null;
    const strike = (at: Blow['after']): void => {
      if (blow?.after === at) setTimeout(() => process_.kill('SIGKILL'), blow.milliseconds);
    };
    process_.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      const lines = printed.split('\n').slice(0, -1);
      if (opened === null && lines.includes('ready')) {
        opened = performance.now();
        strike('open');
      }
      if (folded === null && lines.some(isLastInsider)) {
        folded = performance.now();
        strike('folded');
      }
    });
    process_.on('error', reject).on('close', (code, signal) => {
      if (signal === null && code !== 0) return reject(new Error(`${child} ended with ${code}`));
      const now = performance.now();
      const last = folded ?? now;
      resolve({
        killed: signal !== null,
        folding: last - (opened ?? last),
        switching: now - last,
      });
    });
  });

const rebuild = (url: string, blow: Blow | null): Promise<Run> =>
  run('keep-child.ts', [url, 'rebuild', library], blow);
const follow = (url: string, blow: Blow | null): Promise<Run> =>
  run('keep-child.ts', [url, 'follow', library], blow);

const filings = join(folder, 'filings');
mkdirSync(filings);
let files = 0;
for (const { accession, text } of market({
  seed: Number(values.seed),
  filings: Number(values.filings),
})) {
  files += 1;
  writeFileSync(join(filings, `${String(files).padStart(6, '0')}-${accession}.txt`), text);
}
const importInto = (url: string, blow: Blow | null): Promise<Run> =>
  run('import-child.ts', [url, filings, library], blow);

const withLedger = async <A>(
  url: string,
  use: (ledger: source.Ledger) => Promise<A>,
): Promise<A> => {
  const opened = await openLedger(url)();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  try {
    return await use(opened.right);
  } finally {
    await opened.right.close();
  }
};

const failures: Array<string> = [];

/** What answers, if anything does, with the whole log taken in. */
const digestOf = (url: string): Promise<string | null> =>
  withLedger(url, async (ledger) => {
    const digest = await ledger.readModelDigest()();
    if (E.isRight(digest)) return digest.right;
    if (digest.left.code !== 'NO_READ_MODEL') failures.push(digest.left.message);
    return null;
  });

const wholePath = join(folder, 'whole.db');
const whole = `sqlite:${wholePath}`;
await importInto(whole, null);
await rebuild(whole, null);
const undisturbed = await rebuild(whole, null);
const digest = await digestOf(whole);
if (digest === null) throw new Error('an undisturbed rebuild does not answer');

type Phase = 'rebuild' | 'switch' | 'follow';
const kills: Record<Phase, number> = { rebuild: 0, switch: 0, follow: 0 };
const wanted = Number(values.kills);
const open = (phase: Phase): boolean =>
  kills[phase] < wanted && (values.only === undefined || values.only === phase);

/** How many kills in a row; as many as are still wanted at most. */
const timesIn = (phase: Phase): number =>
  Math.min(1 + Math.floor(random() * 3), wanted - kills[phase]);

/** A rebuild killed one to three times in this phase, then completed. */
const killRebuild = async (url: string, phase: 'rebuild' | 'switch'): Promise<void> => {
  const answering = await digestOf(url);
  for (let times = timesIn(phase); times > 0; times--) {
    const { killed } = await rebuild(
      url,
      phase === 'rebuild'
        ? { after: 'open', milliseconds: random() * undisturbed.folding }
        : { after: 'folded', milliseconds: random() * undisturbed.switching },
    );
    if (killed) kills[phase] += 1;
    const seen = await digestOf(url);
    if (seen !== digest && (seen !== null || answering !== null))
      failures.push(`${phase}, kill ${kills[phase]}: what answers has another digest`);
  }
  await rebuild(url, null);
  if ((await digestOf(url)) !== digest)
    failures.push(`${phase}, kill ${kills[phase]}: a completed rebuild has another digest`);
};

/** An import into a ledger that is followed; both are killed and taken up again. */
const killFollowing = async (url: string, length: number): Promise<void> => {
  await withLedger(url, async (ledger) => {
    const made = await ledger.rebuild({ workers: 0 })();
    if (E.isLeft(made)) failures.push(made.left.message);
  });
  for (let times = timesIn('follow'); times > 0; times--) {
    const blow = (): Blow => ({ after: 'open', milliseconds: random() * length });
    await Promise.all([
      importInto(url, blow()),
      follow(url, blow()).then(({ killed }) => {
        if (killed) kills.follow += 1;
      }),
    ]);
  }
  await importInto(url, null);
  const { killed } = await follow(url, { after: 'open', milliseconds: random() * length });
  if (killed) kills.follow += 1;
  await follow(url, null);
  if ((await digestOf(url)) !== digest)
    failures.push(`follow, kill ${kills.follow}: a followed import has another digest`);
};

for (let trial = 0; open('rebuild') || open('switch') || open('follow'); trial++) {
  const path = join(folder, `trial-${trial}.db`);
  const url = `sqlite:${path}`;
  const phase = (['rebuild', 'switch', 'follow'] as const)[trial % 3] as Phase;
  if (!open(phase)) continue;
  if (phase === 'follow') await killFollowing(url, undisturbed.folding);
  else {
    cpSync(wholePath, path);
    // Half of them have a generation that answers meanwhile.
    if (random() < 0.5) await rebuild(url, null);
    await killRebuild(url, phase);
  }
  for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true });
  rmSync(`${path}.read`, { recursive: true, force: true });
  if (trial % 10 === 9)
    process.stderr.write(`${JSON.stringify(kills)}, ${failures.length} failures\n`);
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  `seed ${values.seed}, ${values.filings} filings: killed ${kills.rebuild} times in a rebuild, ${kills.switch} times around the switch, ${kills.follow} times following; ${failures.length} failures\n${failures.map((f) => `${f}\n`).join('')}`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
