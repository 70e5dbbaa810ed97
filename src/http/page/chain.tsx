/** The chain from a position's opening to its answer, filing by filing; steps unfold. */

import type { VNode } from 'preact';
import type { ExplainAnswer, StepAnswer } from '../../ledger/answers.js';
import { endOfFilingDay } from '../picture/day.js';
import { Heads } from '../picture/heads.js';
import type { Links } from '../picture/link.js';
import { type Mark, type MarkKind, MarkSign, markWords } from '../picture/mark.js';
import { grouped, isZero } from '../picture/quantity.js';
import type { KnownInstant } from '../picture/timeline.js';
import { codeWords, counted, hyphens, spoken } from '../picture/words.js';
import { Pager } from './pager.js';
import {
  Day,
  FiledRef,
  FilingRef,
  OwnRowRef,
  Quantity,
  RowRef,
  RulingRef,
  Sides,
} from './reference.js';
import { Worded } from './worded.js';

export interface FiledSteps {
  readonly accession: string;
  readonly form: string;
  readonly filedOn: string;
  readonly steps: ReadonlyArray<StepAnswer>;
}

/** Steps that follow one another and stand in one filing. */
export const byFiling = (steps: ReadonlyArray<StepAnswer>): ReadonlyArray<FiledSteps> => {
  const found: Array<FiledSteps & { steps: Array<StepAnswer> }> = [];
  for (const step of steps) {
    const last = found[found.length - 1];
    if (last !== undefined && last.accession === step.accession) last.steps.push(step);
    else
      found.push({
        accession: step.accession,
        form: step.form,
        filedOn: step.filedOn,
        steps: [step],
      });
  }
  return found;
};

const isExplained = ({ category }: StepAnswer): boolean =>
  category === 'explained' || category === 'in-words';

const isSplit = ({ kind, explanation }: StepAnswer): boolean =>
  kind === ('split' as StepAnswer['kind']) || explanation?.kind.startsWith('split') === true;

export const markOf = (step: StepAnswer): MarkKind | null =>
  isSplit(step)
    ? 'split'
    : step.kind === 'unexplained'
      ? isExplained(step)
        ? 'explained'
        : 'unexplained'
      : step.replaced.length > 0
        ? 'amended'
        : null;

/** Marks for the picture, each from the instant on at which its filing could be known. */
export const marksOf = (
  steps: ReadonlyArray<StepAnswer>,
  instants: ReadonlyArray<KnownInstant>,
): ReadonlyArray<Mark> => {
  const known = new Map(
    instants.flatMap(({ knownAt, filings }) => filings.map((f) => [f.accession, knownAt] as const)),
  );
  return steps.flatMap((step): ReadonlyArray<Mark> => {
    const kind = markOf(step);
    if (kind === null) return [];
    const amount = isZero(step.amount) ? '' : ` of ${grouped(step.amount)}`;
    return [
      {
        kind,
        on: step.effectiveOn,
        knownFrom: known.get(step.accession) ?? endOfFilingDay(step.filedOn),
        says: `${markWords[kind]}${amount}${step.explanation === null ? '' : `: ${step.explanation.detail}`}`,
        row: step.row,
      },
    ];
  });
};

const openings: Readonly<Record<string, string>> = {
  reported: 'as reported',
  implied: 'as its first balance implies',
  'assumed-zero': 'with nothing, as none was reported',
};

const stepWords = (step: StepAnswer): string => {
  switch (step.kind) {
    case 'opening':
      return step.basis === null
        ? 'opens'
        : `opens, ${openings[step.basis] ?? hyphens(step.basis)}`;
    case 'transaction':
      return `${step.code ?? ''} ${codeWords(step.code)}`.trim();
    case 'holding':
      return 'balance stated';
    default:
      return spoken(step.kind);
  }
};

