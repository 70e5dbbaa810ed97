/** Answers in parts while the ledger moves: pages that say so, streams that need not be sent again. */
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldVersion } from '../../src/ledger/answers.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { doe, form3, form4, holding, roe, trade } from '../ledger/filing.js';
import { keptLedger, right } from '../readmodel/kept.js';
import { bodyOf, type Served, servedOn } from './served.js';

const why = { reason: 'it was misread', by: 'j.doe' };
const held = '0000001001/0000000042/common-stock/D';

/** Two insiders of one issuer, with what each question has more than one page of. */
const recorded = async (ledger: Ledger): Promise<void> => {
  await right(ledger.record(form3(1, '2024-01-10', [holding(1, '6000')])));
  await right(
    ledger.record(
      form4(2, '2024-02-02', '2024-02-01', [trade(1, '2024-02-01', 'P', 'A', '100', '6100')]),
    ),
  );
  await right(
    ledger.record(
      form4(3, '2024-03-02', '2024-03-01', [trade(1, '2024-03-01', 'S', 'D', '50', '7777')]),
    ),
  );
  await right(
    ledger.record({
      ...form3(4, '2024-03-05', [holding(1, '500'), holding(2, '7', { security: 'Class B' })]),
      owners: [roe],
    }),
  );
  await right(
    ledger.record(
      form4(5, '2024-04-02', '2024-04-01', [trade(1, '2024-04-01', 'P', 'A', '1', '900')], {
        owners: [roe],
      }),
    ),
  );
};

let next = 10;
/** Each of them moves the log on. */
const moves: ReadonlyArray<readonly [string, (ledger: Ledger) => Promise<unknown>]> = [
  [
    'a filing',
    (ledger) =>
      right(
        ledger.record({
          ...form3(++next, '2024-05-02', [holding(1, '1')]),
          issuer: { cik: '0000000043', name: 'OTHER CO', symbol: 'OTHR' },
          owners: [doe],
        }),
      ),
  ],
  ['a ruling', (ledger) => right(ledger.withdraw('0000000042-24-000002/I.1', why))],
  ['a hold', (ledger) => right(ledger.placeHold({ matter: 'In re Acme', all: true }, why))],
];

const [, aFiling] = moves[0] as (typeof moves)[number];

let server: Served;
let asked: Array<string>;

/** A ledger that tells what it was asked. */
const overheard = (ledger: Ledger, close: () => Promise<void>): Ledger => ({
  ...(Object.fromEntries(
    Object.entries(ledger).map(([verb, call]: [string, unknown]) => [
      verb,
      (...given: ReadonlyArray<unknown>) => {
        asked.push(verb);
        return (call as (...all: ReadonlyArray<unknown>) => unknown)(...given);
      },
    ]),
  ) as unknown as Ledger),
  close,
});

beforeEach(async () => {
  asked = [];
  const kept = keptLedger();
  await recorded(kept.ledger);
  await right(kept.ledger.rebuild({ workers: 0 }));
  server = await servedOn(
    overheard(kept.ledger, () => kept.close()),
    {},
    true,
  );
});
afterEach(() => server.close());

const linked = (answer: Response): string =>
  /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1] ?? '';
const moved = (answer: Response): string | null => answer.headers.get('ledger-moved');

const inPages = [
  '/positions',
  '/panel?asOf=2024-02-15&asOf=2024-04-15',
  '/insiders',
  '/conflicts',
  '/reconcile',
  '/changes?since=2024-01-01&knownBy=2026-01-01',
  '/transactions?insider=0000001001',
  '/holders?issuer=0000000042',
  `/explain?position=${encodeURIComponent(held)}`,
];

