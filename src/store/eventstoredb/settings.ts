/**
 * What an `esdb://` or `esdb+discover://` URL says, read by us and not by the client: its parser
 * cuts a password at a colon, only warns of a setting it does not know, and writes the whole
 * string with the password to its debug log.
 */
import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import type { StoreError } from '../port.js';

export interface EsdbAddress {
  readonly address: string;
  readonly port: number;
}

export interface EsdbSettings {
  readonly hosts: ReadonlyArray<EsdbAddress>;
  /** The one host is a DNS name or node to ask for the members of its cluster. */
  readonly discover: boolean;
  readonly tls: boolean;
  readonly caFile: Buffer | null;
  readonly userCertificate: { readonly certificate: Buffer; readonly key: Buffer } | null;
  readonly user: { readonly username: string; readonly password: string } | null;
  readonly nodePreference: NodePreference;
  /** Milliseconds; -1 for none. */
  readonly keepAliveInterval: number;
  readonly keepAliveTimeout: number;
  /** Seconds. */
  readonly gossipTimeout: number;
  readonly discoveryInterval: number;
  readonly maxDiscoverAttempts: number;
  readonly connectionName: string;
}

const nodePreferences = ['leader', 'follower', 'random', 'read_only_replica'] as const;
export type NodePreference = (typeof nodePreferences)[number];

const example = 'esdb://user:password@host:2113?tlsCAFile=ca.crt';
const settingNames = [
  'tls',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
  'nodePreference',
  'keepAliveInterval',
  'keepAliveTimeout',
  'gossipTimeout',
  'discoveryInterval',
  'maxDiscoverAttempts',
  'connectionName',
] as const;
type SettingName = (typeof settingNames)[number];
type Given = Partial<Record<SettingName, string>>;

/** Thrown and caught in this file only; the message never holds what may be a secret. */
class Unreadable extends Error {}

const percentDecoded = (text: string, what: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Unreadable(`${what} has a % that is not followed by two hexadecimal digits`);
  }
};

const readUser = (text: string): EsdbSettings['user'] => {
  const colon = text.indexOf(':');
  if (colon < 1) throw new Unreadable('the user must be written user:password@');
  return {
    username: percentDecoded(text.slice(0, colon), 'the user name'),
    password: percentDecoded(text.slice(colon + 1), 'the password'),
  };
};

