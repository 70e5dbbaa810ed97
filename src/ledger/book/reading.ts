/** Which book a question is read from, opened at whom it is about. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InsiderView } from '../../../projections/insider.js';
import { isOfOneStream, LedgerFailure } from '../../answer/error.js';
import type { Settled } from '../../answer/moment.js';
import { issuerStream } from '../../event/catalogue.js';
import type { InsiderId, IssuerId } from '../../event/identity.js';
import type { ClockInstant, Day } from '../../filing/calendar.js';
import type { Streams } from '../../journal/streams.js';
import type { Chronicle, Views } from '../../journal/views.js';
import type { Generation } from '../../readmodel/model.js';
import type { Scope } from '../../readmodel/questions/found.js';
import type { EventStore } from '../../store/port.js';
import type { Keeper } from '../keep/keeper.js';
import type { Source } from '../subject.js';
import { whenUsed } from '../when-used.js';
import type { Book, Facts } from './book.js';
import type { Directory } from './directory.js';
import { type KeptFor, keptBook } from './kept-book.js';
import { unlessSetAside, type Who } from './who.js';

/**
 * An insider, in every issuer or in one; everybody of an issuer; the next so many insiders after
 * one; or everybody.
 */
export interface Asked extends Source {
  readonly insider?: string;
  readonly issuer?: string;
  readonly after?: string;
  readonly count?: number;
}

export interface Ask<K extends keyof Facts> {
  /** What is asked of each moment is answered by a book of its own, in the same order. */
  readonly moments: readonly [Settled, ...ReadonlyArray<Settled>];
  readonly wanted: ReadonlyArray<K>;
  /** Recorded splits count from their own days: tables do not keep that. */
  readonly adjusted?: boolean;
  /** Conflicts and checks of what is effective by a day: tables keep those of all days. */
  readonly until?: Day | null;
}

export interface Reading {
  /** From the tables where they can tell, from the log where not. The answer is the same. */
  read<K extends keyof Facts, A>(
    asked: Asked,
    ask: Ask<K>,
    answer: (first: Book<K>, ...others: ReadonlyArray<Book<K>>) => A,
  ): Promise<A>;
  /**
   * What is to be said of each insider asked about, folded one after the other; of everybody
   * where nobody is named. Of several, those that cannot be folded are `missing`.
   */
  folded<A>(
    asked: Asked,
    at: Settled,
    say: (view: InsiderView, issuerId: IssuerId | null) => A,
  ): Promise<{ readonly said: ReadonlyArray<A>; readonly missing: ReadonlyArray<InsiderId> }>;
}

/** Facts of an insider that its own rows tell, whatever is kept of others. */
const ofOneInsider: ReadonlySet<keyof Facts> = new Set([
  'positions',
  'transactions',
  'conflicts',
  'conflictCounts',
  'rulings',
  'checkSums',
  'differences',
  'flagged',
  'spans',
  'filings',
  'documents',
  'relations',
  'unamended',
]);

/** Loaded at the first question that tables cannot answer. */
const foldedBooks = whenUsed(() => import('./folded-book.js'));

/** And at the first about everybody. */
const everybodys = whenUsed(() => import('./everybody.js'));

/** Everybody: after every name, through every name. */
const everybody: Scope = { after: '', through: '~' };

const issuerIn = (scope: Scope): IssuerId | null =>
  'issuer' in scope ? (scope.issuer ?? null) : null;

/** As often as tables are looked at whose insiders others leave stale meanwhile. */
const triesMax = 5;

const isOfEverybody = ({ insider, issuer, count }: Asked): boolean =>
  insider === undefined && issuer === undefined && count === undefined;

const isOfOneInsider = ({ insider, issuer }: Asked): boolean =>
  insider !== undefined && issuer === undefined;

/** Whether something is kept in a scope that is not to be told. */
const isStale = (generation: Generation, scope: Scope): boolean => {
  const stale = generation.stale();
  return 'insider' in scope && scope.issuer === undefined
    ? stale.has(scope.insider)
    : stale.size > 0;
};

