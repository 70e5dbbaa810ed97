/** A read model in a folder of its own, its log on EventStoreDB. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ledger, openLedger } from '../../src/index.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { accession, doe, form3, form4, holding, roe, trade } from '../ledger/filing.js';
import { disagreements, right } from './kept.js';

const why = { reason: 'the scan is blurred', by: 'j.doe' };
let folder: string;
let node: EsdbDouble;
let ledger: Ledger;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'read-model-esdb-'));
  node = await EsdbDouble.start();
  ledger = await right(openLedger(node.url, { readModel: folder }));
  for (const filing of [
    form3(1, '2024-01-10', [holding(1, '6000')]),
    form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '5000')]),
    form4(
      3,
      '2024-05-03',
      '2024-05-02',
      [
        trade(1, '2024-05-02', 'P', 'A', '200', '700', {
          ownership: 'I',
          nature: 'By Partnership',
        }),
      ],
      { owners: [doe, roe] },
    ),
  ])
    await right(ledger.record(filing));
});

afterEach(async () => {
  await ledger.close();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
});

const everybody = [doe.cik, roe.cik];
const moments = [
  { asOf: '2024-12-31' },
  { asOf: '2024-12-31', knownBy: '2024-03-05' },
  { asOf: '2024-02-01' },
];

describe('a read model of a log on EventStoreDB', () => {
  it.each([0, 2])(
    'is rebuilt by %i worker threads and says what the fold says',
    async (workers) => {
      const rebuilt = await right(ledger.rebuild({ workers, digest: true }));
      expect(rebuilt).toMatchObject({ finished: true, insiders: 2, generation: 1 });
      expect(readdirSync(folder)).toContain('CURRENT');
      expect(await disagreements(ledger, everybody, moments)).toEqual([]);
      expect((await right(ledger.verifyReadModel({ workers }))).ok).toBe(true);
      expect((await right(ledger.positions({}))).positions).toHaveLength(3);
    },
  );

  it('follows the log, whoever appends to it', async () => {
    await right(ledger.rebuild({ workers: 0 }));
    const controller = new AbortController();
    const following = right(ledger.follow({ signal: controller.signal }));
    const elsewhere = await right(openLedger(node.url));
    await right(
      elsewhere.record(
        form4(4, '2024-06-04', '2024-06-03', [trade(1, '2024-06-03', 'S', 'D', '300', '4700')]),
      ),
    );
    await right(elsewhere.correct(`${accession(2)}/I.1`, { shares: '900' }, why));
    for (let i = 0; i < 200; i++) {
      if ((await right(ledger.status())).readModel?.lag === 0) break;
      await sleep(20);
    }
    controller.abort();
    expect(await following).toMatchObject({ events: 3 });
    const [position] = (await right(ledger.positions({}))).positions;
    expect(position).toMatchObject({ quantity: '4700', unexplained: '-100' });
    expect(await disagreements(ledger, everybody, moments)).toEqual([]);
    await elsewhere.close();
  });

  it('says when less is there than was, though nothing threatens it any more', async () => {
    const bare = EventStoreDBClient.connectionString(node.url);
    const stream = `insider-${doe.cik}`;
    await bare.setStreamMetadata(stream, { maxCount: 2 });
    node.log.scavenge();
    await bare.setStreamMetadata(stream, {});
    await bare.dispose();
    const fresh = await right(openLedger(node.url));
    const gone = (await right(fresh.status())).lessThanWas;
    expect(gone).toEqual([{ stream, missing: 4 }]);
    expect((await right(fresh.verify())).ok).toBe(false);
    expect(await fresh.holdings({ insider: doe.cik })()).toMatchObject({
      left: { code: 'STREAM_NOT_WHOLE' },
    });
    await fresh.close();
  });

  it('counts the log once and then only what is new', async () => {
    await right(ledger.rebuild({ workers: 0 }));
    const bare = await right(openLedger(node.url));
    const counted = async (one: Ledger) => {
      const { readModel: _, ...rest } = await right(one.status());
      return rest;
    };
    expect(await counted(ledger)).toEqual(await counted(bare));
    await right(ledger.withdraw(`${accession(2)}/I.1`, why));
    expect(await counted(ledger)).toMatchObject({ events: 9, streams: 2, filings: 3, insiders: 2 });
    expect(await counted(ledger)).toEqual(await counted(bare));
    await bare.close();
  });
});
