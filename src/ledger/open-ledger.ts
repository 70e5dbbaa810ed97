/** An open ledger, as its verbs share it. */

import { fail, LedgerFailure } from '../answer/error.js';
import { type Moment, type Settled, settle } from '../answer/moment.js';
import { type Streams, streamCache } from '../journal/streams.js';
import type { Views } from '../journal/views.js';
import type { EventStore } from '../store/port.js';
import { type Directory, directory } from './book/directory.js';
import { type Reading, reading } from './book/reading.js';
import { unwrap, type Who, whoIsWho } from './book/who.js';
import { type Keeper, keeper } from './keep/keeper.js';
import type { Recorder } from './record/recorder.js';
import type { Source } from './subject.js';
import { whenUsed } from './when-used.js';

export interface OpenLedger
  extends Keeper,
    Reading,
    Views,
    Pick<Who, 'insiderOf' | 'issuerOf' | 'issuerAsFiled'> {
  readonly store: EventStore;
  readonly url: string;
  /** Of the read model; null where this store has no place for one. */
  readonly folder: string | null;
  /** Where documents' bytes are kept, if they are; null where no place is known. */
  readonly sources: string | null;
  readonly clock: () => Date;
  readonly streams: Streams;
  readonly directory: Directory;
  recorder(): Promise<Recorder>;
  settled(moment: Moment): Settled;
}

export interface OpenOptions {
  readonly folder: string | null;
  readonly sources: string | null;
  readonly clock: () => Date;
  readonly actor: string;
  readonly notice: ((text: string) => void) | undefined;
}

export const openOn = (
  store: EventStore,
  url: string,
  { folder, sources, clock, actor, notice }: OpenOptions,
): OpenLedger => {
  const streams = streamCache(store);
  // Tables answer without the folds.
  const views = whenUsed(async () => (await import('../journal/views.js')).views(streams));
  const seeing: Views = {
    view: async (insider, vantage) => (await views()).view(insider, vantage),
    sight: async (insider, vantage) => (await views()).sight(insider, vantage),
    isAtHand: async (insider) => (await views()).isAtHand(insider),
    filings: async (insider, vantage) => (await views()).filings(insider, vantage),
    chronicle: async (insider, vantage) => (await views()).chronicle(insider, vantage),
    journal: async (insider, vantage) => (await views()).journal(insider, vantage),
  };
  const keeping = keeper(store, streams, seeing, folder, notice);
  const everyone = directory(store);
  const known = { ...everyone, refresh: () => keeping.scanning(everyone.refresh) };
  const { surely } = keeping;
  const whoIs = whoIsWho(keeping, streams, known);
  const read = reading({
    log: { store, url },
    keeping,
    streams,
    view: seeing.view,
    isAtHand: seeing.isAtHand,
    chronicle: seeing.chronicle,
    directory: known,
    who: whoIs,
  });
  /** Of an ambiguous name it is told what tells apart whom it may mean. */
  const naming = <A>(source: Source, work: () => Promise<A>): Promise<A> =>
    surely(() =>
      work().catch(async (thrown: unknown) => {
        const { error } = thrown instanceof LedgerFailure ? thrown : { error: null };
        if (error?.code !== 'AMBIGUOUS_NAME') throw thrown;
        const { withDetails } = await import('./book/candidates.js');
        return fail(await withDetails(read, error, source, unwrap(settle({}, clock()))));
      }),
    );
  const recorder = whenUsed(async () =>
    (await import('./record/recorder.js')).recorder(store, streams, clock, actor),
  );
  return {
    ...keeping,
    read: (asked, ask, answer) => naming(asked, () => read.read(asked, ask, answer)),
    folded: (asked, at, say) => naming(asked, () => read.folded(asked, at, say)),
    insiderOf: (who, source = {}, by = null) =>
      naming(source, () => whoIs.insiderOf(who, source, by)),
    issuerOf: (which, source = {}, by = null) =>
      naming(source, () => whoIs.issuerOf(which, source, by)),
    issuerAsFiled: (asked) => naming({}, () => whoIs.issuerAsFiled(asked)),
    store,
    url,
    folder,
    sources,
    clock,
    streams,
    ...seeing,
    directory: known,
    recorder,
    settled: (moment) => unwrap(settle(moment, clock())),
  };
};
