/** Insiders and issuers by the names that they had when something was known. */
import type { InsiderAnswer, IssuerAnswer } from '../../answer/party.js';
import { type InsiderId, type IssuerId, isProvisional } from '../../event/identity.js';
import type { Instant } from '../../filing/calendar.js';
import type { Connection } from '../connection.js';
import type { PartyFound } from './found.js';

export const insiderOf = ({ insider, insiderName }: PartyFound): InsiderAnswer => {
  const provisional = isProvisional(insider);
  return { id: insider, cik: provisional ? null : insider, name: insiderName, provisional };
};

export const issuerOf = ({
  issuerCik,
  issuerName,
  issuerSymbol,
}: Pick<PartyFound, 'issuerCik' | 'issuerName' | 'issuerSymbol'>): IssuerAnswer => ({
  cik: issuerCik,
  name: issuerName,
  symbol: issuerSymbol,
});

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
    const name = (u: number): string => {
      if (last.u === u) return last.name;
      const found = names.get(u) ?? (nameNow.get(u, knownBy) as string);
      names.set(u, found);
      last = { u, name: found };
      return found;
    };
    const issuer = (u: number, id: string): IssuerNow => {
      if (lastIssuer.u === u && lastIssuer.issuer === id) return lastIssuer.now;
      const key = `${u} ${id}`;
      const now =
        issuers.get(key) ??
        (issuerNow.get(u, id, knownBy) as IssuerNow | undefined) ??
        ({ issuerCik: null, issuerName: id, issuerSymbol: null } as const);
      issuers.set(key, now);
      lastIssuer = { u, issuer: id, now };
      return now;
    };
    /** Both as answers tell them: the same two objects as long as it is the same two. */
    let lastTold: { readonly insider: InsiderAnswer; readonly issuer: IssuerAnswer } | null = null;
    let toldOf = { u: -1, issuer: '' };
    const told = (u: number, insider: InsiderId, id: IssuerId) => {
      if (lastTold !== null && toldOf.u === u && toldOf.issuer === id) return lastTold;
      const found = { insider, insiderName: name(u), issuer: id, ...issuer(u, id) };
      lastTold = { insider: insiderOf(found), issuer: issuerOf(found) };
      toldOf = { u, issuer: id };
      return lastTold;
    };
    return { name, issuer, told };
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
