/** Who is meant, as the tables know names. */
import * as E from 'fp-ts/lib/Either.js';
import type { LedgerError } from '../../answer/error.js';
import type { InsiderId, IssuerId } from '../../event/identity.js';
import type { Generation } from '../../readmodel/model.js';
import { nameWords } from '../../readmodel/name-words.js';
import type { NameFound } from '../../readmodel/questions/found.js';
import { asCik, chosen, fitting } from './directory.js';
import { mayBeMeant, nearestOf } from './name-distance.js';
import type { Named } from './named.js';

/** Under which id somebody who was found counts. */
export type Real<Id extends string> = (found: NameFound<Id>) => Id;

const realNow = <Id extends string>({ id, joinedInto }: NameFound<Id>): Id => joinedInto ?? id;

const namedOf = <Id extends string>(
  found: ReadonlyArray<NameFound<Id>>,
  real: Real<Id>,
): ReadonlyArray<Named<Id>> => found.map((f) => ({ id: real(f), name: f.name }));

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
  real: Real<InsiderId> = realNow,
): E.Either<LedgerError, InsiderId> => {
  const byId = questions.insiderById(asCik(who) ?? who);
  if (byId !== null) return E.right(real(byId));
  const found = fitting(who, namedOf(questions.insidersWith(nameWords(who)), real));
  const near = (): ReadonlyArray<Named<InsiderId>> => {
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
  real: Real<IssuerId> = realNow,
): E.Either<LedgerError, IssuerId> => {
  const byId = questions.issuerById(asCik(which) ?? which);
  if (byId !== null) return E.right(real(byId));
  const bySymbol = questions.issuersBySymbol(which.toUpperCase());
  const found =
    bySymbol.length > 0
      ? namedOf(bySymbol, real)
      : fitting(which, namedOf(questions.issuersWith(nameWords(which)), real));
  const near = (): ReadonlyArray<Named<IssuerId>> => {
    const words = wordsLike(which, questions.issuerWords());
    const like = words.flatMap((word) => questions.issuersWith([word]));
    return nearestOf(which, namedOf(like, real));
  };
  return chosen('issuer', which, found, (id) => questions.issuerById(id)?.name ?? id, near);
};
