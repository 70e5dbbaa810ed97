/**
 * A transaction's row as it is kept: what stands in the row already, or is what nearly all of them
 * say, is left out, and what repeats from row to row is kept once, as a wording. What is read is
 * the very row that was written, its answer key by key in the same order.
 */
import type { DealReport } from '../../projections/issuer.js';
import { knownAtOf } from '../../projections/known/knowledge.js';
import type { InsiderAnswer, IssuerAnswer } from '../answer/party.js';
import type {
  FactAnswer,
  TransactionAnswer,
  TransactionFact,
  VersionAnswer,
} from '../answer/transactions.js';
import type { InsiderId, RowId } from '../event/identity.js';
import type { Day, Instant } from '../filing/calendar.js';
import type { Accession } from '../filing/model.js';
import type { KeptTransaction, TransactionRow } from './rows.js';

/** Columns in the order of the table, after the row's number. */
export const transactionColumns = [
  'transaction_id',
  'issuer',
  'known_from',
  'known_to',
  'effective_on',
  'home_known_at',
  'home_accession',
  'place',
  'counts',
  'code',
  'letter',
  'shares',
  'price',
  'following',
  'plan_trade',
  'others',
  'subject',
  'capacity',
  'terms',
  'notes',
] as const;

/** The last of them are numbers of wordings. */
export const transactionWordings = ['subject', 'capacity', 'terms', 'notes'] as const;

type Value = string | number | null;

/** As they follow each other, with a wording either as its text or as its number. */
export type TransactionCells = ReadonlyArray<Value>;

type Subject = Pick<KeptTransaction, 'table' | 'security' | 'ownership'> & {
  readonly unit: KeptTransaction['following']['unit'];
};
type Capacity = Pick<KeptTransaction, 'relationship' | 'formType'>;
type Terms = NonNullable<KeptTransaction['terms']>;
type TermsKept = ReadonlyArray<string | null>;
/** A fact whose text is its footnote's has 0 for it. */
interface Notes {
  readonly footnotes: KeptTransaction['footnotes'];
  readonly facts: ReadonlyArray<object>;
}

/** What is rarely otherwise, with what it is as a rule. */
interface Others {
  row?: KeptTransaction['row'];
  amount?: string | null;
  priceDoubt?: KeptTransaction['priceDoubt'];
  totalValue?: string | null;
  transactionDate?: string | null;
  deemedExecutionDate?: string | null;
  timeliness?: KeptTransaction['timeliness'];
  filedOn?: Day;
  acceptedAt?: Instant | null;
  status?: KeptTransaction['status'];
  versions?: KeptTransaction['versions'];
  rulings?: KeptTransaction['rulings'];
  copies?: ReadonlyArray<RowId>;
}

const accessionOf = (row: RowId): Accession => row.slice(0, row.indexOf('/')) as Accession;

const dayOf = (instant: Instant): Day => instant.slice(0, 10) as Day;

/** The one version of a row that nothing amended. */
const firstVersion = (
  row: RowId,
  filed: Pick<KeptTransaction, 'filedOn' | 'acceptedAt'>,
): VersionAnswer => ({
  row,
  accession: accessionOf(row),
  filedOn: filed.filedOn,
  acceptedAt: filed.acceptedAt,
  outcome: 'original',
  changes: [],
});

const isAsFirstFiled = ({ row, filedOn, acceptedAt, versions }: KeptTransaction): boolean => {
  const [version] = versions;
  return (
    versions.length === 1 &&
    version !== undefined &&
    version.row === row &&
    version.accession === accessionOf(row) &&
    version.filedOn === filedOn &&
    version.acceptedAt === acceptedAt &&
    version.outcome === 'original' &&
    version.changes.length === 0
  );
};

const amountAsARule = ({ following, totalValue, shares }: KeptTransaction): string | null =>
  following.unit === 'value' ? totalValue : shares;

const othersOf = (row: TransactionRow): Others | null => {
  const { answer } = row;
  const others: Others = {};
  if (answer.row !== row.transactionId) others.row = answer.row;
  if (row.amount !== amountAsARule(answer)) others.amount = row.amount;
  if (answer.priceDoubt !== null) others.priceDoubt = answer.priceDoubt;
  if (answer.totalValue !== null) others.totalValue = answer.totalValue;
  if (answer.transactionDate !== row.effectiveOn) others.transactionDate = answer.transactionDate;
  if (answer.deemedExecutionDate !== null) others.deemedExecutionDate = answer.deemedExecutionDate;
  if (answer.timeliness !== null) others.timeliness = answer.timeliness;
  if (answer.filedOn !== dayOf(row.knownFrom)) others.filedOn = answer.filedOn;
  if (answer.acceptedAt !== row.knownFrom) others.acceptedAt = answer.acceptedAt;
  if (answer.status !== 'standing') others.status = answer.status;
  if (!isAsFirstFiled(answer)) others.versions = answer.versions;
  if (answer.rulings.length > 0) others.rulings = answer.rulings;
  if (row.copies !== undefined) others.copies = row.copies;
  return Object.keys(others).length === 0 ? null : others;
};

