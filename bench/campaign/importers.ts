/**
 * Several importers of the same filings at once, each a process of its own: the built command, as a
 * shell would run it. After each round the log must verify, the filings that the importers say they
 * recorded must sum to the filings there are, and the digest must be that of one importer alone: all
 * take the files in the same order, so the order within a stream is that order as well.
 *
 * With `--shuffled` each importer is given the folders in an order of its own; then the order within
 * a stream is whoever came first, and what is compared is which events stand in each stream.
 *
 *   npm run build && npx tsx bench/campaign/importers.ts [--rounds 20] [--filings 1000] [--importers 3]
 *     [--seed 1] [--store esdb|sqlite|both] [--shuffled]
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { sha256Hex } from '../../src/event/canonical.js';
import { type ImportReport, openLedger, type VerifyAnswer } from '../../src/index.js';
import { openStore } from '../../src/store/open.js';
import { randomFrom } from '../../test/store/random.js';
import { market } from '../market/market.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    filings: { type: 'string', default: '1000' },
    importers: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string', default: 'both' },
    shuffled: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const filings = Number(values.filings);
const importers = Number(values.importers);
const random = randomFrom(seed);
const root = join(import.meta.dirname, '../..');
const command = join(root, 'dist/bin/insider-ledger.js');
const folder = mkdtempSync(join(tmpdir(), 'importers-'));
const parts = 10;

const written = (): ReadonlyArray<string> => {
  const folders = Array.from({ length: parts }, (_, i) => join(folder, 'filed', `${i}`));
  for (const path of folders) mkdirSync(path, { recursive: true });
  const each = Math.ceil(filings / parts);
  let n = 0;
  for (const { text } of market({ seed, filings })) {
    const into = folders[Math.floor(n / each)] as string;
    writeFileSync(join(into, `${String(n++).padStart(7, '0')}.txt`), text);
  }
  return folders;
};

const shuffled = <A>(things: ReadonlyArray<A>): ReadonlyArray<A> =>
  things
    .map((thing) => [random(), thing] as const)
    .sort(([a], [b]) => a - b)
    .map(([, thing]) => thing);

const imported = (url: string, paths: ReadonlyArray<string>): Promise<ImportReport> =>
  new Promise((resolve, reject) => {
    const words = [command, 'import', ...paths, '--store', url, '--format', 'json'];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject).on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out) as ImportReport);
      else reject(new Error(`exit ${code}: ${err.trim().split('\n').at(-1)}`));
    });
  });

/** Verifies, and says which events stand in each stream whatever their order. */
const looked = async (url: string): Promise<{ verified: VerifyAnswer; held: string }> => {
  const opened = await openLedger(url)();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  const verified = await opened.right.verify()();
  await opened.right.close();
  if (E.isLeft(verified)) throw new Error(verified.left.message);
  const store = await openStore(url)();
  if (E.isLeft(store)) throw new Error(store.left.message);
  const held: Array<string> = [];
  for await (const { stream, id } of store.right.readAll()) held.push(`${stream} ${id}`);
  await store.right.close();
  return { verified: verified.right, held: sha256Hex(held.sort().join('\n')) };
};

type Double = ChildProcessByStdio<Writable, Readable, null>;

interface Server {
  readonly url: string;
  stop(): void;
}

const startDouble = async (): Promise<Server> => {
  const main = join(root, 'test/esdb-double/main.ts');
  const child: Double = spawn(process.execPath, ['--import', 'tsx', main], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const url of createInterface({ input: child.stdout }))
    return { url, stop: () => child.stdin.end() };
  throw new Error('the double did not start');
};

let files = 0;
const newFile = async (): Promise<Server> => {
  const path = join(folder, `ledger-${files++}.db`);
  return {
    url: `sqlite:${path}`,
    stop: () => {
      for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true });
    },
  };
};

const paths = written();
const alone = await newFile();
const one = await imported(alone.url, paths);
const whole = await looked(alone.url);
alone.stop();

const failures: Array<string> = [];
const table: Record<string, Record<string, number>> = {};

const runRounds = async (name: string, start: () => Promise<Server>): Promise<void> => {
  const shares: Array<number> = [];
  const begun = performance.now();
  for (let round = 0; round < Number(values.rounds); round++) {
    const server = await start();
    const at = `${name}, round ${round}`;
    const fail = (what: string): void => {
      failures.push(`${at}: ${what}`);
      process.stderr.write(`${at}: ${what}\n`);
    };
    try {
      const reports = await Promise.all(
        Array.from({ length: importers }, () =>
          imported(server.url, values.shuffled ? shuffled(paths) : paths),
        ),
      );
      const { verified, held } = await looked(server.url);
      const recorded = reports.reduce((sum, report) => sum + report.recorded, 0);
      const events = reports.reduce((sum, report) => sum + report.events, 0);
      if (!verified.ok)
        fail(`does not verify: ${verified.problems.length}, ${verified.problems[0]?.message}`);
      if (recorded !== one.recorded) fail(`${recorded} recorded of ${one.recorded}`);
      if (events !== one.events) fail(`${events} events said to be written of ${one.events}`);
      if (held !== whole.held) fail('other events stand there');
      if (!values.shuffled && verified.digest !== whole.verified.digest) fail('another digest');
      shares.push(Math.min(...reports.map((report) => report.recorded)) / recorded);
    } catch (error) {
      fail(String(error));
    } finally {
      server.stop();
    }
    process.stderr.write(`${at}: done\n`);
  }
  table[name] = {
    rounds: Number(values.rounds),
    'least share of an importer, mean %': Math.round(
      (100 * shares.reduce((sum, share) => sum + share, 0)) / Math.max(1, shares.length),
    ),
    'rounds in which all wrote': shares.filter((share) => share > 0).length,
    seconds: Math.round((performance.now() - begun) / 1000),
  };
};

if (values.store !== 'sqlite') await runRounds('EventStoreDB double', startDouble);
if (values.store !== 'esdb') await runRounds('SQLite', newFile);
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  `seed ${seed}: ${importers} importers of ${filings} filings${values.shuffled ? ', each in an order of its own' : ''}, ${failures.length} failures\n${failures.map((f) => `${f}\n`).join('')}`,
);
console.table(table);
process.exitCode = failures.length === 0 ? 0 : 1;
