/** What an operator says: decide, correct, withdraw, join, identify, alias, split. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { LedgerError } from '../../ledger/answers.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { RuledAnswer, Ruling } from '../../ledger/rule/operator.js';
import { type ExitCode, UsageError } from '../exit.js';
import { type Globals, show, withLedger } from '../session.js';
import { ruled } from '../show/operation.js';

export type RulingOptions = Globals & Ruling;

const rule = (
  globals: Globals,
  say: (ledger: Ledger) => TaskEither<LedgerError, RuledAnswer>,
): Promise<ExitCode> => withLedger(globals, (ledger) => show(say(ledger), ruled, globals.format));

export const decide = (
  conflictId: string,
  choice: string,
  { reason, by, ...globals }: RulingOptions,
): Promise<ExitCode> =>
  rule(globals, (ledger) => ledger.decide(conflictId, choice, { reason, by }));

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
