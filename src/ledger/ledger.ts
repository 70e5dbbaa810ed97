/**
 * What one can do with a ledger. The same verbs, names and answers as the command line, as typed
 * values in `TaskEither`.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { InsiderView } from '../../projections/insider.js';
import { always } from '../../projections/knowledge.js';
import { insiderStream } from '../event/catalogue.js';
import type { Log } from '../store/observed.js';
import type { EventStore } from '../store/port.js';
import { attempt, fail } from './attempt.js';
import {
  type ConflictDetailAnswer,
  type ConflictsAnswer,
  conflictDetailAnswer,
  conflictsAnswer,
} from './conflicts.js';
import { directory } from './directory.js';
import { invalidArgument, type LedgerError, notFound } from './error.js';
import type { ExplainAnswer } from './explain.js';
import { type HoldingsAnswer, holdingsAnswer } from './holdings.js';
import type { ImportOptions, ImportReport, ManifestFile } from './import.js';
import { type Moment, type Settled, settle } from './moment.js';
import type { Corrections, Ruling, RulingEvent, Split } from './operator.js';
import type { ReconcileAnswer } from './reconcile.js';
import type { Recorded, Recorder } from './recorder.js';
import { streamCache } from './streams.js';
import type { TransactionsAnswer } from './transactions.js';
import type { VerifyAnswer } from './verify.js';
import { views } from './views.js';
import { openWatched } from './watched-store.js';

/** Of whom or what is asked: an insider, or everybody of an issuer. */
export type Subject =
  | { readonly insider: string; readonly issuer?: never }
  | { readonly issuer: string; readonly insider?: never };

export type HoldingsQuery = Subject &
  Moment & { readonly includeClosed?: boolean; readonly adjusted?: boolean };
export type SubjectQuery = Subject & Moment;
export type ReconcileQuery = Partial<Subject> & Moment;
export type ExplainQuery = Moment & { readonly position: string };

export interface StatusAnswer {
  readonly store: string;
  readonly events: number;
  readonly streams: number;
  readonly filings: number;
  readonly insiders: number;
  readonly issuers: number;
  readonly firstRecordedAt: string | null;
  readonly lastRecordedAt: string | null;
}

export interface RuledAnswer {
  /** Streams that got an event. */
  readonly streams: ReadonlyArray<string>;
  readonly recorded: number;
}

type Answer<A> = TaskEither<LedgerError, A>;

export interface Ledger {
  /** Records one filing of the shape that `schema filing` prints. Recording it again does nothing. */
  record(filing: unknown): Answer<Recorded>;
  /** Files, folders, globs and `-`. */
  import(
    paths: ReadonlyArray<string>,
    options?: Omit<ImportOptions, 'manifest'> & { readonly manifest?: string },
  ): Answer<ImportReport>;
  /** Filings as NDJSON. */
  append(
    lines: AsyncIterable<Uint8Array>,
    options?: Pick<ImportOptions, 'onProgress' | 'signal'>,
  ): Answer<ImportReport>;
  /** Positions on a day, as known on a day. */
  holdings(query: HoldingsQuery): Answer<HoldingsAnswer>;
  /** Logical transactions with their versions. */
  transactions(query: SubjectQuery): Answer<TransactionsAnswer>;
  /** The chain from a position's opening to its answer. */
  explain(query: ExplainQuery): Answer<ExplainAnswer>;
  conflicts(query: ReconcileQuery): Answer<ConflictsAnswer>;
  conflict(conflictId: string, moment?: Moment): Answer<ConflictDetailAnswer>;
  /** Every stated balance against the one before it. */
  reconcile(query: ReconcileQuery): Answer<ReconcileAnswer>;
  decide(conflictId: string, choice: string, ruling: Ruling): Answer<RuledAnswer>;
  /** Without changes: puts the row back as it was first recorded. */
  correct(row: string, changes: Corrections, ruling: Ruling): Answer<RuledAnswer>;
  withdraw(row: string, ruling: Ruling): Answer<RuledAnswer>;
  identify(provisional: string, cik: string, ruling: Ruling, same?: boolean): Answer<RuledAnswer>;
  alias(issuer: string, title: string, sameAs: string, ruling: Ruling): Answer<RuledAnswer>;
  split(issuer: string, given: Split, ruling: Ruling): Answer<RuledAnswer>;
  verify(): Answer<VerifyAnswer>;
  status(): Answer<StatusAnswer>;
  close(): Promise<void>;
}

export interface LedgerOptions {
  /** The ledger's clock; the machine's where missing. */
  readonly clock?: () => Date;
  /** Who appends, for the events' metadata. */
  readonly actor?: string;
  /** Told what the store does; with it the store is measured through OpenTelemetry as well. */
  readonly log?: Log;
}

const defaultActor = 'insider-ledger';

