/**
 * One event of a stream. The client's own read makes three streams of it; where the event is all
 * that is wanted it is cancelled, and where there is no such stream it fails: each of these costs
 * several times what the append does after which it is asked. Here the server's messages are taken
 * as they come, and the call is left to end by itself.
 */
import type { ResolvedEvent } from '@eventstore/db-client';
import { convertToCommandError } from '@eventstore/db-client/dist/utils/CommandError.js';
import { convertGrpcEvent } from '@eventstore/db-client/dist/utils/convertGrpcEvent.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { GuardedClient } from './guarded-client.js';
import { afterListening } from './limits.js';
import { Stalled } from './watched.js';

export interface Place {
  readonly stream: string;
  readonly from: bigint | 'end';
  readonly backwards: boolean;
}

/** Or what there is in its place: no event there, no stream of that name. */
export type SingleRead = ResolvedEvent | 'no-event' | 'no-stream';

const { Empty, StreamIdentifier } = shared;
const { Options } = streams.ReadReq;

const requestFor = ({ stream, from, backwards }: Place): InstanceType<typeof streams.ReadReq> => {
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  const place = new Options.StreamOptions();
  place.setStreamIdentifier(identifier);
  if (from === 'end') place.setEnd(new Empty());
  else place.setRevision(from.toString());
  const uuids = new Options.UUIDOption();
  uuids.setString(new Empty());
  const options = new Options();
  options.setStream(place);
  options.setReadDirection(
    backwards ? Options.ReadDirection.BACKWARDS : Options.ReadDirection.FORWARDS,
  );
  options.setCount('1');
  options.setResolveLinks(false);
  options.setUuidOption(uuids);
  options.setNoFilter(new Empty());
  const request = new streams.ReadReq();
  request.setOptions(options);
  return request;
};

/** Rejects with what the client would report, or `Stalled`. */
export const singleRead = async (
  client: GuardedClient,
  place: Place,
  requiresLeader: boolean,
  stallMs: number,
): Promise<SingleRead> => {
  const call = await client.rawRead(requestFor(place), requiresLeader);
  return new Promise((resolve, reject) => {
    const callOff = afterListening(stallMs, () => {
      reject(new Stalled(stallMs));
      call.cancel();
    });
    call
      .on('data', (message: ReadResp) => {
        try {
          const event = message.getEvent();
          if (event !== undefined) resolve(convertGrpcEvent(event));
          else if (message.hasStreamNotFound()) resolve('no-stream');
        } catch (error) {
          reject(error);
        }
      })
      .on('end', () => resolve('no-event'))
      .on('error', (error) => reject(convertToCommandError(error)))
      .on('close', callOff);
  });
};
