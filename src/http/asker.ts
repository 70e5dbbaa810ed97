/** Who asks: the one on this machine, a bearer of a token, or whom a proxy has let in. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import * as E from 'fp-ts/lib/Either.js';
import { type Problem, problem } from './problem.js';

export interface Asker {
  /** Who is authenticated; null where nobody need be. */
  readonly actor: string | null;
  readonly mayRule: boolean;
  /** Whether it may hand over filings. */
  readonly mayAppend: boolean;
}

export interface Credentials {
  readonly authorization: string | undefined;
  header(name: string): string | undefined;
  /** Of the socket; undefined where there is none. */
  readonly address: string | undefined;
}

export type Identify = (credentials: Credentials) => E.Either<Problem, Asker>;

/** On this machine alone, whoever has started it. */
export const whoeverIsHere =
  (by: string | null): Identify =>
  () =>
    E.right({ actor: by, mayRule: by !== null, mayAppend: by !== null });

/** What a bearer may do. Whoever is known may read; neither of the others has the other with it. */
const roles = ['read', 'rule', 'append'] as const;
export type Role = (typeof roles)[number];

export interface Token {
  /** SHA-256 of the token. */
  readonly digest: Buffer;
  readonly actor: string;
  readonly roles: ReadonlyArray<Role>;
}

const actorPattern = /^[^\p{Cc}\p{Cf}\p{Z},]{1,200}$/u;

const isRole = (word: string): word is Role => roles.some((role) => role === word);

/** Lines of a SHA-256 in hex, an actor and its roles, such as `rule,append`; # begins a remark. */
export const tokensIn = (text: string): E.Either<string, ReadonlyArray<Token>> => {
  const tokens: Array<Token> = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const said = line.replace(/#.*/, '').trim();
    if (said === '') continue;
    const [digest = '', actor = '', list = '', ...more] = said.split(/\s+/);
    const words = list.split(',');
    const own = words.filter(isRole);
    const isOdd = own.length < words.length || more.length > 0;
    // A token that stands there by mistake is not repeated.
    if (!/^[0-9a-f]{64}$/i.test(digest) || !actorPattern.test(actor) || isOdd)
      return E.left(
        `line ${i + 1} is not of the form: the token’s SHA-256 in 64 hex digits, an actor, and read, rule, append or rule,append`,
      );
    tokens.push({ digest: Buffer.from(digest, 'hex'), actor, roles: own });
  }
  return tokens.length === 0 ? E.left('there is no token in it') : E.right(tokens);
};

const unknownAsker = (detail: string, challenge: boolean): E.Either<Problem, never> =>
  E.left(
    problem(
      401,
      'NOT_AUTHENTICATED',
      detail,
      challenge ? { headers: { 'www-authenticate': 'Bearer realm="insider-ledger"' } } : {},
    ),
  );

export const bearers =
  (tokens: ReadonlyArray<Token>): Identify =>
  ({ authorization }) => {
    const token = /^bearer +([\x21-\x7e]{1,1000})$/i.exec(authorization ?? '')?.[1];
    if (token === undefined)
      return unknownAsker('a bearer token is needed: Authorization: Bearer …', true);
    const digest = createHash('sha256').update(token).digest();
    let found: Token | null = null;
    // All are compared, so that time does not tell which was near.
    for (const one of tokens) if (timingSafeEqual(one.digest, digest)) found = one;
    return found === null
      ? unknownAsker('the token is not one of those that this server knows', true)
      : E.right({
          actor: found.actor,
          mayRule: found.roles.includes('rule'),
          mayAppend: found.roles.includes('append'),
        });
  };

/** Addresses and ranges, as in 10.0.0.0/8. */
export const addressesIn = (ranges: ReadonlyArray<string>): E.Either<string, BlockList> => {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits, ...more] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const most = family === 'ipv6' ? 128 : 32;
    const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
    if (isIP(address) === 0 || !isRange || more.length > 0)
      return E.left(`${JSON.stringify(range)} is no address and no range such as 10.0.0.0/8`);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return E.right(list);
};

/** An IPv4 address as a socket of both families names it. */
const unmapped = (address: string): string =>
  address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;

/** Whom a proxy names in a header; of anybody else the header counts for nothing. */
export const proxied =
  (headerName: string, proxies: BlockList): Identify =>
  ({ header, address }) => {
    const from = address === undefined ? '' : unmapped(address);
    const isProxy = isIP(from) !== 0 && proxies.check(from, isIP(from) === 6 ? 'ipv6' : 'ipv4');
    if (!isProxy)
      return unknownAsker(
        'requests come through the proxy that knows who asks, not past it',
        false,
      );
    const actor = header(headerName);
    return actor === undefined || !actorPattern.test(actor)
      ? unknownAsker('the proxy did not say who asks', false)
      : E.right({ actor, mayRule: true, mayAppend: true });
  };
