/** Everybody's positions. */
import { type PositionListed, positionsInOrder } from '../../answer/holdings.js';
import type { Moment, Settled } from '../../answer/moment.js';
import type { Book } from '../book/book.js';
import type { Source } from '../subject.js';
import { type InsiderPaging, nextOf } from './page.js';
import { type Told, told } from './told.js';

export interface PositionsQuery extends Moment, Source, InsiderPaging {
  readonly includeClosed?: boolean;
  /** Recorded splits count from their day; the log is folded for that. */
  readonly adjusted?: boolean;
}

export interface PositionsPage extends Told {
  /** By insider. */
  readonly positions: ReadonlyArray<PositionListed>;
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

export const positionsPage = (
  book: Book<'positions'>,
  { includeClosed = false }: PositionsQuery,
  at: Settled,
): PositionsPage => ({
  ...told(book, at),
  positions: positionsInOrder(book.positions(), includeClosed),
  next: nextOf(book),
});
