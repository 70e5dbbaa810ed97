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
import { isDay } from '../filing/calendar.js';
import { filesOfGenerations } from '../readmodel/generation.js';
import { type Generation, type ReadModel, readModelIn } from '../readmodel/model.js';
import type { Scope } from '../readmodel/questions.js';
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
import type { FollowAnswer, FollowOptions, ReadModelStatus } from './follow.js';
import { type HoldingsAnswer, holdingsAnswer } from './holdings.js';
import type { ImportOptions, ImportReport, ManifestFile } from './import.js';
import {
  everybody,
  keptConflicts,
  keptHoldings,
  keptInsider,
  keptIssuer,
  keptNow,
  keptTransactions,
  type NotKept,
} from './kept.js';
import type { ChangesPage, ChangesQuery } from './market/changes.js';
import type { FiledAnswer, FiledQuery } from './market/filed.js';
import type { FlowAnswer, FlowQuery } from './market/flow.js';
import type { HoldersAnswer, IssuerQuery } from './market/holders.js';
import type { PositionsPage, PositionsQuery } from './market/positions.js';
import { type Moment, type Settled, settle } from './moment.js';
import type { Corrections, Ruling, RulingEvent, Split } from './operator.js';
import type {
  RebuildAnswer,
  RebuildInsiderAnswer,
  RebuildOptions,
  RebuildVerifyAnswer,
} from './rebuild.js';
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

/** Where the answer is taken from. */
export interface Source {
  /** Fold the log even where a read model could answer. The answer is the same. */
  readonly fromLog?: boolean;
}

export type HoldingsQuery = Subject &
  Moment &
  Source & { readonly includeClosed?: boolean; readonly adjusted?: boolean };
export type SubjectQuery = Subject & Moment & Source;
export type ReconcileQuery = Partial<Subject> & Moment & Source;
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
  /** Null where nothing is kept: every question folds the log. */
  readonly readModel: ReadModelStatus | null;
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
  /** Folds one insider anew into the read model. */
  rebuildInsider(who: string): Answer<RebuildInsiderAnswer>;
  /** Folds everything anew, beside what answers meanwhile. */
  rebuild(options?: RebuildOptions): Answer<RebuildAnswer>;
  /** Compares what is kept with a fresh fold. */
  verifyReadModel(options?: RebuildOptions): Answer<RebuildVerifyAnswer>;
  /** Digest of everything that is kept, with the whole log taken in. */
  readModelDigest(): Answer<string>;
  /** Keeps the read model up with the log until the signal comes. */
  follow(options: FollowOptions): Answer<FollowAnswer>;
  /** Everybody's positions, in pages of whole insiders. */
  positions(query: PositionsQuery): Answer<PositionsPage>;
  /** All holders of an issuer, holdings that several report counted once. */
  holders(query: IssuerQuery): Answer<HoldersAnswer>;
  /** What insiders bought and sold of an issuer over a period, each transaction once. */
  flow(query: FlowQuery): Answer<FlowAnswer>;
  /** What changed between two knowledge dates. */
  changes(query: ChangesQuery): Answer<ChangesPage>;
  /** Everything that the filings of a day changed. */
  filed(query: FiledQuery): Answer<FiledAnswer>;
  verify(): Answer<VerifyAnswer>;
  status(): Answer<StatusAnswer>;
  close(): Promise<void>;
}

export interface LedgerOptions {
  /** The ledger's clock; the machine's where missing. */
  readonly clock?: () => Date;
  /** Who appends, for the events' metadata. */
  readonly actor?: string;
  /** Folder of the read model; beside the file of an embedded ledger where missing. */
  readonly readModel?: string;
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

const notKept: Readonly<Record<NotKept, string>> = {
  none: 'there is none yet; rebuild makes one',
  'another-version':
    'the one there was made by another version of the folds; rebuild makes it anew',
  unfinished: 'the one there is not finished; rebuild finishes it',
  behind: 'the one there is far behind the log; follow or rebuild takes it up',
  'not-writable': 'the one there is behind the log and cannot be written here',
};

// Loaded when first used: whoever asks one question should not wait for the readers of filings.
const rebuilding = () => import('./rebuild.js');
const importing = () => import('./import.js');
const operating = () => import('./operator.js');

/** Read models are folders beside an embedded log; for any other log one has to be named. */
const readModelFolder = (url: string, options: LedgerOptions): string | null =>
  options.readModel ?? (url.startsWith('sqlite:') ? `${url.slice('sqlite:'.length)}.read` : null);

/** A password in a store's URL is nobody's business. */
const withoutSecrets = (url: string): string => url.replace(/\/\/[^/@]*@/, '//…@');

const logCounts = async (
  store: EventStore,
): Promise<Omit<StatusAnswer, 'store' | 'insiders' | 'issuers' | 'readModel'>> => {
  let events = 0;
  let firstRecordedAt: string | null = null;
  let lastRecordedAt: string | null = null;
  const accessions = new Set<string>();
  const streams = new Set<string>();
  for await (const event of store.readAll()) {
    events += 1;
    streams.add(event.stream);
    const at = String(Reflect.get(Object(event.metadata), 'recordedAt') ?? '');
    if (firstRecordedAt === null || at < firstRecordedAt) firstRecordedAt = at;
    if (lastRecordedAt === null || at > lastRecordedAt) lastRecordedAt = at;
    if (event.type === 'FilingRecorded')
      accessions.add(String(Reflect.get(Object(event.data), 'accession') ?? ''));
  }
  const [filings, names] = [accessions.size, streams.size];
  return { events, streams: names, filings, firstRecordedAt, lastRecordedAt };
};

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

