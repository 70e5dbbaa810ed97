/**
 * A market's filings, as many as wanted, from a seed: the same seed gives the same bytes.
 *
 * Issuers live in cohorts. Within a cohort filings come in the order in which EDGAR would have
 * accepted them; one cohort follows the other. What is held at a time is one cohort's insiders,
 * whatever the number of filings.
 */
import { Chance } from './chance.js';
import type { Form } from './form.js';
import { Issuer, monthsFrom } from './issuer.js';
import { type Submission, submissionOf } from './submission.js';

export interface MarketOptions {
  readonly seed: number;
  /** How many filings; the last cohort is cut off there. */
  readonly filings: number;
  /** Most issuers at a time; `cohortDefault` unless given. */
  readonly cohort?: number;
  /** The issuer to begin with, 0 unless given: markets of other issuers can follow one another. */
  readonly firstIssuer?: number;
}

export const cohortDefault = 100;
const firstYear = 2006;
const lastYear = 2025;
/** About as many filings an issuer makes over its life; for small markets, to span all years. */
const filingsPerIssuer = 500;

const two = (n: number): string => String(n).padStart(2, '0');

/** Accession numbers as of companies that file for themselves. */
class Numbering {
  readonly #last = new Map<string, number>();

  next(cik: string, year: string): string {
    const prefix = `${cik}-${year}`;
    const number = (this.#last.get(prefix) ?? 0) + 1;
    this.#last.set(prefix, number);
    return `${prefix}-${String(number).padStart(6, '0')}`;
  }
}

interface Accepted {
  readonly form: Form;
  readonly time: string;
}

const inOrder = (a: Accepted, b: Accepted): number => {
  const [left, right] = [a.form.filedOn + a.time, b.form.filedOn + b.time];
  return left < right ? -1 : left > right ? 1 : 0;
};

function* cohortOf(first: number, size: number, seed: number): Generator<Submission> {
  const issuers = Array.from(
    { length: size },
    (_, i) => new Issuer(first + i, seed, firstYear, lastYear),
  );
  const clocks = issuers.map((_, i) => new Chance(seed ^ 0x51ed270b, first + i));
  const numbering = new Numbering();
  for (const month of monthsFrom(firstYear, lastYear)) {
    const accepted = issuers.flatMap((issuer, i) => {
      const clock = clocks[i] as Chance;
      return issuer.month(month).map(
        (form): Accepted => ({
          form,
          // Most in the late afternoon; up to EDGAR's cut-off at ten in the evening.
          time: `${two(clock.happens(0.7) ? clock.whole(16, 19) : clock.whole(6, 21))}${two(clock.whole(0, 59))}${two(clock.whole(0, 59))}`,
        }),
      );
    });
    for (const { form, time } of accepted.sort(inOrder))
      yield submissionOf(form, numbering.next(form.company.cik, form.filedOn.slice(2, 4)), time);
  }
}

export function* market(options: MarketOptions): Generator<Submission> {
  const { seed, filings } = options;
  const size = Math.max(
    1,
    Math.min(options.cohort ?? cohortDefault, Math.ceil(filings / filingsPerIssuer)),
  );
  let left = filings;
  for (let first = options.firstIssuer ?? 0; left > 0; first += size)
    for (const submission of cohortOf(first, size, seed)) {
      yield submission;
      left -= 1;
      if (left === 0) return;
    }
}
