/**
 * A ledger on EventStoreDB, one node or a cluster, through `@eventstore/db-client`.
 *
 * Needs server 23.10 or later, the right to read `$all`, and no system projection. The client's
 * pitfalls and what stands against each are in `docs/eventstoredb.md`.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { admit } from './admission.js';
import { Appender } from './eventstoredb/append.js';
import { standingMark } from './eventstoredb/append-mark.js';
import { audit } from './eventstoredb/audit.js';
import { CallContext } from './eventstoredb/calls.js';
import { Connection } from './eventstoredb/connection.js';
import { storeClosed, unavailable } from './eventstoredb/failure.js';
import { settingsFlaw } from './eventstoredb/handshake.js';
import { KnownEnds } from './eventstoredb/known-ends.js';
import { isLedgerStream } from './eventstoredb/ledger-streams.js';
import { defaultLimits, type EsdbLimits, within } from './eventstoredb/limits.js';
import { logEnd } from './eventstoredb/log-end.js';
import { Novelty } from './eventstoredb/novelty.js';
import type { LogPosition } from './eventstoredb/position.js';
import { readAll } from './eventstoredb/read-all.js';
import { readStream } from './eventstoredb/read-stream.js';
import { refusalOf, streamsAtRisk } from './eventstoredb/retention.js';
import {
  describeSettings,
  type EsdbSettings,
  readEsdbUrl,
  withoutSecrets,
} from './eventstoredb/settings.js';
import type { EsdbSignal, Notify } from './eventstoredb/signal.js';
import { subscribe } from './eventstoredb/subscription.js';
import {
  type AppendError,
  type AppendOptions,
  type EventStore,
  type NewEvent,
  type Revision,
  type StoreError,
  StoreFailure,
  type Subscription,
} from './port.js';

export type { EsdbLimits, EsdbSignal };

export interface EsdbOptions {
  /** Limits that differ from the default ones. */
  readonly limits?: Partial<EsdbLimits>;
  /** Told what the adapter does on its own account: retries, reconnections. */
  readonly notify?: Notify;
}

const outsideLedger = (stream: string): AppendError => ({
  code: 'INVALID_REQUEST',
  blame: 'incorrect',
  message: `${stream} is not a stream of the ledger: insider-…, issuer-… or ledger`,
});

/** The first server that says when a subscription has caught up. */
const oldest = { major: 23, minor: 10 };

const tooOld = (version: string): StoreError | null => {
  const match = /^(\d+)\.(\d+)/.exec(version);
  if (match === null) return null;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return null;
  return {
    code: 'STORE_TOO_OLD',
    blame: 'unsupported',
    message: `the server is EventStoreDB ${version}; it must be ${oldest.major}.${oldest.minor} or later`,
  };
};

class EsdbStore implements EventStore {
  readonly #connection: Connection;
  readonly #calls: CallContext;
  readonly #appender: Appender;
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | null = null;

  constructor(
    private readonly settings: EsdbSettings,
    private readonly limits: EsdbLimits,
    notify: Notify,
  ) {
    const requiresLeader = settings.nodePreference === 'leader';
    const redact = (text: string): string => withoutSecrets(settings, text);
    const connection = new Connection(settings, limits, notify);
    const novelty = new Novelty();
    const knownEnds = new KnownEnds();
    const common = { connection, limits, novelty, knownEnds, requiresLeader, redact, notify };
    const calls = new CallContext(common);
    this.#connection = connection;
    this.#calls = calls;
    this.#appender = new Appender({
      ...common,
      markAt: (stream, revision) => standingMark(calls, stream, revision),
      idsAfter: async (stream, expected, count) => {
        const ids: string[] = [];
        const from = expected === 'no-stream' ? 0n : expected + 1n;
        for await (const { id } of readStream(calls, stream, { from, limit: count })) ids.push(id);
        return ids;
      },
    });
  }

  /** Connects, and refuses a server that is too old or a ledger that is not whole. */
  async start(): Promise<void> {
    const end = await this.#endUnlessFlawed();
    const error = await this.#refusedVersion();
    if (error !== null) throw new StoreFailure(error);
    if (end === null) return;
    this.#calls.saw(end);
    const refusal = refusalOf(await streamsAtRisk(this.#calls));
    if (refusal !== null) throw refusal;
  }

  append(
    stream: string,
    expected: Revision | 'no-stream',
    events: ReadonlyArray<NewEvent>,
    { certain = false }: AppendOptions = {},
  ): ReturnType<EventStore['append']> {
    return async () => {
      if (this.#closing !== null) return E.left(storeClosed);
      const admitted = admit(stream, expected, events);
      if (E.isLeft(admitted)) return admitted;
      if (!isLedgerStream(stream)) return E.left(outsideLedger(stream));
      const answer = this.#appender.append(admitted.right, certain);
      this.#underWay.add(answer);
      try {
        return await answer;
      } finally {
        this.#underWay.delete(answer);
      }
    };
  }

  async *readStream(...[stream, options = {}]: Parameters<EventStore['readStream']>) {
    this.#calls.refuseIfClosed();
    yield* readStream(this.#calls, stream, options);
  }

  async *readAll(...[options = {}]: Parameters<EventStore['readAll']>) {
    this.#calls.refuseIfClosed();
    yield* readAll(this.#calls, options);
  }

  subscribe({ after }: Parameters<EventStore['subscribe']>[0]): Subscription {
    return subscribe(this.#calls, after);
  }

  async *audit() {
    this.#calls.refuseIfClosed();
    yield* audit(this.#calls);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.#calls.close();
    await this.#connection.close();
  }

  /** Where the log ends; what no waiting will mend is told as soon as it is seen. */
  async #endUnlessFlawed(): Promise<LogPosition | null> {
    const asked = logEnd(this.#calls, Math.min(this.limits.openMs, this.limits.settleMs));
    // Ended with the store where a flaw is told first.
    asked.catch(() => undefined);
    const early = await within(this.limits.flawMs, asked);
    if (early !== 'late') return early;
    const flaw = settingsFlaw(this.settings).then((text) => {
      if (text !== null) throw new StoreFailure(unavailable('the server', 'not-written', text));
      return asked;
    });
    return Promise.race([asked, flaw]);
  }

  /** Asked of each client once; a server that does not tell is taken as it is. */
  async #refusedVersion(): Promise<StoreError | null> {
    const { client } = this.#connection;
    const asked = client.serverVersion().then(tooOld, () => 'late' as const);
    const answer = await within(this.limits.attemptMs, asked);
    if (answer !== 'late') return answer;
    // The client keeps the failure and would fail every append with it.
    this.#connection.renew(client, 'the server did not say its version');
    return null;
  }

  get where(): string {
    return describeSettings(this.settings);
  }
}

/** Opens the ledger on the server that `url` names, `esdb://…` or `esdb+discover://…`. */
export const eventStoreDbStore =
  (url: string, options: EsdbOptions = {}): TaskEither<StoreError, EventStore> =>
  async () => {
    const settings = readEsdbUrl(url);
    if (E.isLeft(settings)) return settings;
    const limits = { ...defaultLimits, ...options.limits };
    const store = new EsdbStore(settings.right, limits, options.notify ?? (() => undefined));
    try {
      await store.start();
      return E.right(store);
    } catch (error) {
      await store.close();
      if (!(error instanceof StoreFailure)) throw error;
      const failure = error.error;
      return E.left(
        failure.code === 'STORE_UNAVAILABLE'
          ? unavailable(store.where, failure.outcome, failure.message)
          : failure,
      );
    }
  };
