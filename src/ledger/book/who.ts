/** Who is meant: insiders and issuers by id, name or trading symbol, as they were told apart by then. */
import * as E from 'fp-ts/lib/Either.js';
import { identitiesOf } from '../../../projections/known/identities.js';
import { fail, type LedgerError, LedgerFailure, notFound } from '../../answer/error.js';
import { insiderStream, issuerId, issuerStream } from '../../event/catalogue.js';
import { type IssuerId, isProvisional } from '../../event/identity.js';
import type { ClockInstant } from '../../filing/calendar.js';
import type { Streams } from '../../journal/streams.js';
import type { Generation } from '../../readmodel/model.js';
import type { Keeper } from '../keep/keeper.js';
import type { Source } from '../subject.js';
import type { Directory } from './directory.js';
import { keptInsider, keptIssuer, type Real } from './kept-names.js';

type Kind = 'insiders' | 'issuers';

export interface Who {
  /** Whose id or name it is, by what was said of identities by then; by now if not given. */
  insiderOf(asked: string, source?: Source, recordedBy?: ClockInstant | null): Promise<string>;
  issuerOf(asked: string, source?: Source, recordedBy?: ClockInstant | null): Promise<IssuerId>;
  /** Under the id that filings have it under, whoever it was identified as. */
  issuerAsFiled(asked: string): Promise<IssuerId>;
  /** Who an id was by then, as its own stream says. */
  realBy(kind: Kind, id: string, recordedBy: ClockInstant | null): Promise<string>;
  /** As the tables say now. */
  keptInsider(generation: Generation, asked: string): string;
  keptIssuer(generation: Generation, asked: string): IssuerId;
}

/** The value, or the error thrown to the ledger's edge. */
export const unwrap = <A>(either: E.Either<LedgerError, A>): A =>
  E.isLeft(either) ? fail(either.left) : either.right;

/** What is found is the id of an issuer: events and tables hold no other. */
const issuerFound = (id: string): IssuerId =>
  issuerId.is(id) ? id : fail(notFound(`there is no issuer ${id}`));

const streamOf = { insiders: insiderStream, issuers: issuerStream } as const;

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
  const realBy: Who['realBy'] = async (kind, id, recordedBy) => {
    if (!isProvisional(id)) return id;
    const { identifications } = await streams.load(streamOf[kind](id));
    const real: ReadonlyMap<string, string> = identitiesOf(identifications, recordedBy)[kind];
    return real.get(id) ?? id;
  };

  /** Tables say who is who now: of an earlier time those that were found are asked. */
  const foundBy = async (
    kind: Kind,
    find: (real?: Real) => E.Either<LedgerError, string>,
    recordedBy: ClockInstant | null,
  ): Promise<string> => {
    if (recordedBy === null) return unwrap(find());
    const real = new Map<string, string>();
    find(({ id }) => {
      real.set(id, id);
      return id;
    });
    for (const id of real.keys()) real.set(id, await realBy(kind, id, recordedBy));
    return unwrap(find(({ id }) => real.get(id) ?? id));
  };

  return {
    realBy,
    /** An id that has a stream needs no look into the directory. */
    insiderOf: async (asked, source, recordedBy = null) => {
      const id = /^\d{1,10}$/.test(asked) ? asked.padStart(10, '0') : asked;
      const loaded = /^(\d{10}|p-.+)$/.test(id) ? await streams.load(insiderStream(id)) : null;
      if (loaded !== null && loaded.revision !== null) return realBy('insiders', id, recordedBy);
      const generation = await kept(source);
      const found =
        generation &&
        (await unlessSetAside(generation, () =>
          foundBy('insiders', (real) => keptInsider(generation, asked, real), recordedBy),
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
          foundBy('issuers', (real) => keptIssuer(generation, asked, real), recordedBy),
        ));
      if (found !== null) return issuerFound(found);
      await directory.refresh();
      return issuerFound(unwrap(directory.issuer(asked, recordedBy)));
    },
    issuerAsFiled: async (asked) => {
      const generation = await kept();
      const found =
        generation &&
        (await unlessSetAside(generation, () =>
          unwrap(keptIssuer(generation, asked, ({ id }) => id)),
        ));
      if (found !== null) return issuerFound(found);
      await directory.refresh();
      return issuerFound(unwrap(directory.issuer(asked, 'never')));
    },
    keptInsider: (generation, asked) => unwrap(keptInsider(generation, asked)),
    keptIssuer: (generation, asked) => issuerFound(unwrap(keptIssuer(generation, asked))),
  };
};
