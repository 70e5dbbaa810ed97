/**
 * An insider's streams to the rows that a read model keeps. Folded at every instant at which a
 * filing became known, issuer by issuer: one issuer's filings say nothing about another's.
 */
import { createHash } from 'node:crypto';
import type { LinkedElsewhere } from '../../../projections/amendment/resolution.js';
import { type Audit, auditor } from '../../../projections/audit.js';
import {
  foldInsider,
  type Holding,
  type InsiderView,
  insiderFold,
} from '../../../projections/insider.js';
import { rowNames } from '../../../projections/known/envelope.js';
import {
  type Identities,
  identitiesOf,
  underRealIssuer,
} from '../../../projections/known/identities.js';
import { always, type KnownFiling, visibleFrom } from '../../../projections/known/knowledge.js';
import { priceDoubtOf } from '../../../projections/known/price-doubt.js';
import { amountOf, unitOf } from '../../../projections/known/reported-row.js';
import { type Rulings, rulingsOf } from '../../../projections/known/rulings.js';
import { canonicalTitle } from '../../../projections/known/security-title.js';
import { counts, firstOf, inForce, type Line } from '../../../projections/line/line.js';
import { fieldsOf } from '../../../projections/line/row-alignment.js';
import { insiderStream } from '../../event/catalogue.js';
import type { DecodedEvent } from '../../event/upcast.js';
import { printDecimal } from '../../filing/decimal.js';
import {
  type CheckRow,
  type ConflictRow,
  type FilingRow,
  forever,
  type IssuerRow,
  type Known,
  type NameRow,
  type RulingRow,
  type TransactionRow,
  type UnitRows,
} from '../../readmodel/rows.js';
import type { EventStore } from '../../store/port.js';
import { conflictAnswer } from '../answer/conflicts.js';
import { insiderAnswer } from '../answer/party.js';
import { checkRow, checkState } from '../answer/reconcile.js';
import { rulingsTold } from '../answer/rulings.js';
import { transactionAnswer } from '../answer/transactions.js';
import { type Streams, streamCache } from '../streams.js';
import { type Journal, journalsOf } from '../views.js';
import { intervals } from './intervals.js';

export interface Projector {
  rowsOf(insider: string): Promise<UnitRows>;
}

// ---- over known time ----

/** Rows that came to hold, and until when each did. */
class History<K, R extends Known> {
  readonly #open = new Map<K, R>();
  readonly #ended: Array<R> = [];

  begin(key: K, row: R): void {
    this.#open.set(key, row);
  }

  end(key: K, knownAt: string): void {
    const row = this.#open.get(key);
    if (row === undefined) return;
    this.#open.delete(key);
    // What began at this very instant has never been seen.
    if (row.knownFrom === knownAt) return;
    row.knownTo = knownAt;
    this.#ended.push(row);
  }

