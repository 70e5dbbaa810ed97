/** Asking for transactions: of an insider, of an issuer, or of everybody, issuer by issuer. */
import { type Document, namingOf, siblingsAmong } from '../../projections/issuer.js';
import type { KnownFiling } from '../../projections/known/knowledge.js';
import { canonicalTitle } from '../../projections/known/security-title.js';
import { fail, invalidArgument, isOfOneStream, LedgerFailure } from '../answer/error.js';
import { missingOf } from '../answer/missing.js';
import { type Settled, timesOf } from '../answer/moment.js';
import { type Part, type PartPaged, partOf } from '../answer/paging.js';
import { type InsiderAnswer, insiderAnswer } from '../answer/party.js';
import {
  type TransactionFact,
  type TransactionListed,
  type TransactionsAnswer,
  transactionsInOrder,
  transactionsOnce,
} from '../answer/transactions.js';
import { type InsiderId, type IssuerId, insiderIdOf } from '../event/identity.js';
import { isDay } from '../filing/calendar.js';
import type { Accession } from '../filing/model.js';
import { compare } from '../filing/order.js';
import type { Book } from './book/book.js';
import type { Asked } from './book/reading.js';
import { issuersTold } from './market/issuers-told.js';
import type { OpenLedger } from './open-ledger.js';
import type { Source, Subject, TransactionsQuery } from './subject.js';
import { timelinessAnswer } from './timeliness.js';

const plans = { yes: true, no: false, unknown: null } as const;

const dayIn = (name: string, day: string | undefined): string | null =>
  day === undefined || isDay(day)
    ? (day ?? null)
    : fail(invalidArgument(`${name} takes a day as YYYY-MM-DD; got ${JSON.stringify(day)}`));

const codesIn = (codes: ReadonlyArray<string>): ReadonlySet<string> => {
  const odd = codes.find((code) => !/^[A-Z]$/.test(code));
  return odd === undefined
    ? new Set(codes)
    : fail(invalidArgument(`a transaction code is one capital letter; got ${JSON.stringify(odd)}`));
};

/** Which transactions are wanted. */
const wantedBy = ({
  from: first,
  to: last,
  codes,
  security,
  plan,
}: TransactionsQuery): ((fact: TransactionFact) => boolean) => {
  const [from, to] = [dayIn('from', first), dayIn('to', last)];
  if (from !== null && to !== null && from > to)
    fail(invalidArgument(`from comes before to; got ${from} and ${to}`));
  if (codes !== undefined && !Array.isArray(codes))
    fail(invalidArgument(`codes are a list of letters; got ${JSON.stringify(codes)}`));
  if (plan !== undefined && !Object.hasOwn(plans, plan))
    fail(invalidArgument(`plan is yes, no or unknown; got ${JSON.stringify(plan)}`));
  const letters = codes === undefined ? null : codesIn(codes);
  const title = security === undefined ? null : canonicalTitle(security);
  return ({ answer: { effectiveOn, code, planTrade, security: own } }) =>
    (from === null || effectiveOn >= from) &&
    (to === null || effectiveOn <= to) &&
    (letters === null || (code !== null && letters.has(code))) &&
    (title === null || canonicalTitle(own) === title) &&
    (plan === undefined || planTrade === plans[plan]);
};

/** Of an issuer: what several report once. */
const listedOnce = (
  book: Book<'transactions' | 'documents'>,
  isWanted: (fact: TransactionFact) => boolean,
): ReadonlyArray<TransactionListed> =>
  transactionsInOrder(
    transactionsOnce(book.transactions(), namingOf(book.documents())).filter(isWanted),
  );

/** Co-owners by the accession number of what they filed with an insider. */
const coOwnersIn = (
  filings: ReadonlyArray<KnownFiling>,
): ReadonlyMap<Accession, ReadonlySet<InsiderId>> => {
  const own = new Set(filings.flatMap(({ insiders }) => insiders));
  return new Map(
    filings.map(({ accession, header: { owners, issuer } }) => [
      accession,
      new Set(owners.map((owner) => insiderIdOf(owner, issuer)).filter((id) => !own.has(id))),
    ]),
  );
};

