/** What an operator says: decisions, corrections, withdrawals, identities, aliases, splits. */
import type * as E from 'fp-ts/lib/Either.js';
import type { InsiderView } from '../../projections/insider.js';
import { always } from '../../projections/knowledge.js';
import { insiderStream } from '../event/catalogue.js';
import { attempt, fail } from './attempt.js';
import { findConflict } from './conflicts.js';
import { type LedgerError, notFound } from './error.js';
import type { Ledger } from './ledger.js';
import { type OpenLedger, unwrap } from './open-ledger.js';
import type { RulingEvent } from './operator.js';

export interface RuledAnswer {
  /** Streams that got an event. */
  readonly streams: ReadonlyArray<string>;
  readonly recorded: number;
}

type Ruling = Pick<Ledger, 'decide' | 'correct' | 'withdraw' | 'identify' | 'alias' | 'split'>;

const viewsWithRow = async (
  { kept, who, view }: OpenLedger,
  row: string,
): Promise<ReadonlyArray<InsiderView>> => {
  const generation = await kept();
  if (generation === null) await who.refresh();
  const insiders = generation?.questions.insidersOfRow(row.split('/')[0] ?? '') ?? who.insiders();
  const found: Array<InsiderView> = [];
  for (const insider of insiders) {
    const one = await view(insider, always);
    if (one.filings.some((f) => f.rows.some((r) => r.row === row))) found.push(one);
  }
  return found;
};

export const ruling = (open: OpenLedger): Ruling => {
  const rule = async (
    events: E.Either<LedgerError, ReadonlyArray<RulingEvent>>,
  ): Promise<RuledAnswer> => {
    const ruled = unwrap(events);
    const { appendTo } = await open.recorder();
    for (const { stream, event } of ruled) await appendTo(stream, [event]);
    return { streams: ruled.map((r) => r.stream), recorded: ruled.length };
  };

  return {
    decide: (conflictId, choice, ruling) =>
      attempt(async () => {
        const found = await findConflict(open, conflictId, {});
        const { decision } = await import('./operator.js');
        return rule(decision(found.view, conflictId, choice, ruling, open.clock()));
      }),
    correct: (row, changes, ruling) =>
      attempt(async () => {
        const { correction } = await import('./operator.js');
        return rule(correction(await viewsWithRow(open, row), row, changes, ruling, open.clock()));
      }),
    withdraw: (row, ruling) =>
      attempt(async () => {
        const { withdrawal } = await import('./operator.js');
        return rule(withdrawal(await viewsWithRow(open, row), row, ruling, open.clock()));
      }),
    identify: (provisional, cik, ruling, same = true) =>
      attempt(async () => {
        const known = await open.streams.load(insiderStream(provisional));
        if (known.revision === null) fail(notFound(`there is no insider ${provisional}`));
        const { identification } = await import('./operator.js');
        return rule(identification(provisional, cik, same, ruling, open.clock()));
      }),
    alias: (issuer, title, sameAs, ruling) =>
      attempt(async () => {
        const { alias } = await import('./operator.js');
        return rule(alias(await open.issuerOf(issuer), title, sameAs, ruling, open.clock()));
      }),
    split: (issuer, given, ruling) =>
      attempt(async () => {
        const { split } = await import('./operator.js');
        return rule(split(await open.issuerOf(issuer), given, ruling, open.clock()));
      }),
  };
};
