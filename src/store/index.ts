/// <reference types="node" preserve="true" />
/**
 * The door for whoever writes a store: the port, what every store refuses before it looks at what
 * it holds, and what an append at an expected revision does.
 *
 * The types alone are enough; with the rest an adapter need not work out the rules again. Whether
 * it keeps them all is what `insider-ledger/store-contract` tells.
 */
export {
  type AdmittedAppend,
  type AdmittedEvent,
  admit,
  admitLimit,
  admitLogRead,
  admitPosition,
  admitStreamRead,
  jsonDepthMax,
} from './admission.js';
export { judge, lastRevision, type Verdict, wrongExpectedRevision } from './idempotency.js';
export {
  type AppendError,
  type Appended,
  type AppendOptions,
  appendBytesMax,
  appendEventsMax,
  type Blame,
  type EventStore,
  type Json,
  type LogCount,
  type NewEvent,
  type PlacedId,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type Revision,
  type StoreError,
  StoreFailure,
  type StoreProblem,
  type StreamList,
  type Subscription,
  streamNameLengthMax,
} from './port.js';
