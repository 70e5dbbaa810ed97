/**
 * A small world: filings and rulings recorded as events, asked as the ledger would be.
 *
 * `asOf` is a day at whose end a position is wanted; `knownBy` and `recordedBy` are days through
 * which filings count as accepted and events as recorded, both to midnight in Washington.
 */
import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { Conflict, ConflictType } from '../../projections/conflict/conflict.js';
import { foldInsider, type InsiderView } from '../../projections/insider.js';
import { filingsOf } from '../../projections/known/knowledge.js';
import { amountOf } from '../../projections/known/reported-row.js';
import { rulingsOf } from '../../projections/known/rulings.js';
import { counts, inForce, type Line } from '../../projections/line/line.js';
import { type PositionAt, positionAt } from '../../projections/position-at.js';
import type { ConflictAnswer } from '../../src/answer/conflicts.js';
import { insiderOfStream, insiderStream, issuerStream } from '../../src/event/catalogue.js';
import { genesisHash, type SealedEvent, seal, type UnsealedEvent } from '../../src/event/chain.js';
import { type CompleteFiling, type InsiderId, insiderIdOf } from '../../src/event/identity.js';
import { type DecodedEvent, decodeEvent } from '../../src/event/upcast.js';
import {
  type ClockInstant,
  easternInstant,
  type Instant,
  parseClockInstant,
  writtenDay,
} from '../../src/filing/calendar.js';
import { Decimal, zero } from '../../src/filing/decimal.js';
import { chapterOf, foldedBook } from '../../src/ledger/book/folded-book.js';
import { flowAnswer } from '../../src/ledger/market/flow.js';
import type { FlowAnswer } from '../../src/ledger/market/flow-answer.js';
import { type HoldersAnswer, holdersAnswer } from '../../src/ledger/market/holders.js';
import { conflictsAnswer } from '../../src/ledger/register.js';
import { recordings } from '../event/recordings.js';
import { type Amount, acme } from './filings.js';

/** Which position is asked for: the only one of Common held directly, unless said. */
export interface Asked {
  readonly recordedBy?: string;
  readonly insider?: string;
  readonly of?: string;
  readonly by?: string;
  /** Exercise price as first filed, of an option. */
  readonly price?: Amount;
  readonly adjusted?: boolean;
}

interface Ruling {
  readonly stream: string;
  readonly recorded: string;
  readonly event: Omit<UnsealedEvent, 'id'>;
}

const endOf = (day: string): Instant => easternInstant(writtenDay(day), '23:59:59');
const recordedThrough = (day: string): ClockInstant => parseClockInstant(endOf(day))!;
const why = { reason: 'said so', actor: 'operator' };

const decoded = (event: SealedEvent): DecodedEvent => {
  const read = decodeEvent(JSON.parse(JSON.stringify(event)));
  if (E.isLeft(read)) throw new Error(read.left.message);
  return read.right;
};

const print = (value: Decimal | null | undefined): string => value?.toFixed() ?? 'unknown';

/** The row of a filing by its label. */
export const rowOf = (filing: CompleteFiling, label: string): string =>
  `${filing.accession}/${label}`;

export interface IssuerTold {
  readonly totals: HoldersAnswer['totals'];
  readonly codes: FlowAnswer['codes'];
  readonly conflicts: ReadonlyArray<ConflictAnswer>;
}

