/** Rulings, sent: who says it is who is authenticated, and never what the body says. */

import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { jsonText } from '../cli/text/json.js';
import type { LedgerError } from '../ledger/answers.js';
import type { Rulings } from '../ledger/ledger.js';
import type { RuledAnswer, Ruling } from '../ledger/rule/operator.js';
import { type Body, bodyOf, jsonIn, textIn } from './body.js';
import {
  type Asking,
  apiRoot,
  cached,
  contentType,
  type Door,
  pathNames,
  searchOf,
} from './door.js';
import { basisIn, type Judged } from './judged.js';
import type { Outcome } from './outcome.js';
import { given } from './parameter.js';
import { type Problem, problem, problemOf } from './problem.js';
import { mediaTypes } from './representation.js';
import { type RulingRoute, rulingRoutes } from './ruling.js';

/** Who may rule here, by name. */
export const rulerOf = (c: Asking, { serving }: Door): E.Either<Problem, string> => {
  if (!serving.allowRulings)
    return E.left(
      problem(
        403,
        'RULINGS_OFF',
        'this server only reads; it is started with --allow-rulings where it may write',
      ),
    );
  const { actor, mayRule } = c.get('asker');
  return actor === null || !mayRule
    ? E.left(
        problem(
          403,
          'MAY_NOT_RULE',
          'who asks may read and not rule: start with --by NAME, or use a token with the role rule',
        ),
      )
    : E.right(actor);
};

/** Said to the ledger, or to one on which nothing is written. */
export const outcomeOf = async (
  { serving: { ledger } }: Door,
  isPreview: boolean,
  say: (rulings: Rulings) => TaskEither<LedgerError, RuledAnswer>,
): Promise<E.Either<LedgerError, Outcome>> => {
  if (isPreview) {
    const answer = await ledger.preview(say)();
    return E.isLeft(answer) ? answer : E.right({ kind: 'previewed', answer: answer.right });
  }
  const answer = await say(ledger)();
  return E.isLeft(answer) ? answer : E.right({ kind: 'ruled', answer: answer.right });
};

/** Why nothing came of it. */
export const refused = async (
  c: Asking,
  door: Door,
  error: LedgerError,
  about: { readonly judged: Judged; readonly conflictId: string; readonly basis: string },
): Promise<Response> => {
  const found = problemOf(error, door.serving.onFault);
  return door.wrong(
    c,
    error.code === 'CHANGED_SINCE'
      ? await about.judged.changedSince(found, about.conflictId, about.basis)
      : found,
  );
};

const bodySent = async (c: Asking, route: RulingRoute): Promise<E.Either<Problem, Body>> => {
  if (contentType(c) !== 'application/json')
    return E.left(problem(415, 'NOT_JSON', 'a ruling is sent as application/json'));
  const json = jsonIn(await c.req.text());
  if (E.isLeft(json)) return json;
  const names = pathNames(route.path);
  const sent = bodyOf(
    route.fields.filter(({ name }) => !names.includes(name)),
    json.right,
  );
  if (E.isLeft(sent)) return sent;
  const inPath = Object.fromEntries(names.map((name) => [name, c.req.param(name) ?? '']));
  return E.right({ ...sent.right, ...inPath });
};

interface Sent {
  readonly body: Body;
  readonly ruling: Ruling;
  /** The state that was judged, where it is named. */
  readonly basis: string | undefined;
}

const understood = async (
  c: Asking,
  door: Door,
  route: RulingRoute,
  isPreview: boolean,
): Promise<E.Either<Problem, Sent>> => {
  const actor = rulerOf(c, door);
  if (E.isLeft(actor)) return actor;
  const asked = given([], searchOf(c));
  if (E.isLeft(asked)) return E.left(problemOf(asked.left, door.serving.onFault));
  const ifMatch = c.req.header('if-match');
  if (route.isJudged === true && !isPreview && ifMatch === undefined)
    return E.left(
      problem(
        428,
        'STATE_NOT_NAMED',
        'If-Match is needed: the ETag of the conflict as it was looked at',
      ),
    );
  const body = await bodySent(c, route);
  if (E.isLeft(body)) return body;
  const ruling = { reason: textIn(body.right, 'reason'), by: actor.right };
  const basis = ifMatch === undefined ? undefined : basisIn(ifMatch);
  return E.right({ body: body.right, ruling, basis });
};

const ruling =
  (door: Door, route: RulingRoute, isPreview: boolean, judged: Judged) =>
  async (c: Asking): Promise<Response> => {
    const sent = await understood(c, door, route, isPreview);
    if (E.isLeft(sent)) return door.wrong(c, sent.left);
    const { body, ruling: said, basis } = sent.right;
    const outcome = await outcomeOf(door, isPreview, (rulings) =>
      route.say(rulings, body, said, basis),
    );
    if (E.isLeft(outcome))
      return refused(c, door, outcome.left, {
        judged,
        conflictId: textIn(body, 'id'),
        basis: basis ?? '',
      });
    const { kind, answer } = outcome.right;
    return new Response(`${jsonText(answer, 2)}\n`, {
      status: kind === 'ruled' && answer.recorded > 0 ? 201 : 200,
      headers: { 'content-type': mediaTypes.json, 'cache-control': cached.ofNow },
    });
  };

export const decideRoutes = (door: Door, judged: Judged): void => {
  for (const route of rulingRoutes)
    for (const isPreview of [false, true]) {
      const path = `${apiRoot}${isPreview ? '/previews' : ''}${route.path}`;
      door.sent(path, ruling(door, route, isPreview, judged));
      door.only(path, 'POST');
    }
};
