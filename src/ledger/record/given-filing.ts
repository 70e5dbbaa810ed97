/** One filing handed over by a program: checked against the model and completed. */
import * as E from 'fp-ts/lib/Either.js';
import type { LedgerError } from '../../answer/error.js';
import { completeFiling } from '../../filing/envelope.js';
import { readFilingJson } from '../../filing/readers/filing-json.js';
import { jsonText } from './json-text.js';
import { type PreparedFiling, prepareFiling } from './prepare.js';

export const completeGiven = (given: unknown): E.Either<LedgerError, PreparedFiling> => {
  const refused = (message: string): E.Either<LedgerError, never> =>
    E.left({ code: 'INVALID_FILING', blame: 'incorrect', message });
  const text = jsonText(given);
  if (E.isLeft(text)) return refused(text.left);
  const reading = readFilingJson(text.right);
  if (E.isLeft(reading)) return refused(`${reading.left.message} (schema filing prints the shape)`);
  const filing = prepareFiling(completeFiling(reading.right, null).filing);
  return E.isRight(filing)
    ? filing
    : refused(`the filing cannot be recorded: ${filing.left.message}`);
};