  rows(): ReadonlyArray<R> {
    return [...this.#ended, ...this.#open.values()];
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

// ---- checks ----

interface CheckHistory {
  take(view: InsiderView, knownAt: string): void;
  rows(): ReadonlyArray<CheckRow>;
}

interface SeenChecks extends Pick<Holding, 'entries' | 'explanations'> {
  readonly audit: Audit;
  readonly state: string | null;
}

const checkHistory = (): CheckHistory => {
  const history = new History<string, CheckRow>();
  const seen = new Map<string, SeenChecks>();
  const audit = auditor();
  return {
    take: (view, knownAt) => {
      const audited = audit(view);
      for (const holding of view.holdings) {
        const { id } = holding.position;
        const known = seen.get(id);
        const found = audited(holding);
        const { entries, explanations } = holding;
        if (
          known?.entries === entries &&
          known.explanations === explanations &&
          known.audit === found
        )
          continue;
        const state = checkState(holding, found);
        seen.set(id, { entries, explanations, audit: found, state });
        if (known !== undefined && known.state === state) continue;
        history.end(id, knownAt);
        if (state !== null) history.begin(id, checkRow(view, holding, found, knownAt));
      }
    },
    rows: () => history.rows(),
  };
};

// ---- transactions ----

const transactionRow = (
  view: InsiderView,
  line: Line,
  place: number,
  knownFrom: string,
): TransactionRow => {
  const { row, filing, effective } = inForce(line);
  const { insider: _, issuer: __, ...answer } = transactionAnswer(view, line);
  const amount = amountOf(row);
  return {
    transactionId: firstOf(line).row.row,
    issuer: row.issuerId,
    knownFrom,
    knownTo: forever,
    effectiveOn: effective.on,
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
    priceDoubt: priceDoubtOf(row, filing),
    answer: JSON.stringify(answer),
  };
};

interface TransactionHistory {
  /** `changed`: lines that are new or otherwise than before. */
  take(view: InsiderView, changed: ReadonlySet<Line>, knownAt: string): void;
  rows(): ReadonlyArray<TransactionRow>;
}

const transactionHistory = (): TransactionHistory => {
  const history = new History<Line, TransactionRow>();
  const places = new Map<Line, number>();
  return {
    take: (view, changed, knownAt) => {
      for (let i = places.size; i < view.lines.length; i++) places.set(view.lines[i] as Line, i);
      for (const line of changed) {
        history.end(line, knownAt);
        if (inForce(line).row.kind === 'transaction')
          history.begin(line, transactionRow(view, line, places.get(line) ?? 0, knownAt));
      }
    },
    rows: () => history.rows(),
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

interface ConflictHistory {
  take(view: InsiderView, knownAt: string): void;
  rows(): ReadonlyArray<ConflictRow>;
}

const conflictHistory = (): ConflictHistory => {
  const history = new History<string, ConflictRow>();
  let open = new Map<string, Conflict>();

  const begin = (view: InsiderView, place: string, conflict: Conflict, knownAt: string): void => {
    const known = open.get(place);
    if (known === conflict) return;
    if (known !== undefined && conflictState(known) === conflictState(conflict)) return;
    history.end(place, knownAt);
    history.begin(place, conflictRow(view, conflict, knownAt));
  };

  return {
    take: (view, knownAt) => {
      const now = new Map<string, Conflict>();
      for (const conflict of view.conflicts) {
        // Two findings may be about the very same rows.
        let place = conflict.conflictId;
        for (let copy = 2; now.has(place); copy++) place = `${conflict.conflictId} ${copy}`;
        begin(view, place, conflict, knownAt);
        now.set(place, conflict);
      }
      for (const place of open.keys()) if (!now.has(place)) history.end(place, knownAt);
      open = now;
    },
    rows: () => history.rows(),
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
    otherNames: filing.otherNames.length === 0 ? null : filing.otherNames.join(' '),
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

const issuersOf = (
  filings: ReadonlyArray<KnownFiling>,
  joinedInto: string | null,
): ReadonlyArray<IssuerRow> => {
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
    const row = { issuer: issuerId, knownFrom: knownAt, cik, name, symbol, canonical, joinedInto };
    if (before?.knownFrom === knownAt) rows.splice(rows.indexOf(before), 1);
    last.set(issuerId, row);
    rows.push(row);
  });
  return rows;
};

/** Issuers under the ids that they were filed under before they were identified. */
const formerIssuersOf = (
  filed: ReadonlyArray<KnownFiling>,
  issuers: Identities['issuers'],
): ReadonlyArray<IssuerRow> =>
  [...issuers].flatMap(([provisional, cik]) =>
    issuersOf(
      filed.filter((f) => f.header.issuerId === provisional),
      cik,
    ),
  );

// ---- the unit ----

/** As filed, by the real id of the issuer. */
const byIssuer = (
  filings: ReadonlyArray<KnownFiling>,
  issuers: Identities['issuers'],
): ReadonlyMap<string, ReadonlyArray<KnownFiling>> => {
  const groups = new Map<string, Array<KnownFiling>>();
  for (const filing of filings) {
    const issuer = issuers.get(filing.header.issuerId) ?? filing.header.issuerId;
    const group = groups.get(issuer);
    if (group === undefined) groups.set(issuer, [filing]);
    else group.push(filing);
  }
  return groups;
};

/** Whom this stream's insider is identified as, by its last word on the matter. */
const joinedIntoOf = (insider: string, events: ReadonlyArray<DecodedEvent>): string | null =>
  identitiesOf(events, null).insiders.get(insider) ?? null;

/** Folds an insider at every instant at which something about it became known. */
export const projected = (
  insider: string,
  filings: ReadonlyArray<KnownFiling>,
  rulings: Rulings,
  linkedElsewhere?: LinkedElsewhere,
): Pick<UnitRows, 'positions' | 'checks' | 'transactions' | 'conflicts' | 'formerConflicts'> => {
  const parts = [...byIssuer(filings, rulings.identities.issuers).values()].map((own) => {
    const fold = insiderFold(insider, rulings, linkedElsewhere);
    const positions = intervals();
    const checks = checkHistory();
    const transactions = transactionHistory();
    const conflicts = conflictHistory();
    const formerIds = new Set<string>();
    let taken = 0;
    for (const { knownAt, count } of stepsOf(own)) {
      for (; taken < count; taken++) fold.take(own[taken] as KnownFiling);
      const view = fold.view();
      positions.take(view, knownAt);
      checks.take(view, knownAt);
      transactions.take(view, view.changed, knownAt);
      conflicts.take(view, knownAt);
      for (const conflict of view.conflicts) for (const id of conflict.formerIds) formerIds.add(id);
    }
    return {
      positions: positions.positions(),
      checks: checks.rows(),
      transactions: transactions.rows(),
      conflicts: conflicts.rows(),
      formerIds,
    };
  });
  return {
    positions: parts.flatMap((p) => p.positions),
    checks: parts.flatMap((p) => p.checks),
    transactions: parts.flatMap((p) => p.transactions),
    conflicts: parts.flatMap((p) => p.conflicts),
    formerConflicts: [...new Set(parts.flatMap((p) => [...p.formerIds]))].sort(),
  };
};

/** What operators said, and on what of all that is known now. */
const rulingRows = (
  insider: string,
  filings: ReadonlyArray<KnownFiling>,
  rulings: Rulings,
  journal: Journal,
): ReadonlyArray<RulingRow> => {
  if (rulings.said.length === 0) return [];
  const view = foldInsider(insider, filings, rulings, always, journal.linkedElsewhere(null));
  return rulingsTold(view).map(({ issuerId, ruling }) => ({
    rulingId: ruling.id,
    issuer: issuerId,
    answer: JSON.stringify(ruling),
  }));
};

const unitRows = (
  insider: string,
  journal: Journal,
  own: ReadonlyArray<DecodedEvent>,
): UnitRows => {
  // Of two readings of one document only the record counts, whenever it became known.
  const visible = visibleFrom(journal.filings, always);
  const rulings = rulingsOf(journal.events, null, rowNames(visible));
  const { issuers } = rulings.identities;
  const filings = visible
    .filter((f) => !f.ofCoOwner)
    .map((filing) => underRealIssuer(filing, issuers));
  const joinedInto = joinedIntoOf(insider, own);
  return {
    insider,
    joinedInto,
    names: namesOf(insider, filings),
    issuers: [...issuersOf(filings, null), ...formerIssuersOf(visible, issuers)],
    // An insider that is identified is told of under that identity.
    filings: joinedInto === null ? filings.map(filingRow) : [],
    ...(joinedInto === null
      ? {
          ...projected(insider, visible, rulings, journal.linkedElsewhere(null)),
          rulings: rulingRows(insider, visible, rulings, journal),
        }
      : {
          positions: [],
          checks: [],
          transactions: [],
          conflicts: [],
          rulings: [],
          formerConflicts: [],
        }),
  };
};

/** For a pass over many insiders, each met once: what is kept is for issuers' streams. */
export const passingProjector = (store: EventStore): Projector => {
  const journalsKept = 1;
  const eventsKept = 500;
  return projector(streamCache(store, eventsKept), journalsKept);
};

export const projector = (streams: Streams, journalsMax?: number): Projector => {
  const journalOf = journalsOf(streams, journalsMax);
  return {
    rowsOf: async (insider) => {
      const journal = await journalOf(insider, always);
      const own = await streams.load(insiderStream(insider));
      return unitRows(insider, journal, own.events);
    },
  };
};
