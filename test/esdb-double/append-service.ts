/** `Streams.Append`: one append a call; a wrong expected revision travels in the answer. */

import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import type { ExpectedRevision } from './commit-check.js';
import type { AppendOutcome, ProposedEvent } from './log.js';
import { type NodeContext, sleep } from './node-context.js';
import { faultError, proposedBytes, proposedEvent, streamName, trailers } from './wire.js';

const expectedRevision = (options: AppendReq.Options): ExpectedRevision => {
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream-exists';
  return BigInt(options.getRevision());
};

const wrongExpected = (expected: ExpectedRevision, current: bigint | null): AppendResp => {
  const detail = new streamsPb.AppendResp.WrongExpectedVersion();
  if (current === null) detail.setCurrentNoStream(new sharedPb.Empty());
  else detail.setCurrentRevision(current.toString());
  if (expected === 'any') detail.setExpectedAny(new sharedPb.Empty());
  else if (expected === 'stream-exists') detail.setExpectedStreamExists(new sharedPb.Empty());
  else if (expected === 'no-stream') detail.setExpectedNoStream(new sharedPb.Empty());
  else detail.setExpectedRevision(expected.toString());
  return new streamsPb.AppendResp().setWrongExpectedVersion(detail);
};

const success = (outcome: Extract<AppendOutcome, { readonly position: unknown }>): AppendResp =>
  new streamsPb.AppendResp().setSuccess(
    new streamsPb.AppendResp.Success()
      .setCurrentRevision(outcome.revision.toString())
      .setPosition(
        new streamsPb.AppendResp.Position()
          .setCommitPosition(outcome.position.commit.toString())
          .setPreparePosition(outcome.position.prepare.toString()),
      ),
  );

type Call = ServerReadableStream<AppendReq, AppendResp>;

const answer = async (
  node: NodeContext,
  call: Call,
  callback: sendUnaryData<AppendResp>,
  options: AppendReq.Options | undefined,
  events: ReadonlyArray<ProposedEvent>,
): Promise<void> => {
  if (options === undefined) return callback(trailers.badRequest('no options'));
  const stream = streamName(options.getStreamIdentifier());
  const expected = expectedRevision(options);
  const fault = node.faults.next('append');
  if (fault?.kind === 'silent') return;
  if (fault?.kind === 'connection-lost') return node.loseConnection(call);
  if (fault?.kind === 'slow') await sleep(fault.ms);
  const error = fault && faultError(fault);
  if (error !== undefined) return callback(error);
  if (proposedBytes(events) > node.maxAppendBytes) {
    return callback(trailers.tooLarge(node.maxAppendBytes));
  }
  const outcome =
    fault?.kind === 'forgotten'
      ? node.log.imagine(expected, events)
      : node.log.append(stream, expected, events);
  if (fault?.kind === 'written-silent') return;
  if (fault?.kind === 'written-connection-lost') return node.loseConnection(call);
  if (fault?.kind === 'written-timeout') return callback(trailers.timeout());
  switch (outcome.kind) {
    case 'wrong-expected':
      return callback(null, wrongExpected(expected, outcome.current));
    case 'deleted':
      return callback(trailers.streamDeleted(stream));
    default:
      return callback(null, success(outcome));
  }
};

export const appendService =
  (node: NodeContext) =>
  (call: Call, callback: sendUnaryData<AppendResp>): void => {
    node.track(call, 'append');
    let options: AppendReq.Options | undefined;
    const events: Array<ProposedEvent> = [];
    call.on('data', (request: AppendReq) => {
      if (request.hasOptions()) options = request.getOptions();
      const message = request.getProposedMessage();
      if (message !== undefined) events.push(proposedEvent(message));
    });
    call.on('end', async () => {
      // A request that broke off also ends, and is only then known to be cancelled.
      await sleep(1);
      if (call.cancelled) return;
      const done = node.appending();
      void answer(node, call, callback, options, events).finally(done);
    });
  };
