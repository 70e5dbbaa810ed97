/**
 * What another program wrote into a ledger's streams is set aside with the insider in whose stream
 * it stands, and named; everybody else is answered for.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { binaryEvent, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ledger, openLedger } from '../../src/index.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { right } from '../readmodel/kept.js';
import { doe, form3, form4, holding, roe, trade } from './filing.js';

const bytes = (type: string, text: string) => binaryEvent({ type, data: Buffer.from(text) });
const matter = [
  ['bytes', () => bytes('Scan', '\u0000\u0001')],
  ['bytes under one of our names', () => bytes('TransactionReported', '{}')],
  ['a link', () => bytes('$>', '0@orders-1')],
  ['a link that says it is JSON', () => jsonEvent({ type: '$>', data: '0@orders-1' as never })],
  [
    'metadata that is not JSON',
    () => ({ ...jsonEvent({ type: 'Note', data: {} }), metadata: new Uint8Array([1, 2]) }),
  ],
  ['JSON', () => jsonEvent({ type: 'OrderPlaced', data: { order: 1 }, metadata: { by: 'shop' } })],
  ['JSON under one of our names', () => jsonEvent({ type: 'HoldingReported', data: {} })],
] as const;

describe.each(matter)('%s in an insider’s stream', (_what, foreign) => {
  let folder: string;
  let node: EsdbDouble;
  let bare: EventStoreDBClient;
  let ledger: Ledger;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'foreign-'));
    node = await EsdbDouble.start();
    bare = EventStoreDBClient.connectionString(node.url);
    ledger = await right(openLedger(node.url, { readModel: folder }));
    await right(ledger.record(form3(1, '2024-01-10', [holding(1, '6000')])));
    await right(ledger.record({ ...form3(2, '2024-01-11', [holding(1, '900')]), owners: [roe] }));
  });
  afterEach(async () => {
    await ledger.close();
    await bare.dispose();
    await node.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const put = (stream: string) => bare.appendToStream(stream, foreign() as never);
  const sale = (n: number, owner: object) =>
    form4(n, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '100', '800')], {
      owners: [owner],
    });

  it('is named by verify and by whoever asks for that insider; all others are answered for', async () => {
    await put(`insider-${doe.cik}`);
    const { problems } = await right(ledger.verify());
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'UNREADABLE_EVENT',
        stream: `insider-${doe.cik}`,
        revision: '2',
      }),
    );
    expect(new Set(problems.map(({ stream }) => stream))).toEqual(new Set([`insider-${doe.cik}`]));
    for (const fromLog of [true, false]) {
      expect(await ledger.holdings({ insider: doe.cik, fromLog })()).toMatchObject({
        left: {
          code: expect.stringMatching(/^(UNREADABLE_EVENT|CHAIN_BROKEN)$/),
          message: expect.stringMatching(/insider-0000001001@2/),
        },
      });
      const theirs = await right(ledger.holdings({ insider: roe.cik, fromLog }));
      expect(theirs.positions.map(({ quantity }) => quantity)).toEqual(['900']);
    }
  });

  it('leaves the market, status, rebuild and follow to go on', async () => {
    await put('insider-foreign');
    expect(await right(ledger.status())).toMatchObject({ filings: 2, insiders: 2 });
    const market = async () => {
      const { positions } = await right(ledger.positions({}));
      const held = await right(ledger.holders({ issuer: 'ACME' }));
      return [positions.map(({ quantity }) => quantity).sort(), held.missing];
    };
    const [fromLog] = await market();
    expect(fromLog).toEqual(['6000', '900']);
    const rebuilt = await right(ledger.rebuild({ workers: 0 }));
    expect(rebuilt.finished).toBe(true);
    expect(rebuilt.quarantined.map(({ insider }) => insider)).toEqual(['foreign']);
    expect(await market()).toEqual([['6000', '900'], ['foreign']]);

    const controller = new AbortController();
    const following = right(ledger.follow({ signal: controller.signal }));
    await sleep(100);
    await put(`insider-${doe.cik}`);
    await right(ledger.record(sale(3, roe)));
    for (let i = 0; i < 200; i++) {
      if ((await right(ledger.status())).readModel?.lag === 0) break;
      await sleep(20);
    }
    const { readModel, filings } = await right(ledger.status());
    expect([readModel?.lag, filings]).toEqual([0, 3]);
    expect(readModel?.quarantined.map(({ insider }) => insider).sort()).toEqual([
      doe.cik,
      'foreign',
    ]);
    expect((await market())[0]).toEqual(['800']);
    controller.abort();
    await following;
  });

  it('takes no filing of that insider, by name, and all others', async () => {
    await put(`insider-${doe.cik}`);
    const lines = [sale(3, doe), sale(4, roe)].map((filing) => `${JSON.stringify(filing)}\n`);
    const report = await right(
      ledger.append(Readable.from(lines.map((line) => Buffer.from(line)))),
    );
    expect(report).toMatchObject({
      recorded: 1,
      rejected: [
        { path: 'line 1', code: 'UNREADABLE_EVENT', message: expect.stringMatching(/@2.*verify/s) },
      ],
    });
    const { problems } = await right(ledger.verify());
    expect(problems.filter(({ revision }) => revision !== '2')).toEqual([]);
  });
});
