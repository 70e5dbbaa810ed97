/**
 * Who reports what an insider reports as well: its documents' other owners, and whoever filed
 * another document that is one with its own. They are named, and none of them is folded.
 */
import { type Document, siblingsAmong } from '../../projections/issuer.js';
import type { KnownFiling } from '../../projections/known/knowledge.js';
import { isOfOneStream, LedgerFailure } from '../answer/error.js';
import type { Settled } from '../answer/moment.js';
import { type InsiderAnswer, insiderAnswer } from '../answer/party.js';
import type { TransactionAnswer } from '../answer/transactions.js';
import { type InsiderId, type IssuerId, insiderIdOf } from '../event/identity.js';
import type { Accession } from '../filing/model.js';
import { compare } from '../filing/order.js';
import type { OpenLedger } from './open-ledger.js';
import type { Source } from './subject.js';

/** Co-owners by the accession number of what they filed with an insider. */
const coOwnersIn = (
  filings: ReadonlyArray<KnownFiling>,
): ReadonlyMap<Accession, ReadonlySet<InsiderId>> => {
  const own = new Set(filings.flatMap(({ insiders }) => insiders));
  return new Map(
    filings.map(({ accession, header: { owners, issuer } }) => [
      accession,
      new Set(owners.map((owner) => insiderIdOf(owner, issuer)).filter((id) => !own.has(id))),
    ]),
  );
};

/**
 * Whoever filed a document that is one with an insider's own, by the accession number of its own:
 * a form has room for ten owners, and others stand on a second one.
 */
const ofSiblings = (
  documents: ReadonlyArray<Document>,
): ReadonlyMap<Accession, ReadonlySet<InsiderId>> => {
  const filers = new Map<Accession, Set<InsiderId>>();
  for (const { accession, insider } of documents)
    filers.set(accession, (filers.get(accession) ?? new Set()).add(insider));
  return new Map(
    siblingsAmong(documents).flatMap((group) => {
      const all = new Set(group.flatMap((accession) => [...(filers.get(accession) ?? [])]));
      return group.map((accession) => [accession, all] as const);
    }),
  );
};

/** The same of the issuers of whose documents an insider's own may be one of several. */
const siblingsOf = async (
  open: OpenLedger,
  own: ReadonlyArray<IssuerId>,
  source: Source,
  at: Settled,
  missing: Set<InsiderId>,
): Promise<ReadonlyMap<Accession, ReadonlySet<InsiderId>>> => {
  const all = new Map<Accession, ReadonlySet<InsiderId>>();
  for (const issuer of own)
    for (const [accession, filers] of await open.read(
      { ...source, issuer },
      { moments: [at], wanted: ['documents'] },
      (book) => {
        for (const one of book.missing) missing.add(one);
        return ofSiblings(book.documents());
      },
    ))
      all.set(accession, filers);
  return all;
};

interface Whose {
  readonly insider: InsiderId;
  /** Issuers of whose documents one may be one with the insider's own. */
  readonly alikeOf: ReadonlyArray<IssuerId>;
  readonly source: Source;
  readonly at: Settled;
}

/**
 * Tells of a transaction of an insider who else reports it, by their ids.
 *
 * @param missing those are added whose events cannot be read
 */
export const coFilersOf = async (
  open: OpenLedger,
  { insider, alikeOf, source, at }: Whose,
  missing: Set<InsiderId>,
): Promise<(one: TransactionAnswer) => Promise<ReadonlyArray<InsiderAnswer>>> => {
  const coOwners = coOwnersIn(await open.filings(insider, at.vantage));
  const siblings = await siblingsOf(open, alikeOf, source, at, missing);
  const told = new Map<InsiderId, InsiderAnswer | null>();
  const answerOf = async (owner: InsiderId): Promise<InsiderAnswer | null> => {
    const known = told.get(owner);
    if (known !== undefined) return known;
    try {
      const id = await open.insiderOf(owner, {}, at.vantage.recordedBy);
      const filings = await open.filings(id, at.vantage);
      told.set(owner, insiderAnswer({ insider: id, filings }));
    } catch (thrown) {
      if (!(thrown instanceof LedgerFailure) || !isOfOneStream(thrown.error)) throw thrown;
      missing.add(owner);
      told.set(owner, null);
    }
    return told.get(owner) ?? null;
  };
  return async ({ insider: own, versions }) => {
    const others = new Map<InsiderId, InsiderAnswer>();
    for (const { accession } of versions)
      for (const owner of [
        ...(coOwners.get(accession) ?? []),
        ...(siblings.get(accession) ?? []),
      ]) {
        const other = await answerOf(owner);
        if (other !== null && other.id !== own.id) others.set(other.id, other);
      }
    return [...others.values()].sort((a, b) => compare(a.id, b.id));
  };
};
