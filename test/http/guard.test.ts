/** Who may ask: names, foreign pages, and what is sent with every answer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleLedger } from '../cli/command.js';
import { bodyOf, type Served, served } from './served.js';

let server: Served;
beforeAll(async () => {
  server = await served(await sampleLedger(), {
    allowRulings: true,
    identify: () => ({ _tag: 'Right', right: { actor: 'j.doe', mayRule: true, mayAppend: false } }),
  });
});
afterAll(() => server.close());

const read = (headers: Record<string, string>): Promise<Response> =>
  server.ask('/api/v1/holdings?insider=posey', { headers });

/** Refused or not before the body is looked at: an empty one is a mistake of its own. */
const send = (headers: Record<string, string>): Promise<Response> =>
  server.ask('/api/v1/rows/withdrawals', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{}',
  });

describe('the name by which a server is asked', () => {
  it.each([
    ['127.0.0.1:7345', 200],
    ['localhost', 200],
    ['LOCALHOST:80', 200],
    ['[::1]:7345', 200],
    ['evil.example', 421],
    ['evil.example:7345', 421],
    ['localhost.evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['evil.example#localhost', 421],
    ['user@localhost', 421],
    ['localhost.', 421],
    ['localhost, evil.example', 421],
    ['0.0.0.0:7345', 421],
    ['[::ffff:127.0.0.1]', 421],
    ['', 421],
    [' ', 421],
  ])('%j is answered with %i, on reads as well', async (host, status) => {
    const answer = await read({ host });
    expect(answer.status).toBe(status);
    if (status !== 200) {
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await bodyOf(answer)).toMatchObject({ code: 'UNKNOWN_HOST', status });
    }
    expect((await send({ host })).status).toBe(status === 200 ? 400 : 421);
  });

  it('counts after DNS rebinding, where all else says that the page is of this origin', async () => {
    const rebound = {
      host: 'evil.example:7345',
      origin: 'http://evil.example:7345',
      'sec-fetch-site': 'same-origin',
    };
    expect((await read(rebound)).status).toBe(421);
    expect((await send(rebound)).status).toBe(421);
  });
});

describe('a page that sends something', () => {
  it.each([
    ['of this server', { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:7345' }, true],
    ['typed by hand', { 'sec-fetch-site': 'none' }, true],
    ['no browser', {}, true],
    ['an old browser, of this server', { origin: 'http://127.0.0.1:7345' }, true],
    ['of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
    ['of another site, without origin', { 'sec-fetch-site': 'cross-site' }, false],
    [
      'of another port of this machine',
      { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:8080' },
      false,
    ],
    [
      'of another site that says it is ours',
      { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:7345' },
      false,
    ],
    [
      'of another origin that says it is this site',
      { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
      false,
    ],
    ['an old browser, of another site', { origin: 'https://evil.example' }, false],
    ['an old browser, of another port', { origin: 'http://127.0.0.1:8080' }, false],
    ['of a sandbox', { origin: 'null' }, false],
    ['of no origin that can be read', { origin: 'nonsense' }, false],
    ['of a site nobody knows', { 'sec-fetch-site': 'unheard-of' }, false],
  ])('%s', async (_, headers, isAnswered) => {
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await send({ ...headers, 'content-type': type } as Record<string, string>);
      if (isAnswered) expect(answer.status).toBe(type === 'application/json' ? 400 : 415);
      else expect(await bodyOf(answer)).toMatchObject({ status: 403, code: 'FOREIGN_ORIGIN' });
    }
  });
});

describe('a page of another site that reads', () => {
  it.each([
    [
      'follows a link',
      {
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
      },
      200,
    ],
    [
      'frames it',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      403,
    ],
    [
      'takes it for a picture',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      403,
    ],
    [
      'takes it for a script',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
      403,
    ],
    [
      'fetches it',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
      403,
    ],
  ])('%s', async (_, headers, status) => {
    const answer = await read(headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('every answer', () => {
  it('loads, runs and frames nothing of others', async () => {
    for (const path of [
      '/api/v1/holdings?insider=posey',
      '/nowhere',
      '/api/v1/holdings?x=1',
      '/livez',
      '/api/v1/conflicts?format=csv',
    ]) {
      const { headers } = await server.ask(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|data:|https?:/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('referrer-policy')).toBe('same-origin');
    }
  });

  it('is asked for as it may be, and nothing of a body that is too long is read', async () => {
    const put = await server.ask('/api/v1/holdings', { method: 'PUT', body: '{}' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const get = await server.ask('/api/v1/rows/withdrawals');
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    const long = JSON.stringify({ row: 'x', reason: 'x'.repeat(70_000) });
    const sent = await server.ask('/api/v1/rows/withdrawals', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': String(long.length) },
      body: long,
    });
    expect(await bodyOf(sent)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });
});
