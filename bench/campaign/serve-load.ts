/**
 * The server under load while the ledger grows: mixed questions over sockets, each answer compared
 * with the library's; imports and rulings go on meanwhile, and a long answer is always on its way.
 *
 *   npx tsx bench/campaign/serve-load.ts [--seconds 120] [--filings 2000] [--seed 1] [--askers 8]
 *   npx tsx bench/campaign/serve-load.ts --store sqlite:LEDGER.db --still    (nothing is written)
 *
 * An answer is right where it is the library's before it was asked for or after it was given; where
 * these two differ, it may be of a state between them, and is counted apart. Of two who decide on the
 * same state one is refused (412). Prints what was found; exits 1 where one is wrong.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { jsonText } from '../../src/cli/text/json.js';
import { app } from '../../src/http/app.js';
import { whoeverIsHere } from '../../src/http/asker.js';
import { growth } from '../../src/http/growth.js';
import { loopbackHosts } from '../../src/http/guard.js';
import { begunIn } from '../../src/http/log-end.js';
import { readinessOf } from '../../src/http/readiness.js';
import { listen } from '../../src/http/server.js';
import type { LedgerError } from '../../src/ledger/answers.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { Chance } from '../market/chance.js';
import { market } from '../market/market.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    filings: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    askers: { type: 'string', default: '8' },
    store: { type: 'string' },
    still: { type: 'boolean', default: false },
  },
});
const [seconds, filings, seed, askers] = [
  values.seconds,
  values.filings,
  values.seed,
  values.askers,
].map(Number) as [number, number, number, number];

const right = async <A>(asked: TaskEither<LedgerError, A>): Promise<A> => {
  const answer = await asked();
  if (E.isLeft(answer)) throw new Error(`${answer.left.code}: ${answer.left.message}`);
  return answer.right;
};

const folder = await mkdtemp(join(tmpdir(), 'serve-load-'));
const store = values.store ?? `sqlite:${join(folder, 'ledger.db')}`;

const submissions = market({ seed, filings });
async function* lines(count: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n++) {
    const next = submissions.next();
    if (next.done === true) return;
    yield Buffer.from(next.value.text);
  }
}

/** Files of the market, imported so many at a time. */
let written = 0;
const importSome = async (ledger: Ledger, count: number): Promise<number> => {
  const into = join(folder, `files-${written}`);
  await mkdir(into);
  let files = 0;
  for await (const bytes of lines(count)) {
    await writeFile(join(into, `${String(written++).padStart(9, '0')}.txt`), bytes);
    files += 1;
  }
  if (files > 0) await right(ledger.import([into]));
  await rm(into, { recursive: true });
  return files;
};

const writer = await right(openLedger(store));
if (values.store === undefined) {
  await importSome(writer, Math.round(filings / 2));
  await right(writer.rebuild({ workers: 0 }));
}
const serving = await right(openLedger(store));
/** Who compares has a ledger of its own, as another program would. */
const reader = await right(openLedger(store));

const growing = growth();
const faults: Array<string> = [];
const served = await listen(
  app({
    ledger: serving,
    version: 'load',
    hosts: loopbackHosts,
    identify: whoeverIsHere('load'),
    allowRulings: true,
    growth: growing,
    readiness: readinessOf(serving, true),
    onFault: (id, words) => faults.push(`${id} ${words}`),
  }),
  { host: '127.0.0.1', port: 0, hosts: loopbackHosts },
);
if (E.isLeft(served)) throw new Error(served.left.message);
const { port } = served.right;
const stop = new AbortController();
const following = serving.follow({
  signal: stop.signal,
  onProgress: ({ events, insiders }) => growing.tell({ events, insiders }),
})();

const agent = new Agent({ keepAlive: true, maxSockets: askers + 8 });

interface Got {
  readonly status: number;
  readonly text: string;
  readonly etag: string | undefined;
  readonly ms: number;
}

