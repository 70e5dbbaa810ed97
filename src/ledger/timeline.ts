/** Asking how what is told of positions changed, over both times. */
import type { InsiderView } from '../../projections/insider.js';
import { fail, invalidArgument, notFound } from '../answer/error.js';
import { missingOf } from '../answer/missing.js';
import type { Moment } from '../answer/moment.js';
import { insiderOfPosition, namedIn } from '../answer/named-position.js';
import {
  type InstantAnswer,
  positionTimeline,
  type TimelineAnswer,
  timelinesInOrder,
} from '../answer/timeline.js';
import { beginning, everything, type Instant } from '../filing/calendar.js';
import { compare, groupedBy } from '../filing/order.js';
import type { Book } from './book/book.js';
import type { OpenLedger } from './open-ledger.js';
import type { Source } from './subject.js';

/** A position; an insider; everybody of an issuer; or one insider as far as an issuer goes. */
export type TimelineQuery = Pick<Moment, 'knownBy' | 'recordedBy'> &
  Source & {
    readonly position?: string;
    readonly insider?: string;
    readonly issuer?: string;
    /** Recorded splits count from their day, not from the first row in new shares. */
    readonly adjusted?: boolean;
  };

const instantsIn = (book: Book<'filings'>, issuer: string | null): ReadonlyArray<InstantAnswer> => {
  const filings = book
    .filings({ after: beginning })
    .filter((filing) => issuer === null || filing.issuer === issuer);
  return [...groupedBy(filings, ({ knownAt }) => knownAt).values()]
    .flatMap((together): ReadonlyArray<InstantAnswer> => {
      const [first] = together;
      const named = new Map(together.map((f) => [f.accession, f.form]));
      const documents = [...named].map(([accession, form]) => ({ accession, form }));
      return first === undefined ? [] : [{ knownAt: first.knownAt, filings: documents }];
    })
    .sort((a, b) => compare(a.knownAt, b.knownAt));
};

export const timelineAnswer = async (
  open: OpenLedger,
  query: TimelineQuery,
): Promise<TimelineAnswer> => {
  const { position, insider, issuer, adjusted = false, fromLog } = query;
  if (position !== undefined && (insider ?? issuer) !== undefined)
    fail(invalidArgument('a position names its insider and issuer: give it alone'));
  if ((position ?? insider ?? issuer) === undefined)
    fail(invalidArgument('of what? A timeline is of a position, an insider or an issuer'));
  const at = open.settled(query);
  const { knownBy, recordedBy, vantage } = at;
  const whom =
    position === undefined
      ? {
          ...(insider === undefined ? {} : { insider }),
          ...(issuer === undefined ? {} : { issuer }),
        }
      : { insider: await open.insiderOf(insiderOfPosition(position), query, vantage.recordedBy) };
  const of = (only: string | null): Promise<TimelineAnswer> =>
    open.read(
      { ...(fromLog === undefined ? {} : { fromLog }), ...whom },
      { moments: [at], wanted: ['spans', 'filings'], adjusted },
      (book) => {
        const own = book.spans().filter(({ positionId }) => only === null || positionId === only);
        const end = vantage.knownBy ?? everything;
        const ofIssuer = only === null ? null : (own[0]?.issuerId ?? '');
        return {
          knownBy,
          recordedBy,
          positions: timelinesInOrder(
            own.flatMap(({ positionId, insider: who, issuer: which, spans }) => {
              const parties = { positionId, insider: who, issuer: which };
              return positionTimeline(parties, spans, end) ?? [];
            }),
          ),
          instants: instantsIn(book, ofIssuer),
          ...missingOf(book.missing),
        };
      },
    );
  if (position === undefined) return of(null);
  const found = await of(position);
  if (found.positions.length > 0) return found;
  // An id that it had before it was joined or identified.
  const holder = whom.insider as InsiderView['insider'];
  const seen = (known: Instant | null): Promise<InsiderView> =>
    open.view(holder, { ...vantage, knownBy: known });
  const now = namedIn(await seen(vantage.knownBy), position)?.id;
  if (now !== undefined && now !== position) return of(now);
  const { unknownThen } = await import('./unknown-then.js');
  return fail(notFound(await unknownThen(position, at, seen)));
};
