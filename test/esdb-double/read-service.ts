/**
 * `Streams.Read`: reads and subscriptions, of one stream or of all.
 *
 * A read starts at the event named, a subscription after it. A filtered subscription to all says
 * how far it has looked every `checkpoint interval × search window` events.
 */
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { Fault } from './faults.js';
import { compileFilter, type EventFilter } from './filter.js';
import type { LoggedEvent } from './log.js';
import { type NodeContext, sleep } from './node-context.js';
import {
  caughtUp,
  caughtUpAt,
  checkpoint,
  checkpointAt,
  confirmation,
  eventMessage,
  faultError,
  fellBehindAt,
  streamName,
  streamNotFound,
  trailers,
} from './wire.js';

type Call = ServerWritableStream<ReadReq, ReadResp>;
type Options = ReadReq.Options;

/** The server's search window where the client names none. */
const searchWindowDefault = 32;
/** Events at once with which a live subscription keeps up. */
const liveMax = 10;
/** Messages sent between two turns of the event loop, so that one reader starves nobody. */
const messagesPerTurn = 256;

/** Sends with back-pressure, and does what the fault says after so many messages. */
class Sender {
  private sent = 0;

  constructor(
    private readonly node: NodeContext,
    private readonly call: Call,
    private readonly fault: Fault | undefined,
  ) {}

  get open(): boolean {
    return !this.call.cancelled && this.call.writable;
  }

  /** False where nothing more is to be sent. */
  async send(message: ReadResp): Promise<boolean> {
    if (!this.open) return false;
    const { fault } = this;
    if (fault?.kind === 'dies' && this.sent >= fault.after) {
      this.node.loseConnection(this.call);
      return false;
    }
    if (fault?.kind === 'stalls' && this.sent >= fault.after) {
      await this.ended();
      return false;
    }
    this.sent += 1;
    if (!this.call.write(message)) await this.drained();
    else if (this.sent % messagesPerTurn === 0) await sleep(0);
    return this.open;
  }

  end(): void {
    if (this.open) this.call.end();
  }

  /** Resolves at the next of `signal` on the log, or when the call has ended. */
  async appended(): Promise<void> {
    const { signals } = this.node.log;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        signals.off('appended', done);
        this.call.off('cancelled', done);
        this.call.off('close', done);
        resolve();
      };
      signals.once('appended', done);
      this.call.once('cancelled', done);
      this.call.once('close', done);
    });
  }

  private drained(): Promise<void> {
    return this.until('drain');
  }

  private ended(): Promise<void> {
    return this.until('close');
  }

  private async until(event: 'drain' | 'close'): Promise<void> {
    if (!this.open) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.call.off(event, done);
        this.call.off('cancelled', done);
        this.call.off('close', done);
        resolve();
      };
      this.call.once(event, done);
      this.call.once('cancelled', done);
      this.call.once('close', done);
    });
  }
}

const filterOf = (options: Options): EventFilter => {
  const spec = options.getFilter();
  if (spec === undefined) return () => true;
  const expression = spec.getStreamIdentifier() ?? spec.getEventType();
  return compileFilter({
    on: spec.hasStreamIdentifier() ? 'stream-name' : 'event-type',
    prefixes: expression?.getPrefixList() ?? [],
    regex: expression?.getRegex() ?? '',
  });
};

const broken = (event: LoggedEvent): LoggedEvent => ({
  ...event,
  data: event.data.slice(0, Math.max(1, event.data.length - 2)),
});

/** Up to `count` events of a stream, inclusive of the start. */
const streamSlice = (
  events: ReadonlyArray<LoggedEvent>,
  from: bigint | 'start' | 'end',
  backwards: boolean,
  count: number,
): ReadonlyArray<LoggedEvent> => {
  if (backwards) {
    const until =
      from === 'end'
        ? events
        : from === 'start'
          ? events.slice(0, 1)
          : events.filter((event) => event.revision <= from);
    return until.slice(Math.max(0, until.length - count)).reverse();
  }
  if (from === 'end') return [];
  const first = from === 'start' ? 0n : from;
  const lowest = events[0]?.revision ?? 0n;
  const skip = first > lowest ? Number(first - lowest) : 0;
  return events.slice(skip, skip + count);
};

