/** Work shared out to threads: how they begin, and what becomes of the work of one that cannot. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { handOf, shareOut, starterOf, thisHand } from '../../src/ledger/crew/crew.js';

const unfit = (): Worker =>
  new Worker('throw new Error("it cannot begin")', { eval: true, stderr: true });

function* orders(): Generator<number, void> {
  for (let n = 1; n <= 5; n++) yield n;
}

const share = (done: Array<number>) => ({
  here: async (n: number) => 10 * n,
  done: (n: number) => {
    done.push(n);
  },
});

it('leaves the work of a spare thread that cannot begin to this one', async () => {
  const done: Array<number> = [];
  const spare = handOf<number, number>(unfit(), true);
  await shareOut([thisHand<number, number>(), spare], share(done), orders());
  await spare.end();
  expect(done).toEqual([10, 20, 30, 40, 50]);
});

it('fails where a thread that was counted on cannot begin', async () => {
  const hand = handOf<number, number>(unfit());
  await expect(shareOut([hand], share([]), orders())).rejects.toThrow('it cannot begin');
  await hand.end();
});

it('starts a thread without the flags of the process, which may be about a script of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crew-'));
  writeFileSync(
    join(folder, 'thread.js'),
    `require('node:worker_threads').parentPort.postMessage(process.execArgv)`,
  );
  const flags = process.execArgv;
  process.execArgv = ['--input-type=module'];
  try {
    const start = starterOf('./thread', pathToFileURL(join(folder, 'crew.js')).href);
    const flagsThere = await new Promise((resolve, reject) => {
      start?.(null).on('message', resolve).on('error', reject);
    });
    expect(flagsThere).toEqual([]);
  } finally {
    process.execArgv = flags;
    rmSync(folder, { recursive: true });
  }
});
