/** A server that lies: what it says of a stream is held against what is known of its end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ledger, ledgerOn, openLedger } from '../../src/index.js';
import type { EsdbSignal } from '../../src/store/eventstoredb.js';
import type { EventStore, NewEvent } from '../../src/store/port.js';
import type { Lie } from '../esdb-double/faults.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { doe, form3, form4, holding, roe, trade } from '../ledger/filing.js';
import { right } from '../readmodel/kept.js';
import { idsIn, openOn } from './esdb-harness.js';
import { expectLeft, expectRight } from './opened.js';

const event = (): NewEvent => ({
  id: crypto.randomUUID(),
  type: 'HoldingReported',
  data: {},
  metadata: {},
});
const stream = 'insider-0001222287';
/** A server that lies answers at once; what it says is asked for anew until it is too often. */
const limits = { pauseMaxMs: 5 };
const lies: ReadonlyArray<Lie> = [
  { kind: 'short', by: 2 },
  { kind: 'short', by: 5 },
  { kind: 'stale', by: 1 },
  { kind: 'stale', by: 5 },
  { kind: 'empty' },
  { kind: 'not-found' },
];

describe('reads of a stream that are', () => {
  let node: EsdbDouble;
  let store: EventStore;
  let signals: EsdbSignal[];
  const events = [1, 2, 3, 4, 5].map(event);
  const ids = events.map(({ id }) => id);

  beforeEach(async () => {
    signals = [];
    node = await EsdbDouble.start();
    const writer = await openOn(node);
    await expectRight(writer.append(stream, 'no-stream', events));
    await writer.close();
    store = await openOn(node, { limits, notify: (signal) => signals.push(signal) });
  });
  afterEach(async () => {
    await store.close();
    await node.stop();
  });
  /** What the log has told this process. */
  const readLog = async () => {
    for await (const _ of store.readAll());
  };
  const notWhole = { error: { code: 'STREAM_NOT_WHOLE', stream } };

  it.each(lies)('%j for a while are read again, to the end', async (lie) => {
    await readLog();
    let left = 3;
    node.faults.lie = () => (left-- > 0 ? lie : undefined);
    expect(await idsIn(store, stream)).toEqual(ids);
    expect(signals).toContainEqual(expect.objectContaining({ kind: 'read-resumed', of: stream }));
  });

  it.each(lies)('%j for good are no answer, where the log has told of more', async (lie) => {
    await readLog();
    node.faults.lie = () => lie;
    await expect(idsIn(store, stream)).rejects.toMatchObject(notWhole);
    const last = async () => {
      for await (const one of store.readStream(stream, { direction: 'backwards', limit: 1 }))
        return one.id;
      return null;
    };
    if (lie.kind === 'short') expect(await last()).toBe(ids[4]);
    else await expect(last()).rejects.toMatchObject(notWhole);
  });

  it.each(lies.filter(({ kind }) => kind === 'short' || kind === 'empty'))(
    '%j are no answer though nothing is known but what the server says',
    async (lie) => {
      node.faults.lie = () => lie;
      await expect(idsIn(store, stream)).rejects.toMatchObject(notWhole);
    },
  );

  it('behind what this process appended are no answer', async () => {
    await expectRight(store.append(stream, 4n, [event()]));
    node.faults.lie = () => ({ kind: 'stale', by: 1 });
    await expect(idsIn(store, stream)).rejects.toMatchObject(notWhole);
    const one = async () => {
      for await (const { id } of store.readStream(stream, { from: 5n, limit: 1 })) return id;
      return null;
    };
    await expect(one()).rejects.toMatchObject(notWhole);
  });

  it('of an append acknowledged and forgotten are waited for, and it is not called written', async () => {
    const hurried = await openOn(node, { limits: { ...limits, settleMs: 700 } });
    node.faults.once('append', { kind: 'forgotten' });
    const certain = hurried.append(stream, 4n, [event()], { certain: true });
    expect(await expectLeft(certain)).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      outcome: 'unknown',
      message: expect.stringMatching(/event 5 was acknowledged and is not there/),
    });
    await hurried.close();
  });
});

describe('a ledger whose server lies', () => {
  let folder: string;
  let node: EsdbDouble;
  let ledger: Ledger;
  const doeStream = `insider-${doe.cik}`;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lies-'));
    node = await EsdbDouble.start();
    const writer = await right(openLedger(node.url));
    await right(writer.record(form3(1, '2024-01-10', [holding(1, '6000')])));
    await right(
      writer.record(
        form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '5000')]),
      ),
    );
    await right(writer.record({ ...form3(3, '2024-01-11', [holding(1, '9')]), owners: [roe] }));
    await writer.close();
    ledger = ledgerOn(await openOn(node, { limits }), node.url, { readModel: folder });
  });
  afterEach(async () => {
    await ledger.close();
    await node.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const lieOf = (lie: Lie) => {
    node.faults.lie = (name) => (name === doeStream ? lie : undefined);
  };

  it.each(lies)(
    '%j is found by verify, which names the stream',
    { timeout: 60_000 },
    async (lie) => {
      expect((await right(ledger.verify())).ok).toBe(true);
      lieOf(lie);
      const { ok, problems } = await right(ledger.verify());
      expect(ok).toBe(false);
      expect(new Set(problems.map((problem) => problem.stream))).toEqual(new Set([doeStream]));
      expect(problems.map(({ code }) => code)).toContain('HEAD_MISMATCH');
    },
  );

  it.each(lies)('%j is not answered from', async (lie) => {
    lieOf(lie);
    for (const asked of [
      await ledger.holdings({ insider: 'DOE JANE' })(),
      await ledger.holders({ issuer: 'ACME' })(),
      await ledger.rebuild({ workers: 0 })(),
    ])
      expect(asked).toMatchObject({ left: { code: 'STREAM_NOT_WHOLE' } });
  });

  it('by a log that ends before its streams do is found by verify', async () => {
    node.log.all.pop();
    const { problems } = await right(ledger.verify());
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'EVENT_MISSING', stream: `insider-${roe.cik}` }),
    );
  });

  it('and forgets what it acknowledged is found at the end of an import', async () => {
    const line = `${JSON.stringify(
      form4(4, '2024-06-04', '2024-06-03', [trade(1, '2024-06-03', 'S', 'D', '300', '4700')]),
    )}\n`;
    let forgotten = false;
    const report = await ledger.append(Readable.from([Buffer.from(line)]), {
      onProgress: ({ recorded }) => {
        if (recorded === 1 && !forgotten) node.log.forget(doeStream, 2);
        forgotten ||= recorded === 1;
      },
    })();
    expect(report).toMatchObject({
      left: {
        code: 'NOT_KEPT',
        blame: 'unavailable',
        message: expect.stringMatching(/insider-0000001001.*ends at event 3.*event 5/s),
      },
    });
  });
});
