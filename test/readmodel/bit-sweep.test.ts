import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const seed = process.env['SEED'] ?? '5';

it('answers as the log does, whichever bit of a read model is turned (a slice of the campaign)', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...['--import', 'tsx', 'bench/campaign/bit-sweep-readmodel.ts'],
      ...['--flips', '20', '--seed', seed],
    ],
    { cwd: root },
  );
  expect(stdout).toMatch(/20 of \d+ bits turned.*; 0 wrong, 0 hangs, 0 faults/);
}, 300_000);
