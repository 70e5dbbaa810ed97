/**
 * An insider's streams to the rows that a read model keeps. Folded at every instant at which a
 * filing became known, issuer by issuer: one issuer's filings say nothing about another's.
 */
import { createHash } from 'node:crypto';
import { foldInsider, type InsiderView } from '../../projections/insider.js';
import { always, type KnownFiling, visibleFrom } from '../../projections/knowledge.js';
import { counts, firstOf, inForce, type Line, statusOf } from '../../projections/line.js';
import { amountOf, effectiveDay, unitOf } from '../../projections/reported-row.js';
import { fieldsOf } from '../../projections/row-alignment.js';
import { type Rulings, rulingsOf } from '../../projections/rulings.js';
import { canonicalTitle } from '../../projections/security-title.js';
import { insiderStream } from '../event/catalogue.js';
import type { DecodedEvent } from '../event/upcast.js';
import { printDecimal } from '../filing/decimal.js';
import {
  type CheckRow,
  type ConflictRow,
  type FilingRow,
  forever,
  type IssuerRow,
  type NameRow,
  type TransactionRow,
  type UnitRows,
} from '../readmodel/rows.js';
import { conflictAnswer } from './conflicts.js';
import { intervals } from './intervals.js';
import { insiderAnswer } from './party.js';
import { checkable, checkRow } from './reconcile.js';
import type { Streams } from './streams.js';
import { transactionAnswer } from './transactions.js';
import { type Journal, journalsOf } from './views.js';

export interface Projector {
  rowsOf(insider: string): Promise<UnitRows>;
}

// ---- over known time ----

/** Rows by key, each with what tells one state of it from the next. */
class History<R extends { readonly knownFrom: string; knownTo: string }> {
  readonly #open = new Map<string, { readonly state: string; readonly row: R }>();
  readonly #ended: Array<R> = [];

