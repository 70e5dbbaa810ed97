/** Asking the whole market; only a read model can answer. */
import { isDay } from '../../filing/calendar.js';
import type { Scope } from '../../readmodel/questions.js';
import { attempt, fail } from '../attempt.js';
import { invalidArgument } from '../error.js';
import { everybody, keptInsider, keptIssuer } from '../keep/kept.js';
import type { Ledger } from '../ledger.js';
import { type OpenLedger, unwrap } from '../open-ledger.js';

type MarketAsking = Pick<Ledger, 'positions' | 'holders' | 'flow' | 'changes' | 'filed'>;

export const marketAsking = ({ keptOnly, settled }: OpenLedger): MarketAsking => ({
  positions: (query) =>
    attempt(async () =>
      (await import('./positions.js')).positionsPage(await keptOnly(), query, settled(query)),
    ),
  holders: (query) =>
    attempt(async () => {
      const generation = await keptOnly();
      const issuer = unwrap(keptIssuer(generation, query.issuer));
      return (await import('./holders.js')).holdersAnswer(generation, issuer, settled(query));
    }),
  flow: (query) =>
    attempt(async () => {
      const generation = await keptOnly();
      const issuer = unwrap(keptIssuer(generation, query.issuer));
      const at = settled({ ...query, asOf: query.to });
      return (await import('./flow.js')).flowAnswer(generation, issuer, query.from, at);
    }),
  changes: (query) =>
    attempt(async () => {
      const generation = await keptOnly();
      const { insider, issuer } = query;
      const scope: Scope =
        insider !== undefined
          ? { insider: unwrap(keptInsider(generation, insider)) }
          : issuer !== undefined
            ? { issuer: unwrap(keptIssuer(generation, issuer)) }
            : everybody;
      const { changesPage } = await import('./changes.js');
      const asOf = query.asOf === undefined ? {} : { asOf: query.asOf };
      const [first, second] = [query.since, query.knownBy].map((knownBy) =>
        settled({ ...asOf, knownBy }),
      );
      if (first === undefined || second === undefined) throw new Error('two moments');
      return changesPage(generation, scope, query, first, second);
    }),
  filed: (query) =>
    attempt(async () => {
      const generation = await keptOnly();
      if (!isDay(query.on))
        fail(invalidArgument(`--on takes a day as YYYY-MM-DD; got ${JSON.stringify(query.on)}`));
      const asOf = query.asOf === undefined ? {} : { asOf: query.asOf };
      return (await import('./filed.js')).filedAnswer(generation, query.on, settled(asOf));
    }),
});
