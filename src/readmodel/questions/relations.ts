/** Who filed about whom: an insider and an issuer, under all names, with what was filed. */

import type { InsiderId, IssuerId } from '../../event/identity.js';
import type { Day, Instant } from '../../filing/calendar.js';
import type { Accession } from '../../filing/model.js';
import { prepared } from '../../store/sqlite/prepared.js';
import type { Connection } from '../connection.js';
import type { Assured } from './assured.js';
import type { Scope } from './found.js';
import { byScope, from, live, nameOf, scopes } from './scoped-sql.js';

/** An insider and an issuer of whom it filed. Of names and symbols the last one comes first. */
export interface RelationFound {
  readonly insider: InsiderId;
  readonly names: ReadonlyArray<string>;
  readonly issuer: IssuerId;
  readonly issuerNames: ReadonlyArray<string>;
  readonly symbols: ReadonlyArray<string>;
  /** Documents of this insider alone. */
  readonly alone: number;
  /** Documents that it filed with others. */
  readonly together: ReadonlyArray<Accession>;
  readonly firstFiledOn: Day;
  readonly lastFiledOn: Day;
}

export interface RelationQuestions {
  /** By insider and issuer, of what was known by an instant. */
  relations(scope: Scope, knownBy: Instant): ReadonlyArray<RelationFound>;
}

interface Row {
  readonly u: number;
  readonly insider: InsiderId;
  readonly issuer: IssuerId;
  readonly alone: number;
  readonly together: string | null;
  readonly firstFiledOn: Day;
  readonly lastFiledOn: Day;
}

export const relationQuestions = (db: Connection, { sure }: Assured): RelationQuestions => {
  const relations = byScope(
    db,
    (scope) => `SELECT un.u, un.insider, x.issuer, sum(x.owners = 1) AS alone,
       group_concat(CASE WHEN x.owners > 1 THEN x.accession END, ' ') AS together,
       min(x.filed_on) AS firstFiledOn, max(x.filed_on) AS lastFiledOn
     FROM ${from(scope, 'filings', 'u')}
     WHERE ${scopes[scope]} AND ${live} AND x.known_at <= :knownBy
     GROUP BY un.insider, x.issuer ORDER BY un.insider, x.issuer`,
  );
  const sql = prepared({
    names: () =>
      db
        .prepare('SELECT name FROM names WHERE u = ? AND known_from <= ? ORDER BY known_from DESC')
        .pluck(),
    issuers: () =>
      db.prepare(
        `SELECT name, symbol FROM issuers WHERE u = ? AND issuer = ? AND known_from <= ?
       ORDER BY known_from DESC`,
      ),
  });
  const once = <A>(all: ReadonlyArray<A>): ReadonlyArray<A> => [...new Set(all)];
  return {
    relations: (scope, knownBy) => {
      sure(scope, 'filings');
      return (relations(nameOf(scope)).all({ ...scope, knownBy }) as Row[]).map(
        ({ u, insider, issuer, alone, together, firstFiledOn, lastFiledOn }) => {
          const named = sql.issuers.all(u, issuer, knownBy) as Array<{
            readonly name: string;
            readonly symbol: string | null;
          }>;
          return {
            insider,
            names: once(sql.names.all(u, knownBy) as string[]),
            issuer,
            issuerNames: once(named.map(({ name }) => name)),
            symbols: once(named.flatMap(({ symbol }) => symbol ?? [])),
            alone,
            together: together === null ? [] : (together.split(' ').sort() as Accession[]),
            firstFiledOn,
            lastFiledOn,
          };
        },
      );
    },
  };
};