const ask = (
  path: string,
  { body, ifMatch }: { readonly body?: object; readonly ifMatch?: string } = {},
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const sent = body === undefined ? '' : JSON.stringify(body);
    const asked = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        path: `/api/v1${path}`,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        },
      },
      (answer) => {
        const pieces: Array<Buffer> = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            text: Buffer.concat(pieces).toString(),
            etag: answer.headers.etag,
            ms: performance.now() - began,
          }),
        );
      },
    );
    asked.on('error', (error: NodeJS.ErrnoException) => {
      // The server closed a connection that was kept, just as it was asked on again.
      if (asked.reusedSocket && error.code === 'ECONNRESET' && body === undefined)
        ask(path).then(resolve, reject);
      else reject(error);
    });
    asked.end(sent);
  });

const people = (await right(reader.insiders({ limit: 500 }))).insiders.map((i) => i.insider.id);
const issuers = (await right(reader.issuers())).issuers.map((i) => i.issuer.id);
const drawn = new Chance(seed, 7);
const pick = <A>(of: ReadonlyArray<A>): A => drawn.of(of);
const whole = (least: number, most: number): number => drawn.whole(least, most);
const day = (): string =>
  `20${whole(10, 25)}-${String(whole(1, 12)).padStart(2, '0')}-${String(whole(1, 28)).padStart(2, '0')}`;

/** A question, and the library's own answer to it. */
const questions: ReadonlyArray<() => readonly [string, () => TaskEither<LedgerError, object>]> = [
  () => {
    const [insider, asOf, knownBy] = [pick(people), day(), day()];
    return [
      `/holdings?insider=${insider}&asOf=${asOf}&knownBy=${knownBy}`,
      () => reader.holdings({ insider, asOf, knownBy, includeClosed: false, adjusted: false }),
    ];
  },
  () => {
    const [insider, asOf] = [pick(people), day()];
    return [
      `/transactions?insider=${insider}&asOf=${asOf}`,
      () => reader.transactions({ insider, asOf }),
    ];
  },
  () => {
    const [issuer, asOf] = [pick(issuers), day()];
    return [`/holders?issuer=${issuer}&asOf=${asOf}`, () => reader.holders({ issuer, asOf })];
  },
  () => {
    const insider = pick(people);
    return [
      `/conflicts?insider=${insider}&limit=100`,
      () => reader.conflicts({ insider, limit: 100 }),
    ];
  },
  () => {
    const asOf = day();
    return [`/positions?limit=50&asOf=${asOf}`, () => reader.positions({ limit: 50, asOf })];
  },
];

const found = {
  asked: 0,
  wrong: 0,
  busy: 0,
  changed: 0,
  settled: 0,
  between: 0,
  imports: 0,
  rulings: 0,
  exports: 0,
};
const wrong: Array<string> = [];
const holdingsMs: Array<number> = [];
const answerOf = async (asked: TaskEither<LedgerError, object>): Promise<string> => {
  const answer = await asked();
  return E.isLeft(answer) ? answer.left.code : `${jsonText(answer.right, 2)}\n`;
};

const ends = performance.now() + seconds * 1_000;
const goesOn = (): boolean => performance.now() < ends;

/** As the library says it: over HTTP a cursor says besides where the log stood. */
const ownCursor = (text: string): string =>
  text.replace(/^( {2}"next": )"(.*)"/m, (_, name: string, cursor: string) => {
    const { cursor: own } = begunIn(JSON.parse(`"${cursor}"`) as string);
    return `${name}${JSON.stringify(own)}`;
  });

const asker = async (): Promise<void> => {
  while (goesOn()) {
    const [path, own] = pick(questions)();
    const before = await answerOf(own());
    const got = await ask(path);
    found.asked += 1;
    if (path.startsWith('/holdings')) holdingsMs.push(got.ms);
    if (got.status === 503) {
      found.busy += 1;
      continue;
    }
    const said =
      got.status === 200 ? ownCursor(got.text) : (JSON.parse(got.text) as { code: string }).code;
    if (said === before) continue;
    const after = await answerOf(own());
    if (said === after) continue;
    // Filings came in between, one by one: it may be of any of the states between the two.
    if (before !== after) found.between += 1;
    else {
      found.wrong += 1;
      if (wrong.length < 10) wrong.push(`${path}: ${got.status} ${said.slice(0, 300)}`);
    }
  }
};