const termsKept = ({ exercisePrice, exercisableOn, expiresOn, underlying }: Terms): TermsKept => [
  exercisePrice,
  exercisableOn,
  expiresOn,
  ...(underlying === null ? [] : [underlying.security, underlying.shares]),
];

const termsOf = (kept: TermsKept): Terms => {
  const [exercisePrice = null, exercisableOn = null, expiresOn = null, ...underlying] = kept;
  const [security = null, shares = null] = underlying;
  return {
    exercisePrice,
    exercisableOn,
    expiresOn,
    underlying: underlying.length === 0 ? null : { security, shares },
  };
};

const notesKept = ({ footnotes, facts }: KeptTransaction): Notes => ({
  footnotes,
  facts: facts.map((fact) =>
    footnotes.find(({ id }) => id === fact.footnote)?.text === fact.text
      ? { ...fact, text: 0 }
      : fact,
  ),
});

const factOf = (kept: object, footnotes: Notes['footnotes']): FactAnswer => {
  const fact = kept as FactAnswer;
  if (Reflect.get(kept, 'text') !== 0) return fact;
  const footnote = footnotes.find(({ id }) => id === fact.footnote);
  return { ...fact, text: footnote?.text ?? '' };
};

const boolean = (value: Value | undefined): boolean | null => (value == null ? null : value !== 0);

/** Wordings as texts. */
export const transactionCells = (row: TransactionRow): TransactionCells => {
  const { answer } = row;
  const others = othersOf(row);
  const subject: Subject = {
    table: answer.table,
    security: answer.security,
    ownership: answer.ownership,
    unit: answer.following.unit,
  };
  const capacity: Capacity = { relationship: answer.relationship, formType: answer.formType };
  return [
    row.transactionId,
    row.issuer,
    row.knownFrom,
    row.knownTo,
    row.effectiveOn,
    row.homeKnownAt === row.knownFrom ? null : row.homeKnownAt,
    row.homeAccession === accessionOf(row.transactionId) ? null : row.homeAccession,
    row.place,
    Number(row.counts),
    answer.code,
    answer.acquiredDisposed,
    answer.shares,
    answer.price,
    answer.following.quantity,
    answer.planTrade === null ? null : Number(answer.planTrade),
    others === null ? null : JSON.stringify(others),
    JSON.stringify(subject),
    JSON.stringify(capacity),
    answer.terms === null ? null : JSON.stringify(termsKept(answer.terms)),
    answer.footnotes.length === 0 && answer.facts.length === 0
      ? null
      : JSON.stringify(notesKept(answer)),
  ];
};

/** Wordings read, each once. */
export type Worded = (wording: string | number) => unknown;

const wordedOr = <A>(worded: Worded, wording: Value | undefined): A | null =>
  wording == null ? null : (worded(wording) as A);

const none: Others = {};

const othersIn = (cells: TransactionCells, at: number): Others => {
  const others = cells[at + 15];
  return others == null ? none : (JSON.parse(others as string) as Others);
};

/** Of the fold's rows nobody tells whose they are: it stands beside them. */
type Parties = Pick<TransactionAnswer, 'insider' | 'issuer'>;

/**
 * The answer in the order of its keys. The cells begin at a place in theirs; `worded` reads what
 * stands where a wording does: its text, or its number.
 */
