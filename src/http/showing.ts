/** Pages and forms, for people: the same questions and rulings, shown by the views. */

import * as E from 'fp-ts/lib/Either.js';
import { outcomeOf, refused, rulerOf } from './deciding.js';
import {
  type Asking,
  cached,
  contentType,
  type Door,
  htmlResponse,
  searchOf,
  withPath,
} from './door.js';
import type { Judged } from './judged.js';
import type { FormRoute, PageRoute } from './page-route.js';
import { flag, given, one, type Parameter } from './parameter.js';
import { easternDay, permanentLink, wrongFold } from './permanent.js';
import { problem } from './problem.js';
import { sentWhole } from './sending.js';

/** A field that was left empty in a form says nothing. */
const filled = (sent: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...sent].filter(([, value]) => value.trim() !== ''));

const shown =
  (door: Door, route: PageRoute, judged: Judged) =>
  async (c: Asking): Promise<Response> => {
    const search = filled(searchOf(c));
    const fold = wrongFold(search.get('fold') ?? undefined, c.req.path, search);
    if (E.isLeft(fold)) return door.wrong(c, fold.left);
    const asked = given(route.parameters, withPath(c, route.path, search));
    if (E.isLeft(asked)) return door.failed(c, asked.left);
    const { ledger, clock } = door.serving;
    const now = clock();
    const permanent = permanentLink(route.parameters, c.req.path, search, easternDay(now), now);
    const page = await route.render(ledger, asked.right, {
      ...door.frameOf(c, permanent),
      onConflict: judged.show,
    });
    if (E.isLeft(page)) return door.failed(c, page.left);
    return sentWhole(
      new TextEncoder().encode(page.right),
      { 'content-type': 'text/html; charset=utf-8', 'cache-control': cached.checked },
      { ifNoneMatch: c.req.header('if-none-match') },
    );
  };

/** Of every form: why, and whether it is only to be shown what it would change. */
const formFields: ReadonlyArray<Parameter> = [
  { name: 'reason', kind: 'text', required: true, says: 'why; it stays in the ledger' },
  { name: 'preview', kind: 'flag', says: 'only shows what it would change' },
];

const sentForm =
  (door: Door, form: FormRoute, judged: Judged) =>
  async (c: Asking): Promise<Response> => {
    const actor = rulerOf(c, door);
    if (E.isLeft(actor)) return door.wrong(c, actor.left);
    if (contentType(c) !== 'application/x-www-form-urlencoded')
      return door.wrong(
        c,
        problem(415, 'NOT_A_FORM', 'a form is sent as application/x-www-form-urlencoded'),
      );
    const sent = withPath(c, form.path, filled(new URLSearchParams(await c.req.text())));
    const asked = given([...form.fields, ...formFields], sent);
    if (E.isLeft(asked)) return door.failed(c, asked.left);
    const ruling = { reason: one(asked.right, 'reason') ?? '', by: actor.right };
    const outcome = await outcomeOf(door, flag(asked.right, 'preview'), (rulings) =>
      form.say(rulings, asked.right, ruling),
    );
    if (E.isLeft(outcome))
      return refused(c, door, outcome.left, {
        judged,
        conflictId: one(asked.right, 'id') ?? '',
        basis: one(asked.right, 'basis') ?? '',
      });
    const frame = { ...door.frameOf(c, null), onConflict: judged.show };
    const view = await form.view(outcome.right, frame, asked.right, door.serving.ledger);
    return E.isLeft(view) ? door.failed(c, view.left) : htmlResponse(view.right);
  };

export const showRoutes = (door: Door, judged: Judged): void => {
  const { pages = [], forms = [] } = door.serving.pages ?? {};
  for (const route of pages) door.read(route.path, shown(door, route, judged));
  for (const form of forms) door.sent(form.path, sentForm(door, form, judged));
  for (const path of new Set([...pages, ...forms].map((route) => route.path))) {
    const isSent = forms.some((form) => form.path === path);
    const isRead = pages.some((route) => route.path === path);
    door.only(path, [...(isRead ? ['GET, HEAD'] : []), ...(isSent ? ['POST'] : [])].join(', '));
  }
};
