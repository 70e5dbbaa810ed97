/** One client for the store, thrown away and made again when it no longer gets anywhere. */
import { GuardedClient } from './guarded-client.js';
import type { EsdbLimits } from './limits.js';
import type { EsdbSettings } from './settings.js';
import type { Notify } from './signal.js';

export class Connection {
  #client: GuardedClient;
  #silent = 0;
  #unanswered = 0;
  #leaving = new Set<Promise<void>>();

  constructor(
    private readonly settings: EsdbSettings,
    private readonly limits: EsdbLimits,
    private readonly notify: Notify,
  ) {
    this.#client = this.#connect();
  }

  get client(): GuardedClient {
    return this.#client;
  }

  /** The server answered, with whatever. */
  answered(): void {
    this.#silent = 0;
  }

  /** An attempt on this client got no answer in time. */
  unanswered(client: GuardedClient): void {
    if (client !== this.#client) return;
    this.#silent += 1;
    this.#unanswered += 1;
    // The client keeps an entry for each append that nobody answered; with it, they go.
    if (this.#silent >= this.limits.silentAttempts || this.#unanswered >= this.limits.inFlight) {
      this.renew(client, `${this.#silent} attempts in a row without an answer`);
    }
  }

  /** Makes a new client unless another caller already did. */
  renew(client: GuardedClient, reason: string): void {
    if (client !== this.#client) return;
    this.#client = this.#connect();
    this.#silent = 0;
    this.#unanswered = 0;
    this.#leave(client);
    this.notify({ kind: 'client-renewed', reason });
  }

  async close(): Promise<void> {
    this.#leave(this.#client);
    await Promise.all(this.#leaving);
  }

  #connect(): GuardedClient {
    return new GuardedClient(this.settings, this.limits, () =>
      this.notify({ kind: 'stray-answer' }),
    );
  }

  #leave(client: GuardedClient): void {
    const leaving = client.shutDown(this.limits.goodbyeMs).finally(() => {
      this.#leaving.delete(leaving);
    });
    this.#leaving.add(leaving);
  }
}
