import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerOn, openLedger } from '../../src/index.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { accession, doe, form3, form4, holding, roe, trade } from '../ledger/filing.js';
import { type Kept, keptLedger, right } from './kept.js';

const why = { reason: 'the scan is blurred', by: 'j.doe' };
const opening = form3(1, '2024-01-10', [holding(1, '6000')]);
const sale = form4(2, '2024-03-05', '2024-03-04', [
  trade(1, '2024-03-04', 'S', 'D', '1000', '5000'),
]);
const purchase = form4(3, '2024-04-02', '2024-04-01', [
  trade(1, '2024-04-01', 'P', 'A', '300', '5300'),
]);
/** Doe and Roe report the same shares on one form. */
const joint = form4(
  4,
  '2024-05-03',
  '2024-05-02',
  [
    trade(1, '2024-05-02', 'P', 'A', '200', '700', {
      ownership: 'I',
      nature: 'By Partnership',
      price: '12.50',
    }),
  ],
  { owners: [doe, roe] },
);

/** An event that no version of this program can read. */
const unreadable = {
  id: '00000000-0000-5000-8000-000000000001',
  type: 'FilingRecorded',
  data: { nonsense: true },
  metadata: {},
};

let kept: Kept;
let ledger: Ledger;

beforeEach(async () => {
  kept = keptLedger();
  ledger = kept.ledger;
  for (const filing of [opening, sale, purchase, joint]) await right(ledger.record(filing));
});

afterEach(() => kept.close());

const rebuilt = () => right(ledger.rebuild({ workers: 0 }));

