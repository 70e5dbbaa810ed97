/** Long answers in pages. */
import { fail, invalidArgument } from './error.js';

/** A page of what there is of everybody; everything at once where no limit is given. */
export interface Paging {
  /** About how many items a page has. */
  readonly limit?: number;
  /** `next` of the page before; the first page where missing. */
  readonly cursor?: string;
}

/** Where the next page begins; null after the last. Absent where no limit was given. */
export interface Paged {
  readonly next?: string | null;
}

/** Of what is told of one subject a page can be asked for by its number as well. */
export interface PartPaging extends Paging {
  /** With `limit`, instead of a cursor: from 1; the last where there are fewer. */
  readonly page?: number | 'last';
}

/** Which page it is, of how many, with how many items on all of them. */
export interface PagePlace {
  readonly page: number;
  readonly pages: number;
  readonly items: number;
}

export interface PartPaged extends Paged {
  /** Where a page was asked for by its number. */
  readonly place?: PagePlace;
}

/** The place of the next item, and what it is named by: it is found again where places have moved. */
const cursorTo = (place: number, name: string): string => `${place}:${name}`;

const placeIn = <I>(
  all: ReadonlyArray<I>,
  cursor: string,
  nameOf: (item: I) => string,
): number | null => {
  const [, place, name] = /^(\d{1,9}):(.*)$/s.exec(cursor) ?? [];
  if (place === undefined || name === undefined) return null;
  const there = all[Number(place)];
  if (there !== undefined && nameOf(there) === name) return Number(place);
  const found = all.findIndex((item) => nameOf(item) === name);
  return found < 0 ? Math.min(Number(place), all.length) : found;
};

/** What is no `next` of the question's pages gives no page, which would say that nothing is there. */
export const badCursor = (cursor: string): never =>
  fail(
    invalidArgument(
      `${JSON.stringify(cursor)} is not the \`next\` of a page of this question; ask for its first page, without a cursor`,
    ),
  );

const isWhole = (n: number): boolean => Number.isInteger(n) && n > 0;

const numbered = (
  items: number,
  { limit, cursor, page = 'last' }: PartPaging,
): { readonly begin: number; readonly place: PagePlace } => {
  if (limit === undefined || cursor !== undefined || !(page === 'last' || isWhole(page)))
    return fail(
      invalidArgument(
        `page is a number from 1, or last, and goes with limit and without a cursor; got ${JSON.stringify(page)}`,
      ),
    );
  const pages = Math.max(1, Math.ceil(items / limit));
  const at = page === 'last' ? pages : Math.min(page, pages);
  return { begin: (at - 1) * limit, place: { page: at, pages, items } };
};

export interface Part<I> {
  readonly part: ReadonlyArray<I>;
  readonly paged: PartPaged;
}

/** A page of what is told of one subject; all of it, and no `next`, where none is asked for. */
export const partOf = <I>(
  all: ReadonlyArray<I>,
  paging: PartPaging,
  nameOf: (item: I) => string,
): Part<I> => {
  const { limit, cursor, page } = paging;
  if (limit === undefined && cursor === undefined && page === undefined)
    return { part: all, paged: {} };
  if (limit !== undefined && !isWhole(limit))
    return fail(invalidArgument(`a page has one item or more; got ${limit}`));
  const place = page === undefined ? null : numbered(all.length, paging);
  const begin = place?.begin ?? (cursor === undefined ? 0 : placeIn(all, cursor, nameOf));
  if (begin === null) return badCursor(cursor ?? '');
  const end = limit === undefined ? all.length : begin + limit;
  const following = all[end];
  return {
    part: all.slice(begin, end),
    paged: {
      next: following === undefined ? null : cursorTo(end, nameOf(following)),
      ...(place === null ? {} : { place: place.place }),
    },
  };
};
