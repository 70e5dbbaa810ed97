/**
 * One node of the double: listens on the loopback, knows its connections, and can lose them.
 *
 * It proves the adapter against the protocol, not against the server; see README.md here.
 */
import type { EventEmitter } from 'node:events';
import { type AddressInfo, createServer, type Socket, type Server as TcpServer } from 'node:net';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { type ConnectionInjector, Server, ServerCredentials } from '@grpc/grpc-js';
import { appendService } from './append-service.js';
import { batchAppendService } from './batch-append-service.js';
import { type Features, featuresService, gossipService, type Member } from './cluster-service.js';
import { deleteService, tombstoneService } from './delete-service.js';
import { Faults } from './faults.js';
import { EventLog } from './log.js';
import type { AnyCall, Method, NodeContext } from './node-context.js';
import { readService } from './read-service.js';

export interface DoubleOptions {
  /** Shared by the nodes of one cluster, and by a node and itself after a restart. */
  readonly log?: EventLog;
  readonly port?: number;
  readonly batchAppend?: boolean;
  readonly version?: string;
  /** Default 1 MiB, as the server's. */
  readonly maxAppendBytes?: number;
  /** Says what KurrentDB 26 says besides: when and where a subscription is level or behind. */
  readonly tellsMoments?: boolean;
  /** Where the server knows no `ServerFeatures`, as before 21.6. */
  readonly withoutFeatures?: boolean;
  readonly tls?: { readonly certificate: Buffer; readonly key: Buffer; readonly clientCa?: Buffer };
}

export class EsdbDouble implements NodeContext {
  readonly faults = new Faults();
  readonly log: EventLog;
  readonly maxAppendBytes: number;
  readonly tellsMoments: boolean;
  features: Features;
  /** What gossip answers; the node itself, leading, unless told otherwise. */
  members: () => ReadonlyArray<Member>;
  /** Calls under way, of every kind that streams. */
  openCalls = 0;
  /** Calls ever begun, by method. */
  readonly calls: Record<Method, number> = { append: 0, batchAppend: 0, read: 0 };
  /** Reads that the client cancelled. */
  cancelledReads = 0;
  /** Most appends under way at one time. */
  appendsPeak = 0;
  /** Connections ever accepted. */
  connections = 0;
  /** `authorization` headers seen, in order. */
  readonly authorizations: Array<string> = [];
  private appendsNow = 0;
  private readonly sockets = new Set<Socket>();
  private tcp: TcpServer | undefined;
  private grpc: Server | undefined;
  private injector: ConnectionInjector | undefined;
  private boundPort: number;

  private constructor(private readonly options: DoubleOptions) {
    this.log = options.log ?? new EventLog();
    this.maxAppendBytes = options.maxAppendBytes ?? 1024 * 1024;
    this.tellsMoments = options.tellsMoments ?? false;
    this.features = {
      version: options.version ?? '24.10.5',
      batchAppend: options.batchAppend ?? true,
    };
    this.boundPort = options.port ?? 0;
    this.members = () => [{ host: '127.0.0.1', port: this.port, state: 'leader', alive: true }];
  }

  static async start(options: DoubleOptions = {}): Promise<EsdbDouble> {
    const node = new EsdbDouble(options);
    await node.listen();
    return node;
  }

  get port(): number {
    return this.boundPort;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** Connections open now. */
  get openConnections(): number {
    return this.sockets.size;
  }

  now(): number {
    return this.log.now() + this.faults.clockSkewMs;
  }

  track(
    call: AnyCall & EventEmitter & { readonly metadata?: { get(key: string): unknown[] } },
    method: Method,
  ): void {
    this.openCalls += 1;
    this.calls[method] += 1;
    const header = call.metadata?.get('authorization')[0];
    if (header !== undefined) this.authorizations.push(String(header));
    let open = true;
    const ended = (): void => {
      if (open) this.openCalls -= 1;
      open = false;
    };
    call.once('cancelled', () => {
      if (open && method === 'read') this.cancelledReads += 1;
    });
    for (const event of ['cancelled', 'close', 'finish']) call.once(event, ended);
  }

  appending(): () => void {
    this.appendsNow += 1;
    this.appendsPeak = Math.max(this.appendsPeak, this.appendsNow);
    return () => {
      this.appendsNow -= 1;
    };
  }

  loseConnection(call: AnyCall): void {
    const remotePort = Number(call.getPeer().split(':').at(-1));
    for (const socket of this.sockets) if (socket.remotePort === remotePort) socket.destroy();
  }

  loseAllConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** As when the process is killed: no connection is accepted, those there are cut. */
  async stop(): Promise<void> {
    const { tcp, grpc } = this;
    this.tcp = undefined;
    this.grpc = undefined;
    this.loseAllConnections();
    this.injector?.destroy();
    grpc?.forceShutdown();
    if (tcp !== undefined) await new Promise<void>((resolve) => tcp.close(() => resolve()));
  }

  /** Comes back at the same address with the same log. */
  async restart(): Promise<void> {
    await this.stop();
    this.log.committed.empty();
    await this.listen();
  }

  private async listen(): Promise<void> {
    const grpc = new Server();
    grpc.addService(StreamsService, {
      append: appendService(this),
      batchAppend: batchAppendService(this),
      read: readService(this),
      delete: deleteService(this),
      tombstone: tombstoneService(this),
    });
    grpc.addService(GossipService, { read: gossipService(this, () => this.members()) });
    if (this.options.withoutFeatures !== true) {
      grpc.addService(ServerFeaturesService, {
        getSupportedMethods: featuresService(this, () => this.features),
      });
    }
    const { tls } = this.options;
    const credentials =
      tls === undefined
        ? ServerCredentials.createInsecure()
        : ServerCredentials.createSsl(
            tls.clientCa ?? null,
            [{ cert_chain: tls.certificate, private_key: tls.key }],
            tls.clientCa !== undefined,
          );
    const injector = grpc.createConnectionInjector(credentials);
    this.grpc = grpc;
    this.injector = injector;
    const tcp = createServer((socket) => {
      // Accepted in the moment in which the node stopped.
      if (this.tcp !== tcp) {
        socket.destroy();
        return;
      }
      this.connections += 1;
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
      injector.injectConnection(socket);
    });
    this.tcp = tcp;
    await new Promise<void>((resolve, reject) => {
      tcp.once('error', reject);
      tcp.listen(this.boundPort, '127.0.0.1', resolve);
    });
    this.boundPort = (tcp.address() as AddressInfo).port;
  }
}
