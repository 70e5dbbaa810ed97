/** All holders of an issuer on a day. */
import { canonicalTitle } from '../../../projections/known/security-title.js';
import { Decimal, printDecimal, zero } from '../../filing/decimal.js';
import type { Generation } from '../../readmodel/model.js';
import type { PositionFound } from '../../readmodel/questions.js';
import type { PositionAnswer } from '../answer/holdings.js';
import type { InsiderAnswer } from '../answer/party.js';
import { insiderOf, keptAt, positionOf } from '../keep/kept.js';
import type { Settled } from '../moment.js';
import { type IssuerNamed, issuerNamed, lastNamed } from './issuer.js';
import { holdingsThatAreOne, mergerOf } from './joint-report.js';
import { compare } from './order.js';
import { type KeptMoment, type Told, told } from './told.js';

export interface IssuerQuery extends KeptMoment {
  readonly issuer: string;
}

/** One holding, as the owner who spoke of it last reports it. */
export interface HolderAnswer extends PositionAnswer {
  /** Others who report the same holding, with their position and what they say it is. */
  readonly jointWith: ReadonlyArray<{
    readonly insider: InsiderAnswer;
    readonly positionId: string;
    readonly quantity: string | null;
  }>;
}

export interface HeldAnswer {
  readonly kind: 'share' | 'derivative';
  readonly security: string;
  readonly unit: string;
  readonly quantity: string;
  readonly holdings: number;
}

export interface HoldersAnswer extends Told {
  readonly issuer: IssuerNamed;
  readonly holders: ReadonlyArray<HolderAnswer>;
  /** By class; what is expired or unknown does not count. */
  readonly totals: ReadonlyArray<HeldAnswer>;
}

/** Who spoke of it last comes first. */
const byRecency = (a: PositionFound, b: PositionFound): number =>
  compare(b.reportedOn ?? '', a.reportedOn ?? '') ||
  compare(b.reportedFiledOn ?? '', a.reportedFiledOn ?? '') ||
  compare(a.insider, b.insider);

const holderOf = (group: ReadonlyArray<PositionFound>): HolderAnswer | null => {
  const [first, ...others] = [...group].sort(byRecency);
  if (first === undefined) return null;
  return {
    ...positionOf(first),
    jointWith: others.map((other) => ({
      insider: insiderOf(other),
      positionId: other.positionId,
      quantity: other.quantity,
    })),
  };
};

const counted: ReadonlySet<string> = new Set(['reported', 'derived', 'stale', 'contested']);

const totalsOf = (holders: ReadonlyArray<HolderAnswer>): ReadonlyArray<HeldAnswer> => {
  const totals = new Map<string, { answer: HolderAnswer; sum: Decimal; holdings: number }>();
  for (const holder of holders) {
    if (holder.quantity === null || !counted.has(holder.status)) continue;
    const key = `${holder.kind}|${canonicalTitle(holder.security)}|${holder.unit}`;
    const total = totals.get(key) ?? { answer: holder, sum: zero, holdings: 0 };
    total.sum = total.sum.plus(new Decimal(holder.quantity));
    total.holdings += 1;
    totals.set(key, total);
  }
  return [...totals.entries()]
    .sort(([a], [b]) => compare(b.slice(0, 1), a.slice(0, 1)) || compare(a, b))
    .map(([, { answer, sum, holdings }]) => ({
      kind: answer.kind,
      security: answer.security,
      unit: answer.unit,
      quantity: printDecimal(sum),
      holdings,
    }));
};

export const holdersAnswer = (generation: Generation, issuer: string, at: Settled): HoldersAnswer =>
  generation.frozen(() => {
    const { questions } = generation;
    const times = keptAt(at);
    const found = questions.positions({ issuer }, times).filter((p) => p.closed === 0);
    const joint = questions.jointRows(issuer, times.knownBy);
    const merger = mergerOf(questions, issuer);
    const holders = holdingsThatAreOne(found, joint, merger)
      .flatMap((group) => holderOf(group) ?? [])
      .sort(
        (a, b) =>
          compare(b.kind, a.kind) ||
          compare(canonicalTitle(a.security), canonicalTitle(b.security)) ||
          new Decimal(b.quantity ?? 0).comparedTo(new Decimal(a.quantity ?? 0)) ||
          compare(a.positionId, b.positionId),
      );
    return {
      ...told(generation, at),
      issuer: issuerNamed(generation, issuer, lastNamed(found)),
      holders,
      totals: totalsOf(holders),
    };
  });
