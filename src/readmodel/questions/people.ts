/** Who is known, and by which names, words, symbols and accession numbers they are found. */

import type { InsiderId, IssuerId } from '../../event/identity.js';
import type { Instant } from '../../filing/calendar.js';
import type { Accession } from '../../filing/model.js';
import { compare } from '../../filing/order.js';
import { prepared } from '../../store/sqlite/prepared.js';
import type { Connection } from '../connection.js';
import { inCapitals, kinds, type Lookups } from '../lookups.js';
import type { Seals } from '../seals.js';
import { isOf } from '../tables.js';
import type { Assured } from './assured.js';
import type { InsiderFound, IssuerNamed, NameFound } from './found.js';
import { from, live } from './scoped-sql.js';

export interface QuestionParts {
  readonly seals: Seals;
  readonly lookups: Lookups;
  /** Whether lookups are there already; while a generation is filled they are not. */
  readonly isSettled: () => boolean;
}

export interface PeopleQuestions {
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
  /** Every issuer that is told of, in order. */
  issuers(): ReadonlyArray<IssuerId>;
  /** The same, each under the id that it filed under. */
  filersOf(issuer: string): ReadonlyArray<InsiderId>;
  insidersOfRow(accession: Accession): ReadonlyArray<InsiderId>;
  /** Insiders who file amendments together with one. */
  amendingWith(insider: InsiderId): ReadonlyArray<InsiderId>;
  quarantined(): ReadonlyArray<{ readonly insider: InsiderId; readonly reason: string }>;
  /** Insiders that are told of, joined identities once; issuers; filings by accession number. */
  counts(): { insiders: number; issuers: number; filings: number };
  /** An issuer as the filing that was known last names it; null before the first. */
  issuerNamed(issuer: IssuerId, knownBy: Instant): IssuerNamed | null;
}

/** Words of a name that are looked up. */
const wordsMax = 20;
/** Sorts after every insider. */
const lastOfAll = '~';

export const peopleQuestions = (
  db: Connection,
  { seals, lookups, isSettled }: QuestionParts,
  { numbers, sure }: Assured,
): PeopleQuestions => {
  const { find } = lookups;
  const sql = prepared({
    insiderOf: () => db.prepare('SELECT insider, joined_into AS joinedInto FROM units WHERE u = ?'),
    hasConflict: () =>
      db.prepare(`SELECT 1 FROM conflicts WHERE ${isOf('c', ':u')} AND conflict_id = :id LIMIT 1`),
    through: () =>
      db
        .prepare(
          `SELECT max(insider) FROM
         (SELECT insider FROM units un WHERE insider > ? AND ${live} ORDER BY insider LIMIT ?)`,
        )
        .pluck(),
    insiderById: () =>
      db.prepare(
        `SELECT insider AS id, joined_into AS joinedInto, quarantine IS NOT NULL AS quarantined,
         coalesce((SELECT name FROM names n WHERE n.u = un.u ORDER BY known_from DESC LIMIT 1),
           insider) AS name
       FROM units un WHERE u = ?
         AND (quarantine IS NOT NULL OR EXISTS (SELECT 1 FROM names n WHERE n.u = un.u))`,
      ),
    namesOf: () =>
      db.prepare(
        `SELECT DISTINCT insider AS id, n.name, joined_into AS joinedInto
       FROM units un CROSS JOIN names n ON n.u = un.u WHERE un.u = ?`,
      ),
    issuerNames: () =>
      db.prepare(
        `SELECT issuer AS id, name, joined_into AS joinedInto, known_from AS knownFrom
       FROM issuers WHERE u = ? AND issuer = ?`,
      ),
    symbolsOf: () =>
      db.prepare(
        `SELECT issuer AS id, name, joined_into AS joinedInto, symbol FROM issuers
       WHERE u = ? AND issuer = ? AND symbol IS NOT NULL`,
      ),
    amendedTogether: () =>
      db
        .prepare(`SELECT accession FROM filings WHERE u = ? AND owners > 1 AND form LIKE '%/A'`)
        .pluck(),
    unsettledQuarantined: () =>
      db.prepare('SELECT u FROM units WHERE quarantine IS NOT NULL').pluck(),
    quarantined: () => db.prepare('SELECT insider, quarantine AS reason FROM units WHERE u = ?'),
    issuerNamed: () =>
      db.prepare(
        `SELECT cik AS issuerCik, name AS issuerName, symbol AS issuerSymbol
       FROM ${from('issuer', 'issuers', 'u')}
       WHERE x.issuer = :issuer AND known_from <= :knownBy AND ${live}
       ORDER BY known_from DESC, insider DESC LIMIT 1`,
      ),
  });
  /** Each once, in order. */
  const inOrder = (ids: Iterable<InsiderId>): InsiderId[] => [...new Set(ids)].sort(compare);
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
  type NameOfIssuer = NameFound<IssuerId>;
  /** Names of an issuer in whoever's filings; the last known, then the first by letter, first. */
  const issuerNames = (issuer: string): ReadonlyArray<NameOfIssuer> =>
    numbers(kinds.issuer, issuer, ['who'])
      .flatMap((u) => sql.issuerNames.all(u, issuer) as Array<NameOfIssuer & { knownFrom: string }>)
      .sort((a, b) => compare(b.knownFrom, a.knownFrom) || compare(a.name, b.name))
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
  return {
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
    insidersOf: (issuer) =>
      inOrder(filers(issuer).map(({ insider, joinedInto }) => joinedInto ?? insider)),
    issuers: () => lookups.keys(kinds.countedIssuer) as ReadonlyArray<IssuerId>,
    filersOf: (issuer) => inOrder(filers(issuer).map(({ insider }) => insider)),
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
        .sort((a, b) => compare(a.insider, b.insider));
    },
    counts: () => ({
      insiders: lookups.count(kinds.countedInsider),
      issuers: lookups.count(kinds.countedIssuer),
      filings: lookups.count(kinds.accession),
    }),
    issuerNamed: (issuer, knownBy) => {
      sure({ issuer });
      return (sql.issuerNamed.get({ issuer, knownBy }) as IssuerNamed | undefined) ?? null;
    },
  };
};
