/**
 * Who is who: insiders and issuers by id, name and trading symbol. Built from the log once and
 * kept up with what is appended since.
 */

import * as E from 'fp-ts/lib/Either.js';
import {
  type Identities,
  identitiesOf,
  noIdentities,
} from '../../../projections/known/identities.js';
import { knownAtOf } from '../../../projections/known/knowledge.js';
import { type Candidate, type LedgerError, notFound } from '../../answer/error.js';
import {
  type FilingRecorded,
  insiderId,
  insiderOfStream,
  issuerId,
} from '../../event/catalogue.js';
import { statedSeal } from '../../event/chain.js';
import type { InsiderId, IssuerId } from '../../event/identity.js';
import { streamOf } from '../../event/placement.js';
import { type DecodedEvent, decodeEvent } from '../../event/upcast.js';
import type { ClockInstant, Instant } from '../../filing/calendar.js';
import type { Accession } from '../../filing/model.js';
import { nameWords } from '../../readmodel/name-words.js';
import {
  type EventStore,
  type Position,
  type RecordedEvent,
  StoreFailure,
  unwholeStreams,
} from '../../store/port.js';
import { nearestOf } from './name-distance.js';
import type { Named } from './named.js';

export interface Directory {
  /** Reads what was appended since the last call. */
  refresh(): Promise<void>;
  /** An insider's id from an id or a name that fits one insider only. */
  insider(who: string, said?: Said): E.Either<LedgerError, InsiderId>;
  issuer(which: string, said?: Said): E.Either<LedgerError, IssuerId>;
  insidersOf(issuerId: IssuerId, said?: Said): ReadonlyArray<InsiderId>;
  /** Everybody, joined identities once. */
  insiders(said?: Said): ReadonlyArray<InsiderId>;
  issuers(said?: Said): ReadonlyArray<IssuerId>;
  /** Insiders with an event that cannot be read, is not what was recorded, is of others or missing. */
  unreadable(): ReadonlyArray<InsiderId>;
}

/** By when it was said who is who: by an instant, at any time (null), or never. */
export type Said = ClockInstant | null | 'never';

const cikLength = 10;
const candidatesMax = 20;
/** Events that tell who there is, and who is who. */
const telling: ReadonlySet<string> = new Set([
  'FilingRecorded',
  'InsiderIdentified',
  'IssuerIdentified',
]);

/** Ten digits of a CIK, however short it was written; null where it is none. */
export const asCik = (text: string): string | null =>
  /^\d{1,10}$/.test(text) ? text.padStart(cikLength, '0') : null;

/**
 * Those whose name is the one asked for; where there is none, those in whose names every word
 * asked for is a word: "botha" and "roelof botha" find BOTHA ROELOF.
 */
export const fitting = <Id extends string>(
  asked: string,
  all: Iterable<Named<Id>>,
): ReadonlyArray<Named<Id>> => {
  const words = nameWords(asked);
  const whole = words.join(' ');
  const exact: Array<Named<Id>> = [];
  const partly: Array<Named<Id>> = [];
  for (const one of all) {
    const has = nameWords(one.name);
    if (has.join(' ') === whole) exact.push(one);
    else if (words.every((word) => has.includes(word))) partly.push(one);
  }
  return exact.length > 0 ? exact : partly;
};

const ambiguous = (
  kind: Candidate['kind'],
  asked: string,
  count: number,
  shown: ReadonlyArray<Named<string>>,
): LedgerError => ({
  code: 'AMBIGUOUS_NAME',
  blame: 'incorrect',
  message: `${JSON.stringify(asked)} fits ${count} ${kind}s; name one by its id: ${shown
    .map((f) => `${f.id} ${f.name}`)
    .join('; ')}${count > shown.length ? '; …' : ''}`,
  candidates: shown.map((f) => f.id),
  candidateNames: shown.map((f) => f.name),
  candidateDetails: shown.map(({ id, name }) => ({ kind, id, name, about: [], lastFiledOn: null })),
});

const hints: Readonly<Record<'insider' | 'issuer', string>> = {
  insider: 'Give a CIK, a provisional id or a part of the name.',
  issuer: 'Give a CIK, a trading symbol or a part of the name.',
};

