/**
 * Bits of a small read model's files turned, each alone, and every question asked of each: the
 * answer has to be the log's. All files (the generation, its write-ahead log, `CURRENT`), every
 * bit of the first page of the generation with `--schema`, else bits drawn from a seed.
 *
 *   npx tsx bench/campaign/bit-sweep-readmodel.ts [--flips 2000] [--seed 1] [--schema] [--children 2]
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { openLedger } from '../../src/index.js';
import { Database } from '../../src/store/sqlite/driver.js';
import { accession } from '../../test/ledger/filing.js';
import { right } from '../../test/readmodel/kept.js';
import { fillSmallLedger } from '../../test/readmodel/small-ledger.js';
import { randomFrom } from '../../test/store/random.js';
import { childScript } from './child-script.js';

const { values } = parseArgs({
  options: {
    flips: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    schema: { type: 'boolean', default: false },
    children: { type: 'string', default: '2' },
  },
});
const random = randomFrom(Number(values.seed));
const folder = mkdtempSync(join(tmpdir(), 'bit-sweep-'));
const path = join(folder, 'ledger.db');
/** Longer than any question takes: whoever says nothing for so long hangs. */
const hangsMs = 120_000;
const pageBits = 4096 * 8;

/** A read model of which part is in its write-ahead log still. */
const fill = async (): Promise<string> => {
  const opened = await openLedger(`sqlite:${path}`)();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  const ledger = opened.right;
  await fillSmallLedger(ledger);
  await right(ledger.rebuild({ workers: 0 }));
  const generation = join(`${path}.read`, 'gen-000001.db');
  const db = new Database(generation);
  db.pragma('wal_checkpoint(TRUNCATE)');
  await right(ledger.withdraw(`${accession(3)}/I.1`, { reason: 'twice', by: 'j.doe' }));
  await right(ledger.positions({}));
  const pristine = join(folder, 'pristine');
  cpSync(`${path}.read`, pristine, { recursive: true });
  rmSync(join(pristine, 'gen-000001.db-shm'), { force: true });
  db.close();
  await ledger.close();
  return pristine;
};

interface Flip {
  readonly file: string;
  readonly bit: number;
}

const pristine = await fill();
const files = readdirSync(pristine)
  .map((file) => ({ file, bits: statSync(join(pristine, file)).size * 8 }))
  .filter(({ bits }) => bits > 0);
const all = files.reduce((sum, { bits }) => sum + bits, 0);

const drawn = (): Flip => {
  // One in twenty of the pointer, which has few bits.
  const pointer = files.find(({ file }) => file === 'CURRENT');
  if (pointer !== undefined && random() < 0.05)
    return { file: pointer.file, bit: Math.floor(random() * pointer.bits) };
  let at = Math.floor(random() * all);
  for (const { file, bits } of files) {
    if (at < bits) return { file, bit: at };
    at -= bits;
  }
  throw new Error('unreachable');
};
const flips: ReadonlyArray<Flip> = values.schema
  ? Array.from({ length: pageBits }, (_, bit) => ({ file: 'gen-000001.db', bit }))
  : Array.from({ length: Number(values.flips) }, drawn);

const script = childScript(join(import.meta.dirname, 'bit-sweep-readmodel-child.ts'), folder);
const counts = { right: 0, word: 0, wrong: 0, fault: 0, hang: 0, died: 0 };
const bad: Array<string> = [];
let next = 0;

const tally = ({ file, bit }: Flip, result: string): void => {
  const [kind = 'died'] = result.split(' ');
  counts[kind as keyof typeof counts] += 1;
  if (kind !== 'right' && kind !== 'word') bad.push(`${file} bit ${bit}: ${result}`);
};

/** One child until it is done, dies or hangs. */
const child = (): Promise<void> =>
  new Promise((resolve) => {
    const running = spawn(process.execPath, [script, path, pristine], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let flip: Flip | null = null;
    let hung = false;
    let timer: NodeJS.Timeout | undefined;
    const ask = (): void => {
      clearTimeout(timer);
      flip = flips[next++] ?? null;
      if (flip === null) {
        running.stdin.end();
        return;
      }
      timer = setTimeout(() => {
        hung = true;
        running.kill('SIGKILL');
      }, hangsMs);
      running.stdin.write(`${flip.file} ${flip.bit}\n`);
    };
    createInterface({ input: running.stdout }).on('line', (line) => {
      if (flip !== null) tally(flip, line);
      ask();
    });
    running.on('close', () => {
      clearTimeout(timer);
      if (flip !== null) tally(flip, hung ? 'hang' : 'died');
      resolve();
    });
  });

const works = async (): Promise<void> => {
  while (next < flips.length) await child();
};
await Promise.all(Array.from({ length: Number(values.children) }, works));
rmSync(folder, { recursive: true, force: true });
for (const one of bad) process.stdout.write(`${one}\n`);
process.stdout.write(
  `seed ${values.seed}: ${flips.length} of ${all} bits turned, ${counts.right} answered right, ${counts.word} right with a word; ${counts.wrong} wrong, ${counts.hang} hangs, ${counts.fault + counts.died} faults\n`,
);
process.exitCode = bad.length === 0 ? 0 : 1;
