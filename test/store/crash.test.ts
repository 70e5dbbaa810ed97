import { describe, expect, it } from 'vitest';
import { sqliteStore } from '../../src/store/sqlite.js';
import { crash, startAppender, startCrampedAppender } from './crash.js';
import { temporaryFolder } from './folder.js';
import { expectRight } from './opened.js';
import { acknowledged, problemsOf } from './whole.js';

const folder = temporaryFolder();
const firstSeed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));

describe('a SQLite store whose processes are killed', () => {
  it('keeps everything acknowledged, no batch in part, and goes on', async () => {
    const file = folder.file('killed.db');
    for (let seed = firstSeed; seed < firstSeed + 3; seed++) {
      // Two kills each, on what the crashes before have left.
      const { problems } = await crash(file, seed);
      expect(problems, `run again with SEED=${seed}`).toEqual([]);
    }
  }, 60_000);
});

describe('a SQLite store', () => {
  it('is written by several processes at once without losing or mixing anything', async () => {
    const file = folder.file('shared.db');
    const appenders = ['a', 'b', 'c'].map((name, i) => startAppender(file, name, i, 1));
    const printed = await Promise.all(appenders.map((appender) => appender.printed));
    const store = await expectRight(sqliteStore(file));
    const acks = new Map(printed.flatMap((text) => [...acknowledged(text)]));
    expect(acks.size).toBe(12);
    expect(printed.join('')).not.toContain('failed');
    expect(await problemsOf(store, acks)).toEqual([]);
    await store.close();
  }, 30_000);

  it.skipIf(process.platform === 'win32')(
    'refuses appends once the disk takes no more, and keeps what it acknowledged',
    async () => {
      const file = folder.file('cramped.db');
      const printed = await startCrampedAppender(file, 'a', 2_000).printed;
      expect(printed).toMatch(/^failed STORE_UNAVAILABLE .*disk/m);
      const store = await expectRight(sqliteStore(file));
      expect(await problemsOf(store, acknowledged(printed))).toEqual([]);
      const more = startAppender(file, 'a', 2, 1);
      const acks = acknowledged(await more.printed);
      expect(acks.size).toBe(4);
      expect(await problemsOf(store, acks)).toEqual([]);
      await store.close();
    },
    30_000,
  );
});