/** So many of all of them. */
type Cut = <T extends Pick<TransactionListed, 'insider' | 'transactionId'>>(
  all: ReadonlyArray<T>,
) => Part<T>;

/**
 * Whoever filed a document that is one with an insider's own, by the accession number of its own:
 * a form has room for ten owners, and others stand on a second one.
 */
const ofSiblings = (
  documents: ReadonlyArray<Document>,
): ReadonlyMap<Accession, ReadonlySet<InsiderId>> => {
  const filers = new Map<Accession, Set<InsiderId>>();
  for (const { accession, insider } of documents)
    filers.set(accession, (filers.get(accession) ?? new Set()).add(insider));
  return new Map(
    siblingsAmong(documents).flatMap((group) => {
      const all = new Set(group.flatMap((accession) => [...(filers.get(accession) ?? [])]));
      return group.map((accession) => [accession, all] as const);
    }),
  );
};

/** The same of the issuers of whose documents an insider's own may be one of several. */
const siblingsOf = async (
  open: OpenLedger,
  own: ReadonlyArray<IssuerId>,
  source: Source,
  at: Settled,
  missing: Set<InsiderId>,
): Promise<ReadonlyMap<Accession, ReadonlySet<InsiderId>>> => {
  const all = new Map<Accession, ReadonlySet<InsiderId>>();
  for (const issuer of own)
    for (const [accession, filers] of await open.read(
      { ...source, issuer },
      { moments: [at], wanted: ['documents'] },
      (book) => {
        for (const one of book.missing) missing.add(one);
        return ofSiblings(book.documents());
      },
    ))
      all.set(accession, filers);
  return all;
};

/** Of one insider what it reports, each with those who report it as well: none of them is folded. */
const listedOfOne = async (
  open: OpenLedger,
  subject: Asked,
  at: Settled,
  isWanted: (fact: TransactionFact) => boolean,
  cut: Cut,
  missing: Set<InsiderId>,
): Promise<Part<TransactionListed>> => {
  const { facts, insider, together, alike, issuers } = await open.read(
    subject,
    { moments: [at], wanted: ['transactions', 'relations', 'documents'] },
    (book) => {
      const relations = book.relations();
      for (const one of book.missing) missing.add(one);
      return {
        facts: book.transactions().filter(isWanted),
        insider: relations[0]?.insider,
        together: relations.some((r) => r.together.length > 0),
        alike: book.documents().length > 0,
        issuers: relations.map((r) => r.issuer),
      };
    },
  );
  const { part: found, paged } = cut(transactionsInOrder(facts));
  if (insider === undefined || !(together || alike) || found.length === 0)
    return { part: found.map((one) => ({ ...one, jointWith: [] })), paged };
  const { fromLog = false } = subject;
  const coOwners = coOwnersIn(await open.filings(insider, at.vantage));
  const siblings = alike
    ? await siblingsOf(open, issuers, { fromLog }, at, missing)
    : new Map<Accession, ReadonlySet<InsiderId>>();
  const told = new Map<InsiderId, InsiderAnswer | null>();
  const answerOf = async (owner: InsiderId): Promise<InsiderAnswer | null> => {
    const known = told.get(owner);
    if (known !== undefined) return known;
    try {
      const id = await open.insiderOf(owner, {}, at.vantage.recordedBy);
      const filings = await open.filings(id, at.vantage);
      told.set(owner, insiderAnswer({ insider: id, filings }));
    } catch (thrown) {
      if (!(thrown instanceof LedgerFailure) || !isOfOneStream(thrown.error)) throw thrown;
      missing.add(owner);
      told.set(owner, null);
    }
    return told.get(owner) ?? null;
  };
  const listed: Array<TransactionListed> = [];
  for (const one of found) {
    const others = new Map<InsiderId, InsiderAnswer>();
    for (const { accession } of one.versions)
      for (const owner of [
        ...(coOwners.get(accession) ?? []),
        ...(siblings.get(accession) ?? []),
      ]) {
        const other = await answerOf(owner);
        if (other !== null && other.id !== one.insider.id) others.set(other.id, other);
      }
    listed.push({
      ...one,
      jointWith: [...others.values()].sort((a, b) => compare(a.id, b.id)),
    });
  }
  return { part: listed, paged };
};

