/** Whom do you mean. */
import * as E from 'fp-ts/lib/Either.js';
import type { FoundAnswer } from '../../../ledger/answers.js';
import type { Ledger } from '../../../ledger/ledger.js';
import type { StatusAnswer } from '../../../ledger/status.js';
import { one } from '../../parameter.js';
import { findPage } from '../find.js';
import { statusOf } from './framing.js';
import { asked, route, text, times } from './route.js';

/** A small ledger shows who is in it. */
const everybodyMost = 30;

const everybodyIn = async (
  ledger: Ledger,
  status: StatusAnswer | null,
): Promise<ReadonlyArray<FoundAnswer>> => {
  if (status === null || status.insiders === 0 || status.insiders > everybodyMost) return [];
  const listed = await ledger.insiders({ limit: everybodyMost })();
  return E.isLeft(listed)
    ? []
    : listed.right.insiders.map((one) => ({
        kind: 'insider',
        id: one.insider.id,
        name: one.insider.name,
        fit: 'id',
        as: null,
        about: one.issuers.map((of) => of.symbol ?? of.name),
        filings: one.filings,
        lastFiledOn: one.lastFiledOn,
      }));
};

export const findRoute = route('/', [text('q', 'a name or an id'), ...times], async (asking) => {
  const { ledger, given, moment, own } = asking;
  const words = one(given, 'q');
  if (words === undefined) {
    const status = await statusOf(ledger, own.now);
    const everybody = await everybodyIn(ledger, status);
    return { page: (frame) => findPage(frame, null, status, everybody) };
  }
  const { knownBy: known, recordedBy: recorded } = moment;
  const query = {
    ...(known === undefined ? {} : { knownBy: known }),
    ...(recorded === undefined ? {} : { recordedBy: recorded }),
  };
  const answer = await asked(ledger.find({ text: words, ...query }));
  return {
    answer,
    source: { path: '/find', asked: { text: words, ...query }, csv: true },
    page: (frame) => findPage(frame, answer, null),
  };
});
