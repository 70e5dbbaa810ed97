/** The server's routes and what every request passes: all of it without a socket. */

import * as E from 'fp-ts/lib/Either.js';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { namedSchemas, schemaNamed } from '../answer-schema/named.js';
import { jsonText } from '../cli/text/json.js';
import { foldVersion } from '../ledger/answers.js';
import { filingSchema } from '../ledger/record/filing-schema.js';
import { appendRoute } from './appending.js';
import { whoeverIsHere } from './asker.js';
import { askRoutes } from './asking.js';
import { assetsRoot, noAssets } from './asset.js';
import { decideRoutes } from './deciding.js';
import {
  type Answers,
  type Asking,
  apiRoot,
  cached,
  type Door,
  doorOf,
  type Env,
  type Serving,
  searchOf,
} from './door.js';
import { growthStream } from './growth.js';
import { safeHeaders, wrongHost, wrongOrigin } from './guard.js';
import { type Heavy, heavyPlaces } from './heavy.js';
import { judgedOf } from './judged.js';
import { type Metrics, metrics } from './metrics.js';
import { openApi } from './openapi.js';
import { given } from './parameter.js';
import { faultOf, problem, wordsOf } from './problem.js';
import { questions } from './question/questions.js';
import { mediaTypes } from './representation.js';
import { sentWhole } from './sending.js';
import { showRoutes } from './showing.js';

/** The first and the last: whatever is answered, it is safe to show and is counted. */
const countedAndSafe = (
  routes: Hono<Env>,
  counted: Metrics,
  onAccess: Serving['onAccess'],
): void => {
  routes.use(async (c, next) => {
    const began = performance.now();
    await next();
    for (const [name, value] of Object.entries(safeHeaders)) c.res.headers.set(name, value);
    const ms = performance.now() - began;
    const [route, { method }, { status }] = [c.get('route') ?? 'none', c.req, c.res];
    counted.count({ method, route, status, seconds: ms / 1_000 });
    const actor = c.get('asker')?.actor ?? null;
    onAccess?.({ method, route, status, ms: Math.round(ms * 10) / 10, actor });
  });
};

const guarded = (routes: Hono<Env>, { serving, wrong }: Door): void => {
  routes.use(async (c, next) => {
    const host = c.req.header('host');
    const found =
      wrongHost(host, serving.hosts) ??
      wrongOrigin({
        method: c.req.method,
        host: host ?? '',
        origin: c.req.header('origin'),
        site: c.req.header('sec-fetch-site'),
        mode: c.req.header('sec-fetch-mode'),
        destination: c.req.header('sec-fetch-dest'),
      });
    return found === null ? next() : wrong(c, found);
  });
};

const identified = (routes: Hono<Env>, { serving, wrong }: Door): void => {
  routes.use(async (c, next) => {
    const asker = serving.identify({
      authorization: c.req.header('authorization'),
      header: (name) => c.req.header(name),
      address: c.env?.incoming?.socket?.remoteAddress,
    });
    if (E.isLeft(asker)) return wrong(c, asker.left);
    c.set('asker', asker.right);
    return next();
  });
};

/** Whether it runs and is ready: told to whoever may ask at all. */
const healthRoutes = (door: Door): void => {
  const { readiness } = door.serving;
  const headers = { 'cache-control': cached.ofNow };
  door.read('/livez', (c) => c.json({ alive: true }, 200, headers));
  door.read('/readyz', async (c) => {
    const found = await readiness.look();
    return c.json(found, found.ready ? 200 : 503, headers);
  });
};

const metricsRoute = (door: Door, counted: Metrics, heavy: Heavy): void => {
  const { readiness, growth } = door.serving;
  door.read('/metrics', async (c) => {
    const { rss, heapUsed } = process.memoryUsage();
    const { lag } = await readiness.look();
    const text = counted.text({
      http_heavy_answers: { help: 'Long answers on their way.', value: heavy.taken() },
      http_listeners: { help: 'Who listens for growth.', value: growth.listeners() },
      events_taken_in: {
        help: 'Events taken into the read model since the server began.',
        value: growth.last().events,
      },
      read_model_lag_events: { help: 'Events that are not taken in yet.', value: lag ?? 0 },
      resident_memory_bytes: { help: 'Memory of the process.', value: rss },
      heap_used_bytes: { help: 'Of it, what is in use.', value: heapUsed },
    });
    return c.body(text, 200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': cached.ofNow,
    });
  });
};

