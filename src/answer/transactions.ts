/** Logical transactions, each with every version that was ever filed of it. */

import type { InsiderView } from '../../projections/insider.js';
import { namingRetold, rather } from '../../projections/issuer.js';
import { footnoteIdsOf } from '../../projections/known/box.js';
import { type FootnoteFact, footnoteFacts } from '../../projections/known/footnote-facts.js';
import { type KnownFiling, knownAtOf } from '../../projections/known/knowledge.js';
import { remembering } from '../../projections/known/memo.js';
import { type PriceDoubt, priceDoubtOf } from '../../projections/known/price-doubt.js';
import { unitOf } from '../../projections/known/reported-row.js';
import {
  firstOf,
  inForce,
  type Line,
  type LineStatus,
  statusOf,
} from '../../projections/line/line.js';
import type { FieldChange } from '../../projections/line/row-alignment.js';
import type { Outcome } from '../../projections/timeliness.js';
import type { RowReported } from '../event/catalogue.js';
import type { IssuerId, RowId } from '../event/identity.js';
import type { Day, Instant } from '../filing/calendar.js';
import { Decimal, printDecimal } from '../filing/decimal.js';
import type { Accession, Relationship } from '../filing/model.js';
import { compare, groupedBy } from '../filing/order.js';
import { retoldOf } from './filing.js';
import type { Missing } from './missing.js';
import type { Settled, Times } from './moment.js';
import type { PagePlace } from './paging.js';
import {
  type FootnoteAnswer,
  footnoteAnswers,
  type InsiderAnswer,
  type IssuerAnswer,
  insiderAnswer,
  issuerAnswer,
  type OwnershipAnswer,
  ownershipAnswer,
  relationshipIn,
} from './party.js';
import { type RowRulingAnswer, rulingsOnLine } from './row-rulings.js';
import { decimalAnswer, type TermsAnswer, termsAnswer } from './terms.js';

export interface VersionAnswer {
  readonly row: RowId;
  readonly accession: Accession;
  readonly filedOn: Day;
  readonly acceptedAt: Instant | null;
  /** How this version came: first reported, or by what an amendment did. */
  readonly outcome: 'original' | 'added' | 'confirmed' | 'corrected';
  /** What it changed of the version before. */
  readonly changes: ReadonlyArray<FieldChange>;
}

/** A fact that a footnote states, with the text it stands on. */
export interface FactAnswer {
  readonly kind: FootnoteFact['kind'];
  readonly footnote: string;
  readonly text: string;
  readonly [value: string]: string | boolean | null;
}

export interface TransactionAnswer {
  /** The row that first reported it. */
  readonly transactionId: RowId;
  /** The row in force. */
  readonly row: RowId;
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  /** What the insider is to the issuer, by the boxes of the form of the row in force. */
  readonly relationship: Relationship;
  readonly table: 'I' | 'II';
  readonly security: string;
  readonly ownership: OwnershipAnswer;
  readonly code: string | null;
  /** The form on which the row was due, box 8's form type. */
  readonly formType: string | null;
  readonly acquiredDisposed: 'A' | 'D' | null;
  readonly shares: string | null;
  readonly price: string | null;
  /** Why the price is none of one share, as a footnote says; null where none does. */
  readonly priceDoubt: PriceDoubt | null;
  readonly totalValue: string | null;
  readonly transactionDate: string | null;
  readonly deemedExecutionDate: string | null;
  /** The day it counts for: the transaction date, unless that cannot be. */
  readonly effectiveOn: Day;
  readonly following: { readonly quantity: string | null; readonly unit: 'shares' | 'value' };
  readonly terms: TermsAnswer | null;
  readonly timeliness: 'E' | 'L' | null;
  /** Under a Rule 10b5-1 plan, by the row's footnotes or the form's box; null where unknown. */
  readonly planTrade: boolean | null;
  readonly filedOn: Day;
  readonly acceptedAt: Instant | null;
  readonly status: LineStatus;
  readonly versions: ReadonlyArray<VersionAnswer>;
  /** What operators ruled on its rows: corrections, and why it does not count. */
  readonly rulings: ReadonlyArray<RowRulingAnswer>;
  readonly footnotes: ReadonlyArray<FootnoteAnswer>;
  readonly facts: ReadonlyArray<FactAnswer>;
}

