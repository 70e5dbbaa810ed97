/** A cluster that has no leader for a while: appends go on as soon as there is one. */
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { GuardedClient } from '../../src/store/eventstoredb/guarded-client.js';
import { defaultLimits } from '../../src/store/eventstoredb/limits.js';
import { readEsdbUrl } from '../../src/store/eventstoredb/settings.js';
import type { NewEvent } from '../../src/store/port.js';
import type { Member } from '../esdb-double/cluster-service.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { idsIn, openOn } from './esdb-harness.js';
import { expectRight } from './opened.js';
import { unhandledRejectionsDuring } from './rejections.js';

const event = (): NewEvent => ({
  id: crypto.randomUUID(),
  type: 'HoldingReported',
  data: {},
  metadata: {},
});
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const stream = 'insider-0001222287';

/** What the members of a cluster say of it while it has no leader. */
const meanwhile: ReadonlyArray<readonly [string, (member: Member) => Member | null]> = [
  ['that nobody leads', (member) => ({ ...member, state: 'unknown' })],
  ['that nobody is there', () => null],
  ['that all are dead', (member) => ({ ...member, alive: false })],
  ['that all follow', (member) => ({ ...member, state: 'follower' })],
  ['that the lost one still leads', (member) => member],
];

/** Two members of one log, of which the first leads, and a store on both. */
const clusterOf = async (batchAppend: boolean) => {
  const a = await EsdbDouble.start({ batchAppend });
  const b = await EsdbDouble.start({ batchAppend, log: a.log });
  const ports = [a.port, b.port];
  const told: { leader: number | null; says: (member: Member) => Member | null } = {
    leader: a.port,
    says: (member) => member,
  };
  const members = (): ReadonlyArray<Member> =>
    ports.flatMap((port) => {
      const state = port === (told.leader ?? ports[0]) ? 'leader' : 'follower';
      const said: Member = { host: '127.0.0.1', port, state, alive: true };
      return (told.leader === null ? told.says(said) : said) ?? [];
    });
  a.members = members;
  b.members = members;
  const store = await openOn({
    url: `esdb://127.0.0.1:${a.port},127.0.0.1:${b.port}?tls=false&discoveryInterval=10`,
  });
  return { a, b, told, store };
};

describe.each([
  ['BatchAppend', true],
  ['Append', false],
])('a cluster without a leader, by %s', (_path, batchAppend) => {
  // They wait, and wait side by side.
  it.concurrent.each(meanwhile)(
    'is waited for, whatever it says meanwhile: %s',
    async (_what, says) => {
      const { a, b, told, store } = await clusterOf(batchAppend);
      try {
        await expectRight(store.append(stream, 'no-stream', [event()]));
        Object.assign(told, { leader: null, says });
        await a.stop();
        b.faults.always('append', { kind: 'not-leader' });
        const appending = [`${stream}0`, `${stream}1`].map((other) =>
          expectRight(store.append(other, 'no-stream', [event()])),
        );
        appending.push(expectRight(store.append(stream, 0n, [event()])));
        await pause(600);
        told.leader = b.port;
        b.faults.clear();
        const there = performance.now();
        await Promise.all(appending);
        expect(performance.now() - there).toBeLessThan(2_500);
        expect(await idsIn(store, stream)).toHaveLength(2);
        await expectRight(store.append(stream, 1n, [event()]));
      } finally {
        await store.close();
        await a.stop();
        await b.stop();
      }
    },
  );
});

describe('a call that fails late, while nobody is found', () => {
  const failLate = async (
    make: (a: EsdbDouble, b: EsdbDouble) => EventStoreDBClient,
  ): Promise<ReadonlyArray<unknown>> => {
    const a = await EsdbDouble.start();
    const b = await EsdbDouble.start({ log: a.log });
    const members = [{ host: '127.0.0.1', port: a.port, state: 'leader' as const, alive: true }];
    a.members = () => members;
    b.members = () => members;
    const client = make(a, b);
    const rejections = await unhandledRejectionsDuring(async () => {
      const some = jsonEvent({ type: 'T', data: {} });
      await client.appendToStream('other', some);
      // Held back by the old channel until it goes; the first to fail finds nobody to go to.
      const following = client.subscribeToAll();
      following.on('error', () => undefined).resume();
      a.faults.always('read', { kind: 'stalls', after: 0 });
      const reading = client.readStream('other');
      reading.on('error', () => undefined).resume();
      await pause(100);
      a.members = () => [];
      b.members = () => [];
      a.faults.once('append', { kind: 'not-leader', host: '127.0.0.1', port: 1 });
      for (let i = 0; i < 2; i++) await client.appendToStream('other', some).catch(() => undefined);
      const failing = [1, 2, 3].map(() =>
        client.appendToStream('other', some).catch(() => undefined),
      );
      await pause(20);
      a.loseAllConnections();
      await Promise.all(failing);
      await pause(300);
    });
    await client.dispose();
    await a.stop();
    await b.stop();
    return rejections;
  };

  it('is the end of a process with the bare client, and of none here', async () => {
    const seeds = (a: EsdbDouble, b: EsdbDouble): string =>
      `esdb://127.0.0.1:${a.port},127.0.0.1:${b.port}?tls=false&discoveryInterval=10`;
    const naively = await failLate((a, b) => EventStoreDBClient.connectionString(seeds(a, b)));
    expect(naively.map(String)).toContainEqual(expect.stringMatching(/Failed to discover/));
    const here = await failLate((a, b) => {
      const settings = readEsdbUrl(seeds(a, b));
      if (settings._tag === 'Left') expect.fail(settings.left.message);
      return new GuardedClient(settings.right, defaultLimits, () => undefined);
    });
    expect(here).toEqual([]);
  });
});
