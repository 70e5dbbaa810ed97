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

/** A page of what is told of one subject; all of it, and no `next`, where none is asked for. */
export const partOf = <I>(
  all: ReadonlyArray<I>,
  { limit, cursor }: Paging,
  nameOf: (item: I) => string,
): { readonly part: ReadonlyArray<I>; readonly paged: Paged } => {
  if (limit === undefined && cursor === undefined) return { part: all, paged: {} };
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    return fail(invalidArgument(`a page has one item or more; got ${limit}`));
  const begin = cursor === undefined ? 0 : placeIn(all, cursor, nameOf);
  if (begin === null) return badCursor(cursor ?? '');
  const end = limit === undefined ? all.length : begin + limit;
  const following = all[end];
  return {
    part: all.slice(begin, end),
    paged: { next: following === undefined ? null : cursorTo(end, nameOf(following)) },
  };
};
