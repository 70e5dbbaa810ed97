/** Asking for transactions: of an insider, of an issuer, or of everybody, issuer by issuer. */
import { namingOf } from '../../projections/issuer.js';
import { canonicalTitle } from '../../projections/known/security-title.js';
import { fail, invalidArgument } from '../answer/error.js';
import { missingOf } from '../answer/missing.js';
import { timesOf } from '../answer/moment.js';
import { type Paged, partOf } from '../answer/paging.js';
import {
  type TransactionFact,
  type TransactionListed,
  type TransactionsAnswer,
  transactionsInOrder,
  transactionsOnce,
} from '../answer/transactions.js';
import type { InsiderId } from '../event/identity.js';
import { isDay } from '../filing/calendar.js';
import type { Book } from './book/book.js';
import { issuersTold } from './market/issuers-told.js';
import type { OpenLedger } from './open-ledger.js';
import type { Subject, TransactionsQuery } from './subject.js';
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

/** Of one insider all that it reports; of an issuer what several report once. */
const listed = (
  book: Book<'transactions' | 'documents'>,
  isWanted: (fact: TransactionFact) => boolean,
  isOfOne: boolean,
): ReadonlyArray<TransactionListed> => {
  const facts = book.transactions();
  const counted = isOfOne ? facts : transactionsOnce(facts, namingOf(book.documents()));
  return transactionsInOrder(counted.filter(isWanted));
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

const nameOf = ({ insider, transactionId }: TransactionListed): string =>
  `${insider.id} ${transactionId}`;

export const transactionsAnswer = async (
  open: OpenLedger,
  query: TransactionsQuery,
): Promise<TransactionsAnswer> => {
  const { insider, issuer, fromLog, cursor = '', limit } = query;
  const at = open.settled(query);
  const isWanted = wantedBy(query);
  const missing = new Set<InsiderId>();
  const of = async (subject: Subject): Promise<ReadonlyArray<TransactionListed>> => {
    const found = await open.read(
      { ...(fromLog === undefined ? {} : { fromLog }), ...subject },
      { moments: [at], wanted: ['transactions', 'documents'] },
      (book) => {
        for (const one of book.missing) missing.add(one);
        return listed(book, isWanted, subject.insider !== undefined);
      },
    );
    return withJudgement(open, subject, query, found);
  };
  const answered = (
    transactions: ReadonlyArray<TransactionListed>,
    next: Paged = {},
  ): TransactionsAnswer => ({
    ...timesOf(at),
    transactions,
    ...missingOf([...missing].sort()),
    ...next,
  });
  const ofOne = (all: ReadonlyArray<TransactionListed>): TransactionsAnswer => {
    const { part, paged } = partOf(all, query, nameOf);
    return answered(part, paged);
  };
  if (insider !== undefined)
    return ofOne(await of({ insider, ...(issuer === undefined ? {} : { issuer }) }));
  if (issuer !== undefined) return ofOne(await of({ issuer }));
  const issuersWanted = limit ?? issuersOnPage;
  if (!Number.isInteger(issuersWanted) || issuersWanted < 1)
    fail(invalidArgument(`a page has one issuer or more; got ${issuersWanted}`));
  const following = (await issuersTold(open, at, query)).filter((id) => id > cursor);
  const page = following.slice(0, issuersWanted);
  const all: Array<TransactionListed> = [];
  for (const id of page) all.push(...(await of({ issuer: id })));
  return answered(all, {
    next: following.length > issuersWanted ? (page[page.length - 1] ?? null) : null,
  });
};
