/** The checks of one position's stated balances, as they are kept. */

import type { Audit } from '../../../projections/audit.js';
import { isGap } from '../../../projections/balance/entry.js';
import { differenceOf } from '../../../projections/explanation/gap.js';
import type { Reading } from '../../../projections/explanation/reading.js';
import type { Holding, InsiderView } from '../../../projections/insider.js';
import {
  type Checking,
  type ChecksAnswer,
  checked,
  countsOf,
  linksOf,
  type UnexplainedAnswer,
} from '../../answer/reconcile.js';
import { forever, type Instant } from '../../filing/calendar.js';
import type { CheckRow } from '../rows.js';

const readingState = (reading: Reading): string =>
  [reading.kind, reading.detail, ...reading.evidence].join(' ');

/** What tells one state of a position's checks from the next; null where nothing is checked. */
export const checkState = ({ entries, explanations }: Holding, audit: Audit): string | null => {
  const { links, readings } = linksOf(entries);
  const changes = entries.flatMap((entry, i) => {
    if (!isGap(entry)) return [];
    const { row, filing, asserted } = entry.source;
    const explanation = explanations.get(i);
    return [
      row.row,
      filing.accession,
      entry.on,
      entries[i - 1]?.on,
      differenceOf(entry),
      asserted,
      explanation?.category,
      ...(explanation === undefined || explanation.kind === null
        ? []
        : [readingState(explanation)]),
      ...(explanation?.possible.map(readingState) ?? []),
    ].join(' ');
  });
  const audited = [
    ...audit.notLastStated.map((n) => [n.row, n.on, n.stated, n.quantity].join(' ')),
    ...[...audit.belowZero, ...audit.maybeSame].map((c) =>
      [c.conflictId, ...c.touches.map((t) => `${t.positionId} ${t.from}`)].join(' '),
    ),
  ];
  return links === 0 && changes.length === 0 && audited.length === 0
    ? null
    : [links, readings, ...changes, ...audited].join('|');
};

/** The answers of one position as they are kept: without insider and issuer. */
export interface KeptChecks {
  readonly unexplained: ReadonlyArray<Omit<UnexplainedAnswer, 'insider' | 'issuer'>>;
  readonly checks: {
    readonly [K in keyof ChecksAnswer]: ReadonlyArray<
      Omit<ChecksAnswer[K][number], keyof Checking>
    >;
  };
}

const withoutParties = <A extends Checking>({
  insider: _,
  issuer: __,
  ...rest
}: A): Omit<A, 'insider' | 'issuer'> => rest;

const bare = <A extends Checking>({
  positionId: _,
  insider: __,
  issuer: ___,
  ...rest
}: A): Omit<A, keyof Checking> => rest;

export const checkRow = (
  view: InsiderView,
  holding: Holding,
  audit: Audit,
  knownFrom: Instant,
): CheckRow => {
  const found = checked(view, holding, audit);
  const { links, explained, left, inWords, ambiguous, readings } = countsOf(found);
  const { notLastStated, belowZero, maybeSame } = found.checks;
  const kept: KeptChecks = {
    unexplained: found.unexplained.map(withoutParties),
    checks: {
      notLastStated: notLastStated.map(bare),
      belowZero: belowZero.map(bare),
      maybeSame: maybeSame.map(bare),
    },
  };
  return {
    positionId: found.positionId,
    knownFrom,
    knownTo: forever,
    links,
    explained,
    remaining: left,
    inWords,
    ambiguous,
    readings,
    flagged: notLastStated.length + belowZero.length + maybeSame.length,
    answers: JSON.stringify(kept),
  };
};
