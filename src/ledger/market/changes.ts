/** What changed between two knowledge dates. */

import { fail, invalidArgument } from '../../answer/error.js';
import type { PositionAnswer } from '../../answer/holdings.js';
import type { Moment, Settled } from '../../answer/moment.js';
import type { InsiderAnswer, IssuerAnswer } from '../../answer/party.js';
import type { PositionId } from '../../event/identity.js';
import { beginning, type Day, dawn, lastDay } from '../../filing/calendar.js';
import { compare } from '../../filing/order.js';
import type { AccountFact, Book, FilingFact } from '../book/book.js';
import type { Source } from '../subject.js';
import { type InsiderPaging, nextOf } from './page.js';
import { type Told, told } from './told.js';

export interface ChangesQuery extends Moment, Source, InsiderPaging {
  /** What was known before; `knownBy` says what was known after. */
  readonly since: string;
  readonly knownBy: string;
  readonly insider?: string;
  readonly issuer?: string;
}

export type StateAnswer = Pick<PositionAnswer, 'quantity' | 'status' | 'computed' | 'unexplained'>;

export interface ChangeAnswer {
  readonly positionId: PositionId;
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly kind: 'share' | 'derivative';
  readonly security: string;
  readonly ownership: PositionAnswer['ownership'];
  readonly unit: string;
  /** The first effective day of which something else is told; null: from the beginning. */
  readonly from: Day | null;
  /** On the day asked for; null where the position was not known of. */
  readonly before: StateAnswer | null;
  readonly after: StateAnswer | null;
  /** Filings of the insider about the issuer that became known in between. */
  readonly filings: ReadonlyArray<string>;
  /** Ids of the rulings that bear on either of the two. */
  readonly rulings: ReadonlyArray<string>;
}

export interface ChangesPage extends Told {
  readonly since: string | null;
  readonly changes: ReadonlyArray<ChangeAnswer>;
  readonly next: string | null;
}

/** What is told on a day, without whom and what it is about. */
const saidOn = (account: AccountFact | undefined, day: Day): string => {
  const { insider: _, issuer: __, ...said } = answerOn(account, day) ?? noParties;
  return JSON.stringify(said);
};

const noParties: Partial<PositionAnswer> = {};

const answerOn = (account: AccountFact | undefined, day: Day): PositionAnswer | null => {
  const stretches = account?.stretches ?? [];
  for (let i = stretches.length - 1; i >= 0; i--) {
    const stretch = stretches[i];
    if (stretch !== undefined && stretch.from <= day) return stretch.fact.answer;
  }
  return null;
};

const stateOf = (answer: PositionAnswer | null): StateAnswer | null => {
  if (answer === null) return null;
  const { quantity, status, computed, unexplained } = answer;
  return { quantity, status, computed, unexplained };
};

/** The first effective day of which something else is told; undefined where none is. */
const changedFrom = (
  before: AccountFact | undefined,
  after: AccountFact | undefined,
): Day | undefined => {
  const days = [...(before?.stretches ?? []), ...(after?.stretches ?? [])].map((s) => s.from);
  return [...new Set(days)].sort(compare).find((day) => saidOn(before, day) !== saidOn(after, day));
};

const changeOf = (
  before: AccountFact | undefined,
  after: AccountFact | undefined,
  filings: ReadonlyArray<FilingFact>,
  asOf: Day,
): ReadonlyArray<ChangeAnswer> => {
  const account = after ?? before;
  const from = changedFrom(before, after);
  if (account === undefined || from === undefined) return [];
  const [first, second] = [answerOn(before, asOf), answerOn(after, asOf)];
  // A change on days after the one asked about has its wording there.
  const told = second ?? first ?? answerOn(after, lastDay) ?? answerOn(before, lastDay);
  if (told === null) return [];
  const { kind, security, ownership, unit } = told;
  return [
    {
      positionId: account.positionId,
      insider: account.insider,
      issuer: account.issuer,
      kind,
      security,
      ownership,
      unit,
      from: from === dawn ? null : from,
      before: stateOf(first),
      after: stateOf(second),
      filings: filings
        .filter((f) => f.insider === account.insider.id && f.issuer === account.issuerId)
        .map((f) => f.accession),
      rulings: [...new Set([first, second].flatMap((at) => at?.rulings ?? []))].sort(compare),
    },
  ];
};

/** By insider and position: what two books of different knowledge tell otherwise. */
export const changesBetween = (
  before: Book<'accounts'>,
  after: Book<'accounts'>,
  /** What became known in between: nothing changes but by a filing. */
  filings: ReadonlyArray<FilingFact>,
  asOf: Day,
): ReadonlyArray<ChangeAnswer> => {
  const touched = new Set(filings.map((f) => f.insider));
  const byId = (book: Book<'accounts'>) =>
    new Map(book.accounts(touched).map((account) => [account.positionId, account]));
  const [first, second] = [byId(before), byId(after)];
  return [...new Set([...first.keys(), ...second.keys()])]
    .flatMap((id) => changeOf(first.get(id), second.get(id), filings, asOf))
    .sort((a, b) => compare(a.insider.id, b.insider.id) || compare(a.positionId, b.positionId));
};

export const changesPage = (
  before: Book<'accounts' | 'filings'>,
  after: Book<'accounts' | 'filings'>,
  first: Settled,
  second: Settled,
): ChangesPage => {
  const filings = after.filings({ after: first.vantage.knownBy ?? beginning });
  return {
    ...told(after, second),
    since: first.knownBy,
    changes: changesBetween(before, after, filings, second.asOf),
    next: nextOf(after),
  };
};

/** What was known before comes first. */
export const inTurn = (first: Settled, second: Settled): void => {
  const [from, to] = [first.vantage.knownBy, second.vantage.knownBy];
  if (from !== null && to !== null && from > to)
    fail(
      invalidArgument(
        `what was known before comes first; got ${first.knownBy} and then ${second.knownBy}`,
      ),
    );
};
