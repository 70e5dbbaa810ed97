/** Why the answer changed. */

import type { VNode } from 'preact';
import type { ExplainDifference, PositionAnswer, StepAnswer } from '../../ledger/answers.js';
import { filingDay, longDay } from '../picture/day.js';
import { Heads } from '../picture/heads.js';
import { grouped, isZero, signed, unitWords } from '../picture/quantity.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { codeWords, heldWords, spoken } from '../picture/words.js';
import { type Frame, linksOf, type Page } from './frame.js';
import {
  Day,
  FiledRef,
  FilingRef,
  InsiderRef,
  IssuerRef,
  RowRef,
  RulingRef,
  Sides,
} from './reference.js';

const changeSigns = { added: '+', gone: '−', changed: '≠' } as const;

const whenWords = ({ knownBy, recordedBy }: ExplainDifference['before']): string =>
  [
    knownBy === null ? 'as known today' : `as known by ${longDay(filingDay(knownBy))}`,
    recordedBy === null ? null : `recorded by ${recordedBy}`,
  ]
    .filter((one) => one !== null)
    .join(', ');

const said = (quantity: string | null): string =>
  quantity === null ? 'unknown' : grouped(quantity);

const shownOf = (step: StepAnswer, field: string): string | null => {
  const value = (step as unknown as Readonly<Record<string, unknown>>)[field];
  return value == null ? null : typeof value === 'string' ? value : JSON.stringify(value);
};

const simple = new Set(['replaced', 'rulings', 'possible', 'explanation']);

export const differencePage = (
  frame: Frame,
  position: Pick<
    PositionAnswer,
    'positionId' | 'insider' | 'issuer' | 'security' | 'ownership' | 'unit'
  >,
  answer: ExplainDifference,
): Page => {
  const links = linksOf(frame);
  const { before, after, difference } = answer;
  const id = position.positionId;
  const isTurned =
    before.knownBy !== null && after.knownBy !== null && before.knownBy > after.knownBy;
  return {
    title: 'Why the answer changed',
    timeless: true,
    trail: (
      <>
        <InsiderRef insider={position.insider} links={links} /> in{' '}
        <IssuerRef issuer={position.issuer} positionId={id} links={links} />,{' '}
        <a href={links.position(id)}>
          {position.security}, {heldWords(position.ownership)}
        </a>
      </>
    ),
    body: (
      <>
        <div class="answer">
          <p class="sentence">
            <a class="figure" href={links.position(id, { knownBy: before.knownBy ?? undefined })}>
              {said(before.quantity)}
            </a>{' '}
            became{' '}
            <a class="figure" href={links.position(id, { knownBy: after.knownBy ?? undefined })}>
              {said(after.quantity)}
            </a>{' '}
            {unitWords(position.unit, after.quantity)} for {longDay(after.asOf)}
            {difference === null ? (
              '.'
            ) : isZero(difference) ? (
              ': nothing changed.'
            ) : (
              <span class="differs">, {signed(difference)}.</span>
            )}
          </p>
          <p class="aside">
            Before: {whenWords(before)}, {before.status}. After: {whenWords(after)}, {after.status}.
          </p>
        </div>
        {isTurned ? (
          <p class="note">
            The first moment is later than the second.{' '}
            <a href={links.difference(id, after.knownBy ?? '', before.knownBy)}>Swap them</a>.
          </p>
        ) : null}
        {answer.filings.length === 0 ? null : (
          <p>
            Brought by{' '}
            {answer.filings.map(({ accession, form, filedOn, amends }, i) => (
              <span key={accession}>
                {i === 0 ? '' : ', '}
                Form {form} <FilingRef accession={accession} links={links} />, filed{' '}
                <FiledRef day={filedOn} links={links} />
                {amends === null ? null : (
                  <>
                    , which amends <FilingRef accession={amends} links={links} />
                  </>
                )}
              </span>
            ))}
            .
          </p>
        )}
        {answer.rulings.length === 0 ? null : (
          <p>
            Ruled in between:{' '}
            {answer.rulings.map(({ id: ruling, says, actor }, i) => (
              <span key={ruling}>
                {i === 0 ? '' : ', '}
                {says} by {actor} (<RulingRef id={ruling} links={links} />)
              </span>
            ))}
            .
          </p>
        )}
        {answer.steps.length === 0 ? (
          <p class="aside">No step is otherwise.</p>
        ) : (
          <ScrollBox name="Steps that are otherwise">
            <table class="difference">
              <Heads
                of={['Change', 'Effective', 'Step', 'What is otherwise', 'Row', 'Brought by']}
              />
              <tbody>
                {answer.steps.map((step): VNode | null => {
                  const shown = step.after ?? step.before;
                  if (shown === null) return null;
                  return (
                    <tr key={`${step.change} ${shown.kind} ${shown.row}`}>
                      <td>
                        <strong>{changeSigns[step.change]}</strong> {step.change}
                      </td>
                      <td>
                        <Day day={shown.effectiveOn} />
                      </td>
                      <th scope="row">
                        {step.kind === 'transaction'
                          ? `${shown.code ?? ''} ${codeWords(shown.code)}`
                          : spoken(step.kind)}
                      </th>
                      <td>
                        {step.before !== null && step.after !== null
                          ? step.fields
                              .filter((field) => !simple.has(field))
                              .map((field) => (
                                <span key={field} class="line">
                                  {spoken(field)}{' '}
                                  <Sides
                                    from={shownOf(step.before as StepAnswer, field)}
                                    to={shownOf(step.after as StepAnswer, field)}
                                  />
                                </span>
                              ))
                          : `${signed(shown.amount)}, balance ${grouped(shown.balance)}`}
                      </td>
                      <td>
                        <RowRef row={shown.row} links={links} />
                      </td>
                      <td>
                        {step.broughtBy === null ? (
                          <span class="none">none</span>
                        ) : (
                          <FilingRef accession={step.broughtBy} links={links} />
                        )}
                        {step.ruledBy.map((ruling) => (
                          <span key={ruling} class="how">
                            <RulingRef id={ruling} links={links} />
                          </span>
                        ))}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </ScrollBox>
        )}
      </>
    ),
  };
};
