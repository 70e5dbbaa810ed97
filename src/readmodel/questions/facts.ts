/** What positions stand on and what is odd about them: transactions, deals, conflicts, rulings, checks. */
import { knownAtOf } from '../../../projections/known/knowledge.js';
import type { IssuerId } from '../../event/identity.js';
import type { Day, Instant } from '../../filing/calendar.js';
import type { Connection } from '../connection.js';
import { kinds } from '../lookups.js';
import type { Assured } from './assured.js';
import type {
  At,
  CheckFound,
  CheckSums,
  ConflictFound,
  ConflictsCounted,
  DealFound,
  DealRow,
  Scope,
  TransactionFound,
} from './found.js';
import type { Parties } from './parties.js';
import {
  byScope,
  factSql,
  from,
  knownNow,
  live,
  nameOf,
  party,
  type ScopeName,
  scopes,
} from './scoped-sql.js';

export interface FactQuestions {
  transactions(scope: Scope, at: At): ReadonlyArray<TransactionFound>;
  /** Of an issuer, effective from a day on; withdrawn and held out ones left out. */
  deals(issuer: IssuerId, at: At, from: Day): ReadonlyArray<DealFound>;
  /** Of one severity, or of all. */
  conflicts(scope: Scope, knownBy: Instant, severity?: string): ReadonlyArray<ConflictFound>;
  /** How many there are of a type, a severity and a status. */
  conflictCounts(scope: Scope, knownBy: Instant): ReadonlyArray<ConflictsCounted>;
  /** Answers about rulings, by insider; of an issuer also those on its insiders themselves. */
  rulings(scope: Scope): ReadonlyArray<string>;
  /** Positions with differences. */
  checks(scope: Scope, knownBy: Instant): ReadonlyArray<CheckFound>;
  /** Those that list something that must never be. */
  flaggedChecks(scope: Scope, knownBy: Instant): ReadonlyArray<CheckFound>;
  checkSums(scope: Scope, knownBy: Instant): CheckSums;
}

