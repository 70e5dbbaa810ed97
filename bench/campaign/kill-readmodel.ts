/**
 * Read models killed at random instants: while following an import, while a rebuild folds, and
 * around the switch of generations. After each kill whatever answers has to answer as the log
 * does, and what is completed has to have the digest of one that was never disturbed.
 *
 *   npx tsx bench/campaign/kill-readmodel.ts [--kills 200] [--seed 1] [--from FOLDER] [--manifest F]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { type Ledger, openLedger } from '../../src/index.js';
import { randomFrom } from '../../test/store/random.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: 'samples' },
    manifest: { type: 'string' },
  },
});
const random = randomFrom(Number(values.seed));
const folder = mkdtempSync(join(tmpdir(), 'kill-readmodel-'));
const script = (name: string): string => join(import.meta.dirname, name);

interface Run {
  readonly finished: boolean;
  /** From the ledger being open to the end. */
  readonly milliseconds: number;
}

const run = (name: string, args: ReadonlyArray<string>, killAfter: number | null): Promise<Run> =>
  new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(
      process.execPath,
      ['--import', 'tsx', script(name), ...args],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let printed = '';
    let started = 0;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (started !== 0 || !printed.includes('ready')) return;
      started = performance.now();
      if (killAfter !== null) setTimeout(() => child.kill('SIGKILL'), killAfter);
    });
    child.on('error', reject).on('close', () =>
      resolve({
        finished: printed.split('\n').includes('done'),
        milliseconds: performance.now() - started,
      }),
    );
  });

const withLedger = async <A>(url: string, use: (ledger: Ledger) => Promise<A>): Promise<A> => {
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

const imports = [values.from, ...(values.manifest === undefined ? [] : [values.manifest])];
const wholePath = join(folder, 'whole.db');
const whole = `sqlite:${wholePath}`;
await run('import-child.ts', [whole, ...imports], null);
const undisturbed = await run('keep-child.ts', [whole, 'rebuild'], null);
const again = await run('keep-child.ts', [whole, 'rebuild'], null);
const digest = await digestOf(whole);
if (digest === null) throw new Error('an undisturbed rebuild does not answer');

/** Rebuilds of a ledger that already answers, killed now and then: something always answers. */
const killRebuilds = async (url: string, count: number): Promise<void> => {
  for (let i = 0; i < count; i++) {
    // Half of them around the end, where the generations are switched.
    const late = random() < 0.5;
    const after = again.milliseconds * (late ? 0.8 + random() * 0.3 : random());
    await run('keep-child.ts', [url, 'rebuild'], after);
    if ((await digestOf(url)) !== digest)
      failures.push(`after a killed rebuild (${Math.round(after)} ms) the digest is another`);
  }
  await run('keep-child.ts', [url, 'rebuild'], null);
  if ((await digestOf(url)) !== digest) failures.push('a completed rebuild has another digest');
};

/** An import into a ledger that is followed; both are killed and taken up again. */
const killFollowing = async (url: string, count: number): Promise<void> => {
  await withLedger(url, async (ledger) => {
    const made = await ledger.rebuild({ workers: 0 })();
    if (E.isLeft(made)) failures.push(made.left.message);
  });
  for (let i = 0; i < count; i++) {
    const importing = run('import-child.ts', [url, ...imports], random() * 400);
    await Promise.all([importing, run('keep-child.ts', [url, 'follow'], random() * 400)]);
  }
  await run('import-child.ts', [url, ...imports], null);
  await run('keep-child.ts', [url, 'follow'], random() * 200);
  await run('keep-child.ts', [url, 'follow'], null);
  if ((await digestOf(url)) !== digest) failures.push('a followed import has another digest');
};

let kills = 0;
for (let trial = 0; kills < Number(values.kills); trial++) {
  const path = join(folder, `trial-${trial}.db`);
  const url = `sqlite:${path}`;
  const count = Math.min(1 + Math.floor(random() * 3), Number(values.kills) - kills);
  if (trial % 2 === 0) {
    cpSync(wholePath, path);
    const first = random() * undisturbed.milliseconds;
    await run('keep-child.ts', [url, 'rebuild'], first);
    const seen = await digestOf(url);
    if (seen !== null && seen !== digest) failures.push('a half-built generation answers');
    await run('keep-child.ts', [url, 'rebuild'], null);
    await killRebuilds(url, count);
    kills += count + 1;
  } else {
    await killFollowing(url, count);
    kills += 2 * count + 1;
  }
  for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true });
  rmSync(`${path}.read`, { recursive: true, force: true });
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  `seed ${values.seed}: ${kills} kills, ${failures.length} failures\n${failures.map((f) => `${f}\n`).join('')}`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