  const folder = readModelFolder(url, options);
  const model: ReadModel | null = folder === null ? null : readModelIn(folder);

  /** The read model with the whole log taken in; null where the log has to be folded. */
  const kept = async ({ fromLog }: Source = {}): Promise<Generation | null> => {
    if (model === null || fromLog === true) return null;
    const found = await keptNow(model, store);
    return E.isLeft(found) ? null : found.right;
  };

  const modelHere = (): ReadModel =>
    model ??
    fail(
      invalidArgument(
        'this store needs a place for its read model: name a folder with --read-model or INSIDER_LEDGER_READ_MODEL',
      ),
    );

  /** The same, where only a read model can answer. */
  const keptOnly = async (): Promise<Generation> => {
    const found = await keptNow(modelHere(), store);
    if (E.isRight(found)) return found.right;
    return fail({
      code: 'NO_READ_MODEL',
      blame: 'incorrect',
      message: `this is asked of a read model, and ${notKept[found.left]}`,
    });
  };

  const settled = (moment: Moment): Settled => unwrap(settle(moment, clock()));

  /** An id that has a stream needs no look into the directory. */
  const insiderOf = async (asked: string, source?: Source): Promise<string> => {
    const id = /^\d{1,10}$/.test(asked) ? asked.padStart(10, '0') : asked;
    const loaded = /^(\d{10}|p-.+)$/.test(id) ? await streams.load(insiderStream(id)) : null;
    if (loaded !== null && loaded.revision !== null) {
      const joined = loaded.events.filter(({ event }) => event.type === 'InsiderIdentified');
      if (joined.length === 0) return id;
    }
    const generation = await kept(source);
    if (generation !== null) return unwrap(keptInsider(generation, asked));
    await who.refresh();
    return unwrap(who.insider(asked));
  };

  const issuerOf = async (asked: string, source?: Source): Promise<string> => {
    const generation = await kept(source);
    if (generation !== null) return unwrap(keptIssuer(generation, asked));
    await who.refresh();
    return unwrap(who.issuer(asked));
  };

  /**
   * From what a question can be answered without a fold; null where it has to be folded: nothing
   * is kept, the question goes back to what was recorded then, or somebody asked about is missing.
   */
  const keptFor = async (
    subject: Partial<Subject> & Moment & Source,
  ): Promise<{ readonly generation: Generation; readonly scope: Scope } | null> => {
    if (subject.recordedBy !== undefined) return null;
    const generation = await kept(subject);
    if (generation === null) return null;
    const missing = new Set(generation.questions.quarantined().map((q) => q.insider));
    if (subject.insider === undefined) {
      if (missing.size > 0) return null;
      const { issuer } = subject;
      const scope =
        issuer === undefined ? everybody : { issuer: unwrap(keptIssuer(generation, issuer)) };
      return { generation, scope };
    }
    const insider = unwrap(keptInsider(generation, subject.insider));
    return missing.has(insider) ? null : { generation, scope: { insider } };
  };

  const subjectViews = async (
    subject: Partial<Subject> & Source,
    at: Settled,
  ): Promise<{ readonly views: ReadonlyArray<InsiderView>; readonly issuerId: string | null }> => {
    if (subject.insider !== undefined) {
      const insider = await insiderOf(subject.insider, subject);
      return { views: [await view(insider, at.vantage)], issuerId: null };
    }
    const issuerId = subject.issuer === undefined ? null : await issuerOf(subject.issuer, subject);
    const generation = issuerId === null ? null : await kept(subject);
    if (generation === null) await who.refresh();
    const insiders =
      issuerId === null
        ? who.insiders()
        : (generation?.questions.insidersOf(issuerId) ?? who.insidersOf(issuerId));
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
    const generation = await kept();
    const insider = generation?.questions.insiderOfConflict(conflictId) ?? null;
    const { views: all } = await subjectViews(insider === null ? {} : { insider }, settled(moment));
    for (const one of all) {
      const conflict = one.conflicts.find((c) => c.conflictId === conflictId);
      if (conflict !== undefined) return { view: one, answer: conflictDetailAnswer(one, conflict) };
    }
    return fail(notFound(`there is no conflict ${conflictId}; conflicts lists them`));
  };

