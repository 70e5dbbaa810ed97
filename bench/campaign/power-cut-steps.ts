/**
 * What is done to a ledger whose power is cut: filings recorded alone, together and by import,
 * rulings, the ledger closed and opened again, its write-ahead log copied back while it is open,
 * its read model followed and made anew. The same seed gives the same steps; rulings are made where
 * it is even, since a ruling that is made again is another one.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Ledger, LedgerError } from '../../src/index.js';
import { accession, doe, form3, form4, holding, roe, trade } from '../../test/ledger/filing.js';
import { randomFrom } from '../../test/store/random.js';

export type Step =
  | { readonly do: 'record'; readonly filings: ReadonlyArray<number> }
  | { readonly do: 'import' }
  | { readonly do: 'correct'; readonly row: string; readonly shares: string }
  | { readonly do: 'reopen' | 'checkpoint' | 'follow' | 'rebuild' };

export const expectRight = async <A>(task: TaskEither<LedgerError, A>): Promise<A> => {
  const result = await task();
  if (E.isLeft(result)) throw new Error(`${result.left.code}: ${result.left.message}`);
  return result.right;
};

const other = (n: number): typeof roe => ({ ...roe, cik: `000000101${n}`, name: `POE ${n}` });
const owners = [[doe], [roe], [other(1)], [other(2)], [other(3)], [doe, roe]];
const ownersOf = (n: number): (typeof owners)[number] => owners[n % owners.length] ?? [doe];
const two = (n: number): string => String(n).padStart(2, '0');

/** One filing in eight has so many rows that they take several pages. */
export const filingOf = (n: number): object => {
  const filedOn = `2024-${two(1 + Math.floor(n / 28))}-${two(1 + (n % 28))}`;
  const of = { owners: ownersOf(n) };
  if (n <= 2) return { ...form3(n, filedOn, [holding(1, '6000')]), ...of };
  const rows = Array.from({ length: n % 8 === 7 ? 25 : 1 + (n % 2) }, (_, i) =>
    trade(i + 1, filedOn, i % 2 === 0 ? 'P' : 'S', i % 2 === 0 ? 'A' : 'D', '10', `${6000 + n}`),
  );
  return form4(n, filedOn, filedOn, rows, of);
};

export const stepsOf = (seed: number, filings: number): ReadonlyArray<Step> => {
  const random = randomFrom(seed);
  const steps: Array<Step> = [];
  const importAt = 1 + Math.floor(random() * filings);
  let imported = false;
  for (let n = 1; n <= filings; ) {
    // Together go filings into streams of their own: in which order others go is nobody's word.
    const together = random() < 0.4 ? 2 + Math.floor(random() * 4) : 1;
    const numbers = [n];
    for (let m = n + 1; m < n + together && m <= filings && ownersOf(m).length === 1; m++)
      if (ownersOf(n).length === 1) numbers.push(m);
    steps.push({ do: 'record', filings: numbers });
    n += numbers.length;
    if (!imported && n > importAt) {
      imported = true;
      steps.push({ do: 'import' });
    }
    const dice = random();
    if (dice < 0.12 && seed % 2 === 0 && n > 4)
      steps.push({ do: 'correct', row: `${accession(n - 1)}/I.1`, shares: `${n}` });
    else if (dice < 0.22) steps.push({ do: 'reopen' });
    else if (dice < 0.4) steps.push({ do: 'checkpoint' });
    else if (dice < 0.55) steps.push({ do: 'follow' });
    else if (dice < 0.62) steps.push({ do: 'rebuild' });
  }
  return [...steps, { do: 'follow' }];
};

const ruling = { reason: 'the scan is blurred', by: 'j.doe' };

/** What is acknowledged: an accession number, a ruling's row, how many files of an import. */
export type Acknowledge = (what: 'filing' | 'ruling' | 'imported', which: string) => void;

/** The steps that write to the log; the others are left to whoever has the files. */
export const write = async (
  ledger: Ledger,
  step: Step,
  samples: string,
  acknowledge: Acknowledge,
): Promise<void> => {
  if (step.do === 'record')
    await Promise.all(
      step.filings.map(async (n) => {
        await expectRight(ledger.record(filingOf(n)));
        acknowledge('filing', accession(n));
      }),
    );
  else if (step.do === 'import')
    await expectRight(
      ledger.import([samples], {
        onProgress: ({ recorded, alreadyRecorded }) =>
          acknowledge('imported', `${recorded + alreadyRecorded}`),
      }),
    );
  else if (step.do === 'correct') {
    await expectRight(ledger.correct(step.row, { shares: step.shares }, ruling));
    acknowledge('ruling', step.row);
  }
};
