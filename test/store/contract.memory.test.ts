import { describe, it } from 'vitest';
import { describeEventStoreContract } from '../../src/store/contract.js';
import { memoryStore } from '../../src/store/memory.js';
import { forgetful } from './forgetful.js';

describeEventStoreContract(
  'the memory store',
  { describe, it },
  {
    open: async () => memoryStore(),
    openForgetful: async () => forgetful(memoryStore()),
  },
);
