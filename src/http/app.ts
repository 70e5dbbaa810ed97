/** The server's routes and what every request passes: all of it without a socket. */

import * as E from 'fp-ts/lib/Either.js';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { jsonText } from '../cli/text/json.js';
import { foldVersion, LedgerFailure } from '../ledger/answers.js';
import type { Ledger } from '../ledger/ledger.js';
import { filingSchema } from '../ledger/record/filing-schema.js';
import { type Asker, type Identify, whoeverIsHere } from './asker.js';
import { type Assets, assetsRoot, noAssets } from './asset.js';
import { type Body, bodyOf, jsonIn, textIn } from './body.js';
import { etagOf } from './etag.js';
import { type Growth, growthStream } from './growth.js';
import { safeHeaders, wrongHost, wrongOrigin } from './guard.js';
import { heavyPlaces, tooMany } from './heavy.js';
import { metrics } from './metrics.js';
import { openApi } from './openapi.js';
import type { Frame, Html, Outcome, Pages } from './page-route.js';
import { flag, type Given, given, one, type Parameter } from './parameter.js';
import { foldParameter, isPermanent, permanentLink, wrongFold } from './permanent.js';
import { faultOf, type Problem, problem, problemOf, problemResponse } from './problem.js';
import type { Question } from './question/question.js';
import { questions } from './question/questions.js';
import type { Readiness } from './readiness.js';
import { mediaTypes, representation } from './representation.js';
import { type RulingRoute, rulingRoutes } from './ruling.js';
import { gathered, sentAsStream, sentWhole } from './sending.js';

/** What was served, for a log. */
export interface Access {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly actor: string | null;
}

export interface Serving {
  readonly ledger: Ledger;
  readonly version: string;
  /** Names by which this server is asked, without ports. */
  readonly hosts: ReadonlyArray<string>;
  readonly identify?: Identify;
  readonly allowRulings?: boolean;
  readonly hasMetrics?: boolean;
  readonly growth: Growth;
  readonly readiness: Readiness;
  readonly pages?: Pages;
  readonly assets?: Assets;
  readonly clock?: () => Date;
  /** Aborted when what is on its way has to end. */
  readonly ending?: AbortSignal;
  readonly onAccess?: (access: Access) => void;
  readonly onFault?: (id: string, words: string) => void;
}

/** What a socket brings; nothing where there is none. */
interface Bindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

interface Env {
  readonly Bindings: Bindings;
  readonly Variables: { asker: Asker; route: string };
}

type Asking = Context<Env>;

export const apiRoot = '/api/v1';

/** Of bodies: rulings are short. */
const bodyMost = 64 * 1024;

const formatParameter: Parameter = {
  name: 'format',
  kind: 'text',
  says: 'json, ndjson, csv or parquet; what Accept prefers if not given',
};

/** As Hono writes a path. */
const honoPath = (path: string): string =>
  path.replace(/\{(\w+)\.\.\.\}/g, ':$1{.+}').replace(/\{(\w+)\}/g, ':$1');

const pathNames = (path: string): ReadonlyArray<string> =>
  [...path.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].map(([, name = '']) => name);

/** What stands in the path and what is asked besides, as one. */
const askedOf = (c: Asking, path: string): URLSearchParams => {
  const asked = new URLSearchParams(new URL(c.req.url).search);
  for (const name of pathNames(path)) asked.append(name, c.req.param(name) ?? '');
  return asked;
};

const isApi = (c: Asking): boolean => c.req.path.startsWith(`${apiRoot}/`);

const kept = {
  ofNow: 'no-store',
  checked: 'private, no-cache',
  forEver: 'private, max-age=31536000, immutable',
};

/** A name for the file that an answer is saved as. */
const fileName = (verb: string, from: Given, format: string): string => {
  const words = [verb, ...['insider', 'issuer', 'asOf', 'knownBy'].map((name) => one(from, name))];
  const safe = words
    .filter((word) => word !== undefined)
    .map((word) => word.replace(/[^\w.-]+/g, '-').slice(0, 40));
  return `${safe.join('_')}.${format}`;
};