  const viewsWithRow = async (row: string): Promise<ReadonlyArray<InsiderView>> => {
    const generation = await kept();
    if (generation === null) await who.refresh();
    const insiders = generation?.questions.insidersOfRow(row.split('/')[0] ?? '') ?? who.insiders();
    const found: Array<InsiderView> = [];
    for (const insider of insiders) {
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
        const keptFiles = folder === null ? [] : filesOfGenerations(folder);
        const exclude = [...(rest.exclude ?? []), ...own, ...keptFiles];
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
        const { includeClosed = false, adjusted = false } = query;
        // Kept as filed: splits at their own dates take a fold.
        const from = adjusted ? null : await keptFor(query);
        if (from !== null) return keptHoldings(from.generation, from.scope, includeClosed, at);
        const { views: all, issuerId } = await subjectViews(query, at);
        return holdingsAnswer(all, { issuerId, includeClosed, adjusted }, at);
      }),
    transactions: (query) =>
      attempt(async () => {
        const at = settled(query);
        const from = await keptFor(query);
        if (from !== null) return keptTransactions(from.generation, from.scope, at);
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
        const at = settled(query);
        const from = await keptFor(query);
        if (from !== null) return keptConflicts(from.generation, from.scope, at);
        const { views: all, issuerId } = await subjectViews(query, at);
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
    rebuildInsider: (asked) =>
      attempt(async () => {
        const insider = await insiderOf(asked);
        return (await rebuilding()).rebuildInsider(modelHere(), store, insider);
      }),
    rebuild: (given = {}) =>
      attempt(async () => (await rebuilding()).rebuildAll(modelHere(), store, url, given)),
    verifyReadModel: (given = {}) =>
      attempt(async () => (await rebuilding()).verifyKept(modelHere(), store, url, given)),
    readModelDigest: () =>
      attempt(async () => (await rebuilding()).generationDigest(await keptOnly())),
    follow: (given) =>
      attempt(async () => (await import('./follow.js')).follow(modelHere(), store, url, given)),
    positions: (query) =>
      attempt(async () =>
        (await import('./market/positions.js')).positionsPage(
          await keptOnly(),
          query,
          settled(query),
        ),
      ),
    holders: (query) =>
      attempt(async () => {
        const generation = await keptOnly();
        const issuer = unwrap(keptIssuer(generation, query.issuer));
        return (await import('./market/holders.js')).holdersAnswer(
          generation,
          issuer,
          settled(query),
        );
      }),
    flow: (query) =>
      attempt(async () => {
        const generation = await keptOnly();
        const issuer = unwrap(keptIssuer(generation, query.issuer));
        const at = settled({ ...query, asOf: query.to });
        return (await import('./market/flow.js')).flowAnswer(generation, issuer, query.from, at);
      }),
    changes: (query) =>
      attempt(async () => {
        const generation = await keptOnly();
        const { insider, issuer } = query;
        const scope: Scope =
          insider !== undefined
            ? { insider: unwrap(keptInsider(generation, insider)) }
            : issuer !== undefined
              ? { issuer: unwrap(keptIssuer(generation, issuer)) }
              : everybody;
        const { changesPage } = await import('./market/changes.js');
        const asOf = query.asOf === undefined ? {} : { asOf: query.asOf };
        const [first, second] = [query.since, query.knownBy].map((knownBy) =>
          settled({ ...asOf, knownBy }),
        );
        if (first === undefined || second === undefined) throw new Error('two moments');
        return changesPage(generation, scope, query, first, second);
      }),
    filed: (query) =>
      attempt(async () => {
        const generation = await keptOnly();
        if (!isDay(query.on))
          fail(invalidArgument(`--on takes a day as YYYY-MM-DD; got ${JSON.stringify(query.on)}`));
        const asOf = query.asOf === undefined ? {} : { asOf: query.asOf };
        return (await import('./market/filed.js')).filedAnswer(generation, query.on, settled(asOf));
      }),
    verify: () => attempt(async () => (await import('./verify.js')).verifyStore(store)),
    status: () =>
      attempt(async () => {
        const counted = await logCounts(store);
        await who.refresh();
        const readModel =
          model === null ? null : await (await import('./follow.js')).statusOf(model, store);
        return {
          store: withoutSecrets(url),
          ...counted,
          ...who.counts,
          readModel,
        };
      }),
    close: async () => {
      model?.close();
      await store.close();
    },
  };
};

/** Opens the ledger that a store's URL names; `sqlite:PATH`, `memory:` and more: see the README. */
export const openLedger = (
  url: string,
  options: LedgerOptions = {},
): TaskEither<LedgerError, Ledger> =>
  attempt(async () => ledgerOn(await openWatched(url, options.log), url, options));
