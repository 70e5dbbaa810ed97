/** Questions to one generation, as rows. What they mean as answers is the ledger's business. */

import type { DealReport, Document } from '../../projections/issuer.js';
import { knownAtOf } from '../../projections/known/knowledge.js';
import type { ConflictId, IssuerId, PositionId, RowId } from '../event/identity.js';
import type { Day, Instant } from '../filing/calendar.js';
import type { Accession } from '../filing/model.js';
import type { Connection } from './connection.js';

/** Both times of a question: what is asked about, and what was known. */
export interface At {
  readonly asOf: Day;
  readonly knownBy: Instant;
}

export interface PartyFound {
  readonly insider: string;
  readonly insiderName: string;
  readonly issuer: IssuerId;
  readonly issuerCik: string | null;
  readonly issuerName: string;
  readonly issuerSymbol: string | null;
}

export interface PositionFound extends PartyFound {
  readonly p: number;
  readonly positionId: PositionId;
  readonly effectiveFrom: Day;
  readonly quantity: string | null;
  readonly computed: string | null;
  readonly unexplained: string | null;
  readonly status: string;
  readonly closed: number;
  readonly reportedQuantity: string | null;
  readonly reportedRow: RowId | null;
  readonly reportedOn: Day | null;
  readonly reportedFiledOn: Day | null;
  readonly reportedAsFiled: string | null;
  readonly conflicts: string;
  readonly rulings: string;
  readonly wording: string;
}

export interface TransactionFound extends PartyFound {
  readonly transactionId: RowId;
  readonly effectiveOn: Day;
  readonly homeKnownAt: Instant;
  readonly homeAccession: Accession;
  readonly place: number;
  readonly answer: string;
}

export interface ConflictFound extends PartyFound {
  readonly conflictId: ConflictId;
  readonly answer: string;
}

/** What one position's stated balances came to. */
export interface CheckFound extends PartyFound {
  readonly positionId: PositionId;
  readonly answers: string;
}

export interface CheckSums {
  readonly links: number;
  readonly explained: number;
  readonly left: number;
  readonly inWords: number;
  readonly ambiguous: number;
  readonly readings: number;
}

export interface FilingFound {
  readonly insider: string;
  readonly accession: Accession;
  readonly form: string;
  readonly filedOn: Day;
  readonly acceptedAt: Instant | null;
  readonly knownAt: Instant;
  readonly issuer: IssuerId;
}

type DealFound = Omit<DealReport, 'filedAt'> & Pick<FilingFound, 'acceptedAt' | 'filedOn'>;

export interface DocumentFound extends PartyFound, Document {
  readonly filedOn: Day;
}

export interface IssuerNamed {
  readonly issuerCik: string | null;
  readonly issuerName: string;
  readonly issuerSymbol: string | null;
}

/** A name met in filings, for finding who is meant. */
export interface NameFound {
  readonly id: string;
  readonly name: string;
  /** The insider that this one is identified as. */
  readonly joinedInto: string | null;
}

export interface InsiderFound extends NameFound {
  /** 1 where it cannot be folded. */
  readonly quarantined: number;
}

/**
 * Of whom: one insider, in every issuer or in one; everybody of an issuer; or a stretch of all
 * insiders in order.
 */
export type Scope =
  | { readonly insider: string; readonly issuer?: IssuerId }
  | { readonly issuer: IssuerId }
  | { readonly after: string; readonly through: string };

