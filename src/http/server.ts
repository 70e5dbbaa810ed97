/** The server on a socket: what reaches it raw, and how it ends. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import * as E from 'fp-ts/lib/Either.js';
import type { app } from './app.js';
import { wrongHost } from './guard.js';
import { type Problem, problem, problemResponse } from './problem.js';

export interface Listening {
  readonly port: number;
  /** Stops listening, lets what is on its way end, and then ends it. */
  drain(options: { readonly graceMs: number; readonly onGraceOver: () => void }): Promise<void>;
}

/** Why nothing can listen there. */
export interface NotListening {
  readonly code: string;
  readonly message: string;
}

const limits = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  // Longer than proxies keep a connection: who closes last is never asked on one just closed.
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
} as const;

const connectionsMost = 1_000;

/** What only shows in what was sent: a name given twice, or in the target as well. */
const wrongAsSent = (request: IncomingMessage, hosts: ReadonlyArray<string>): Problem | null => {
  const names = request.rawHeaders.filter((name, i) => i % 2 === 0 && /^host$/i.test(name));
  const foreign = wrongHost(names.length === 1 ? request.headers.host : null, hosts);
  if (foreign !== null) return foreign;
  const { url = '' } = request;
  if (url.startsWith('/')) return null;
  if (!/^https?:\/\//i.test(url))
    return problem(400, 'INVALID_ARGUMENT', 'what is asked for is a path');
  try {
    const { host, pathname, search } = new URL(url);
    request.url = `${pathname}${search}`;
    return wrongHost(host, hosts);
  } catch {
    return problem(400, 'INVALID_ARGUMENT', 'what is asked for is no address');
  }
};

const answered = async (response: ServerResponse, found: Problem): Promise<void> => {
  const { status, headers } = problemResponse(found);
  const body = await problemResponse(found).text();
  response.writeHead(status, { ...Object.fromEntries(headers), connection: 'close' });
  response.end(body);
};

const bound = (
  server: Server,
  port: number,
  host: string,
): Promise<E.Either<NotListening, Server>> =>
  new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(E.left({ code: error.code ?? 'ERROR', message: error.message })),
    );
    server.listen({ port, host, exclusive: true }, () => resolve(E.right(server)));
  });

export const listen = async (
  routes: ReturnType<typeof app>,
  {
    host,
    port,
    hosts,
  }: { readonly host: string; readonly port: number; readonly hosts: ReadonlyArray<string> },
): Promise<E.Either<NotListening, Listening>> => {
  const listener = getRequestListener((request, env) => routes.fetch(request, env), {
    overrideGlobalObjects: false,
  });
  const server = createServer(limits, (request, response) => {
    const found = wrongAsSent(request, hosts);
    if (found === null) void listener(request, response);
    else void answered(response, found);
  });
  server.maxConnections = connectionsMost;
  const here = await bound(server, port, host);
  if (E.isLeft(here)) return here;
  return E.right({
    port: (server.address() as AddressInfo).port,
    drain: async ({ graceMs, onGraceOver }) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // Those that become idle while others are still being answered.
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const over = setTimeout(() => {
        onGraceOver();
        setTimeout(() => server.closeAllConnections(), 500).unref();
      }, graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(over);
    },
  });
};