describe('a page', () => {
  it.each(inPages)('%s says that the ledger has moved since the first one', async (path) => {
    const api = `/api/v1${path}${path.includes('?') ? '&' : '?'}limit=1`;
    const first = await server.ask(api);
    const second = linked(first);
    expect(second).not.toBe('');
    expect(moved(first)).toBeNull();
    expect(moved(await server.ask(second))).toBeNull();

    await aFiling(server.ledger);
    const late = await server.ask(second);
    expect([late.status, moved(late)]).toEqual([200, 'true']);
    // What goes on from there began where the first page did.
    const third = linked(late);
    if (third !== '') expect(moved(await server.ask(third))).toBe('true');
    // Who begins anew is told nothing, nor is who goes on from there.
    const anew = await server.ask(api);
    expect(moved(anew)).toBeNull();
    expect(moved(await server.ask(linked(anew)))).toBeNull();
  });

  it('is told by the cursor in the answer as by its link', async () => {
    const first = await server.ask('/api/v1/insiders?limit=1');
    const { next: cursor } = (await bodyOf(first.clone())) as { readonly next: string };
    expect(new URL(linked(first), 'http://x').searchParams.get('cursor')).toBe(cursor);
    const asLines = await server.ask('/api/v1/insiders?limit=1&format=ndjson');
    expect(new URL(linked(asLines), 'http://x').searchParams.get('cursor')).toBe(cursor);
    await aFiling(server.ledger);
    const path = `/api/v1/insiders?limit=1&cursor=${encodeURIComponent(cursor)}`;
    expect(moved(await server.ask(path))).toBe('true');
  });

  it('is had with a cursor of the library too, which does not say where the log stood', async () => {
    const page = await right(server.ledger.insiders({ limit: 1 }));
    const own = await server.ask(`/api/v1/insiders?limit=1&cursor=${page.next}`);
    const { next: cursor } = (await bodyOf(await server.ask('/api/v1/insiders?limit=1'))) as {
      readonly next: string;
    };
    expect(cursor.endsWith(`:${page.next}`)).toBe(true);
    await aFiling(server.ledger);
    const after = await server.ask(`/api/v1/insiders?limit=1&cursor=${page.next}`);
    expect([own.status, moved(own), after.status, moved(after)]).toEqual([200, null, 200, null]);
    const { insiders } = (await bodyOf(own)) as { readonly insiders: unknown };
    expect(insiders).toEqual(
      (await right(server.ledger.insiders({ cursor: page.next ?? '' }))).insiders,
    );
  });

  it('is refused with a cursor that nobody gave out, wherever it says that the log stood', async () => {
    const digest = 'x'.repeat(22);
    for (const cursor of [`@${digest}:nonsense`, `@${digest}:`, `@${digest}`, '@:1', `@x:1`])
      for (const path of ['/conflicts', '/positions', '/reconcile', '/transactions?insider=doe']) {
        const api = `/api/v1${path}${path.includes('?') ? '&' : '?'}limit=1`;
        const answer = await server.ask(`${api}&cursor=${encodeURIComponent(cursor)}`);
        expect(await bodyOf(answer), `${path} ${cursor}`).toMatchObject({
          status: 400,
          code: 'INVALID_ARGUMENT',
        });
      }
  });

  it('of a permanent link is the same for ever, its cursor too', async () => {
    const { lastRecordedAt } = await right(server.ledger.status());
    const page = await server.ask('/api/v1/positions?limit=1&asOf=2024-04-15');
    const bookmark = /<([^>]+)>; rel="bookmark"/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
    const path = bookmark.replace(/recordedBy=[^&]+/, `recordedBy=${lastRecordedAt}`);
    const before = await server.ask(path);
    expect(before.headers.get('cache-control')).toContain('immutable');
    await aFiling(server.ledger);
    const after = await server.ask(path);
    expect(await after.text()).toBe(await before.text());
    const second = await server.ask(linked(after));
    expect([linked(after) !== '', second.status, moved(second)]).toEqual([true, 200, null]);
  });

  it('of another ledger, restored to the same position, has moved', async () => {
    const [one, other] = [keptLedger(), keptLedger()];
    for (const { ledger } of [one, other]) await recorded(ledger);
    await right(one.ledger.withdraw('0000000042-24-000002/I.1', why));
    await right(other.ledger.withdraw('0000000042-24-000003/I.1', why));
    const [first, second] = [await servedOn(one.ledger), await servedOn(other.ledger)];
    const page = linked(await first.ask('/api/v1/insiders?limit=1'));
    expect(moved(await first.ask(page))).toBeNull();
    expect(moved(await second.ask(page))).toBe('true');
    await one.close();
    await other.close();
  });

  it('says so of a ledger on EventStoreDB as well', async () => {
    const node = await EsdbDouble.start();
    const opened = await openLedger(node.url)();
    if (E.isLeft(opened)) throw new Error(opened.left.message);
    await recorded(opened.right);
    const own = await servedOn(opened.right);
    const stream = await own.ask('/api/v1/insiders');
    const page = linked(await own.ask('/api/v1/insiders?limit=1'));
    expect(moved(await own.ask(page))).toBeNull();
    const ifNoneMatch = { headers: { 'if-none-match': stream.headers.get('etag') ?? '' } };
    await stream.text();
    expect((await own.ask('/api/v1/insiders', ifNoneMatch)).status).toBe(304);
    await aFiling(opened.right);
    expect(moved(await own.ask(page))).toBe('true');
    const anew = await own.ask('/api/v1/insiders', ifNoneMatch);
    expect(anew.status).toBe(200);
    await anew.text();
    await own.close();
    await node.stop();
  });
});

