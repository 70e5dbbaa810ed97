/** A ledger's file that an earlier version wrote opens as it is, and says what it said then. */
import { copyFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openLedger } from '../../src/index.js';
import { copyLedger } from '../../src/ledger/copy.js';
import { openStore } from '../../src/store/open.js';
import { Database } from '../../src/store/sqlite/driver.js';
import { tablesVersion, textsVersion } from '../../src/store/sqlite/tables.js';
import { temporaryFolder } from '../store/folder.js';
import { expectRight } from '../store/opened.js';
import { doe, form4, trade } from './filing.js';

const folder = temporaryFolder();

const fixture = new URL('../fixtures/ledger-7535a41.db', import.meta.url);

/** Which versions may open a file, and how texts are kept in it. */
const keeping = (file: string): { readonly version: unknown; readonly texts: unknown } => {
  const db = new Database(file, { readonly: true });
  const version = db.pragma('user_version', { simple: true });
  const texts = db
    .prepare('SELECT DISTINCT typeof(data) FROM events UNION SELECT typeof(metadata) FROM events')
    .pluck()
    .all();
  db.close();
  return { version, texts };
};

it('has the digest that it had, and goes on', async () => {
  const file = folder.file('old.db');
  copyFileSync(fixture, file);
  const clock = (): Date => new Date('2024-03-02T00:00:00Z');
  const ledger = await expectRight(openLedger(`sqlite:${file}`, { clock }));
  const before = await expectRight(ledger.verify());
  expect(before).toMatchObject({
    ok: true,
    events: 8,
    streams: 2,
    digest: '0d281fbe19a191f883da440bc1bcbdcb419d86222fa08147653e5f870b754ab2',
    problems: [],
  });
  // Its clock was put back between the second filing and the third: nobody can mend that now.
  expect(before.warnings).toEqual([
    {
      code: 'CLOCK_WENT_BACK',
      stream: `insider-${doe.cik}`,
      revision: '4',
      message: expect.stringContaining('2024-03-01T09:00:00.000Z'),
    },
  ]);
  const asked = { insider: doe.cik, asOf: '2024-04-01' };
  const { positions } = await expectRight(ledger.holdings(asked));
  expect(positions.map(({ quantity, unexplained }) => [quantity, unexplained])).toEqual([
    ['4400', '-100'],
  ]);
  const sale = trade(1, '2024-03-08', 'S', 'D', '400', '4000');
  await expectRight(ledger.record(form4(5, '2024-03-11', '2024-03-08', [sale])));
  expect(await expectRight(ledger.verify())).toMatchObject({ ok: true, events: 10 });
  await ledger.close();
  // The version that made it opens it still.
  expect(keeping(file)).toEqual({ version: textsVersion, texts: ['text'] });
});

it('is packed by a copy, which says the same by the same digests', async () => {
  const [file, packed] = [folder.file('texts.db'), folder.file('packed.db')];
  copyFileSync(fixture, file);
  const ledger = await expectRight(openLedger(`sqlite:${file}`));
  const before = await expectRight(ledger.verify());
  const asked = { insider: doe.cik, asOf: '2024-04-01' };
  const told = await expectRight(ledger.holdings(asked));
  await ledger.close();
  const source = await expectRight(openStore(`sqlite:${file}`));
  const target = await expectRight(openStore(`sqlite:${packed}`));
  expect(await copyLedger(source, target)).toMatchObject({ written: 8, same: true });
  await Promise.all([source.close(), target.close()]);
  const copy = await expectRight(openLedger(`sqlite:${packed}`));
  const { digest, sealDigest, orderDigest, ok } = await expectRight(copy.verify());
  expect({ digest, sealDigest, orderDigest, ok }).toEqual({
    digest: before.digest,
    sealDigest: before.sealDigest,
    orderDigest: before.orderDigest,
    ok: true,
  });
  expect(await expectRight(copy.holdings(asked))).toEqual(told);
  await copy.close();
  expect(keeping(packed)).toEqual({ version: tablesVersion, texts: ['blob'] });
});