export interface World {
  /** Recorded in the order given; accepted when they were accepted. */
  readonly filings: ReadonlyArray<CompleteFiling>;
  with(...more: ReadonlyArray<CompleteFiling>): World;
  withdraw(row: string, on: string): World;
  correct(row: string, fields: Readonly<Record<string, string | null>>, on: string): World;
  /** Decides the one open conflict of a type as it is seen on the day of the decision. */
  decide(type: ConflictType, choice: string, on: string): World;
  decideOn(conflictId: string, choice: string, on: string): World;
  split(effective: string, ratio: readonly [Amount, Amount], on: string, security?: string): World;
  alias(title: string, sameAs: string, on: string): World;
  /** Says that an insider without a CIK is one who has one; `same: false` takes it back. */
  identify(provisional: string, name: string, on: string, same?: boolean): World;
  view(knownBy: string, asked?: Asked): InsiderView;
  at(asOf: string, knownBy: string, asked?: Asked): PositionAt | null;
  /** The quantity held, as text, or `unknown`. */
  q(asOf: string, knownBy: string, asked?: Asked): string;
  status(asOf: string, knownBy: string, asked?: Asked): string;
  /** Transactions that count. */
  transactions(knownBy: string, asked?: Asked): ReadonlyArray<Line>;
  sold(knownBy: string, asked?: Asked): string;
  bought(knownBy: string, asked?: Asked): string;
  proceeds(knownBy: string): string;
  /** Open conflicts by type. */
  open(knownBy: string, asked?: Asked): ReadonlyArray<ConflictType>;
  conflict(type: ConflictType, knownBy: string, asked?: Asked): Conflict | undefined;
  /** What is told of the issuer over all its insiders. */
  issuer(asOf: string, knownBy: string): IssuerTold;
  /** Digest of everything the ledger answers when all is known. */
  digest(): string;
  /** The log, stream by stream. */
  streams(): ReadonlyMap<string, ReadonlyArray<SealedEvent>>;
}

const record = (
  filings: ReadonlyArray<CompleteFiling>,
  rulings: ReadonlyArray<Ruling>,
): Map<string, Array<SealedEvent>> => {
  const streams = new Map<string, Array<SealedEvent>>();
  const known = new Set<string>();
  const append = (stream: string, events: ReadonlyArray<UnsealedEvent>, recordedAt: string) => {
    const log = streams.get(stream) ?? [];
    streams.set(stream, log);
    for (const event of events) {
      if (known.has(`${stream}|${event.id}`)) continue;
      known.add(`${stream}|${event.id}`);
      const metadata = { schemaVersion: 1, recordedAt, actor: 'test', source: null };
      log.push(seal(log[log.length - 1]?.metadata.hash ?? genesisHash, event, metadata));
    }
  };
  for (const filing of filings)
    for (const { stream, events } of recordings(filing))
      append(stream, events, filing.acceptedAt ?? '');
  rulings.forEach(({ stream, recorded, event }, i) => {
    append(
      stream,
      [{ ...event, id: `ruling-${i}` }],
      easternInstant(writtenDay(recorded), '12:00:00'),
    );
  });
  return streams;
};

const firstInsider = (
  filings: ReadonlyArray<CompleteFiling>,
  name: string | undefined,
): InsiderId => {
  for (const { owners, issuer } of filings)
    for (const owner of owners)
      if (name === undefined || owner.name === name) return insiderIdOf(owner, issuer);
  throw new Error(`nobody called ${name}`);
};

