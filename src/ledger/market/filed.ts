/** Everything that the filings of a day changed. */
import type { Day } from '../../filing/calendar.js';
import type { Generation } from '../../readmodel/model.js';
import type { FilingFound, Questions } from '../../readmodel/questions.js';
import type { Settled } from '../moment.js';
import { type ChangeAnswer, changesIn } from './changes.js';
import { groupedBy } from './order.js';
import { missingIn } from './told.js';

export interface FiledQuery {
  /** The filing date. */
  readonly on: string;
  /** The day on which positions are compared; today where missing. */
  readonly asOf?: string;
}

/** What became known at one instant of one insider in one issuer. */
export interface FiledChange {
  readonly filings: ReadonlyArray<{ readonly accession: string; readonly form: string }>;
  readonly acceptedAt: string | null;
  readonly insider: string;
  readonly issuer: string;
  readonly positions: ReadonlyArray<ChangeAnswer>;
  /** Transactions that this made known or told otherwise, and conflicts that it opened or closed. */
  readonly transactions: ReadonlyArray<string>;
  readonly conflicts: ReadonlyArray<string>;
}

export interface FiledAnswer {
  readonly on: string;
  readonly asOf: string;
  readonly missing: ReadonlyArray<string>;
  readonly changes: ReadonlyArray<FiledChange>;
}

/** Sorts right before an instant and after every earlier one. */
const justBefore = (instant: string): string => instant.replace(/Z$/, 'Y');

const filedChange = (
  questions: Questions,
  together: ReadonlyArray<FilingFound>,
  asOf: Day,
): ReadonlyArray<FiledChange> => {
  const [filing] = together;
  if (filing === undefined) return [];
  const { insider, issuer, knownAt, acceptedAt } = filing;
  const before = { asOf, knownBy: justBefore(knownAt) };
  const changes = changesIn(questions, { insider }, before, { asOf, knownBy: knownAt });
  const known = new Set(together.map((f) => f.accession));
  return [
    {
      filings: together.map(({ accession, form }) => ({ accession, form })),
      acceptedAt,
      insider,
      issuer,
      positions: changes.filter((c) => c.filings.some((accession) => known.has(accession))),
      transactions: questions.transactionsKnownAt(insider, issuer, knownAt),
      conflicts: questions.conflictsKnownAt(insider, issuer, knownAt),
    },
  ];
};

export const filedAnswer = (generation: Generation, on: Day, at: Settled): FiledAnswer =>
  generation.frozen(() => {
    const { questions } = generation;
    return {
      on,
      asOf: at.asOf,
      missing: missingIn(generation),
      changes: groupedBy(questions.filingsFiledOn(on), (f) =>
        [f.knownAt, f.insider, f.issuer].join('|'),
      ).flatMap((together) => filedChange(questions, together, at.asOf)),
    };
  });