/** A transaction of a list. */
export interface TransactionListed extends TransactionAnswer {
  /** Others who report the same one; of an issuer or of everybody it is listed once. */
  readonly jointWith?: ReadonlyArray<InsiderAnswer>;
  /** Whether it was reported in time, where that was asked for. */
  readonly judged?: Outcome;
}

export interface TransactionsAnswer extends Times, Missing {
  readonly transactions: ReadonlyArray<TransactionListed>;
  /** Of everybody: where the next page begins; null after the last. */
  readonly next?: string | null;
  /** Of a subject, where a page was asked for by its number. */
  readonly place?: PagePlace;
}

interface PrintedFact {
  readonly kind: FootnoteFact['kind'];
  readonly text: string;
  readonly [value: string]: string | boolean | null;
}

const printedFact = (fact: FootnoteFact): PrintedFact => {
  const values = Object.entries(fact).map(([key, value]): [string, string | boolean | null] => [
    key,
    Decimal.isDecimal(value) ? printDecimal(value) : (value as string | boolean | null),
  ]);
  return Object.fromEntries(values) as unknown as PrintedFact;
};

/** Rows refer to the same few footnotes, again and again. */
const textsKept = 2_000;

const printedFacts = remembering(textsKept, (text) => footnoteFacts(text).map(printedFact));

const factAnswers = (footnotes: ReadonlyArray<FootnoteAnswer>): ReadonlyArray<FactAnswer> =>
  footnotes.flatMap(({ id, text }) =>
    printedFacts(text).map((fact): FactAnswer => Object.assign({}, fact, { footnote: id })),
  );

const planTradeOf = (
  row: RowReported,
  filing: KnownFiling,
  facts: ReadonlyArray<FactAnswer>,
): boolean | null => {
  const said = facts.find((f) => f.kind === 'rule-10b5-1-plan');
  if (said !== undefined && typeof said['pursuant'] === 'boolean') return said['pursuant'];
  const box = filing.header.plan10b51;
  if (box !== true) return box;
  // The box speaks of the form, not of a row: it tells only where the form has one transaction.
  const transactions = filing.rows.filter((r) => r.kind === 'transaction');
  return transactions.length === 1 && transactions[0]?.row === row.row ? true : null;
};

/** The same of a transaction by its row in force. */
export const planTradeIn = (line: Line): boolean | null => {
  const { row, filing } = inForce(line);
  return planTradeOf(row, filing, factAnswers(footnoteAnswers(filing, footnoteIdsOf(row))));
};

const termsOf = ({ terms }: RowReported): TermsAnswer | null => {
  if (terms === null) return null;
  const { exercisePrice, exercisableOn, expiresOn, underlying } = terms;
  return termsAnswer(
    {
      exercisePrice: exercisePrice.value,
      exercisableOn: exercisableOn.value,
      expiresOn: expiresOn.value,
    },
    underlying && { security: underlying.security.value, shares: underlying.shares.value },
  );
};

export const transactionAnswer = (view: InsiderView, line: Line): TransactionAnswer => {
  const { row, filing, effective } = inForce(line);
  const footnotes = footnoteAnswers(filing, footnoteIdsOf(row));
  const facts = factAnswers(footnotes);
  const unit = unitOf(row);
  return {
    transactionId: firstOf(line).row.row,
    row: row.row,
    insider: insiderAnswer(view),
    issuer: issuerAnswer(view, row.issuerId),
    relationship: relationshipIn(filing),
    table: row.table,
    security: row.security.value ?? '',
    ownership: ownershipAnswer(row, filing),
    code: row.coding?.code ?? null,
    formType: row.coding?.form ?? null,
    acquiredDisposed: row.acquiredDisposed.value,
    shares: decimalAnswer(row.shares.value),
    price: decimalAnswer(row.price.value),
    priceDoubt: priceDoubtOf(row, filing),
    totalValue: decimalAnswer(row.totalValue.value),
    transactionDate: row.transactionDate.value,
    deemedExecutionDate: row.deemedExecutionDate.value,
    effectiveOn: effective.on,
    following: {
      quantity: decimalAnswer(
        unit === 'value' ? row.valueFollowing.value : row.sharesFollowing.value,
      ),
      unit,
    },
    terms: termsOf(row),
    timeliness: row.timeliness.value,
    planTrade: planTradeOf(row, filing, facts),
    filedOn: filing.header.filedOn,
    acceptedAt: filing.header.acceptedAt,
    status: statusOf(line),
    versions: line.versions.map((v) => ({
      row: v.row.row,
      accession: v.filing.accession,
      filedOn: v.filing.header.filedOn,
      acceptedAt: v.filing.header.acceptedAt,
      outcome: v.outcome,
      changes: v.changes,
    })),
    rulings: rulingsOnLine(view, line),
    footnotes,
    facts,
  };
};