export const factQuestions = (
  db: Connection,
  { sure }: Assured,
  { withParties }: Parties,
): FactQuestions => {
  const transactionColumns = `x.transaction_id AS transactionId, x.effective_on AS effectiveOn,
    x.home_known_at AS homeKnownAt, x.home_accession AS homeAccession, x.place, x.answer`;

  const transactions = byScope(db, (scope) =>
    factSql(['transactions', 't'], transactionColumns, scope, 'AND x.effective_on <= :asOf'),
  );
  const deals = db.prepare(
    `SELECT ${party}, x.transaction_id AS transactionId, x.form_table AS 'table', x.security,
       x.unit, x.code, x.letter, x.amount, x.price, x.price_doubt AS priceDoubt,
       x.effective_on AS effectiveOn,
       json_extract(x.answer, '$.acceptedAt') AS acceptedAt,
       json_extract(x.answer, '$.filedOn') AS filedOn,
       json_extract(x.answer, '$.planTrade') AS planTrade
     FROM ${from('issuer', 'transactions', 't')}
     WHERE x.issuer = :issuer AND ${live} AND ${knownNow}
       AND x.effective_on BETWEEN :from AND :asOf AND x.counts = 1`,
  );
  const conflictColumns = 'x.conflict_id AS conflictId, x.answer';
  const conflicts = byScope(db, (scope) => factSql(['conflicts', 'c'], conflictColumns, scope, ''));
  const conflictsOfSeverity = byScope(db, (scope) =>
    factSql(['conflicts', 'c'], conflictColumns, scope, 'AND x.severity = :severity'),
  );
  const conflictCounts = byScope(
    db,
    (scope) => `SELECT x.answer ->> '$.type' AS type, x.severity,
        x.answer ->> '$.status' AS status, count(*) AS count
      FROM ${from(scope, 'conflicts', 'c')}
      WHERE ${scopes[scope]} AND ${live} AND ${knownNow} GROUP BY 1, 2, 3`,
  );
  const rulings = byScope(
    db,
    (scope) =>
      `SELECT x.answer FROM ${from(scope, 'rulings', 'r')} WHERE ${live} AND ${
        scope === 'issuer'
          ? `met.u IN (SELECT u FROM lookups WHERE kind = '${kinds.issuer}' AND key = :issuer AND item = '')
             AND (x.issuer IS NULL OR x.issuer = :issuer)`
          : scope === 'insiderInIssuer'
            ? 'un.insider = :insider AND (x.issuer IS NULL OR x.issuer = :issuer)'
            : scopes[scope]
      } ORDER BY un.insider, x.r`,
  );
  const checkedFrom = (scope: ScopeName): string =>
    `${from(scope, 'positions', 'p')} CROSS JOIN checks c ON c.p = x.p AND c.known_from <= :knownBy AND c.known_to > :knownBy
      WHERE ${scopes[scope]} AND ${live}`;
  const checks = byScope(
    db,
    (scope) => `SELECT ${party}, x.position_id AS positionId, c.answers
      FROM ${checkedFrom(scope)}
        AND c.explained + c.remaining + c.in_words + c.ambiguous > 0`,
  );
  const flaggedChecks = byScope(
    db,
    (scope) => `SELECT ${party}, x.position_id AS positionId, c.answers
      FROM ${checkedFrom(scope)} AND c.flagged > 0`,
  );
  const checkSums = byScope(
    db,
    (scope) => `SELECT coalesce(sum(c.links), 0) AS links,
      coalesce(sum(c.explained), 0) AS explained, coalesce(sum(c.remaining), 0) AS left,
      coalesce(sum(c.in_words), 0) AS inWords, coalesce(sum(c.ambiguous), 0) AS ambiguous,
      coalesce(sum(c.readings), 0) AS readings
      FROM ${checkedFrom(scope)}`,
  );
  return {
    transactions: (scope, at) => {
      sure(scope, 'transactions');
      return withParties(transactions(nameOf(scope)).all({ ...scope, ...at }), at.knownBy);
    },
    deals: (issuer, at, after) => {
      sure({ issuer }, 'transactions');
      const found = deals.all({ issuer, ...at, from: after });
      return withParties<DealRow>(found, at.knownBy).map(
        ({ u: _, planTrade, acceptedAt, filedOn, ...row }): DealFound => ({
          ...row,
          planTrade,
          deal: {
            transactionId: row.transactionId,
            insider: row.insider,
            table: row.table,
            security: row.security,
            unit: row.unit,
            code: row.code,
            letter: row.letter,
            amount: row.amount,
            price: row.price,
            priceDoubt: row.priceDoubt,
            effectiveOn: row.effectiveOn,
            filedAt: knownAtOf({ acceptedAt, filedOn }),
          },
        }),
      );
    },
    conflicts: (scope, knownBy, severity) => {
      sure(scope, 'conflicts');
      return withParties(
        severity === undefined
          ? conflicts(nameOf(scope)).all({ ...scope, knownBy })
          : conflictsOfSeverity(nameOf(scope)).all({ ...scope, knownBy, severity }),
        knownBy,
      );
    },
    conflictCounts: (scope, knownBy) => {
      sure(scope, 'conflicts');
      return conflictCounts(nameOf(scope)).all({ ...scope, knownBy }) as Array<ConflictsCounted>;
    },
    rulings: (scope) => {
      sure(scope, 'rulings');
      return rulings(nameOf(scope)).pluck().all(scope) as string[];
    },
    checks: (scope, knownBy) => {
      sure(scope, 'checks');
      return withParties(checks(nameOf(scope)).all({ ...scope, knownBy }), knownBy);
    },
    flaggedChecks: (scope, knownBy) => {
      sure(scope, 'checks');
      return withParties(flaggedChecks(nameOf(scope)).all({ ...scope, knownBy }), knownBy);
    },
    checkSums: (scope, knownBy) => {
      sure(scope, 'checks');
      return checkSums(nameOf(scope)).get({ ...scope, knownBy }) as CheckSums;
    },
  };
};
