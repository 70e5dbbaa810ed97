/** Declarations: what filings do not say, as an operator gives it. */
import * as E from 'fp-ts/lib/Either.js';
import { type Declared, isDeclaration } from '../../../projections/known/declaration.js';
import { kindOf, type RulingRecord } from '../../../projections/known/ruling.js';
import { invalidArgument, type LedgerError } from '../../answer/error.js';
import { notADay } from '../../answer/given-day.js';
import {
  type EventType,
  eventCodecs,
  type IssuerDeclared,
  type IssuerFact,
  insiderStream,
  issuerStream,
  ledgerStream,
} from '../../event/catalogue.js';
import type { InsiderId, IssuerId, RowId } from '../../event/identity.js';
import { streamOf } from '../../event/placement.js';
import { isDay } from '../../filing/calendar.js';
import { parseDecimal } from '../../filing/decimal.js';
import { checked, onRow, type Reporter, type Ruled, type Ruling, ruled } from './operator.js';

/** A row under Section 16(b): `rule` is the one that exempts it. */
export interface DeclaredRow {
  readonly row: string;
  readonly treatment: 'exempt' | 'matchable';
  readonly rule?: string;
}

/** One fact of an issuer. */
export interface DeclaredIssuer {
  readonly issuer: string;
  /** Month and day as MM-DD. */
  readonly fiscalYearEnd?: string;
  readonly foreignPrivateIssuer?: { readonly from: string; readonly through?: string };
  /** When its registration became effective. */
  readonly effective?: string;
  readonly sharesOutstanding?: {
    readonly shares: string;
    readonly on: string;
    readonly security?: string;
  };
  readonly sameClass?: { readonly security: string; readonly sameAs: string };
  readonly resultsFiled?: { readonly on: string; readonly period?: string };
}

/** One fact of an insider at an issuer. */
export interface DeclaredInsider {
  readonly insider: string;
  readonly issuer: string;
  readonly role?: {
    readonly role: 'director' | 'officer' | 'ten-percent-owner';
    readonly from?: string;
    readonly through?: string;
  };
  /** The last day of a fiscal year for which no Form 5 was represented to be due. */
  readonly noForm5?: string;
}

export interface DeclaredRelief {
  readonly relief: { readonly from: string; readonly through: string; readonly filedBy: string };
}

export interface DeclaredClosedDay {
  readonly closedDay: string;
}

export type Declaration =
  | DeclaredRow
  | DeclaredIssuer
  | DeclaredInsider
  | DeclaredRelief
  | DeclaredClosedDay;

/** What a declaration names, for the ledger to find. */
export interface Found {
  readonly reporters: ReadonlyArray<Reporter>;
  readonly issuer: IssuerId | null;
  readonly insider: InsiderId | null;
}

const textIn = (given: unknown, name: string): string | null => {
  const value: unknown = Reflect.get(Object(given), name);
  return typeof value === 'string' ? value : null;
};

export const namedIn = (
  given: Declaration,
): Readonly<Record<'row' | 'issuer' | 'insider', string | null>> => ({
  row: textIn(given, 'row'),
  issuer: textIn(given, 'issuer'),
  insider: textIn(given, 'insider'),
});

const refused = (message: string): E.Either<LedgerError, never> => E.left(invalidArgument(message));

/** The first of these that is given and is no day. */
const badDay = (days: Readonly<Record<string, unknown>>): E.Either<LedgerError, never> | null => {
  for (const [name, day] of Object.entries(days))
    if (day !== undefined && (typeof day !== 'string' || !isDay(day)))
      return E.left(notADay(name, day));
  return null;
};

const inOrder = (from: unknown, through: unknown): E.Either<LedgerError, never> | null =>
  typeof from === 'string' && typeof through === 'string' && through < from
    ? refused(`a time from ${from} cannot end on ${through}: expected a day that is not earlier`)
    : null;

const present = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

type Fields = Partial<Record<Exclude<keyof IssuerDeclared, 'issuerId' | 'fact'>, unknown>>;

const monthAndDay = (text: unknown): boolean =>
  typeof text === 'string' && /^\d{2}-\d{2}$/.test(text) && isDay(`2024-${text}`);