/** A transaction with the filing it belongs to and its place there: the order inside a day. */
export interface TransactionFact {
  readonly answer: TransactionAnswer;
  /** Rows of documents that others may have too which tell the same and do not count. */
  readonly copies: ReadonlyArray<RowId>;
  readonly knownAt: Instant;
  readonly accession: Accession;
  readonly place: number;
}

/** Transactions of one insider effective by the day asked for; holdings are not transactions. */
export const transactionsOf = (
  view: InsiderView,
  issuerId: IssuerId | null,
  { asOf }: Settled,
): ReadonlyArray<TransactionFact> =>
  view.lines.flatMap((line, place) => {
    const { row, effective } = inForce(line);
    if (row.kind !== 'transaction' || effective.on > asOf) return [];
    if (issuerId !== null && row.issuerId !== issuerId) return [];
    const { knownAt, accession } = line.home;
    const { copies } = retoldOf(view, line);
    return [{ answer: transactionAnswer(view, line), copies, knownAt, accession, place }];
  });

/** What was filed last first, as where deals are summed up. */
const byFiling = ({ answer: a }: TransactionFact, { answer: b }: TransactionFact): number => {
  const filedAt = (t: TransactionAnswer): Instant => knownAtOf(t);
  return (
    compare(filedAt(b), filedAt(a)) ||
    compare(a.insider.id, b.insider.id) ||
    compare(a.transactionId, b.transactionId)
  );
};

const isCounted = ({ status }: TransactionAnswer): boolean =>
  status !== 'held-out' && status !== 'withdrawn';

/**
 * Each transaction once, by who filed last of it as it counts, under its first name; `nameOf`: the
 * name under which a row counts.
 */
export const transactionsOnce = (
  facts: ReadonlyArray<TransactionFact>,
  nameOf: (row: string) => string,
): ReadonlyArray<TransactionFact & { readonly answer: TransactionListed }> => {
  const name = namingRetold(
    nameOf,
    facts.flatMap(({ answer, copies }) =>
      isCounted(answer)
        ? [{ insider: answer.insider.id, transactionId: answer.transactionId, copies }]
        : [],
    ),
  );
  const isFirst = ({ answer: { transactionId: id } }: TransactionFact): boolean =>
    nameOf(id) === name(id);
  return [...groupedBy(facts, ({ answer }) => name(answer.transactionId)).values()].flatMap(
    (group) => {
      const counted = rather(group, ({ answer }) => isCounted(answer));
      const [last] = [...rather(counted, isFirst)].sort(byFiling);
      if (last === undefined) return [];
      const others = new Map(group.map(({ answer: { insider } }) => [insider.id, insider]));
      others.delete(last.answer.insider.id);
      const jointWith = [...others.values()].sort((a, b) => compare(a.id, b.id));
      return [{ ...last, answer: { ...last.answer, jointWith } }];
    },
  );
};

/** By insider, oldest first. */
export const transactionsInOrder = <F extends TransactionFact>(
  facts: ReadonlyArray<F>,
): ReadonlyArray<F['answer']> =>
  [...facts]
    .sort(
      (a, b) =>
        compare(a.answer.insider.id, b.answer.insider.id) ||
        compare(a.answer.effectiveOn, b.answer.effectiveOn) ||
        compare(a.knownAt, b.knownAt) ||
        compare(a.accession, b.accession) ||
        a.place - b.place,
    )
    .map(({ answer }) => answer);