describe('a read model', () => {
  it('answers nothing before it is made: the log is folded', async () => {
    const { positions } = await right(ledger.holdings({ insider: '1001', asOf: '2024-04-30' }));
    expect(positions[0]?.quantity).toBe('5300');
    const everybody = await right(ledger.positions({ asOf: '2024-04-30' }));
    expect(everybody.positions[0]?.quantity).toBe('5300');
    const digest = await ledger.readModelDigest()();
    expect(E.isLeft(digest) && digest.left.code).toBe('NO_READ_MODEL');
  });

  it('knows at once what is recorded and corrected', async () => {
    await rebuilt();
    await right(ledger.correct(`${accession(2)}/I.1`, { shares: '1100' }, why));
    const unexplained = async (fromLog: boolean) =>
      (await right(ledger.holdings({ insider: 'doe', asOf: '2024-03-31', fromLog }))).positions[0]
        ?.unexplained;
    expect(await unexplained(false)).toBe('100');
    expect(await unexplained(true)).toBe('100');
  });

  it('knows on every day the price that a later form tells of an option', async () => {
    const option = (
      position: number,
      date: string,
      letter: 'A' | 'D',
      shares: string,
      left: string,
      price: string | null,
    ) => ({
      ...trade(position, date, letter === 'A' ? 'A' : 'M', letter, shares, left),
      table: 'II',
      security: 'Stock Option',
      terms: {
        exercisePrice: price,
        exercisableOn: '2024-01-01',
        expiresOn: '2034-01-01',
        underlying: { security: 'Common Stock', shares },
      },
    });
    const filings = [
      form4(5, '2024-06-04', '2024-06-03', [option(1, '2024-06-03', 'A', '500', '500', null)]),
      form4(6, '2024-07-02', '2024-07-01', [option(1, '2024-07-01', 'D', '50', '450', '12.50')]),
    ];
    for (const filing of filings) await right(ledger.record(filing));
    await rebuilt();
    const price = async (asOf: string, fromLog: boolean) =>
      (await right(ledger.holdings({ insider: 'doe', asOf, fromLog }))).positions.find(
        (p) => p.kind === 'derivative',
      )?.terms?.exercisePrice;
    for (const fromLog of [true, false])
      expect([await price('2024-06-10', fromLog), await price('2024-07-10', fromLog)]).toEqual([
        '12.5',
        '12.5',
      ]);
    // Once split, the option has another price; up to then it had the one before.
    await right(ledger.split('ACME', { effectiveOn: '2024-08-01', ratio: '5:1' }, why));
    const split = form4(7, '2024-08-12', '2024-08-09', [
      option(1, '2024-08-09', 'D', '250', '2000', '2.50'),
    ]);
    await right(ledger.record(split));
    for (const fromLog of [true, false])
      expect([await price('2024-07-10', fromLog), await price('2024-08-10', fromLog)]).toEqual([
        '12.5',
        '2.5',
      ]);
  });

  it('tells conflicts and checks of a day from the log', async () => {
    await right(ledger.correct(`${accession(2)}/I.1`, { sharesFollowing: '4900' }, why));
    await rebuilt();
    const links = async (asOf?: string) => {
      const query = { insider: 'doe', ...(asOf === undefined ? {} : { asOf }) };
      const { summary } = await right(ledger.reconcile(query));
      const { conflicts } = await right(ledger.conflicts(query));
      return [summary.links, conflicts.length > 0];
    };
    expect(await links()).toEqual([2, true]);
    expect(await links('2024-03-10')).toEqual([1, true]);
    expect(await links('2023-12-31')).toEqual([0, false]);
  });

  it('folds after a correction only whom it touches', async () => {
    await rebuilt();
    await right(ledger.withdraw(`${accession(3)}/I.1`, why));
    const controller = new AbortController();
    const followed = await right(ledger.follow({ signal: controller.signal, once: true }));
    expect(followed).toMatchObject({ events: 1, insiders: 1 });
  });

  it('tells of an identified insider under the real identity only', async () => {
    await right(
      ledger.record({
        ...(form3(9, '2024-01-11', [holding(1, '50')]) as object),
        owners: [{ name: 'MOE MAX', relationship: { director: true } }],
      }),
    );
    await rebuilt();
    const [moe] = (await right(ledger.holdings({ insider: 'moe' }))).positions;
    const provisional = moe?.insider.id ?? '';
    await right(ledger.identify(provisional, '0000001009', why));
    for (const insider of [provisional, 'moe max', '1009'])
      expect((await right(ledger.holdings({ insider }))).positions[0]?.insider.id).toBe(
        '0000001009',
      );
    const { positions } = await right(ledger.positions({}));
    expect(positions.filter((p) => p.quantity === '50')).toHaveLength(1);
  });

  it('follows what others append, until it is told to stop', async () => {
    await rebuilt();
    const controller = new AbortController();
    const following = right(ledger.follow({ signal: controller.signal }));
    await right(
      ledger.record(
        form4(5, '2024-06-04', '2024-06-03', [trade(1, '2024-06-03', 'S', 'D', '300', '5000')]),
      ),
    );
    for (let i = 0; i < 100; i++) {
      const { readModel } = await right(ledger.status());
      if (readModel?.lag === 0) break;
      await sleep(20);
    }
    expect((await right(ledger.status())).readModel).toMatchObject({ lag: 0, answers: true });
    controller.abort();
    expect((await following).insiders).toBe(1);
  });

  it('is taken in once, however many take it in', async () => {
    await rebuilt();
    for (let n = 10; n < 20; n++)
      await right(
        ledger.record(
          form4(n, '2024-07-02', '2024-07-01', [trade(1, '2024-07-01', 'S', 'D', '10', '0')]),
        ),
      );
    const { signal } = new AbortController();
    const both = await Promise.all([1, 2].map(() => right(ledger.follow({ signal, once: true }))));
    expect(both.reduce((n, f) => n + f.events, 0)).toBe(20);
    expect((await right(ledger.verifyReadModel({ workers: 0 }))).ok).toBe(true);
  });

  it('keeps one generation, and what answers while another is made', async () => {
    const first = await rebuilt();
    const second = await rebuilt();
    expect(second.generation).toBe(first.generation + 1);
    expect(readdirSync(kept.folder).filter((f) => f.endsWith('.db'))).toEqual(['gen-000002.db']);
    expect((await right(ledger.positions({}))).positions.length).toBeGreaterThan(0);
  });

  it('goes on where an interrupted rebuild ended', async () => {
    const controller = new AbortController();
    controller.abort();
    const stopped = await right(ledger.rebuild({ workers: 0, signal: controller.signal }));
    expect(stopped.finished).toBe(false);
    expect((await right(ledger.status())).readModel?.answers ?? false).toBe(false);
    expect(await rebuilt()).toMatchObject({ generation: stopped.generation, finished: true });
  });

  it('is made anew where its file is no read model any more', async () => {
    await rebuilt();
    const file = join(kept.folder, 'gen-000001.db');
    for (const ending of ['', '-wal', '-shm']) rmSync(file + ending, { force: true });
    writeFileSync(file, 'not a database');
    const other = ledgerOn(kept.store, 'memory:', { readModel: kept.folder });
    const { positions } = await right(other.holdings({ insider: 'doe', asOf: '2024-04-30' }));
    expect(positions[0]?.quantity).toBe('5300');
    expect(await right(other.rebuild({ workers: 0 }))).toMatchObject({ generation: 2 });
    expect(E.isRight(await other.positions({})())).toBe(true);
  });

  it('says which insider it cannot fold and why, and tells of the others', async () => {
    await rebuilt();
    await right(async () => {
      const appended = await kept.store.append('insider-0000009999', 'no-stream', [unreadable])();
      return E.isLeft(appended) ? E.left(appended.left as never) : appended;
    });
    const page = await right(ledger.positions({}));
    expect(page.missing).toEqual(['0000009999']);
    expect(page.positions.length).toBeGreaterThan(0);
    const { readModel } = await right(ledger.status());
    expect(readModel?.quarantined[0]).toMatchObject({ insider: '0000009999' });
    expect(readModel?.quarantined[0]?.reason).toContain('FilingRecorded');
    const asked = await ledger.holdings({ insider: '9999' })();
    expect(E.isLeft(asked) && asked.left.code).toBe('CHAIN_BROKEN');
  });

  it.each([
    ['a read model', true],
    ['none', false],
  ])('answers for the others of an issuer where one cannot be read, with %s', async (_, has) => {
    if (has) await rebuilt();
    await right(async () => {
      const appended = await kept.store.append(`insider-${roe.cik}`, 1n, [unreadable])();
      return E.isLeft(appended) ? E.left(appended.left as never) : appended;
    });
    const held = await right(ledger.holdings({ issuer: 'ACME', asOf: '2024-05-31' }));
    expect(new Set(held.positions.map((p) => p.insider.id))).toEqual(new Set([doe.cik]));
    const traded = await right(ledger.transactions({ issuer: 'ACME' }));
    expect(traded.transactions).toHaveLength(3);
    const everybody = [
      held,
      traded,
      await right(ledger.conflicts({ issuer: 'ACME' })),
      await right(ledger.conflicts({})),
      await right(ledger.reconcile({ issuer: 'ACME' })),
      await right(ledger.reconcile({})),
    ];
    for (const answer of everybody) expect(answer.missing).toEqual([roe.cik]);
    expect(await right(ledger.holdings({ insider: 'doe' }))).not.toHaveProperty('missing');
    const asked = await ledger.holdings({ insider: roe.cik })();
    expect(E.isLeft(asked) && asked.left.code).toBe('CHAIN_BROKEN');
  });

  it('finds and mends an insider of whom something else is kept', async () => {
    await rebuilt();
    const { Database } = await import('../../src/store/sqlite/driver.js');
    const db = new Database(join(kept.folder, 'gen-000001.db'));
    db.prepare(`UPDATE intervals SET quantity = '1' WHERE quantity = '5300'`).run();
    db.close();
    const seen = await right(ledger.verifyReadModel({ workers: 0 }));
    expect(seen).toMatchObject({ ok: false, differences: [{ insider: doe.cik }] });
    expect(seen.differences[0]?.kept).toContain('"quantity":"1"');
    expect(await right(ledger.rebuildInsider('doe'))).toMatchObject({ changed: true });
    expect((await right(ledger.verifyReadModel({ workers: 0 }))).ok).toBe(true);
  });
});

