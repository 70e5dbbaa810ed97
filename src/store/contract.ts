/// <reference types="node" preserve="true" />
/**
 * The contract that every event store passes, as a suite to run in the caller's own tests:
 *
 * ```ts
 * import { describe, it } from 'vitest';
 * import { describeEventStoreContract } from 'insider-ledger/store-contract';
 *
 * describeEventStoreContract('my store', { describe, it }, { open: () => openMyStore() });
 * ```
 *
 * `describe` and `it` are handed in, and assertions come from `node:assert`, so that this package
 * needs no test runner and the suite runs under any: vitest, jest, mocha, node:test.
 *
 * The suite assumes nothing about what else the store holds, so a shared server will do: each test
 * makes streams of its own, named like a ledger's, and reads the log from where it began.
 */
import { acceptance } from './contract/acceptance.js';
import { admission } from './contract/admission.js';
import { audit } from './contract/audit.js';
import { batch } from './contract/batch.js';
import { census } from './contract/census.js';
import { closing } from './contract/closing.js';
import { conflict } from './contract/conflict.js';
import { excerpts } from './contract/excerpts.js';
import { fidelity } from './contract/fidelity.js';
import type { StoreHarness, TestApi } from './contract/harness.js';
import { log } from './contract/log.js';
import { lostAnswer } from './contract/lost-answer.js';
import { otherProcess } from './contract/other-process.js';
import { reopening } from './contract/reopening.js';
import { repetition } from './contract/repetition.js';
import { rivals } from './contract/rivals.js';
import { stream } from './contract/stream.js';
import { subscription } from './contract/subscription.js';
import { type Suite, suiteOf } from './contract/suite.js';

export type { StoreHarness, TestApi };

/** In the order in which they are run. */
const parts: ReadonlyArray<(suite: Suite) => void> = [
  acceptance,
  repetition,
  conflict,
  rivals,
  otherProcess,
  batch,
  stream,
  log,
  subscription,
  fidelity,
  admission,
  closing,
  census,
  excerpts,
  audit,
  reopening,
  lostAnswer,
];

export function describeEventStoreContract(
  name: string,
  runner: TestApi,
  harness: StoreHarness,
): void {
  const suite = suiteOf(runner, harness);
  suite.describe(`${name} keeps the contract of an event store`, () => {
    for (const part of parts) part(suite);
  });
}