const streams = [
  '/positions',
  '/positions?format=csv',
  '/insiders?format=ndjson',
  '/transactions',
  '/panel?asOf=2024-02-15&asOf=2024-04-15',
  '/changes?since=2024-01-01&knownBy=2026-01-01',
];

const tagOf = async (path: string, accept?: string): Promise<string> => {
  const answer = await server.ask(
    `/api/v1${path}`,
    accept === undefined ? {} : { headers: { accept } },
  );
  await answer.arrayBuffer();
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
  return answer.headers.get('etag') ?? '';
};

describe('a stream', () => {
  it.each(streams)('%s is not read again while nothing has moved', async (path) => {
    const etag = await tagOf(path);
    expect(etag).toMatch(
      new RegExp(`^W/"[\\w-]{22}\\.${foldVersion}\\.0\\.0\\.0-test\\.[\\w-]{43}"$`),
    );
    asked.length = 0;
    for (const tag of [etag, etag.slice(2), `"x", ${etag}`]) {
      const again = await server.ask(`/api/v1${path}`, { headers: { 'if-none-match': tag } });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([
        304,
        etag,
        '',
      ]);
    }
    expect(new Set(asked)).toEqual(new Set(['logEnd']));
    const other = await server.ask(`/api/v1${path}`, { headers: { 'if-none-match': 'W/"x"' } });
    await other.text();
    expect(other.status).toBe(200);
  });

  it.each(moves)('has another validator after %s', async (_, move) => {
    for (const path of streams) {
      const etag = await tagOf(path);
      await move(server.ledger);
      const again = await server.ask(`/api/v1${path}`, { headers: { 'if-none-match': etag } });
      await again.text();
      expect([again.status, again.headers.get('etag') === etag]).toEqual([200, false]);
      if (move !== aFiling) break;
    }
  });

  it('has another validator of another question, format or day', async () => {
    const today = new Date('2024-06-03T15:00:00Z');
    const tomorrow = new Date('2024-06-04T15:00:00Z');
    const tags = [
      await tagOf('/positions'),
      await tagOf('/positions', 'text/csv'),
      await tagOf('/positions?asOf=2024-04-15'),
      await tagOf('/positions?knownBy=2024-04-15'),
      await tagOf('/insiders'),
    ];
    expect(new Set(tags).size).toBe(tags.length);
    expect(await tagOf('/positions', 'application/json')).toBe(tags[0]);
    const on = async (now: Date, path: string): Promise<string | null> => {
      const own = await servedOn(server.ledger, { clock: () => now });
      const answer = await own.ask(`/api/v1${path}`);
      await answer.text();
      return answer.headers.get('etag');
    };
    expect(await on(today, '/positions')).not.toBe(await on(tomorrow, '/positions'));
    const fixed = '/positions?asOf=2024-04-15';
    expect(await on(today, fixed)).toBe(await on(tomorrow, fixed));
  });

  it('takes no place among long answers where it need not be sent', async () => {
    const etag = await tagOf('/positions?format=ndjson');
    const path = '/api/v1/positions?format=ndjson';
    const [one, two] = [await server.ask(path), await server.ask(path)];
    expect((await server.ask(path)).status).toBe(503);
    const known = await server.ask(path, { headers: { 'if-none-match': etag } });
    expect(known.status).toBe(304);
    await one.text();
    await two.text();
    const any = await server.ask(path, { headers: { 'if-none-match': '*' } });
    expect([any.status, any.headers.get('etag')]).toEqual([304, etag]);
    for (let i = 0; i < 5; i++) {
      const head = await server.ask(path, { method: 'HEAD' });
      expect([head.status, head.headers.get('etag')]).toEqual([200, etag]);
    }
  });

  it('is sent without a validator, and for now, where nobody can tell where the log ends', async () => {
    const logEnd: Ledger['logEnd'] = () => async () =>
      E.left({ code: 'STORE_CORRUPT', blame: 'unavailable', message: 'it cannot be read' });
    const own = await servedOn({ ...server.ledger, logEnd });
    const answer = await own.ask('/api/v1/positions');
    expect([
      answer.status,
      answer.headers.get('etag'),
      answer.headers.get('cache-control'),
    ]).toEqual([200, null, 'no-store']);
    await answer.text();
    const page = await own.ask('/api/v1/positions?limit=1');
    expect([page.status, moved(page)]).toEqual([200, null]);
  });
});

describe('what tells of now', () => {
  it.each(['/status', '/rulings', '/verify', '/holds', '/checkpoint'])(
    '%s is kept by nobody',
    async (path) => {
      const answer = await server.ask(`/api/v1${path}`);
      await answer.text();
      expect(answer.headers.get('cache-control')).toBe('no-store');
    },
  );
});
