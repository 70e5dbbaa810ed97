/** A read model beside a log that it was not made from: restored, replaced, another ledger's. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ledger, ledgerOn, openLedger } from '../../src/index.js';
import { memoryStore } from '../../src/store/memory.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { accession, form3, form4, holding, trade } from '../ledger/filing.js';
import { right } from './kept.js';

const why = { reason: 'the scan is blurred', by: 'j.doe' };
const opening = form3(1, '2024-01-10', [holding(1, '6000')]);
/** States a balance that does not follow: a conflict to be decided. */
const sale = form4(2, '2024-03-05', '2024-03-04', [
  trade(1, '2024-03-04', 'S', 'D', '1000', '4000'),
]);
const purchase = form4(3, '2024-04-02', '2024-04-01', [
  trade(1, '2024-04-01', 'P', 'A', '300', '4300'),
]);
const another = form4(4, '2024-05-02', '2024-05-01', [
  trade(1, '2024-05-01', 'P', 'A', '500', '4800'),
]);

let folder: string;
let said: Array<string>;
const opened: Array<Ledger> = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'other-log-'));
  said = [];
});
afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = async (url: string, readModel?: string): Promise<Ledger> => {
  const ledger = await right(
    openLedger(url, {
      notice: (text) => said.push(text),
      ...(readModel === undefined ? {} : { readModel }),
    }),
  );
  opened.push(ledger);
  return ledger;
};

const record = async (ledger: Ledger, ...filings: ReadonlyArray<object>): Promise<void> => {
  for (const filing of filings) await right(ledger.record(filing));
};

const held = async (ledger: Ledger, fromLog: boolean) =>
  (await right(ledger.positions({ asOf: '2024-12-31', fromLog }))).positions.map((p) => p.quantity);

/** What the log says, with a word; a decision is seen; and a rebuild ends it. */
const expectTheLogs = async (ledger: Ledger): Promise<void> => {
  expect(await held(ledger, false)).toEqual(await held(ledger, true));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('made from another log, or from this one before it was restored');
  expect((await right(ledger.status())).readModel).toMatchObject({
    answers: false,
    problem: expect.stringContaining('of another log'),
  });
  expect(await right(ledger.verify())).toMatchObject({
    ok: false,
    problems: [{ code: 'READ_MODEL_OF_ANOTHER_LOG' }],
  });
  const undecided = async () =>
    (await right(ledger.conflicts({}))).conflicts.filter((c) => c.status !== 'decided');
  for (const { conflictId, choices } of await undecided())
    await right(ledger.decide(conflictId, choices[0] ?? '', why));
  expect(await undecided()).toEqual([]);
  await right(ledger.rebuild({ workers: 0 }));
  expect(await undecided()).toEqual([]);
  expect(await held(ledger, false)).toEqual(await held(ledger, true));
  expect(await right(ledger.verify())).toMatchObject({ ok: true });
  expect(said).toHaveLength(1);
};

const copy = (from: string, to: string): void => {
  rmSync(`${to}-wal`, { force: true });
  rmSync(`${to}-shm`, { force: true });
  copyFileSync(from, to);
};

describe('a read model of a log that does not hold what it was made from', () => {
  it('is not answered from after a back-up was restored', async () => {
    const path = join(folder, 'ledger.db');
    const first = await open(`sqlite:${path}`);
    await record(first, opening, sale);
    await first.close();
    copy(path, `${path}.backup`);
    const second = await open(`sqlite:${path}`);
    await record(second, purchase, another);
    await right(second.correct(`${accession(2)}/I.1`, { shares: '2000' }, why));
    await right(second.rebuild({ workers: 0 }));
    expect(await held(second, false)).toEqual(['4800']);
    await second.close();
    copy(`${path}.backup`, path);
    await expectTheLogs(await open(`sqlite:${path}`));
  });

  it('is not answered from where others were recorded since the back-up was restored', async () => {
    const path = join(folder, 'ledger.db');
    const first = await open(`sqlite:${path}`);
    await record(first, opening);
    await first.close();
    copy(path, `${path}.backup`);
    const second = await open(`sqlite:${path}`);
    await record(second, sale, purchase);
    await right(second.rebuild({ workers: 0 }));
    await second.close();
    copy(`${path}.backup`, path);
    const bare = await open(`sqlite:${path}`, join(folder, 'elsewhere'));
    await record(bare, sale, another, purchase);
    await bare.close();
    await expectTheLogs(await open(`sqlite:${path}`));
  });

  it('is not answered from where it is another ledger’s, nor where the file was replaced', async () => {
    const [path, other] = [join(folder, 'ledger.db'), join(folder, 'other.db')];
    const first = await open(`sqlite:${path}`);
    await record(first, opening, sale, purchase);
    await right(first.rebuild({ workers: 0 }));
    await first.close();
    const second = await open(`sqlite:${other}`);
    await record(second, opening, sale, another);
    await second.close();
    copy(other, path);
    await expectTheLogs(await open(`sqlite:${path}`));
    said = [];
    const elsewhere = await open(`sqlite:${other}`, `${path}.read`);
    expect(await held(elsewhere, false)).toEqual(await held(elsewhere, true));
  });

  it('is not answered from by a log in memory', async () => {
    const kept = join(folder, 'read');
    const notice = (text: string): void => {
      said.push(text);
    };
    const first = ledgerOn(memoryStore(), 'memory:', { readModel: kept });
    await record(first, opening, sale, purchase);
    await right(first.rebuild({ workers: 0 }));
    const second = ledgerOn(memoryStore(), 'memory:', { readModel: kept, notice });
    opened.push(first, second);
    await record(second, opening, sale);
    await expectTheLogs(second);
  });

  it('is not answered from by another server', async () => {
    const kept = join(folder, 'read');
    const [one, two] = [await EsdbDouble.start(), await EsdbDouble.start()];
    try {
      const first = await open(one.url, kept);
      await record(first, opening, sale, purchase);
      await right(first.rebuild({ workers: 0 }));
      const second = await open(two.url, kept);
      await record(second, opening, sale);
      await expectTheLogs(second);
      for (const ledger of opened.splice(0)) await ledger.close();
    } finally {
      await one.stop();
      await two.stop();
    }
  });

  it('is made anew by follow', async () => {
    const kept = join(folder, 'read');
    const first = ledgerOn(memoryStore(), 'memory:', { readModel: kept });
    await record(first, opening, sale, purchase);
    await right(first.rebuild({ workers: 0 }));
    const second = ledgerOn(memoryStore(), 'memory:', { readModel: kept });
    opened.push(first, second);
    await record(second, opening, sale);
    const { signal } = new AbortController();
    expect(await right(second.follow({ signal, once: true, workers: 0 }))).toMatchObject({
      generation: 2,
    });
    expect(await held(second, false)).toEqual(['4000']);
    expect(readdirSync(kept)).toContain('gen-000002.db');
  });
});
