/** Answers that stand under legal holds say so. */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import {
  covers,
  type LegalHold,
  legalHoldsIn,
  standing,
  type Told,
} from '../../projections/known/legal-hold.js';
import type { LedgerError } from '../answer/error.js';
import type { Moment } from '../answer/moment.js';
import { ledgerStream } from '../event/catalogue.js';
import { attempt } from './attempt.js';
import type { Ledger } from './ledger.js';
import type { OpenLedger } from './open-ledger.js';

/** What an answer may have beside what it says. */
export interface Held {
  /** Ids of legal holds that cover it; absent where there are none. */
  readonly holds?: ReadonlyArray<string>;
}

/** Holds that stand and cover what is in some streams, each of an insider or an issuer. */
export const holdsOnStreams = async (
  { streams }: Pick<OpenLedger, 'streams'>,
  names: ReadonlyArray<string>,
): Promise<ReadonlyArray<LegalHold>> => {
  const whom = new Set(names.map((name) => name.slice(name.indexOf('-') + 1)));
  const { events } = await streams.load(ledgerStream);
  return standing(legalHoldsIn(events, null)).filter((hold) =>
    covers(hold, { names: whom, asOf: null }),
  );
};

/** Verbs that answer of insiders and issuers. */
const verbs = [
  'holdings',
  'transactions',
  'timeline',
  'explain',
  'filing',
  'conflicts',
  'conflictCounts',
  'conflict',
  'rulings',
  'reconcile',
  'shortSwing',
  'plans',
  'window',
  'positions',
  'panel',
  'holders',
  'flow',
  'marketFlow',
  'changes',
  'filed',
] as const satisfies ReadonlyArray<keyof Ledger>;

/** Every text of an answer, and of ids of positions whose and of which issuer they are. */
const namesIn = (value: unknown, names: Set<string>): void => {
  if (typeof value === 'string') {
    names.add(value);
    if (value.includes('/')) for (const part of value.split('/', 2)) names.add(part);
  } else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) namesIn(member, names);
};

/** Whom a question names, by their ids; an answer that is empty names nobody. */
const asked = async (
  { insiderOf, issuerOf }: Asked,
  query: unknown,
): Promise<ReadonlyArray<string>> => {
  const { insider, issuer } = Object(query) as Record<string, unknown>;
  return Promise.all([
    ...(typeof insider === 'string' ? [insiderOf(insider)] : []),
    ...(typeof issuer === 'string' ? [issuerOf(issuer)] : []),
  ]);
};

const toldBy = async (open: Asked, answer: object, query: unknown): Promise<Told> => {
  const { asOf } = answer as { readonly asOf?: unknown };
  const names = new Set(await asked(open, query));
  namesIn(answer, names);
  return { names, asOf: typeof asOf === 'string' ? asOf : null };
};

type Asked = Pick<OpenLedger, 'streams' | 'insiderOf' | 'issuerOf' | 'settled'>;

/** The recorded time of a question; null where it is now. */
const recordedByOf = (
  { settled }: Asked,
  given: ReadonlyArray<unknown>,
): ReturnType<OpenLedger['settled']>['vantage']['recordedBy'] => {
  for (const one of given) {
    const { recordedBy } = Object(one) as Pick<Moment, 'recordedBy'>;
    if (recordedBy !== undefined) return settled({ recordedBy }).vantage.recordedBy;
  }
  return null;
};

/** What is only made when it is asked for is left unmade. */
const withHoldsSaid = (answer: object, holds: ReadonlyArray<string>): object =>
  Object.defineProperty(
    Object.defineProperties({}, Object.getOwnPropertyDescriptors(answer)),
    'holds',
    { value: holds, enumerable: true, configurable: true, writable: true },
  );

/**
 * The ledger, each of whose answers names the holds that cover it: those that stand now, and of a
 * question with `recordedBy` those that stood then, since its answer never changes.
 */
export const withHolds = (ledger: Ledger, open: Asked): Ledger => {
  const held: Record<string, unknown> = {};
  for (const verb of verbs) {
    const call = Reflect.get(ledger, verb) as (
      ...given: ReadonlyArray<unknown>
    ) => TaskEither<LedgerError, object>;
    held[verb] =
      (...given: ReadonlyArray<unknown>): TaskEither<LedgerError, object> =>
      async () => {
        const answer = await call(...given)();
        if (E.isLeft(answer)) return answer;
        return attempt(async () => {
          const { events } = await open.streams.load(ledgerStream);
          const stood = standing(legalHoldsIn(events, recordedByOf(open, given)));
          if (stood.length === 0) return answer.right;
          const told = await toldBy(open, answer.right, given[0]);
          const holds = stood.filter((hold) => covers(hold, told)).map(({ hold }) => hold);
          return holds.length === 0 ? answer.right : withHoldsSaid(answer.right, holds);
        })();
      };
  }
  return { ...ledger, ...(held as Partial<Ledger>) };
};