export const app = ({
  ledger,
  version,
  hosts,
  identify = whoeverIsHere(null),
  allowRulings = false,
  hasMetrics = false,
  growth,
  readiness,
  pages,
  assets = noAssets,
  clock = () => new Date(),
  ending = new AbortController().signal,
  onAccess,
  onFault = () => undefined,
}: Serving): Hono<Env> => {
  const routes = new Hono<Env>();
  const heavy = heavyPlaces();
  const counted = metrics();

  const frameOf = (c: Asking, permanent: string | null): Frame => {
    const asker = c.get('asker') ?? { actor: null, mayRule: false };
    return {
      path: c.req.path,
      query: new URLSearchParams(new URL(c.req.url).search),
      asset: assets.address,
      version,
      foldVersion,
      asker,
      mayRule: allowRulings && asker.mayRule,
      now: clock(),
      grown: growth.last(),
      permanent,
    };
  };

  const html = (body: Html, status = 200, headers: Record<string, string> = {}): Response =>
    new Response(body, {
      status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': kept.ofNow,
        ...headers,
      },
    });

  /** For people where pages are asked for, for programs elsewhere. */
  const wrong = (c: Asking, found: Problem): Response =>
    pages !== undefined && !isApi(c) && (c.req.header('accept') ?? '').includes('text/html')
      ? html(pages.problem(found, frameOf(c, null)), found.status, { ...found.headers })
      : problemResponse(found);

  // The first and the last: whatever is answered, it is safe to show and is counted.
  routes.use(async (c, next) => {
    const began = performance.now();
    await next();
    for (const [name, value] of Object.entries(safeHeaders)) c.res.headers.set(name, value);
    const ms = performance.now() - began;
    const route = c.get('route') ?? 'none';
    const { method } = c.req;
    counted.count({ method, route, status: c.res.status, seconds: ms / 1_000 });
    onAccess?.({
      method,
      route,
      status: c.res.status,
      ms: Math.round(ms * 10) / 10,
      actor: c.get('asker')?.actor ?? null,
    });
  });

  routes.use(async (c, next) => {
    const host = c.req.header('host');
    const found =
      wrongHost(host, hosts) ??
      wrongOrigin({
        method: c.req.method,
        host: host ?? '',
        origin: c.req.header('origin'),
        site: c.req.header('sec-fetch-site'),
        mode: c.req.header('sec-fetch-mode'),
        destination: c.req.header('sec-fetch-dest'),
      });
    if (found !== null) return wrong(c, found);
    return next();
  });

  // Whether it runs, and is ready: told to whoever may ask at all.
  routes.get('/livez', (c) => {
    c.set('route', '/livez');
    return c.json({ alive: true }, 200, { 'cache-control': kept.ofNow });
  });
  routes.get('/readyz', async (c) => {
    c.set('route', '/readyz');
    const found = await readiness.look();
    return c.json(found, found.ready ? 200 : 503, { 'cache-control': kept.ofNow });
  });

  routes.use(async (c, next) => {
    const { remoteAddress } = c.env?.incoming?.socket ?? {};
    const asker = identify({
      authorization: c.req.header('authorization'),
      header: (name) => c.req.header(name),
      address: remoteAddress,
    });
    if (E.isLeft(asker)) return wrong(c, asker.left);
    c.set('asker', asker.right);
    return next();
  });

  if (hasMetrics)
    routes.get('/metrics', async (c) => {
      c.set('route', '/metrics');
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
        'cache-control': kept.ofNow,
      });
    });

  routes.use(
    compress({
      contentTypeFilter: /^(?:application\/(?:problem\+)?json|text\/(?:csv|html|css|javascript))/,
    }),
  );

  const answerOf = async (c: Asking, question: Question): Promise<Response> => {
    const path = c.req.path;
    const asked = askedOf(c, question.path);
    const offered = [...question.parameters, formatParameter, foldParameter];
    const found = given(offered, asked);
    if (E.isLeft(found)) return wrong(c, problemOf(found.left, onFault));
    const format = representation(one(found.right, 'format'), c.req.header('accept'));
    if (E.isLeft(format)) return wrong(c, format.left);
    const search = new URLSearchParams(new URL(c.req.url).search);
    const fold = wrongFold(one(found.right, 'fold'), path, search);
    if (E.isLeft(fold)) return wrong(c, fold.left);

    const isHeavy =
      question.isHeavy?.(found.right) === true ||
      // Until tables answer, whoever asks of many has the log folded.
      (!readiness.isReady() && !found.right.has('insider') && question.isOfNow !== true);
    const leave = isHeavy ? heavy.enter() : () => undefined;
    if (leave === null) return wrong(c, tooMany);
    let isSending = false;
    try {
      const told = await question.tells(ledger, found.right, format.right);
      if (E.isLeft(told)) return wrong(c, problemOf(told.left, onFault));
      const { isStream, next } = told.right;
      const now = clock();
      const permanent = permanentLink(question.parameters, path, search, easternDay(now), now);
      const links = [
        ...(next === null ? [] : [`<${path}?${withCursor(search, next)}>; rel="next"`]),
        ...(permanent === null ? [] : [`<${permanent}>; rel="bookmark"`]),
      ];
      const headers = {
        'content-type': mediaTypes[format.right],
        'cache-control':
          question.isOfNow === true || isStream
            ? kept.ofNow
            : isPermanent(search, now)
              ? kept.forEver
              : kept.checked,
        vary: 'Accept, Accept-Encoding',
        'content-disposition': `inline; filename="${fileName(question.verb, found.right, format.right)}"`,
        ...(links.length === 0 ? {} : { link: links.join(', ') }),
      };
      if (isStream && c.req.method !== 'HEAD') {
        isSending = true;
        return sentAsStream(told.right, headers, {
          onEnd: leave,
          onFault: (thrown) =>
            void (thrown instanceof LedgerFailure && thrown.error.blame !== 'fault'
              ? onFault('stream', thrown.error.message)
              : faultOf(wordsOf(thrown), onFault)),
          signal: ending,
        });
      }
      if (isStream) return new Response(null, { headers });
      const body = await gathered(told.right);
      const basis = question.verb === 'conflict' ? basisIn(body, format.right) : null;
      return sentWhole(body, headers, {
        ifNoneMatch: c.req.header('if-none-match'),
        // A decision names the state that it judged: it is the first half of the validator.
        ...(basis === null ? {} : { etag: `"${basis}.${etagOf(body).slice(1, -1)}"` }),
      });
    } finally {
      if (!isSending) leave();
    }
  };

  /** Conflicts as they were last shown: who judged one that has changed is shown both. */
  const shown = new Map<string, unknown>();
  const shownMost = 200;
  const basisIn = (body: Uint8Array, format: string): string | null => {
    if (format !== 'json') return null;
    const answer: unknown = JSON.parse(Buffer.from(body).toString());
    const basis: unknown = Reflect.get(Object(answer), 'basis');
    if (typeof basis !== 'string') return null;
    shown.delete(basis);
    shown.set(basis, answer);
    if (shown.size > shownMost) shown.delete(shown.keys().next().value ?? '');
    return basis;
  };

  const changedSince = async (found: Problem, id: string, judged: string): Promise<Problem> => {
    const now = await ledger.conflict(id)();
    return {
      ...found,
      more: {
        ...found.more,
        judged: { basis: judged, conflict: shown.get(judged) ?? null },
        now: E.isRight(now)
          ? { basis: now.right.basis, conflict: now.right }
          : { basis: null, conflict: null },
      },
    };
  };

  const mayRule = (c: Asking): E.Either<Problem, string> => {
    if (!allowRulings)
      return E.left(
        problem(
          403,
          'RULINGS_OFF',
          'this server only reads; it is started with --allow-rulings where it may write',
        ),
      );
    const { actor, mayRule: may } = c.get('asker');
    return actor === null || !may
      ? E.left(
          problem(
            403,
            'MAY_NOT_RULE',
            'who asks may read and not rule; start with --by NAME, or use a token with the role rule',
          ),
        )
      : E.right(actor);
  };

  const ruledBody = async (c: Asking, route: RulingRoute): Promise<E.Either<Problem, Body>> => {
    const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json')
      return E.left(problem(415, 'NOT_JSON', 'a ruling is sent as application/json'));
    const json = jsonIn(await c.req.text());
    if (E.isLeft(json)) return json;
    const inPath = Object.fromEntries(
      pathNames(route.path).map((name) => [name, c.req.param(name) ?? '']),
    );
    const sent = bodyOf(
      route.fields.filter(({ name }) => !Object.hasOwn(inPath, name)),
      json.right,
    );
    return E.isLeft(sent) ? sent : E.right({ ...sent.right, ...inPath });
  };

  const ruledOf = async (c: Asking, route: RulingRoute, isPreview: boolean): Promise<Response> => {
    const actor = mayRule(c);
    if (E.isLeft(actor)) return wrong(c, actor.left);
    const asked = given([], new URLSearchParams(new URL(c.req.url).search));
    if (E.isLeft(asked)) return wrong(c, problemOf(asked.left, onFault));
    const ifMatch = c.req.header('if-match');
    if (route.isJudged === true && !isPreview && ifMatch === undefined)
      return wrong(
        c,
        problem(
          428,
          'STATE_NOT_NAMED',
          'If-Match is needed: the ETag of the conflict as it was looked at',
        ),
      );
    const body = await ruledBody(c, route);
    if (E.isLeft(body)) return wrong(c, body.left);
    // The validator of an answer, or its basis alone.
    const judged = ifMatch?.trim().replace(/^W\//, '').replace(/^"|"$/g, '').split('.')[0];
    const ruling = { reason: textIn(body.right, 'reason'), by: actor.right };
    const answer = isPreview
      ? await ledger.preview((dry) => route.say(dry, body.right, ruling, judged))()
      : await route.say(ledger, body.right, ruling, judged)();
    if (E.isLeft(answer)) {
      const found = problemOf(answer.left, onFault);
      return wrong(
        c,
        answer.left.code === 'CHANGED_SINCE'
          ? await changedSince(found, textIn(body.right, 'id'), judged ?? '')
          : found,
      );
    }
    const recorded = 'recorded' in answer.right ? answer.right.recorded : 0;
    return new Response(`${jsonText(answer.right, 2)}\n`, {
      status: recorded > 0 ? 201 : 200,
      headers: { 'content-type': mediaTypes.json, 'cache-control': kept.ofNow },
    });
  };

  const guarded =
    (route: string, answer: (c: Asking) => Promise<Response> | Response) =>
    (c: Asking): Promise<Response> | Response => {
      c.set('route', route);
      return answer(c);
    };

  const notThisWay = (path: string, allowed: string): void => {
    routes.all(honoPath(path), (c) => {
      c.set('route', path);
      return wrong(
        c,
        problem(
          405,
          'METHOD_NOT_ALLOWED',
          `${c.req.method} is not done here; expected ${allowed}`,
          {
            headers: { allow: allowed },
          },
        ),
      );
    });
  };

  const read = (path: string, answer: (c: Asking) => Promise<Response> | Response): void => {
    routes.get(honoPath(path), guarded(path, answer));
    notThisWay(path, 'GET, HEAD');
  };

  const sentJson = (c: Asking, value: unknown, type = mediaTypes.json): Response =>
    sentWhole(
      new TextEncoder().encode(`${jsonText(value, 2)}\n`),
      { 'content-type': type, 'cache-control': kept.checked },
      { ifNoneMatch: c.req.header('if-none-match') },
    );

  const plainly = (path: string, answer: (c: Asking) => Promise<Response> | Response): void =>
    read(path, (c) => {
      const asked = given([], new URLSearchParams(new URL(c.req.url).search));
      return E.isLeft(asked) ? wrong(c, problemOf(asked.left, onFault)) : answer(c);
    });

  plainly(apiRoot, (c) =>
    sentJson(c, {
      name: 'insider-ledger',
      version,
      foldVersion,
      openapi: `${apiRoot}/openapi.json`,
      events: `${apiRoot}/events`,
      questions: questions.map(({ path, says }) => ({ path: `${apiRoot}${path}`, says })),
    }),
  );
  plainly(`${apiRoot}/openapi.json`, (c) => sentJson(c, openApi(version)));
  plainly(`${apiRoot}/schema/filing`, (c) => sentJson(c, filingSchema, 'application/schema+json'));
  plainly(`${apiRoot}/events`, (c) => {
    if (c.req.method === 'HEAD')
      return new Response(null, { headers: { 'content-type': 'text/event-stream' } });
    const stream = growthStream(growth);
    return stream instanceof Response ? stream : wrong(c, stream);
  });
  for (const question of questions)
    read(`${apiRoot}${question.path}`, (c) => answerOf(c, question));

  const limited = bodyLimit({
    maxSize: bodyMost,
    onError: (c) =>
      wrong(c as Asking, problem(413, 'BODY_TOO_LARGE', `a body has ${bodyMost} bytes at most`)),
  });
  for (const route of rulingRoutes)
    for (const isPreview of [false, true]) {
      const path = `${apiRoot}${isPreview ? '/previews' : ''}${route.path}`;
      routes.post(
        honoPath(path),
        limited,
        guarded(path, (c) => ruledOf(c, route, isPreview)),
      );
      notThisWay(path, 'POST');
    }

  read(`${assetsRoot}{file}`, (c) => {
    const asset = assets.at(c.req.param('file') ?? '');
    return asset === null
      ? wrong(c, problem(404, 'NOT_FOUND', 'there is no such file'))
      : new Response(new Uint8Array(asset.body), {
          headers: {
            'content-type': asset.type,
            'cache-control': 'public, max-age=31536000, immutable',
          },
        });
  });

  for (const route of pages?.pages ?? []) {
    const forms = (pages?.forms ?? []).some((form) => form.path === route.path);
    routes.get(
      honoPath(route.path),
      guarded(route.path, async (c) => {
        const asked = given(route.parameters, askedOf(c, route.path));
        if (E.isLeft(asked)) return wrong(c, problemOf(asked.left, onFault));
        const now = clock();
        const search = new URLSearchParams(new URL(c.req.url).search);
        const permanent = permanentLink(route.parameters, c.req.path, search, easternDay(now), now);
        const shownPage = await route.render(ledger, asked.right, frameOf(c, permanent));
        if (E.isLeft(shownPage)) return wrong(c, problemOf(shownPage.left, onFault));
        return sentWhole(
          new TextEncoder().encode(shownPage.right),
          { 'content-type': 'text/html; charset=utf-8', 'cache-control': kept.checked },
          { ifNoneMatch: c.req.header('if-none-match') },
        );
      }),
    );
    if (!forms) notThisWay(route.path, 'GET, HEAD');
  }
  for (const form of pages?.forms ?? []) {
    routes.post(
      honoPath(form.path),
      limited,
      guarded(form.path, async (c) => {
        const actor = mayRule(c);
        if (E.isLeft(actor)) return wrong(c, actor.left);
        const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
        if (type !== 'application/x-www-form-urlencoded')
          return wrong(
            c,
            problem(415, 'NOT_A_FORM', 'a form is sent as application/x-www-form-urlencoded'),
          );
        const sent = new URLSearchParams(await c.req.text());
        for (const name of pathNames(form.path)) sent.append(name, c.req.param(name) ?? '');
        const fields: ReadonlyArray<Parameter> = [
          ...form.fields,
          { name: 'reason', kind: 'text', required: true, says: 'why; it stays in the ledger' },
          { name: 'preview', kind: 'flag', says: 'only shows what it would change' },
        ];
        const asked = given(fields, sent);
        if (E.isLeft(asked)) return wrong(c, problemOf(asked.left, onFault));
        const ruling = { reason: one(asked.right, 'reason') ?? '', by: actor.right };
        const outcome = await (flag(asked.right, 'preview')
          ? previewed(ledger, (dry) => form.say(dry, asked.right, ruling))
          : ruled(form.say(ledger, asked.right, ruling)));
        if (E.isLeft(outcome)) {
          const found = problemOf(outcome.left, onFault);
          return wrong(
            c,
            outcome.left.code === 'CHANGED_SINCE'
              ? await changedSince(
                  found,
                  one(asked.right, 'id') ?? '',
                  one(asked.right, 'basis') ?? '',
                )
              : found,
          );
        }
        return html(form.view(outcome.right, frameOf(c, null), asked.right));
      }),
    );
    notThisWay(form.path, 'GET, HEAD, POST');
  }

  routes.notFound((c) => wrong(c, problem(404, 'NOT_FOUND', 'there is nothing at this address')));
  routes.onError((thrown, c) => wrong(c, faultOf(wordsOf(thrown), onFault)));
  return routes;
};

type Said<A> = ReturnType<
  import('fp-ts/lib/TaskEither.js').TaskEither<import('../ledger/answers.js').LedgerError, A>
>;

const previewed = async (ledger: Ledger, say: Parameters<Ledger['preview']>[0]): Said<Outcome> => {
  const answer = await ledger.preview(say)();
  return E.isLeft(answer) ? answer : E.right({ kind: 'previewed', answer: answer.right });
};

const ruled = async (say: ReturnType<Ledger['correct']>): Said<Outcome> => {
  const answer = await say();
  return E.isLeft(answer) ? answer : E.right({ kind: 'ruled', answer: answer.right });
};

const wordsOf = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);

const withCursor = (asked: URLSearchParams, next: string): URLSearchParams => {
  const following = new URLSearchParams(asked);
  following.set('cursor', next);
  return following;
};

const washington = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** Today in Washington, as the ledger takes it where no day is given. */
const easternDay = (now: Date): string => washington.format(now);
