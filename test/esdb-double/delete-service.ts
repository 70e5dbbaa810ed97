/** `Streams.Delete` and `Streams.Tombstone`, enough to make a ledger that is no longer whole. */

import type {
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { checkCommit, type ExpectedRevision } from './commit-check.js';
import type { LogPosition } from './log.js';
import type { NodeContext } from './node-context.js';
import { type CallError, streamName, trailers } from './wire.js';

type Options = Pick<
  DeleteReq.Options,
  'getStreamIdentifier' | 'hasAny' | 'hasNoStream' | 'hasStreamExists' | 'getRevision'
>;

const refused = (node: NodeContext, options: Options): CallError | undefined => {
  const stream = streamName(options.getStreamIdentifier());
  if (node.log.isTombstoned(stream)) return trailers.streamDeleted(stream);
  const ids = node.log.visible(stream).map((event) => event.id);
  const expected: ExpectedRevision = options.hasAny()
    ? 'any'
    : options.hasNoStream()
      ? 'no-stream'
      : options.hasStreamExists()
        ? 'stream-exists'
        : BigInt(options.getRevision());
  const state = { ids, softDeleted: false, tombstoned: false };
  const decision = checkCommit(stream, state, expected, [''], node.log.committed);
  if (decision.kind !== 'wrong-expected') return undefined;
  return trailers.wrongExpected(
    stream,
    typeof expected === 'bigint' ? expected : -1n,
    decision.current,
  );
};

/** Deletes by `remove` where the expected revision allows it; says where the log then ends. */
const answer = (
  node: NodeContext,
  options: Options | undefined,
  remove: (stream: string) => void,
): CallError | LogPosition => {
  if (options === undefined) return trailers.badRequest('no options');
  const error = refused(node, options);
  if (error !== undefined) return error;
  remove(streamName(options.getStreamIdentifier()));
  return node.log.head();
};

export const deleteService =
  (node: NodeContext) =>
  (call: ServerUnaryCall<DeleteReq, DeleteResp>, callback: sendUnaryData<DeleteResp>): void => {
    const result = answer(node, call.request.getOptions(), (stream) => node.log.softDelete(stream));
    if ('code' in result) {
      callback(result);
      return;
    }
    const position = new streamsPb.DeleteResp.Position()
      .setCommitPosition(result.commit.toString())
      .setPreparePosition(result.prepare.toString());
    callback(null, new streamsPb.DeleteResp().setPosition(position));
  };

export const tombstoneService =
  (node: NodeContext) =>
  (
    call: ServerUnaryCall<TombstoneReq, TombstoneResp>,
    callback: sendUnaryData<TombstoneResp>,
  ): void => {
    const result = answer(node, call.request.getOptions(), (stream) => node.log.tombstone(stream));
    if ('code' in result) {
      callback(result);
      return;
    }
    const position = new streamsPb.TombstoneResp.Position()
      .setCommitPosition(result.commit.toString())
      .setPreparePosition(result.prepare.toString());
    callback(null, new streamsPb.TombstoneResp().setPosition(position));
  };
