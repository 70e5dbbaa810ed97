/** Who reports a filing or a row: whose streams hold it. */
import { always, type KnownFiling } from '../../projections/known/knowledge.js';
import { isOfOneStream, LedgerFailure } from '../answer/error.js';
import { type InsiderId, insiderIdOf } from '../event/identity.js';
import type { Accession } from '../filing/model.js';
import type { OpenLedger } from './open-ledger.js';

export interface Reporting {
  readonly insider: InsiderId;
  /** Those of the insider's filings that are meant. */
  readonly filings: ReadonlyArray<KnownFiling>;
}

/**
 * Everybody in whose stream a filing stands.
 * @param meant of all filings of one insider, those that are asked about.
 */
export const reportersOf = async (
  { keptWithStale, surely, directory, filings, scanning }: OpenLedger,
  accession: Accession,
  meant: (all: ReadonlyArray<KnownFiling>) => ReadonlyArray<KnownFiling>,
): Promise<ReadonlyArray<Reporting>> => {
  const of = async (insiders: Iterable<InsiderId>): Promise<ReadonlyArray<Reporting>> => {
    const found: Array<Reporting> = [];
    const unread = new Map<InsiderId, unknown>();
    for (const insider of insiders) {
      try {
        const own = meant(await filings(insider, always));
        if (own.length > 0) found.push({ insider, filings: own });
      } catch (thrown) {
        if (!(thrown instanceof LedgerFailure) || !isOfOneStream(thrown.error)) throw thrown;
        unread.set(insider, thrown);
      }
    }
    // Whose events cannot be told may be who reports it: of a row that others report its owners are.
    const owners = found.flatMap((reporter) =>
      reporter.filings.flatMap(({ header: { owners: all, issuer } }) =>
        all.map((owner) => insiderIdOf(owner, issuer)),
      ),
    );
    for (const [insider, thrown] of unread)
      if (found.length === 0 || owners.includes(insider)) throw thrown;
    return found;
  };
  const known = await surely(async () => {
    const questions = (await keptWithStale())?.questions;
    if (questions === undefined) return null;
    const setAside = questions.quarantined().map(({ insider }) => insider);
    return new Set([...questions.insidersOfRow(accession), ...setAside]);
  });
  if (known !== null) return of(known);
  await directory.refresh();
  return scanning(() => of(new Set([...directory.insiders(), ...directory.unreadable()])));
};
