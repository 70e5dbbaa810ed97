/** Names over known time: of an insider, and of the issuers that its filings are about. */
import type { KnownFiling } from '../../../projections/known/knowledge.js';
import { canonicalTitle } from '../../../projections/known/security-title.js';
import { insiderAnswer } from '../../answer/party.js';
import type { InsiderId } from '../../event/identity.js';
import type { Instant } from '../../filing/calendar.js';
import type { IssuerRow, NameRow } from '../rows.js';

/**
 * One that the next of the same instant took the place of: it sorts right before that instant, was
 * never the last one known, and is found by all the same.
 */
const justBefore = (knownAt: Instant, nth: number): Instant =>
  `${knownAt.slice(0, -1)}!${String(nth).padStart(numeralLength, '0')}` as Instant;

/** More filings than this are never known at one instant. */
const numeralLength = 6;

interface Named {
  readonly knownFrom: Instant;
}

/** Puts a row after those before it; what it takes the place of at the very instant stays as such. */
const put = <R extends Named>(rows: Array<R>, row: R, before: R | undefined): void => {
  if (before?.knownFrom === row.knownFrom)
    rows[rows.indexOf(before)] = { ...before, knownFrom: justBefore(row.knownFrom, rows.length) };
  rows.push(row);
};

/** By when each name of the insider became the last one that it had filed under. */
export const namesOf = (
  insider: InsiderId,
  filings: ReadonlyArray<KnownFiling>,
): ReadonlyArray<NameRow> => {
  const names: Array<NameRow> = [];
  for (const filing of filings) {
    const { knownAt } = filing;
    const { name } = insiderAnswer({ insider, filings: [filing] });
    const before = names[names.length - 1];
    if (before?.name !== name)
      put(names, { knownFrom: knownAt, name, canonical: canonicalTitle(name) }, before);
  }
  return names;
};

export const issuersOf = (
  filings: ReadonlyArray<KnownFiling>,
  joinedInto: string | null,
): ReadonlyArray<IssuerRow> => {
  const last = new Map<string, IssuerRow>();
  const rows: Array<IssuerRow> = [];
  for (const { header, knownAt } of filings) {
    const { issuerId, issuer } = header;
    const { cik, name, symbol } = issuer;
    const before = last.get(issuerId);
    if (before?.cik === cik && before.name === name && before.symbol === symbol) continue;
    const canonical = canonicalTitle(name);
    const row = { issuer: issuerId, knownFrom: knownAt, cik, name, symbol, canonical, joinedInto };
    put(rows, row, before);
    last.set(issuerId, row);
  }
  return rows;
};
