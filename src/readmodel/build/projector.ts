/**
 * An insider's streams to the rows that a read model keeps. Folded at every instant at which a
 * filing became known, issuer by issuer: one issuer's filings say nothing about another's.
 */

import type { LinkedElsewhere } from '../../../projections/amendment/resolution.js';
import { auditor } from '../../../projections/audit.js';
import { foldInsider, type InsiderView } from '../../../projections/insider.js';
import {
  type Identities,
  identitiesOf,
  underRealIssuer,
} from '../../../projections/known/identities.js';
import { always, type KnownFiling } from '../../../projections/known/knowledge.js';
import type { Rulings } from '../../../projections/known/rulings.js';
import { counts, firstOf, inForce, type Line } from '../../../projections/line/line.js';
import { conflictAnswer } from '../../answer/conflicts.js';
import { dealOf } from '../../answer/deal.js';
import { sameRowsOf } from '../../answer/filing.js';
import { rulingsTold } from '../../answer/rulings.js';
import { type TransactionAnswer, transactionAnswer } from '../../answer/transactions.js';
import { insiderStream } from '../../event/catalogue.js';
import type { ConflictId, InsiderId, RowId } from '../../event/identity.js';
import type { DecodedEvent } from '../../event/upcast.js';
import { forever, type Instant } from '../../filing/calendar.js';
import { type Streams, streamCache } from '../../journal/streams.js';
import { type Journal, type Views, views } from '../../journal/views.js';
import type { EventStore } from '../../store/port.js';
import type {
  CheckRow,
  ConflictRow,
  FilingRow,
  IssuerRow,
  KeptTransaction,
  Known,
  LinkRow,
  RulingRow,
  TransactionRow,
  UnitRows,
} from '../rows.js';
import { checkRow, checkState } from './check-row.js';
import { instantsOf } from './instants.js';
import { intervals } from './intervals.js';
import { issuersOf, namesOf } from './names.js';

export interface Folding {
  rowsOf(insider: InsiderId): Promise<UnitRows>;
}

export interface Projector extends Folding {
  /** The fold itself, to hold against what is kept. */
  readonly view: Views['view'];
}

// ---- over known time ----

/** Rows that came to hold, and until when each did. */
class History<K, R extends Known> {
  readonly #open = new Map<K, R>();
  readonly #ended: Array<R> = [];

  begin(key: K, row: R): void {
    this.#open.set(key, row);
  }

  now(): ReadonlyMap<K, R> {
    return this.#open;
  }

