import { fileURLToPath } from 'node:url';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import {
  describeSettings,
  type EsdbSettings,
  readEsdbUrl,
  withoutSecrets,
} from '../../src/store/eventstoredb/settings.js';

const settings = (url: string): EsdbSettings => {
  const read = readEsdbUrl(url);
  return E.isRight(read) ? read.right : expect.fail(read.left.message);
};
const flaw = (url: string): string => {
  const read = readEsdbUrl(url);
  if (E.isRight(read)) return expect.fail(`${url} was taken`);
  expect(read.left).toMatchObject({ code: 'UNKNOWN_STORE_URL', blame: 'incorrect' });
  return read.left.message;
};
const certificate = (name: string): string =>
  encodeURIComponent(fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url)));

describe('the URL of an EventStoreDB store', () => {
  it('names one node, TLS and port 2113 unless told otherwise', () => {
    expect(settings('esdb://localhost')).toMatchObject({
      hosts: [{ address: 'localhost', port: 2113 }],
      discover: false,
      tls: true,
      user: null,
      nodePreference: 'leader',
    });
    expect(settings('esdb://[::1]:2114/?tls=false')).toMatchObject({
      hosts: [{ address: '[::1]', port: 2114 }],
      tls: false,
    });
  });

  it('names the seeds of a cluster, or one name to discover it by', () => {
    expect(settings('esdb://a:1,b:2,c:3').hosts).toHaveLength(3);
    expect(settings('esdb+discover://cluster.example:2113').discover).toBe(true);
    expect(flaw('esdb+discover://a,b')).toMatch(/one name/);
  });

  it('holds a user whose password may contain anything, encoded or not where it can be', () => {
    expect(settings('esdb://admin:a:b:c@host').user).toEqual({
      username: 'admin',
      password: 'a:b:c',
    });
    expect(settings('esdb://ad%3Amin:p%40%2F%3F%25@host').user).toEqual({
      username: 'ad:min',
      password: 'p@/?%',
    });
  });

  it('names certificates by files, which are read', () => {
    const query = `tlsCAFile=${certificate('ca.crt')}&userCertFile=${certificate('user.crt')}&userKeyFile=${certificate('user.key')}`;
    const read = settings(`esdb://host?${query}`);
    expect(String(read.caFile)).toMatch(/BEGIN CERTIFICATE/);
    expect(String(read.userCertificate?.key)).toMatch(/PRIVATE KEY/);
  });

  it.each([
    ['esdb://', /not a host/],
    ['esdb://host:99999', /not a host/],
    ['esdb://host:x', /not a host/],
    ['esdb://admin@host', /user:password@/],
    ['esdb://a:b@host?tls=false', /sends no user and password/],
    ['esdb://host?tls=maybe', /true or false/],
    ['esdb://host?tls=true&TLS=false', /set twice/],
    ['esdb://host?tlsVerifyCert=false', /tlsCAFile instead/],
    ['esdb://host?throwOnAppendFailure=false', /always reports/],
    ['esdb://host?defaultDeadline=5', /time limits of its own/],
    ['esdb://host?colour=red', /no setting "colour"/],
    ['esdb://host?tlsCAFile=%2Fno%2Fsuch%2Ffile', /tlsCAFile .* ENOENT/],
    [`esdb://host?userCertFile=${certificate('user.crt')}`, /go together/],
    [`esdb://host?tls=false&tlsCAFile=${certificate('ca.crt')}`, /mean nothing/],
    ['esdb://host?keepAliveInterval=10', /from 1000 milliseconds/],
    ['esdb://host?gossipTimeout=soon', /whole number/],
    ['esdb://host?nodePreference=best', /one of leader/],
    ['esdb://a:p@ss@host', /percent-encoded/],
  ])('%s is refused', (url, why) => {
    expect(flaw(url)).toMatch(why);
  });

  it('never shows its password, in messages about itself or of others', () => {
    for (const url of [
      'esdb://admin:hunter2@host:x',
      'esdb://admin:hunter2@host?colour=red',
      'esdb://admin:hunter2%@host',
      'esdb://admin:hunter2/@host',
      'esdb://admin:hunter2',
      'esdb://admin:x?hunter2@host',
      'esdb://admin:x?y=hunter2&hunter2@host',
      'esdb://admin:x@hunter2?hunter2@host',
      'esdb://admin:x@y,hunter2@host',
      'esdb://host?hunter2@host',
    ]) {
      expect(flaw(url)).not.toMatch(/hunter2/);
    }
    const read = settings('esdb://admin:hunter2@host:2114?connectionName=x');
    expect(describeSettings(read)).toBe('esdb://host:2114');
    const basic = Buffer.from('admin:hunter2').toString('base64');
    expect(withoutSecrets(read, `failed: Basic ${basic} (hunter2)`)).toBe(
      'failed: Basic *** (***)',
    );
  });
});
