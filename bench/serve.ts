/**
 * What the server's answers cost: how soon it is ready, how long and how large the page of the
 * largest insider is, how long `holdings` takes beside an export that never ends, and how large
 * the script is that browsers get. The server is a process of its own, asked over a socket.
 *
 *   npm run build && npx tsx bench/serve.ts --store sqlite:LEDGER.db [--seconds 20]
 *
 * On a machine that others use too, what the clock says is of them all: processor time of the server
 * (Linux) is told beside it, and that of one turn of an export, for which everybody else waits.
 *
 * Long pages are those of the issuer and of the insider of whom most was filed, and of its first
 * position; `--long-pages` measures them alone.
 *
 * A ledger of the generated market is made by `bench/market/generate.ts` and `import`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import * as E from 'fp-ts/lib/Either.js';
import { jsonText } from '../src/cli/text/json.js';
import { type Ledger, openLedger } from '../src/index.js';

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    seconds: { type: 'string', default: '20' },
    'long-pages': { type: 'boolean', default: false },
  },
});
if (values.store === undefined) throw new Error('which ledger? Give --store sqlite:LEDGER.db');
const seconds = Number(values.seconds);

interface Server {
  readonly process: ChildProcess;
  readonly port: number;
  readonly readyMs: number;
}

/** From the start of the process to the first answer that it is ready. */
const served = async (store: string): Promise<Server> => {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['dist/bin/insider-ledger.js', 'serve', '--port', '0', '--store', store],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const port = await new Promise<number>((resolve, reject) => {
    child.stderr.on('data', (bytes: Buffer) => {
      const found = /:(\d+)\/ until/.exec(String(bytes))?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.once('exit', () => reject(new Error('it ended before it served')));
  });
  while ((await ask(port, '/readyz')).status !== 200) await sleep(5);
  return { process: child, port, readyMs: performance.now() - began };
};

interface Got {
  readonly status: number;
  readonly bytes: number;
  readonly text: string;
  readonly ms: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

const ask = (port: number, path: string, accept = 'application/json'): Promise<Got> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    get({ agent, port, path, host: '127.0.0.1', headers: { accept } }, (answer) => {
      const pieces: Array<Buffer> = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => {
        const body = Buffer.concat(pieces);
        resolve({
          status: answer.statusCode ?? 0,
          bytes: body.byteLength,
          text: body.toString(),
          ms: performance.now() - began,
        });
      });
    }).on('error', reject);
  });

const quantile = (of: ReadonlyArray<number>, q: number): number =>
  [...of].sort((a, b) => a - b)[Math.floor(of.length * q)] ?? 0;
const spread = (of: ReadonlyArray<number>) => ({
  p50: Math.round(quantile(of, 0.5) * 10) / 10,
  p99: Math.round(quantile(of, 0.99) * 10) / 10,
  most: Math.round(Math.max(...of) * 10) / 10,
  questions: of.length,
});

/** Milliseconds of processor time of a process, as Linux counts them in hundredths of a second. */
const cpuOf = ({ pid }: ChildProcess): number | null => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return null;
  }
};

interface Filed {
  readonly id: string;
  readonly filings: number;
}

const mostFiled = (all: ReadonlyArray<Filed>): string =>
  [...all].sort((a, b) => b.filings - a.filings)[0]?.id ?? '';

const jsonOf = async (port: number, path: string): Promise<Record<string, unknown>> =>
  JSON.parse((await ask(port, `/api/v1${path}`)).text) as Record<string, unknown>;

const longPagesOf = async (port: number): Promise<ReadonlyArray<readonly [string, string]>> => {
  const { insiders } = (await jsonOf(port, '/insiders?limit=1000')) as {
    readonly insiders: ReadonlyArray<{ readonly insider: { id: string }; filings: number }>;
  };
  const { issuers } = (await jsonOf(port, '/issuers')) as {
    readonly issuers: ReadonlyArray<{ readonly issuer: { id: string }; filings: number }>;
  };
  const insider = mostFiled(insiders.map(({ insider: { id }, filings }) => ({ id, filings })));
  const issuer = mostFiled(issuers.map(({ issuer: { id }, filings }) => ({ id, filings })));
  const { positions } = (await jsonOf(port, `/holdings?insider=${insider}`)) as {
    readonly positions: ReadonlyArray<{ readonly positionId: string }>;
  };
  return [
    ['issuer', `/issuers/${issuer}`],
    ['transactions of an issuer', `/issuers/${issuer}/transactions`],
    ['transactions of an insider', `/insiders/${insider}/transactions`],
    ['position', `/positions/${positions[0]?.positionId ?? ''}`],
  ];
};

const longPageTimes = 20;

