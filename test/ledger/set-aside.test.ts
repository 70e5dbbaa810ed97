/** What was damaged or exchanged where nobody looked first: each is refused or said, never passed over. */
import { existsSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Ledger, openLedger } from '../../src/index.js';
import { copyLedger, copyStores } from '../../src/ledger/copy.js';
import { sqliteStore } from '../../src/store/sqlite.js';
import { temporaryFolder } from '../store/folder.js';
import { expectLeft, expectRight } from '../store/opened.js';
import { alterTexts } from '../store/texts.js';
import { doe, form3, form4, holding, roe, trade } from './filing.js';

const folder = temporaryFolder();

const filled = async (name: string, quantity = '6000'): Promise<string> => {
  const file = folder.file(name);
  const ledger = await expectRight(openLedger(`sqlite:${file}`));
  await expectRight(ledger.record(form3(1, '2024-01-10', [holding(1, quantity)])));
  const theirs = { ...form3(2, '2024-01-11', [holding(1, '900')]), owners: [roe] };
  await expectRight(ledger.record(theirs));
  await ledger.close();
  return file;
};

const altered = alterTexts;

const opened = <A>(file: string, ask: (ledger: Ledger) => Promise<A>, readModel?: string) =>
  expectRight(openLedger(`sqlite:${file}`, readModel === undefined ? {} : { readModel })).then(
    async (ledger) => {
      try {
        return await ask(ledger);
      } finally {
        await ledger.close();
      }
    },
  );

const sale = form4(3, '2024-03-05', '2024-03-04', [
  trade(1, '2024-03-04', 'S', 'D', '1000', '5000'),
]);

describe('a stream renamed to nobody', () => {
  it.each([['insider-0009999999'], [`Insider-${doe.cik}`]])('as %s is missed', async (name) => {
    const file = await filled(`renamed-${name}.db`);
    altered(file, `UPDATE streams SET name = '${name}' WHERE name = 'insider-${doe.cik}'`);
    await opened(file, async (ledger) => {
      expect(await expectLeft(ledger.holdings({ insider: doe.cik }))).toMatchObject({
        code: 'CHAIN_BROKEN',
        message: expect.stringContaining(doe.cik),
      });
      const { positions, missing } = await expectRight(ledger.positions({}));
      expect(positions.map((p) => p.insider.id)).toEqual([roe.cik]);
      expect(missing).toContain(doe.cik);
    });
  });
});

const ruling = { reason: 'as the company says', by: 'j.doe' };

/** Jane Doe's events are not what was recorded, Richard Roe's are. */
const damaged = async (name: string, keeps: boolean): Promise<string> => {
  const file = await filled(name);
  const sold = form4(3, '2024-03-05', '2024-03-04', [
    trade(1, '2024-03-04', 'S', 'D', '1000', '4000'),
  ]);
  await opened(file, async (ledger) => {
    await expectRight(ledger.record(sold));
    if (keeps) await expectRight(ledger.rebuild());
  });
  altered(
    file,
    `UPDATE events SET data = replace(data, '6000', '6001') WHERE sid =
       (SELECT sid FROM streams WHERE name = 'insider-${doe.cik}')`,
  );
  return file;
};

describe('an insider who is set aside', () => {
  it('is named by rulings on an issuer of theirs', async () => {
    const file = await damaged('ruled.db', false);
    await opened(file, async (ledger) => {
      const answers = [
        await expectRight(ledger.alias('ACME', 'Common', 'Common Stock', ruling)),
        await expectRight(
          ledger.split('ACME', { ratio: '2:1', effectiveOn: '2024-06-03' }, ruling),
        ),
      ];
      for (const answer of answers) {
        expect(answer.recorded).toBe(1);
        expect(answer.missing).toEqual([doe.cik]);
      }
    });
  });

  it.each([
    ['from the log', false],
    ['with a read model of before', true],
  ])('may be who has a conflict that is not found, %s', async (name, keeps) => {
    const file = await damaged(`conflict-${keeps}.db`, keeps);
    await opened(file, async (ledger) => {
      if (keeps) await expectRight(ledger.rebuild());
      const id = 'c-0123456789abcdef';
      for (const refused of [
        await expectLeft(ledger.conflict(id)),
        await expectLeft(ledger.decide(id, 'keep', ruling)),
        await expectLeft(ledger.explain({ position: id })),
      ]) {
        expect([name, refused]).toMatchObject([name, { code: 'CHAIN_BROKEN' }]);
        expect(refused.message).toContain(doe.cik);
        expect(refused.message).toContain('verify');
      }
    });
  });
});