const startRevision = (options: ReadReq.Options.StreamOptions): bigint | 'start' | 'end' => {
  if (options.hasStart()) return 'start';
  if (options.hasEnd()) return 'end';
  return BigInt(options.getRevision());
};

const readStream = async (
  node: NodeContext,
  sender: Sender,
  call: Call,
  options: Options,
  shape: (event: LoggedEvent) => LoggedEvent,
): Promise<void> => {
  const target = options.getStream()!;
  const stream = streamName(target.getStreamIdentifier());
  if (node.log.isTombstoned(stream)) {
    call.emit('error', trailers.streamDeleted(stream));
    return;
  }
  const lie = stream.startsWith('$$') ? undefined : node.faults.lie(stream);
  const visible = node.log.visible(stream);
  const events =
    lie?.kind === 'stale' ? visible.slice(0, Math.max(0, visible.length - lie.by)) : visible;
  if (events.length === 0 || lie?.kind === 'not-found') {
    await sender.send(streamNotFound(stream));
    sender.end();
    return;
  }
  const backwards = options.getReadDirection() === 1;
  const told = lie?.kind === 'short' && !backwards ? events.length - lie.by : events.length;
  const count = lie?.kind === 'empty' ? 0 : Number(options.getCount());
  for (const event of streamSlice(
    events.slice(0, Math.max(0, told)),
    startRevision(target),
    backwards,
    count,
  )) {
    if (!(await sender.send(eventMessage(shape(event))))) return;
  }
  sender.end();
};

/** Index in `$all` of the first event to send; inclusive both ways. */
const allStart = (
  node: NodeContext,
  target: ReadReq.Options.AllOptions,
  backwards: boolean,
): number => {
  if (target.hasStart()) return backwards ? -1 : 0;
  if (target.hasEnd()) return backwards ? node.log.all.length - 1 : node.log.all.length;
  const position = {
    commit: BigInt(target.getPosition()?.getCommitPosition() ?? 0),
    prepare: BigInt(target.getPosition()?.getPreparePosition() ?? 0),
  };
  return backwards ? node.log.indexAt(position, true) - 1 : node.log.indexAt(position, false);
};

const readAll = async (
  node: NodeContext,
  sender: Sender,
  options: Options,
  shape: (event: LoggedEvent) => LoggedEvent,
): Promise<void> => {
  const { all } = node.log;
  const matches = filterOf(options);
  const backwards = options.getReadDirection() === 1;
  const step = backwards ? -1 : 1;
  const until = all.length;
  let left = Number(options.getCount());
  let index = allStart(node, options.getAll()!, backwards);
  for (; index >= 0 && index < until && left > 0; index += step) {
    const event = all[index]!;
    if (!matches(event)) continue;
    left -= 1;
    if (!(await sender.send(eventMessage(shape(event))))) return;
  }
  sender.end();
};

/** Index in `$all` of the first event after what the subscriber has. */
const subscriptionStart = (node: NodeContext, target: ReadReq.Options.AllOptions): number => {
  const from = target.getPosition();
  if (from === undefined) return target.hasEnd() ? node.log.all.length : 0;
  const position = {
    commit: BigInt(from.getCommitPosition()),
    prepare: BigInt(from.getPreparePosition()),
  };
  return node.log.indexAt(position, true);
};

/** Events looked at between two checkpoints; never without a filter. */
const checkpointInterval = (options: Options): number => {
  const spec = options.getFilter();
  if (spec === undefined) return Number.POSITIVE_INFINITY;
  const window = spec.hasMax() ? spec.getMax() : searchWindowDefault;
  return window * Math.max(1, spec.getCheckpointintervalmultiplier());
};

/** What is said of a subscription's progress, in the words of the server that the node is. */
const progressOf = (node: NodeContext) => {
  const now = () => ({ now: node.now(), position: node.log.head() });
  return {
    level: () => (node.tellsMoments ? caughtUpAt(now()) : caughtUp()),
    lookedTo: (position: LoggedEvent['position']) =>
      node.tellsMoments ? checkpointAt({ ...now(), position }) : checkpoint(position),
    /** Null where it keeps up, or would not say. */
    behind: (events: number) =>
      node.tellsMoments && events > liveMax ? fellBehindAt(now()) : null,
  };
};

