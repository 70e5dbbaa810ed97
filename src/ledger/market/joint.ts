/** Who else reports the same holding: as `holders` counts them once, for lists that have each. */
import { holdingOf, namingOf } from '../../../projections/issuer.js';
import type { PositionAnswer, PositionListed } from '../../answer/holdings.js';
import type { Settled } from '../../answer/moment.js';
import {
  type InsiderId,
  type IssuerId,
  issuerOfPosition,
  type PositionId,
} from '../../event/identity.js';
import { compare, groupedBy } from '../../filing/order.js';
import type { Book } from '../book/book.js';
import type { Reading } from '../book/reading.js';
import type { Source } from '../subject.js';

export type JointWith = ReadonlyMap<PositionId, ReadonlyArray<InsiderId>>;

/** What tells who reports a holding of an issuer together. */
export const jointFacts = ['sharedHoldings', 'documents'] as const;

/**
 * Of everybody of an issuer, positions that stand on rows of several: of those that something is
 * held of, and of those that nothing is left of, each by itself.
 */
export const jointOfIssuer = (book: Book<(typeof jointFacts)[number]>): JointWith => {
  const nameOf = namingOf(book.documents());
  return new Map(
    [...groupedBy(book.sharedHoldings(), ({ closed }) => String(closed)).values()].flatMap(
      (shared) => {
        const holding = holdingOf(
          shared.map(({ positionId }) => positionId),
          shared.flatMap(({ positionId, rows }) => rows.map((row) => ({ positionId, row }))),
          nameOf,
        );
        return [...groupedBy(shared, ({ positionId }) => holding(positionId)).values()].flatMap(
          (group) => {
            const insiders = [...new Set(group.map(({ insider }) => insider))].sort(compare);
            return group.map(({ positionId, insider }): [PositionId, ReadonlyArray<InsiderId>] => [
              positionId,
              insiders.filter((other) => other !== insider),
            ]);
          },
        );
      },
    ),
  );
};

export const withJoint = (
  positions: ReadonlyArray<PositionAnswer>,
  joint: JointWith,
): ReadonlyArray<PositionListed> =>
  positions.map((p) => ({ ...p, jointWith: joint.get(p.positionId) ?? [] }));

/** Issuers of these positions of which their insiders file with others, or what others may file as well. */
export const issuersTogether = (
  positions: ReadonlyArray<PositionAnswer>,
  book: Book<'filedTogether' | 'documents'>,
): ReadonlyArray<IssuerId> => {
  const alike = new Set(book.documents().map(({ insider }) => insider));
  const together = new Set(book.filedTogether().map((r) => `${r.insider} ${r.issuer}`));
  const issuers = new Set<IssuerId>();
  for (const { positionId, insider } of positions) {
    const issuer = issuerOfPosition(positionId);
    if (alike.has(insider.id) || together.has(`${insider.id} ${issuer}`)) issuers.add(issuer);
  }
  return [...issuers].sort(compare);
};

/** The same of several issuers, each asked by itself: co-owners may stand on another page. */
export const jointOfIssuers = async (
  read: Reading['read'],
  issuers: ReadonlyArray<IssuerId>,
  source: Source & { readonly adjusted: boolean },
  at: Settled,
): Promise<JointWith> => {
  const { adjusted, ...from } = source;
  const all = new Map<PositionId, ReadonlyArray<InsiderId>>();
  for (const issuer of issuers) {
    const joint = await read(
      { ...from, issuer },
      { moments: [at], wanted: [...jointFacts], adjusted },
      jointOfIssuer,
    );
    for (const [positionId, others] of joint) all.set(positionId, others);
  }
  return all;
};
