/** Questions, answered: what is asked is looked at, answered by the ledger, and sent. */

import * as E from 'fp-ts/lib/Either.js';
import type { DataFormat } from '../cli/show/written.js';
import { type ConflictDetailAnswer, foldVersion, LedgerFailure } from '../ledger/answers.js';
import { type Asking, apiRoot, cached, type Door, searchOf, withPath } from './door.js';
import { etagOf, isAmong, streamEtag } from './etag.js';
import { type Heavy, tooMany } from './heavy.js';
import type { Judged } from './judged.js';
import { withCursorOf } from './log-end.js';
import { type Given, given, one, type Parameter } from './parameter.js';
import { easternDay, foldParameter, isPermanent, permanentLink, wrongFold } from './permanent.js';
import { faultOf, type Problem, problemOf, wordsOf } from './problem.js';
import type { Question } from './question/question.js';
import { mediaTypes, representation } from './representation.js';
import { gathered, notModified, sentAsStream, sentWhole } from './sending.js';
import { hasMoved, type Standing, standingOf } from './standing.js';
import type { Told } from './telling.js';

export const formatParameter: Parameter = {
  name: 'format',
  kind: 'text',
  says: 'json, ndjson, csv or parquet; what Accept prefers if not given',
};

/** A question as it was understood. */
interface Understood {
  readonly given: Given;
  readonly format: DataFormat;
  /** As it was written. */
  readonly search: URLSearchParams;
  readonly standing: Standing;
}

const understood = async (
  c: Asking,
  question: Question,
  door: Door,
): Promise<E.Either<Problem, Understood>> => {
  const { path, parameters } = question;
  const { serving } = door;
  const search = searchOf(c);
  const found = given([...parameters, formatParameter, foldParameter], withPath(c, path, search));
  if (E.isLeft(found)) return E.left(problemOf(found.left, serving.onFault));
  const format = representation(one(found.right, 'format'), c.req.header('accept'));
  if (E.isLeft(format)) return format;
  const fold = wrongFold(one(found.right, 'fold'), c.req.path, search);
  if (E.isLeft(fold)) return fold;
  const cursor = one(found.right, 'cursor');
  const asked = cursor === undefined ? found.right : withCursorOf(found.right, cursor);
  const standing = await standingOf(serving.ledger, parameters, found.right, {
    isPermanent: isPermanent(search, serving.clock()),
  });
  return E.right({ given: asked, format: format.right, search, standing });
};

/** A name for the file that an answer is saved as. */
const fileName = (verb: string, from: Given, format: string): string => {
  const words = [verb, ...['insider', 'issuer', 'asOf', 'knownBy'].map((name) => one(from, name))];
  const safe = words
    .filter((word) => word !== undefined)
    .map((word) => word.replace(/[^\w.-]+/g, '-').slice(0, 40));
  return `${safe.join('_')}.${format}`;
};

const withCursor = (asked: URLSearchParams, next: string): URLSearchParams => {
  const following = new URLSearchParams(asked);
  following.set('cursor', next);
  return following;
};

const headersOf = (
  c: Asking,
  question: Question,
  { given: from, format, search }: Understood,
  next: Told['next'],
  now: Date,
): Record<string, string> => {
  const { path } = c.req;
  const permanent = permanentLink(question.parameters, path, search, easternDay(now), now);
  const links = [
    ...(next === null ? [] : [`<${path}?${withCursor(search, next)}>; rel="next"`]),
    ...(permanent === null ? [] : [`<${permanent}>; rel="bookmark"`]),
  ];
  return {
    'content-type': mediaTypes[format],
    'cache-control': question.isOfNow
      ? cached.ofNow
      : isPermanent(search, now)
        ? cached.forEver
        : cached.checked,
    vary: 'Accept, Accept-Encoding',
    'content-disposition': `inline; filename="${fileName(question.verb, from, format)}"`,
    ...(links.length === 0 ? {} : { link: links.join(', ') }),
  };
};

export interface Sent {
  readonly heavy: Heavy;
  readonly judged: Judged;
}

/** What an answer began with. */
interface Begun {
  readonly now: Date;
  /** Of a stream. */
  readonly etag: string | null;
  readonly leave: () => void;
}

