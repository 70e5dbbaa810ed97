/**
 * Several processes that record into one ledger: who wrote is known by what stands in the log, so
 * the chain holds, every filing is recorded once, and another content is refused.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { market } from '../../bench/market/market.js';
import { type Ledger, openLedger } from '../../src/index.js';
import { insiderLedger } from '../cli/command.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { right } from '../readmodel/kept.js';
import { randomFrom } from '../store/random.js';
import { accession, doe, form3, form4, holding, roe, trade } from './filing.js';

const opening = form3(1, '2024-01-10', [holding(1, '6000')]);
const sale = (n: number, shares = '100', more: object = {}): object =>
  form4(n, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', shares, '5000')], more);

/** As two processes have it: each opens the ledger for itself and sees nothing of the other. */
const stores = ['EventStoreDB by BatchAppend', 'EventStoreDB by Append', 'SQLite'] as const;

describe.each(stores)('two processes on one ledger, %s', (kind) => {
  let folder: string;
  let node: EsdbDouble | null;
  let url: string;
  let a: Ledger;
  let b: Ledger;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'two-importers-'));
    node = kind === 'SQLite' ? null : await EsdbDouble.start({ batchAppend: /Batch/.test(kind) });
    url = node === null ? `sqlite:${join(folder, 'ledger.db')}` : node.url;
    a = await right(openLedger(url));
    b = await right(openLedger(url));
  });
  afterEach(async () => {
    await a.close();
    await b.close();
    await node?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const problems = async () => (await right(a.verify())).problems;

  it('seal no event onto what only one of them has seen', async () => {
    await right(b.record(opening));
    expect((await right(a.record(sale(2)))).isNew).toBe(true);
    // Nothing that b has heard of the store says that its end of the stream is not the end.
    expect(await right(b.record(sale(2)))).toMatchObject({ isNew: false, events: 0 });
    expect((await right(b.record(sale(3)))).isNew).toBe(true);
    expect(await problems()).toEqual([]);
  });

  it('do not take another content under the same accession number for recorded', async () => {
    await right(b.record(opening));
    await right(a.record(sale(2, '100')));
    const refused = await b.record(sale(2, '999'))();
    expect(refused).toMatchObject({ _tag: 'Left', left: { code: 'DIFFERENT_CONTENT' } });
    await right(b.record(sale(3)));
    expect(await problems()).toEqual([]);
    expect((await right(b.status())).filings).toBe(3);
  });

  it('refuse fewer rows than stand there under the accession number as well', async () => {
    const rows = [1, 2].map((n) => trade(n, '2024-03-04', 'S', 'D', '10', '5000'));
    await right(b.record(opening));
    await right(a.record(form4(2, '2024-03-05', '2024-03-04', rows)));
    const refused = await b.record(form4(2, '2024-03-05', '2024-03-04', rows.slice(0, 1)))();
    expect(refused).toMatchObject({ _tag: 'Left', left: { code: 'DIFFERENT_CONTENT' } });
    expect(await problems()).toEqual([]);
  });

  it('count a filing of several owners once, whoever was first in whose stream', async () => {
    const joint = Array.from({ length: 12 }, (_, i) =>
      sale(i + 2, '100', { owners: i % 2 === 0 ? [doe, roe] : [roe, doe] }),
    );
    const recorded = await Promise.all(
      [joint, [...joint].reverse()].map((filings, i) =>
        Promise.all(filings.map((filing) => right((i === 0 ? a : b).record(filing)))),
      ),
    );
    expect(recorded.flat().filter(({ isNew }) => isNew)).toHaveLength(joint.length);
    expect(recorded.flat().reduce((n, { events }) => n + events, 0)).toBe(joint.length * 4);
    expect(await problems()).toEqual([]);
  });

  it('count a filing once where both write it at the same instant, the same to a byte', async () => {
    const instant = () => new Date('2024-06-01T12:00:00Z');
    const [c, d] = [
      await right(openLedger(url, { clock: instant })),
      await right(openLedger(url, { clock: instant })),
    ];
    for (let n = 1; n <= 10; n++) {
      const recorded = await Promise.all([c, d].map((ledger) => right(ledger.record(sale(n)))));
      expect(recorded.filter(({ isNew }) => isNew)).toHaveLength(1);
    }
    await c.close();
    await d.close();
    expect(await problems()).toEqual([]);
  });

  it('rule at the same time, and both rulings stand in one chain', async () => {
    await right(a.record(opening));
    for (let n = 2; n <= 4; n++) await right(a.record(sale(n)));
    const rows = [2, 3, 4].map((n) => `${accession(n)}/I.1`) as [string, string, string];
    const why = (by: string) => ({ reason: 'checked against the document', by });
    // b holds an end of the stream that a has moved on from.
    await right(b.record(sale(5)));
    await right(a.correct(rows[0], { shares: '101' }, why('a')));
    const ruled = await Promise.all([
      b.correct(rows[0], { shares: '102' }, why('b'))(),
      a.withdraw(rows[1], why('a'))(),
      b.withdraw(rows[2], why('b'))(),
      a.split(
        'ACME',
        { security: 'Common Stock', ratio: '2:1', effectiveOn: '2024-08-01' },
        why('a'),
      )(),
      b.alias('ACME', 'Common Stock', 'Common Shares', why('b'))(),
    ]);
    for (const one of ruled) if (E.isLeft(one)) expect(one.left.blame).toBe('unavailable');
    await right(b.record(sale(6)));
    expect(await problems()).toEqual([]);
  });

  it('say the very same ruling, and no more is said to be recorded than stands there', async () => {
    const instant = () => new Date('2024-06-01T12:00:00Z');
    await right(a.record(opening));
    const both = await Promise.all(
      [0, 1].map(async () => right(openLedger(url, { clock: instant }))),
    );
    const ruled = await Promise.all(
      both.map((ledger) =>
        right(
          ledger.correct(
            `${accession(1)}/I.1`,
            { sharesFollowing: '7000' },
            { reason: 'seen', by: 'x' },
          ),
        ),
      ),
    );
    for (const ledger of both) await ledger.close();
    const recorded = ruled.reduce((n, one) => n + one.recorded, 0);
    expect(recorded).toBeGreaterThan(0);
    expect((await right(a.verify())).events).toBe(2 + recorded);
    expect(await problems()).toEqual([]);
  });
});

