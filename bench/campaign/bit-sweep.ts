/**
 * Every bit of the smallest ledger's file turned alone, and everything asked of it: the right answer
 * or a refusal that names what is damaged. All pages whole, or a seeded share of them.
 *
 *   npx tsx bench/campaign/bit-sweep.ts [--share 1] [--seed 1] [--processes 2] [--pages 1,2]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as library from '../../src/index.js';
import { type Flip, makeSmallest } from '../../test/ledger/bit-flips.js';
import { type Outcome, sweep } from '../../test/ledger/bit-sweep.js';
import { randomFrom } from '../../test/store/random.js';
import { childScript } from './child-script.js';

const { values } = parseArgs({
  options: {
    share: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: '2' },
    pages: { type: 'string' },
  },
});
const share = Number(values.share);
const random = randomFrom(Number(values.seed));
const pageBytes = 4_096;
const pages = values.pages?.split(',').map(Number);

const folder = mkdtempSync(join(tmpdir(), 'bit-sweep-'));
const pristine = join(folder, 'pristine.db');
await makeSmallest(library, pristine);
const script = childScript(join(import.meta.dirname, 'bit-sweep-child.ts'), folder);
const { size } = statSync(pristine);
const flips: Array<Flip> = [];
for (let byte = 0; byte < size; byte++)
  for (let bit = 0; bit < 8; bit++) {
    const isAsked = pages?.includes(Math.floor(byte / pageBytes) + 1) ?? true;
    if (isAsked && (share >= 1 || random() < share)) flips.push({ byte, bit });
  }

const counts = new Map<string, number>();
let met = 0;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const tell = (outcome: Outcome): void => {
  met += 1;
  const { byte, bit, verdict } = outcome;
  const whole = 'whole' in outcome && outcome.whole && verdict !== 'right' ? ', verify: whole' : '';
  const key = `${verdict}${whole}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
  if (!['right', 'refused', 'set aside'].includes(verdict) || whole !== '')
    say(
      `page ${Math.floor(byte / pageBytes) + 1} byte ${byte % pageBytes} bit ${bit}: ${key} ${'bad' in outcome ? outcome.bad.join(' | ') : ''}`,
    );
  if (met % 5_000 === 0)
    say(`${met} of ${flips.length}: ${JSON.stringify(Object.fromEntries(counts))}`);
};
const started = performance.now();
await sweep(flips, { script, pristine, folder, processes: Number(values.processes), tell });
say(
  `${flips.length} of ${size * 8} bits turned (seed ${values.seed}) in ${((performance.now() - started) / 1000).toFixed(0)} s: ${JSON.stringify(Object.fromEntries(counts))}`,
);
rmSync(folder, { recursive: true, force: true });
process.exitCode = [...counts.keys()].some((k) => /wrong|fault|hang|fallen/.test(k)) ? 1 : 0;