const subscribeToAll = async (
  node: NodeContext,
  sender: Sender,
  options: Options,
  shape: (event: LoggedEvent) => LoggedEvent,
): Promise<void> => {
  const { all } = node.log;
  const matches = filterOf(options);
  const interval = checkpointInterval(options);
  const progress = progressOf(node);
  let index = subscriptionStart(node, options.getAll()!);
  let looked = 0;
  /** Sends up to the end of the log; false where nothing more is to be sent. */
  const catchUp = async (): Promise<boolean> => {
    while (index < all.length) {
      const event = all[index]!;
      index += 1;
      looked += 1;
      if (matches(event) && !(await sender.send(eventMessage(shape(event))))) return false;
      if (looked % interval === 0) {
        if (!(await sender.send(progress.lookedTo(event.position)))) return false;
      } else if (looked % (messagesPerTurn * 8) === 0) await sleep(0);
    }
    return true;
  };
  if (!(await sender.send(confirmation()))) return;
  let live = false;
  while (sender.open) {
    if (!(await catchUp())) return;
    if (!live) {
      live = true;
      if (!(await sender.send(progress.level()))) return;
      continue;
    }
    await sender.appended();
    // More at once than it keeps ready is read from the log again.
    const behind = progress.behind(all.length - index);
    if (behind === null) continue;
    live = false;
    if (!(await sender.send(behind))) return;
  }
};

const subscribeToStream = async (
  node: NodeContext,
  sender: Sender,
  call: Call,
  options: Options,
  shape: (event: LoggedEvent) => LoggedEvent,
): Promise<void> => {
  const target = options.getStream()!;
  const stream = streamName(target.getStreamIdentifier());
  const start = startRevision(target);
  let last =
    start === 'start'
      ? -1n
      : start === 'end'
        ? BigInt(node.log.visible(stream).length) - 1n
        : start;
  let live = false;
  if (!(await sender.send(confirmation()))) return;
  while (sender.open) {
    if (node.log.isTombstoned(stream)) {
      call.emit('error', trailers.streamDeleted(stream));
      return;
    }
    const fresh = streamSlice(node.log.visible(stream), last + 1n, false, 512);
    for (const event of fresh) {
      if (!(await sender.send(eventMessage(shape(event))))) return;
      last = event.revision;
    }
    if (fresh.length > 0) continue;
    if (!live) {
      live = true;
      if (!(await sender.send(caughtUp()))) return;
      continue;
    }
    await sender.appended();
  }
};

export const readService =
  (node: NodeContext) =>
  (call: Call): void => {
    node.track(call, 'read');
    const options = call.request.getOptions();
    if (options === undefined) {
      call.emit('error', trailers.badRequest('no options'));
      return;
    }
    if (options.getResolveLinks()) {
      call.emit('error', trailers.badRequest('the double resolves no links'));
      return;
    }
    void serve(node, call, options);
  };

const serve = async (node: NodeContext, call: Call, options: Options): Promise<void> => {
  const subscribes = options.hasSubscription();
  const fault = node.faults.next(subscribes ? 'subscribe' : 'read');
  if (fault?.kind === 'silent') return;
  if (fault?.kind === 'connection-lost') return node.loseConnection(call);
  if (fault?.kind === 'slow') await sleep(fault.ms);
  const error = fault && faultError(fault);
  if (error !== undefined) {
    call.emit('error', error);
    return;
  }
  const sender = new Sender(node, call, fault);
  const shape =
    fault?.kind === 'malformed-data' ? broken : (event: LoggedEvent): LoggedEvent => event;
  if (options.hasAll()) {
    if (subscribes) return subscribeToAll(node, sender, options, shape);
    return readAll(node, sender, options, shape);
  }
  if (subscribes) return subscribeToStream(node, sender, call, options, shape);
  return readStream(node, sender, call, options, shape);
};
