/** What a read throws. */
import assert from 'node:assert/strict';
import { type StoreError, StoreFailure } from '../../port.js';

export async function failure(work: () => Promise<unknown>): Promise<StoreError> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof StoreFailure, `not a StoreFailure: ${String(error)}`);
    return error.error;
  }
  assert.fail('nothing was thrown');
}