const readHost = (text: string): EsdbAddress => {
  const match = /^(\[[0-9a-f:]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/i.exec(text);
  const port = Number(match?.[2] ?? 2113);
  if (match === null || port < 1 || port > 65_535) {
    // A password may have come to stand here.
    throw new Unreadable('what stands for a host is not a host, or host:port');
  }
  return { address: match[1] as string, port };
};

const isSetting = (name: string): name is SettingName =>
  (settingNames as ReadonlyArray<string>).includes(name);

const explained: Readonly<Record<string, string>> = {
  tlsVerifyCert:
    "the client can't leave certificates unchecked; name the authority with tlsCAFile instead",
  throwOnAppendFailure: 'the store always reports a failed append',
  defaultDeadline: 'the store has time limits of its own',
};

const readSettings = (query: string): Given => {
  const given: Given = {};
  for (const part of query === '' ? [] : query.split('&')) {
    const [rawName = '', value] = part.split(/=(.*)/s);
    const flat = rawName.toLowerCase().replace(/[-_]/g, '');
    const name = settingNames.find((known) => known.toLowerCase() === flat) ?? rawName;
    const why = Object.entries(explained).find(([key]) => key.toLowerCase() === flat)?.[1];
    if (why !== undefined) throw new Unreadable(`${rawName} can't be set: ${why}`);
    if (!isSetting(name)) {
      throw new Unreadable(
        `no setting ${JSON.stringify(rawName)}; there are ${settingNames.join(', ')}`,
      );
    }
    if (value === undefined || value === '') throw new Unreadable(`${name} has no value`);
    if (given[name] !== undefined) throw new Unreadable(`${name} is set twice`);
    given[name] = percentDecoded(value, name);
  }
  return given;
};

const wholeNumber = (given: Given, name: SettingName, otherwise: number, least: number): number => {
  const text = given[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Unreadable(`${name} must be a whole number from ${least}, got ${JSON.stringify(text)}`);
};

const keepAlive = (given: Given, name: SettingName): number => {
  const value = wholeNumber(given, name, 10_000, -1);
  if (value === -1 || value >= 1_000) return value;
  throw new Unreadable(`${name} must be -1 for none or from 1000 milliseconds, got ${value}`);
};

const readFile = (path: string, what: string): Buffer => {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new Unreadable(`${what} ${JSON.stringify(path)} can't be read: ${code}`);
  }
};

const readUserCertificate = (given: Given): EsdbSettings['userCertificate'] => {
  const { userCertFile, userKeyFile } = given;
  if (userCertFile === undefined && userKeyFile === undefined) return null;
  if (userCertFile === undefined || userKeyFile === undefined) {
    throw new Unreadable('userCertFile and userKeyFile go together');
  }
  return {
    certificate: readFile(userCertFile, 'userCertFile'),
    key: readFile(userKeyFile, 'userKeyFile'),
  };
};

const readTls = (given: Given): boolean => {
  const tls = given.tls ?? 'true';
  if (tls !== 'true' && tls !== 'false') throw new Unreadable('tls must be true or false');
  return tls === 'true';
};

const readPreference = (given: Given): NodePreference => {
  const wanted = (given.nodePreference ?? 'leader').toLowerCase().replace(/[-_]/g, '');
  const known = nodePreferences.find((name) => name.replace(/_/g, '') === wanted);
  if (known !== undefined) return known;
  throw new Unreadable(`nodePreference must be one of ${nodePreferences.join(', ')}`);
};

const read = (url: string): EsdbSettings => {
  const match = /^esdb(\+discover)?:\/\/(?:([^@/?]*)@)?([^@/?]*)\/?(?:\?(.*))?$/s.exec(url.trim());
  if (match === null) {
    throw new Unreadable(
      'not of the form; a user name or password with @ / ? or % in it must be percent-encoded',
    );
  }
  // With an @ after it the user ended early: what follows may be the rest of a password.
  if (`${match[3]}${match[4] ?? ''}`.includes('@')) {
    throw new Unreadable(
      'a user name or password with @ / ? or % in it must be percent-encoded, and so must an @ in a setting',
    );
  }
  const discover = match[1] !== undefined;
  const user = match[2] === undefined ? null : readUser(match[2]);
  const hosts = (match[3] as string).split(',').map(readHost);
  const given = readSettings(match[4] ?? '');
  const tls = readTls(given);
  if (!tls && user !== null) {
    throw new Unreadable('with tls=false the client sends no user and password; leave them out');
  }
  if (!tls && (given.tlsCAFile ?? given.userCertFile ?? given.userKeyFile) !== undefined) {
    throw new Unreadable('certificates mean nothing with tls=false; leave one of them out');
  }
  if (discover && hosts.length > 1) {
    throw new Unreadable('esdb+discover:// takes one name; with several hosts write esdb://');
  }
  return {
    hosts,
    discover,
    tls,
    caFile: given.tlsCAFile === undefined ? null : readFile(given.tlsCAFile, 'tlsCAFile'),
    userCertificate: readUserCertificate(given),
    user,
    nodePreference: readPreference(given),
    keepAliveInterval: keepAlive(given, 'keepAliveInterval'),
    keepAliveTimeout: keepAlive(given, 'keepAliveTimeout'),
    gossipTimeout: wholeNumber(given, 'gossipTimeout', 5, 1),
    discoveryInterval: wholeNumber(given, 'discoveryInterval', 100, 1),
    maxDiscoverAttempts: wholeNumber(given, 'maxDiscoverAttempts', 10, 1),
    connectionName: given.connectionName ?? 'insider-ledger',
  };
};

/** Reads a store's URL and the certificates it names; what is wrong with it is said without it. */
export const readEsdbUrl = (url: string): E.Either<StoreError, EsdbSettings> => {
  try {
    return E.right(read(url));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return E.left({
      code: 'UNKNOWN_STORE_URL',
      blame: 'incorrect',
      message: `the EventStoreDB URL can't be used: ${error.message}. Example: ${example}, best kept in INSIDER_LEDGER_STORE, where no list of processes shows it`,
    });
  }
};

/** Where it connects to, for messages: never the user, the password or a certificate. */
export const describeSettings = (settings: EsdbSettings): string => {
  const scheme = settings.discover ? 'esdb+discover' : 'esdb';
  const hosts = settings.hosts.map(({ address, port }) => `${address}:${port}`).join(',');
  return `${scheme}://${hosts}${settings.tls ? '' : '?tls=false'}`;
};

/** Takes the password out of a text that others wrote, such as an error of the client. */
export const withoutSecrets = (settings: EsdbSettings, text: string): string => {
  const { user } = settings;
  if (user === null || user.password === '') return text;
  const basic = Buffer.from(`${user.username}:${user.password}`).toString('base64');
  return [user.password, encodeURIComponent(user.password), basic].reduce(
    (kept, secret) => kept.replaceAll(secret, '***'),
    text,
  );
};
