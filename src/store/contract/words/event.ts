/** Events and streams of the suite: named like a ledger’s, each test with its own. */
import { randomUUID } from 'node:crypto';
import type { Json, NewEvent } from '../../port.js';

export const event = (data: Json = {}, id: string = randomUUID()): NewEvent => ({
  id,
  type: 'HoldingReported',
  data,
  metadata: { schemaVersion: 1 },
});

export const numbered = (count: number, from = 0): NewEvent[] =>
  Array.from({ length: count }, (_, i) => event({ n: from + i }));

let streamsMade = 0;
export const newStream = (): string => `insider-p-contract-${randomUUID()}-${streamsMade++}`;
