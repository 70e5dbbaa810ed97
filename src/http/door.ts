/** What every route has at hand: who asks, how it is refused, where it is counted. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { foldVersion, type LedgerError } from '../ledger/answers.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Asker, Identify } from './asker.js';
import type { Assets } from './asset.js';
import type { Growth } from './growth.js';
import type { Frame, Html, Pages } from './page-route.js';
import { type Problem, problem, problemOf, problemResponse } from './problem.js';
import type { Readiness } from './readiness.js';

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
  /** Whether filings are taken. */
  readonly allowAppend?: boolean;
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

export interface Env {
  readonly Bindings: Bindings;
  readonly Variables: { asker: Asker; route: string };
}

export type Asking = Context<Env>;
export type Answers = (c: Asking) => Promise<Response> | Response;

export interface Door {
  readonly serving: Required<Omit<Serving, 'pages' | 'onAccess'>> & Pick<Serving, 'pages'>;
  /** Refused: for people where pages are asked for, for programs elsewhere. */
  wrong(c: Asking, found: Problem): Response;
  failed(c: Asking, error: LedgerError): Response;
  frameOf(c: Asking, permanent: string | null): Frame;
  /** A route that is read. */
  read(path: string, answers: Answers): void;
  /** A route that is sent to; bodies have 64 kB at most where no other limit is given. */
  sent(path: string, answers: Answers, bytesMost?: number): void;
  /** Every other method of a path that has its routes. */
  only(path: string, allowed: string): void;
}

export const apiRoot = '/api/v1';

export const cached = {
  ofNow: 'no-store',
  checked: 'private, no-cache',
  forEver: 'private, max-age=31536000, immutable',
} as const;

/** Of bodies: rulings are short. */
const bodyMost = 64 * 1024;

/** As Hono writes a path. */
const honoPath = (path: string): string =>
  path.replace(/\{(\w+)\.\.\.\}/g, ':$1{.+}').replace(/\{(\w+)\}/g, ':$1');

export const pathNames = (path: string): ReadonlyArray<string> =>
  [...path.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].map(([, name = '']) => name);

export const searchOf = (c: Asking): URLSearchParams =>
  new URLSearchParams(new URL(c.req.url).search);

/** What stands in the path, and what is given besides, as one. */
export const withPath = (c: Asking, path: string, given: URLSearchParams): URLSearchParams => {
  const asked = new URLSearchParams(given);
  for (const name of pathNames(path)) asked.append(name, c.req.param(name) ?? '');
  return asked;
};

export const contentType = (c: Asking): string =>
  ((c.req.header('content-type') ?? '').split(';')[0] ?? '').trim().toLowerCase();

export const htmlResponse = (
  body: Html,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': cached.ofNow,
      ...headers,
    },
  });

const wantsPages = (c: Asking): boolean =>
  !c.req.path.startsWith(`${apiRoot}/`) && (c.req.header('accept') ?? '').includes('text/html');

export const doorOf = (routes: Hono<Env>, serving: Door['serving']): Door => {
  const { pages, clock, growth, version, assets, allowRulings } = serving;
  const frameOf: Door['frameOf'] = (c, permanent) => {
    const asker = c.get('asker') ?? { actor: null, mayRule: false, mayAppend: false };
    return {
      path: c.req.path,
      query: searchOf(c),
      origin: new URL(c.req.url).origin,
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
  const wrong: Door['wrong'] = (c, found) =>
    pages !== undefined && wantsPages(c)
      ? htmlResponse(pages.problem(found, frameOf(c, null)), found.status, found.headers)
      : problemResponse(found);
  const limited = (most: number) =>
    bodyLimit({
      maxSize: most,
      onError: (c) =>
        wrong(c as Asking, problem(413, 'BODY_TOO_LARGE', `a body has ${most} bytes at most here`)),
    });
  const named =
    (path: string, answers: Answers): Answers =>
    (c) => {
      c.set('route', path);
      return answers(c);
    };
  return {
    serving,
    frameOf,
    wrong,
    failed: (c, error) => wrong(c, problemOf(error, serving.onFault)),
    read: (path, answers) => {
      routes.get(honoPath(path), named(path, answers));
    },
    sent: (path, answers, bytesMost = bodyMost) => {
      routes.post(honoPath(path), limited(bytesMost), named(path, answers));
    },
    only: (path, allowed) => {
      routes.all(
        honoPath(path),
        named(path, (c) =>
          wrong(
            c,
            problem(
              405,
              'METHOD_NOT_ALLOWED',
              `${c.req.method} is not done here; expected ${allowed}`,
              { headers: { allow: allowed } },
            ),
          ),
        ),
      );
    },
  };
};
