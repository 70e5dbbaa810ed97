/**
 * A ledger's story on a server, end to end, in streams of its own: the server may hold other ledgers,
 * of which nothing is expected and to which nothing is done.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ledger, openLedger } from '../../src/index.js';
import { copyStores } from '../../src/ledger/copy.js';
import { form3, form4, holding, trade } from '../ledger/filing.js';
import { right } from '../readmodel/kept.js';
import { cutConnections } from './connections.js';
import { type RunningServer, realServer, startServer } from './server.js';

const server = realServer();
const title = server.kind === 'none' ? `SKIPPED: ${server.why}` : `a real server (${server.kind})`;

/** Nobody else's, on any server: CIKs from 8,000,000,000 on are given to nobody. */
const run = Math.floor(Math.random() * 9_000);
const cik = (n: number): string => `8${String(run).padStart(4, '0')}${String(n).padStart(5, '0')}`;
const issuer = { cik: cik(99_999), name: `STORY ${run} CORP`, symbol: null };
const jane = { cik: cik(1), name: `JANE STORY ${run}`, relationship: { director: true } };
const dick = { cik: cik(2), name: `DICK STORY ${run}`, relationship: { officer: true } };
const accession = (n: number): string => `${cik(0)}-24-${String(n).padStart(6, '0')}`;
const ours = { issuer, owners: [jane] };
const opening = {
  ...form3(1, '2024-01-10', [holding(1, '6000')]),
  ...ours,
  accession: accession(1),
};
const sale = (
  n: number,
  shares: string,
  following: string,
  owners: ReadonlyArray<object> = [jane],
) => ({
  ...form4(n, `2024-03-${n + 10}`, `2024-03-${n + 9}`, [
    trade(1, `2024-03-${n + 9}`, 'S', 'D', shares, following),
  ]),
  issuer,
  owners,
  accession: accession(n),
});
const streams = [jane, dick].map((owner) => `insider-${owner.cik}`);

describe.skipIf(server.kind === 'none')(title, { timeout: 180_000 }, () => {
  let running: RunningServer;
  let folder: string;
  let url: string;
  let ledger: Ledger;
  const held = async (of: Ledger = ledger, who = jane) =>
    (await right(of.holdings({ insider: who.cik, asOf: '2024-12-31' }))).positions.map(
      ({ quantity }) => quantity,
    );
  /** Problems of our streams: the server may hold others, broken ones too. */
  const problems = async (of: Ledger = ledger) =>
    (await right(of.verify())).problems.filter(({ stream }) => streams.includes(stream ?? ''));
  const file = (name: string, filings: ReadonlyArray<object>): string => {
    const path = join(folder, name);
    writeFileSync(path, filings.map((filing) => `${JSON.stringify(filing)}\n`).join(''));
    return path;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'story-'));
    running = await startServer(server);
    ({ url } = running);
    ledger = await right(openLedger(url, { readModel: join(folder, 'kept') }));
  }, 180_000);
  afterAll(async () => {
    await ledger?.close();
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('begins with an import, which is safe to repeat', async () => {
    const path = file('opening.json', [opening]);
    expect(await right(ledger.import([path]))).toMatchObject({ recorded: 1, rejected: [] });
    expect(await right(ledger.import([path]))).toMatchObject({ recorded: 0, alreadyRecorded: 1 });
    expect(await held()).toEqual(['6000']);
  });

  it('takes two importers of the same filings at once, and records each filing once', async () => {
    const filings = [
      sale(2, '100', '5900'),
      sale(3, '200', '5700', [jane, dick]),
      sale(4, '50', '5600'),
      sale(5, '100', '5500'),
    ];
    const paths = filings.map((filing, i) => file(`sale-${i}.json`, [filing]));
    const beside = await right(openLedger(url));
    const reports = await Promise.all([ledger, beside].map((one) => right(one.import(paths))));
    await beside.close();
    expect(reports.reduce((sum, { recorded }) => sum + recorded, 0)).toBe(filings.length);
    expect(reports.reduce((sum, { events }) => sum + events, 0)).toBe(10);
    expect(await problems()).toEqual([]);
  });

  it('answers, asks about what does not add up, and takes a decision', async () => {
    expect(await held()).toEqual(['5500']);
    const { conflicts } = await right(ledger.conflicts({ insider: jane.cik }));
    expect(conflicts).toHaveLength(1);
    const why = { reason: 'checked against the document', by: 'story' };
    await right(ledger.correct(`${accession(4)}/I.1`, { shares: '100' }, why));
    expect((await right(ledger.conflicts({ insider: jane.cik }))).conflicts).toEqual([]);
  });

  it('is rebuilt, and followed through the loss of every connection', async () => {
    const rebuilt = await right(ledger.rebuild({ workers: 0 }));
    expect(rebuilt.finished).toBe(true);
    const told: string[] = [];
    const controller = new AbortController();
    const following = right(
      ledger.follow({
        signal: controller.signal,
        onProgress: ({ message }) => message !== null && told.push(message),
      }),
    );
    await sleep(500);
    if (running.restart === undefined) expect(cutConnections(url)).toBeGreaterThan(0);
    else await running.restart();
    const elsewhere = await right(openLedger(url));
    await right(elsewhere.record(sale(6, '500', '5000')));
    await elsewhere.close();
    for (let i = 0; i < 600; i++) {
      if ((await right(ledger.status())).readModel?.lag === 0) break;
      await sleep(100);
    }
    const { readModel } = await right(ledger.status());
    controller.abort();
    await following;
    expect([readModel?.answers, readModel?.lag], told.join('; ')).toEqual([true, 0]);
    expect(await held()).toEqual(['5000']);
  });

  it('is copied to a file, and from a file to the server, and verified', async () => {
    const copy = `sqlite:${join(folder, 'copy.db')}`;
    const there = await right(copyStores(url, copy));
    expect(there.to).toMatchObject({ events: there.from.events, digest: there.from.digest });
    const inFile = await right(openLedger(copy));
    expect(await held(inFile)).toEqual(['5000']);
    expect(await problems(inFile)).toEqual([]);
    await inFile.close();

    const another = { cik: cik(3), name: `TOM STORY ${run}`, relationship: { director: true } };
    const source = `sqlite:${join(folder, 'another.db')}`;
    const made = await right(openLedger(source));
    await right(made.record({ ...opening, accession: accession(90), owners: [another] }));
    await made.close();
    expect(await right(copyStores(source, url))).toMatchObject({ events: 2, written: 2 });
    expect(await right(copyStores(source, url))).toMatchObject({ events: 2, written: 0 });
    expect(await held(ledger, another)).toEqual(['6000']);
    expect(await problems()).toEqual([]);
  });
});
