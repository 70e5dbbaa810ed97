/**
 * Where the log stood, as cursors and validators carry it: a digest of its last event. Not its
 * position: after a restore two ledgers may stand at one position.
 */
import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Given } from './parameter.js';

const digestLength = 22;

/** Null where it cannot be told: then nothing is said of it, and the question says what is wrong. */
export const logEndOf = async (ledger: Ledger): Promise<string | null> => {
  const found = await ledger.logEnd()();
  return E.isLeft(found)
    ? null
    : createHash('sha256')
        .update(JSON.stringify(found.right.last))
        .digest('base64url')
        .slice(0, digestLength);
};

/** The ledger's cursor, and where the log stood when its first page was asked for. */
interface Begun {
  readonly cursor: string;
  /** Null where it does not say so. */
  readonly began: string | null;
}

/** No cursor of the ledger begins so. */
const begunPattern = /^@([\w-]{22}):(.+)$/s;

export const begunIn = (cursor: string): Begun => {
  const [, began = null, own = cursor] = begunPattern.exec(cursor) ?? [];
  return { cursor: own, began };
};

export const withBegun = ({ cursor, began }: Begun): string =>
  began === null ? cursor : `@${began}:${cursor}`;

/** Parameters with the ledger's own cursor. */
export const withCursorOf = (given: Given, cursor: string): Given =>
  new Map([...given, ['cursor', [begunIn(cursor).cursor]]]);
