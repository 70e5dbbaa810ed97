import { describe, it } from 'vitest';
import { describeEventStoreContract } from '../../src/store/contract.js';
import { sqliteStore } from '../../src/store/sqlite.js';
import { temporaryFolder } from './folder.js';
import { forgetful } from './forgetful.js';
import { expectRight } from './opened.js';

const folder = temporaryFolder();
const files = new WeakMap<object, string>();
let made = 0;

async function open(file = folder.file(`${made++}.db`)) {
  const store = await expectRight(sqliteStore(file));
  files.set(store, file);
  return store;
}

describeEventStoreContract(
  'the SQLite store',
  { describe, it },
  {
    open: () => open(),
    reopen: async (store) => {
      await store.close();
      return open(files.get(store) as string);
    },
    openBeside: (store) => open(files.get(store) as string),
    openForgetful: async () => forgetful(await open()),
  },
);