const loadManifest = async (path: string): Promise<ManifestFile> => {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) =>
    fail(
      invalidArgument(
        `the manifest ${path} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      ),
    ),
  );
  const { parseManifest } = await import('../filing/manifest.js');
  const manifest = parseManifest(text);
  if (E.isLeft(manifest))
    return fail(invalidArgument(`the manifest ${path}: ${manifest.left.message}`));
  return { path, folder: dirname(path), manifest: manifest.right };
};

// Loaded when first used: whoever asks one question should not wait for the readers of filings.
const importing = () => import('./import.js');
const operating = () => import('./operator.js');

/** A password in a store's URL is nobody's business. */
const withoutSecrets = (url: string): string => url.replace(/\/\/[^/@]*@/, '//…@');

/** The ledger on a store that is already open. Closing the ledger closes the store. */
export const ledgerOn = (store: EventStore, url: string, options: LedgerOptions = {}): Ledger => {
  const clock = options.clock ?? (() => new Date());
  const streams = streamCache(store);
  const { view } = views(streams);
  const who = directory(store);
  let recording: Promise<Recorder> | null = null;
  const recorderHere = (): Promise<Recorder> => {
    recording ??= import('./recorder.js').then(({ recorder }) =>
      recorder(store, streams, clock, options.actor ?? defaultActor),
    );
    return recording;
  };

  const unwrap = <A>(either: E.Either<LedgerError, A>): A =>
    E.isLeft(either) ? fail(either.left) : either.right;

  const settled = (moment: Moment): Settled => unwrap(settle(moment, clock()));

  /** An id that has a stream needs no look into the directory. */
  const insiderOf = async (asked: string): Promise<string> => {
    const id = /^\d{1,10}$/.test(asked) ? asked.padStart(10, '0') : asked;
    const loaded = /^(\d{10}|p-.+)$/.test(id) ? await streams.load(insiderStream(id)) : null;
    if (loaded !== null && loaded.revision !== null) {
      const joined = loaded.events.filter(({ event }) => event.type === 'InsiderIdentified');
      if (joined.length === 0) return id;
    }
    await who.refresh();
    return unwrap(who.insider(asked));
  };

  const subjectViews = async (
    subject: Partial<Subject>,
    at: Settled,
  ): Promise<{ readonly views: ReadonlyArray<InsiderView>; readonly issuerId: string | null }> => {
    if (subject.insider !== undefined)
      return { views: [await view(await insiderOf(subject.insider), at.vantage)], issuerId: null };
    await who.refresh();
    const issuerId = subject.issuer === undefined ? null : unwrap(who.issuer(subject.issuer));
    const insiders = issuerId === null ? who.insiders() : who.insidersOf(issuerId);
    const found: Array<InsiderView> = [];
    for (const insider of insiders) found.push(await view(insider, at.vantage));
    return { views: found, issuerId };
  };

  const insiderOfPosition = (position: string): string => {
    const insider = position.split('/')[0] ?? '';
    return /^(\d{10}|p-.+)$/.test(insider)
      ? insider
      : fail(
          invalidArgument(
            `${JSON.stringify(position)} is not a position id; holdings lists them under positionId`,
          ),
        );
  };

  const findConflict = async (
    conflictId: string,
    moment: Moment,
  ): Promise<{ view: InsiderView; answer: ConflictDetailAnswer }> => {
    const { views: all } = await subjectViews({}, settled(moment));
    for (const one of all) {
      const conflict = one.conflicts.find((c) => c.conflictId === conflictId);
      if (conflict !== undefined) return { view: one, answer: conflictDetailAnswer(one, conflict) };
    }
    return fail(notFound(`there is no conflict ${conflictId}; conflicts lists them`));
  };

  const viewsWithRow = async (row: string): Promise<ReadonlyArray<InsiderView>> => {
    await who.refresh();
    const found: Array<InsiderView> = [];
    for (const insider of who.insiders()) {
      const one = await view(insider, always);
      if (one.filings.some((f) => f.rows.some((r) => r.row === row))) found.push(one);
    }
    return found;
  };

  const rule = async (
    events: E.Either<LedgerError, ReadonlyArray<RulingEvent>>,
  ): Promise<RuledAnswer> => {
    const ruled = unwrap(events);
    const { appendTo } = await recorderHere();
    for (const { stream, event } of ruled) await appendTo(stream, [event]);
    return { streams: ruled.map((r) => r.stream), recorded: ruled.length };
  };

  const issuerOf = async (asked: string): Promise<string> => {
    await who.refresh();
    return unwrap(who.issuer(asked));
  };

  return {
    record: (filing) =>
      attempt(async () => {
        const { completeJson } = await importing();
        const { record } = await recorderHere();
        return record(unwrap(completeJson(JSON.stringify(filing) ?? 'null')));
      }),
    import: (paths, given = {}) =>
      attempt(async () => {
        const { manifest, ...rest } = given;
        const loaded = manifest === undefined ? {} : { manifest: await loadManifest(manifest) };
        const own = url.startsWith('sqlite:') ? [url.slice('sqlite:'.length)] : [];
        const exclude = [...(rest.exclude ?? []), ...own];
        const { importPaths } = await importing();
        return importPaths(await recorderHere(), paths, { ...rest, ...loaded, exclude });
      }),
    append: (lines, given = {}) =>
      attempt(async () => {
        const { appendLines } = await importing();
        return appendLines(await recorderHere(), lines, given);
      }),
    holdings: (query) =>
      attempt(async () => {
        const at = settled(query);
        const { views: all, issuerId } = await subjectViews(query, at);
        return holdingsAnswer(
          all,
          {
            issuerId,
            includeClosed: query.includeClosed ?? false,
            adjusted: query.adjusted ?? false,
          },
          at,
        );
      }),
    transactions: (query) =>
      attempt(async () => {
        const at = settled(query);
        const { views: all, issuerId } = await subjectViews(query, at);
        const { transactionsAnswer } = await import('./transactions.js');
        return transactionsAnswer(all, issuerId, at);
      }),
    explain: (query) =>
      attempt(async () => {
        const at = settled(query);
        const insider = await insiderOf(insiderOfPosition(query.position));
        const { explainAnswer } = await import('./explain.js');
        const answer = explainAnswer(await view(insider, at.vantage), query.position, at);
        return (
          answer ??
          fail(
            notFound(
              `nothing is known of ${query.position} at that moment; holdings --include-closed lists what is`,
            ),
          )
        );
      }),
    conflicts: (query) =>
      attempt(async () => {
        const { views: all, issuerId } = await subjectViews(query, settled(query));
        return conflictsAnswer(all, issuerId);
      }),
    conflict: (conflictId, moment = {}) =>
      attempt(async () => (await findConflict(conflictId, moment)).answer),
    reconcile: (query) =>
      attempt(async () => {
        const { views: all, issuerId } = await subjectViews(query, settled(query));
        const { reconcileAnswer } = await import('./reconcile.js');
        return reconcileAnswer(all, issuerId);
      }),
    decide: (conflictId, choice, ruling) =>
      attempt(async () => {
        const found = await findConflict(conflictId, {});
        const { decision } = await operating();
        return rule(decision(found.view, conflictId, choice, ruling, clock()));
      }),
    correct: (row, changes, ruling) =>
      attempt(async () => {
        const { correction } = await operating();
        return rule(correction(await viewsWithRow(row), row, changes, ruling, clock()));
      }),
    withdraw: (row, ruling) =>
      attempt(async () => {
        const { withdrawal } = await operating();
        return rule(withdrawal(await viewsWithRow(row), row, ruling, clock()));
      }),
    identify: (provisional, cik, ruling, same = true) =>
      attempt(async () => {
        const known = await streams.load(insiderStream(provisional));
        if (known.revision === null) fail(notFound(`there is no insider ${provisional}`));
        const { identification } = await operating();
        return rule(identification(provisional, cik, same, ruling, clock()));
      }),
    alias: (issuer, title, sameAs, ruling) =>
      attempt(async () => {
        const { alias } = await operating();
        return rule(alias(await issuerOf(issuer), title, sameAs, ruling, clock()));
      }),
    split: (issuer, given, ruling) =>
      attempt(async () => {
        const { split } = await operating();
        return rule(split(await issuerOf(issuer), given, ruling, clock()));
      }),
    verify: () => attempt(async () => (await import('./verify.js')).verifyStore(store)),
    status: () =>
      attempt(async () => {
        let events = 0;
        let filings = 0;
        let first: string | null = null;
        let last: string | null = null;
        const seen = new Set<string>();
        const names = new Set<string>();
        for await (const event of store.readAll()) {
          events += 1;
          names.add(event.stream);
          const at = String(Reflect.get(Object(event.metadata), 'recordedAt') ?? '');
          if (first === null || at < first) first = at;
          if (last === null || at > last) last = at;
          if (event.type === 'FilingRecorded') {
            const accession = String(Reflect.get(Object(event.data), 'accession') ?? '');
            if (!seen.has(accession)) filings += 1;
            seen.add(accession);
          }
        }
        await who.refresh();
        return {
          store: withoutSecrets(url),
          events,
          streams: names.size,
          filings,
          ...who.counts,
          firstRecordedAt: first,
          lastRecordedAt: last,
        };
      }),
    close: () => store.close(),
  };
};

/** Opens the ledger that a store's URL names; `sqlite:PATH`, `memory:` and more: see the README. */
export const openLedger = (
  url: string,
  options: LedgerOptions = {},
): TaskEither<LedgerError, Ledger> =>
  attempt(async () => ledgerOn(await openWatched(url, options.log), url, options));
