import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

it('answers the same after followers and rebuilds were killed (a slice of the campaign)', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...['--import', 'tsx', 'bench/campaign/kill-readmodel.ts'],
      ...['--kills', '1', '--seed', '5', '--filings', '40', '--built'],
    ],
    { cwd: root },
  );
  expect(stdout).toMatch(/killed \d+ times in a rebuild.*; 0 failures/);
}, 300_000);
