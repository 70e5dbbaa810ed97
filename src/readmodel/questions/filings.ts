/** Filings: by the day they were filed on, by when they became known, and which may be one of several. */

import type { InsiderId, IssuerId, PositionId, RowId } from '../../event/identity.js';
import type { Day, Instant } from '../../filing/calendar.js';
import type { Accession } from '../../filing/model.js';
import { compare } from '../../filing/order.js';
import { prepared } from '../../store/sqlite/prepared.js';
import type { Connection } from '../connection.js';
import { kinds, type Lookups, sameRowsKey } from '../lookups.js';
import { isOf } from '../tables.js';
import type { Assured } from './assured.js';
import type { At, DocumentFound, FilingFound, Scope, SharedHoldingFound } from './found.js';
import type { Parties } from './parties.js';
import { byScope, from, live, nameOf, party, scopes } from './scoped-sql.js';

export interface FilingQuestions {
  hasFiling(accession: Accession): boolean;
  filingsFiledOn(day: Day): ReadonlyArray<FilingFound>;
  /** Documents that may be one of several with the same rows. */
  documents(scope: Scope, knownBy: Instant): ReadonlyArray<DocumentFound>;
  /** The amendment of a document that was known last, by whichever of its owners. */
  amendmentOf(accession: Accession, knownBy: Instant): Accession | null;
  /** Rows of a document on which positions stand. */
  standingOn(
    accession: Accession,
    knownBy: Instant,
  ): ReadonlyArray<{ positionId: PositionId; row: RowId }>;
  /** Rows common to several owners on which an issuer's positions stand. */
  jointRows(
    issuer: IssuerId,
    knownBy: Instant,
  ): ReadonlyArray<{ positionId: PositionId; row: RowId }>;
  /** Positions on such rows, as they are at a moment; the rows in no order. */
  sharedHoldings(scope: Scope, at: At): ReadonlyArray<SharedHoldingFound>;
  /** Who filed of whom with others. */
  filedTogether(
    scope: Scope,
    knownBy: Instant,
  ): ReadonlyArray<{ insider: InsiderId; issuer: IssuerId }>;
  /** Filings that became known after one instant and by another. */
  filingsKnown(scope: Scope, after: Instant, through: Instant): ReadonlyArray<FilingFound>;
}

/** So many months of filings are looked up one by one; of more everybody's are looked through. */
const monthsMax = 240;

/** The months from one instant to another; null where they are too many or no instants. */
const monthsOf = (from: string, through: string): ReadonlyArray<string> | null => {
  const [first, last] = [from, through].map((text) => {
    const found = /^(\d{4})-(\d{2})/.exec(text);
    return found === null ? null : Number(found[1]) * 12 + Number(found[2]) - 1;
  });
  if (first == null || last == null || last - first >= monthsMax) return null;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const month = first + i;
    return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
  });
};

