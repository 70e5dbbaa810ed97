/** What filings do not say and operators declared of an insider and an issuer, as far as it bears on Section 16(b). */
import type { Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';

export type RoleName = 'director' | 'officer' | 'ten-percent-owner';

export interface DeclaredRole {
  readonly role: RoleName;
  readonly from: Day | null;
  readonly through: Day | null;
}

export interface DeclaredRow {
  readonly treatment: 'exempt' | 'matchable';
  /** The rule that exempts it. */
  readonly rule: string | null;
}

export interface SharesOutstanding {
  /** Canonical title of the class; empty where the issuer has one only. */
  readonly security: string;
  readonly on: Day;
  readonly shares: Decimal;
}

export interface Declared {
  readonly rows: ReadonlyMap<string, DeclaredRow>;
  readonly roles: ReadonlyArray<DeclaredRole>;
  readonly outstanding: ReadonlyArray<SharesOutstanding>;
  /** From when the issuer is a foreign private issuer, and until when. */
  readonly foreignPrivate: ReadonlyArray<{ readonly from: Day; readonly through: Day | null }>;
  /** Canonical titles that are matched as one class. */
  readonly equivalent: ReadonlyArray<ReadonlyArray<string>>;
}

export const nothingDeclared: Declared = {
  rows: new Map(),
  roles: [],
  outstanding: [],
  foreignPrivate: [],
  equivalent: [],
};

/** The number outstanding that was last declared by a day; null where none was. */
export const outstandingOn = (
  { outstanding }: Declared,
  security: string,
  on: Day,
): Decimal | null => {
  let last: SharesOutstanding | null = null;
  for (const one of outstanding)
    if ((one.security === '' || one.security === security) && one.on <= on)
      if (last === null || one.on >= last.on) last = one;
  return last?.shares ?? null;
};
