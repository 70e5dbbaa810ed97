import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { eventCodecs, schemaVersion } from '../../src/event/catalogue.js';
import type { SealedEvent } from '../../src/event/chain.js';
import { decodeEvent, type Upcasters } from '../../src/event/upcast.js';
import { versionOne } from './fixtures.js';

describe('events of version 1', () => {
  it('are here of every type', () => {
    expect(versionOne.map((e) => e.type).sort()).toEqual(Object.keys(eventCodecs).sort());
  });

  it.each(versionOne.map((e) => [e.type, e] as const))('decode for ever: %s', (_, stored) => {
    const decoded = decodeEvent(stored);
    if (E.isLeft(decoded)) throw new Error(decoded.left.message);
    expect(decoded.right.event.type).toBe(stored.type);
    // Instants of the ledger's clock compare as text, so they come back in one spelling.
    expect(decoded.right.metadata.recordedAt).toBe('2026-01-02T03:04:05.000Z');
    const { type, data } = decoded.right.event;
    // Encoded again they are what they were, to the letter, as long as version 1 is written.
    if (schemaVersion === 1)
      expect((eventCodecs[type].encode as (d: unknown) => unknown)(data)).toEqual(stored.data);
  });
});

describe('an older version', () => {
  const withdrawn = versionOne.find((e) => e.type === 'RowWithdrawn') as SealedEvent;
  const { actor, ...rest } = withdrawn.data as Record<string, unknown>;
  /** As if version 1 had said `by` and `why`, and version 2 `by`. */
  const { reason, ...oldest } = { ...rest, by: actor } as Record<string, unknown>;
  const older = { ...withdrawn, data: { ...oldest, why: reason } };
  const record = (u: unknown) => u as Record<string, unknown>;
  const known: Upcasters = {
    RowWithdrawn: {
      1: (data) => {
        const { why, ...kept } = record(data);
        return { ...kept, reason: why };
      },
      2: (data) => {
        const { by, ...kept } = record(data);
        return { ...kept, actor: by };
      },
    },
  };

  it('is lifted version by version', () => {
    const decoded = decodeEvent(older, known, 3);
    expect(E.isRight(decoded) && decoded.right.event.data).toEqual(withdrawn.data);
    const second = {
      ...older,
      data: { ...rest, by: actor },
      metadata: { ...older.metadata, schemaVersion: 2 },
    };
    expect(E.isRight(decodeEvent(second, known, 3))).toBe(true);
  });

  it('is refused where a step is missing', () => {
    const decoded = decodeEvent(older, { RowWithdrawn: { 1: (d) => d } }, 3);
    expect(E.isLeft(decoded) && decoded.left.code).toBe('UNKNOWN_EVENT_VERSION');
  });

  it('is refused where it does not say what its version should', () => {
    const decoded = decodeEvent({ ...older, data: { why: 1 } }, known, 3);
    expect(E.isLeft(decoded) && decoded.left.code).toBe('INVALID_EVENT');
  });

  it('of the future is refused, and so is an unknown type', () => {
    const newer = { ...withdrawn, metadata: { ...withdrawn.metadata, schemaVersion: 2 } };
    const decoded = decodeEvent(newer, {}, 1);
    expect(E.isLeft(decoded) && decoded.left.code).toBe('UNKNOWN_EVENT_VERSION');
    const other = decodeEvent({ ...withdrawn, type: 'SharesVested' });
    expect(E.isLeft(other) && other.left.code).toBe('UNKNOWN_EVENT_TYPE');
  });
});