export interface Questions {
  positions(scope: Scope, at: At): ReadonlyArray<PositionFound>;
  /** Every effective day's account of an insider's positions, position by position. */
  accounts(insider: string, knownBy: Instant): ReadonlyArray<PositionFound>;
  transactions(scope: Scope, at: At): ReadonlyArray<TransactionFound>;
  /** Of an issuer, effective from a day on; withdrawn and held out ones left out. */
  deals(issuer: string, at: At, from: Day): ReadonlyArray<DealReport>;
  /** Of one severity, or of all. */
  conflicts(scope: Scope, knownBy: Instant, severity?: string): ReadonlyArray<ConflictFound>;
  /** Answers about rulings, by insider; of an issuer also those on its insiders themselves. */
  rulings(scope: Scope): ReadonlyArray<string>;
  /** Positions with differences. */
  checks(scope: Scope, knownBy: Instant): ReadonlyArray<CheckFound>;
  /** Those that list something that must never be. */
  flaggedChecks(scope: Scope, knownBy: Instant): ReadonlyArray<CheckFound>;
  checkSums(scope: Scope, knownBy: Instant): CheckSums;
  insiderOfConflict(conflictId: string): string | null;
  /** The last insider of the next `count` after one; null where there are no more. */
  through(after: string, count: number): string | null;
  /** With the name last filed under; null where nothing is known of it. */
  insiderById(id: string): InsiderFound | null;
  /** Names of insiders in whose names every one of the words was met; the caller looks closer. */
  insidersWith(words: ReadonlyArray<string>): ReadonlyArray<NameFound>;
  /** Every word that was ever met in a name, once. */
  insiderWords(): Iterable<string>;
  issuerWords(): Iterable<string>;
  issuerById(id: string): NameFound | null;
  issuersBySymbol(symbol: string): ReadonlyArray<NameFound>;
  issuersWith(words: ReadonlyArray<string>): ReadonlyArray<NameFound>;
  insidersOf(issuer: string): ReadonlyArray<string>;
  /** The same, each under the id that it filed under. */
  filersOf(issuer: string): ReadonlyArray<string>;
  insidersOfRow(accession: Accession): ReadonlyArray<string>;
  /** Insiders who file amendments together with one. */
  amendingWith(insider: string): ReadonlyArray<string>;
  quarantined(): ReadonlyArray<{ readonly insider: string; readonly reason: string }>;
  /** Insiders that are told of, joined identities once; issuers; filings by accession number. */
  counts(): { insiders: number; issuers: number; filings: number };
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
    issuer: string,
    knownBy: Instant,
  ): ReadonlyArray<{ positionId: PositionId; row: RowId }>;
  /** Filings that became known after one instant and by another. */
  filingsKnown(scope: Scope, after: Instant, through: Instant): ReadonlyArray<FilingFound>;
  /** An issuer as the filing that was known last names it; null before the first. */
  issuerNamed(issuer: string, knownBy: Instant): IssuerNamed | null;
}

