/** An open ledger, as its verbs share it. */
import * as E from 'fp-ts/lib/Either.js';
import type { InsiderView } from '../../projections/insider.js';
import { insiderStream } from '../event/catalogue.js';
import type { Generation } from '../readmodel/model.js';
import type { Scope } from '../readmodel/questions.js';
import type { EventStore } from '../store/port.js';
import { fail } from './attempt.js';
import { type Directory, directory } from './directory.js';
import type { LedgerError } from './error.js';
import { type Keeper, keeper } from './keeper.js';
import { everybody, keptInsider, keptIssuer } from './kept.js';
import { type Moment, type Settled, settle } from './moment.js';
import type { Recorder } from './recorder.js';
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
  readonly who: Directory;
  recorder(): Promise<Recorder>;
  settled(moment: Moment): Settled;
  insiderOf(asked: string, source?: Source): Promise<string>;
  issuerOf(asked: string, source?: Source): Promise<string>;
  /**
   * From what a question can be answered without a fold; null where it has to be folded: nothing
   * is kept, the question goes back to what was recorded then, or somebody asked about is missing.
   */
  keptFor(
    subject: Partial<Subject> & Moment & Source,
  ): Promise<{ readonly generation: Generation; readonly scope: Scope } | null>;
  /** The insiders asked about, folded; everybody where nobody is named. */
  subjectViews(
    subject: Partial<Subject> & Source,
    at: Settled,
  ): Promise<{ readonly views: ReadonlyArray<InsiderView>; readonly issuerId: string | null }>;
}

export interface OpenOptions {
  readonly folder: string | null;
  readonly clock: () => Date;
  readonly actor: string;
}

/** The value, or the error thrown to the ledger's edge. */
export const unwrap = <A>(either: E.Either<LedgerError, A>): A =>
  E.isLeft(either) ? fail(either.left) : either.right;

export const openOn = (
  store: EventStore,
  url: string,
  { folder, clock, actor }: OpenOptions,
): OpenLedger => {
  const streams = streamCache(store);
  const { view } = views(streams);
  const who = directory(store);
  const keeping = keeper(store, folder);
  const { kept } = keeping;
  let recording: Promise<Recorder> | null = null;
  const recorderHere = (): Promise<Recorder> => {
    recording ??= import('./recorder.js').then(({ recorder }) =>
      recorder(store, streams, clock, actor),
    );
    return recording;
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

  const keptFor: OpenLedger['keptFor'] = async (subject) => {
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

  const subjectViews: OpenLedger['subjectViews'] = async (subject, at) => {
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

  return {
    ...keeping,
    store,
    url,
    folder,
    clock,
    streams,
    view,
    who,
    recorder: recorderHere,
    settled,
    insiderOf,
    issuerOf,
    keptFor,
    subjectViews,
  };
};