const Step = ({ step, links }: { step: StepAnswer; links: Links }): VNode => {
  const mark = markOf(step);
  return (
    <tr class={mark === null ? undefined : `step-${mark}`}>
      <td>
        <Day day={step.effectiveOn} />
      </td>
      <td>
        {mark === null ? null : <MarkSign kind={mark} />} {stepWords(step)}
        {step.explanation === null ? null : (
          <span class="how">
            {hyphens(step.explanation.kind)}:{' '}
            <Worded text={step.explanation.detail} links={links} />
          </span>
        )}
        {step.category !== null && step.explanation === null ? (
          <span class="how">
            {step.category === 'left' ? 'nothing explains it' : hyphens(step.category)}
          </span>
        ) : null}
        {step.possible.map((one) => (
          <span key={one.detail} class="how">
            may be <Worded text={one.detail} links={links} />
          </span>
        ))}
        {step.replaced.map((before) => (
          <span key={before.row} class="how">
            replaced <RowRef row={before.row} links={links} />:{' '}
            {before.changes.map(({ field, from, to }, i) => (
              <span key={field}>
                {i === 0 ? '' : '; '}
                {spoken(field)} <Sides from={from} to={to} />
              </span>
            ))}
          </span>
        ))}
        {step.rulings.map((ruling) => (
          <span key={ruling.id} class="how">
            ruled by {ruling.actor}: {ruling.reason} (<RulingRef id={ruling.id} links={links} />)
          </span>
        ))}
      </td>
      <td class="number">
        {isZero(step.amount) ? <span class="same">·</span> : <Quantity of={step.amount} withSign />}
      </td>
      <td class="number">
        <Quantity of={step.balance} reason={links.row(step.row)} />
      </td>
      <td class="number">
        {step.stated === null ? (
          <span class="same">·</span>
        ) : step.difference !== null && !isZero(step.difference) ? (
          <span class="differs">≠ {grouped(step.ruled ?? step.stated)}</span>
        ) : (
          <span class="same">= {grouped(step.ruled ?? step.stated)}</span>
        )}
      </td>
      <td>
        <OwnRowRef row={step.row} links={links} />
      </td>
    </tr>
  );
};

const signsOf = (steps: ReadonlyArray<StepAnswer>): ReadonlyArray<MarkKind> => [
  ...new Set(steps.map(markOf).filter((kind) => kind !== null)),
];

const filingsOnPage = 50;

/** The last part of a long chain first: it is nearest to the answer. */
export const chainPage = (
  filings: ReadonlyArray<FiledSteps>,
  page: number | null,
): { readonly shown: ReadonlyArray<FiledSteps>; readonly page: number; readonly pages: number } => {
  const pages = Math.max(1, Math.ceil(filings.length / filingsOnPage));
  const at = Math.min(pages, Math.max(1, page ?? pages));
  return {
    shown: filings.slice((at - 1) * filingsOnPage, at * filingsOnPage),
    page: at,
    pages,
  };
};

export const Chain = ({
  answer,
  links,
  page = null,
  pageAt,
}: {
  answer: ExplainAnswer;
  links: Links;
  page?: number | null;
  pageAt: (page: number) => string;
}): VNode => {
  const filings = byFiling(answer.steps);
  const { shown, page: at, pages } = chainPage(filings, page);
  const isShort = answer.steps.length <= 12;
  return (
    <section class="chain" id="chain" aria-labelledby="chain-title">
      <h2 id="chain-title">How it became this much</h2>
      {filings.length === 0 ? (
        <p class="aside">No step by then: unknown is not zero.</p>
      ) : (
        <p class="aside">
          {counted(answer.steps.length, 'step')} in {counted(filings.length, 'filing')}, from the
          opening to the answer.
        </p>
      )}
      <Pager page={at} pages={pages} at={(to) => `${pageAt(to)}#chain`} name="Parts of the chain" />
      <ol class={isShort ? 'filings whole' : 'filings'}>
        {shown.map(({ accession, form, filedOn, steps }) => {
          const last = steps[steps.length - 1] as StepAnswer;
          const before = steps[0] as StepAnswer;
          return (
            <li key={`${accession} ${before.row} ${before.kind}`}>
              <p class="filing-line">
                <span class="form">Form {form}</span>
                <span>
                  filed <FiledRef day={filedOn} links={links} />
                </span>
                <FilingRef accession={accession} links={links} />
                <span class="signs">
                  {signsOf(steps).map((kind) => (
                    <span key={kind} title={markWords[kind]}>
                      <MarkSign kind={kind} />
                      <span class="unseen">{markWords[kind]}</span>
                    </span>
                  ))}
                </span>
                <span class="balance">
                  <span class="unseen">balance after it </span>
                  {grouped(last.balance)}
                </span>
              </p>
              <details open={isShort}>
                <summary>
                  {counted(steps.length, 'step')}
                  <span class="unseen"> of {accession}</span>
                </summary>
                <div class="scrolls">
                  <table class="steps">
                    <Heads
                      of={[
                        'Effective',
                        'What',
                        { figures: 'Change' },
                        { figures: 'Balance' },
                        { figures: 'Stated' },
                        'Row',
                      ]}
                    />
                    <tbody>
                      {steps.map((step) => (
                        <Step key={`${step.kind} ${step.row}`} step={step} links={links} />
                      ))}
                    </tbody>
                  </table>
                </div>
              </details>
            </li>
          );
        })}
      </ol>
    </section>
  );
};
