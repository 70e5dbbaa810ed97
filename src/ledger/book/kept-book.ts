/** The book whose facts are kept in the tables of a read model: none is worked out here. */

import type { Conflict } from '../../../projections/conflict/conflict.js';
import { unamendedAmong } from '../../../projections/issuer.js';
import type { ConflictAnswer } from '../../answer/conflicts.js';
import type { Settled } from '../../answer/moment.js';
import type { UnexplainedAnswer } from '../../answer/reconcile.js';
import type { RulingAnswer } from '../../answer/rulings.js';
import { type InsiderId, type IssuerId, isProvisional } from '../../event/identity.js';
import { everything } from '../../filing/calendar.js';
import { groupedBy } from '../../filing/order.js';
import type { KeptChecks } from '../../readmodel/build/check-row.js';
import type { Generation } from '../../readmodel/model.js';
import type {
  CheckFound,
  ConflictFound,
  PositionFound,
  Scope,
  SpanFound,
} from '../../readmodel/questions/found.js';
import { insiderOf, issuerOf } from '../../readmodel/questions/parties.js';
import type { AccountFact, Book, Span, SpansFact, Stretch } from './book.js';
import { isIn } from './book.js';
import { positionOf } from './position-told.js';

/** A generation and whom to ask it about. */
export interface KeptFor {
  readonly generation: Generation;
  readonly scope: Scope;
  /** Of these nothing can be told: they cannot be folded. */
  readonly missing: ReadonlyArray<InsiderId>;
  readonly more: boolean;
}

const conflictOf = (found: ConflictFound): ConflictAnswer => {
  const { conflictId, type, severity, status, ...rest } = JSON.parse(found.answer) as Omit<
    ConflictAnswer,
    'insider' | 'issuer'
  >;
  return {
    conflictId,
    type,
    severity,
    status,
    insider: insiderOf(found),
    issuer: issuerOf(found),
    ...rest,
  };
};

/** What is kept of one position, with whom and what it is about. */
const partiesOf = (
  found: CheckFound,
): Pick<UnexplainedAnswer, 'positionId' | 'insider' | 'issuer'> => ({
  positionId: found.positionId,
  insider: insiderOf(found),
  issuer: issuerOf(found),
});

const keptChecksOf = ({ answers }: CheckFound): KeptChecks => JSON.parse(answers) as KeptChecks;

const spansOf = (found: ReadonlyArray<SpanFound>): ReadonlyArray<SpansFact> => {
  const [first] = found;
  if (first === undefined) return [];
  return [
    {
      positionId: first.positionId,
      insider: insiderOf(first),
      issuer: issuerOf(first),
      issuerId: first.issuer,
      spans: found.map(
        (one): Span => ({
          from: one.effectiveFrom,
          knownFrom: one.knownFrom,
          knownTo: one.knownTo,
          fact: positionOf(one),
        }),
      ),
    },
  ];
};

const accountOf = (found: ReadonlyArray<PositionFound>): ReadonlyArray<AccountFact> => {
  const [first] = found;
  if (first === undefined) return [];
  const parties = { insider: insiderOf(first), issuer: issuerOf(first) };
  return [
    {
      positionId: first.positionId,
      ...parties,
      issuerId: first.issuer,
      stretches: found.map(
        (one): Stretch => ({ from: one.effectiveFrom, fact: positionOf(one, parties) }),
      ),
    },
  ];
};