/** What each costs, asked again and again. */
const longPages = async ({ process: child, port }: Server): Promise<object> => {
  const found: Record<string, object> = {};
  for (const [name, path] of await longPagesOf(port)) {
    for (let i = 0; i < 3; i++) await ask(port, path, 'text/html');
    const took: Array<number> = [];
    const before = cpuOf(child);
    let bytes = 0;
    for (let i = 0; i < longPageTimes; i++) {
      const got = await ask(port, path, 'text/html');
      took.push(got.ms);
      bytes = gzipSync(got.text).byteLength;
    }
    found[name] = {
      ...spread(took),
      gzippedKB: Math.round(bytes / 100) / 10,
      cpuMs: before === null ? null : ((cpuOf(child) ?? 0) - before) / longPageTimes,
    };
  }
  return found;
};

const ended = async ({ process: child }: Server): Promise<void> => {
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exit;
};

if (values['long-pages']) {
  const own = await served(values.store);
  console.log({ load: loadavg().map(Math.round), longPages: await longPages(own) });
  await ended(own);
  process.exit(0);
}

const starts: Array<number> = [];
const startsCpu: Array<number | null> = [];
for (let i = 0; i < 3; i++) {
  const own = await served(values.store);
  starts.push(own.readyMs);
  startsCpu.push(cpuOf(own.process));
  await ended(own);
}

const own = await served(values.store);
const { process: server, port } = own;
const { insiders } = JSON.parse((await ask(port, '/api/v1/insiders?limit=1000')).text) as {
  insiders: ReadonlyArray<{ readonly insider: { readonly id: string }; readonly filings: number }>;
};
const people = [...insiders].sort((a, b) => b.filings - a.filings).map((one) => one.insider.id);

/** Pages of the insiders who filed most, each of them once before it is measured. */
const pageMs: Array<number> = [];
let largest = 0;
const shown = people.slice(0, 20);
for (const who of shown) await ask(port, `/insiders/${who}`, 'text/html');
const cpuBefore = cpuOf(server);
for (const who of shown) {
  const { ms, text } = await ask(port, `/insiders/${who}`, 'text/html');
  pageMs.push(ms);
  largest = Math.max(largest, gzipSync(text).byteLength);
}

const pageCpu = cpuBefore === null ? null : ((cpuOf(server) ?? 0) - cpuBefore) / shown.length;

const long = await longPages(own);

/** `holdings` of somebody every few milliseconds, alone and then beside an export. */
const holdingsFor = async (until: number): Promise<ReadonlyArray<number>> => {
  const took: Array<number> = [];
  for (let i = 0; performance.now() < until; i++) {
    const { ms } = await ask(port, `/api/v1/holdings?insider=${people[(i * 7) % people.length]}`);
    took.push(ms);
    await sleep(2);
  }
  return took;
};
const alone = await holdingsFor(performance.now() + (seconds / 4) * 1_000);
const ends = performance.now() + seconds * 1_000;
let exported = 0;
const exporting = (async () => {
  while (performance.now() < ends) {
    await ask(port, '/api/v1/positions?format=ndjson');
    exported += 1;
  }
})();
const beside = await holdingsFor(ends);
await exporting;

await ended(own);
agent.destroy();

/** Turns of an export: as many insiders as the server reads and writes before others are heard. */
const turns: Array<number> = [];
const opened = await openLedger(values.store)();
if (E.isLeft(opened)) throw new Error(opened.left.message);
for (let round = 0; round < 3; round++)
  for (let next: string | null | undefined = ''; next != null; ) {
    const before = process.cpuUsage();
    const page: Awaited<ReturnType<ReturnType<Ledger['positions']>>> = await opened.right.positions(
      {
        limit: 3,
        ...(next === '' ? {} : { cursor: next }),
      },
    )();
    if (E.isLeft(page)) throw new Error(page.left.message);
    for (const position of page.right.positions) jsonText(position);
    const { user, system } = process.cpuUsage(before);
    if (round > 0) turns.push((user + system) / 1_000);
    next = page.right.next;
  }
await opened.right.close();

const script = readdirSync('dist/web').find((name) => /^app.*\.js$/.test(name)) ?? '';
console.log({
  load: loadavg().map(Math.round),
  readyMs: starts.map(Math.round),
  readyCpuMs: startsCpu,
  insiderPage: {
    ...spread(pageMs),
    largestGzippedKB: Math.round(largest / 100) / 10,
    cpuMs: pageCpu,
  },
  longPages: long,
  holdingsAloneMs: spread(alone),
  holdingsBesideExportMs: spread(beside),
  exports: exported,
  turnOfAnExportCpuMs: spread(turns),
  scriptGzippedKB: Math.round(gzipSync(readFileSync(`dist/web/${script}`)).byteLength / 100) / 10,
});
