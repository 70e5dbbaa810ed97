/** What every service of the double works with. */

import type { Faults } from './faults.js';
import type { EventLog } from './log.js';

/** The part of a gRPC call that the double asks for. */
export interface AnyCall {
  getPeer(): string;
  readonly cancelled: boolean;
}

export type Method = 'append' | 'batchAppend' | 'read';

export interface NodeContext {
  readonly log: EventLog;
  readonly faults: Faults;
  /** Whether it says what KurrentDB 26 says besides. */
  readonly tellsMoments: boolean;
  /** Largest append, all its events together; the server's `MaxAppendSize`. */
  readonly maxAppendBytes: number;
  /** Milliseconds since the epoch by this server's clock. */
  now(): number;
  /** Cuts the connection that this call came in on. */
  loseConnection(call: AnyCall): void;
  /** Counts a call as open until it ends. */
  track(call: AnyCall & NodeJS.EventEmitter, method: Method): void;
  /** Counts an append as under way until the function returned is called. */
  appending(): () => void;
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