/** Inside a transaction of the generation: every fact is of one state of the tables. */
export const keptBook = (
  { generation: { questions }, scope, missing, more }: KeptFor,
  { asOf, vantage }: Settled,
): Book => {
  const knownBy = vantage.knownBy ?? everything;
  const at = { asOf, knownBy };
  const issuerId = 'issuer' in scope ? (scope.issuer ?? null) : null;
  const ofIssuer = (): IssuerId => {
    if (issuerId === null) throw new Error('this book is about no issuer');
    return issuerId;
  };
  const about = (within: Scope): Book => ({
    scope: within,
    missing,
    more,
    positions: () => questions.positions(within, at).map((found) => positionOf(found)),
    transactions: () => questions.transactions(within, at),
    conflicts: (severity?: Conflict['severity']) =>
      questions.conflicts(within, knownBy, severity).map(conflictOf),
    conflictCounts: () => questions.conflictCounts(within, knownBy),
    rulings: () => questions.rulings(within).map((answer) => JSON.parse(answer) as RulingAnswer),
    checkSums: () => questions.checkSums(within, knownBy),
    differences: () =>
      questions.checks(within, knownBy).flatMap((found) =>
        keptChecksOf(found).unexplained.map(({ positionId: _, ...rest }) => ({
          ...partiesOf(found),
          ...rest,
        })),
      ),
    flagged: () =>
      questions.flaggedChecks(within, knownBy).map((found) => {
        const { notLastStated, belowZero, maybeSame } = keptChecksOf(found).checks;
        const parties = partiesOf(found);
        return {
          notLastStated: notLastStated.map((kept) => ({ ...parties, ...kept })),
          belowZero: belowZero.map((kept) => ({ ...parties, ...kept })),
          maybeSame: maybeSame.map((kept) => ({ ...parties, ...kept })),
        };
      }),
    deals: (from) => questions.deals(ofIssuer(), at, from),
    standing: () => questions.jointRows(ofIssuer(), knownBy),
    sharedHoldings: () => questions.sharedHoldings(within, at),
    filedTogether: () => questions.filedTogether(within, knownBy),
    documents: () => questions.documents(within, knownBy),
    unamended: () => {
      // Of one insider there are no two; siblings of those in a stretch may be outside of it.
      const own = 'insider' in within ? [] : questions.documents(within, knownBy);
      const found =
        'after' in within
          ? [...new Set(own.map((document) => document.issuer))].flatMap((issuer) =>
              questions.documents({ issuer }, knownBy),
            )
          : own;
      const amendments = new Map(
        found.flatMap(({ accession }) => {
          const amendment = questions.amendmentOf(accession, knownBy);
          return amendment === null ? [] : [[accession, amendment] as const];
        }),
      );
      return [...groupedBy(found, (document) => document.issuer).values()].flatMap((ofOne) =>
        unamendedAmong(ofOne, amendments).flatMap((one) => {
          const first = ofOne.find((document) => document.accession === one.left);
          return first === undefined || !isIn(within, first.insider)
            ? []
            : [
                {
                  ...one,
                  insider: insiderOf(first),
                  issuer: issuerOf(first),
                  issuerId: first.issuer,
                  filedOn: first.filedOn,
                  standing: questions.standingOn(one.left, knownBy),
                },
              ];
        }),
      );
    },
    filings: (which) =>
      'after' in which
        ? questions.filingsKnown(within, which.after, knownBy)
        : questions.filingsFiledOn(which.filedOn).filter((f) => f.knownAt <= knownBy),
    relations: () => questions.relations(within, knownBy),
    accounts: (insiders) => {
      const inIssuer = issuerId === null ? {} : { issuer: issuerId };
      const found =
        insiders === undefined
          ? questions.accounts(within, knownBy)
          : [...insiders]
              .sort()
              .flatMap((insider) => questions.accounts({ insider, ...inIssuer }, knownBy));
      return [...groupedBy(found, (one) => one.positionId).values()].flatMap(accountOf);
    },
    spans: () =>
      [...groupedBy(questions.spans(within, knownBy), (one) => one.positionId).values()].flatMap(
        spansOf,
      ),
    named: () => {
      const id = ofIssuer();
      const named = questions.issuerNamed(id, knownBy);
      return named === null
        ? { id, cik: isProvisional(id) ? null : id, name: id, symbol: null }
        : { id, ...issuerOf(named) };
    },
    next: (after, count) => {
      const through = questions.through(after, count);
      return through === null ? null : { book: about({ after, through }), through };
    },
  });
  return about(scope);
};
