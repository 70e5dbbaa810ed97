/**
 * Kills processes that append to a SQLite store, two on one file, and checks after each pair of
 * kills that everything acknowledged is there and every batch is whole.
 *
 * Run: npx tsx bench/campaign/kill-store.ts --kills 200 --seed 1
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crash } from '../../test/store/crash.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    // A file is left for a new one after so many kills, before checking it takes long.
    'kills-per-file': { type: 'string', default: '10' },
  },
});
const kills = Number(values.kills);
const killsPerFile = Number(values['kills-per-file']);
const firstSeed = Number(values.seed);

const folder = mkdtempSync(join(tmpdir(), 'insider-ledger-kills-'));
let done = 0;
let acknowledgements = 0;
let failures = 0;
for (let seed = firstSeed; done < kills; seed++) {
  const file = join(folder, `${Math.floor(done / killsPerFile)}.db`);
  const result = await crash(file, seed, 250);
  done += 2;
  acknowledgements += result.acknowledgements;
  if (result.problems.length > 0) {
    failures += 1;
    console.error(`FAILED seed=${seed}: ${result.problems.slice(0, 5).join('; ')}`);
  }
  if (done % 20 === 0) console.error(`${done} kills, ${acknowledgements} acknowledgements`);
}
rmSync(folder, { recursive: true, force: true });
console.log(JSON.stringify({ kills: done, seed: firstSeed, acknowledgements, failures }));
process.exitCode = failures === 0 ? 0 : 1;
