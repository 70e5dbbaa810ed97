/** What stands around a page, made of the request, the state of the ledger and the answer. */

import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { jsonText } from '../../../cli/text/json.js';
import type { Ledger } from '../../../ledger/ledger.js';
import type { StatusAnswer } from '../../../ledger/status.js';
import type * as routeFrame from '../../page-route.js';
import { easternClock } from '../../picture/day.js';
import { type Asked, address } from '../../picture/link.js';
import type { Format, Frame, Freshness, Page } from '../frame.js';

export const apiRoot = '/api/v1';

const statusEvery = 2_000;
const statuses = new WeakMap<
  Ledger,
  { readonly at: number; readonly status: Promise<StatusAnswer | null> }
>();

/** What is said at the head of every page: not asked anew for each of them. */
export const statusOf = (ledger: Ledger, now: Date): Promise<StatusAnswer | null> => {
  const known = statuses.get(ledger);
  if (known !== undefined && Math.abs(now.getTime() - known.at) < statusEvery) return known.status;
  const status = ledger
    .status()()
    .then((answer) => (E.isLeft(answer) ? null : answer.right));
  statuses.set(ledger, { at: now.getTime(), status });
  return status;
};

const freshnessOf = (status: StatusAnswer): Freshness => ({
  lastRecordedAt: status.lastRecordedAt,
  lag: status.readModel?.lag ?? null,
  readModel:
    status.readModel === null
      ? 'none'
      : status.readModel.answers && status.readModel.lag === 0
        ? 'level'
        : 'behind',
});

const timeNames = ['asOf', 'knownBy', 'recordedBy'] as const;

/** SHA-256 of the answer as the interface writes it in JSON. */
const digestOf = (answer: unknown): string =>
  createHash('sha256')
    .update(`${jsonText(answer, 2)}\n`)
    .digest('hex');

/** Flags as an address says them. */
export const said = (flags: Readonly<Record<string, true | boolean>>): Asked =>
  Object.fromEntries(Object.entries(flags).map(([name, on]) => [name, String(on)]));

interface Source {
  /** Below the interface's root, with all that was asked. */
  readonly path: string;
  readonly asked: Asked;
  /** What may be asked more than once. */
  readonly lists?: Readonly<Record<string, ReadonlyArray<string>>>;
  readonly csv?: true;
}

const formatsOf = (source: Source | undefined): ReadonlyArray<Format> => {
  if (source === undefined) return [];
  const to = (format: string): string =>
    address(`${apiRoot}${source.path}`, { ...source.asked, format }) +
    Object.entries(source.lists ?? {})
      .flatMap(([name, all]) => all.map((one) => `&${name}=${encodeURIComponent(one)}`))
      .join('');
  return [
    { name: 'JSON', type: 'application/json', address: to('json') },
    ...(source.csv === true
      ? [{ name: 'CSV' as const, type: 'text/csv', address: to('csv') }]
      : []),
  ];
};

export interface Shown {
  readonly page: (frame: Frame) => Page;
  /** The answer that the page is of, and where programs ask for it. */
  readonly answer?: unknown;
  readonly source?: Source;
}

export const framed = (
  own: routeFrame.Frame,
  shown: Pick<Shown, 'answer' | 'source'>,
  status: StatusAnswer | null,
): Frame => {
  const today = easternClock(own.now.toISOString()).day;
  const said = Object.fromEntries(own.query);
  const asked = Object.fromEntries(
    timeNames.flatMap((name) => (said[name] ? [[name, said[name]]] : [])),
  );
  const rest = Object.fromEntries(
    Object.entries(said).filter(
      ([name, value]) =>
        !(timeNames as ReadonlyArray<string>).includes(name) && value !== '' && name !== 'fold',
    ),
  );
  return {
    asked,
    path: own.path,
    rest,
    here: address(own.path) + (own.query.size === 0 ? '' : `?${own.query}`),
    asOf: said['asOf'] || today,
    today,
    origin: own.origin,
    assets: {
      script: own.asset('app.js'),
      style: own.asset('style.css'),
      icon: own.asset('icon.svg'),
    },
    freshness: status === null ? null : freshnessOf(status),
    actor: own.mayRule ? own.asker.actor : null,
    version: own.version,
    digest: shown.answer === undefined ? null : digestOf(shown.answer),
    formats: formatsOf(shown.source),
    permanent: own.permanent?.replaceAll('%3A', ':') ?? null,
  };
};
