/** What operators declared that no filing says: of rows, issuers, insiders, and of EDGAR's days. */
import type { IssuerId, RowId } from '../../src/event/identity.js';
import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, printDecimal } from '../../src/filing/decimal.js';
import { isInForce, kindOf, type RulingEvent, type RulingRecord } from './ruling.js';
import { canonicalTitle } from './security-title.js';

type DeclarationType =
  | 'RowDeclared'
  | 'IssuerDeclared'
  | 'RoleDeclared'
  | 'RepresentationRecorded'
  | 'ReliefDeclared'
  | 'CalendarDayAdded';

type Declaration = Extract<RulingEvent, { readonly type: DeclarationType }>;
export type Declared = Declaration;

export const isDeclaration = (event: RulingEvent): event is Declaration =>
  kindOf(event) === 'declaration';

export type DeclaredRoleName = 'director' | 'officer' | 'ten-percent-owner';

export interface Declarations {
  readonly rows: ReadonlyMap<
    RowId,
    { readonly treatment: 'exempt' | 'matchable'; readonly rule: string | null }
  >;
  readonly roles: ReadonlyArray<{
    readonly role: DeclaredRoleName;
    readonly from: Day | null;
    readonly through: Day | null;
  }>;
  /** Month and day on which fiscal years end. */
  readonly fiscalYearEnd: string | null;
  readonly foreignPrivate: ReadonlyArray<{ readonly from: Day; readonly through: Day | null }>;
  /** When the issuer's registration became effective. */
  readonly effectiveOn: Day | null;
  readonly outstanding: ReadonlyArray<{
    /** Canonical title; empty where the issuer has one class. */
    readonly security: string;
    readonly on: Day;
    readonly shares: Decimal;
  }>;
  readonly equivalent: ReadonlyArray<readonly [string, string]>;
  readonly results: ReadonlyArray<{ readonly filedOn: Day; readonly period: Day | null }>;
  /** Fiscal years, by their last day, for which no Form 5 was represented to be due. */
  readonly noForm5: ReadonlyArray<Day>;
}

/** An order of the SEC by which late reports are in time. */
export interface Relief {
  readonly from: Day;
  readonly through: Day;
  readonly filedBy: Day;
}

type Open = { -readonly [K in keyof Declarations]: Unfrozen<Declarations[K]> };
type Unfrozen<A> =
  A extends ReadonlyMap<infer K, infer V>
    ? Map<K, V>
    : A extends ReadonlyArray<infer B>
      ? Array<B>
      : A;

const takeIssuer = (
  all: Open,
  { data }: Extract<Declaration, { readonly type: 'IssuerDeclared' }>,
): void => {
  const { fact, monthDay, from, through, on, shares } = data;
  const security = canonicalTitle(data.security);
  switch (fact) {
    case 'fiscal-year-end':
      all.fiscalYearEnd = monthDay;
      break;
    case 'effective':
      all.effectiveOn = on;
      break;
    case 'foreign-private-issuer':
      if (from !== null) all.foreignPrivate.push({ from, through });
      break;
    case 'shares-outstanding':
      if (on !== null && shares !== null) all.outstanding.push({ security, on, shares });
      break;
    case 'class-equivalence':
      all.equivalent.push([security, canonicalTitle(data.sameAs)]);
      break;
    case 'results-filed':
      if (on !== null) all.results.push({ filedOn: on, period: through });
  }
};

const take = (all: Open, { event, row }: RulingRecord): void => {
  if (event.type === 'RowDeclared') {
    const { treatment, rule } = event.data;
    if (row !== null && treatment !== 'undeclared') all.rows.set(row, { treatment, rule });
  } else if (event.type === 'RoleDeclared') {
    const { role, from, through } = event.data;
    all.roles.push({ role, from, through });
  } else if (event.type === 'RepresentationRecorded') all.noForm5.push(event.data.fiscalYearEnd);
  else if (event.type === 'IssuerDeclared') takeIssuer(all, event);
};

/** In force, of one insider and one issuer; `real` gives an issuer's own id for a former one. */
export const declarationsIn = (
  said: ReadonlyArray<RulingRecord>,
  issuerId: IssuerId,
  real: (issuerId: IssuerId) => IssuerId = (id) => id,
): Declarations => {
  const all: Open = {
    rows: new Map(),
    roles: [],
    fiscalYearEnd: null,
    foreignPrivate: [],
    effectiveOn: null,
    outstanding: [],
    equivalent: [],
    results: [],
    noForm5: [],
  };
  for (const record of said) {
    const { data } = record.event;
    if (isInForce(record) && 'issuerId' in data && real(data.issuerId) === issuerId)
      take(all, record);
  }
  return all;
};

