/** What an operator says: decide, correct, withdraw, join, identify, alias, split, declare. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { LedgerError } from '../../ledger/answers.js';
import type { Rulings } from '../../ledger/ledger.js';
import type { Declaration, DeclaredInsider } from '../../ledger/rule/declaring.js';
import type { RuledAnswer, Ruling } from '../../ledger/rule/operator.js';
import { type ExitCode, UsageError } from '../exit.js';
import { type Globals, show, withLedger } from '../session.js';
import { previewed, ruled } from '../show/operation.js';

export type RulingOptions = Globals & Ruling & { readonly preview?: boolean };

const rule = (
  globals: Globals & { readonly preview?: boolean },
  say: (rulings: Rulings) => TaskEither<LedgerError, RuledAnswer>,
): Promise<ExitCode> =>
  withLedger(globals, (ledger) =>
    globals.preview === true
      ? show(ledger.preview(say), previewed, globals.format)
      : show(say(ledger), ruled, globals.format),
  );

export const decide = (
  conflictId: string,
  choice: string,
  { reason, by, basis, ...globals }: RulingOptions & { readonly basis?: string },
): Promise<ExitCode> =>
  rule(globals, (ledger) => ledger.decide(conflictId, choice, { reason, by }, basis));

/** `FIELD=VALUE`; an empty value empties the field. */
const changesFrom = (set: ReadonlyArray<string>): Record<string, string | null> => {
  const changes: Record<string, string | null> = Object.create(null);
  for (const word of set) {
    const at = word.indexOf('=');
    if (at <= 0)
      throw new UsageError(`--set takes FIELD=VALUE, as in --set shares=1000; got ${word}`);
    const field = word.slice(0, at);
    if (field in changes) throw new UsageError(`--set names ${field} twice; expected once`);
    changes[field] = at === word.length - 1 ? null : word.slice(at + 1);
  }
  return changes;
};

export const correct = (
  row: string,
  {
    set = [],
    undo = false,
    reason,
    by,
    ...globals
  }: RulingOptions & { readonly set?: ReadonlyArray<string>; readonly undo?: boolean },
): Promise<ExitCode> => {
  if (undo === set.length > 0)
    throw new UsageError(
      'correct takes --set FIELD=VALUE, once or more, or --undo to put the row back as it was recorded; not both',
    );
  const changes = changesFrom(set);
  return rule(globals, (ledger) => ledger.correct(row, changes, { reason, by }));
};

export const withdraw = (
  row: string,
  { reason, by, ...globals }: RulingOptions,
): Promise<ExitCode> => rule(globals, (ledger) => ledger.withdraw(row, { reason, by }));

export const join = (
  position: string,
  other: string,
  { reason, by, undo = false, ...globals }: RulingOptions & { readonly undo?: boolean },
): Promise<ExitCode> =>
  rule(globals, (ledger) => ledger.join(position, other, { reason, by }, !undo));

export const identify = (
  provisional: string,
  cik: string,
  {
    issuer = false,
    reason,
    by,
    undo = false,
    ...globals
  }: RulingOptions & { readonly issuer?: boolean; readonly undo?: boolean },
): Promise<ExitCode> =>
  rule(globals, (ledger) => {
    const say = issuer ? ledger.identifyIssuer : ledger.identify;
    return say(provisional, cik.padStart(10, '0'), { reason, by }, !undo);
  });

export const alias = (
  issuer: string,
  title: string,
  sameAs: string,
  { reason, by, ...globals }: RulingOptions,
): Promise<ExitCode> =>
  rule(globals, (ledger) => ledger.alias(issuer, title, sameAs, { reason, by }));

export const split = (
  issuer: string,
  ratio: string,
  effectiveOn: string,
  {
    security,
    undo = false,
    reason,
    by,
    ...globals
  }: RulingOptions & { readonly security?: string; readonly undo?: boolean },
): Promise<ExitCode> =>
  rule(globals, (ledger) =>
    ledger.split(
      issuer,
      { ratio, effectiveOn, withdraw: undo, ...(security === undefined ? {} : { security }) },
      { reason, by },
    ),
  );

