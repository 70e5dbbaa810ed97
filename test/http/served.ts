/** The server's routes over a ledger, asked without a socket. */
import * as E from 'fp-ts/lib/Either.js';
import { app } from '../../src/http/app.js';
import type { Serving } from '../../src/http/door.js';
import { growth } from '../../src/http/growth.js';
import { loopbackHosts } from '../../src/http/guard.js';
import { readinessOf } from '../../src/http/readiness.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';

export interface Served {
  readonly ledger: Ledger;
  readonly growth: Serving['growth'];
  readonly faults: Array<string>;
  ask(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export const own = 'http://127.0.0.1:7345';

export const servedOn = async (
  ledger: Ledger,
  options: Partial<Serving> = {},
  keeps = false,
): Promise<Served> => {
  const growing = growth();
  const readiness = readinessOf(ledger, keeps);
  await readiness.look();
  const faults: Array<string> = [];
  const routes = app({
    ledger,
    version: '0.0.0-test',
    hosts: loopbackHosts,
    growth: growing,
    readiness,
    onFault: (id, words) => faults.push(`${id} ${words}`),
    ...options,
  });
  return {
    ledger,
    growth: growing,
    faults,
    ask: async (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (!headers.has('host')) headers.set('host', '127.0.0.1:7345');
      return routes.request(`${own}${path}`, { ...init, headers });
    },
    close: () => ledger.close(),
  };
};

export const served = async (store: string, options: Partial<Serving> = {}): Promise<Served> => {
  const opened = await openLedger(store)();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  return servedOn(opened.right, options);
};

export const bodyOf = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;
