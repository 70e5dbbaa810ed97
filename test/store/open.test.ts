import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.js';
import { temporaryFolder } from './folder.js';
import { expectLeft, expectRight } from './opened.js';

const folder = temporaryFolder();
const event = {
  id: '6f1c1f0e-0f55-5d7c-9a52-0c0a2f3b9a11',
  type: 'HoldingReported',
  data: {},
  metadata: {},
};

describe('a store named by its URL', () => {
  it('sqlite:PATH is the file', async () => {
    const url = `sqlite:${folder.file('with space #1?.db')}`;
    const store = await expectRight(openStore(url));
    await expectRight(store.append('ledger', 'no-stream', [event]));
    await store.close();
    const again = await expectRight(openStore(url));
    expect(await expectRight(again.append('ledger', 'no-stream', [event]))).toMatchObject({
      idempotent: true,
    });
    await again.close();
  });

  it('memory: is a new store each time', async () => {
    for (let i = 0; i < 2; i++) {
      const store = await expectRight(openStore('memory:'));
      expect(await expectRight(store.append('ledger', 'no-stream', [event]))).toMatchObject({
        idempotent: false,
      });
    }
  });

  it.each(['', 'ledger.db', 'sqlite:', 'sqlite::memory:', 'memory:x', 'toString:x', 'SQLITE:x'])(
    '%j is refused with what would do',
    async (url) => {
      const error = await expectLeft(openStore(url));
      expect(error).toMatchObject({ code: 'UNKNOWN_STORE_URL', blame: 'incorrect' });
      expect(error.message).toMatch(/sqlite:|memory:/);
    },
  );

  it('does not repeat what may hold a password', async () => {
    const error = await expectLeft(openStore('postgres://me:secret@host/db'));
    expect(error.message).toContain('"postgres"');
    expect(error.message).not.toContain('secret');
  });

  it('loads no driver but its own', () => {
    const script = `
      import { createRequire } from 'node:module';
      const { openStore } = await import(${JSON.stringify(new URL('../../src/store/open.ts', import.meta.url).href)});
      await openStore('memory:')();
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      console.log(loaded.some((name) => name.includes('better-sqlite3')));
    `;
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    expect(execFileSync(process.execPath, args, { cwd, encoding: 'utf8' }).trim()).toBe('false');
  });
});
