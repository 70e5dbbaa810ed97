/** An open ledger, as its verbs share it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import type { InsiderView } from '../../projections/insider.js';
import { identitiesOf } from '../../projections/known/identities.js';
import { insiderStream, issuerStream } from '../event/catalogue.js';
import { isProvisional } from '../event/identity.js';
import type { Instant } from '../filing/calendar.js';
import type { Generation } from '../readmodel/model.js';
import type { EventStore } from '../store/port.js';
import { fail } from './attempt.js';
import { type Directory, directory } from './directory.js';
import { type LedgerError, LedgerFailure } from './error.js';
import { type Keeper, keeper } from './keep/keeper.js';
import { everybody, type KeptFor, keptInsider, keptIssuer, type Real } from './keep/kept.js';
import { type Moment, type Settled, settle } from './moment.js';
import type { Recorder } from './record/recorder.js';
import { type Streams, streamCache } from './streams.js';
import type { Source, Subject } from './subject.js';
import { type Views, views } from './views.js';

export interface OpenLedger extends Keeper {
  readonly store: EventStore;
  readonly url: string;
  /** Of the read model; null where this store has no place for one. */
  readonly folder: string | null;
  readonly clock: () => Date;
  readonly streams: Streams;
  readonly view: Views['view'];
  readonly filings: Views['filings'];
  readonly who: Directory;
  recorder(): Promise<Recorder>;
  settled(moment: Moment): Settled;
  /** Whose id or name it is, by what was said of identities by then; by now if not given. */
  insiderOf(asked: string, source?: Source, recordedBy?: Instant | null): Promise<string>;
  issuerOf(asked: string, source?: Source, recordedBy?: Instant | null): Promise<string>;
  /** Under the id that filings have it under, whoever it was identified as. */
  issuerAsFiled(asked: string): Promise<string>;
  /**
   * From what a question can be answered without a fold; null where it has to be folded: nothing
   * is kept, the question goes back to what was recorded then, or the insider asked about cannot be folded.
   */
  keptFor(subject: Partial<Subject> & Moment & Source): Promise<KeptFor | null>;
  /**
   * What is to be said of each insider asked about, folded one after the other; of everybody
   * where nobody is named. Of several, those that cannot be folded are `missing`.
   */
  folded<A>(
    subject: Partial<Subject> & Source,
    at: Settled,
    say: (view: InsiderView, issuerId: string | null) => A,
  ): Promise<Folded<A>>;
}

export interface Folded<A> {
  readonly said: ReadonlyArray<A>;
  readonly missing: ReadonlyArray<string>;
}

export interface OpenOptions {
  readonly folder: string | null;
  readonly clock: () => Date;
  readonly actor: string;
  readonly notice: ((text: string) => void) | undefined;
}

/** An insider whose events cannot be read; anything else that was thrown goes on. */
const unreadable = (thrown: unknown): null => {
  if (thrown instanceof LedgerFailure && thrown.error.code === 'UNREADABLE_EVENT') return null;
  throw thrown;
};

/** The value, or the error thrown to the ledger's edge. */
export const unwrap = <A>(either: E.Either<LedgerError, A>): A =>
  E.isLeft(either) ? fail(either.left) : either.right;

