/** Everybody's positions. */
import type { Generation } from '../../readmodel/model.js';
import type { PositionAnswer } from '../answer/holdings.js';
import { keptAt, positionOf } from '../keep/kept.js';
import type { Settled } from '../moment.js';
import { pageOf } from './page.js';
import { type KeptMoment, type Told, told } from './told.js';

export interface PositionsQuery extends KeptMoment {
  readonly includeClosed?: boolean;
  /** `next` of the page before; the first page where missing. */
  readonly cursor?: string;
  /** Insiders on a page. */
  readonly limit?: number;
}

export interface PositionsPage extends Told {
  /** By insider. */
  readonly positions: ReadonlyArray<PositionAnswer>;
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

export const positionsPage = (
  generation: Generation,
  query: PositionsQuery,
  at: Settled,
): PositionsPage =>
  generation.frozen(() => {
    const page = pageOf(generation.questions, query);
    const found = page === null ? [] : generation.questions.positions(page.scope, keptAt(at));
    const open = query.includeClosed === true ? found : found.filter((p) => p.closed === 0);
    return { ...told(generation, at), positions: open.map(positionOf), next: page?.next ?? null };
  });
