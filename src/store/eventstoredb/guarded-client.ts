/**
 * The client, with what it leaves open closed: an answer nobody waits for does not become an
 * unhandled rejection, a call on the slower append path ends in time, and its channel is shut.
 *
 * Only members that the client offers to subclasses are used.
 */
import { type Readable, Writable } from 'node:stream';
import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
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

interface Proposal {
  getMetadataMap(): { set(key: string, value: string): unknown };
}

/** The proposals in a request, of whichever append path. */
const proposalsIn = (request: unknown): ReadonlyArray<Proposal> => {
  const { getProposedMessagesList, getProposedMessage } = request as Partial<
    Record<'getProposedMessagesList' | 'getProposedMessage', () => unknown>
  >;
  if (getProposedMessagesList !== undefined)
    return getProposedMessagesList.call(request) as ReadonlyArray<Proposal>;
  const one = getProposedMessage?.call(request) as Proposal | undefined;
  return one === undefined ? [] : [one];
};

/** All that is appended is JSON; the client was given its bytes, and named them otherwise. */
const namedJson = (request: unknown): unknown => {
  for (const proposal of proposalsIn(request))
    proposal.getMetadataMap().set('content-type', 'application/json');
  return request;
};

/**
 * The client queues what a full stream does not take, and rejects what is queued when the stream
 * fails: inside an async promise executor, so that it is an unhandled rejection. A stream that is
 * never full queues nothing; the appends in flight bound what it buffers.
 */
const neverFull = <T>(stream: T): T => {
  if (!(stream instanceof Writable)) return stream;
  const write = stream.write.bind(stream) as (chunk: unknown) => boolean;
  const takeAll = (chunk: unknown): boolean => {
    write(namedJson(chunk));
    return true;
  };
  return Object.assign(stream, { write: takeAll });
};

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

type Callback = (error: unknown) => void;

/**
 * A call on a channel that another call's failure has just shut throws. On the unary append path it
 * does so inside an async promise executor: the append never settles and the error is an unhandled
 * rejection. Here it is answered as unavailable, the way of a call that finds no server.
 */
const answerIfShut = <T extends object>(grpcClient: T): T =>
  new Proxy(grpcClient, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      return (...args: ReadonlyArray<unknown>) => {
        try {
          return neverFull(member.apply(target, args) as unknown);
        } catch (error) {
          const callback = args.at(-1);
          if (typeof callback !== 'function') throw error;
          const message = `No connection established: ${String(error)}`;
          const unavailable = Object.assign(new Error(message), { code: 14, details: message });
          setImmediate(() => (callback as Callback)(unavailable));
          return new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done() });
        }
      };
    },
  });

/** The client asks for the server's features without a deadline; silence would keep the call open. */
const withDeadline = <T extends object>(grpcClient: T, ms: number): T =>
  new Proxy(grpcClient, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function' || key !== 'getSupportedMethods') return member;
      return (request: unknown, callback: unknown) =>
        member.apply(target, [
          request,
          { deadline: new Date(Date.now() + ms) },
          callback,
        ]) as unknown;
    },
  });

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
  #shut = false;

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
        (made) => {
          const stream = creator(made);
          // Kept as it comes: the client caches it, and must not cache a rejected promise.
          return stream instanceof Promise
            ? stream.then((later) => neverFull(dropStrayAnswers(later, stray)))
            : neverFull(dropStrayAnswers(stream, stray));
        },
        cache,
      );
    const execute = this.execute;
    this.execute = (client, name, action) =>
      execute(client, name, (made) => {
        if (name === 'appendToStream') return action(answerIfShut(made));
        return action(name === 'getSupportedMethods' ? withDeadline(made, limits.attemptMs) : made);
      });
    // The client awaits this nowhere; where it looks for the channel that another call is about to
    // fail to find, it would be an unhandled rejection.
    const handleError = this.handleError;
    this.handleError = (client, error) => handleError(client, error).catch(() => undefined);
    const callArguments = this.callArguments;
    // Only the unary append comes without options; it would keep its call open for the deadline.
    this.callArguments = (options, callOptions) =>
      callArguments(options, callOptions ?? { deadline: new Date(Date.now() + limits.attemptMs) });
    const getChannel = this.getChannel;
    this.getChannel = async () => {
      const channel = await getChannel();
      this.#channel = channel;
      if (this.#shut) channel.close();
      return channel;
    };
  }

  /** Such as `24.10.5`, or `unknown`. */
  async serverVersion(): Promise<string> {
    return (await this.capabilities).serverVersion;
  }

  /** A read as the client makes it, and the server's messages as they come. */
  rawRead(request: ReadReq, requiresLeader: boolean): Promise<Readable & { cancel(): void }> {
    const options = { deadline: Number.POSITIVE_INFINITY };
    return this.GRPCStreamCreator(StreamsClient, 'readStream', (client) =>
      client.read(request, ...this.callArguments({ requiresLeader }, options)),
    )();
  }

  /** Cancels every call and closes the connection, which `dispose` alone leaves open. */
  async shutDown(withinMs: number): Promise<void> {
    this.#shut = true;
    const dispose = () =>
      within(
        withinMs,
        this.dispose().catch(() => undefined),
      );
    await dispose();
    this.#channel?.close();
    // Calls that began while the first ones were being ended.
    await dispose();
  }
}