  end(key: K, knownAt: Instant): void {
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

// ---- checks ----

interface CheckHistory {
  take(view: InsiderView, knownAt: Instant): void;
  rows(): ReadonlyArray<CheckRow>;
}

interface SeenChecks {
  /** Of the audit, which is another one where the entries are. */
  readonly audit: number;
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
        // What explains a gap may lie in other positions.
        const isExplained = holding.explanations.size > 0;
        if (!isExplained && known?.audit === found.number) continue;
        const state = checkState(holding, found);
        seen.set(id, { audit: found.number, state });
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
  knownFrom: Instant,
): TransactionRow => {
  const { row } = inForce(line);
  const deal = dealOf(view, line);
  return {
    transactionId: deal.transactionId,
    ...(deal.copies.length > 0 ? { copies: deal.copies } : {}),
    effectiveOn: deal.effectiveOn,
    table: deal.table,
    security: deal.security,
    unit: deal.unit,
    code: deal.code,
    letter: deal.letter,
    amount: deal.amount,
    price: deal.price,
    priceDoubt: deal.priceDoubt,
    issuer: row.issuerId,
    knownFrom,
    knownTo: forever,
    homeKnownAt: line.home.knownAt,
    homeAccession: line.home.accession,
    place,
    counts: counts(line),
    answer: withoutParties(transactionAnswer(view, line)),
  };
};

/** Whose and of which issuer it is stands beside it. */
const withoutParties = ({
  insider: _,
  issuer: __,
  ...answer
}: TransactionAnswer): KeptTransaction => answer;

interface TransactionHistory {
  /** `changed`: lines that are new or otherwise than before; `isAnew`: all of them are new. */
  take(
    view: InsiderView & { readonly changed: ReadonlySet<Line>; readonly isAnew: boolean },
    knownAt: Instant,
  ): void;
  rows(): ReadonlyArray<TransactionRow>;
}

const saysTheSame = (a: TransactionRow, b: TransactionRow): boolean =>
  JSON.stringify({ ...a, knownFrom: '' }) === JSON.stringify({ ...b, knownFrom: '' });

const transactionHistory = (): TransactionHistory => {
  const history = new History<RowId, TransactionRow>();
  let places = new Map<Line, number>();
  return {
    take: (view, knownAt) => {
      const { lines, changed, isAnew } = view;
      if (isAnew) {
        places = new Map();
        const ids = new Set(lines.map((line) => firstOf(line).row.row));
        for (const id of [...history.now().keys()]) if (!ids.has(id)) history.end(id, knownAt);
      }
      for (let i = places.size; i < lines.length; i++) places.set(lines[i] as Line, i);
      for (const line of changed) {
        const id = firstOf(line).row.row;
        const known = history.now().get(id);
        const row =
          inForce(line).row.kind === 'transaction'
            ? transactionRow(view, line, places.get(line) ?? 0, knownAt)
            : null;
        if (isAnew && known !== undefined && row !== null && saysTheSame(known, row)) continue;
        history.end(id, knownAt);
        if (row !== null) history.begin(id, row);
      }
    },
    rows: () => history.rows(),
  };
};

// ---- conflicts ----

type Conflict = InsiderView['conflicts'][number];

const conflictState = (c: Conflict): string =>
  [
    c.wording,
    c.status,
    c.severity,
    c.rows.join(' '),
    c.choices.join(' '),
    c.touches.map((t) => t.positionId).join(' '),
  ].join('|');

const conflictRow = (view: InsiderView, conflict: Conflict, knownFrom: Instant): ConflictRow => {
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
  take(view: InsiderView, knownAt: Instant): void;
  rows(): ReadonlyArray<ConflictRow>;
}

const conflictHistory = (): ConflictHistory => {
  const history = new History<string, ConflictRow>();
  let open = new Map<string, Conflict>();

  const begin = (view: InsiderView, place: string, conflict: Conflict, knownAt: Instant): void => {
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
        let place: string = conflict.conflictId;
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

// ---- links ----

interface LinkHistory {
  take(view: InsiderView, knownAt: Instant): void;
  rows(): ReadonlyArray<LinkRow>;
}

const linkHistory = (): LinkHistory => {
  const history = new History<string, LinkRow>();
  const homes = new Map<string, string>();
  return {
    take: ({ links }, knownAt) => {
      for (const { amendment, home } of links) {
        const [id, now] = [amendment.accession, home?.accession];
        if (homes.get(id) === now) continue;
        history.end(id, knownAt);
        if (now === undefined) homes.delete(id);
        else {
          homes.set(id, now);
          history.begin(id, { amendment: id, home: now, knownFrom: knownAt, knownTo: forever });
        }
      }
    },
    rows: () => history.rows(),
  };
};

// ---- filings ----

/** A form takes ten owners; more of them file the same rows in a second document. */
const ownersMax = 10;

const filingRow = (filing: KnownFiling): FilingRow => {
  const { header, rows } = filing;
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
    sameRows: sameRowsOf(filing),
  };
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

/** Whom this stream's insider is identified as, by its last word on the matter. */
const joinedIntoOf = (
  insider: InsiderId,
  identifications: ReadonlyArray<DecodedEvent>,
): InsiderId | null => identitiesOf(identifications, null).insiders.get(insider) ?? null;

type Folded = Pick<
  UnitRows,
  'positions' | 'checks' | 'transactions' | 'conflicts' | 'links' | 'formerConflicts'
>;

const nothing: Folded = {
  positions: [],
  checks: [],
  transactions: [],
  conflicts: [],
  links: [],
  formerConflicts: [],
};

/**
 * Folds an insider at every instant at which something about it became known. `whole` is the last
 * view where there is one issuer: all that is known of the insider.
 */
export const projected = (
  insider: InsiderId,
  filings: ReadonlyArray<KnownFiling>,
  rulings: Rulings,
  linkedElsewhere?: LinkedElsewhere,
): Folded & { readonly whole: InsiderView | null } => {
  const parts = [];
  for (const { instants } of instantsOf(insider, filings, rulings, linkedElsewhere)) {
    const positions = intervals();
    const checks = checkHistory();
    const transactions = transactionHistory();
    const conflicts = conflictHistory();
    const links = linkHistory();
    const formerIds = new Set<ConflictId>();
    let last: InsiderView | null = null;
    for (const { view, knownAt } of instants) {
      last = view;
      positions.take(view, knownAt);
      checks.take(view, knownAt);
      transactions.take(view, knownAt);
      conflicts.take(view, knownAt);
      links.take(view, knownAt);
      for (const conflict of view.conflicts) for (const id of conflict.formerIds) formerIds.add(id);
      for (const { conflictId } of view.settled) formerIds.add(conflictId);
    }
    parts.push({
      positions: positions.positions(),
      checks: checks.rows(),
      transactions: transactions.rows(),
      conflicts: conflicts.rows(),
      links: links.rows(),
      formerIds,
      last,
    });
  }
  return {
    positions: parts.flatMap((p) => p.positions),
    checks: parts.flatMap((p) => p.checks),
    transactions: parts.flatMap((p) => p.transactions),
    conflicts: parts.flatMap((p) => p.conflicts),
    links: parts.flatMap((p) => p.links),
    formerConflicts: [...new Set(parts.flatMap((p) => [...p.formerIds]))].sort(),
    whole: parts.length === 1 ? (parts[0]?.last ?? null) : null,
  };
};

/** What operators said, and on what of all that is known now. */
const rulingRows = (
  insider: InsiderId,
  filings: ReadonlyArray<KnownFiling>,
  rulings: Rulings,
  journal: Journal,
  whole: InsiderView | null,
): ReadonlyArray<RulingRow> => {
  if (rulings.said.length === 0) return [];
  const view =
    whole ?? foldInsider(insider, filings, rulings, always, journal.linkedElsewhere(null));
  return rulingsTold(view).map(({ issuerId, ruling }) => ({
    rulingId: ruling.id,
    issuer: issuerId,
    answer: JSON.stringify(ruling),
  }));
};

const unitRows = (
  insider: InsiderId,
  journal: Journal,
  identifications: ReadonlyArray<DecodedEvent>,
): UnitRows => {
  // Of two readings of one document only the record counts, whenever it became known.
  const visible = journal.visible(always);
  const rulings = journal.rulings(always);
  const { issuers } = rulings.identities;
  const filings = visible
    .filter((f) => !f.ofCoOwner)
    .map((filing) => underRealIssuer(filing, issuers));
  const joinedInto = joinedIntoOf(insider, identifications);
  // An insider that is identified is told of under that identity.
  const told = joinedInto === null;
  const { whole, ...folded } = told
    ? projected(insider, visible, rulings, journal.linkedElsewhere(null))
    : { ...nothing, whole: null };
  return {
    insider,
    joinedInto,
    names: namesOf(insider, filings),
    issuers: [...issuersOf(filings, null), ...formerIssuersOf(visible, issuers)],
    filings: told ? filings.map(filingRow) : [],
    ...folded,
    rulings: told ? rulingRows(insider, visible, rulings, journal, whole) : [],
  };
};

/** For a pass over many insiders, each met once: what is kept is for issuers' streams. */
export const passingProjector = (store: EventStore): Projector => {
  const journalsKept = 1;
  const eventsKept = 500;
  const streams = streamCache(store, eventsKept);
  return projector(streams, views(streams, journalsKept));
};

export const projector = (
  streams: Streams,
  { view, journal }: Pick<Views, 'view' | 'journal'>,
): Projector => ({
  view,
  rowsOf: async (insider) => {
    const { identifications } = await streams.load(insiderStream(insider));
    return unitRows(insider, await journal(insider, always), identifications);
  },
});
