import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSpill } from '../../src/filing/readers/data-set/spill.js';
import type { Header } from '../../src/filing/readers/data-set/table.js';

let folder: string;
const before = process.env['TMPDIR'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spill-'));
  process.env['TMPDIR'] = folder;
});
afterEach(() => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  rmSync(folder, { recursive: true, force: true });
});

const header = {} as Header;

it('keeps lines in files that are gone with the process, however it ends', async () => {
  const spill = await openSpill(3);
  const long = 'x'.repeat(50_000);
  for (let n = 0; n < 12; n++)
    await spill.add(`0000000042-24-${n % 4}`, { header, number: n, text: `${n} ${long} ü` });
  // A process that is killed now leaves nothing behind.
  expect(readdirSync(folder)).toEqual([]);
  const lines: Array<string> = [];
  for await (const partition of spill.partitions())
    for (const [accession, met] of partition)
      lines.push(`${accession}: ${met.map((line) => line.number).join(' ')}`);
  expect(lines.sort()).toEqual([
    '0000000042-24-0: 0 4 8',
    '0000000042-24-1: 1 5 9',
    '0000000042-24-2: 2 6 10',
    '0000000042-24-3: 3 7 11',
  ]);
  await spill.remove();
});