const nobody = (
  kind: 'insider' | 'issuer',
  asked: string,
  nearest: ReadonlyArray<Named<string>>,
): LedgerError => {
  const shown = nearest.map(({ id, name }) => `${name} (id ${id})`).join('; ');
  const error = notFound(
    `no ${kind} in this ledger fits ${JSON.stringify(asked)}${shown === '' ? '' : `; nearest: ${shown}`}. ${hints[kind]}`,
  );
  return nearest.length === 0 ? error : { ...error, candidates: nearest.map(({ id }) => id) };
};

/** The only one of those found, each told by the name it is known under. */
export const chosen = <Id extends string>(
  kind: 'insider' | 'issuer',
  asked: string,
  found: ReadonlyArray<Named<Id>>,
  nameOf: (id: Id) => string,
  near: () => ReadonlyArray<Named<Id>>,
): E.Either<LedgerError, Id> => {
  const ids = [...new Set(found.map((f) => f.id))].sort();
  const [only] = ids;
  if (only === undefined) return E.left(nobody(kind, asked, near()));
  if (ids.length === 1) return E.right(only);
  const shown = ids.slice(0, candidatesMax).map((id) => ({ id, name: nameOf(id) }));
  return E.left(ambiguous(kind, asked, ids.length, shown));
};

/** A name, and as of when: the last one known is the one to show. */
interface LatestName {
  name: string;
  knownAt: Instant;
  accession: Accession;
}

interface InsiderEntry extends LatestName {
  readonly names: Set<string>;
}

interface IssuerEntry extends LatestName {
  readonly names: Set<string>;
  readonly symbols: Set<string>;
  readonly insiders: Set<InsiderId>;
}

const isLater = (a: LatestName, b: LatestName): boolean =>
  a.knownAt > b.knownAt || (a.knownAt === b.knownAt && a.accession >= b.accession);

const rename = (entry: LatestName, latest: LatestName): void => {
  if (isLater(latest, entry)) Object.assign(entry, latest);
};

