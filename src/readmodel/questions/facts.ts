/** What positions stand on and what is odd about them: transactions, deals, conflicts, rulings, checks. */

import type { TransactionFact } from '../../answer/transactions.js';
import type { InsiderId, IssuerId } from '../../event/identity.js';
import type { Day, Instant } from '../../filing/calendar.js';
import { prepared } from '../../store/sqlite/prepared.js';
import { atOnce, type Connection } from '../connection.js';
import { Damaged } from '../damage.js';
import { kinds } from '../lookups.js';
import { rowsMax, wordingAt } from '../tables.js';
import {
  dealReportOf,
  planTradeIn,
  type TransactionCells,
  transactionColumns,
  transactionFactOf,
  type Worded,
} from '../transaction-cells.js';
import type { Assured } from './assured.js';
import type {
  At,
  CheckFound,
  CheckSums,
  ConflictFound,
  ConflictsCounted,
  DealFound,
  Scope,
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
  transactions(scope: Scope, at: At): ReadonlyArray<TransactionFact>;
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
  { partiesBy, withParties }: Parties,
): FactQuestions => {
  const cells = transactionColumns.map((column) => `x.${column}`).join(', ');
  const transactions = byScope(db, (scope) =>
    factSql(['transactions', 't'], `x.t, ${cells}`, scope, 'AND x.effective_on <= :asOf'),
  );
  const sql = prepared({
    deals: () =>
      db.prepare(
        `SELECT ${party}, x.t, ${cells} FROM ${from('issuer', 'transactions', 't')}
     WHERE x.issuer = :issuer AND ${live} AND ${knownNow}
       AND x.effective_on BETWEEN :from AND :asOf AND x.counts = 1`,
      ),
    wording: () => db.prepare('SELECT text FROM wordings WHERE w = ?').pluck(),
  });

  type Found = TransactionCells & readonly [u: number, InsiderId, IssuerId, t: number];
  const before = 4;
  /** Rows, and what they say in the same words: of one state of the tables. */
  const transactionsBy = <A>(
    statement: Pick<ReturnType<Connection['prepare']>, 'raw'>,
    parameters: object,
    tell: (cells: Found, worded: Worded) => A,
  ): ReadonlyArray<A> =>
    atOnce(db, () => {
      // Those of one insider by their own numbers; its rows follow each other as a rule.
      let first = -1;
      let read: Array<unknown> = [];
      const worded = (own: string | number): unknown => {
        const known = read[own as number];
        if (known !== undefined) return known;
        const text = sql.wording.get(first + Number(own)) as string | undefined;
        if (text === undefined) throw new Damaged(`wording ${own} is missing`);
        const said: unknown = JSON.parse(text);
        read[own as number] = said;
        return said;
      };
      return (statement.raw().all(parameters) as Found[]).map((found) => {
        const its = found[3] - (found[3] % rowsMax);
        if (its !== first) read = [];
        first = its;
        return tell(found, worded);
      });
    });

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
  const answers = `CROSS JOIN wordings w ON w.w = ${wordingAt('c.p', 'c.answers')}`;
  const checkedFrom = (scope: ScopeName, beside = ''): string =>
    `${from(scope, 'positions', 'p')} CROSS JOIN checks c ON c.p = x.p AND c.known_from <= :knownBy AND c.known_to > :knownBy
      ${beside} WHERE ${scopes[scope]} AND ${live}`;
  const checks = byScope(
    db,
    (scope) => `SELECT ${party}, x.position_id AS positionId, w.text AS answers
      FROM ${checkedFrom(scope, answers)}
        AND c.explained + c.remaining + c.in_words + c.ambiguous > 0`,
  );
  const flaggedChecks = byScope(
    db,
    (scope) => `SELECT ${party}, x.position_id AS positionId, w.text AS answers
      FROM ${checkedFrom(scope, answers)} AND c.flagged > 0`,
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
      const parties = partiesBy(at.knownBy);
      return transactionsBy(
        transactions(nameOf(scope)),
        { ...scope, ...at },
        (cells, worded): TransactionFact =>
          transactionFactOf(cells, before, worded, parties.told(cells[0], cells[1], cells[2])),
      );
    },
    deals: (issuer, at, after) => {
      sure({ issuer }, 'transactions');
      const parties = partiesBy(at.knownBy);
      return transactionsBy(
        sql.deals,
        { issuer, ...at, from: after },
        (cells, worded): DealFound => ({
          ...dealReportOf(cells, before, worded, cells[1]),
          owner: parties.told(cells[0], cells[1], issuer).insider,
          planTrade: planTradeIn(cells, before),
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
