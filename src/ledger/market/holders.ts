/** All holders of an issuer on a day. */

import { type HeldTotal, heldTotals, holdingsOnce, namingOf } from '../../../projections/issuer.js';
import type { KnownFiling } from '../../../projections/known/knowledge.js';
import { canonicalTitle } from '../../../projections/known/security-title.js';
import type { PositionAnswer } from '../../answer/holdings.js';
import type { Moment, Settled } from '../../answer/moment.js';
import { type PartPaged, type PartPaging, partOf } from '../../answer/paging.js';
import { type InsiderAnswer, relationshipIn } from '../../answer/party.js';
import type { InsiderId, PositionId } from '../../event/identity.js';
import { type Day, daysBetween } from '../../filing/calendar.js';
import { Decimal } from '../../filing/decimal.js';
import type { Accession, Relationship } from '../../filing/model.js';
import { compare } from '../../filing/order.js';
import type { Book, IssuerNamed } from '../book/book.js';
import type { Source } from '../subject.js';
import { reportOf } from './held-report.js';
import { type Told, told } from './told.js';

/** With `limit` or `cursor`, so many of the holders; everything else is told on each page. */
export interface IssuerQuery extends Moment, Source, PartPaging {
  readonly issuer: string;
  /** The largest holdings first, of whatever class; class by class where missing. */
  readonly bySize?: boolean;
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
  /** What the insider is to the issuer, by the boxes of the last form of that day or before it. */
  readonly relationship: Relationship;
  /** That form, whatever it reports; null where the first one came later. */
  readonly lastReport: LastReport | null;
}

export interface LastReport {
  readonly accession: Accession;
  readonly form: string;
  readonly filedOn: Day;
  /** Days from its filing to the day asked about. */
  readonly daysAgo: number;
}

export type HeldAnswer = HeldTotal;

export interface HoldersAnswer extends Told, PartPaged {
  readonly issuer: IssuerNamed;
  readonly holders: ReadonlyArray<HolderAnswer>;
  /** By class; what is expired or unknown does not count. */
  readonly totals: ReadonlyArray<HeldAnswer>;
  /** Holdings that no total counts: expired ones, and those of which the number is not known. */
  readonly notCounted: { readonly expired: number; readonly unknown: number };
}

/** Before it is known what its insider is. */
type Held = Omit<HolderAnswer, 'relationship' | 'lastReport'>;

interface HoldersFound extends Omit<HoldersAnswer, 'holders'> {
  readonly holders: ReadonlyArray<Held>;
}

/** Class by class, the largest of each first. */
export const inOrder = (a: PositionAnswer, b: PositionAnswer): number =>
  compare(b.kind, a.kind) ||
  compare(canonicalTitle(a.security), canonicalTitle(b.security)) ||
  new Decimal(b.quantity ?? 0).comparedTo(new Decimal(a.quantity ?? 0)) ||
  compare(a.positionId, b.positionId);

/** The largest first; those of which the number is not known come last. */
const bySize = (a: Held, b: Held): number =>
  a.quantity === null || b.quantity === null
    ? Number(a.quantity === null) - Number(b.quantity === null)
    : new Decimal(b.quantity).comparedTo(new Decimal(a.quantity));

export const holdersAnswer = (
  book: Book<'positions' | 'standing' | 'documents' | 'named'>,
  at: Settled,
  query: PartPaging & Pick<IssuerQuery, 'bySize'> = {},
): HoldersFound => {
  const reports = book.positions().flatMap((p) => (p.closed ? [] : [reportOf(p.answer)]));
  const holdings = holdingsOnce(reports, book.standing(), namingOf(book.documents()));
  const holders = holdings
    .map(
      ([first, ...others]): Held => ({
        ...first.answer,
        jointWith: others.map(({ answer: { insider, positionId, quantity } }) => ({
          insider,
          positionId,
          quantity,
        })),
      }),
    )
    .sort(query.bySize === true ? (a, b) => bySize(a, b) || inOrder(a, b) : inOrder);
  const { part, paged } = partOf(holders, query, ({ positionId }) => positionId);
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

/** By what of an insider's filings about the issuer is known. */
const lastFiled = (
  about: ReadonlyArray<KnownFiling>,
  asOf: Day,
): Pick<HolderAnswer, 'relationship' | 'lastReport'> => {
  const by = about.filter(({ header }) => header.filedOn <= asOf);
  const last = by[by.length - 1];
  return {
    relationship: relationshipIn(last ?? about[0] ?? null),
    lastReport:
      last === undefined
        ? null
        : {
            accession: last.accession,
            form: last.header.form,
            filedOn: last.header.filedOn,
            daysAgo: daysBetween(last.header.filedOn, asOf),
          },
  };
};

/** The same with what each insider is: filings say it, and positions do not. */
export const withRoles = async (
  found: HoldersFound,
  filingsOf: (insider: InsiderId) => Promise<ReadonlyArray<KnownFiling>>,
): Promise<HoldersAnswer> => {
  const said = new Map<InsiderId, ReturnType<typeof lastFiled>>();
  for (const { insider } of found.holders) {
    if (said.has(insider.id)) continue;
    const own = await filingsOf(insider.id);
    const about = own.filter(({ header }) => header.issuerId === found.issuer.id);
    said.set(insider.id, lastFiled(about, found.asOf));
  }
  return {
    ...found,
    holders: found.holders.map((held) => ({
      ...held,
      ...(said.get(held.insider.id) ?? lastFiled([], found.asOf)),
    })),
  };
};