/** An insider whose events cannot be read, or are not what was recorded; anything else that was thrown goes on. */
const unreadable = (thrown: unknown): null => {
  if (thrown instanceof LedgerFailure && isOfOneStream(thrown.error)) return null;
  throw thrown;
};

const wantsSpans = (wanted: ReadonlyArray<keyof Facts>): boolean => wanted.includes('spans');

/** What tables tell, but for the rows of one insider where its view is at hand. */
interface From extends KeptFor {
  readonly viewed: InsiderId | null;
}

interface Asking {
  readonly scope: Scope;
  readonly insiders: ReadonlyArray<InsiderId>;
  readonly missing: ReadonlyArray<InsiderId>;
  readonly more: boolean;
}

interface Parts {
  /** Null where what the streams hold is more than the log. */
  readonly log: { readonly store: EventStore; readonly url: string } | null;
  readonly keeping: Keeper;
  readonly streams: Streams;
  readonly view: Views['view'];
  readonly isAtHand: Views['isAtHand'];
  readonly chronicle: Views['chronicle'];
  readonly directory: Directory;
  readonly who: Who;
}

export const reading = ({
  log,
  keeping,
  streams,
  view,
  isAtHand,
  chronicle,
  directory,
  who,
}: Parts): Reading => {
  const { kept, keptWithStale, foldedNow } = keeping;

  /** Of everybody of an issuer, or of everybody, as they were told apart by then. */
  const keptInsidersBy = async (
    { questions, units }: Generation,
    issuerId: IssuerId | null,
    recordedBy: ClockInstant,
  ): Promise<ReadonlyArray<InsiderId>> => {
    const filers = new Set<InsiderId>(issuerId === null ? units.insiders() : []);
    if (issuerId !== null) {
      const { identifications } = await streams.load(issuerStream(issuerId));
      const issuers = new Set([issuerId]);
      for (const { event } of identifications)
        if (event.type === 'IssuerIdentified')
          issuers.add(event.data.provisional).add(event.data.cik);
      for (const id of issuers) for (const filer of questions.filersOf(id)) filers.add(filer);
    }
    const real = new Set<InsiderId>();
    for (const id of filers) real.add(await who.realInsiderBy(id, recordedBy));
    return [...real].sort();
  };

  /**
   * Of one insider, folded now where it was left stale; null where tables cannot tell of it. One
   * that has just been ruled on here stays stale: its view is folded sooner than that of each of its
   * instants.
   */
  const keptForInsider = async (
    generation: Generation,
    insider: InsiderId | null,
    issuerId: IssuerId | undefined,
    mayBeLeft: boolean,
  ): Promise<From | null> => {
    if (insider === null) return null;
    const isLeft = mayBeLeft && generation.stale().has(insider) && (await isAtHand(insider));
    if (!isLeft && !(await foldedNow(generation, insider))) return null;
    if (generation.questions.quarantined().some((one) => one.insider === insider)) return null;
    const scope = { insider, ...(issuerId === undefined ? {} : { issuer: issuerId }) };
    return { generation, scope, missing: [], more: false, viewed: isLeft ? insider : null };
  };

  /** Rows of a view, and of filings what tables tell: no ruling on a row changes that. */
  const viewedBooks = async (
    insider: InsiderId,
    { scope, missing, more }: KeptFor,
    { moments, wanted }: Ask<keyof Facts>,
  ): Promise<(at: Settled, told: Book) => Book> => {
    const { chapterOf, foldedBook } = await foldedBooks();
    const seen = await view(insider, moments[0].vantage);
    const ofRows = wanted.filter((fact) => fact !== 'documents');
    return (at, { documents }) => {
      const sight = { view: seen, issuerId: null, at, adjusted: false, until: null };
      const chapter = chapterOf({ ...sight, chronicle: null }, ofRows);
      return { ...foldedBook([chapter], { scope, missing, more }), documents };
    };
  };

  const keptFor = async (
    asked: Asked,
    { moments, wanted, adjusted = false, until = null }: Ask<keyof Facts>,
  ): Promise<From | null> => {
    if (adjusted || until !== null || moments.some((at) => at.vantage.recordedBy !== null))
      return null;
    const { insider, issuer, after = '', count } = asked;
    const isOfOne = isOfOneInsider(asked) && wanted.every((fact) => ofOneInsider.has(fact));
    const generation = await (isOfOne ? keptWithStale(asked) : kept(asked));
    if (generation === null) return null;
    const known = <A>(find: () => A): Promise<A | null> => unlessSetAside(generation, find);
    const issuerId =
      issuer === undefined ? undefined : await known(() => who.keptIssuer(generation, issuer));
    if (issuerId === null) return null;
    if (insider !== undefined) {
      const id = await known(() => who.keptInsider(generation, insider));
      const mayBeLeft =
        isOfOne && !wantsSpans(wanted) && moments.every((at) => at.vantage.knownBy === null);
      return keptForInsider(generation, id, issuerId, mayBeLeft);
    }
    const { questions } = generation;
    const missing = questions.quarantined().map((q) => q.insider);
    if (issuerId !== undefined)
      return { generation, scope: { issuer: issuerId }, missing, more: false, viewed: null };
    if (count === undefined)
      return { generation, scope: everybody, missing, more: false, viewed: null };
    const through = questions.through(after, count) ?? after;
    const more = questions.through(through, 1) !== null;
    return { generation, scope: { after, through }, missing, more, viewed: null };
  };

  /** Of everybody of an issuer, or of everybody; and who cannot be read at all. */
  const insidersAsked = async (
    issuerId: IssuerId | null,
    source: Source,
    recordedBy: ClockInstant | null,
  ): Promise<Pick<Asking, 'insiders' | 'missing'>> => {
    const generation = await kept(source);
    if (generation !== null) {
      const { questions, units } = generation;
      const missing = questions.quarantined().map((q) => q.insider);
      if (recordedBy !== null)
        return { insiders: await keptInsidersBy(generation, issuerId, recordedBy), missing };
      const insiders = issuerId === null ? units.insiders() : questions.insidersOf(issuerId);
      const joined = (id: InsiderId) => (questions.insiderById(id)?.joinedInto ?? null) !== null;
      return { insiders: insiders.filter((id) => !joined(id)), missing };
    }
    await directory.refresh();
    const insiders =
      issuerId === null
        ? directory.insiders(recordedBy)
        : directory.insidersOf(issuerId, recordedBy);
    return { insiders, missing: directory.unreadable() };
  };

  const askedFrom = async (asked: Asked, { vantage }: Settled): Promise<Asking> => {
    const { recordedBy } = vantage;
    const { issuer, after = '', count } = asked;
    const issuerId = issuer === undefined ? null : await who.issuerOf(issuer, asked, recordedBy);
    if (asked.insider !== undefined) {
      const insider = await who.insiderOf(asked.insider, asked, recordedBy);
      const scope = { insider, ...(issuerId === null ? {} : { issuer: issuerId }) };
      return { scope, insiders: [insider], missing: [], more: false };
    }
    const { insiders, missing } = await insidersAsked(issuerId, asked, recordedBy);
    if (issuerId !== null) return { scope: { issuer: issuerId }, insiders, missing, more: false };
    if (count === undefined) return { scope: everybody, insiders, missing, more: false };
    const following = insiders.filter((id) => id > after);
    const page = following.slice(0, count);
    const scope = { after, through: page[page.length - 1] ?? after };
    return { scope, insiders: page, missing, more: following.length > page.length };
  };

  /** Each insider's views at the moments asked about, one insider after the other. */
  const passing = async (
    { scope, insiders, missing }: Asking,
    moments: ReadonlyArray<Settled>,
    meet: (views: ReadonlyArray<InsiderView>, chronicles: ReadonlyArray<Chronicle>) => void,
    withChronicles = false,
  ): Promise<ReadonlyArray<InsiderId>> => {
    const unread = new Set(missing);
    for (const insider of insiders) {
      // Signals and timers have their turn.
      await nextTurn();
      const views: Array<InsiderView> = [];
      const chronicles: Array<Chronicle> = [];
      for (const { vantage } of moments) {
        // Who is asked about alone is told why it cannot be read.
        const seen = await view(insider, vantage).catch('insider' in scope ? fails : unreadable);
        if (seen !== null) views.push(seen);
        if (seen !== null && withChronicles) chronicles.push(await chronicle(insider, vantage));
      }
      if (views.length < moments.length) unread.add(insider);
      else if (!unread.has(insider)) meet(views, chronicles);
    }
    return [...unread].sort();
  };

  const fails = (thrown: unknown): never => {
    throw thrown;
  };

  return {
    read: async (asked, { moments, wanted, adjusted = false, until = null }, answer) => {
      for (let tries = 1; tries <= triesMax; tries++) {
        const from = await keptFor(asked, { moments, wanted, adjusted, until });
        if (from === null) break;
        const { generation, scope, viewed } = from;
        const takenIn = generation.checkpoint();
        const ofView =
          viewed === null ? null : await viewedBooks(viewed, from, { moments, wanted });
        // The view is of the log as it is now: tables and view are of one moment where no more came.
        if (ofView !== null) await keptWithStale(asked);
        const answered = generation.frozen(() => {
          // Somebody else may have left insiders stale since they were looked for.
          if (ofView === null && isStale(generation, scope)) return null;
          if (ofView !== null && generation.checkpoint() !== takenIn) return null;
          const book = (at: Settled): Book => {
            const told = keptBook(from, at);
            return ofView === null ? told : ofView(at, told);
          };
          const [first, ...others] = moments;
          return { is: answer(book(first), ...others.map(book)) };
        });
        if (answered !== null) return answered.is;
      }
      const { chapterOf, foldedBook } = await foldedBooks();
      return keeping.scanning(async () => {
        if (log !== null && isOfEverybody(asked)) {
          // Whoever waits long is told why the tables do not answer.
          await kept(asked);
          const { everybodyFolded } = await everybodys();
          const all = await everybodyFolded(
            { ...log, streams, view, chronicle },
            { moments, wanted, adjusted, until },
          );
          if (all !== null) {
            const about = { scope: everybody, missing: [], more: false };
            const book = (_: Settled, i: number) =>
              foldedBook(
                all.flatMap((chapters) => chapters[i] ?? []),
                about,
              );
            const [first, ...others] = moments;
            return answer(book(first, 0), ...others.map((at, i) => book(at, i + 1)));
          }
        }
        const asking = await askedFrom(asked, moments[0]);
        const { scope, more } = asking;
        const issuerId = issuerIn(scope);
        const chapters = moments.map((): Array<ReturnType<typeof chapterOf>> => []);
        const tell: Parameters<typeof passing>[2] = (views, chronicles) =>
          views.forEach((seen, i) => {
            const at = moments[i] ?? moments[0];
            const sight = { view: seen, issuerId, at, adjusted, until };
            chapters[i]?.push(chapterOf({ ...sight, chronicle: chronicles[i] ?? null }, wanted));
          });
        const missing = await passing(asking, moments, tell, wantsSpans(wanted));
        const [first = [], ...others] = chapters;
        const book = (own: typeof first) => foldedBook(own, { scope, missing, more });
        return answer(book(first), ...others.map(book));
      });
    },
    folded: async (asked, at, say) => {
      const asking = await askedFrom(asked, at);
      const issuerId = issuerIn(asking.scope);
      const said: Array<ReturnType<typeof say>> = [];
      const missing = await passing(asking, [at], ([seen]) => {
        if (seen !== undefined) said.push(say(seen, issuerId));
      });
      return { said, missing };
    },
  };
};