describe('three importers of one folder', { timeout: 90_000 }, () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const filings = 30;
  let folder: string;
  let filed: string;
  let alone: { readonly digest: string; readonly events: number };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'three-importers-'));
    filed = join(folder, 'filed');
    mkdirSync(filed);
    let n = 0;
    for (const { text } of market({ seed, filings, cohort: 4 }))
      writeFileSync(join(filed, `${String(n++).padStart(4, '0')}.txt`), text);
    const ledger = await right(openLedger('memory:'));
    await right(ledger.import([filed]));
    alone = await right(ledger.verify());
    await ledger.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const whole = { ok: true, problems: [] };

  it('on EventStoreDB record each filing once and make the log that one makes', async () => {
    const random = randomFrom(seed);
    for (let round = 0; round < 2; round++) {
      const node = await EsdbDouble.start();
      const ledgers = await Promise.all([0, 1, 2].map(() => right(openLedger(node.url))));
      node.faults.plan = (site) =>
        site === 'append' && random() < 0.3
          ? { kind: 'slow', ms: Math.floor(random() * 4) }
          : undefined;
      const reports = await Promise.all(ledgers.map((ledger) => right(ledger.import([filed]))));
      const verified = await right((ledgers[0] as Ledger).verify());
      for (const ledger of ledgers) await ledger.close();
      await node.stop();
      const at = `seed ${seed}, round ${round}`;
      expect(verified, at).toMatchObject({ ...whole, digest: alone.digest });
      expect(
        reports.reduce((sum, { recorded }) => sum + recorded, 0),
        at,
      ).toBe(filings);
      expect(
        reports.reduce((sum, { events }) => sum + events, 0),
        at,
      ).toBe(alone.events);
      for (const { recorded, alreadyRecorded } of reports)
        expect(recorded + alreadyRecorded, at).toBe(filings);
    }
  });

  it('on one SQLite file, as processes, record each filing once', async () => {
    const store = `sqlite:${join(folder, 'ledger.db')}`;
    const ran = await Promise.all(
      [0, 1].map(() => insiderLedger(['import', filed, '--format', 'json'], { store })),
    );
    expect(ran.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, expect.anything()],
      [0, expect.anything()],
    ]);
    const reports = ran.map(({ stdout }) => JSON.parse(stdout) as { recorded: number });
    expect(reports.reduce((sum, { recorded }) => sum + recorded, 0)).toBe(filings);
    const ledger = await right(openLedger(store));
    const verified = await right(ledger.verify());
    await ledger.close();
    expect(verified, `seed ${seed}`).toMatchObject({ ...whole, digest: alone.digest });
  });
});