const build = (filings: ReadonlyArray<CompleteFiling>, rulings: ReadonlyArray<Ruling>): World => {
  const streams = record(filings, rulings);
  const events = new Map([...streams].map(([name, log]) => [name, log.map(decoded)]));
  const add = (ruling: Ruling): World => build(filings, [...rulings, ruling]);
  const insiderNow = (asked: Asked = {}): InsiderId => firstInsider(filings, asked.insider);
  const viewOf = (
    insider: InsiderId,
    knownBy: string,
    recordedBy: string | undefined,
  ): InsiderView => {
    const recorded = recordedBy === undefined ? null : recordedThrough(recordedBy);
    const own = joined(events.get(insiderStream(insider)) ?? [], insider, recorded);
    const all = [...own, ...(events.get(issuerStream(acme)) ?? [])];
    return foldInsider(insider, filingsOf(own), rulingsOf(all, recorded), {
      knownBy: endOf(knownBy),
      recordedBy: recorded,
    });
  };
  /** The stream of an insider and those of the provisional ones who are the same. */
  const joined = (
    stream: ReadonlyArray<DecodedEvent>,
    insider: InsiderId,
    recorded: ClockInstant | null,
  ): ReadonlyArray<DecodedEvent> => {
    const same = new Map<InsiderId, boolean>();
    for (const { event, metadata } of stream)
      if (event.type === 'InsiderIdentified' && event.data.cik === insider)
        if (recorded === null || metadata.recordedAt <= recorded)
          same.set(event.data.provisional, event.data.same);
    return [
      ...stream,
      ...[...same].flatMap(([id, is]) => (is ? (events.get(insiderStream(id)) ?? []) : [])),
    ];
  };
  const world: World = {
    filings,
    with: (...more) => build([...filings, ...more], rulings),
    withdraw: (row, on) =>
      add({
        stream: insiderStream(insiderNow()),
        recorded: on,
        event: {
          type: 'RowWithdrawn',
          data: { insider: insiderNow(), issuerId: acme, row, ...why },
        },
      }),
    correct: (row, fields, on) =>
      add({
        stream: insiderStream(insiderNow()),
        recorded: on,
        event: {
          type: 'RowCorrected',
          data: {
            insider: insiderNow(),
            issuerId: acme,
            row,
            changes: Object.entries(fields).map(([field, to]) => ({ field, to })),
            ...why,
          },
        },
      }),
    decide: (type, choice, on) => {
      const conflict = world.conflict(type, on);
      if (conflict === undefined) throw new Error(`no ${type} to decide`);
      return world.decideOn(conflict.conflictId, choice, on);
    },
    decideOn: (conflictId, choice, on) => {
      const conflict = world.view(on).conflicts.find((c) => c.conflictId === conflictId);
      if (conflict === undefined) throw new Error(`no ${conflictId} to decide`);
      const { basis } = conflict;
      return add({
        stream: insiderStream(insiderNow()),
        recorded: on,
        event: {
          type: 'ConflictDecided',
          data: { insider: insiderNow(), issuerId: acme, conflictId, choice, basis, ...why },
        },
      });
    },
    split: (effectiveOn, [numerator, denominator], on, security) =>
      add({
        stream: issuerStream(acme),
        recorded: on,
        event: {
          type: 'CorporateActionRecorded',
          data: {
            issuerId: acme,
            action: 'split',
            ...(security === undefined ? {} : { security }),
            effectiveOn,
            numerator: String(numerator),
            denominator: String(denominator),
            ...why,
          },
        },
      }),
    alias: (title, sameAs, on) =>
      add({
        stream: issuerStream(acme),
        recorded: on,
        event: { type: 'SecurityAliased', data: { issuerId: acme, title, sameAs, ...why } },
      }),
    identify: (provisional, name, on, same = true) => {
      const [id, cik] = [firstInsider(filings, provisional), firstInsider(filings, name)];
      return add({
        stream: insiderStream(cik),
        recorded: on,
        event: {
          type: 'InsiderIdentified',
          data: { insider: cik, provisional: id, cik, same, ...why },
        },
      });
    },
    view: (knownBy, asked = {}) => viewOf(insiderNow(asked), knownBy, asked.recordedBy),
    at: (asOf, knownBy, asked = {}) => {
      const { of = asked.price === undefined ? 'Common' : 'Option', by = null } = asked;
      const view = world.view(knownBy, asked);
      const price = asked.price === undefined ? null : new Decimal(asked.price);
      const fitting = view.holdings.filter(
        ({ position: { first } }) =>
          first.security.value === of &&
          first.nature.value === by &&
          (price === null || first.terms?.exercisePrice.value?.eq(price) === true),
      );
      if (fitting.length > 1) throw new Error(`${fitting.length} positions of ${of}`);
      const holding = fitting[0];
      return holding === undefined
        ? null
        : positionAt(view, holding, writtenDay(asOf), { adjusted: asked.adjusted ?? false });
    },
    q: (asOf, knownBy, asked) => print(world.at(asOf, knownBy, asked)?.quantity),
    status: (asOf, knownBy, asked) => world.at(asOf, knownBy, asked)?.status ?? 'unknown',
    transactions: (knownBy, asked) =>
      world
        .view(knownBy, asked)
        .lines.filter((line) => counts(line) && inForce(line).row.kind === 'transaction'),
    sold: (knownBy, asked) => print(sumOf(world.transactions(knownBy, asked), 'S')),
    bought: (knownBy, asked) => print(sumOf(world.transactions(knownBy, asked), 'P')),
    proceeds: (knownBy) =>
      world
        .transactions(knownBy)
        .filter((line) => inForce(line).row.coding?.code === 'S')
        .reduce((sum, line) => {
          const { row } = inForce(line);
          return sum.plus((amountOf(row) ?? zero).times(row.price.value ?? zero));
        }, zero)
        .toFixed(2),
    open: (knownBy, asked) =>
      world
        .view(knownBy, asked)
        .conflicts.filter((c) => c.status === 'open')
        .map((c) => c.type),
    conflict: (type, knownBy, asked) =>
      world.view(knownBy, asked).conflicts.find((c) => c.type === type),
    issuer: (asOf, knownBy) => {
      const insiders = [...streams.keys()].flatMap((stream) => insiderOfStream(stream) ?? []);
      const times = { asOf: writtenDay(asOf), knownBy, recordedBy: null };
      const at = { ...times, vantage: { knownBy: endOf(knownBy), recordedBy: null } };
      const wanted = [
        'positions',
        'standing',
        'documents',
        'named',
        'deals',
        'conflicts',
        'unamended',
      ] as const;
      const book = foldedBook(
        insiders.sort().map((insider) => {
          const view = viewOf(insider, knownBy, undefined);
          return chapterOf({ view, issuerId: acme, at, adjusted: false, until: null }, wanted);
        }),
        { scope: { issuer: acme }, missing: [], more: false },
      );
      return {
        totals: holdersAnswer(book, at).totals,
        codes: flowAnswer(book, {}, writtenDay('1900-01-01'), at).codes,
        conflicts: conflictsAnswer(book, {}).conflicts,
      };
    },
    digest: () => {
      const last = '2099-12-31';
      const answers = [...streams.keys()]
        .flatMap((stream) => insiderOfStream(stream) ?? [])
        .sort()
        .map((insider) => {
          const view = viewOf(insider, last, undefined);
          return {
            holdings: view.holdings.map((h) => [
              h.position.id,
              h.entries.map((e) => [e.kind, e.on, e.amount.toFixed(), e.source.row.row]),
            ]),
            lines: view.lines.map((l) => l.versions.map((v) => [v.row.row, v.outcome])),
            conflicts: view.conflicts.map((c) => [c.conflictId, c.type, c.status]),
          };
        });
      return createHash('sha256').update(JSON.stringify(answers)).digest('hex');
    },
    streams: () => streams,
  };
  return world;
};

const sumOf = (lines: ReadonlyArray<Line>, code: string): Decimal =>
  lines
    .filter((line) => inForce(line).row.coding?.code === code)
    .reduce((sum, line) => sum.plus(amountOf(inForce(line).row) ?? zero), zero);

/** A world in which these filings were recorded, in this order. */
export const world = (...filings: ReadonlyArray<CompleteFiling>): World => build(filings, []);

/** An outcome of every row that a filing put in, `confirmed I.1`. */
export const outcomesOf = (view: InsiderView, filing: CompleteFiling): ReadonlyArray<string> =>
  view.lines.flatMap((line) =>
    line.versions.flatMap(({ row, outcome }) =>
      row.accession === filing.accession ? [`${outcome} ${row.table}.${row.position}`] : [],
    ),
  );
