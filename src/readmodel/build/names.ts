/** Names over known time: of an insider, and of the issuers that its filings are about. */
import type { KnownFiling } from '../../../projections/known/knowledge.js';
import { canonicalTitle } from '../../../projections/known/security-title.js';
import { insiderAnswer } from '../../answer/party.js';
import type { InsiderId } from '../../event/identity.js';
import type { IssuerRow, NameRow } from '../rows.js';

/** By when each name of the insider became the last one that it had filed under. */
export const namesOf = (
  insider: InsiderId,
  filings: ReadonlyArray<KnownFiling>,
): ReadonlyArray<NameRow> => {
  const names: Array<NameRow> = [];
  filings.forEach((filing, i) => {
    const { knownAt } = filing;
    // Of filings known at one instant the last one names the insider.
    if (filings[i + 1]?.knownAt === knownAt) return;
    const { name } = insiderAnswer({ insider, filings: [filing] });
    if (names[names.length - 1]?.name !== name)
      names.push({ knownFrom: knownAt, name, canonical: canonicalTitle(name) });
  });
  return names;
};

export const issuersOf = (
  filings: ReadonlyArray<KnownFiling>,
  joinedInto: string | null,
): ReadonlyArray<IssuerRow> => {
  const last = new Map<string, IssuerRow>();
  const rows: Array<IssuerRow> = [];
  filings.forEach(({ header: { issuerId, issuer }, knownAt }, i) => {
    const next = filings[i + 1];
    // Of filings known at one instant the last one names the issuer.
    if (next?.knownAt === knownAt && next.header.issuerId === issuerId) return;
    const { cik, name, symbol } = issuer;
    const before = last.get(issuerId);
    if (before?.cik === cik && before.name === name && before.symbol === symbol) return;
    const canonical = canonicalTitle(name);
    const row = { issuer: issuerId, knownFrom: knownAt, cik, name, symbol, canonical, joinedInto };
    if (before?.knownFrom === knownAt) rows.splice(rows.indexOf(before), 1);
    last.set(issuerId, row);
    rows.push(row);
  });
  return rows;
};
