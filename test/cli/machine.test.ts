/** What the machine refuses is said, with what to do: never a stack, never a fault of ours. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { commandFile, sampleLedger } from './command.js';

const limited = (limit: string, words: ReadonlyArray<string>) =>
  spawnSync('sh', ['-c', `${limit}; exec "$0" "$@"`, process.execPath, commandFile, ...words], {
    encoding: 'utf8',
  });

it.runIf(process.platform !== 'win32')('says that it may open too few files', async () => {
  const store = await sampleLedger();
  for (const words of [['positions'], ['rebuild'], ['follow', '--once'], ['status']]) {
    const ran = limited('ulimit -n 28', [...words, '--store', store]);
    expect([0, 3], ran.stderr).toContain(ran.status);
    expect(ran.stderr).not.toMatch(/fault of insider-ledger|\n {4}at /);
    if (ran.status === 3) expect(ran.stderr).toContain('ulimit -n');
  }
});

it.runIf(process.platform !== 'win32')(
  'says that a read model cannot be written, and answers all the same',
  async () => {
    const store = await sampleLedger();
    // Files may grow to 40 KiB: room for a question, none for a read model.
    for (const words of [['rebuild'], ['rebuild', '--workers', '0'], ['follow', '--once']]) {
      const ran = limited('trap "" XFSZ; ulimit -f 80', [...words, '--store', store]);
      expect(ran.status, ran.stderr).toBe(3);
      expect(ran.stderr).not.toMatch(/fault of insider-ledger|\n {4}at |object Object/);
      expect(ran.stderr).toContain('the read model');
    }
    const asked = limited('trap "" XFSZ; ulimit -f 80', ['positions', '--store', store]);
    expect(asked.status, asked.stderr).toBe(0);
  },
);
