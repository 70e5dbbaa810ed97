/**
 * An insider folded at every instant at which a filing became known, issuer by issuer: one issuer's
 * filings say nothing about another's.
 */
import type { LinkedElsewhere } from '../../../projections/amendment/resolution.js';
import { insiderFold } from '../../../projections/insider.js';
import type { Identities } from '../../../projections/known/identities.js';
import type { KnownFiling } from '../../../projections/known/knowledge.js';
import type { Rulings } from '../../../projections/known/rulings.js';
import type { InsiderId } from '../../event/identity.js';
import type { Instant } from '../../filing/calendar.js';
import type { Chronicle } from '../../journal/views.js';
import type { PositionRow } from '../rows.js';
import { intervals } from './intervals.js';

type View = ReturnType<ReturnType<typeof insiderFold>['view']>;

/** The fold as of an instant, from which on it was so. */
export interface AtInstant {
  readonly knownAt: Instant;
  readonly view: View;
}

/** Filings in known order, those of one instant together. */
const stepsOf = (
  filings: ReadonlyArray<KnownFiling>,
): ReadonlyArray<{ readonly knownAt: Instant; readonly count: number }> => {
  const steps: Array<{ knownAt: Instant; count: number }> = [];
  filings.forEach(({ knownAt }, i) => {
    const last = steps[steps.length - 1];
    if (last?.knownAt === knownAt) last.count = i + 1;
    else steps.push({ knownAt, count: i + 1 });
  });
  return steps;
};

/** As filed, by the real id of the issuer. */
const byIssuer = (
  filings: ReadonlyArray<KnownFiling>,
  issuers: Identities['issuers'],
): ReadonlyMap<string, ReadonlyArray<KnownFiling>> => {
  const groups = new Map<string, Array<KnownFiling>>();
  for (const filing of filings) {
    const issuer = issuers.get(filing.header.issuerId) ?? filing.header.issuerId;
    const group = groups.get(issuer);
    if (group === undefined) groups.set(issuer, [filing]);
    else group.push(filing);
  }
  return groups;
};

/** Of each issuer the fold at each of its instants, in order. A view is told of before the next. */
export function* instantsOf(
  insider: InsiderId,
  filings: ReadonlyArray<KnownFiling>,
  rulings: Rulings,
  linkedElsewhere?: LinkedElsewhere,
): Generator<{ readonly issuer: string; readonly instants: Iterable<AtInstant> }> {
  for (const [issuer, own] of byIssuer(filings, rulings.identities.issuers)) {
    const fold = insiderFold(insider, rulings, linkedElsewhere);
    function* instants(): Generator<AtInstant> {
      let taken = 0;
      for (const { knownAt, count } of stepsOf(own)) {
        for (; taken < count; taken++) fold.take(own[taken] as KnownFiling);
        yield { knownAt, view: fold.view() };
      }
    }
    yield { issuer, instants: instants() };
  }
}

/** Positions over both times, of one issuer or of all, as a read model would keep them. */
export const positionsOver = (
  { insider, filings, rulings, linkedElsewhere }: Chronicle,
  issuerId: string | null,
  basis: { readonly adjusted: boolean },
): ReadonlyArray<PositionRow> => {
  const found: Array<PositionRow> = [];
  for (const { issuer, instants } of instantsOf(insider, filings, rulings, linkedElsewhere)) {
    if (issuerId !== null && issuer !== issuerId) continue;
    const positions = intervals(basis);
    for (const { view, knownAt } of instants) positions.take(view, knownAt);
    found.push(...positions.positions());
  }
  return found;
};