/** u, insider, issuer, p, and the columns of `PositionFound` from `positionId` on. */
type PositionCells = readonly [
  number,
  string,
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

/** Words of a name that are looked up. */
const wordsMax = 20;

export const questionsOf = (db: Connection): Questions => {
  const prepare = (sql: string) => db.prepare(sql);
  const live = 'un.quarantine IS NULL AND un.joined_into IS NULL';

  // The names as of the question, from the insider's own filings: looked up once for each party,
  // since rows are many.
  const nameNow = prepare(
    'SELECT name FROM names WHERE u = ? AND known_from <= ? ORDER BY known_from DESC LIMIT 1',
  ).pluck();
  const issuerNow = prepare(
    `SELECT cik AS issuerCik, name AS issuerName, symbol AS issuerSymbol FROM issuers
     WHERE u = ? AND issuer = ? AND known_from <= ? ORDER BY known_from DESC LIMIT 1`,
  );
  type IssuerNow = Pick<PartyFound, 'issuerCik' | 'issuerName' | 'issuerSymbol'>;
  const partiesBy = (knownBy: Instant) => {
    const names = new Map<number, string>();
    const issuers = new Map<string, IssuerNow>();
    // Rows of one insider mostly follow each other.
    let last = { u: -1, name: '' };
    let lastIssuer = { u: -1, issuer: '', now: {} as IssuerNow };
    return {
      name: (u: number): string => {
        if (last.u === u) return last.name;
        const name = names.get(u) ?? (nameNow.get(u, knownBy) as string);
        names.set(u, name);
        last = { u, name };
        return name;
      },
      issuer: (u: number, issuer: string): IssuerNow => {
        if (lastIssuer.u === u && lastIssuer.issuer === issuer) return lastIssuer.now;
        const key = `${u} ${issuer}`;
        const now =
          issuers.get(key) ??
          (issuerNow.get(u, issuer, knownBy) as IssuerNow | undefined) ??
          ({ issuerCik: null, issuerName: issuer, issuerSymbol: null } as const);
        issuers.set(key, now);
        lastIssuer = { u, issuer, now };
        return now;
      },
    };
  };
  const party = 'un.u, un.insider, x.issuer';
  type Anonymous = { readonly u: number; readonly insider: string; readonly issuer: string };
  const withParties = <A extends PartyFound>(
    rows: ReadonlyArray<unknown>,
    knownBy: Instant,
  ): ReadonlyArray<A> => {
    const parties = partiesBy(knownBy);
    for (const row of rows as ReadonlyArray<Anonymous>)
      Object.assign(row, parties.issuer(row.u, row.issuer), { insiderName: parties.name(row.u) });
    return rows as ReadonlyArray<A>;
  };

  const scopes = {
    insider: 'un.insider = :insider',
    insiderInIssuer: 'un.insider = :insider AND x.issuer = :issuer',
    issuer: 'x.issuer = :issuer',
    stretch: 'un.insider > :after AND un.insider <= :through',
  } as const;
  type ScopeName = keyof typeof scopes;

  const positionColumns = `${party}, x.p, x.position_id, i.effective_from, i.quantity,
    i.computed, i.unexplained, i.status, i.closed, i.reported_quantity, i.reported_row,
    i.reported_on, i.reported_filed_on, i.reported_as_filed, i.conflicts, i.rulings, w.text`;
  const positionSql = (scope: ScopeName): string => {
    const from =
      scope === 'issuer'
        ? 'positions x CROSS JOIN units un ON un.u = x.u'
        : 'units un CROSS JOIN positions x ON x.u = un.u';
    return `
      SELECT ${positionColumns}
      FROM ${from}
      CROSS JOIN intervals i ON i.p = x.p AND i.known_from <= :knownBy AND i.known_to > :knownBy
        AND i.effective_from = (
          SELECT j.effective_from FROM intervals j
          WHERE j.p = x.p AND j.effective_from <= :asOf
            AND j.known_from <= :knownBy AND j.known_to > :knownBy
          ORDER BY j.effective_from DESC LIMIT 1)
      CROSS JOIN wordings w ON w.w = i.w
      WHERE ${scopes[scope]} AND ${live}
      ${scope === 'stretch' ? 'ORDER BY un.insider' : ''}`;
  };
  const knownNow = 'x.known_from <= :knownBy AND x.known_to > :knownBy';
  const factSql = (table: string, columns: string, scope: ScopeName, where: string): string => {
    const from =
      scope === 'issuer'
        ? `${table} x CROSS JOIN units un ON un.u = x.u`
        : `units un CROSS JOIN ${table} x ON x.u = un.u`;
    return `SELECT ${party}, ${columns} FROM ${from}
      WHERE ${scopes[scope]} AND ${live} AND ${knownNow} ${where}`;
  };
  const transactionColumns = `x.transaction_id AS transactionId, x.effective_on AS effectiveOn,
    x.home_known_at AS homeKnownAt, x.home_accession AS homeAccession, x.place, x.answer`;

  const nameOf = (scope: Scope): ScopeName =>
    'insider' in scope
      ? 'issuer' in scope
        ? 'insiderInIssuer'
        : 'insider'
      : 'issuer' in scope
        ? 'issuer'
        : 'stretch';
  const byScope = (sql: (scope: ScopeName) => string) => {
    const prepared = new Map<ScopeName, ReturnType<typeof prepare>>();
    return (scope: ScopeName) => {
      const known = prepared.get(scope) ?? prepare(sql(scope));
      prepared.set(scope, known);
      return known;
    };
  };
  // Arrays, not objects: everybody's positions are many.
  const positions = byScope(positionSql);
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
  const transactions = byScope((scope) =>
    factSql('transactions', transactionColumns, scope, 'AND x.effective_on <= :asOf'),
  );
  const accounts = prepare(
    `SELECT ${positionColumns}
     FROM units un CROSS JOIN positions x ON x.u = un.u
     CROSS JOIN intervals i ON i.p = x.p AND i.known_from <= :knownBy AND i.known_to > :knownBy
     CROSS JOIN wordings w ON w.w = i.w
     WHERE un.insider = :insider AND ${live} ORDER BY x.p, i.effective_from`,
  );
  const deals = prepare(
    `SELECT x.transaction_id AS transactionId, un.insider, x.form_table AS 'table', x.security,
       x.unit, x.code, x.letter, x.amount, x.price, x.price_doubt AS priceDoubt,
       x.effective_on AS effectiveOn,
       json_extract(x.answer, '$.acceptedAt') AS acceptedAt,
       json_extract(x.answer, '$.filedOn') AS filedOn
     FROM transactions x CROSS JOIN units un ON un.u = x.u
     WHERE x.issuer = :issuer AND ${live} AND ${knownNow}
       AND x.effective_on BETWEEN :from AND :asOf AND x.counts = 1`,
  );
  const conflictColumns = 'x.conflict_id AS conflictId, x.answer';
  const conflicts = byScope((scope) => factSql('conflicts', conflictColumns, scope, ''));
  const conflictsOfSeverity = byScope((scope) =>
    factSql('conflicts', conflictColumns, scope, 'AND x.severity = :severity'),
  );
  const rulings = byScope(
    (scope) =>
      `SELECT x.answer FROM units un CROSS JOIN rulings x ON x.u = un.u WHERE ${live} AND ${
        scope === 'issuer'
          ? `un.u IN (SELECT u FROM issuers WHERE issuer = :issuer)
             AND (x.issuer IS NULL OR x.issuer = :issuer)`
          : scope === 'insiderInIssuer'
            ? 'un.insider = :insider AND (x.issuer IS NULL OR x.issuer = :issuer)'
            : scopes[scope]
      } ORDER BY un.insider, x.r`,
  );
  const checkedFrom = (scope: ScopeName): string =>
    `${
      scope === 'issuer'
        ? 'positions x CROSS JOIN units un ON un.u = x.u'
        : 'units un CROSS JOIN positions x ON x.u = un.u'
    } CROSS JOIN checks c ON c.p = x.p AND c.known_from <= :knownBy AND c.known_to > :knownBy
      WHERE ${scopes[scope]} AND ${live}`;
  const checks = byScope(
    (scope) => `SELECT ${party}, x.position_id AS positionId, c.answers
      FROM ${checkedFrom(scope)}
        AND c.explained + c.remaining + c.in_words + c.ambiguous > 0`,
  );
  const flaggedChecks = byScope((scope) =>
    // Few are flagged: of everybody they are looked up by their index.
    scope === 'stretch'
      ? `SELECT ${party}, x.position_id AS positionId, c.answers
        FROM checks c CROSS JOIN positions x ON x.p = c.p CROSS JOIN units un ON un.u = x.u
        WHERE c.flagged > 0 AND c.known_from <= :knownBy AND c.known_to > :knownBy
          AND ${scopes[scope]} AND ${live}`
      : `SELECT ${party}, x.position_id AS positionId, c.answers
        FROM ${checkedFrom(scope)} AND c.flagged > 0`,
  );
  const checkSums = byScope(
    (scope) => `SELECT coalesce(sum(c.links), 0) AS links,
      coalesce(sum(c.explained), 0) AS explained, coalesce(sum(c.remaining), 0) AS left,
      coalesce(sum(c.in_words), 0) AS inWords, coalesce(sum(c.ambiguous), 0) AS ambiguous,
      coalesce(sum(c.readings), 0) AS readings
      FROM ${checkedFrom(scope)}`,
  );
  const filingsFrom = (scope: ScopeName): string =>
    scope === 'issuer'
      ? 'filings x CROSS JOIN units un ON un.u = x.u'
      : 'units un CROSS JOIN filings x ON x.u = un.u';
  const documents = byScope(
    (scope) => `SELECT ${party}, x.accession, x.same_rows AS sameRows, x.owners,
       x.filed_on AS filedOn
     FROM ${filingsFrom(scope)}
     WHERE ${scopes[scope]} AND x.known_at <= :knownBy AND ${live}
       AND x.same_rows IS NOT NULL AND EXISTS (SELECT 1 FROM filings s
         WHERE s.issuer = x.issuer AND s.same_rows = x.same_rows
           AND s.accession <> x.accession)
     ORDER BY x.accession, un.insider`,
  );
  const filingsKnown = byScope(
    (scope) => `SELECT insider, accession, form, filed_on AS filedOn, accepted_at AS acceptedAt,
       known_at AS knownAt, issuer
     FROM ${filingsFrom(scope)}
     WHERE ${scopes[scope]} AND ${live} AND known_at > :since AND known_at <= :until
     ORDER BY known_at, accession, insider`,
  );

  const sql = {
    conflictInsider: prepare(
      `SELECT insider FROM (
         SELECT u, 0 AS former FROM conflicts WHERE conflict_id = :id
         UNION ALL SELECT u, 1 FROM former_conflicts WHERE conflict_id = :id)
       JOIN units USING (u) ORDER BY former LIMIT 1`,
    ).pluck(),
    through: prepare(
      `SELECT max(insider) FROM
         (SELECT insider FROM units un WHERE insider > ? AND ${live} ORDER BY insider LIMIT ?)`,
    ).pluck(),
    insiderById: prepare(
      `SELECT insider AS id, joined_into AS joinedInto, quarantine IS NOT NULL AS quarantined,
         coalesce((SELECT name FROM names n WHERE n.u = un.u ORDER BY known_from DESC LIMIT 1),
           insider) AS name
       FROM units un WHERE insider = ?
         AND (quarantine IS NOT NULL OR EXISTS (SELECT 1 FROM names n WHERE n.u = un.u))`,
    ),
    issuerById: prepare(
      `SELECT issuer AS id, name, joined_into AS joinedInto FROM issuers WHERE issuer = ?
       ORDER BY known_from DESC, name LIMIT 1`,
    ),
    issuersBySymbol: prepare(
      `SELECT issuer AS id, max(name) AS name, max(joined_into) AS joinedInto FROM issuers
       WHERE upper(symbol) = ? GROUP BY issuer`,
    ),
    insidersOf: prepare(
      `SELECT DISTINCT coalesce(un.joined_into, insider) FROM issuers JOIN units un USING (u)
       WHERE issuer = ? ORDER BY 1`,
    ).pluck(),
    insiderWords: prepare('SELECT DISTINCT word FROM name_words').pluck(),
    issuerWords: prepare('SELECT DISTINCT word FROM issuer_words').pluck(),
    filersOf: prepare(
      'SELECT DISTINCT insider FROM issuers JOIN units USING (u) WHERE issuer = ? ORDER BY 1',
    ).pluck(),
    insidersOfRow: prepare(
      `SELECT insider FROM units JOIN filings USING (u) WHERE accession = :accession
       UNION SELECT insider FROM units JOIN filings USING (u)
       WHERE other_names IS NOT NULL AND instr(other_names, :accession) > 0 ORDER BY 1`,
    ).pluck(),
    amendingWith: prepare(
      `SELECT DISTINCT coalesce(other.joined_into, other.insider)
       FROM units one JOIN filings own ON own.u = one.u
       JOIN filings theirs ON theirs.accession = own.accession AND theirs.u <> own.u
       JOIN units other ON other.u = theirs.u
       WHERE one.insider = ? AND own.owners > 1 AND own.form LIKE '%/A' ORDER BY 1`,
    ).pluck(),
    quarantined: prepare(
      'SELECT insider, quarantine AS reason FROM units WHERE quarantine IS NOT NULL ORDER BY 1',
    ),
    counts: prepare(
      `SELECT (SELECT count(*) FROM units un WHERE ${live}
           AND EXISTS (SELECT 1 FROM names n WHERE n.u = un.u)) AS insiders,
         (SELECT count(DISTINCT coalesce(joined_into, issuer)) FROM issuers) AS issuers,
         (SELECT count(DISTINCT accession) FROM filings) AS filings`,
    ),
    hasFiling: prepare(
      `SELECT 1 FROM filings WHERE accession = :accession
       UNION ALL SELECT 1 FROM filings
       WHERE other_names IS NOT NULL AND instr(other_names, :accession) > 0 LIMIT 1`,
    ),
    filedOn: prepare(
      `SELECT insider, accession, form, filed_on AS filedOn, accepted_at AS acceptedAt,
         known_at AS knownAt, issuer
       FROM filings JOIN units USING (u) WHERE filed_on = ? ORDER BY known_at, accession, insider`,
    ),
    amendmentOf: prepare(
      `SELECT amendment FROM links WHERE home = :accession AND known_from <= :knownBy
         AND known_to > :knownBy ORDER BY known_from DESC, amendment DESC LIMIT 1`,
    ).pluck(),
    standingOn: prepare(
      `SELECT position_id AS positionId, row FROM filings f JOIN positions p USING (u)
       JOIN joint USING (p)
       WHERE accession = :accession AND known_from <= :knownBy AND known_to > :knownBy
         AND row BETWEEN :accession || '/' AND :accession || '/~'
       ORDER BY row, positionId`,
    ),
    jointRows: prepare(
      `SELECT position_id AS positionId, row FROM positions JOIN joint USING (p)
       WHERE issuer = :issuer AND known_from <= :knownBy AND known_to > :knownBy`,
    ),
    issuerNamed: prepare(
      `SELECT cik AS issuerCik, name AS issuerName, symbol AS issuerSymbol
       FROM issuers x JOIN units un USING (u)
       WHERE issuer = :issuer AND known_from <= :knownBy AND ${live}
       ORDER BY known_from DESC, insider DESC LIMIT 1`,
    ),
  };

  /** Those for which every word was met, as far as a statement can hold them. */
  const withWords = (
    words: ReadonlyArray<string>,
    select: (met: string) => string,
    index: string,
  ): NameFound[] => {
    const looked = words.slice(0, wordsMax);
    return prepare(select(looked.map(() => index).join(' INTERSECT '))).all(
      ...looked,
    ) as NameFound[];
  };

  return {
    positions: (scope, at) =>
      found(
        positions(nameOf(scope))
          .raw()
          .all({ ...scope, ...at }) as PositionCells[],
        at.knownBy,
      ),
    accounts: (insider, knownBy) =>
      found(accounts.raw().all({ insider, knownBy }) as PositionCells[], knownBy),
    transactions: (scope, at) =>
      withParties(transactions(nameOf(scope)).all({ ...scope, ...at }), at.knownBy),
    deals: (issuer, at, from) =>
      (deals.all({ issuer, ...at, from }) as DealFound[]).map(
        ({ acceptedAt, filedOn, ...deal }) => ({
          ...deal,
          filedAt: knownAtOf({ acceptedAt, filedOn }),
        }),
      ),
    conflicts: (scope, knownBy, severity) =>
      withParties(
        severity === undefined
          ? conflicts(nameOf(scope)).all({ ...scope, knownBy })
          : conflictsOfSeverity(nameOf(scope)).all({ ...scope, knownBy, severity }),
        knownBy,
      ),
    rulings: (scope) => rulings(nameOf(scope)).pluck().all(scope) as string[],
    checks: (scope, knownBy) =>
      withParties(checks(nameOf(scope)).all({ ...scope, knownBy }), knownBy),
    flaggedChecks: (scope, knownBy) =>
      withParties(flaggedChecks(nameOf(scope)).all({ ...scope, knownBy }), knownBy),
    checkSums: (scope, knownBy) => checkSums(nameOf(scope)).get({ ...scope, knownBy }) as CheckSums,
    insiderOfConflict: (id) => (sql.conflictInsider.get({ id }) as string | undefined) ?? null,
    through: (after, count) => sql.through.get(after, count) as string | null,
    insiderById: (id) => (sql.insiderById.get(id) as InsiderFound | undefined) ?? null,
    insidersWith: (words) =>
      withWords(
        words,
        (met) => `SELECT DISTINCT insider AS id, n.name, joined_into AS joinedInto
          FROM names n JOIN units USING (u) WHERE u IN (${met})`,
        'SELECT u FROM name_words WHERE word = ?',
      ),
    insiderWords: () => sql.insiderWords.iterate() as Iterable<string>,
    issuerWords: () => sql.issuerWords.iterate() as Iterable<string>,
    issuerById: (id) => (sql.issuerById.get(id) as NameFound | undefined) ?? null,
    issuersBySymbol: (symbol) => sql.issuersBySymbol.all(symbol) as NameFound[],
    issuersWith: (words) =>
      withWords(
        words,
        (met) => `SELECT DISTINCT issuer AS id, name, joined_into AS joinedInto FROM issuers
          WHERE issuer IN (${met})`,
        'SELECT issuer FROM issuer_words WHERE word = ?',
      ),
    filersOf: (issuer) => sql.filersOf.all(issuer) as string[],
    insidersOf: (issuer) => sql.insidersOf.all(issuer) as string[],
    insidersOfRow: (accession) => sql.insidersOfRow.all({ accession }) as string[],
    amendingWith: (insider) => sql.amendingWith.all(insider) as string[],
    quarantined: () => sql.quarantined.all() as Array<{ insider: string; reason: string }>,
    counts: () => sql.counts.get() as ReturnType<Questions['counts']>,
    hasFiling: (accession) => sql.hasFiling.get({ accession }) !== undefined,
    filingsFiledOn: (day) => sql.filedOn.all(day) as FilingFound[],
    documents: (scope, knownBy) =>
      withParties(documents(nameOf(scope)).all({ ...scope, knownBy }), knownBy),
    amendmentOf: (accession, knownBy) =>
      (sql.amendmentOf.get({ accession, knownBy }) as Accession | undefined) ?? null,
    standingOn: (accession, knownBy) =>
      sql.standingOn.all({ accession, knownBy }) as Array<{ positionId: PositionId; row: RowId }>,
    jointRows: (issuer, knownBy) =>
      sql.jointRows.all({ issuer, knownBy }) as Array<{ positionId: PositionId; row: RowId }>,
    filingsKnown: (scope, since, until) =>
      filingsKnown(nameOf(scope)).all({ ...scope, since, until }) as FilingFound[],
    issuerNamed: (issuer, knownBy) =>
      (sql.issuerNamed.get({ issuer, knownBy }) as IssuerNamed | undefined) ?? null,
  };
};