export interface ClosedDay {
  readonly day: Day;
  /** Why it was added, and who said so. */
  readonly reason: string;
  readonly actor: string;
  /** Of the ruling. */
  readonly id: string;
}

/** What holds for everybody: orders of relief, and days on which EDGAR was closed. */
export interface LedgerDeclarations {
  readonly relief: ReadonlyArray<Relief>;
  readonly closedDays: ReadonlyArray<ClosedDay>;
}

/** In force, of what was said in the ledger's own stream. */
export const ledgerDeclarationsIn = (said: ReadonlyArray<RulingRecord>): LedgerDeclarations => {
  const relief: Array<Relief> = [];
  const closedDays: Array<ClosedDay> = [];
  for (const record of said) {
    if (!isInForce(record)) continue;
    const { event, id, reason, actor } = record;
    if (event.type === 'CalendarDayAdded')
      closedDays.push({ day: event.data.day, reason, actor, id });
    else if (event.type === 'ReliefDeclared') {
      const { from, through, filedBy } = event.data;
      relief.push({ from, through, filedBy });
    }
  }
  const byDay = (a: ClosedDay, b: ClosedDay): number => (a.day < b.day ? -1 : 1);
  return { relief, closedDays: closedDays.sort(byDay) };
};

/** The number outstanding that was last declared by a day; null where none was. */
export const sharesOutstanding = (
  { outstanding }: Pick<Declarations, 'outstanding'>,
  security: string,
  on: Day,
): Decimal | null => {
  const title = canonicalTitle(security);
  const known = outstanding.filter(
    (o) => (o.security === '' || o.security === title) && o.on <= on,
  );
  return (
    known.reduce<(typeof known)[number] | null>(
      (last, one) => (last === null || one.on >= last.on ? one : last),
      null,
    )?.shares ?? null
  );
};

const span = (from: Day | null, through: Day | null): string =>
  `${from === null ? '' : ` from ${from}`}${through === null ? '' : ` through ${through}`}`;

const issuerText = ({ data }: Extract<Declaration, { readonly type: 'IssuerDeclared' }>) => {
  const { fact, monthDay, from, through, on, security, sameAs, shares } = data;
  const of = security === null ? '' : ` of "${security}"`;
  switch (fact) {
    case 'fiscal-year-end':
      return `fiscal years end on ${monthDay ?? ''}`;
    case 'foreign-private-issuer':
      return `foreign private issuer${span(from, through)}`;
    case 'effective':
      return `registration effective on ${on ?? ''}`;
    case 'shares-outstanding':
      return `${shares === null ? '' : printDecimal(shares)} shares${of} outstanding on ${on ?? ''}`;
    case 'class-equivalence':
      return `"${security ?? ''}" and "${sameAs ?? ''}" are matched as one class`;
    case 'results-filed':
      return `results filed on ${on ?? ''}${through === null ? '' : ` for the period to ${through}`}`;
  }
};

/** What a declaration says, in few words. */
export const declarationText = (event: Declaration): string => {
  switch (event.type) {
    case 'RowDeclared': {
      const { treatment, rule } = event.data;
      return `${treatment}${rule === null ? '' : ` by ${rule}`}`;
    }
    case 'IssuerDeclared':
      return `${event.data.holds ? '' : 'not declared: '}${issuerText(event)}`;
    case 'RoleDeclared': {
      const { role, from, through, holds } = event.data;
      return `${holds ? '' : 'not declared: '}${role}${span(from, through)}`;
    }
    case 'RepresentationRecorded':
      return `${event.data.holds ? '' : 'not represented: '}no Form 5 due for the year to ${event.data.fiscalYearEnd}`;
    case 'ReliefDeclared': {
      const { from, through, filedBy, holds } = event.data;
      return `${holds ? '' : 'no '}relief for reports due ${from} to ${through}, filed by ${filedBy}`;
    }
    case 'CalendarDayAdded':
      return `EDGAR was ${event.data.holds ? '' : 'not '}closed on ${event.data.day}`;
  }
};
