/**
 * Imports killed at random instants. Each trial: a new ledger, an import killed with SIGKILL one
 * to three times, each time checked (every acknowledged filing is there, the log verifies), then
 * run to its end: the digest must be that of an undisturbed import.
 *
 * With `--built` it is what `npm run build` made that is killed, which reads on threads.
 *
 *   npx tsx bench/campaign/kill-import.ts [--kills 200] [--seed 1] [--from FOLDER] [--manifest F] [--built]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { openLedger } from '../../src/index.js';
import { randomFrom } from '../../test/store/random.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: 'samples' },
    manifest: { type: 'string' },
    built: { type: 'boolean', default: false },
  },
});
const random = randomFrom(Number(values.seed));
const folder = mkdtempSync(join(tmpdir(), 'kill-import-'));
const child = join(import.meta.dirname, 'import-child.ts');
const library = join(
  import.meta.dirname,
  '../..',
  values.built ? 'dist/src/index.js' : 'src/index.ts',
);

interface Run {
  readonly acknowledged: number;
  readonly finished: boolean;
  /** From the ledger being open to the end. */
  readonly milliseconds: number;
}

const run = (url: string, killAfter: number | null): Promise<Run> =>
  new Promise((resolve, reject) => {
    const args = ['--import', 'tsx', child, url, values.from, library];
    if (values.manifest !== undefined) args.push(values.manifest);
    const importing = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    let started = 0;
    importing.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (started !== 0 || !printed.startsWith('ready')) return;
      started = performance.now();
      if (killAfter !== null) setTimeout(() => importing.kill('SIGKILL'), killAfter);
    });
    importing.on('error', reject).on('close', () => {
      const lines = printed.split('\n').slice(0, -1);
      const counts = lines.filter((l) => /^\d+$/.test(l)).map(Number);
      resolve({
        acknowledged: Math.max(0, ...counts),
        finished: lines.includes('done'),
        milliseconds: performance.now() - started,
      });
    });
  });

const look = async (url: string): Promise<{ digest: string; ok: boolean; filings: number }> => {
  const opened = await openLedger(url)();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  const [verified, status] = [await opened.right.verify()(), await opened.right.status()()];
  await opened.right.close();
  if (E.isLeft(verified) || E.isLeft(status)) throw new Error('the ledger cannot be read');
  return { ...verified.right, filings: status.right.filings };
};

const undisturbed = `sqlite:${join(folder, 'undisturbed.db')}`;
const whole = await run(undisturbed, null);
const { digest } = await look(undisturbed);
const failures: Array<string> = [];
let kills = 0;
let midway = 0;
for (let trial = 0; kills < Number(values.kills); trial++) {
  const path = join(folder, `trial-${trial}.db`);
  const url = `sqlite:${path}`;
  for (let i = 1 + Math.floor(random() * 3); i > 0 && kills < Number(values.kills); i--) {
    const killed = await run(url, random() * whole.milliseconds);
    kills += 1;
    const seen = await look(url);
    if (!killed.finished && seen.filings > 0) midway += 1;
    if (!seen.ok) failures.push(`trial ${trial}: the log does not verify after a kill`);
    if (seen.filings < killed.acknowledged)
      failures.push(`trial ${trial}: ${killed.acknowledged} acknowledged, ${seen.filings} kept`);
  }
  const completed = await run(url, null);
  const end = await look(url);
  if (!completed.finished || end.digest !== digest)
    failures.push(
      `trial ${trial}: ${completed.finished ? 'the digest after completing is another' : 'the import did not finish'}`,
    );
  for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true });
}
rmSync(folder, { recursive: true });
process.stdout.write(
  `seed ${values.seed}: ${kills} kills, ${midway} of them with filings recorded and more to come, ` +
    `${failures.length} failures\n${failures.map((f) => `${f}\n`).join('')}`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