export const filingQuestions = (
  db: Connection,
  { find }: Pick<Lookups, 'find'>,
  { numbers, sure }: Assured,
  { withParties }: Parties,
): FilingQuestions => {
  const documents = byScope(
    db,
    (scope) => `SELECT ${party}, x.accession, x.same_rows AS sameRows, x.owners,
       x.filed_on AS filedOn
     FROM ${from(scope, 'filings', 'u')}
     WHERE ${scopes[scope]} AND x.known_at <= :knownBy AND ${live}
       AND x.same_rows IS NOT NULL
     ORDER BY x.accession, un.insider`,
  );
  const filingsKnown = byScope(
    db,
    (scope) => `SELECT insider, accession, form, filed_on AS filedOn, accepted_at AS acceptedAt,
       known_at AS knownAt, issuer
     FROM ${from(scope, 'filings', 'u')}
     WHERE ${scopes[scope]} AND ${live} AND known_at > :since AND known_at <= :until
     ORDER BY known_at, accession, insider`,
  );

  const sharedHoldings = byScope(
    db,
    (scope) => `SELECT x.position_id AS positionId, un.insider, group_concat(j.row, ' ') AS rows,
       (SELECT closed FROM intervals i WHERE i.p = x.p AND i.effective_from <= :asOf
          AND i.known_from <= :knownBy AND i.known_to > :knownBy
        ORDER BY i.effective_from DESC LIMIT 1) AS closed
     FROM ${from(scope, 'positions', 'p')} CROSS JOIN joint j USING (p)
     WHERE ${scopes[scope]} AND ${live} AND j.known_from <= :knownBy AND j.known_to > :knownBy
     GROUP BY x.p`,
  );
  const filedTogether = byScope(
    db,
    (scope) => `SELECT DISTINCT un.insider, x.issuer FROM ${from(scope, 'filings', 'u')}
     WHERE ${scopes[scope]} AND ${live} AND x.owners > 1 AND x.known_at <= :knownBy`,
  );

  const filingColumns = `insider, accession, form, filed_on AS filedOn, accepted_at AS acceptedAt,
    known_at AS knownAt, issuer`;
  const sql = prepared({
    filedOn: () =>
      db.prepare(
        `SELECT ${filingColumns} FROM filings JOIN units USING (u) WHERE u = ? AND filed_on = ?`,
      ),
    knownBetween: () =>
      db.prepare(
        `SELECT ${filingColumns} FROM units un CROSS JOIN filings x USING (u)
       WHERE u = ? AND insider > ? AND insider <= ? AND ${live} AND known_at > ? AND known_at <= ?`,
      ),
    amendmentsOf: () =>
      db.prepare(
        `SELECT amendment, known_from AS knownFrom FROM links WHERE u = :u AND home = :accession
         AND known_from <= :knownBy AND known_to > :knownBy`,
      ),
    standingOn: () =>
      db.prepare(
        `SELECT position_id AS positionId, row FROM positions x CROSS JOIN joint USING (p)
       WHERE ${isOf('x.p', ':u')} AND known_from <= :knownBy AND known_to > :knownBy
         AND row BETWEEN :accession || '/' AND :accession || '/~'`,
      ),
    jointRows: () =>
      db.prepare(
        `SELECT position_id AS positionId, row
       FROM ${from('issuer', 'positions', 'p')} CROSS JOIN joint USING (p)
       WHERE x.issuer = :issuer AND known_from <= :knownBy AND known_to > :knownBy`,
      ),
  });
  const inFilingOrder = (filings: ReadonlyArray<FilingFound>): ReadonlyArray<FilingFound> =>
    [...filings].sort(
      (a, b) =>
        compare(a.knownAt, b.knownAt) ||
        compare(a.accession, b.accession) ||
        compare(a.insider, b.insider),
    );
  const knownInMonths = (
    { after, through }: { readonly after: string; readonly through: string },
    months: ReadonlyArray<string>,
    since: string,
    until: string,
  ): ReadonlyArray<FilingFound> => {
    const met = new Set(
      months.flatMap((month) => numbers(kinds.knownIn, month, ['who', 'filings'])),
    );
    return inFilingOrder(
      [...met].flatMap(
        (u) => sql.knownBetween.all(u, after, through, since, until) as FilingFound[],
      ),
    );
  };

  return {
    hasFiling: (accession) =>
      find(kinds.accession, accession).length > 0 || find(kinds.otherName, accession).length > 0,
    filingsFiledOn: (day) =>
      inFilingOrder(
        numbers(kinds.filedOn, day, ['who', 'filings']).flatMap(
          (u) => sql.filedOn.all(u, day) as FilingFound[],
        ),
      ),
    documents: (scope, knownBy) => {
      sure(scope, 'filings');
      const found = withParties<DocumentFound>(
        documents(nameOf(scope)).all({ ...scope, knownBy }),
        knownBy,
      );
      return found.filter(({ issuer, sameRows, accession }) =>
        find(kinds.sameRows, sameRowsKey(issuer, sameRows)).some(({ item }) => item !== accession),
      );
    },
    amendmentOf: (accession, knownBy) => {
      type Amendment = { readonly amendment: Accession; readonly knownFrom: Instant };
      const [last] = numbers(kinds.home, accession, ['who', 'filings'])
        .flatMap((u) => sql.amendmentsOf.all({ u, accession, knownBy }) as Amendment[])
        .sort((a, b) => compare(b.knownFrom, a.knownFrom) || compare(b.amendment, a.amendment));
      return last?.amendment ?? null;
    },
    standingOn: (accession, knownBy) =>
      numbers(kinds.accession, accession, ['who', 'joint'])
        .flatMap(
          (u) =>
            sql.standingOn.all({ u, accession, knownBy }) as Array<{
              positionId: PositionId;
              row: RowId;
            }>,
        )
        .sort((a, b) => compare(a.row, b.row) || compare(a.positionId, b.positionId)),
    jointRows: (issuer, knownBy) => {
      sure({ issuer }, 'joint');
      return sql.jointRows.all({ issuer, knownBy }) as Array<{
        positionId: PositionId;
        row: RowId;
      }>;
    },
    sharedHoldings: (scope, at) => {
      sure(scope, 'held');
      sure(scope, 'joint');
      type Row = Omit<SharedHoldingFound, 'rows' | 'closed'> & {
        rows: string;
        closed: 0 | 1 | null;
      };
      return (sharedHoldings(nameOf(scope)).all({ ...scope, ...at }) as Row[]).flatMap(
        ({ rows, closed, ...held }) =>
          closed === null
            ? []
            : [{ ...held, closed: closed !== 0, rows: rows.split(' ') as RowId[] }],
      );
    },
    filedTogether: (scope, knownBy) => {
      sure(scope, 'filings');
      return filedTogether(nameOf(scope)).all({ ...scope, knownBy }) as Array<{
        insider: InsiderId;
        issuer: IssuerId;
      }>;
    },
    filingsKnown: (scope, since, until) => {
      const months = 'after' in scope ? monthsOf(since, until) : null;
      if ('after' in scope && months !== null) return knownInMonths(scope, months, since, until);
      sure(scope, 'filings');
      return filingsKnown(nameOf(scope)).all({ ...scope, since, until }) as FilingFound[];
    },
  };
};
