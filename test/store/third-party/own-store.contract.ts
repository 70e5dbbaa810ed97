import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ledgerOn } from 'insider-ledger';
import {
  describeEventStoreContract,
  type StoreHarness,
  type TestApi,
} from 'insider-ledger/store-contract';
import { ownStore } from './own-store.js';

const runner: TestApi = { describe, it };
const harness: StoreHarness = { open: async () => ownStore() };

describeEventStoreContract('my own store', runner, harness);

describe('a ledger on my own store', () => {
  it('answers', async () => {
    const ledger = ledgerOn(ownStore(), 'own:store');
    const status = await ledger.status()();
    assert.equal(status._tag, 'Right');
    await ledger.close();
  });
});