/** What the API says of itself, and that the ledger has grown. */
const selfRoutes = (door: Door): void => {
  const { version, growth } = door.serving;
  const bare = (path: string, answers: Answers): void => {
    door.read(path, (c) => {
      const asked = given([], searchOf(c));
      return E.isLeft(asked) ? door.failed(c, asked.left) : answers(c);
    });
    door.only(path, 'GET, HEAD');
  };
  const sent = (c: Asking, value: unknown, type = mediaTypes.json): Response =>
    sentWhole(
      new TextEncoder().encode(`${jsonText(value, 2)}\n`),
      { 'content-type': type, 'cache-control': cached.checked },
      { ifNoneMatch: c.req.header('if-none-match') },
    );
  bare(apiRoot, (c) =>
    sent(c, {
      name: 'insider-ledger',
      version,
      foldVersion,
      openapi: `${apiRoot}/openapi.json`,
      events: `${apiRoot}/events`,
      questions: questions.map(({ path, says }) => ({ path: `${apiRoot}${path}`, says })),
    }),
  );
  bare(`${apiRoot}/openapi.json`, (c) => sent(c, openApi(version)));
  bare(`${apiRoot}/schema`, (c) =>
    sent(c, {
      schemas: namedSchemas.map(({ name, says }) => ({
        name,
        path: `${apiRoot}/schema/${name}`,
        says,
      })),
    }),
  );
  bare(`${apiRoot}/schema/filing`, (c) => sent(c, filingSchema, 'application/schema+json'));
  bare(`${apiRoot}/schema/{name}`, (c) => {
    const name = c.req.param('name') ?? '';
    const schema = schemaNamed(name);
    return schema === null
      ? door.wrong(
          c,
          problem(
            404,
            'NOT_FOUND',
            `no answer is called ${JSON.stringify(name.slice(0, 100))}; ${apiRoot}/schema has the names`,
          ),
        )
      : sent(c, schema, 'application/schema+json');
  });
  bare(`${apiRoot}/events`, (c) => {
    if (c.req.method === 'HEAD')
      return new Response(null, { headers: { 'content-type': 'text/event-stream' } });
    const stream = growthStream(growth);
    return stream instanceof Response ? stream : door.wrong(c, stream);
  });
};

const assetRoutes = (door: Door): void => {
  const path = `${assetsRoot}{file}`;
  door.read(path, (c) => {
    const asset = door.serving.assets.at(c.req.param('file') ?? '');
    return asset === null
      ? door.wrong(c, problem(404, 'NOT_FOUND', 'there is no such file'))
      : new Response(new Uint8Array(asset.body), {
          headers: {
            'content-type': asset.type,
            'cache-control': 'public, max-age=31536000, immutable',
          },
        });
  });
  door.only(path, 'GET, HEAD');
};

const packed =
  /^(?:application\/(?:problem\+|schema\+)?json|text\/(?:csv|html|css|javascript|plain)|image\/svg)/;

export const app = (given: Serving): Hono<Env> => {
  const routes = new Hono<Env>();
  const door = doorOf(routes, {
    identify: whoeverIsHere(null),
    allowRulings: false,
    allowAppend: false,
    hasMetrics: false,
    assets: noAssets,
    clock: () => new Date(),
    ending: new AbortController().signal,
    onFault: () => undefined,
    ...given,
  });
  const heavy = heavyPlaces();
  const counted = metrics();
  const judged = judgedOf(given.ledger);

  countedAndSafe(routes, counted, given.onAccess);
  guarded(routes, door);
  healthRoutes(door);
  identified(routes, door);
  if (door.serving.hasMetrics) metricsRoute(door, counted, heavy);
  routes.use(compress({ contentTypeFilter: packed }));
  selfRoutes(door);
  askRoutes(door, questions, { heavy, judged });
  decideRoutes(door, judged);
  appendRoute(door, heavy);
  for (const { path } of questions) door.only(`${apiRoot}${path}`, 'GET, HEAD');
  assetRoutes(door);
  showRoutes(door, judged);
  routes.notFound((c) =>
    door.wrong(c, problem(404, 'NOT_FOUND', 'there is nothing at this address')),
  );
  routes.onError((thrown, c) => door.wrong(c, faultOf(wordsOf(thrown), door.serving.onFault)));
  return routes;
};
