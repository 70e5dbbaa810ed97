/** What went wrong, as RFC 9457 has it: `application/problem+json`. */
import { randomUUID } from 'node:crypto';
import { jsonText } from '../cli/text/json.js';
import type { LedgerError, LedgerErrorCode } from '../ledger/answers.js';

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of its own. */
  readonly more?: Readonly<Record<string, unknown>>;
}

const titles: Readonly<Record<number, string>> = {
  400: 'The question is not one that can be asked',
  401: 'Who asks is not known',
  403: 'This is not allowed',
  404: 'There is no such thing',
  405: 'This cannot be done here',
  406: 'There is no such representation',
  409: 'It disagrees with what is recorded',
  410: 'It is no longer told like this',
  412: 'It has changed since it was looked at',
  413: 'It is too large',
  415: 'It is not of a kind that is read here',
  421: 'This server is not known by that name',
  422: 'It is not of the shape expected',
  428: 'The state that was judged has to be named',
  500: 'A fault',
  503: 'Not just now',
};

/** Seconds after which to ask again. */
const retryAfter = 5;

export const problem = (
  status: number,
  code: string,
  detail: string,
  rest: Pick<Problem, 'headers' | 'more'> = {},
): Problem => ({ status, code, title: titles[status] ?? 'It cannot be done', detail, ...rest });

/** Every code has its status. */
const statusOf: Readonly<Record<LedgerErrorCode, number>> = {
  INVALID_ARGUMENT: 400,
  AMBIGUOUS_NAME: 400,
  JOIN_UNLIKE: 400,
  NOT_FOUND: 404,
  SETTLED_BY_JOIN: 409,
  DIFFERENT_CONTENT: 409,
  WRONG_EXPECTED_REVISION: 409,
  CHECKPOINT_DIFFERS: 409,
  CHANGED_SINCE: 412,
  APPEND_TOO_LARGE: 413,
  INVALID_FILING: 422,
  INVALID_EVENT: 422,
  NO_READ_MODEL: 503,
  STORE_UNAVAILABLE: 503,
  MACHINE_REFUSES: 503,
  READ_MODEL_UNUSABLE: 503,
  STORE_CLOSED: 503,
  NOT_KEPT: 500,
  INVALID_REQUEST: 500,
  UNKNOWN_STORE_URL: 500,
  NOT_A_LEDGER: 500,
  STREAM_NOT_WHOLE: 500,
  STORE_CORRUPT: 500,
  STORE_TOO_NEW: 500,
  STORE_TOO_OLD: 500,
  UNREADABLE_EVENT: 500,
  CHAIN_BROKEN: 500,
  STORE_FAULT: 500,
};

/** Null of a code that is no error of the ledger: of a document, what is wrong with it. */
export const statusOfCode = (code: string): number | null =>
  Object.hasOwn(statusOf, code) ? statusOf[code as LedgerErrorCode] : null;

/** Told of a fault whose words stay here: its id, and what was thrown. */
export type TellFault = (id: string, words: string) => void;

export const wordsOf = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);

/** A fault of ours is told by an id that stands in the log, without what was thrown. */
export const faultOf = (words: string, tell: TellFault): Problem => {
  const id = randomUUID();
  tell(id, words);
  return problem(
    500,
    'FAULT',
    `a fault of insider-ledger itself, in its log as ${id}; please report it`,
    { more: { fault: id } },
  );
};

export const problemOf = (error: LedgerError, tell: TellFault): Problem => {
  if (error.blame === 'fault') return faultOf(error.message, tell);
  const status = statusOf[error.code];
  const { candidates, candidateDetails, differences } = error;
  return problem(status, error.code, error.message, {
    ...(status === 503 ? { headers: { 'retry-after': String(retryAfter) } } : {}),
    more: {
      ...(candidates === undefined ? {} : { candidates }),
      ...(candidateDetails === undefined ? {} : { candidateDetails }),
      ...(differences === undefined ? {} : { differences }),
    },
  });
};

export const problemType = (code: string): string =>
  `/problems/${code.toLowerCase().replaceAll('_', '-')}`;

export const problemResponse = ({
  status,
  code,
  title,
  detail,
  headers = {},
  more = {},
}: Problem): Response =>
  new Response(
    `${jsonText({ type: problemType(code), title, status, detail, code, ...more }, 2)}\n`,
    {
      status,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        ...headers,
      },
    },
  );

/** Codes that problems have, for whoever reads what they mean. */
export const problemCodes: ReadonlyArray<readonly [LedgerErrorCode, number]> = Object.entries(
  statusOf,
) as ReadonlyArray<[LedgerErrorCode, number]>;
