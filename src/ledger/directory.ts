/**
 * Who is who: insiders and issuers by id, name and trading symbol. Built from the log once and
 * kept up with what is appended since.
 */
import * as E from 'fp-ts/lib/Either.js';
import { canonicalTitle } from '../../projections/security-title.js';
import type { FilingRecorded, InsiderIdentified } from '../event/catalogue.js';
import { decodeEvent } from '../event/upcast.js';
import type { EventStore, Position } from '../store/port.js';
import { type LedgerError, notFound } from './error.js';

interface InsiderEntry {
  readonly id: string;
  readonly names: Set<string>;
  name: string;
  latest: string;
  readonly issuers: Set<string>;
}

interface IssuerEntry {
  readonly id: string;
  readonly names: Set<string>;
  readonly symbols: Set<string>;
  name: string;
  latest: string;
  readonly insiders: Set<string>;
}

export interface Directory {
  /** Reads what was appended since the last call. */
  refresh(): Promise<void>;
  /** An insider's id from an id or a name that fits one insider only. */
  insider(who: string): E.Either<LedgerError, string>;
  issuer(which: string): E.Either<LedgerError, string>;
  insidersOf(issuerId: string): ReadonlyArray<string>;
  /** Everybody, joined identities once. */
  insiders(): ReadonlyArray<string>;
  readonly counts: { readonly insiders: number; readonly issuers: number };
}

const cikLength = 10;
const candidatesMax = 20;

/** Ten digits of a CIK, however short it was written; null where it is none. */
export const asCik = (text: string): string | null =>
  /^\d{1,10}$/.test(text) ? text.padStart(cikLength, '0') : null;

export const wordsOf = (name: string): ReadonlyArray<string> => canonicalTitle(name).split(' ');

/** Every word asked for is a word of the name: "botha" and "roelof botha" find BOTHA ROELOF. */
export const fits = (asked: ReadonlyArray<string>, name: string): boolean => {
  const words = new Set(wordsOf(name));
  return asked.every((word) => words.has(word));
};

const ambiguous = (
  kind: string,
  asked: string,
  found: ReadonlyArray<{ readonly id: string; readonly name: string }>,
): LedgerError => ({
  code: 'AMBIGUOUS_NAME',
  blame: 'incorrect',
  message: `${JSON.stringify(asked)} fits ${found.length} ${kind}; name one by its id: ${found
    .slice(0, candidatesMax)
    .map((f) => `${f.id} ${f.name}`)
    .join('; ')}${found.length > candidatesMax ? '; …' : ''}`,
  candidates: found.slice(0, candidatesMax).map((f) => f.id),
});

const hints: Readonly<Record<'insider' | 'issuer', string>> = {
  insider: 'Give a CIK, a provisional id or a part of the name.',
  issuer: 'Give a CIK, a trading symbol or a part of the name.',
};

/** The only one of those found; their ids are real, so that joined identities count once. */
export const chosen = (
  kind: 'insider' | 'issuer',
  asked: string,
  found: ReadonlyArray<{ readonly id: string; readonly name: string }>,
): E.Either<LedgerError, string> => {
  const distinct = [...new Map(found.map((f) => [f.id, f])).values()];
  const only = distinct[0];
  if (only === undefined)
    return E.left(
      notFound(`no ${kind} in this ledger fits ${JSON.stringify(asked)}. ${hints[kind]}`),
    );
  return distinct.length === 1 ? E.right(only.id) : E.left(ambiguous(`${kind}s`, asked, distinct));
};

export const directory = (store: EventStore): Directory => {
  const insiders = new Map<string, InsiderEntry>();
  const issuers = new Map<string, IssuerEntry>();
  const sameAs = new Map<string, string>();
  let after: Position | undefined;
  let refreshing: Promise<void> | null = null;

  const meet = (data: FilingRecorded): void => {
    const owner = data.owners[data.ownerIndex];
    const name = owner?.name ?? data.insider;
    let insider = insiders.get(data.insider);
    if (insider === undefined) {
      insider = { id: data.insider, names: new Set(), name, latest: '', issuers: new Set() };
      insiders.set(data.insider, insider);
    }
    insider.names.add(name);
    insider.issuers.add(data.issuerId);
    if (data.filedOn >= insider.latest) {
      insider.latest = data.filedOn;
      insider.name = name;
    }
    let issuer = issuers.get(data.issuerId);
    if (issuer === undefined) {
      issuer = {
        id: data.issuerId,
        names: new Set(),
        symbols: new Set(),
        name: data.issuer.name,
        latest: '',
        insiders: new Set(),
      };
      issuers.set(data.issuerId, issuer);
    }
    issuer.names.add(data.issuer.name);
    if (data.issuer.symbol !== null) issuer.symbols.add(data.issuer.symbol.toUpperCase());
    issuer.insiders.add(data.insider);
    if (data.filedOn >= issuer.latest) {
      issuer.latest = data.filedOn;
      issuer.name = data.issuer.name;
    }
  };

  const identify = ({ provisional, cik, same }: InsiderIdentified): void => {
    if (same) sameAs.set(provisional, cik);
    else sameAs.delete(provisional);
  };

  const read = async (): Promise<void> => {
    for await (const recorded of store.readAll(after === undefined ? {} : { after })) {
      after = recorded.position;
      if (recorded.type !== 'FilingRecorded' && recorded.type !== 'InsiderIdentified') continue;
      const decoded = decodeEvent(recorded);
      if (E.isLeft(decoded)) continue;
      const { event } = decoded.right;
      if (event.type === 'FilingRecorded') meet(event.data);
      else if (event.type === 'InsiderIdentified') identify(event.data);
    }
  };

  const real = (id: string): string => sameAs.get(id) ?? id;

  const realOf = (
    found: ReadonlyArray<{ readonly id: string; readonly name: string }>,
  ): ReadonlyArray<{ readonly id: string; readonly name: string }> =>
    found.map(({ id, name }) => ({ id: real(id), name }));

  return {
    refresh: () => {
      refreshing ??= read().finally(() => {
        refreshing = null;
      });
      return refreshing;
    },
    insiders: () => [...new Set([...insiders.keys()].map(real))].sort(),
    insider: (who) => {
      const id = asCik(who) ?? who;
      if (insiders.has(id)) return E.right(real(id));
      // Known by an operator's word alone: no filing here names this CIK.
      if ([...sameAs.values()].includes(id)) return E.right(id);
      const asked = wordsOf(who);
      const all = [...insiders.values()];
      const exact = all.filter((i) =>
        [...i.names].some((n) => canonicalTitle(n) === asked.join(' ')),
      );
      const found =
        exact.length > 0 ? exact : all.filter((i) => [...i.names].some((n) => fits(asked, n)));
      return chosen('insider', who, realOf(found));
    },
    issuer: (which) => {
      const id = asCik(which) ?? which;
      if (issuers.has(id)) return E.right(id);
      const all = [...issuers.values()];
      const bySymbol = all.filter((i) => i.symbols.has(which.toUpperCase()));
      const asked = wordsOf(which);
      const found =
        bySymbol.length > 0
          ? bySymbol
          : all.filter((i) => [...i.names].some((n) => fits(asked, n)));
      return chosen('issuer', which, realOf(found));
    },
    insidersOf: (issuerId) =>
      [...new Set([...(issuers.get(issuerId)?.insiders ?? [])].map(real))].sort(),
    get counts() {
      return { insiders: insiders.size, issuers: issuers.size };
    },
  };
};