const importer = async (): Promise<void> => {
  while (goesOn() && !values.still) {
    if ((await importSome(writer, 20)) === 0) return;
    found.imports += 1;
    await sleep(500);
  }
};

/** Of two who decided on the same state, one at most is recorded and the other told of it. */
const countDecided = (conflictId: string, both: ReadonlyArray<Got>): void => {
  for (const { status, text } of both) {
    if (status === 412) found.changed += 1;
    // Settled meanwhile, by a join or by what was filed.
    else if (status === 409 || status === 404) found.settled += 1;
    else if (status === 200 || status === 201) found.rulings += 1;
    else if (status === 503) found.busy += 1;
    else {
      found.wrong += 1;
      wrong.push(`decision: ${status} ${text.slice(0, 300)}`);
    }
  }
  if (both.filter(({ status }) => status === 201).length > 1) {
    found.wrong += 1;
    wrong.push(`decision: two were recorded of one state of ${conflictId}`);
  }
};

const ruler = async (): Promise<void> => {
  while (goesOn() && !values.still) {
    await sleep(200);
    const insider = pick(people);
    const { conflicts } = await right(reader.conflicts({ insider }));
    if (conflicts.length === 0) continue;
    const { conflictId } = pick(conflicts);
    const { etag, text, status } = await ask(`/conflicts/${conflictId}`);
    if (status !== 200 || etag === undefined) continue;
    const { choices } = JSON.parse(text) as { readonly choices: ReadonlyArray<string> };
    if (choices.length === 0) continue;
    const first = { choice: pick(choices), reason: 'load' };
    await ask(`/previews/conflicts/${conflictId}/decision`, { body: first });
    // Another has looked at the same state, and says something else of it.
    const second = { choice: pick(choices), reason: 'load, by another' };
    const both = await Promise.all(
      [first, second].map((body) =>
        ask(`/conflicts/${conflictId}/decision`, { body, ifMatch: etag }),
      ),
    );
    countDecided(conflictId, both);
  }
};

/** A long answer, one after the other. */
const exporter = async (): Promise<void> => {
  while (goesOn()) {
    const { status, text } = await ask('/positions?format=ndjson');
    if (status !== 200) await sleep(100);
    else if (!text.endsWith('}\n')) wrong.push('an export that ends short');
    else found.exports += 1;
  }
};

const memory: Array<number> = [];
const measuring = setInterval(() => memory.push(process.memoryUsage().rss / 2 ** 20), 5_000);
await Promise.all([...Array.from({ length: askers }, asker), importer(), ruler(), exporter()]);
clearInterval(measuring);
const quantile = (of: ReadonlyArray<number>, q: number): number =>
  [...of].sort((a, b) => a - b)[Math.floor(of.length * q)] ?? 0;
stop.abort();
growing.end();
agent.destroy();
await served.right.drain({ graceMs: 2_000, onGraceOver: () => undefined });
await following;
for (const ledger of [writer, serving, reader]) await ledger.close();
await rm(folder, { recursive: true, force: true });

/** Of what each third of the time took, the middle. */
const thirds = [0, 1, 2].map((third) => {
  const part = memory.slice(
    Math.floor((memory.length * third) / 3),
    Math.floor((memory.length * (third + 1)) / 3),
  );
  return Math.round(quantile(part, 0.5));
});

console.log({
  seed,
  seconds,
  ...found,
  perSecond: Math.round(found.asked / seconds),
  holdingsMs: { p50: quantile(holdingsMs, 0.5), p99: quantile(holdingsMs, 0.99) },
  memoryMiBByThirds: thirds,
  faults: faults.slice(0, 3),
});
for (const one of wrong.slice(0, 10)) console.log(one);
process.exit(wrong.length > 0 || faults.length > 0 ? 1 : 0);