describe('the whole market', () => {
  beforeEach(async () => {
    await rebuilt();
  });

  it('has everybody’s positions in pages', async () => {
    const first = await right(ledger.positions({ asOf: '2024-05-31', limit: 1 }));
    expect(first.positions.map((p) => p.quantity).sort()).toEqual(['5300', '700']);
    const second = await right(
      ledger.positions({ asOf: '2024-05-31', limit: 1, cursor: first.next ?? '' }),
    );
    expect(second.positions.map((p) => [p.insider.name, p.quantity])).toEqual([
      ['ROE RICHARD', '700'],
    ]);
    expect(second.next).toBeNull();
  });

  it('counts a holding once that two owners report', async () => {
    const { holders, totals } = await right(ledger.holders({ issuer: 'ACME', asOf: '2024-05-31' }));
    expect(holders).toHaveLength(2);
    const partnership = holders.find((h) => h.ownership.form === 'I');
    expect(partnership?.jointWith.map((j) => j.quantity)).toEqual(['700']);
    expect(totals).toMatchObject([{ quantity: '6000', holdings: 2 }]);
  });

  it('nets what was bought and sold, a joint purchase once', async () => {
    const { market } = await right(
      ledger.flow({ issuer: 'ACME', from: '2024-03-01', to: '2024-05-31' }),
    );
    expect(market).toMatchObject([
      { bought: '500', sold: '1000', net: '-500', boughtValue: '5500', buyers: 2, sellers: 1 },
    ]);
    const { market: none } = await right(
      ledger.flow({ issuer: 'ACME', from: '2024-03-01', to: '2024-05-31', knownBy: '2024-02-01' }),
    );
    expect(none).toEqual([]);
  });

  it('tells what changed between two knowledge dates', async () => {
    const { changes } = await right(
      ledger.changes({ since: '2024-02-01', knownBy: '2024-03-31', asOf: '2024-03-31' }),
    );
    expect(changes).toMatchObject([
      {
        from: '2024-03-04',
        before: { quantity: '6000' },
        after: { quantity: '5000' },
        filings: [accession(2)],
      },
    ]);
  });

  it('tells what the filings of a day changed', async () => {
    const { changes } = await right(ledger.filed({ on: '2024-04-02', asOf: '2024-12-31' }));
    expect(changes).toMatchObject([
      {
        filings: [{ accession: accession(3), form: '4' }],
        positions: [{ before: { quantity: '5000' }, after: { quantity: '5300' } }],
        transactions: [`${accession(3)}/I.1`],
      },
    ]);
  });
});

describe('worker threads', () => {
  it('keep what one thread keeps', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'workers-'));
    const embedded = await right(openLedger(`sqlite:${join(folder, 'ledger.db')}`));
    for (let n = 0; n < 300; n++)
      await right(
        embedded.record({
          ...(form3(100 + n, '2024-01-10', [holding(1, String(n))]) as object),
          owners: [{ ...doe, cik: String(5_000_000 + n).padStart(10, '0') }],
        }),
      );
    const alone = await right(embedded.rebuild({ workers: 0, digest: true }));
    const shared = await right(embedded.rebuild({ workers: 2, digest: true }));
    expect(shared.insiders).toBe(300);
    expect(shared.digest).toBe(alone.digest);
    await embedded.close();
    rmSync(folder, { recursive: true });
  });
});
