/** All holders of an issuer on a day. */

import {
  type HeldReport,
  type HeldTotal,
  heldTotals,
  holdingsOnce,
  namingOf,
} from '../../../projections/issuer.js';
import { canonicalTitle } from '../../../projections/known/security-title.js';
import type { PositionAnswer } from '../../answer/holdings.js';
import type { Moment, Settled } from '../../answer/moment.js';
import { type Paged, type Paging, partOf } from '../../answer/paging.js';
import type { InsiderAnswer } from '../../answer/party.js';
import type { PositionId } from '../../event/identity.js';
import { Decimal } from '../../filing/decimal.js';
import { compare } from '../../filing/order.js';
import type { Book, IssuerNamed } from '../book/book.js';
import type { Source } from '../subject.js';
import { type Told, told } from './told.js';

/** With `limit` or `cursor`, so many of the holders; everything else is told on each page. */
export interface IssuerQuery extends Moment, Source, Paging {
  readonly issuer: string;
  /** Recorded splits count from their day; the log is folded for that. */
  readonly adjusted?: boolean;
}

/** One holding, as the owner who spoke of it last reports it. */
export interface HolderAnswer extends PositionAnswer {
  /** Others who report the same holding, with their position and what they say it is. */
  readonly jointWith: ReadonlyArray<{
    readonly insider: InsiderAnswer;
    readonly positionId: PositionId;
    readonly quantity: string | null;
  }>;
}

export type HeldAnswer = HeldTotal;

export interface HoldersAnswer extends Told, Paged {
  readonly issuer: IssuerNamed;
  readonly holders: ReadonlyArray<HolderAnswer>;
  /** By class; what is expired or unknown does not count. */
  readonly totals: ReadonlyArray<HeldAnswer>;
  /** Holdings that no total counts: expired ones, and those of which the number is not known. */
  readonly notCounted: { readonly expired: number; readonly unknown: number };
}

interface Report extends HeldReport {
  readonly answer: PositionAnswer;
}

const reportOf = (answer: PositionAnswer): Report => ({
  positionId: answer.positionId,
  insider: answer.insider.id,
  kind: answer.kind,
  security: answer.security,
  unit: answer.unit,
  quantity: answer.quantity,
  status: answer.status,
  statedOn: answer.reported?.effectiveOn ?? null,
  filedOn: answer.reported?.filedOn ?? null,
  answer,
});

const inOrder = (a: HolderAnswer, b: HolderAnswer): number =>
  compare(b.kind, a.kind) ||
  compare(canonicalTitle(a.security), canonicalTitle(b.security)) ||
  new Decimal(b.quantity ?? 0).comparedTo(new Decimal(a.quantity ?? 0)) ||
  compare(a.positionId, b.positionId);

export const holdersAnswer = (
  book: Book<'positions' | 'standing' | 'documents' | 'named'>,
  at: Settled,
  paging: Paging = {},
): HoldersAnswer => {
  const reports = book.positions().flatMap((p) => (p.closed ? [] : [reportOf(p.answer)]));
  const holdings = holdingsOnce(reports, book.standing(), namingOf(book.documents()));
  const holders = holdings
    .map(
      ([first, ...others]): HolderAnswer => ({
        ...first.answer,
        jointWith: others.map(({ answer: { insider, positionId, quantity } }) => ({
          insider,
          positionId,
          quantity,
        })),
      }),
    )
    .sort(inOrder);
  const { part, paged } = partOf(holders, paging, ({ positionId }) => positionId);
  return {
    ...told(book, at),
    issuer: book.named(),
    holders: part,
    totals: heldTotals(holdings),
    notCounted: {
      expired: holdings.filter(([last]) => last.status === 'expired').length,
      unknown: holdings.filter(
        ([last]) =>
          last.status !== 'expired' && (last.status === 'unknown' || last.quantity === null),
      ).length,
    },
    ...paged,
  };
};