  /** Takes the states as of an instant; `make` is asked only for those that are new. */
  take<A>(
    items: ReadonlyArray<A>,
    key: (item: A) => string,
    state: (item: A, index: number) => string,
    make: (item: A, index: number) => R,
    knownAt: string,
  ): void {
    const gone = new Map(this.#open);
    const met = new Map<string, number>();
    items.forEach((item, index) => {
      const name = key(item);
      const times = met.get(name) ?? 0;
      met.set(name, times + 1);
      const place = times === 0 ? name : `${name} ${times}`;
      const now = state(item, index);
      const known = this.#open.get(place);
      if (known?.state === now) {
        gone.delete(place);
        return;
      }
      this.#open.set(place, { state: now, row: make(item, index) });
    });
    for (const [place, { row, state: old }] of gone) {
      if (this.#open.get(place)?.state === old) this.#open.delete(place);
      if (row.knownFrom === knownAt) continue;
      row.knownTo = knownAt;
      this.#ended.push(row);
    }
  }

  rows(): ReadonlyArray<R> {
    return [...this.#ended, ...[...this.#open.values()].map((o) => o.row)];
  }
}

/** Filings in known order, those of one instant together. */
const stepsOf = (
  filings: ReadonlyArray<KnownFiling>,
): ReadonlyArray<{ readonly knownAt: string; readonly count: number }> => {
  const steps: Array<{ knownAt: string; count: number }> = [];
  filings.forEach(({ knownAt }, i) => {
    const last = steps[steps.length - 1];
    if (last?.knownAt === knownAt) last.count = i + 1;
    else steps.push({ knownAt, count: i + 1 });
  });
  return steps;
};

// ---- transactions ----

const transactionState = (line: Line, index: number): string =>
  `${index}|${statusOf(line)}|${line.versions.map((v) => `${v.row.row} ${v.outcome}`).join('|')}`;

const transactionRow = (
  view: InsiderView,
  line: Line,
  place: number,
  knownFrom: string,
): TransactionRow => {
  const { row, filing } = inForce(line);
  const { insider: _, issuer: __, ...answer } = transactionAnswer(view, line);
  const amount = amountOf(row);
  return {
    transactionId: firstOf(line).row.row,
    issuer: row.issuerId,
    knownFrom,
    knownTo: forever,
    effectiveOn: effectiveDay(row, filing).on,
    homeKnownAt: line.home.knownAt,
    homeAccession: line.home.accession,
    place,
    counts: counts(line),
    table: row.table,
    security: row.security.value ?? '',
    unit: unitOf(row),
    code: row.coding?.code ?? null,
    letter: row.acquiredDisposed.value,
    amount: amount === null ? null : printDecimal(amount),
    price: row.price.value === null ? null : printDecimal(row.price.value),
    answer: JSON.stringify(answer),
  };
};

// ---- conflicts ----

type Conflict = InsiderView['conflicts'][number];

const conflictState = (c: Conflict): string =>
  [
    c.basis,
    c.status,
    c.severity,
    c.rows.join(' '),
    c.choices.join(' '),
    c.touches.map((t) => t.positionId).join(' '),
  ].join('|');

const conflictRow = (view: InsiderView, conflict: Conflict, knownFrom: string): ConflictRow => {
  const { insider: _, issuer: __, ...answer } = conflictAnswer(view, conflict);
  return {
    conflictId: conflict.conflictId,
    issuer: conflict.issuerId,
    knownFrom,
    knownTo: forever,
    answer: JSON.stringify(answer),
  };
};

// ---- filings and names ----

/** A form takes ten owners; more of them file the same rows in a second document. */
const ownersMax = 10;

const rowsDigest = (filing: KnownFiling): string => {
  const hash = createHash('sha256');
  const { form, period, filedOn } = filing.header;
  hash.update(JSON.stringify([form, period, filedOn]));
  for (const row of filing.rows)
    hash.update(JSON.stringify([row.table, row.position, row.kind, fieldsOf(row)]));
  return hash.digest('hex').slice(0, 32);
};

const filingRow = (filing: KnownFiling): FilingRow => {
  const { header, rows } = filing;
  const several = header.owners.length > 1 && rows.length > 0;
  return {
    accession: filing.accession,
    form: header.form,
    filedOn: header.filedOn,
    acceptedAt: header.acceptedAt,
    knownAt: filing.knownAt,
    period: header.period,
    issuer: header.issuerId,
    owners: Math.min(header.owners.length, ownersMax),
    rows: rows.length,
    sameRows: several ? rowsDigest(filing) : null,
  };
};

const namesOf = (insider: string, filings: ReadonlyArray<KnownFiling>): ReadonlyArray<NameRow> => {
  const names: Array<NameRow> = [];
  for (const { knownAt, count } of stepsOf(filings)) {
    const seen = { insider, filings: filings.slice(count - 1, count) };
    const { name } = insiderAnswer(seen);
    if (names[names.length - 1]?.name !== name)
      names.push({ knownFrom: knownAt, name, canonical: canonicalTitle(name) });
  }
  return names;
};

const issuersOf = (filings: ReadonlyArray<KnownFiling>): ReadonlyArray<IssuerRow> => {
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
    const row = { issuer: issuerId, knownFrom: knownAt, cik, name, symbol, canonical };
    if (before?.knownFrom === knownAt) rows.splice(rows.indexOf(before), 1);
    last.set(issuerId, row);
    rows.push(row);
  });
  return rows;
};

// ---- the unit ----

const byIssuer = (
  filings: ReadonlyArray<KnownFiling>,
): ReadonlyMap<string, ReadonlyArray<KnownFiling>> => {
  const groups = new Map<string, Array<KnownFiling>>();
  for (const filing of filings) {
    const group = groups.get(filing.header.issuerId);
    if (group === undefined) groups.set(filing.header.issuerId, [filing]);
    else group.push(filing);
  }
  return groups;
};

/** Whom this stream's insider is identified as, by its last word on the matter. */
const joinedIntoOf = (insider: string, events: ReadonlyArray<DecodedEvent>): string | null => {
  let into: string | null = null;
  for (const { event } of events)
    if (event.type === 'InsiderIdentified' && event.data.provisional === insider)
      into = event.data.same ? event.data.cik : null;
  return into;
};

/** Folds an insider at every instant at which something about it became known. */
export const projected = (
  insider: string,
  filings: ReadonlyArray<KnownFiling>,
  rulings: Rulings,
): Pick<UnitRows, 'positions' | 'checks' | 'transactions' | 'conflicts'> => {
  const parts = [...byIssuer(filings).values()].map((own) => {
    const positions = intervals();
    const checks = new History<CheckRow>();
    const transactions = new History<TransactionRow>();
    const conflicts = new History<ConflictRow>();
    for (const { knownAt, count } of stepsOf(own)) {
      const visible = count === own.length ? own : own.slice(0, count);
      const view = foldInsider(insider, visible, rulings, always);
      positions.take(view, knownAt);
      checks.take(
        checkable(view),
        ({ holding }) => holding.position.id,
        ({ state }) => state,
        (one) => checkRow(view, one, knownAt),
        knownAt,
      );
      transactions.take(
        view.lines.filter((line) => inForce(line).row.kind === 'transaction'),
        (line) => firstOf(line).row.row,
        transactionState,
        (line, index) => transactionRow(view, line, index, knownAt),
        knownAt,
      );
      conflicts.take(
        view.conflicts,
        (c) => c.conflictId,
        conflictState,
        (c) => conflictRow(view, c, knownAt),
        knownAt,
      );
    }
    return {
      positions: positions.positions(),
      checks: checks.rows(),
      transactions: transactions.rows(),
      conflicts: conflicts.rows(),
    };
  });
  return {
    positions: parts.flatMap((p) => p.positions),
    checks: parts.flatMap((p) => p.checks),
    transactions: parts.flatMap((p) => p.transactions),
    conflicts: parts.flatMap((p) => p.conflicts),
  };
};

const unitRows = (
  insider: string,
  journal: Journal,
  own: ReadonlyArray<DecodedEvent>,
): UnitRows => {
  // Of two readings of one document only the record counts, whenever it became known.
  const filings = visibleFrom(journal.filings, always);
  const joinedInto = joinedIntoOf(insider, own);
  return {
    insider,
    joinedInto,
    names: namesOf(insider, filings),
    issuers: issuersOf(filings),
    // An insider that is identified is told of under that identity.
    filings: joinedInto === null ? filings.map(filingRow) : [],
    ...(joinedInto === null
      ? projected(insider, filings, rulingsOf(journal.events, null))
      : { positions: [], checks: [], transactions: [], conflicts: [] }),
  };
};

export const projector = (streams: Streams): Projector => {
  const journalOf = journalsOf(streams);
  return {
    rowsOf: async (insider) => {
      const journal = await journalOf(insider, always);
      const own = await streams.load(insiderStream(insider));
      return unitRows(insider, journal, own.events);
    },
  };
};
