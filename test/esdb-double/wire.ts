/** Protobuf in and out: requests to the double's own values, values to answers. */

import type {
  AllStreamPosition,
  StreamIdentifier,
  UUID,
} from '@eventstore/db-client/generated/shared_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import type { BatchAppendReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, type StatusObject, status } from '@grpc/grpc-js';
import jspb from 'google-protobuf';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import timestampPb from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { ExpectedRevision } from './commit-check.js';
import type { Fault } from './faults.js';
import type { LoggedEvent, LogPosition, ProposedEvent } from './log.js';

const { BinaryWriter } = jspb;
type BinaryWriter = jspb.BinaryWriter;

/** The part that `AppendReq` and `BatchAppendReq` messages share. */
type ProposedMessage = Pick<
  BatchAppendReq.ProposedMessage,
  'getId' | 'getMetadataMap' | 'getData_asU8' | 'getCustomMetadata_asU8'
>;

const uuidText = (uuid: UUID | undefined): string => {
  if (uuid === undefined) return '';
  if (uuid.hasString()) return uuid.getString();
  const structured = uuid.getStructured();
  const half = (bits: string | undefined): string =>
    BigInt.asUintN(64, BigInt(bits ?? '0'))
      .toString(16)
      .padStart(16, '0');
  const hex =
    half(structured?.getMostSignificantBits()) + half(structured?.getLeastSignificantBits());
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

export const readUuid = uuidText;

export const proposedEvent = (message: ProposedMessage): ProposedEvent => ({
  id: uuidText(message.getId()),
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

export const streamName = (identifier: StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

export const streamIdentifier = (stream: string): StreamIdentifier =>
  new sharedPb.StreamIdentifier().setStreamName(Uint8Array.from(Buffer.from(stream, 'utf8')));

export const proposedBytes = (events: ReadonlyArray<ProposedEvent>): number =>
  events.reduce(
    (sum, event) => sum + event.type.length * 2 + event.data.length + event.metadata.length,
    0,
  );

const recorded = (event: LoggedEvent): ReadResp.ReadEvent.RecordedEvent => {
  const message = new streamsPb.ReadResp.ReadEvent.RecordedEvent()
    .setId(new sharedPb.UUID().setString(event.id))
    .setStreamIdentifier(streamIdentifier(event.stream))
    .setStreamRevision(event.revision.toString())
    .setCommitPosition(event.position.commit.toString())
    .setPreparePosition(event.position.prepare.toString())
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  message
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', event.created.toString());
  return message;
};

export const eventMessage = (event: LoggedEvent): ReadResp =>
  new streamsPb.ReadResp().setEvent(
    new streamsPb.ReadResp.ReadEvent()
      .setEvent(recorded(event))
      .setCommitPosition(event.position.commit.toString()),
  );

export const confirmation = (): ReadResp =>
  new streamsPb.ReadResp().setConfirmation(
    new streamsPb.ReadResp.SubscriptionConfirmation().setSubscriptionId(crypto.randomUUID()),
  );

/** What KurrentDB 26 says besides, in fields that this client’s definitions do not have. */
export interface Moment {
  readonly now: number;
  readonly position: LogPosition;
}

/** A message whose bytes hold more than its class knows of. */
const withBytes = (write: (writer: BinaryWriter) => void): ReadResp => {
  const writer = new BinaryWriter();
  write(writer);
  return Object.assign(new streamsPb.ReadResp(), {
    serializeBinary: () => writer.getResultBuffer(),
  });
};

const timestamp = ({ now }: Moment): Uint8Array =>
  timestampPb.Timestamp.fromDate(new Date(now)).serializeBinary();

/** `CaughtUp` and `FellBehind`: field 1 the time, 3 the position in `$all`. */
const levelBytes = (moment: Moment): Uint8Array => {
  const writer = new BinaryWriter();
  writer.writeBytes(1, timestamp(moment));
  writer.writeBytes(3, allStreamPosition(moment.position).serializeBinary());
  return writer.getResultBuffer();
};

export const caughtUpAt = (moment: Moment): ReadResp =>
  withBytes((writer) => writer.writeBytes(8, levelBytes(moment)));

export const fellBehindAt = (moment: Moment): ReadResp =>
  withBytes((writer) => writer.writeBytes(9, levelBytes(moment)));

/** A checkpoint with the time as its field 3. */
export const checkpointAt = (moment: Moment): ReadResp =>
  withBytes((writer) => {
    const inner = new BinaryWriter();
    inner.writeUint64String(1, moment.position.commit.toString());
    inner.writeUint64String(2, moment.position.prepare.toString());
    inner.writeBytes(3, timestamp(moment));
    writer.writeBytes(3, inner.getResultBuffer());
  });

/** `MaximumAppendEventSizeExceeded`: the event, its size, the most there may be. */
const eventSizeDetail = (id: string, size: number, most: number): Packable => ({
  serializeBinary: () => {
    const writer = new BinaryWriter();
    writer.writeString(1, id);
    writer.writeUint32(2, size);
    writer.writeUint32(3, most);
    return writer.getResultBuffer();
  },
});

export const checkpoint = (position: LogPosition): ReadResp =>
  new streamsPb.ReadResp().setCheckpoint(
    new streamsPb.ReadResp.Checkpoint()
      .setCommitPosition(position.commit.toString())
      .setPreparePosition(position.prepare.toString()),
  );

export const caughtUp = (): ReadResp =>
  new streamsPb.ReadResp().setCaughtUp(new streamsPb.ReadResp.CaughtUp());

export const streamNotFound = (stream: string): ReadResp =>
  new streamsPb.ReadResp().setStreamNotFound(
    new streamsPb.ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(stream)),
  );

export const allStreamPosition = (position: LogPosition): AllStreamPosition =>
  new sharedPb.AllStreamPosition()
    .setCommitPosition(position.commit.toString())
    .setPreparePosition(position.prepare.toString());

interface Packable {
  serializeBinary(): Uint8Array;
}

const statusWith = (code: number, message: string, typeName: string, detail: Packable): Status => {
  const any = new anyPb.Any();
  any.pack(detail.serializeBinary(), typeName);
  return new statusPb.Status().setCode(code).setMessage(message).setDetails(any);
};

const client = (name: string): string => `event_store.client.${name}`;

/** Errors as `BatchAppend` answers them: `google.rpc.Status` inside an ordinary reply. */
export const batchStatus = {
  wrongExpected: (expected: ExpectedRevision, current: bigint | null): Status => {
    const detail = new sharedPb.WrongExpectedVersion();
    if (current === null) detail.setCurrentNoStream(new emptyPb.Empty());
    else detail.setCurrentStreamRevision(current.toString());
    if (expected === 'any') detail.setExpectedAny(new emptyPb.Empty());
    else if (expected === 'stream-exists') detail.setExpectedStreamExists(new emptyPb.Empty());
    else if (expected === 'no-stream') detail.setExpectedNoStream(new emptyPb.Empty());
    else detail.setExpectedStreamPosition(expected.toString());
    return statusWith(6, 'WrongExpectedVersion', client('WrongExpectedVersion'), detail);
  },
  deleted: (stream: string): Status =>
    statusWith(
      5,
      'StreamDeleted',
      client('StreamDeleted'),
      new sharedPb.StreamDeleted().setStreamIdentifier(streamIdentifier(stream)),
    ),
  accessDenied: (): Status =>
    statusWith(7, 'AccessDenied', client('AccessDenied'), new sharedPb.AccessDenied()),
  timeout: (): Status => statusWith(4, 'Timeout', client('Timeout'), new sharedPb.Timeout()),
  unknown: (): Status => statusWith(2, 'Unknown', client('Unknown'), new sharedPb.Unknown()),
  badRequest: (message: string): Status =>
    statusWith(3, message, client('BadRequest'), new sharedPb.BadRequest().setMessage(message)),
  tooLarge: (max: number): Status =>
    statusWith(
      3,
      'MaximumAppendSizeExceeded',
      client('MaximumAppendSizeExceeded'),
      new sharedPb.MaximumAppendSizeExceeded().setMaxappendsize(max),
    ),
  eventTooLarge: (): Status =>
    statusWith(
      3,
      'MaximumAppendEventSizeExceeded',
      client('MaximumAppendEventSizeExceeded'),
      eventSizeDetail(crypto.randomUUID(), 2_000_000, 1_048_576),
    ),
  /** Busy and not ready carry an empty detail and are told apart by their message alone. */
  notHandled: (message: string): Status =>
    statusWith(0, message, 'google.protobuf.Empty', new emptyPb.Empty()),
};

export type CallError = Partial<StatusObject> & {
  readonly code: number;
  readonly name: string;
  readonly message: string;
};

const callError = (
  code: number,
  details: string,
  trailers: Readonly<Record<string, string>> = {},
): CallError => {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return { name: 'Error', message: details, code, details, metadata };
};

/** Errors as the other calls answer them: a gRPC status with trailers. */
export const trailers = {
  streamDeleted: (stream: string): CallError =>
    callError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
      exception: 'stream-deleted',
      'stream-name': stream,
    }),
  accessDenied: (): CallError =>
    callError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }),
  notLeader: (host: string | undefined, port: number | undefined): CallError =>
    host === undefined
      ? callError(status.UNKNOWN, 'No leader info available in response')
      : callError(status.NOT_FOUND, 'Leader info available', {
          exception: 'not-leader',
          'leader-endpoint-host': host,
          'leader-endpoint-port': String(port),
        }),
  tooLarge: (max: number): CallError =>
    callError(status.INVALID_ARGUMENT, `Maximum Append Size of ${max} Exceeded.`, {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(max),
    }),
  wrongExpected: (stream: string, expected: bigint, actual: bigint | null): CallError =>
    callError(status.FAILED_PRECONDITION, 'WrongExpectedVersion', {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': expected.toString(),
      'actual-version': actual === null ? '' : actual.toString(),
    }),
  badRequest: (message: string): CallError => callError(status.INVALID_ARGUMENT, message),
  timeout: (): CallError => callError(status.ABORTED, 'Operation timed out'),
};

/** The status that a fault is on the calls that have no `google.rpc.Status` of their own. */
export const faultError = (fault: Fault): CallError | undefined => {
  switch (fault.kind) {
    case 'busy':
      return callError(status.UNAVAILABLE, 'Server Is Too Busy');
    case 'not-ready':
      return callError(status.UNAVAILABLE, 'Server Is Not Ready');
    case 'not-leader':
      return trailers.notLeader(fault.host, fault.port);
    case 'access-denied':
      return trailers.accessDenied();
    case 'unknown-error':
      return callError(status.UNKNOWN, 'Unexpected OperationResult: 9');
    case 'event-too-large':
      return callError(status.INVALID_ARGUMENT, 'Maximum Append Event Size exceeded');
    case 'status':
      return callError(fault.code, fault.details);
    default:
      return undefined;
  }
};
