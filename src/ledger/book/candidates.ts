/** What tells those apart whom a name may mean: of whom they filed, and when last. */
import { type Candidate, type LedgerError, LedgerFailure } from '../../answer/error.js';
import type { Settled } from '../../answer/moment.js';
import { compare } from '../../filing/order.js';
import type { Source } from '../subject.js';
import type { RelationFact } from './book.js';
import type { Reading } from './reading.js';

const detailed = (one: Candidate, relations: ReadonlyArray<RelationFact>): Candidate => {
  const lastFirst = [...relations].sort(
    (a, b) =>
      compare(b.lastFiledOn, a.lastFiledOn) ||
      compare(a.issuer, b.issuer) ||
      compare(a.insider, b.insider),
  );
  const [last] = lastFirst;
  const about =
    one.kind === 'issuer'
      ? (last?.symbols.slice(0, 1) ?? [])
      : lastFirst.map(({ symbols, issuerNames, issuer }) => symbols[0] ?? issuerNames[0] ?? issuer);
  return { ...one, about: [...new Set(about)], lastFiledOn: last?.lastFiledOn ?? null };
};

/** An ambiguous name's candidates with what tells them apart; of one that cannot be read nothing. */
export const withDetails = async (
  { read }: Pick<Reading, 'read'>,
  error: LedgerError,
  { fromLog = false }: Source,
  now: Settled,
): Promise<LedgerError> => {
  if (error.candidateDetails === undefined) return error;
  const candidateDetails: Array<Candidate> = [];
  for (const one of error.candidateDetails) {
    const whom = one.kind === 'insider' ? { insider: one.id } : { issuer: one.id };
    try {
      candidateDetails.push(
        await read({ ...whom, fromLog }, { moments: [now], wanted: ['relations'] }, (book) =>
          detailed(one, book.relations()),
        ),
      );
    } catch (thrown) {
      if (!(thrown instanceof LedgerFailure)) throw thrown;
      candidateDetails.push(one);
    }
  }
  return { ...error, candidateDetails };
};
