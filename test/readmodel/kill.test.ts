import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

it('answers the same after followers and rebuilds were killed (a slice of the campaign)', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'bench/campaign/kill-readmodel.ts', '--kills', '4', '--seed', '5'],
    { cwd: root },
  );
  expect(stdout).toMatch(/seed 5: \d+ kills, 0 failures/);
}, 120_000);