describe('a last event that is not what was recorded', () => {
  it('has nothing sealed onto it', async () => {
    const file = await filled('sealed-onto.db');
    altered(
      file,
      `UPDATE events SET data = replace(data, '6000', '6001') WHERE sid =
         (SELECT sid FROM streams WHERE name = 'insider-${doe.cik}')`,
    );
    await opened(file, async (ledger) => {
      expect(await expectLeft(ledger.record(sale))).toMatchObject({ code: 'CHAIN_BROKEN' });
      const theirs = { ...form4(4, '2024-03-05', '2024-03-04', []), owners: [roe] };
      await expectRight(ledger.record(theirs));
    });
  });
});

describe('a read model', () => {
  it('of another ledger is not written to by rebuild of one insider', async () => {
    const [own, other] = [await filled('own.db'), await filled('other.db', '5')];
    const readModel = folder.file('shared.read');
    await opened(own, (ledger) => expectRight(ledger.rebuild()), readModel);
    const refused = await opened(
      other,
      (ledger) => expectLeft(ledger.rebuildInsider(doe.cik)),
      readModel,
    );
    expect(refused).toMatchObject({ code: 'READ_MODEL_UNUSABLE' });
    const { positions } = await opened(
      own,
      (ledger) => expectRight(ledger.holdings({ insider: doe.cik })),
      readModel,
    );
    expect(positions.map((p) => p.quantity)).toEqual(['6000']);
  });

  it('whose last event is torn refuses nobody else, and verify tells all', async () => {
    const file = await filled('torn.db');
    await opened(file, (ledger) => expectRight(ledger.rebuild()));
    altered(
      file,
      `UPDATE events SET data = '{' WHERE position = (SELECT max(position) FROM events)`,
    );
    await opened(file, async (ledger) => {
      const { positions } = await expectRight(ledger.holdings({ insider: doe.cik }));
      expect(positions.map((p) => p.quantity)).toEqual(['6000']);
      expect(await expectLeft(ledger.holdings({ insider: roe.cik }))).toMatchObject({
        blame: 'unavailable',
      });
      const { ok, problems } = await expectRight(ledger.verify());
      expect(ok).toBe(false);
      expect(problems.map((p) => p.code)).toContain('STORAGE_CORRUPT');
    });
  });
});

describe('a ledger on which somebody ran ANALYZE', () => {
  it('answers as before, is appended to and verifies', async () => {
    const file = await filled('analyzed.db');
    altered(file, 'ANALYZE');
    await opened(file, async (ledger) => {
      await expectRight(ledger.record(sale));
      const { positions } = await expectRight(ledger.holdings({ insider: doe.cik }));
      expect(positions.map((p) => p.quantity)).toEqual(['5000']);
      expect(await expectRight(ledger.verify())).toMatchObject({ ok: true });
    });
  });
});

describe('a ledger that says that its tables are of no version', () => {
  it('is called damaged, and no other program’s', async () => {
    const file = await filled('no-version.db');
    altered(file, 'PRAGMA user_version = 0');
    const refused = await expectLeft(openLedger(`sqlite:${file}`));
    expect(refused).toMatchObject({ code: 'STORE_CORRUPT', blame: 'unavailable' });
    expect(refused.message).toContain('tables are of version 0');
  });
});

describe('a copy', () => {
  it('of what is damaged is refused by name, before there is a target', async () => {
    const source = await damaged('copied.db', false);
    const target = folder.file('no-copy.db');
    const refused = await expectLeft(copyStores(`sqlite:${source}`, `sqlite:${target}`));
    expect(refused).toMatchObject({ code: 'CHAIN_BROKEN', blame: 'unavailable' });
    expect(refused.message).toContain(`insider-${doe.cik}@`);
    expect(existsSync(target)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')(
    'into itself is refused, also through a link',
    async () => {
      const source = await filled('itself.db');
      const link = folder.file('link.db');
      symlinkSync(source, link);
      const refused = await expectLeft(copyStores(`sqlite:${source}`, `sqlite:${link}`));
      expect(refused).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(refused.message).toContain('the target is the source');
    },
  );

  it('into another ledger writes nothing', async () => {
    const [own, other] = [await filled('from.db'), await filled('to.db', '7')];
    const [from, to] = [await expectRight(sqliteStore(own)), await expectRight(sqliteStore(other))];
    const before = (await to.count?.())?.events;
    await expect(copyLedger(from, to)).rejects.toMatchObject({
      error: { code: 'DIFFERENT_CONTENT' },
    });
    expect((await to.count?.())?.events).toBe(before);
    await from.close();
    await to.close();
  });
});
