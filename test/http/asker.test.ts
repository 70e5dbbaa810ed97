/** Who is authenticated, and who may rule. */
import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { addressesIn, bearers, proxied, tokensIn, whoeverIsHere } from '../../src/http/asker.js';

const right = <A>(found: E.Either<unknown, A>): A => {
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left));
  return found.right;
};

const none = { authorization: undefined, header: () => undefined, address: undefined };
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('whoever is on this machine', () => {
  it('rules under the name that the operator gave, or reads', () => {
    expect(right(whoeverIsHere('j.doe')(none))).toEqual({
      actor: 'j.doe',
      mayRule: true,
      mayAppend: true,
    });
    expect(right(whoeverIsHere(null)(none))).toEqual({
      actor: null,
      mayRule: false,
      mayAppend: false,
    });
  });
});

describe('a bearer of a token', () => {
  const tokens = right(
    tokensIn(
      `# who\n${sha('read-me')} r.roe read\n\n${sha('rule-me')}  j.doe  rule # until May\n${sha('feed-me')} feed append\n${sha('all-me')} ada rule,append\n`,
    ),
  );
  const asked = (authorization?: string) => bearers(tokens)({ ...none, authorization });

  it('is who the file says', () => {
    const may = (mayRule: boolean, mayAppend: boolean) => ({ mayRule, mayAppend });
    expect(right(asked('Bearer read-me'))).toEqual({ actor: 'r.roe', ...may(false, false) });
    expect(right(asked('bearer rule-me'))).toEqual({ actor: 'j.doe', ...may(true, false) });
    expect(right(asked('Bearer feed-me'))).toEqual({ actor: 'feed', ...may(false, true) });
    expect(right(asked('Bearer all-me'))).toEqual({ actor: 'ada', ...may(true, true) });
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer no-such',
    `Bearer ${sha('rule-me')}`,
    'Basic cnVsZS1tZQ==',
    'Bearer rule-me read-me',
  ])('is nobody with %j', (authorization) => {
    expect(asked(authorization)).toMatchObject({ left: { status: 401 } });
  });

  it('is not let in by a file that nobody can read, and no token of it is repeated', () => {
    for (const text of [
      '',
      '# nobody',
      'my-secret j.doe rule',
      `${sha('x')} j.doe`,
      `${sha('x')} j.doe admin`,
      `${sha('x')} j.doe rule,admin`,
      `${sha('x')} j.doe rule,`,
    ]) {
      const found = tokensIn(text);
      expect(E.isLeft(found)).toBe(true);
      expect(JSON.stringify(found)).not.toContain('my-secret');
    }
  });
});

describe('whom a proxy names', () => {
  const identify = proxied('x-forwarded-user', right(addressesIn(['10.0.0.0/8', '::1'])));
  const asked = (address: string | undefined, actor: string | undefined) =>
    identify({
      ...none,
      address,
      header: (name) => (name === 'x-forwarded-user' ? actor : undefined),
    });

  it('counts where the proxy says so', () => {
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '::1'])
      expect(right(asked(address, 'j.doe@corp'))).toEqual({
        actor: 'j.doe@corp',
        mayRule: true,
        mayAppend: true,
      });
  });

  it.each([
    ['192.168.0.1', 'j.doe'],
    ['::ffff:192.168.0.1', 'j.doe'],
    [undefined, 'j.doe'],
    ['10.1.2.3', undefined],
    ['10.1.2.3', ''],
    ['10.1.2.3', 'j.doe, root'],
    ['10.1.2.3', 'j doe'],
    ['10.1.2.3', 'x'.repeat(201)],
  ])('is nobody of %j as %j', (address, actor) => {
    expect(asked(address, actor)).toMatchObject({ left: { status: 401 } });
  });

  it.each(['10.0.0.0/33', 'proxy.example', '10.0.0.0/8/8', '::1/129', '', '10.0.0.0/-1'])(
    'is of no range %j',
    (range) => {
      expect(E.isLeft(addressesIn([range]))).toBe(true);
    },
  );
});