export const directory = (store: EventStore): Directory => {
  const insiders = new Map<InsiderId, InsiderEntry>();
  const issuers = new Map<IssuerId, IssuerEntry>();
  const saidOfIdentities: Array<DecodedEvent> = [];
  let identities = noIdentities;
  const unreadable = new Set<InsiderId>();
  /** Of the part of the log that was read: who comes later asks only for what is after it. */
  let damage: StoreFailure | null = null;
  let after: Position | undefined;
  let refreshing: Promise<void> | null = null;

  const meet = (data: FilingRecorded): void => {
    const name = data.owners[data.ownerIndex]?.name ?? data.insider;
    const known = { knownAt: knownAtOf(data), accession: data.accession };
    const insider = insiders.get(data.insider) ?? { name, ...known, names: new Set<string>() };
    insiders.set(data.insider, insider);
    insider.names.add(name);
    rename(insider, { name, ...known });
    const issuer = issuers.get(data.issuerId) ?? {
      name: data.issuer.name,
      ...known,
      names: new Set<string>(),
      symbols: new Set<string>(),
      insiders: new Set<InsiderId>(),
    };
    issuers.set(data.issuerId, issuer);
    issuer.names.add(data.issuer.name);
    if (data.issuer.symbol !== null) issuer.symbols.add(data.issuer.symbol.toUpperCase());
    issuer.insiders.add(data.insider);
    rename(issuer, { name: data.issuer.name, ...known });
  };

  const setAside = (stream: string): void => {
    const insider = insiderOfStream(stream);
    if (insider !== null) unreadable.add(insider);
  };

  /** Whose names and whose issuers it tells is told by nothing else: it must be what was recorded. */
  const take = (recorded: RecordedEvent): void => {
    after = recorded.position;
    if (statedSeal(recorded)?.holds !== true) return setAside(recorded.stream);
    if (!telling.has(recorded.type)) return;
    const decoded = decodeEvent(recorded);
    if (E.isLeft(decoded)) return setAside(recorded.stream);
    const { event } = decoded.right;
    const belongs = streamOf(event);
    if (belongs !== recorded.stream) {
      // Of neither can it be said what there is.
      setAside(recorded.stream);
      return setAside(belongs);
    }
    if (event.type === 'FilingRecorded') meet(event.data);
    else saidOfIdentities.push(decoded.right);
  };

  const read = async (): Promise<void> => {
    if (damage !== null) throw damage;
    try {
      for await (const recorded of store.readAll(after === undefined ? {} : { after }))
        take(recorded);
    } catch (thrown) {
      // All else was given, and everybody is known of whom something is missing.
      const unwhole = unwholeStreams(thrown);
      if (unwhole === null) {
        if (thrown instanceof StoreFailure && thrown.error.code === 'STORE_CORRUPT')
          damage = thrown;
        throw thrown;
      }
      for (const stream of unwhole) setAside(stream);
    }
    identities = identitiesOf(saidOfIdentities, null);
  };

  const identitiesBy = (said: Said): Identities =>
    said === null
      ? identities
      : said === 'never'
        ? noIdentities
        : identitiesOf(saidOfIdentities, said);

  function* namesOf<Id extends string>(
    entries: ReadonlyMap<Id, { readonly names: Set<string> }>,
    real: ReadonlyMap<Id, Id>,
  ) {
    for (const [id, { names }] of entries)
      for (const name of names) yield { id: real.get(id) ?? id, name };
  }

  const lastName = <Id extends string>(
    entries: ReadonlyMap<Id, LatestName>,
    real: ReadonlyMap<Id, Id>,
    id: Id,
  ): string => {
    let last: LatestName | null = null;
    for (const [own, entry] of entries)
      if ((real.get(own) ?? own) === id && (last === null || isLater(entry, last))) last = entry;
    return last?.name ?? id;
  };

  /** Who is not found may be one of those whose names cannot be told. */
  const orSetAside = <Id>(found: E.Either<LedgerError, Id>): E.Either<LedgerError, Id> => {
    if (E.isRight(found) || found.left.code !== 'NOT_FOUND' || unreadable.size === 0) return found;
    const ids = [...unreadable].sort();
    const shown = ids.slice(0, candidatesMax).join(', ');
    return E.left({
      ...found.left,
      code: 'CHAIN_BROKEN',
      blame: 'unavailable',
      message: `${found.left.message} Whose events are not what was recorded is set aside and has no name here: ${shown}${ids.length > candidatesMax ? ', …' : ''}. Run verify to see what is touched.`,
    });
  };

  return {
    refresh: () => {
      refreshing ??= read().finally(() => {
        refreshing = null;
      });
      return refreshing;
    },
    insiders: (said = null) => {
      const real = identitiesBy(said).insiders;
      return [...new Set([...insiders.keys()].map((id) => real.get(id) ?? id))].sort();
    },
    unreadable: () => [...unreadable].sort(),
    insider: (who, said = null) => {
      const id = asCik(who) ?? who;
      const real = identitiesBy(said).insiders;
      // The second: known by an operator's word alone, no filing here names this CIK.
      if (insiderId.is(id) && (insiders.has(id) || [...real.values()].includes(id)))
        return E.right(real.get(id) ?? id);
      return orSetAside(
        chosen(
          'insider',
          who,
          fitting(who, namesOf(insiders, real)),
          (one) => lastName(insiders, real, one),
          () => nearestOf(who, namesOf(insiders, real)),
        ),
      );
    },
    issuer: (which, said = null) => {
      const id = asCik(which) ?? which;
      const real = identitiesBy(said).issuers;
      if (issuerId.is(id) && (issuers.has(id) || [...real.values()].includes(id)))
        return E.right(real.get(id) ?? id);
      const symbol = which.toUpperCase();
      const bySymbol = [...issuers].flatMap(([issuer, { symbols, name }]) =>
        symbols.has(symbol) ? [{ id: real.get(issuer) ?? issuer, name }] : [],
      );
      return orSetAside(
        chosen(
          'issuer',
          which,
          bySymbol.length > 0 ? bySymbol : fitting(which, namesOf(issuers, real)),
          (one) => lastName(issuers, real, one),
          () => nearestOf(which, namesOf(issuers, real)),
        ),
      );
    },
    insidersOf: (issuer, said = null) => {
      const real = identitiesBy(said);
      const found = new Set<InsiderId>();
      for (const [id, entry] of issuers)
        if ((real.issuers.get(id) ?? id) === issuer)
          for (const insider of entry.insiders) found.add(real.insiders.get(insider) ?? insider);
      return [...found].sort();
    },
    issuers: (said = null) => {
      const real = identitiesBy(said).issuers;
      return [...new Set([...issuers.keys()].map((id) => real.get(id) ?? id))].sort();
    },
  };
};
