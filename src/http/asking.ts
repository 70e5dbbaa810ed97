/** Questions, answered: what is asked is looked at, answered by the ledger, and sent. */

import * as E from 'fp-ts/lib/Either.js';
import type { DataFormat } from '../cli/show/written.js';
import { type ConflictDetailAnswer, LedgerFailure } from '../ledger/answers.js';
import { type Asking, apiRoot, cached, type Door, searchOf, withPath } from './door.js';
import { etagOf } from './etag.js';
import { type Heavy, tooMany } from './heavy.js';
import type { Judged } from './judged.js';
import { withCursorOf } from './log-end.js';
import { type Given, given, one, type Parameter } from './parameter.js';
import { easternDay, foldParameter, isPermanent, permanentLink, wrongFold } from './permanent.js';
import { faultOf, type Problem, problemOf, wordsOf } from './problem.js';
import type { Question } from './question/question.js';
import { mediaTypes, representation } from './representation.js';
import { gathered, sentAsStream, sentWhole } from './sending.js';
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
  { next, isStream }: Told,
  now: Date,
): Record<string, string> => {
  const { path } = c.req;
  const permanent = permanentLink(question.parameters, path, search, easternDay(now), now);
  const links = [
    ...(next === null ? [] : [`<${path}?${withCursor(search, next)}>; rel="next"`]),
    ...(permanent === null ? [] : [`<${permanent}>; rel="bookmark"`]),
  ];
  const isOfNow = question.isOfNow === true || isStream;
  return {
    'content-type': mediaTypes[format],
    'cache-control': isOfNow
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

const answering = (door: Door, question: Question, { heavy, judged }: Sent) => {
  const { ledger, readiness, clock, ending, onFault } = door.serving;

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

  const send = async (
    c: Asking,
    asked: Understood,
    told: Told,
    leave: () => void,
  ): Promise<Response> => {
    const moved = (await hasMoved(ledger, asked.standing)) ? { 'ledger-moved': 'true' } : {};
    const headers = { ...headersOf(c, question, asked, told, clock()), ...moved };
    if (told.isStream && c.req.method === 'HEAD') {
      leave();
      return new Response(null, { headers });
    }
    if (told.isStream)
      return sentAsStream(told, headers, { onEnd: leave, onFault: tellFault, signal: ending });
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
    const leave = isHeavy(asked.given) ? heavy.enter() : () => undefined;
    if (leave === null) return door.wrong(c, tooMany);
    try {
      const { given: from, format, standing } = asked;
      const told = await question.tells(ledger, from, format, standing.began);
      if (E.isRight(told)) return await send(c, asked, told.right, leave);
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
