/**
 * Answers from a read model: the very answers of the fold, put together from rows. Whoever asks
 * gets them only from a generation that has taken in the whole log; else from the fold.
 */
import * as E from 'fp-ts/lib/Either.js';
import { foldVersion } from '../../../projections/version.js';
import { isProvisional } from '../../event/identity.js';
import type { Generation, ReadModel } from '../../readmodel/model.js';
import { nameWords } from '../../readmodel/name-words.js';
import type {
  NameFound,
  PartyFound,
  PositionFound,
  Scope,
  TransactionFound,
} from '../../readmodel/questions.js';
import { everything } from '../../readmodel/rows.js';
import type { EventStore } from '../../store/port.js';
import { byReading, type HoldingsAnswer, type PositionAnswer } from '../answer/holdings.js';
import { missingOf } from '../answer/missing.js';
import type { InsiderAnswer, IssuerAnswer } from '../answer/party.js';
import type { TransactionAnswer, TransactionsAnswer } from '../answer/transactions.js';
import { asCik, chosen, fitting } from '../directory.js';
import type { LedgerError } from '../error.js';
import { type Settled, timesOf } from '../moment.js';
import { mayBeMeant, nearestOf } from '../name-distance.js';
import type { Named } from '../named.js';
import type { Projector } from './projector.js';
import { lagOf, takeIn } from './take-in.js';

/** A generation and whom to ask it about. */
export interface KeptFor {
  readonly generation: Generation;
  readonly scope: Scope;
  /** Of these nothing can be told: they cannot be folded. */
  readonly missing: ReadonlyArray<string>;
}

/** Events that a question takes in by itself before it is answered; more are left to `follow`. */
const catchUpMax = 5_000;

/** Both times as the tables take them. */
export const keptAt = ({ asOf, vantage }: Settled): { asOf: string; knownBy: string } => ({
  asOf,
  knownBy: vantage.knownBy ?? everything,
});

export const insiderOf = ({ insider, insiderName }: PartyFound): InsiderAnswer => {
  const provisional = isProvisional(insider);
  return { id: insider, cik: provisional ? null : insider, name: insiderName, provisional };
};

export const issuerOf = ({ issuerCik, issuerName, issuerSymbol }: PartyFound): IssuerAnswer => ({
  cik: issuerCik,
  name: issuerName,
  symbol: issuerSymbol,
});

type Wording = Pick<PositionAnswer, 'kind' | 'security' | 'ownership' | 'terms' | 'unit'>;

export const positionOf = (found: PositionFound): PositionAnswer => {
  const { kind, security, ownership, terms, unit } = JSON.parse(found.wording) as Wording;
  return {
    positionId: found.positionId,
    insider: insiderOf(found),
    issuer: issuerOf(found),
    kind,
    security,
    ownership,
    terms,
    unit,
    quantity: found.quantity,
    status: found.status as PositionAnswer['status'],
    reported:
      found.reportedRow === null
        ? null
        : {
            quantity: found.reportedQuantity ?? '',
            row: found.reportedRow,
            effectiveOn: found.reportedOn ?? '',
            filedOn: found.reportedFiledOn ?? '',
            ...(found.reportedAsFiled === null ? {} : { asFiled: found.reportedAsFiled || null }),
          },
    computed: found.computed,
    unexplained: found.unexplained,
    conflicts: found.conflicts === '' ? [] : found.conflicts.split(' '),
    rulings: found.rulings === '' ? [] : found.rulings.split(' '),
  };
};

const transactionOf = (found: TransactionFound): TransactionAnswer => {
  const { transactionId, row, ...rest } = JSON.parse(found.answer) as Omit<
    TransactionAnswer,
    'insider' | 'issuer'
  >;
  return { transactionId, row, insider: insiderOf(found), issuer: issuerOf(found), ...rest };
};

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const inOrder = (a: TransactionFound, b: TransactionFound): number =>
  before(a.insider, b.insider) ||
  before(a.effectiveOn, b.effectiveOn) ||
  before(a.homeKnownAt, b.homeKnownAt) ||
  before(a.homeAccession, b.homeAccession) ||
  a.place - b.place;

