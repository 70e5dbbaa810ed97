/** Insiders and issuers by the names that they had when something was known. */
import type { InsiderId } from '../../event/identity.js';
import type { Instant } from '../../filing/calendar.js';
import type { Connection } from '../connection.js';
import type { PartyFound } from './found.js';

export const partiesIn = (db: Connection) => {
  // The names as of the question, from the insider's own filings: looked up once for each party,
  // since rows are many.
  const nameNow = db
    .prepare(
      'SELECT name FROM names WHERE u = ? AND known_from <= ? ORDER BY known_from DESC LIMIT 1',
    )
    .pluck();
  const issuerNow = db.prepare(
    `SELECT cik AS issuerCik, name AS issuerName, symbol AS issuerSymbol FROM issuers
     WHERE u = ? AND issuer = ? AND known_from <= ? ORDER BY known_from DESC LIMIT 1`,
  );
  type IssuerNow = Pick<PartyFound, 'issuerCik' | 'issuerName' | 'issuerSymbol'>;
  const partiesBy = (knownBy: Instant) => {
    const names = new Map<number, string>();
    const issuers = new Map<string, IssuerNow>();
    // Rows of one insider mostly follow each other.
    let last = { u: -1, name: '' };
    let lastIssuer = { u: -1, issuer: '', now: {} as IssuerNow };
    return {
      name: (u: number): string => {
        if (last.u === u) return last.name;
        const name = names.get(u) ?? (nameNow.get(u, knownBy) as string);
        names.set(u, name);
        last = { u, name };
        return name;
      },
      issuer: (u: number, issuer: string): IssuerNow => {
        if (lastIssuer.u === u && lastIssuer.issuer === issuer) return lastIssuer.now;
        const key = `${u} ${issuer}`;
        const now =
          issuers.get(key) ??
          (issuerNow.get(u, issuer, knownBy) as IssuerNow | undefined) ??
          ({ issuerCik: null, issuerName: issuer, issuerSymbol: null } as const);
        issuers.set(key, now);
        lastIssuer = { u, issuer, now };
        return now;
      },
    };
  };
  type Anonymous = { readonly u: number; readonly insider: InsiderId; readonly issuer: string };
  const withParties = <A extends PartyFound>(
    rows: ReadonlyArray<unknown>,
    knownBy: Instant,
  ): ReadonlyArray<A> => {
    const parties = partiesBy(knownBy);
    for (const row of rows as ReadonlyArray<Anonymous>)
      Object.assign(row, parties.issuer(row.u, row.issuer), { insiderName: parties.name(row.u) });
    return rows as ReadonlyArray<A>;
  };

  return { partiesBy, withParties };
};

export type Parties = ReturnType<typeof partiesIn>;
