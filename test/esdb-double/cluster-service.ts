/** `ServerFeatures` and `Gossip`: what a node can do, and which nodes there are. */

import type { ClusterInfo, MemberInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import gossipPb from '@eventstore/db-client/generated/gossip_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { Fault } from './faults.js';
import { type NodeContext, sleep } from './node-context.js';
import { type CallError, faultError } from './wire.js';

export interface Member {
  readonly host: string;
  readonly port: number;
  readonly state: 'leader' | 'follower' | 'unknown';
  readonly alive: boolean;
}

export interface Features {
  readonly version: string;
  /** Without it the client appends by `Streams.Append`. */
  readonly batchAppend: boolean;
}

type Answer<T> = { readonly value: T } | { readonly error: CallError } | 'nothing';

const struck = async <T>(
  node: NodeContext,
  fault: Fault | undefined,
  call: ServerUnaryCall<Empty, T>,
  value: () => T,
): Promise<Answer<T>> => {
  if (fault?.kind === 'silent') return 'nothing';
  if (fault?.kind === 'connection-lost') {
    node.loseConnection(call);
    return 'nothing';
  }
  if (fault?.kind === 'slow') await sleep(fault.ms);
  const error = fault && faultError(fault);
  return error === undefined ? { value: value() } : { error };
};

const answerWith = <T>(callback: sendUnaryData<T>, answer: Answer<T>): void => {
  if (answer === 'nothing') return;
  if ('error' in answer) callback(answer.error);
  else callback(null, answer.value);
};

const supportedMethods = (features: Features): SupportedMethods => {
  const names = ['append', 'read', 'delete', 'tombstone'];
  if (features.batchAppend) names.push('batchappend');
  const answer = new featuresPb.SupportedMethods().setEventStoreServerVersion(features.version);
  answer.setMethodsList(
    names.map((name) =>
      new featuresPb.SupportedMethod()
        .setServiceName('event_store.client.streams.streams')
        .setMethodName(name),
    ),
  );
  return answer;
};

export const featuresService =
  (node: NodeContext, features: () => Features) =>
  (
    call: ServerUnaryCall<Empty, SupportedMethods>,
    callback: sendUnaryData<SupportedMethods>,
  ): void => {
    void struck(node, node.faults.next('features'), call, () => supportedMethods(features())).then(
      (answer) => answerWith(callback, answer),
    );
  };

const vnodeState = (state: Member['state']): MemberInfo.VNodeState =>
  state === 'leader'
    ? gossipPb.MemberInfo.VNodeState.LEADER
    : state === 'follower'
      ? gossipPb.MemberInfo.VNodeState.FOLLOWER
      : gossipPb.MemberInfo.VNodeState.UNKNOWN;

const clusterInfo = (members: ReadonlyArray<Member>, now: number): ClusterInfo =>
  new gossipPb.ClusterInfo().setMembersList(
    members.map((member) =>
      new gossipPb.MemberInfo()
        .setInstanceId(new sharedPb.UUID().setString(crypto.randomUUID()))
        .setTimeStamp(String(BigInt(now) * 10_000n))
        .setState(vnodeState(member.state))
        .setIsAlive(member.alive)
        .setHttpEndPoint(new gossipPb.EndPoint().setAddress(member.host).setPort(member.port)),
    ),
  );

export const gossipService =
  (node: NodeContext, members: () => ReadonlyArray<Member>) =>
  (call: ServerUnaryCall<Empty, ClusterInfo>, callback: sendUnaryData<ClusterInfo>): void => {
    void struck(node, node.faults.next('gossip'), call, () =>
      clusterInfo(members(), node.now()),
    ).then((answer) => answerWith(callback, answer));
  };