const answering = (door: Door, question: Question, { heavy, judged }: Sent) => {
  const { ledger, version, readiness, clock, ending, onFault } = door.serving;

  const tellFault = (thrown: unknown): void => {
    if (thrown instanceof LedgerFailure && thrown.error.blame !== 'fault')
      onFault('stream', thrown.error.message);
    else faultOf(wordsOf(thrown), onFault);
  };

  const isHeavy = (from: Given): boolean =>
    question.isHeavy?.(from) === true ||
    // Until tables answer, whoever asks of many has the log folded.
    (!readiness.isReady() && !from.has('insider') && question.isOfNow !== true);

  /** The state that a decision would judge comes before the hash of what is shown of it. */
  const etagFor = (body: Uint8Array, format: DataFormat): { readonly etag?: string } => {
    if (question.verb !== 'conflict' || format !== 'json') return {};
    const conflict = JSON.parse(Buffer.from(body).toString()) as ConflictDetailAnswer;
    judged.show(conflict);
    return conflict.basis === null
      ? {}
      : { etag: `"${conflict.basis}.${etagOf(body).slice(1, -1)}"` };
  };

  /** Of what would come as a stream; null where it would not, or where nobody can tell. */
  const streamEtagOf = (
    c: Asking,
    { format, search, standing }: Understood,
    now: Date,
  ): string | null =>
    standing.isPage || standing.end === null
      ? null
      : streamEtag({
          logEnd: standing.end,
          foldVersion,
          version,
          question: [c.req.path, format, `${search}`, search.has('asOf') ? null : easternDay(now)],
        });

  const sendStream = (
    c: Asking,
    told: Told,
    headers: Readonly<Record<string, string>>,
    leave: () => void,
  ): Response => {
    const { etag } = headers;
    const isKnown = etag !== undefined && isAmong(c.req.header('if-none-match'), etag);
    if (!isKnown && c.req.method !== 'HEAD')
      return sentAsStream(told, headers, { onEnd: leave, onFault: tellFault, signal: ending });
    leave();
    void told.pieces.return(undefined);
    return isKnown ? notModified(headers) : new Response(null, { headers });
  };

  const send = async (
    c: Asking,
    asked: Understood,
    told: Told,
    { now, etag, leave }: Begun,
  ): Promise<Response> => {
    const moved = (await hasMoved(ledger, asked.standing)) ? { 'ledger-moved': 'true' } : {};
    const headers = { ...headersOf(c, question, asked, told.next, now), ...moved };
    if (told.isStream) {
      const kept = etag === null ? { 'cache-control': cached.ofNow } : { etag };
      return sendStream(c, told, { ...headers, ...kept }, leave);
    }
    const body = await gathered(told);
    leave();
    return sentWhole(body, headers, {
      ifNoneMatch: c.req.header('if-none-match'),
      ...etagFor(body, asked.format),
    });
  };

  return async (c: Asking): Promise<Response> => {
    const found = await understood(c, question, door);
    if (E.isLeft(found)) return door.wrong(c, found.left);
    const asked = found.right;
    const now = clock();
    const etag = streamEtagOf(c, asked, now);
    const known = c.req.header('if-none-match');
    if (etag !== null && known?.trim() !== '*' && isAmong(known, etag))
      return notModified({ ...headersOf(c, question, asked, null, now), etag });
    const leave = isHeavy(asked.given) ? heavy.enter() : () => undefined;
    if (leave === null) return door.wrong(c, tooMany);
    try {
      const { given: from, format, standing } = asked;
      const told = await question.tells(ledger, from, format, standing.began);
      if (E.isRight(told)) return await send(c, asked, told.right, { now, etag, leave });
      leave();
      return door.failed(c, told.left);
    } catch (thrown) {
      leave();
      throw thrown;
    }
  };
};

export const askRoutes = (door: Door, questions: ReadonlyArray<Question>, sent: Sent): void => {
  for (const question of questions) {
    const path = `${apiRoot}${question.path}`;
    door.read(path, answering(door, { ...question, path }, sent));
  }
};
