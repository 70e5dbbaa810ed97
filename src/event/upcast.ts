/**
 * Every version ever written stays readable: an event is lifted version by version to the one
 * that this code knows of its type, then decoded.
 */
import * as E from 'fp-ts/lib/Either.js';
import { firstError } from '../filing/codec.js';
import {
  currentVersions,
  type EventMetadata,
  type EventType,
  eventCodecs,
  eventMetadata,
  type LedgerEvent,
} from './catalogue.js';
import { quickData, quickMetadata } from './quick.js';

/** Lifts the data of one type from the version it is listed under to the next. */
export type Upcaster = (data: unknown) => unknown;
/** `type` → version → how to lift that version. */
export type Upcasters = Readonly<Record<string, Readonly<Record<number, Upcaster>>>>;

/** The version of each type, and how earlier ones are lifted to it. */
export interface Versions {
  readonly current: Readonly<Record<EventType, number>>;
  readonly upcasters: Upcasters;
}

/** No upcasters yet: version 1 is the first of every type. */
const versionsHere: Versions = { current: currentVersions, upcasters: {} };

export interface EventProblem {
  readonly code: 'FOREIGN_EVENT' | 'UNKNOWN_EVENT_TYPE' | 'UNKNOWN_EVENT_VERSION' | 'INVALID_EVENT';
  readonly message: string;
}

export interface DecodedEvent {
  readonly id: string;
  readonly event: LedgerEvent;
  readonly metadata: EventMetadata;
}

export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
  /** Why it is no event of a ledger, where its store sees that. */
  readonly foreign?: string;
}

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventCodecs, type);

/** As it stands in metadata, whatever else a newer version may have put there. */
const statedVersion = (metadata: unknown): number | null => {
  const version: unknown = Reflect.get(Object(metadata), 'schemaVersion');
  return typeof version === 'number' ? version : null;
};

const lift = (
  type: string,
  from: number,
  to: number,
  data: unknown,
  known: Upcasters,
): E.Either<EventProblem, unknown> => {
  let lifted = data;
  for (let version = from; version < to; version++) {
    const upcaster = known[type]?.[version];
    if (upcaster === undefined)
      return E.left({
        code: 'UNKNOWN_EVENT_VERSION',
        message: `${type} version ${version} has no upcaster to ${version + 1}`,
      });
    lifted = upcaster(lifted);
  }
  return E.right(lifted);
};

/** Decodes an event of any version of its type. `versions` are for tests of the mechanism. */
export const decodeEvent = (
  stored: StoredEvent,
  versions: Versions = versionsHere,
): E.Either<EventProblem, DecodedEvent> => {
  if (stored.foreign !== undefined)
    return E.left({
      code: 'FOREIGN_EVENT',
      message: `${stored.type} is ${stored.foreign}: another program wrote it into this stream`,
    });
  if (!isEventType(stored.type))
    return E.left({
      code: 'UNKNOWN_EVENT_TYPE',
      message: `${stored.type} is not an event of this version of insider-ledger; upgrade it to read this ledger`,
    });
  const current = versions.current[stored.type];
  const stated = statedVersion(stored.metadata);
  if (stated !== null && stated > current)
    return E.left({
      code: 'UNKNOWN_EVENT_VERSION',
      message: `${stored.type} version ${stated} was written by a newer insider-ledger; this one reads ${stored.type} up to version ${current}: upgrade it to read this ledger`,
    });
  const quickly = quickMetadata(stored.metadata);
  const metadata = quickly === undefined ? eventMetadata.decode(stored.metadata) : E.right(quickly);
  if (E.isLeft(metadata)) {
    const { path, message } = firstError(metadata.left);
    return E.left({
      code: 'INVALID_EVENT',
      message: `${stored.type} metadata ${path}: ${message}`,
    });
  }
  const version = metadata.right.schemaVersion;
  const data = lift(stored.type, version, current, stored.data, versions.upcasters);
  if (E.isLeft(data)) return data;
  const read = quickData(stored.type, data.right);
  const decoded = read === undefined ? eventCodecs[stored.type].decode(data.right) : E.right(read);
  if (E.isLeft(decoded)) {
    const { path, message } = firstError(decoded.left);
    return E.left({ code: 'INVALID_EVENT', message: `${stored.type} ${path}: ${message}` });
  }
  return E.right({
    id: stored.id,
    event: { type: stored.type, data: decoded.right } as LedgerEvent,
    metadata: metadata.right,
  });
};
