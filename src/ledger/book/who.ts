/** Who is meant: insiders and issuers by id, name or trading symbol, as they were told apart by then. */
import * as E from 'fp-ts/lib/Either.js';
import { identitiesOf } from '../../../projections/known/identities.js';
import { fail, type LedgerError, LedgerFailure } from '../../answer/error.js';
import { insiderStream, issuerStream } from '../../event/catalogue.js';
import {
  type InsiderId,
  type IssuerId,
  isProvisional,
  namesInsider,
} from '../../event/identity.js';
import type { ClockInstant } from '../../filing/calendar.js';
import type { Streams } from '../../journal/streams.js';
import type { Generation } from '../../readmodel/model.js';
import type { Keeper } from '../keep/keeper.js';
import type { Source } from '../subject.js';
import type { Directory } from './directory.js';
import { keptInsider, keptIssuer, type Real } from './kept-names.js';

export interface Who {
  /** Whose id or name it is, by what was said of identities by then; by now if not given. */
  insiderOf(asked: string, source?: Source, recordedBy?: ClockInstant | null): Promise<InsiderId>;
  issuerOf(asked: string, source?: Source, recordedBy?: ClockInstant | null): Promise<IssuerId>;
  /** Under the id that filings have it under, whoever it was identified as. */
  issuerAsFiled(asked: string): Promise<IssuerId>;
  /** Who an id was by then, as its own stream says. */
  realInsiderBy(id: InsiderId, recordedBy: ClockInstant | null): Promise<InsiderId>;
  /** As the tables say now. */
  keptInsider(generation: Generation, asked: string): InsiderId;
  keptIssuer(generation: Generation, asked: string): IssuerId;
}

/** The value, or the error thrown to the ledger's edge. */
export const unwrap = <A>(either: E.Either<LedgerError, A>): A =>
  E.isLeft(either) ? fail(either.left) : either.right;

/**
 * Somebody whom tables do not know may be one of those who could not be folded, and have no names
 * there: the log is asked then.
 */
export const unlessSetAside = async <A>(
  { questions }: Pick<Generation, 'questions'>,
  find: () => A | Promise<A>,
): Promise<A | null> => {
  try {
    return await find();
  } catch (thrown) {
    const isUnknown = thrown instanceof LedgerFailure && thrown.error.code === 'NOT_FOUND';
    if (isUnknown && questions.quarantined().length > 0) return null;
    throw thrown;
  }
};

export const whoIsWho = (
  { kept }: Pick<Keeper, 'kept'>,
  streams: Streams,
  directory: Directory,
): Who => {
  const realInsiderBy: Who['realInsiderBy'] = async (id, recordedBy) => {
    if (!isProvisional(id)) return id;
    const { identifications } = await streams.load(insiderStream(id));
    return identitiesOf(identifications, recordedBy).insiders.get(id) ?? id;
  };

  const realIssuerBy = async (id: IssuerId, recordedBy: ClockInstant | null): Promise<IssuerId> => {
    if (!isProvisional(id)) return id;
    const { identifications } = await streams.load(issuerStream(id));
    return identitiesOf(identifications, recordedBy).issuers.get(id) ?? id;
  };

  /** Tables say who is who now: of an earlier time those that were found are asked. */
  const foundBy = async <Id extends string>(
    realBy: (id: Id, recordedBy: ClockInstant) => Promise<Id>,
    find: (real?: Real<Id>) => E.Either<LedgerError, Id>,
    recordedBy: ClockInstant | null,
  ): Promise<Id> => {
    if (recordedBy === null) return unwrap(find());
    const real = new Map<Id, Id>();
    find(({ id }) => {
      real.set(id, id);
      return id;
    });
    for (const id of real.keys()) real.set(id, await realBy(id, recordedBy));
    return unwrap(find(({ id }) => real.get(id) ?? id));
  };

  return {
    realInsiderBy,
    /** An id that has a stream needs no look into the directory. */
    insiderOf: async (asked, source, recordedBy = null) => {
      const id = /^\d{1,10}$/.test(asked) ? asked.padStart(10, '0') : asked;
      if (namesInsider(id) && (await streams.load(insiderStream(id))).revision !== null)
        return realInsiderBy(id, recordedBy);
      const generation = await kept(source);
      const found =
        generation &&
        (await unlessSetAside(generation, () =>
          foundBy(realInsiderBy, (real) => keptInsider(generation, asked, real), recordedBy),
        ));
      if (found !== null) return found;
      await directory.refresh();
      return unwrap(directory.insider(asked, recordedBy));
    },
    issuerOf: async (asked, source, recordedBy = null) => {
      const generation = await kept(source);
      const found =
        generation &&
        (await unlessSetAside(generation, () =>
          foundBy(realIssuerBy, (real) => keptIssuer(generation, asked, real), recordedBy),
        ));
      if (found !== null) return found;
      await directory.refresh();
      return unwrap(directory.issuer(asked, recordedBy));
    },
    issuerAsFiled: async (asked) => {
      const generation = await kept();
      const found =
        generation &&
        (await unlessSetAside(generation, () =>
          unwrap(keptIssuer(generation, asked, ({ id }) => id)),
        ));
      if (found !== null) return found;
      await directory.refresh();
      return unwrap(directory.issuer(asked, 'never'));
    },
    keptInsider: (generation, asked) => unwrap(keptInsider(generation, asked)),
    keptIssuer: (generation, asked) => unwrap(keptIssuer(generation, asked)),
  };
};
