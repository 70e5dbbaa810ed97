/** Who else reports the same holding: as `holders` counts them once, for lists that have each. */
import { holdingsOnce, namingOf } from '../../../projections/issuer.js';
import type { PositionAnswer, PositionFact, PositionListed } from '../../answer/holdings.js';
import type { Settled } from '../../answer/moment.js';
import {
  type InsiderId,
  type IssuerId,
  issuerOfPosition,
  type PositionId,
} from '../../event/identity.js';
import { compare } from '../../filing/order.js';
import type { Book } from '../book/book.js';
import type { Reading } from '../book/reading.js';
import type { Source } from '../subject.js';
import { reportOf } from './held-report.js';

export type JointWith = ReadonlyMap<PositionId, ReadonlyArray<InsiderId>>;

/** What tells who reports a holding of an issuer together. */
export const jointFacts = ['positions', 'standing', 'documents'] as const;

/** Of positions that something is held of, and of those that nothing is left of, each by itself. */
const togetherIn = (
  facts: ReadonlyArray<PositionFact>,
  book: Book<'standing' | 'documents'>,
): JointWith => {
  const nameOf = namingOf(book.documents());
  const standing = book.standing();
  return new Map(
    [false, true].flatMap((closed) =>
      holdingsOnce(
        facts.flatMap((p) => (p.closed === closed ? [reportOf(p.answer)] : [])),
        standing,
        nameOf,
      ).flatMap((group) =>
        group.map(({ positionId, insider }): [PositionId, ReadonlyArray<InsiderId>] => [
          positionId,
          [...new Set(group.flatMap((r) => (r.insider === insider ? [] : [r.insider])))].sort(
            compare,
          ),
        ]),
      ),
    ),
  );
};

/** Of everybody of an issuer. */
export const jointOfIssuer = (book: Book<(typeof jointFacts)[number]>): JointWith =>
  togetherIn(book.positions(), book);

export const withJoint = (
  positions: ReadonlyArray<PositionAnswer>,
  joint: JointWith,
): ReadonlyArray<PositionListed> =>
  positions.map((p) => ({ ...p, jointWith: joint.get(p.positionId) ?? [] }));

/** Issuers of which somebody in the book files with others, or what others may file as well. */
export const issuersTogether = (
  book: Book<'positions' | 'relations' | 'documents'>,
): ReadonlyArray<IssuerId> => {
  const alike = new Set(book.documents().map(({ insider }) => insider));
  const together = new Set(
    book.relations().flatMap((r) => (r.together.length > 0 ? [`${r.insider} ${r.issuer}`] : [])),
  );
  const issuers = new Set<IssuerId>();
  for (const { answer } of book.positions()) {
    const issuer = issuerOfPosition(answer.positionId);
    if (alike.has(answer.insider.id) || together.has(`${answer.insider.id} ${issuer}`))
      issuers.add(issuer);
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
