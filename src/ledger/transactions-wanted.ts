/** Which transactions a question is about. */
import { canonicalTitle } from '../../projections/known/security-title.js';
import { fail, invalidArgument } from '../answer/error.js';
import { dayGiven } from '../answer/given-day.js';
import type { TransactionFact } from '../answer/transactions.js';
import type { TransactionsQuery } from './subject.js';

const plans = { yes: true, no: false, unknown: null } as const;

const dayIn = (name: string, day: string | undefined): string | null =>
  day === undefined ? null : dayGiven(name, day);

const codesIn = (codes: ReadonlyArray<string>): ReadonlySet<string> => {
  const odd = codes.find((code) => !/^[A-Z]$/.test(code));
  return odd === undefined
    ? new Set(codes)
    : fail(invalidArgument(`a transaction code is one capital letter; got ${JSON.stringify(odd)}`));
};

export const wantedBy = ({
  from: first,
  to: last,
  codes,
  security,
  plan,
}: TransactionsQuery): ((fact: TransactionFact) => boolean) => {
  const [from, to] = [dayIn('from', first), dayIn('to', last)];
  if (from !== null && to !== null && from > to)
    fail(invalidArgument(`from comes before to; got ${from} and ${to}`));
  if (codes !== undefined && !Array.isArray(codes))
    fail(invalidArgument(`codes are a list of letters; got ${JSON.stringify(codes)}`));
  if (plan !== undefined && !Object.hasOwn(plans, plan))
    fail(invalidArgument(`plan is yes, no or unknown; got ${JSON.stringify(plan)}`));
  const letters = codes === undefined ? null : codesIn(codes);
  const title = security === undefined ? null : canonicalTitle(security);
  return ({ answer: { effectiveOn, code, planTrade, security: own } }) =>
    (from === null || effectiveOn >= from) &&
    (to === null || effectiveOn <= to) &&
    (letters === null || (code !== null && letters.has(code))) &&
    (title === null || canonicalTitle(own) === title) &&
    (plan === undefined || planTrade === plans[plan]);
};
