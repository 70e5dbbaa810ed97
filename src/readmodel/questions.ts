/**
 * Questions to one generation, as rows. What they mean as answers is the ledger's business. Each
 * first makes sure that what it reads is what was written, and throws `Damaged` where it is not.
 */
import type { DealReport, Document } from '../../projections/issuer.js';
import { knownAtOf } from '../../projections/known/knowledge.js';
import type { ConflictId, InsiderId, IssuerId, PositionId, RowId } from '../event/identity.js';
import type { Day, Instant } from '../filing/calendar.js';
import type { Accession } from '../filing/model.js';
import type { Connection } from './connection.js';
import { inCapitals, kinds, type Lookups, sameRowsKey } from './lookups.js';
import type { Part, Seals } from './seals.js';
import { isOf } from './tables.js';

/** Both times of a question: what is asked about, and what was known. */
export interface At {
  readonly asOf: Day;
  readonly knownBy: Instant;
}

export interface PartyFound {
  readonly insider: InsiderId;
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
  readonly insider: InsiderId;
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
export interface NameFound<Id extends string> {
  readonly id: Id;
  readonly name: string;
  /** Whom this one is identified as. */
  readonly joinedInto: Id | null;
}

export interface InsiderFound extends NameFound<InsiderId> {
  /** 1 where it cannot be folded. */
  readonly quarantined: number;
}

/**
 * Of whom: one insider, in every issuer or in one; everybody of an issuer; or a stretch of all
 * insiders in order.
 */
export type Scope =
  | { readonly insider: InsiderId; readonly issuer?: IssuerId }
  | { readonly issuer: IssuerId }
  | { readonly after: string; readonly through: string };

export interface Questions {
  positions(scope: Scope, at: At): ReadonlyArray<PositionFound>;
  /** Every effective day's account of an insider's positions, position by position. */
  accounts(insider: InsiderId, knownBy: Instant): ReadonlyArray<PositionFound>;
  transactions(scope: Scope, at: At): ReadonlyArray<TransactionFound>;
  /** Of an issuer, effective from a day on; withdrawn and held out ones left out. */
  deals(issuer: IssuerId, at: At, from: Day): ReadonlyArray<DealReport>;
  /** Of one severity, or of all. */
  conflicts(scope: Scope, knownBy: Instant, severity?: string): ReadonlyArray<ConflictFound>;
  /** Answers about rulings, by insider; of an issuer also those on its insiders themselves. */
  rulings(scope: Scope): ReadonlyArray<string>;
  /** Positions with differences. */
  checks(scope: Scope, knownBy: Instant): ReadonlyArray<CheckFound>;
  /** Those that list something that must never be. */
  flaggedChecks(scope: Scope, knownBy: Instant): ReadonlyArray<CheckFound>;
  checkSums(scope: Scope, knownBy: Instant): CheckSums;
  insiderOfConflict(conflictId: string): InsiderId | null;
  /** The last insider of the next `count` after one; null where there are no more. */
  through(after: string, count: number): string | null;
  /** With the name last filed under; null where nothing is known of it. */
  insiderById(id: string): InsiderFound | null;
  /** Names of insiders in whose names every one of the words was met; the caller looks closer. */
  insidersWith(words: ReadonlyArray<string>): ReadonlyArray<NameFound<InsiderId>>;
  /** Every word that was ever met in a name, once. */
  insiderWords(): Iterable<string>;
  issuerWords(): Iterable<string>;
  issuerById(id: string): NameFound<IssuerId> | null;
  issuersBySymbol(symbol: string): ReadonlyArray<NameFound<IssuerId>>;
  issuersWith(words: ReadonlyArray<string>): ReadonlyArray<NameFound<IssuerId>>;
  insidersOf(issuer: string): ReadonlyArray<InsiderId>;
  /** The same, each under the id that it filed under. */
  filersOf(issuer: string): ReadonlyArray<InsiderId>;
  insidersOfRow(accession: Accession): ReadonlyArray<InsiderId>;
  /** Insiders who file amendments together with one. */
  amendingWith(insider: InsiderId): ReadonlyArray<InsiderId>;
  quarantined(): ReadonlyArray<{ readonly insider: InsiderId; readonly reason: string }>;
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
    issuer: IssuerId,
    knownBy: Instant,
  ): ReadonlyArray<{ positionId: PositionId; row: RowId }>;
  /** Filings that became known after one instant and by another. */
  filingsKnown(scope: Scope, after: Instant, through: Instant): ReadonlyArray<FilingFound>;
  /** An issuer as the filing that was known last names it; null before the first. */
  issuerNamed(issuer: IssuerId, knownBy: Instant): IssuerNamed | null;
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

/** Words of a name that are looked up. */
const wordsMax = 20;
/** Sorts after every insider. */
const lastOfAll = '~';
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

export interface QuestionParts {
  readonly seals: Seals;
  readonly lookups: Lookups;
  /** Whether lookups are there already; while a generation is filled they are not. */
  readonly isSettled: () => boolean;
}

export const questionsOf = (
  db: Connection,
  { seals, lookups, isSettled }: QuestionParts,
): Questions => {
  const { find } = lookups;
  /** Insiders under a key, each once, with parts of theirs made sure of. */
  const numbers = (
    kind: Parameters<typeof find>[0],
    key: string,
    parts: ReadonlyArray<Part>,
  ): ReadonlyArray<number> => {
    const met = [...new Set(find(kind, key).map(({ u }) => u))];
    seals.among(met, parts);
    return met;
  };
  const sure = (scope: Scope, ...wanted: ReadonlyArray<Part>): void => {
    const parts = ['who' as const, ...wanted];
    if ('insider' in scope) seals.insider(scope.insider, parts);
    else if ('issuer' in scope) numbers(kinds.issuer, scope.issuer, parts);
    else seals.stretch(scope.after, scope.through, parts);
  };

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
  type Anonymous = { readonly u: number; readonly insider: InsiderId; readonly issuer: string };
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
  /** Those asked about: of an issuer all who have something of it. */
  const from = (scope: ScopeName, table: string, number: string): string =>
    `${
      scope === 'issuer'
        ? `(SELECT DISTINCT u FROM lookups WHERE kind = '${kinds.issuer}' AND key = :issuer) met
           CROSS JOIN units un ON un.u = met.u`
        : 'units un'
    } CROSS JOIN ${table} x ON ${number === 'u' ? 'x.u = un.u' : isOf(`x.${number}`, 'un.u')}`;
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
      CROSS JOIN wordings w ON w.w = i.w
      WHERE ${scopes[scope]} AND ${live}
      ${scope === 'stretch' ? 'ORDER BY un.insider' : ''}`;
  };
  const knownNow = 'x.known_from <= :knownBy AND x.known_to > :knownBy';
  const factSql = (
    [table, number]: readonly [table: string, number: string],
    columns: string,
    scope: ScopeName,
    where: string,
  ): string =>
    `SELECT ${party}, ${columns} FROM ${from(scope, table, number)}
      WHERE ${scopes[scope]} AND ${live} AND ${knownNow} ${where}`;
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
    factSql(['transactions', 't'], transactionColumns, scope, 'AND x.effective_on <= :asOf'),
  );
  const accounts = prepare(
    `SELECT ${positionColumns}
     FROM ${from('insider', 'positions', 'p')}
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
     FROM ${from('issuer', 'transactions', 't')}
     WHERE x.issuer = :issuer AND ${live} AND ${knownNow}
       AND x.effective_on BETWEEN :from AND :asOf AND x.counts = 1`,
  );
  const conflictColumns = 'x.conflict_id AS conflictId, x.answer';
  const conflicts = byScope((scope) => factSql(['conflicts', 'c'], conflictColumns, scope, ''));
  const conflictsOfSeverity = byScope((scope) =>
    factSql(['conflicts', 'c'], conflictColumns, scope, 'AND x.severity = :severity'),
  );
  const rulings = byScope(
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
    (scope) => `SELECT ${party}, x.position_id AS positionId, c.answers
      FROM ${checkedFrom(scope)}
        AND c.explained + c.remaining + c.in_words + c.ambiguous > 0`,
  );
  const flaggedChecks = byScope(
    (scope) => `SELECT ${party}, x.position_id AS positionId, c.answers
      FROM ${checkedFrom(scope)} AND c.flagged > 0`,
  );
  const checkSums = byScope(
    (scope) => `SELECT coalesce(sum(c.links), 0) AS links,
      coalesce(sum(c.explained), 0) AS explained, coalesce(sum(c.remaining), 0) AS left,
      coalesce(sum(c.in_words), 0) AS inWords, coalesce(sum(c.ambiguous), 0) AS ambiguous,
      coalesce(sum(c.readings), 0) AS readings
      FROM ${checkedFrom(scope)}`,
  );
  const documents = byScope(
    (scope) => `SELECT ${party}, x.accession, x.same_rows AS sameRows, x.owners,
       x.filed_on AS filedOn
     FROM ${from(scope, 'filings', 'u')}
     WHERE ${scopes[scope]} AND x.known_at <= :knownBy AND ${live}
       AND x.same_rows IS NOT NULL
     ORDER BY x.accession, un.insider`,
  );
  const filingsKnown = byScope(
    (scope) => `SELECT insider, accession, form, filed_on AS filedOn, accepted_at AS acceptedAt,
       known_at AS knownAt, issuer
     FROM ${from(scope, 'filings', 'u')}
     WHERE ${scopes[scope]} AND ${live} AND known_at > :since AND known_at <= :until
     ORDER BY known_at, accession, insider`,
  );

  const filingColumns = `insider, accession, form, filed_on AS filedOn, accepted_at AS acceptedAt,
    known_at AS knownAt, issuer`;
  const sql = {
    insiderOf: prepare('SELECT insider, joined_into AS joinedInto FROM units WHERE u = ?'),
    hasConflict: prepare(
      `SELECT 1 FROM conflicts WHERE ${isOf('c', ':u')} AND conflict_id = :id LIMIT 1`,
    ),
    through: prepare(
      `SELECT max(insider) FROM
         (SELECT insider FROM units un WHERE insider > ? AND ${live} ORDER BY insider LIMIT ?)`,
    ).pluck(),
    insiderById: prepare(
      `SELECT insider AS id, joined_into AS joinedInto, quarantine IS NOT NULL AS quarantined,
         coalesce((SELECT name FROM names n WHERE n.u = un.u ORDER BY known_from DESC LIMIT 1),
           insider) AS name
       FROM units un WHERE u = ?
         AND (quarantine IS NOT NULL OR EXISTS (SELECT 1 FROM names n WHERE n.u = un.u))`,
    ),
    namesOf: prepare(
      `SELECT DISTINCT insider AS id, n.name, joined_into AS joinedInto
       FROM units un CROSS JOIN names n ON n.u = un.u WHERE un.u = ?`,
    ),
    issuerNames: prepare(
      `SELECT issuer AS id, name, joined_into AS joinedInto, known_from AS knownFrom
       FROM issuers WHERE u = ? AND issuer = ?`,
    ),
    symbolsOf: prepare(
      `SELECT issuer AS id, name, joined_into AS joinedInto, symbol FROM issuers
       WHERE u = ? AND issuer = ? AND symbol IS NOT NULL`,
    ),
    amendedTogether: prepare(
      `SELECT accession FROM filings WHERE u = ? AND owners > 1 AND form LIKE '%/A'`,
    ).pluck(),
    unsettledQuarantined: prepare('SELECT u FROM units WHERE quarantine IS NOT NULL').pluck(),
    quarantined: prepare('SELECT insider, quarantine AS reason FROM units WHERE u = ?'),
    filedOn: prepare(
      `SELECT ${filingColumns} FROM filings JOIN units USING (u) WHERE u = ? AND filed_on = ?`,
    ),
    knownBetween: prepare(
      `SELECT ${filingColumns} FROM units un CROSS JOIN filings x USING (u)
       WHERE u = ? AND insider > ? AND insider <= ? AND ${live} AND known_at > ? AND known_at <= ?`,
    ),
    amendmentsOf: prepare(
      `SELECT amendment, known_from AS knownFrom FROM links WHERE u = :u AND home = :accession
         AND known_from <= :knownBy AND known_to > :knownBy`,
    ),
    standingOn: prepare(
      `SELECT position_id AS positionId, row FROM positions x CROSS JOIN joint USING (p)
       WHERE ${isOf('x.p', ':u')} AND known_from <= :knownBy AND known_to > :knownBy
         AND row BETWEEN :accession || '/' AND :accession || '/~'`,
    ),
    jointRows: prepare(
      `SELECT position_id AS positionId, row
       FROM ${from('issuer', 'positions', 'p')} CROSS JOIN joint USING (p)
       WHERE x.issuer = :issuer AND known_from <= :knownBy AND known_to > :knownBy`,
    ),
    issuerNamed: prepare(
      `SELECT cik AS issuerCik, name AS issuerName, symbol AS issuerSymbol
       FROM ${from('issuer', 'issuers', 'u')}
       WHERE x.issuer = :issuer AND known_from <= :knownBy AND ${live}
       ORDER BY known_from DESC, insider DESC LIMIT 1`,
    ),
  };

  const bySelf = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  /** Each once, in order. */
  const inOrder = (ids: Iterable<InsiderId>): InsiderId[] => [...new Set(ids)].sort(bySelf);
  const unitOf = (u: number) =>
    sql.insiderOf.get(u) as { readonly insider: InsiderId; readonly joinedInto: InsiderId | null };
  /** Who filed about an issuer under this id. */
  const filers = (issuer: string): ReadonlyArray<ReturnType<typeof unitOf>> => {
    const met = find(kinds.issuer, issuer).filter(({ item }) => item === '');
    seals.among(
      met.map(({ u }) => u),
      ['who'],
    );
    return met.map(({ u }) => unitOf(u));
  };
  const inFilingOrder = (filings: ReadonlyArray<FilingFound>): ReadonlyArray<FilingFound> =>
    [...filings].sort(
      (a, b) =>
        bySelf(a.knownAt, b.knownAt) ||
        bySelf(a.accession, b.accession) ||
        bySelf(a.insider, b.insider),
    );
  type NameOfIssuer = NameFound<IssuerId>;
  /** Names of an issuer in whoever's filings; the last known, then the first by letter, first. */
  const issuerNames = (issuer: string): ReadonlyArray<NameOfIssuer> =>
    numbers(kinds.issuer, issuer, ['who'])
      .flatMap((u) => sql.issuerNames.all(u, issuer) as Array<NameOfIssuer & { knownFrom: string }>)
      .sort((a, b) => bySelf(b.knownFrom, a.knownFrom) || bySelf(a.name, b.name))
      .map(({ id, name, joinedInto }) => ({ id, name, joinedInto }));
  const distinct = (found: ReadonlyArray<NameOfIssuer>): ReadonlyArray<NameOfIssuer> => [
    ...new Map(found.map((one) => [JSON.stringify(one), one])).values(),
  ];
  /** Those found by every one of the words, as far as they are looked up. */
  const withAll = <A>(
    words: ReadonlyArray<string>,
    met: (word: string) => Iterable<A>,
  ): ReadonlyArray<A> => {
    const [first, ...others] = words.slice(0, wordsMax).map((word) => new Set(met(word)));
    return [...(first ?? [])].filter((one) => others.every((other) => other.has(one)));
  };
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
    positions: (scope, at) => {
      sure(scope, 'held');
      return found(
        positions(nameOf(scope))
          .raw()
          .all({ ...scope, ...at }) as PositionCells[],
        at.knownBy,
      );
    },
    accounts: (insider, knownBy) => {
      sure({ insider }, 'held');
      return found(accounts.raw().all({ insider, knownBy }) as PositionCells[], knownBy);
    },
    transactions: (scope, at) => {
      sure(scope, 'transactions');
      return withParties(transactions(nameOf(scope)).all({ ...scope, ...at }), at.knownBy);
    },
    deals: (issuer, at, after) => {
      sure({ issuer }, 'transactions');
      return (deals.all({ issuer, ...at, from: after }) as DealFound[]).map(
        ({ acceptedAt, filedOn, ...deal }) => ({
          ...deal,
          filedAt: knownAtOf({ acceptedAt, filedOn }),
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
    insiderOfConflict: (id) => {
      const met = numbers(kinds.conflict, id, ['who', 'conflicts']);
      const now = met.find((u) => sql.hasConflict.get({ u, id }) !== undefined) ?? met[0];
      return now === undefined ? null : unitOf(now).insider;
    },
    through: (after, count) => {
      const through = sql.through.get(after, count) as string | null;
      seals.stretch(after, through ?? lastOfAll, ['who']);
      return through;
    },
    insiderById: (id) => {
      const u = seals.insider(id, ['who']);
      return u === null ? null : ((sql.insiderById.get(u) as InsiderFound | undefined) ?? null);
    },
    insidersWith: (words) => {
      const met = withAll(words, (word) => find(kinds.word, word).map(({ u }) => u));
      seals.among(met, ['who']);
      return met.flatMap((u) => sql.namesOf.all(u) as Array<NameFound<InsiderId>>);
    },
    insiderWords: () => lookups.keys(kinds.word),
    issuerWords: () => lookups.keys(kinds.issuerWord),
    issuerById: (id) => issuerNames(id)[0] ?? null,
    issuersBySymbol: (symbol) => {
      const met = find(kinds.symbol, inCapitals(symbol));
      seals.among(
        met.map(({ u }) => u),
        ['who'],
      );
      type Named = NameOfIssuer & { readonly symbol: string };
      const last = new Map<IssuerId, NameOfIssuer>();
      const later = <A extends string>(a: A | null, b: A | null): A | null =>
        a === null || (b !== null && b > a) ? b : a;
      for (const { u, item } of met)
        for (const { symbol: own, ...one } of sql.symbolsOf.all(u, item) as Named[]) {
          if (inCapitals(own) !== inCapitals(symbol)) continue;
          const known = last.get(one.id) ?? one;
          last.set(one.id, {
            id: one.id,
            name: later(known.name, one.name) ?? one.name,
            joinedInto: later(known.joinedInto, one.joinedInto),
          });
        }
      return [...last.values()];
    },
    issuersWith: (words) =>
      withAll(words, (word) => find(kinds.issuerWord, word).map(({ item }) => item)).flatMap(
        (issuer) => distinct(issuerNames(issuer)),
      ),
    filersOf: (issuer) => inOrder(filers(issuer).map(({ insider }) => insider)),
    insidersOf: (issuer) =>
      inOrder(filers(issuer).map(({ insider, joinedInto }) => joinedInto ?? insider)),
    insidersOfRow: (accession) =>
      inOrder(
        [kinds.accession, kinds.otherName].flatMap((kind) =>
          numbers(kind, accession, ['who']).map((u) => unitOf(u).insider),
        ),
      ),
    amendingWith: (insider) => {
      const own = seals.insider(insider, ['who', 'filings']);
      if (own === null) return [];
      const others = (sql.amendedTogether.all(own) as string[]).flatMap((accession) =>
        numbers(kinds.accession, accession, ['who']).filter((u) => u !== own),
      );
      return inOrder(
        others.map((u) => {
          const { insider: other, joinedInto } = unitOf(u);
          return joinedInto ?? other;
        }),
      );
    },
    quarantined: () => {
      const met = isSettled()
        ? numbers(kinds.quarantined, '', ['who'])
        : (sql.unsettledQuarantined.all() as number[]);
      return met
        .map((u) => sql.quarantined.get(u) as { insider: InsiderId; reason: string })
        .sort((a, b) => bySelf(a.insider, b.insider));
    },
    counts: () => ({
      insiders: lookups.count(kinds.countedInsider),
      issuers: lookups.count(kinds.countedIssuer),
      filings: lookups.count(kinds.accession),
    }),
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
        .sort((a, b) => bySelf(b.knownFrom, a.knownFrom) || bySelf(b.amendment, a.amendment));
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
        .sort((a, b) => bySelf(a.row, b.row) || bySelf(a.positionId, b.positionId)),
    jointRows: (issuer, knownBy) => {
      sure({ issuer }, 'joint');
      return sql.jointRows.all({ issuer, knownBy }) as Array<{
        positionId: PositionId;
        row: RowId;
      }>;
    },
    filingsKnown: (scope, since, until) => {
      const months = 'after' in scope ? monthsOf(since, until) : null;
      if ('after' in scope && months !== null) return knownInMonths(scope, months, since, until);
      sure(scope, 'filings');
      return filingsKnown(nameOf(scope)).all({ ...scope, since, until }) as FilingFound[];
    },
    issuerNamed: (issuer, knownBy) => {
      sure({ issuer });
      return (sql.issuerNamed.get({ issuer, knownBy }) as IssuerNamed | undefined) ?? null;
    },
  };
};