/** As `timeliness` judges them; what it says nothing of is not judged. */
const withJudgement = async (
  open: OpenLedger,
  subject: Subject,
  query: TransactionsQuery,
  found: ReadonlyArray<TransactionListed>,
): Promise<ReadonlyArray<TransactionListed>> => {
  if (query.judged !== true || found.length === 0) return found;
  const { asOf, knownBy, recordedBy, fromLog } = query;
  const { rows } = await timelinessAnswer(open, {
    ...subject,
    ...(asOf === undefined ? {} : { asOf }),
    ...(knownBy === undefined ? {} : { knownBy }),
    ...(recordedBy === undefined ? {} : { recordedBy }),
    ...(fromLog === undefined ? {} : { fromLog }),
  });
  const outcomes = new Map(rows.map((row) => [`${row.insider.id} ${row.row}`, row.outcome]));
  return found.map((one) => ({
    ...one,
    judged: outcomes.get(`${one.insider.id} ${one.transactionId}`) ?? 'not-judged',
  }));
};

const issuersOnPage = 50;

const nameOf = ({
  insider,
  transactionId,
}: Pick<TransactionListed, 'insider' | 'transactionId'>): string =>
  `${insider.id} ${transactionId}`;

const uncut: Cut = (all) => ({ part: all, paged: {} });

export const transactionsAnswer = async (
  open: OpenLedger,
  query: TransactionsQuery,
): Promise<TransactionsAnswer> => {
  const { insider, issuer, fromLog, cursor = '', limit } = query;
  const at = open.settled(query);
  const isWanted = wantedBy(query);
  const missing = new Set<InsiderId>();
  const of = async (subject: Subject, cut: Cut): Promise<Part<TransactionListed>> => {
    const asked = { ...(fromLog === undefined ? {} : { fromLog }), ...subject };
    const found =
      subject.insider === undefined
        ? await open.read(
            asked,
            { moments: [at], wanted: ['transactions', 'documents'] },
            (book) => {
              for (const one of book.missing) missing.add(one);
              return cut(listedOnce(book, isWanted));
            },
          )
        : await listedOfOne(open, asked, at, isWanted, cut, missing);
    return { ...found, part: await withJudgement(open, subject, query, found.part) };
  };
  const answered = (
    transactions: ReadonlyArray<TransactionListed>,
    next: PartPaged = {},
  ): TransactionsAnswer => ({
    ...timesOf(at),
    transactions,
    ...missingOf([...missing].sort()),
    ...next,
  });
  const ofOne = async (subject: Subject): Promise<TransactionsAnswer> => {
    const { part, paged } = await of(subject, (all) => partOf(all, query, nameOf));
    return answered(part, paged);
  };
  if (insider !== undefined) return ofOne({ insider, ...(issuer === undefined ? {} : { issuer }) });
  if (issuer !== undefined) return ofOne({ issuer });
  if (query.page !== undefined)
    fail(
      invalidArgument('page is asked of an insider or an issuer; everybody’s are told by cursor'),
    );
  const issuersWanted = limit ?? issuersOnPage;
  if (!Number.isInteger(issuersWanted) || issuersWanted < 1)
    fail(invalidArgument(`a page has one issuer or more; got ${issuersWanted}`));
  const following = (await issuersTold(open, at, query)).filter((id) => id > cursor);
  const page = following.slice(0, issuersWanted);
  const all: Array<TransactionListed> = [];
  for (const id of page) all.push(...(await of({ issuer: id }, uncut)).part);
  return answered(all, {
    next: following.length > issuersWanted ? (page[page.length - 1] ?? null) : null,
  });
};
