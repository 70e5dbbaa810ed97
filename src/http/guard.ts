/**
 * Who may ask at all. A page of somebody else's in an operator's browser can send requests here; it
 * must neither read nor write. After DNS rebinding such a page is `same-origin` by its own account,
 * so the name it came by is looked at, on reads as well.
 */
import { type Problem, problem } from './problem.js';

const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::(\d{1,5}))?$/;

/** Names by which a machine is its own. */
export const loopbackHosts: ReadonlyArray<string> = ['localhost', '127.0.0.1', '[::1]'];

const nameIn = (host: string): string | null => hostPattern.exec(host)?.[1] ?? null;

export const wrongHost = (
  host: string | null | undefined,
  hosts: ReadonlyArray<string>,
): Problem | null => {
  const name = host == null ? null : nameIn(host.toLowerCase());
  return name !== null && hosts.includes(name)
    ? null
    : problem(
        421,
        'UNKNOWN_HOST',
        'this server does not answer by that name: ask by one of its own, or start it with --allow-host NAME',
      );
};

export interface Asked {
  readonly method: string;
  readonly host: string;
  readonly origin: string | undefined;
  /** Of `Sec-Fetch-…`, what the browser says of whence it comes and what for. */
  readonly site: string | undefined;
  readonly mode: string | undefined;
  readonly destination: string | undefined;
}

const safe = ['GET', 'HEAD', 'OPTIONS'];

const isOwnOrigin = (origin: string, host: string): boolean => {
  try {
    return new URL(origin).host.toLowerCase() === new URL(`http://${host}`).host.toLowerCase();
  } catch {
    return false;
  }
};

const isOwnSite = (site: string | undefined): boolean =>
  site === undefined || site === 'same-origin' || site === 'none';

/** Somebody follows a link to a page of ours: the page is shown on its own, and asks as itself. */
const isFollowedLink = ({ method, mode, destination }: Asked): boolean =>
  method === 'GET' &&
  mode === 'navigate' &&
  (destination === undefined || destination === 'document');

const foreign = (what: string): Problem =>
  problem(403, 'FOREIGN_ORIGIN', `${what}; nothing was done`);

export const wrongOrigin = (asked: Asked): Problem | null => {
  const { method, host, origin, site } = asked;
  if (safe.includes(method))
    return isOwnSite(site) || isFollowedLink(asked)
      ? null
      : foreign('a page of another site asks for this; it can be asked by itself');
  if (!isOwnSite(site)) return foreign('a page of another site sends this');
  return origin === undefined || isOwnOrigin(origin, host)
    ? null
    : foreign('it comes from another origin than this server’s own');
};

/** Of every answer: nothing but what this server itself sends is loaded, run or framed. */
export const safeHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};
