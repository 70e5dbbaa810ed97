import { afterAll, beforeAll } from 'vitest';
import {
  type EsdbLimits,
  type EsdbOptions,
  eventStoreDbStore,
} from '../../src/store/eventstoredb.js';
import type { EventStore } from '../../src/store/port.js';
import { type DoubleOptions, EsdbDouble } from '../esdb-double/server.js';
import { expectRight } from './opened.js';

/** Limits short enough for a test to wait for, long enough for a busy machine. */
export const shortLimits: Partial<EsdbLimits> = {
  attemptMs: 1_000,
  settleMs: 12_000,
  stallMs: 400,
  probeMs: 400,
  pauseFirstMs: 5,
  pauseMaxMs: 50,
  goodbyeMs: 500,
};

export const openOn = (
  node: { readonly url: string },
  options: EsdbOptions = {},
): Promise<EventStore> =>
  expectRight(
    eventStoreDbStore(node.url, { ...options, limits: { ...shortLimits, ...options.limits } }),
  );

/** One double for a test file, started before its tests and stopped after them. */
export const doubleForFile = (options: DoubleOptions = {}): (() => EsdbDouble) => {
  let node: EsdbDouble | undefined;
  beforeAll(async () => {
    node = await EsdbDouble.start(options);
  });
  afterAll(async () => {
    await node?.stop();
  });
  return () => {
    if (node === undefined) throw new Error('the double runs only while tests do');
    return node;
  };
};

export const idsIn = async (store: EventStore, stream: string): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { id } of store.readStream(stream)) ids.push(id);
  return ids;
};