const issuerFact = (
  given: DeclaredIssuer,
): E.Either<LedgerError, { readonly fact: IssuerFact; readonly fields: Fields }> => {
  const facts = (
    [
      'fiscalYearEnd',
      'foreignPrivateIssuer',
      'effective',
      'sharesOutstanding',
      'sameClass',
      'resultsFiled',
    ] as const
  ).filter((name) => given[name] !== undefined);
  const [only, other] = facts;
  if (only === undefined || other !== undefined)
    return refused(
      `one fact is declared at a time: fiscalYearEnd, foreignPrivateIssuer, effective, sharesOutstanding, sameClass or resultsFiled; got ${facts.length === 0 ? 'none' : facts.join(' and ')}`,
    );
  const said = (fact: IssuerFact, fields: Fields) => E.right({ fact, fields });
  switch (only) {
    case 'fiscalYearEnd':
      return monthAndDay(given.fiscalYearEnd)
        ? said('fiscal-year-end', { monthDay: given.fiscalYearEnd })
        : refused(
            `a fiscal year's end is a month and a day as MM-DD, such as 06-30; got ${JSON.stringify(given.fiscalYearEnd)}`,
          );
    case 'foreignPrivateIssuer': {
      const { from, through } = Object(given.foreignPrivateIssuer);
      if (from === undefined) return refused('a foreign private issuer is one from a day on: from');
      return (
        badDay({ from, through }) ??
        inOrder(from, through) ??
        said('foreign-private-issuer', { from, through })
      );
    }
    case 'effective':
      return badDay({ effective: given.effective }) ?? said('effective', { on: given.effective });
    case 'sharesOutstanding': {
      const { shares, on, security } = Object(given.sharesOutstanding);
      const number = typeof shares === 'string' ? parseDecimal(shares.replaceAll(',', '')) : null;
      if (number === null || !number.gt(0))
        return refused(`shares outstanding are a number above 0; got ${JSON.stringify(shares)}`);
      if (on === undefined) return refused('shares are outstanding on a day: on');
      return (
        badDay({ on }) ?? said('shares-outstanding', { shares: number.toFixed(), on, security })
      );
    }
    case 'sameClass': {
      const { security, sameAs } = Object(given.sameClass);
      return typeof security === 'string' && typeof sameAs === 'string' && security !== sameAs
        ? said('class-equivalence', { security, sameAs })
        : refused('two titles are needed that are matched as one class: security and sameAs');
    }
    case 'resultsFiled': {
      const { on, period } = Object(given.resultsFiled);
      if (on === undefined) return refused('results are filed on a day: on');
      return badDay({ on, period }) ?? said('results-filed', { on, through: period });
    }
  }
};

const roles: ReadonlyArray<string> = ['director', 'officer', 'ten-percent-owner'];

/** How the events of a declaration are made: by whom, when, and whether it holds or is taken back. */
interface Saying {
  readonly said: { readonly reason: string; readonly actor: string };
  readonly holds: boolean;
  readonly at: Date;
}

const one = (
  { said, holds, at }: Saying,
  type: EventType,
  stream: string,
  data: Record<string, unknown>,
): Ruled => E.right([ruled(type, stream, { ...present(data), holds, ...said }, at)]);

const ofRow = (
  { row, treatment, rule }: DeclaredRow,
  reporters: ReadonlyArray<Reporter>,
  { said, holds, at }: Saying,
): Ruled => {
  if (holds && treatment !== 'exempt' && treatment !== 'matchable')
    return refused(`a row is declared exempt or matchable; got ${JSON.stringify(treatment)}`);
  const exempt = holds && treatment === 'exempt';
  if (exempt && (rule ?? '').trim() === '')
    return refused('an exempt row names the rule that exempts it, such as 16b-3(d)');
  const says = { treatment: holds ? treatment : 'undeclared', ...(exempt ? { rule } : {}) };
  return onRow(reporters, row, (insider, issuerId, now) =>
    ruled(
      'RowDeclared',
      insiderStream(insider),
      { insider, issuerId, row: now, ...says, ...said },
      at,
    ),
  );
};

