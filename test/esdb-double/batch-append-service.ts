/**
 * `Streams.BatchAppend`: one stream of requests and one of answers, matched by correlation id.
 *
 * As in the server, the options come with the first part only, the deadline runs until the last
 * part has come, and a part of an append that is no longer pending is passed over.
 */

import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import type {
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { ExpectedRevision } from './commit-check.js';
import type { Fault } from './faults.js';
import type { AppendOutcome, ProposedEvent } from './log.js';
import { type NodeContext, sleep } from './node-context.js';
import {
  allStreamPosition,
  batchStatus,
  proposedBytes,
  proposedEvent,
  readUuid,
  streamIdentifier,
  streamName,
  trailers,
} from './wire.js';

type Call = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

/** The server waits at most this long for the rest of an append; its `WriteTimeout`. */
const writeTimeoutMs = 2_000;

interface Pending {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: Array<ProposedEvent>;
  readonly timer: NodeJS.Timeout;
}

const expectedRevision = (options: BatchAppendReq.Options): ExpectedRevision => {
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream-exists';
  return BigInt(options.getStreamPosition());
};

const reply = (correlationId: string, stream: string): BatchAppendResp =>
  new streamsPb.BatchAppendResp()
    .setCorrelationId(new sharedPb.UUID().setString(correlationId))
    .setStreamIdentifier(streamIdentifier(stream));

const outcomeReply = (
  base: BatchAppendResp,
  pending: Pending,
  outcome: AppendOutcome,
): BatchAppendResp => {
  switch (outcome.kind) {
    case 'wrong-expected':
      return base.setError(batchStatus.wrongExpected(pending.expected, outcome.current));
    case 'deleted':
      return base.setError(batchStatus.deleted(pending.stream));
    default:
      return base.setSuccess(
        new streamsPb.BatchAppendResp.Success()
          .setCurrentRevision(outcome.revision.toString())
          .setPosition(allStreamPosition(outcome.position)),
      );
  }
};

/** What a fault answers without writing; undefined where it lets the append through. */
const refusal = (fault: Fault | undefined): Status | undefined => {
  switch (fault?.kind) {
    case 'busy':
      return batchStatus.notHandled('Server Is Busy');
    case 'not-ready':
      return batchStatus.notHandled('Server Is Not Ready');
    case 'access-denied':
      return batchStatus.accessDenied();
    case 'unknown-error':
      return batchStatus.unknown();
    case 'event-too-large':
      return batchStatus.eventTooLarge();
    case 'status':
      return batchStatus.notHandled(fault.details);
    case 'not-leader':
      return fault.host === undefined
        ? batchStatus.notHandled('No leader info available in response')
        : undefined;
    default:
      return undefined;
  }
};

class BatchWorker {
  private readonly pending = new Map<string, Pending>();

  constructor(
    private readonly node: NodeContext,
    private readonly call: Call,
  ) {}

  receive(request: BatchAppendReq): void {
    const correlationId = readUuid(request.getCorrelationId());
    const options = request.getOptions();
    if (options !== undefined && !this.open(correlationId, options)) return;
    const pending = this.pending.get(correlationId);
    if (pending === undefined) return;
    pending.events.push(...request.getProposedMessagesList().map(proposedEvent));
    if (proposedBytes(pending.events) > this.node.maxAppendBytes) {
      this.forget(correlationId, pending);
      const error = batchStatus.tooLarge(this.node.maxAppendBytes);
      this.send(reply(correlationId, pending.stream).setError(error));
      return;
    }
    if (!request.getIsFinal()) return;
    this.forget(correlationId, pending);
    const done = this.node.appending();
    void this.commit(correlationId, pending).finally(done);
  }

  stop(): void {
    for (const { timer } of this.pending.values()) clearTimeout(timer);
    this.pending.clear();
  }

  private open(correlationId: string, options: BatchAppendReq.Options): boolean {
    const stream = streamName(options.getStreamIdentifier());
    const deadline = options.getDeadline()?.toDate().getTime() ?? Number.POSITIVE_INFINITY;
    const remaining = Math.min(deadline - this.node.now(), writeTimeoutMs);
    const timedOut = (): void =>
      this.send(reply(correlationId, stream).setError(batchStatus.timeout()));
    if (remaining <= 0) {
      timedOut();
      return false;
    }
    const timer = setTimeout(() => {
      if (this.pending.delete(correlationId)) timedOut();
    }, remaining);
    const expected = expectedRevision(options);
    this.pending.set(correlationId, { stream, expected, events: [], timer });
    return true;
  }

  private forget(correlationId: string, pending: Pending): void {
    clearTimeout(pending.timer);
    this.pending.delete(correlationId);
  }

  private async commit(correlationId: string, pending: Pending): Promise<void> {
    const { node, call } = this;
    const fault = node.faults.next('append');
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'connection-lost') return node.loseConnection(call);
    if (fault?.kind === 'slow') await sleep(fault.ms);
    if (fault?.kind === 'not-leader' && fault.host !== undefined) {
      // The server ends the whole stream, for every append pending on it.
      call.emit('error', trailers.notLeader(fault.host, fault.port));
      return;
    }
    const base = reply(correlationId, pending.stream);
    const refused = refusal(fault);
    if (refused !== undefined) return this.send(base.setError(refused));
    const outcome =
      fault?.kind === 'forgotten'
        ? node.log.imagine(pending.expected, pending.events)
        : node.log.append(pending.stream, pending.expected, pending.events);
    if (fault?.kind === 'written-silent') return;
    if (fault?.kind === 'written-connection-lost') return node.loseConnection(call);
    if (fault?.kind === 'written-timeout') return this.send(base.setError(batchStatus.timeout()));
    const answer = outcomeReply(base, pending, outcome);
    if (fault?.kind === 'strange-answer') {
      this.send(outcomeReply(reply(crypto.randomUUID(), pending.stream), pending, outcome));
    }
    this.send(answer);
    if (fault?.kind === 'answered-twice') this.send(answer);
  }

  private send(answer: BatchAppendResp): void {
    if (!this.call.cancelled && this.call.writable) this.call.write(answer);
  }
}

export const batchAppendService =
  (node: NodeContext) =>
  (call: Call): void => {
    node.track(call, 'batchAppend');
    const worker = new BatchWorker(node, call);
    call.on('data', (request: BatchAppendReq) => worker.receive(request));
    call.on('end', () => call.end());
    call.on('cancelled', () => worker.stop());
  };
