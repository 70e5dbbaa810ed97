import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { currentVersions, type EventType, eventCodecs } from '../../src/event/catalogue.js';
import type { SealedEvent } from '../../src/event/chain.js';
import { decodeEvent, type Upcaster, type Versions } from '../../src/event/upcast.js';
import { versionOne } from './fixtures.js';

const types = Object.keys(eventCodecs) as ReadonlyArray<EventType>;

const decoded = (stored: SealedEvent, versions?: Versions) => {
  const read = decodeEvent(stored, versions);
  if (E.isLeft(read)) throw new Error(read.left.message);
  return read.right.event;
};

describe('events of version 1', () => {
  it('are here of every type', () => {
    expect(versionOne.map((e) => e.type).sort()).toEqual([...types].sort());
  });

  it.each(versionOne.map((e) => [e.type, e] as const))('decode for ever: %s', (_, stored) => {
    const read = decodeEvent(stored);
    if (E.isLeft(read)) throw new Error(read.left.message);
    expect(read.right.event.type).toBe(stored.type);
    // Instants of the ledger's clock compare as text, so they come back in one spelling.
    expect(read.right.metadata.recordedAt).toBe('2026-01-02T03:04:05.000Z');
    const { type, data } = read.right.event;
    // Encoded again they are what they were, to the letter, as long as version 1 is written.
    if (currentVersions[type] === 1)
      expect((eventCodecs[type].encode as (d: unknown) => unknown)(data)).toEqual(stored.data);
  });
});

/** Data as if each version up to the current one had taken one member of its own away. */
const asOf = (stored: SealedEvent, version: number, current: number): SealedEvent => {
  const older = { ...(stored.data as object) } as Record<string, unknown>;
  for (let v = version; v < current; v++) older[`${stored.type}${v}`] = 'as it was';
  return {
    ...stored,
    data: older,
    metadata: { ...stored.metadata, schemaVersion: version },
  };
};

const takingAway =
  (member: string): Upcaster =>
  (data) => {
    const { [member]: taken, ...kept } = data as Record<string, unknown>;
    if (taken === undefined) throw new Error(`${member} was taken away before`);
    return kept;
  };

const versionsOf = (later: Partial<Record<EventType, number>>): Versions => ({
  current: { ...currentVersions, ...later },
  upcasters: Object.fromEntries(
    Object.entries(later).map(([type, current]) => [
      type,
      Object.fromEntries(
        Array.from({ length: current - 1 }, (_, i) => [i + 1, takingAway(`${type}${i + 1}`)]),
      ),
    ]),
  ),
});

describe('a type that has come to a later version', () => {
  it.each(types)('is lifted alone, and no other type with it: %s', (type) => {
    const versions = versionsOf({ [type]: 3 });
    for (const stored of versionOne) {
      const expected = decoded(stored);
      if (stored.type !== type) expect(decoded(stored, versions)).toEqual(expected);
      else
        for (const version of [1, 2, 3])
          expect(decoded(asOf(stored, version, 3), versions)).toEqual(expected);
    }
  });

  it('is lifted to its own version where every type has another', () => {
    const later = Object.fromEntries(types.map((type, i) => [type, i + 1]));
    const versions = versionsOf(later);
    for (const stored of versionOne) {
      const current = later[stored.type] ?? 1;
      for (let version = 1; version <= current; version++)
        expect(decoded(asOf(stored, version, current), versions)).toEqual(decoded(stored));
    }
  });

  it('is refused above its own version, whatever version other types have', () => {
    for (const stored of versionOne) {
      const others = types.filter((type) => type !== stored.type);
      const versions = versionsOf(Object.fromEntries(others.map((type) => [type, 9])));
      const newer = {
        ...stored,
        // What a newer version says there need not be known here.
        metadata: { ...stored.metadata, schemaVersion: 2, chapter: 'new' },
      };
      const read = decodeEvent(newer, versions);
      expect(E.isLeft(read) && read.left).toMatchObject({
        code: 'UNKNOWN_EVENT_VERSION',
        message: expect.stringContaining(
          `${stored.type} version 2 was written by a newer insider-ledger`,
        ),
      });
    }
  });
});

describe('an older version', () => {
  const withdrawn = versionOne.find((e) => e.type === 'RowWithdrawn') as SealedEvent;

  it('is refused where a step is missing', () => {
    const { current, upcasters } = versionsOf({ RowWithdrawn: 3 });
    const { 2: _, ...first } = upcasters['RowWithdrawn'] ?? {};
    const read = decodeEvent(asOf(withdrawn, 1, 3), {
      current,
      upcasters: { RowWithdrawn: first },
    });
    expect(E.isLeft(read) && read.left.code).toBe('UNKNOWN_EVENT_VERSION');
  });

  it('is refused where it does not say what its version should', () => {
    const spoilt = { ...asOf(withdrawn, 1, 3), data: { RowWithdrawn1: 1, RowWithdrawn2: 1 } };
    const read = decodeEvent(spoilt, versionsOf({ RowWithdrawn: 3 }));
    expect(E.isLeft(read) && read.left.code).toBe('INVALID_EVENT');
  });

  it('of an unknown type is refused', () => {
    const other = decodeEvent({ ...withdrawn, type: 'SharesVested' });
    expect(E.isLeft(other) && other.left.code).toBe('UNKNOWN_EVENT_TYPE');
  });
});