/** What may be declared, as the command line spells it. */
export interface DeclaredWords {
  readonly exempt?: string;
  readonly matchable?: boolean;
  readonly fiscalYearEnd?: string;
  readonly foreignPrivateIssuer?: boolean;
  readonly effectiveOn?: string;
  readonly sharesOutstanding?: string;
  readonly class?: string;
  readonly sameAs?: string;
  readonly resultsFiled?: string;
  readonly period?: string;
  readonly issuer?: string;
  readonly role?: string;
  readonly representation?: string;
  readonly filedBy?: string;
  readonly from?: string;
  readonly through?: string;
  readonly on?: string;
  readonly undo?: string;
}

const given = <K extends string>(
  values: Readonly<Record<K, string | undefined>>,
): Partial<Record<K, string>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<K, string>
  >;

const declaredRow = (row: string, { exempt, matchable = false }: DeclaredWords): Declaration => {
  if ((exempt !== undefined) === matchable)
    throw new UsageError(
      'declare row takes --exempt RULE, as in --exempt 16b-3(d), or --matchable',
    );
  return exempt === undefined
    ? { row, treatment: 'matchable' }
    : { row, treatment: 'exempt', rule: exempt };
};

const declaredIssuer = (issuer: string, words: DeclaredWords): Declaration => {
  const { from = '', through, on = '', period, class: security, sameAs = '' } = words;
  const { fiscalYearEnd, effectiveOn, sharesOutstanding, resultsFiled } = words;
  return {
    issuer,
    ...(fiscalYearEnd === undefined ? {} : { fiscalYearEnd }),
    ...(words.foreignPrivateIssuer === true
      ? { foreignPrivateIssuer: { from, ...given({ through }) } }
      : {}),
    ...(effectiveOn === undefined ? {} : { effective: effectiveOn }),
    ...(sharesOutstanding === undefined
      ? {}
      : { sharesOutstanding: { shares: sharesOutstanding, on, ...given({ security }) } }),
    ...(words.sameAs === undefined ? {} : { sameClass: { security: security ?? '', sameAs } }),
    ...(resultsFiled === undefined
      ? {}
      : { resultsFiled: { on: resultsFiled, ...given({ period }) } }),
  };
};

const declaredInsider = (insider: string, words: DeclaredWords): Declaration => {
  const { issuer, role, representation, from, through } = words;
  if (issuer === undefined)
    throw new UsageError('declare insider takes --issuer WHICH: a role is one at an issuer');
  return {
    insider,
    issuer,
    ...(role === undefined
      ? {}
      : { role: { role, ...given({ from, through }) } as DeclaredInsider['role'] & {} }),
    ...(representation === undefined ? {} : { noForm5: representation }),
  };
};

const declaredRelief = ({ from, through, filedBy }: DeclaredWords): Declaration => {
  if (from === undefined || through === undefined || filedBy === undefined)
    throw new UsageError('declare relief takes --from, --through and --filed-by, each a day');
  return { relief: { from, through, filedBy } };
};

const declarationIn = (what: string, which: string, words: DeclaredWords): Declaration => {
  if (what !== 'relief' && which === '')
    throw new UsageError(`declare ${what} names which: a row, a CIK, a symbol or a name`);
  switch (what) {
    case 'row':
      return declaredRow(which, words);
    case 'issuer':
      return declaredIssuer(which, words);
    case 'insider':
      return declaredInsider(which, words);
    case 'relief':
      return declaredRelief(words);
    default:
      throw new UsageError(
        `declare takes row, issuer, insider or relief, or --undo ID; got ${JSON.stringify(what)}`,
      );
  }
};

export const declare = (
  what: string,
  which: string,
  {
    reason,
    by,
    store,
    format,
    readModel,
    preview = false,
    ...words
  }: RulingOptions & DeclaredWords,
): Promise<ExitCode> => {
  const globals = { store, format, preview, ...(readModel === undefined ? {} : { readModel }) };
  const { undo } = words;
  if (undo !== undefined && what !== '')
    throw new UsageError('declare --undo takes the id of a ruling and nothing else');
  if (undo !== undefined) return rule(globals, (ledger) => ledger.undeclare(undo, { reason, by }));
  const declaration = declarationIn(what, which, words);
  return rule(globals, (ledger) => ledger.declare(declaration, { reason, by }));
};

export const addClosedDay = (
  day: string,
  { reason, by, ...globals }: RulingOptions,
): Promise<ExitCode> =>
  rule(globals, (ledger) => ledger.declare({ closedDay: day }, { reason, by }));
