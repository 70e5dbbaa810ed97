/** Filings, handed over: NDJSON, one a line, recorded as `append` records them, or refused whole. */
import * as E from 'fp-ts/lib/Either.js';
import { jsonText } from '../cli/text/json.js';
import type { ImportReport } from '../ledger/record/import-report.js';
import { type Asking, apiRoot, cached, contentType, type Door, searchOf } from './door.js';
import { type Heavy, tooMany } from './heavy.js';
import { given } from './parameter.js';
import { type Problem, problem, problemOf, statusOfCode } from './problem.js';
import { mediaTypes } from './representation.js';

export const appendPath = '/filings';

export const appendSays =
  'records filings, one a line; all lines are filings, or nothing is recorded';

/** Of a body: a filing and its rows are some kilobytes. */
export const appendBytesMost = 8 * 1024 * 1024;

const lineTypes = ['application/x-ndjson', 'application/ndjson'];

/** Who may hand over filings here, by name. */
const appenderOf = (c: Asking, { serving }: Door): E.Either<Problem, string> => {
  const refused = (code: string, detail: string) => E.left(problem(403, code, detail));
  if (!serving.allowAppend)
    return refused(
      'APPEND_OFF',
      'this server takes no filings; it is started with --allow-append where it does',
    );
  const { actor, mayAppend } = c.get('asker');
  return actor === null || !mayAppend
    ? refused(
        'MAY_NOT_APPEND',
        'who asks may not hand over filings: start with --by NAME, or use a token with the role append',
      )
    : E.right(actor);
};

/** Lines that are told in words; all that were looked at stand beside them. */
const toldMost = 3;

const toldOf = ({ rejected }: ImportReport): string =>
  rejected
    .slice(0, toldMost)
    .map(({ path, message }) => `${path}: ${message}`)
    .join(' ') + (rejected.length > toldMost ? ` And ${rejected.length - toldMost} more.` : '');

/** What was refused: whole, or by the ledger once the rest was recorded. */
const refusalOf = (report: ImportReport): Problem => {
  const { rejected, recorded, alreadyRecorded } = report;
  const more = { report };
  const [first] = rejected;
  const status = first === undefined ? null : statusOfCode(first.code);
  if (first === undefined || status === null)
    return problem(
      422,
      'INVALID_FILING',
      `Nothing was recorded, since not every line is a filing. ${toldOf(report)} ${apiRoot}/schema/filing has the shape; send all of it again once it is mended.`,
      { more },
    );
  return problem(
    status,
    first.code,
    `${recorded} recorded, ${alreadyRecorded} known already, ${rejected.length} refused. ${toldOf(report)}`,
    { more },
  );
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}

const handedOver = async (
  c: Asking,
  door: Door,
): Promise<E.Either<Problem, { readonly by: string; readonly bytes: Uint8Array }>> => {
  const by = appenderOf(c, door);
  if (E.isLeft(by)) return by;
  const asked = given([], searchOf(c));
  if (E.isLeft(asked)) return E.left(problemOf(asked.left, door.serving.onFault));
  if (!lineTypes.includes(contentType(c)))
    return E.left(
      problem(415, 'NOT_NDJSON', 'filings are sent as application/x-ndjson, one a line'),
    );
  return E.right({ by: by.right, bytes: new Uint8Array(await c.req.arrayBuffer()) });
};

const appended = async (
  c: Asking,
  door: Door,
  { by, bytes }: { readonly by: string; readonly bytes: Uint8Array },
): Promise<Response> => {
  const { ledger } = door.serving;
  const answer = await ledger.append(once(bytes), { listed: true, whole: true, by })();
  if (E.isLeft(answer)) return door.failed(c, answer.left);
  const report = answer.right;
  if (report.rejected.length > 0) return door.wrong(c, refusalOf(report));
  if (report.files === 0)
    return door.wrong(
      c,
      problem(400, 'INVALID_ARGUMENT', 'there is no filing in it; expected one a line, got none'),
    );
  return new Response(`${jsonText(report, 2)}\n`, {
    status: report.events > 0 ? 201 : 200,
    headers: { 'content-type': mediaTypes.json, 'cache-control': cached.ofNow },
  });
};

/** Taking filings is as much work as a long answer, and has a place among those. */
export const appendRoute = (door: Door, heavy: Heavy): void => {
  const path = `${apiRoot}${appendPath}`;
  door.sent(
    path,
    async (c) => {
      const sent = await handedOver(c, door);
      if (E.isLeft(sent)) return door.wrong(c, sent.left);
      const leave = heavy.enter();
      if (leave === null) return door.wrong(c, tooMany);
      try {
        return await appended(c, door, sent.right);
      } finally {
        leave();
      }
    },
    appendBytesMost,
  );
  door.only(path, 'POST');
};