const answerOf = <A extends Parties | Partial<Parties>>(
  cells: TransactionCells,
  at: number,
  worded: Worded,
  { insider, issuer }: A,
): KeptTransaction & A => {
  const transactionId = cells[at] as RowId;
  const knownFrom = cells[at + 2] as Instant;
  const effectiveOn = cells[at + 4] as Day;
  const others = othersIn(cells, at);
  const { table, security, ownership, unit } = worded(cells[at + 16] as string) as Subject;
  const { relationship, formType } = worded(cells[at + 17] as string) as Capacity;
  const terms = wordedOr<TermsKept>(worded, cells[at + 18]);
  const notes = wordedOr<Notes>(worded, cells[at + 19]);
  const footnotes = notes?.footnotes ?? [];
  const row = others.row ?? transactionId;
  const filedOn = others.filedOn ?? dayOf(knownFrom);
  const acceptedAt = others.acceptedAt === undefined ? knownFrom : others.acceptedAt;
  const answer: KeptTransaction & Partial<Parties> = {
    transactionId,
    row,
    insider: insider as InsiderAnswer,
    issuer: issuer as IssuerAnswer,
    relationship,
    table,
    security,
    ownership,
    code: cells[at + 9] as string | null,
    formType,
    acquiredDisposed: cells[at + 10] as KeptTransaction['acquiredDisposed'],
    shares: cells[at + 11] as string | null,
    price: cells[at + 12] as string | null,
    priceDoubt: others.priceDoubt ?? null,
    totalValue: others.totalValue ?? null,
    transactionDate: others.transactionDate === undefined ? effectiveOn : others.transactionDate,
    deemedExecutionDate: others.deemedExecutionDate ?? null,
    effectiveOn,
    following: { quantity: cells[at + 13] as string | null, unit },
    terms: terms === null ? null : termsOf(terms),
    timeliness: others.timeliness ?? null,
    planTrade: boolean(cells[at + 14]),
    filedOn,
    acceptedAt,
    status: others.status ?? 'standing',
    versions: others.versions ?? [firstVersion(row, { filedOn, acceptedAt })],
    rulings: others.rulings ?? [],
    footnotes,
    facts: notes === null ? [] : notes.facts.map((fact) => factOf(fact, footnotes)),
  };
  return answer as KeptTransaction & A;
};

const homeOf = (
  cells: TransactionCells,
  at: number,
): Pick<TransactionRow, 'homeKnownAt' | 'homeAccession' | 'place'> => ({
  homeKnownAt: (cells[at + 5] ?? cells[at + 2]) as Instant,
  homeAccession: (cells[at + 6] ?? accessionOf(cells[at] as RowId)) as Accession,
  place: cells[at + 7] as number,
});

/** A transaction as it is told of. */
export const transactionFactOf = (
  cells: TransactionCells,
  at: number,
  worded: Worded,
  parties: Parties,
): TransactionFact => {
  const { homeKnownAt, homeAccession, place } = homeOf(cells, at);
  const answer = answerOf(cells, at, worded, parties);
  const { copies = [] } = othersIn(cells, at);
  return { answer, copies, knownAt: homeKnownAt, accession: homeAccession, place };
};

/** The same as far as it is summed up over an issuer. */
export const dealReportOf = (
  cells: TransactionCells,
  at: number,
  worded: Worded,
  insider: InsiderId,
): DealReport => {
  const knownFrom = cells[at + 2] as Instant;
  const others = othersIn(cells, at);
  const { table, security, unit } = worded(cells[at + 16] as string) as Subject;
  const shares = cells[at + 11] as string | null;
  const asARule = unit === 'value' ? (others.totalValue ?? null) : shares;
  return {
    transactionId: cells[at] as RowId,
    copies: others.copies ?? [],
    insider,
    table,
    security,
    unit,
    code: cells[at + 9] as string | null,
    letter: cells[at + 10] as DealReport['letter'],
    amount: others.amount === undefined ? asARule : others.amount,
    price: cells[at + 12] as string | null,
    priceDoubt: others.priceDoubt ?? null,
    effectiveOn: cells[at + 4] as Day,
    filedAt: knownAtOf({
      acceptedAt: others.acceptedAt === undefined ? knownFrom : others.acceptedAt,
      filedOn: others.filedOn ?? dayOf(knownFrom),
    }),
  };
};

export const planTradeIn = (cells: TransactionCells, at: number): boolean | null =>
  boolean(cells[at + 14]);

/** The very row that was written. */
export const transactionRowOf = (cells: TransactionCells, worded: Worded): TransactionRow => {
  const answer = answerOf(cells, 0, worded, {});
  const { amount, copies } = othersIn(cells, 0);
  return {
    transactionId: answer.transactionId,
    ...(copies === undefined ? {} : { copies }),
    effectiveOn: answer.effectiveOn,
    table: answer.table,
    security: answer.security,
    unit: answer.following.unit,
    code: answer.code,
    letter: answer.acquiredDisposed,
    amount: amount === undefined ? amountAsARule(answer) : amount,
    price: answer.price,
    priceDoubt: answer.priceDoubt,
    issuer: cells[1] as string,
    knownFrom: cells[2] as Instant,
    knownTo: cells[3] as Instant,
    ...homeOf(cells, 0),
    counts: cells[8] !== 0,
    answer,
  };
};
