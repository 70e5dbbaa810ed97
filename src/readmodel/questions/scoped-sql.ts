/** The parts of SQL that depend on whom a question is about. */
import type { Connection } from '../connection.js';
import { kinds } from '../lookups.js';
import { isOf } from '../tables.js';
import type { Scope } from './found.js';

/** Of those who are told of: not set aside, and not told of under another identity. */
export const live = 'un.quarantine IS NULL AND un.joined_into IS NULL';

export const party = 'un.u, un.insider, x.issuer';

export const scopes = {
  insider: 'un.insider = :insider',
  insiderInIssuer: 'un.insider = :insider AND x.issuer = :issuer',
  issuer: 'x.issuer = :issuer',
  stretch: 'un.insider > :after AND un.insider <= :through',
} as const;
export type ScopeName = keyof typeof scopes;

/** Those asked about: of an issuer all who have something of it. */
export const from = (scope: ScopeName, table: string, number: string): string =>
  `${
    scope === 'issuer'
      ? `(SELECT DISTINCT u FROM lookups WHERE kind = '${kinds.issuer}' AND key = :issuer) met
         CROSS JOIN units un ON un.u = met.u`
      : 'units un'
  } CROSS JOIN ${table} x ON ${number === 'u' ? 'x.u = un.u' : isOf(`x.${number}`, 'un.u')}`;

export const knownNow = 'x.known_from <= :knownBy AND x.known_to > :knownBy';

/** What was known then, of a table's rows. */
export const factSql = (
  [table, number]: readonly [table: string, number: string],
  columns: string,
  scope: ScopeName,
  where: string,
): string =>
  `SELECT ${party}, ${columns} FROM ${from(scope, table, number)}
    WHERE ${scopes[scope]} AND ${live} AND ${knownNow} ${where}`;

export const nameOf = (scope: Scope): ScopeName =>
  'insider' in scope
    ? 'issuer' in scope
      ? 'insiderInIssuer'
      : 'insider'
    : 'issuer' in scope
      ? 'issuer'
      : 'stretch';

/** Statements by scope, each prepared when it is first asked. */
export const byScope = (db: Connection, sql: (scope: ScopeName) => string) => {
  const prepared = new Map<ScopeName, ReturnType<Connection['prepare']>>();
  return (scope: ScopeName): ReturnType<Connection['prepare']> => {
    const known = prepared.get(scope) ?? db.prepare(sql(scope));
    prepared.set(scope, known);
    return known;
  };
};