export const openOn = (
  store: EventStore,
  url: string,
  { folder, clock, actor, notice }: OpenOptions,
): OpenLedger => {
  const streams = streamCache(store);
  const { view, filings } = views(streams);
  const keeping = keeper(store, streams, folder, notice);
  const { kept } = keeping;
  const everyone = directory(store);
  const who = { ...everyone, refresh: () => keeping.scanning(everyone.refresh) };
  let recording: Promise<Recorder> | null = null;
  const recorderHere = (): Promise<Recorder> => {
    recording ??= import('./record/recorder.js').then(({ recorder }) =>
      recorder(store, streams, clock, actor),
    );
    return recording;
  };

  const settled = (moment: Moment): Settled => unwrap(settle(moment, clock()));

  const streamOf = { insiders: insiderStream, issuers: issuerStream } as const;

  /** Who an id was by then, as its own stream says. */
  const realBy = async (
    kind: 'insiders' | 'issuers',
    id: string,
    recordedBy: Instant | null,
  ): Promise<string> => {
    if (!isProvisional(id)) return id;
    const { events } = await streams.load(streamOf[kind](id));
    return identitiesOf(events, recordedBy)[kind].get(id) ?? id;
  };

  /** Tables say who is who now: of an earlier time those that were found are asked. */
  const foundBy = async (
    kind: 'insiders' | 'issuers',
    find: (real?: Real) => E.Either<LedgerError, string>,
    recordedBy: Instant | null,
  ): Promise<string> => {
    if (recordedBy === null) return unwrap(find());
    const real = new Map<string, string>();
    find(({ id }) => {
      real.set(id, id);
      return id;
    });
    for (const id of real.keys()) real.set(id, await realBy(kind, id, recordedBy));
    return unwrap(find(({ id }) => real.get(id) ?? id));
  };

  /** An id that has a stream needs no look into the directory. */
  const insiderOf: OpenLedger['insiderOf'] = async (asked, source, recordedBy = null) => {
    const id = /^\d{1,10}$/.test(asked) ? asked.padStart(10, '0') : asked;
    const loaded = /^(\d{10}|p-.+)$/.test(id) ? await streams.load(insiderStream(id)) : null;
    if (loaded !== null && loaded.revision !== null) return realBy('insiders', id, recordedBy);
    const generation = await kept(source);
    if (generation !== null)
      return foundBy('insiders', (real) => keptInsider(generation, asked, real), recordedBy);
    await who.refresh();
    return unwrap(who.insider(asked, recordedBy));
  };

  const issuerOf: OpenLedger['issuerOf'] = async (asked, source, recordedBy = null) => {
    const generation = await kept(source);
    if (generation !== null)
      return foundBy('issuers', (real) => keptIssuer(generation, asked, real), recordedBy);
    await who.refresh();
    return unwrap(who.issuer(asked, recordedBy));
  };

  const issuerAsFiled = async (asked: string): Promise<string> => {
    const generation = await kept();
    if (generation !== null) return unwrap(keptIssuer(generation, asked, ({ id }) => id));
    await who.refresh();
    return unwrap(who.issuer(asked, 'never'));
  };

  /** Of everybody of an issuer, or of everybody, as they were told apart by then. */
  const keptInsidersBy = async (
    { questions, units }: Generation,
    issuerId: string | null,
    recordedBy: Instant,
  ): Promise<ReadonlyArray<string>> => {
    const filers = new Set<string>(issuerId === null ? units.insiders() : []);
    if (issuerId !== null) {
      const { events } = await streams.load(issuerStream(issuerId));
      const issuers = new Set([issuerId]);
      for (const { event } of events)
        if (event.type === 'IssuerIdentified')
          issuers.add(event.data.provisional).add(event.data.cik);
      for (const id of issuers) for (const filer of questions.filersOf(id)) filers.add(filer);
    }
    const real = new Set<string>();
    for (const id of filers) real.add(await realBy('insiders', id, recordedBy));
    return [...real].sort();
  };

  const keptFor: OpenLedger['keptFor'] = async (subject) => {
    if (subject.recordedBy !== undefined) return null;
    const generation = await kept(subject);
    if (generation === null) return null;
    const missing = generation.questions.quarantined().map((q) => q.insider);
    if (subject.insider === undefined) {
      const { issuer } = subject;
      const scope =
        issuer === undefined ? everybody : { issuer: unwrap(keptIssuer(generation, issuer)) };
      return { generation, scope, missing };
    }
    const insider = unwrap(keptInsider(generation, subject.insider));
    return missing.includes(insider) ? null : { generation, scope: { insider }, missing: [] };
  };

  /** Of everybody of an issuer, or of everybody; and who cannot be read at all. */
  const insidersAsked = async (
    issuerId: string | null,
    source: Source,
    recordedBy: Instant | null,
  ): Promise<{
    readonly insiders: ReadonlyArray<string>;
    readonly missing: ReadonlyArray<string>;
  }> => {
    const generation = await kept(source);
    if (generation !== null) {
      const { questions, units } = generation;
      const missing = questions.quarantined().map((q) => q.insider);
      if (recordedBy !== null)
        return { insiders: await keptInsidersBy(generation, issuerId, recordedBy), missing };
      const insiders = issuerId === null ? units.insiders() : questions.insidersOf(issuerId);
      const joined = (id: string) => (questions.insiderById(id)?.joinedInto ?? null) !== null;
      return { insiders: insiders.filter((id) => !joined(id)), missing };
    }
    await who.refresh();
    const insiders =
      issuerId === null ? who.insiders(recordedBy) : who.insidersOf(issuerId, recordedBy);
    return { insiders, missing: who.unreadable() };
  };

  const folded: OpenLedger['folded'] = async (subject, at, say) => {
    const { recordedBy } = at.vantage;
    if (subject.insider !== undefined) {
      const insider = await insiderOf(subject.insider, subject, recordedBy);
      return { said: [say(await view(insider, at.vantage), null)], missing: [] };
    }
    const issuerId =
      subject.issuer === undefined ? null : await issuerOf(subject.issuer, subject, recordedBy);
    return keeping.scanning(async () => {
      const { insiders, missing } = await insidersAsked(issuerId, subject, recordedBy);
      const unread = new Set(missing);
      const said: Array<ReturnType<typeof say>> = [];
      for (const insider of insiders) {
        // Signals and timers have their turn.
        await nextTurn();
        const seen = await view(insider, at.vantage).catch(unreadable);
        if (seen === null) unread.add(insider);
        else if (!unread.has(insider)) said.push(say(seen, issuerId));
      }
      return { said, missing: [...unread].sort() };
    });
  };

  return {
    ...keeping,
    store,
    url,
    folder,
    clock,
    streams,
    view,
    filings,
    who,
    recorder: recorderHere,
    settled,
    insiderOf,
    issuerOf,
    issuerAsFiled,
    keptFor,
    folded,
  };
};
