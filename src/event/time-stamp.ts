/**
 * Requests to a time-stamping authority and its answers (RFC 3161). Of an answer is read what it
 * says was stamped and when. Who made it is not: neither its signature nor the authority's
 * certificates are looked at, which takes roots that one trusts (`openssl ts -verify` does it).
 */
import * as E from 'fp-ts/lib/Either.js';
import { type DerValue, derOf, derValues, tags } from './der.js';

export interface TimeStamp {
  /** When, as the authority says: an instant in UTC. */
  readonly at: string;
  /** OID of the policy by which it stamps. */
  readonly policy: string;
  /** Hex digits. */
  readonly serial: string;
}

/** What nobody here has looked at. */
export const notVerified: ReadonlyArray<string> = [
  'the signature of the authority',
  'the chain of its certificate',
  'whether that was revoked',
];

const sha256Oid = Buffer.from('608648016503040201', 'hex');
const signedDataOid = Buffer.from('2a864886f70d010702', 'hex');
const timeInfoOid = Buffer.from('2a864886f70d0109100104', 'hex');

/** The DER of a request to stamp a SHA-256, with the certificate in the answer. It has no nonce. */
export const timeStampRequest = (digest: Uint8Array): Buffer =>
  derOf(
    tags.sequence,
    derOf(tags.integer, Uint8Array.of(1)),
    derOf(
      tags.sequence,
      derOf(tags.sequence, derOf(tags.oid, sha256Oid), derOf(tags.null)),
      derOf(tags.octets, digest),
    ),
    derOf(tags.boolean, Uint8Array.of(0xff)),
  );

const equals = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** The value at a place, of a tag that is expected there. */
const at = (
  values: ReadonlyArray<DerValue>,
  index: number,
  tag: number,
  what: string,
): E.Either<string, Uint8Array> => {
  const value = values[index];
  return value?.tag === tag
    ? E.right(value.content)
    : E.left(`it has no ${what} where one belongs`);
};

const members = (
  values: ReadonlyArray<DerValue>,
  index: number,
  tag: number,
  what: string,
): E.Either<string, ReadonlyArray<DerValue>> => E.chain(derValues)(at(values, index, tag, what));

const oidText = (bytes: Uint8Array): string => {
  const arcs: Array<bigint> = [];
  let arc = 0n;
  for (const byte of bytes) {
    arc = arc * 128n + BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [first = 0n, ...rest] = arcs;
  const top = first < 40n ? 0n : first < 80n ? 1n : 2n;
  return [top, first - top * 40n, ...rest].join('.');
};

const timeText = (bytes: Uint8Array): E.Either<string, string> => {
  const text = Buffer.from(bytes).toString('latin1');
  const [, y, mo, d, h, mi, s, fraction = ''] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(text) ?? [];
  const plain = `${y}-${mo}-${d}T${h}:${mi}:${s}`;
  const read = new Date(`${plain}Z`);
  return y !== undefined && !Number.isNaN(read.getTime()) && read.toISOString().startsWith(plain)
    ? E.right(`${plain}${fraction}Z`)
    : E.left(`its time is not one in UTC; got ${JSON.stringify(text.slice(0, 40))}`);
};

const statusProblem = (status: Uint8Array): string | null =>
  status.length === 1 && (status[0] === 0 || status[0] === 1)
    ? null
    : `the authority refused: its status is ${Buffer.from(status).toString('hex').slice(0, 8)}`;

/** TSTInfo within its envelopes. */
const timeInfo = (answer: Uint8Array): E.Either<string, ReadonlyArray<DerValue>> => {
  const outer = derValues(answer);
  if (E.isLeft(outer)) return outer;
  if (outer.right.length !== 1) return E.left('more follows it, or nothing is there');
  const response = members(outer.right, 0, tags.sequence, 'response');
  if (E.isLeft(response)) return response;
  const status = E.chain((values: ReadonlyArray<DerValue>) =>
    at(values, 0, tags.integer, 'status'),
  )(members(response.right, 0, tags.sequence, 'status'));
  if (E.isLeft(status)) return status;
  const refused = statusProblem(status.right);
  if (refused !== null) return E.left(refused);
  const token = members(response.right, 1, tags.sequence, 'token');
  if (E.isLeft(token)) return token;
  const kind = at(token.right, 0, tags.oid, 'kind of content');
  if (E.isLeft(kind)) return kind;
  if (!equals(kind.right, signedDataOid)) return E.left('its token is no signed data');
  const wrapped = members(token.right, 1, tags.explicit0, 'signed data');
  if (E.isLeft(wrapped)) return wrapped;
  const signed = members(wrapped.right, 0, tags.sequence, 'signed data');
  if (E.isLeft(signed)) return signed;
  const enclosed = members(signed.right, 2, tags.sequence, 'enclosed content');
  if (E.isLeft(enclosed)) return enclosed;
  const type = at(enclosed.right, 0, tags.oid, 'type of what is enclosed');
  if (E.isLeft(type)) return type;
  if (!equals(type.right, timeInfoOid)) return E.left('what is signed is no time-stamp');
  const content = members(enclosed.right, 1, tags.explicit0, 'time-stamp');
  if (E.isLeft(content)) return content;
  const info = members(content.right, 0, tags.octets, 'time-stamp');
  if (E.isLeft(info)) return info;
  return members(info.right, 0, tags.sequence, 'time-stamp');
};

/** What an answer says of when, where it stamps this very SHA-256; else in words why not. */
export const readTimeStamp = (
  answer: Uint8Array,
  digest: Uint8Array,
): E.Either<string, TimeStamp> => {
  const info = timeInfo(answer);
  if (E.isLeft(info)) return info;
  const policy = at(info.right, 1, tags.oid, 'policy');
  if (E.isLeft(policy)) return policy;
  const imprint = members(info.right, 2, tags.sequence, 'imprint');
  if (E.isLeft(imprint)) return imprint;
  const algorithm = members(imprint.right, 0, tags.sequence, 'algorithm of its imprint');
  if (E.isLeft(algorithm)) return algorithm;
  const named = at(algorithm.right, 0, tags.oid, 'algorithm of its imprint');
  if (E.isLeft(named)) return named;
  if (!equals(named.right, sha256Oid))
    return E.left(`its imprint is by ${oidText(named.right)}; SHA-256 was asked for`);
  const stamped = at(imprint.right, 1, tags.octets, 'imprint');
  if (E.isLeft(stamped)) return stamped;
  if (!equals(stamped.right, digest))
    return E.left(
      `it stamps ${Buffer.from(stamped.right).toString('hex').slice(0, 64)}; the note’s SHA-256 is ${Buffer.from(digest).toString('hex')}`,
    );
  const serial = at(info.right, 3, tags.integer, 'serial number');
  if (E.isLeft(serial)) return serial;
  const time = E.chain(timeText)(at(info.right, 4, tags.time, 'time'));
  return E.map((stampedAt: string) => ({
    at: stampedAt,
    policy: oidText(policy.right),
    serial: Buffer.from(serial.right).toString('hex'),
  }))(time);
};
