/** Positions as they were on a day and as they were known then. */
import type { InsiderId, IssuerId, PositionId, RowId } from '../../event/identity.js';
import type { Day, Instant } from '../../filing/calendar.js';
import type { Connection } from '../connection.js';
import { wordingAt } from '../tables.js';
import type { Assured } from './assured.js';
import type { At, PositionFound, Scope, SpanFound } from './found.js';
import type { Parties } from './parties.js';
import { byScope, from, live, nameOf, party, type ScopeName, scopes } from './scoped-sql.js';

export interface PositionQuestions {
  positions(scope: Scope, at: At): ReadonlyArray<PositionFound>;
  /** Every effective day's account of positions, by insider and position by position. */
  accounts(scope: Scope, knownBy: Instant): ReadonlyArray<PositionFound>;
  /** Everything that was ever known of positions by an instant, position by position. */
  spans(scope: Scope, knownBy: Instant): ReadonlyArray<SpanFound>;
}

/** u, insider, issuer, p, and the columns of `PositionFound` from `positionId` on. */
type PositionCells = readonly [
  number,
  InsiderId,
  IssuerId,
  number,
  PositionId,
  Day,
  string | null,
  string | null,
  string | null,
  string,
  number,
  string | null,
  RowId | null,
  Day | null,
  Day | null,
  string | null,
  string,
  string,
  string,
];

export const positionQuestions = (
  db: Connection,
  { sure }: Assured,
  { partiesBy }: Parties,
): PositionQuestions => {
  const positionColumns = `${party}, x.p, x.position_id, i.effective_from, i.quantity,
    i.computed, i.unexplained, i.status, i.closed, i.reported_quantity, i.reported_row,
    i.reported_on, i.reported_filed_on, i.reported_as_filed, i.conflicts, i.rulings, w.text`;
  const wording = `CROSS JOIN wordings w ON w.w = ${wordingAt('i.p', 'i.w')}`;
  const positionSql = (scope: ScopeName): string => {
    return `
      SELECT ${positionColumns}
      FROM ${from(scope, 'positions', 'p')}
      CROSS JOIN intervals i ON i.p = x.p AND i.known_from <= :knownBy AND i.known_to > :knownBy
        AND i.effective_from = (
          SELECT j.effective_from FROM intervals j
          WHERE j.p = x.p AND j.effective_from <= :asOf
            AND j.known_from <= :knownBy AND j.known_to > :knownBy
          ORDER BY j.effective_from DESC LIMIT 1)
      ${wording}
      WHERE ${scopes[scope]} AND ${live}
      ${scope === 'stretch' ? 'ORDER BY un.insider' : ''}`;
  };
  // Arrays, not objects: everybody's positions are many.
  const positions = byScope(db, positionSql);
  const found = (rows: ReadonlyArray<PositionCells>, knownBy: Instant): PositionFound[] => {
    const parties = partiesBy(knownBy);
    return rows.map((row) => {
      const seen = parties.issuer(row[0], row[2]);
      return {
        insider: row[1],
        insiderName: parties.name(row[0]),
        issuer: row[2],
        issuerCik: seen.issuerCik,
        issuerName: seen.issuerName,
        issuerSymbol: seen.issuerSymbol,
        p: row[3],
        positionId: row[4],
        effectiveFrom: row[5],
        quantity: row[6],
        computed: row[7],
        unexplained: row[8],
        status: row[9],
        closed: row[10],
        reportedQuantity: row[11],
        reportedRow: row[12],
        reportedOn: row[13],
        reportedFiledOn: row[14],
        reportedAsFiled: row[15],
        conflicts: row[16],
        rulings: row[17],
        wording: row[18],
      };
    });
  };
  const accounts = byScope(
    db,
    (scope) => `SELECT ${positionColumns}
     FROM ${from(scope, 'positions', 'p')}
     CROSS JOIN intervals i ON i.p = x.p AND i.known_from <= :knownBy AND i.known_to > :knownBy
     ${wording}
     WHERE ${scopes[scope]} AND ${live} ORDER BY un.insider, x.p, i.effective_from`,
  );
  const spans = byScope(
    db,
    (scope) => `SELECT ${positionColumns}, i.known_from, i.known_to
     FROM ${from(scope, 'positions', 'p')}
     CROSS JOIN intervals i ON i.p = x.p AND i.known_from <= :knownBy
     ${wording}
     WHERE ${scopes[scope]} AND ${live} ORDER BY un.insider, x.p`,
  );
  const knownAfter = 19;
  return {
    spans: (scope, knownBy) => {
      sure(scope, 'held');
      const rows = spans(nameOf(scope))
        .raw()
        .all({ ...scope, knownBy }) as PositionCells[];
      const known = rows as ReadonlyArray<ReadonlyArray<unknown>>;
      return found(rows, knownBy).map((one, i) => ({
        ...one,
        knownFrom: known[i]?.[knownAfter] as Instant,
        knownTo: known[i]?.[knownAfter + 1] as Instant,
      }));
    },
    positions: (scope, at) => {
      sure(scope, 'held');
      return found(
        positions(nameOf(scope))
          .raw()
          .all({ ...scope, ...at }) as PositionCells[],
        at.knownBy,
      );
    },
    accounts: (scope, knownBy) => {
      sure(scope, 'held');
      return found(
        accounts(nameOf(scope))
          .raw()
          .all({ ...scope, knownBy }) as PositionCells[],
        knownBy,
      );
    },
  };
};