const ofInsider = (given: DeclaredInsider, { insider, issuer }: Found, saying: Saying): Ruled => {
  if (insider === null || issuer === null)
    return refused('what is declared of an insider names the insider and the issuer');
  const stream = insiderStream(insider);
  const who = { insider, issuerId: issuer };
  if ((given.role === undefined) === (given.noForm5 === undefined))
    return refused('of an insider one fact is declared at a time: a role, or noForm5');
  if (given.noForm5 !== undefined)
    return (
      badDay({ noForm5: given.noForm5 }) ??
      one(saying, 'RepresentationRecorded', stream, { ...who, fiscalYearEnd: given.noForm5 })
    );
  const { role, from, through } = Object(given.role);
  if (!roles.includes(role))
    return refused(`a role is one of ${roles.join(', ')}; got ${JSON.stringify(role)}`);
  return (
    badDay({ from, through }) ??
    inOrder(from, through) ??
    one(saying, 'RoleDeclared', stream, { ...who, role, from, through })
  );
};

const ofIssuer = (given: DeclaredIssuer, { issuer }: Found, saying: Saying): Ruled => {
  const fact = issuerFact(given);
  if (E.isLeft(fact)) return fact;
  if (issuer === null) return refused('the issuer is named: a CIK or a symbol');
  return one(saying, 'IssuerDeclared', issuerStream(issuer), {
    issuerId: issuer,
    fact: fact.right.fact,
    ...fact.right.fields,
  });
};

const ofRelief = ({ relief }: DeclaredRelief, saying: Saying): Ruled => {
  const { from, through, filedBy } = Object(relief);
  if (from === undefined || through === undefined || filedBy === undefined)
    return refused('relief has a from, a through and a filedBy, each a day');
  return (
    badDay({ from, through, filedBy }) ??
    inOrder(from, through) ??
    one(saying, 'ReliefDeclared', ledgerStream, { from, through, filedBy })
  );
};

/** The events of a declaration; `holds` false takes an earlier one of the same back. */
export const declaration = (
  given: Declaration,
  found: Found,
  ruling: Ruling,
  holds: boolean,
  at: Date,
): Ruled => {
  const said = checked(ruling);
  if (E.isLeft(said)) return said;
  const saying: Saying = { said: said.right, holds, at };
  if ('row' in given) return ofRow(given, found.reporters, saying);
  if ('insider' in given) return ofInsider(given, found, saying);
  if ('issuer' in given) return ofIssuer(given, found, saying);
  if ('relief' in given) return ofRelief(given, saying);
  if ('closedDay' in given)
    return (
      badDay({ closedDay: given.closedDay }) ??
      one(saying, 'CalendarDayAdded', ledgerStream, { day: given.closedDay })
    );
  return refused('a declaration is of a row, an issuer, an insider, of relief or of a closedDay');
};

/** What a ruling declares; null of any other. */
export const declaredAs = ({ event }: RulingRecord): Declared | null =>
  isDeclaration(event) ? event : null;

export const notDeclared = ({ id, event }: RulingRecord): LedgerError =>
  invalidArgument(
    `${id} is no declaration but ${kindOf(event)}: declare --undo takes declarations back, and correct, join, identify and split take their own back with --undo`,
  );

/** Takes a declaration back: of a row for everybody who reports it. */
export const takenBack = (
  event: Declared,
  row: RowId | null,
  reporters: ReadonlyArray<Reporter>,
  ruling: Ruling,
  at: Date,
): Ruled => {
  const said = checked(ruling);
  if (E.isLeft(said)) return said;
  if (event.type === 'RowDeclared' && event.data.treatment !== 'undeclared')
    return declaration(
      { row: row ?? event.data.row, treatment: event.data.treatment },
      { reporters, issuer: null, insider: null },
      ruling,
      false,
      at,
    );
  const data = eventCodecs[event.type].encode(event.data as never) as object;
  return E.right([
    ruled(event.type, streamOf(event), { ...data, holds: false, ...said.right }, at),
  ]);
};
