/** Asking for transactions: of an insider, of an issuer, or of everybody, issuer by issuer. */
import { namingOf } from '../../projections/issuer.js';
import { fail, invalidArgument } from '../answer/error.js';
import { missingOf } from '../answer/missing.js';
import { type Settled, timesOf } from '../answer/moment.js';
import { type Part, type PartPaged, partOf } from '../answer/paging.js';
import {
  type TransactionFact,
  type TransactionListed,
  type TransactionsAnswer,
  transactionsInOrder,
  transactionsOnce,
} from '../answer/transactions.js';
import type { InsiderId } from '../event/identity.js';
import type { Book } from './book/book.js';
import type { Asked } from './book/reading.js';
import { coFilersOf } from './co-filers.js';
import { issuersTold } from './market/issuers-told.js';
import type { OpenLedger } from './open-ledger.js';
import type { Subject, TransactionsQuery } from './subject.js';
import { timelinessAnswer } from './timeliness.js';
import { wantedBy } from './transactions-wanted.js';

/** Of an issuer: what several report once. */
const listedOnce = (
  book: Book<'transactions' | 'documents'>,
  isWanted: (fact: TransactionFact) => boolean,
): ReadonlyArray<TransactionListed> =>
  transactionsInOrder(
    transactionsOnce(book.transactions(), namingOf(book.documents())).filter(isWanted),
  );

/** So many of all of them. */
type Cut = <T extends Pick<TransactionListed, 'insider' | 'transactionId'>>(
  all: ReadonlyArray<T>,
) => Part<T>;

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
  const whose = { insider, alikeOf: alike ? issuers : [], source: { fromLog }, at };
  const coFilers = await coFilersOf(open, whose, missing);
  const listed: Array<TransactionListed> = [];
  for (const one of found) listed.push({ ...one, jointWith: await coFilers(one) });
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
