/**
 * The client, with what it leaves open closed: an answer nobody waits for does not become an
 * unhandled rejection, a call on the slower append path ends in time, and its channel is shut.
 *
 * Only members that the client offers to subclasses are used.
 */
import { EventStoreDBClient } from '@eventstore/db-client';
import { type EsdbLimits, within } from './limits.js';
import type { EsdbSettings } from './settings.js';

/** What a batch append's own deadline is set to: far off, so that no clock's error matters. */
export const distantDeadlineMs = 24 * 60 * 60 * 1000;

interface Emitter {
  listeners(event: 'data'): ReadonlyArray<unknown>;
  off(event: 'data', listener: (message: unknown) => void): unknown;
  on(event: 'data', listener: (message: unknown) => void): unknown;
}

const isEmitter = (value: unknown): value is Emitter =>
  typeof value === 'object' && value !== null && 'listeners' in value && 'off' in value;

type Listener = (message: unknown) => void;

/**
 * The client looks an answer up by its correlation id and throws, inside a stream's `data` event,
 * where it finds none. Such an answer is dropped; whoever still waits has a timer.
 */
const dropStrayAnswers = <T>(stream: T, stray: () => void): T => {
  if (!isEmitter(stream)) return stream;
  for (const listener of stream.listeners('data') as ReadonlyArray<Listener>) {
    stream.off('data', listener);
    stream.on('data', (message) => {
      try {
        listener(message);
      } catch {
        stray();
      }
    });
  }
  return stream;
};

const connectionOptions = (settings: EsdbSettings) => {
  const common = {
    keepAliveInterval: settings.keepAliveInterval,
    keepAliveTimeout: settings.keepAliveTimeout,
    connectionName: settings.connectionName,
  };
  const discovery = {
    nodePreference: settings.nodePreference,
    gossipTimeout: settings.gossipTimeout,
    discoveryInterval: settings.discoveryInterval,
    maxDiscoverAttempts: settings.maxDiscoverAttempts,
  };
  const [first] = settings.hosts;
  if (settings.discover && first !== undefined) return { ...common, ...discovery, discover: first };
  if (settings.hosts.length > 1) {
    return { ...common, ...discovery, endpoints: [...settings.hosts] };
  }
  return { ...common, endpoint: first ?? { address: 'localhost', port: 2113 } };
};

type SingleNode = ConstructorParameters<typeof EventStoreDBClient>[0];

export class GuardedClient extends EventStoreDBClient {
  #channel: { close(): void } | null = null;

  /** @param stray called for each answer that belongs to no append */
  constructor(settings: EsdbSettings, limits: EsdbLimits, stray: () => void) {
    super(
      // Three overloads of one object; a union fits none of them.
      connectionOptions(settings) as SingleNode,
      {
        insecure: !settings.tls,
        ...(settings.caFile && { rootCertificate: settings.caFile }),
        ...(settings.userCertificate && {
          userCertFile: settings.userCertificate.certificate,
          userKeyFile: settings.userCertificate.key,
        }),
      },
      ...(settings.user === null ? [] : [settings.user]),
    );
    const createStream = this.GRPCStreamCreator;
    this.GRPCStreamCreator = (client, name, creator, cache) =>
      createStream(
        client,
        name,
        async (made) => dropStrayAnswers(await creator(made), stray),
        cache,
      );
    const callArguments = this.callArguments;
    // Only the unary append comes without options; it would keep its call open for the deadline.
    this.callArguments = (options, callOptions) =>
      callArguments(options, callOptions ?? { deadline: new Date(Date.now() + limits.attemptMs) });
    const getChannel = this.getChannel;
    this.getChannel = async () => {
      const channel = await getChannel();
      this.#channel = channel;
      return channel;
    };
  }

  /** Such as `24.10.5`, or `unknown`. */
  async serverVersion(): Promise<string> {
    return (await this.capabilities).serverVersion;
  }

  /** Cancels every call and closes the connection, which `dispose` alone leaves open. */
  async shutDown(withinMs: number): Promise<void> {
    await within(
      withinMs,
      this.dispose().catch(() => undefined),
    );
    this.#channel?.close();
  }
}