export const keptHoldings = (
  { generation, scope, missing }: KeptFor,
  includeClosed: boolean,
  at: Settled,
): HoldingsAnswer => ({
  ...timesOf(at),
  positions: generation.questions
    .positions(scope, keptAt(at))
    .filter((found) => includeClosed || found.closed === 0)
    .map(positionOf)
    .sort(byReading),
  ...missingOf(missing),
});

export const keptTransactions = (
  { generation, scope, missing }: KeptFor,
  at: Settled,
): TransactionsAnswer => ({
  ...timesOf(at),
  transactions: [...generation.questions.transactions(scope, keptAt(at))]
    .sort(inOrder)
    .map(transactionOf),
  ...missingOf(missing),
});

/** Everybody: after every name, through every name. */
export const everybody: Scope = { after: '', through: '~' };

// ---- who is meant ----

/** Under which id somebody who was found counts. */
export type Real = (found: NameFound) => string;

const realNow: Real = ({ id, joinedInto }) => joinedInto ?? id;

const namedOf = (found: ReadonlyArray<NameFound>, real: Real): ReadonlyArray<Named> =>
  found.map((f) => ({ id: real(f), name: f.name }));

/** Words that were ever met and may be meant by those asked for. */
const wordsLike = (asked: string, words: Iterable<string>): ReadonlyArray<string> => {
  const meant = mayBeMeant(nameWords(asked));
  const like: Array<string> = [];
  for (const word of words) if (meant(word)) like.push(word);
  return like;
};

export const keptInsider = (
  { questions }: Generation,
  who: string,
  real = realNow,
): E.Either<LedgerError, string> => {
  const byId = questions.insiderById(asCik(who) ?? who);
  if (byId !== null) return E.right(real(byId));
  const found = fitting(who, namedOf(questions.insidersWith(nameWords(who)), real));
  const near = (): ReadonlyArray<Named> => {
    const words = wordsLike(who, questions.insiderWords());
    const like = words.flatMap((word) => questions.insidersWith([word]));
    return nearestOf(who, namedOf(like, real));
  };
  const only = chosen('insider', who, found, (id) => questions.insiderById(id)?.name ?? id, near);
  // Of those that cannot be folded not even the names are kept.
  const unknown = questions.quarantined().length;
  return unknown === 0
    ? only
    : E.mapLeft((error: LedgerError) => ({
        ...error,
        message: `${error.message} (${unknown} more cannot be read and are known by id alone; status lists them)`,
      }))(only);
};

export const keptIssuer = (
  { questions }: Generation,
  which: string,
  real = realNow,
): E.Either<LedgerError, string> => {
  const byId = questions.issuerById(asCik(which) ?? which);
  if (byId !== null) return E.right(real(byId));
  const bySymbol = questions.issuersBySymbol(which.toUpperCase());
  const found =
    bySymbol.length > 0
      ? namedOf(bySymbol, real)
      : fitting(which, namedOf(questions.issuersWith(nameWords(which)), real));
  const near = (): ReadonlyArray<Named> => {
    const words = wordsLike(which, questions.issuerWords());
    const like = words.flatMap((word) => questions.issuersWith([word]));
    return nearestOf(which, namedOf(like, real));
  };
  return chosen('issuer', which, found, (id) => questions.issuerById(id)?.name ?? id, near);
};

// ---- whether it may answer ----

/** Why a read model does not answer: the fold does, and takes longer. */
export type NotKept = 'none' | 'another-version' | 'unfinished' | 'behind' | 'not-writable';

const isReadOnly = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && /READONLY|BUSY|CANTOPEN/.test(String(thrown.code));

/** The generation that answers, with the whole log taken in; or why there is none. */
export const keptNow = async (
  model: ReadModel,
  store: EventStore,
  projecting: Projector,
): Promise<E.Either<NotKept, Generation>> => {
  const generation = model.current();
  if (generation === null) return E.left('none');
  if (generation.foldVersion !== `${foldVersion}`) return E.left('another-version');
  if (!generation.isComplete()) return E.left('unfinished');
  const lag = await lagOf(generation, store, 1);
  if (lag === 0) return E.right(generation);
  if ((await lagOf(generation, store, catchUpMax + 1)) > catchUpMax) return E.left('behind');
  try {
    for (;;) {
      const { events } = await takeIn(generation, store, projecting);
      if (events === 0) return E.right(generation);
    }
  } catch (thrown) {
    if (isReadOnly(thrown)) return E.left('not-writable');
    throw thrown;
  }
};
