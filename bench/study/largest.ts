/**
 * How many filings are imported and rebuilt within an hour, or within the disk: a market in slices,
 * each made, imported and deleted, then one rebuild. Making the slices is not counted.
 *
 *   npm run build && npx tsx bench/study/largest.ts --folder FOLDER [--slice 1000000] [--slices 7]
 *     [--minutes 60] [--make]
 *
 * With `--make` the slices are only made, for a later run that finds them; 6.5 GB of disk each.
 * Importing stops where the rebuild, by the share of its time that five million took, would no longer
 * fit. Needs GNU time.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    slice: { type: 'string', default: '1000000' },
    slices: { type: 'string', default: '7' },
    minutes: { type: 'string', default: '60' },
    make: { type: 'boolean', default: false },
  },
});
if (values.folder === undefined) throw new Error('where to? --folder FOLDER');
const folder = values.folder;
const perSlice = Number(values.slice);
const slices = Number(values.slices);
const allowed = Number(values.minutes) * 60;
/** Of five million a rebuild took 18.9 minutes where the import had taken 25.9; a little more than that. */
const rebuildToImport = 0.8;
/** More than there are issuers in a slice: 2,300 in a million filings. */
const issuersApart = Math.ceil((perSlice / 1_000_000) * 3_000) + 200;

const command = join(import.meta.dirname, '../../dist/bin/insider-ledger.js');
const store = join(folder, 'largest.db');

interface Run {
  readonly seconds: number;
  readonly report: string;
}

const run = (args: ReadonlyArray<string>): Run => {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(args[0] as string, args.slice(1), {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const seconds = (performance.now() - started) / 1_000;
  if (status !== 0) throw new Error(`${args.join(' ')}: ${status}\n${stderr}`);
  return { seconds, report: `${stdout}\n${stderr}` };
};

/** Of a process: wall, its processor time and peak memory, by GNU time. */
const timed = (args: ReadonlyArray<string>): Run =>
  run(['/usr/bin/time', '-f', 'CPU %U + %S s, peak %M KiB', 'node', command, ...args]);

const sliceAt = (n: number): string => join(folder, `slice-${n}`);

const make = (n: number): void => {
  if (existsSync(sliceAt(n))) return;
  const half = `${sliceAt(n)}.half`;
  rmSync(half, { recursive: true, force: true });
  const issuer = String(n * issuersApart);
  run(
    `npx tsx bench/market/generate.ts --seed 1 --filings ${perSlice} --first-issuer ${issuer} --out ${half}`.split(
      ' ',
    ),
  );
  run(['mv', half, sliceAt(n)]);
};

mkdirSync(folder, { recursive: true });
if (values.make) {
  for (let n = 0; n < slices; n++) {
    make(n);
    console.log(`slice ${n} made`);
  }
} else {
  let spent = 0;
  let imported = 0;
  for (let n = 0; n < slices; n++) {
    const expected = imported === 0 ? 0 : spent / imported;
    if ((imported + 1) * expected * (1 + rebuildToImport) > allowed) break;
    make(n);
    const { seconds, report } = timed(['import', sliceAt(n), '--store', `sqlite:${store}`]);
    rmSync(sliceAt(n), { recursive: true });
    spent += seconds;
    imported += 1;
    const size = (statSync(store).size / 1e9).toFixed(2);
    console.log(`slice ${n}: ${seconds.toFixed(0)} s, log ${size} GB\n${report.trim()}`);
  }
  const rebuilt = timed(['rebuild', '--store', `sqlite:${store}`]);
  console.log(`rebuild: ${rebuilt.seconds.toFixed(0)} s\n${rebuilt.report.trim()}`);
  const minutes = ((spent + rebuilt.seconds) / 60).toFixed(1);
  console.log(`${imported * perSlice} filings in ${minutes} of ${values.minutes} minutes`);
}
