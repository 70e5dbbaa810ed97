/** Why the answer changed. */

import type { VNode } from 'preact';
import type { ExplainDifference, PositionAnswer, StepAnswer } from '../../ledger/answers.js';
import { filingDay, isDayText, longDay, shortDay } from '../picture/day.js';
import { Heads } from '../picture/heads.js';
import { filingIn, type Links } from '../picture/link.js';
import { grouped, isZero, signed, unitWords } from '../picture/quantity.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { codeWords, counted, heldWords, spoken } from '../picture/words.js';
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
  const text = value == null ? null : typeof value === 'string' ? value : JSON.stringify(value);
  return text !== null && isDayText(text) ? shortDay(text) : text;
};

/** Told elsewhere on the line, or too long for it. */
const elsewhere = new Set([
  'replaced',
  'rulings',
  'possible',
  'explanation',
  'amount',
  'balance',
  'row',
  'accession',
  'form',
  'filedOn',
]);

type ChangedStep = ExplainDifference['steps'][number];

const Figure = ({ of, field }: { of: ChangedStep; field: 'amount' | 'balance' }): VNode => {
  const { before, after } = of;
  const text = field === 'amount' ? signed : grouped;
  return before !== null && after !== null && before[field] !== after[field] ? (
    <span class="change">
      <del>{text(before[field])}</del>
      <span class="line">
        <span aria-hidden="true">→ </span>
        <ins>{text(after[field])}</ins>
      </span>
    </span>
  ) : (
    <span class="figures">{text((after ?? before)?.[field] ?? '')}</span>
  );
};

const Line = ({ of: step, links }: { of: ChangedStep; links: Links }): VNode | null => {
  const { before, after, change } = step;
  const shown = after ?? before;
  if (shown === null) return null;
  return (
    <tr>
      <td class="part">
        <strong>{changeSigns[change]}</strong> {change}
      </td>
      <td>
        <Day day={shown.effectiveOn} />
      </td>
      <th scope="row">
        {shown.kind === 'transaction'
          ? `${shown.code ?? ''} ${codeWords(shown.code)}`
          : spoken(shown.kind)}
        {before === null || after === null
          ? null
          : step.fields
              .filter((field) => !elsewhere.has(field))
              .map((field) => (
                <span key={field} class="how">
                  {spoken(field)} <Sides from={shownOf(before, field)} to={shownOf(after, field)} />
                </span>
              ))}
      </th>
      <td class="number">
        <Figure of={step} field="amount" />
      </td>
      <td class="number">
        <Figure of={step} field="balance" />
      </td>
      <td>
        <RowRef row={shown.row} links={links} />
        {before === null || before.row === shown.row ? null : (
          <span class="how">
            in place of <RowRef row={before.row} links={links} />
          </span>
        )}
        {step.broughtBy === null || step.broughtBy === filingIn(shown.row)[0] ? null : (
          <span class="how">
            brought by <FilingRef accession={step.broughtBy} links={links} />
          </span>
        )}
        {step.ruledBy.map((ruling) => (
          <span key={ruling} class="how">
            by ruling <RulingRef id={ruling} links={links} />
          </span>
        ))}
      </td>
    </tr>
  );
};

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
            {unitWords(position.unit, after.quantity)} for{' '}
            <time dateTime={after.asOf}>{longDay(after.asOf)}</time>
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
          <>
            <h2>Brought by {counted(answer.filings.length, 'filing')}</h2>
            <ul class={answer.filings.length > 3 ? 'evidence brought' : 'evidence'}>
              {answer.filings.map(({ accession, form, filedOn, amends }) => (
                <li key={accession}>
                  <span class="part">
                    Form {form} <FilingRef accession={accession} links={links} />
                  </span>
                  ,{' '}
                  <span class="part">
                    filed <FiledRef day={filedOn} links={links} />
                  </span>
                  {amends === null ? null : (
                    <span class="how">
                      which amends <FilingRef accession={amends} links={links} />
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </>
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
          <p class="aside">No step differs.</p>
        ) : (
          <ScrollBox name="Steps that differ">
            <table class="difference">
              <Heads
                of={[
                  'How',
                  'Effective',
                  'Step',
                  { figures: 'Change' },
                  { figures: 'Balance' },
                  'Row',
                ]}
              />
              <tbody>
                {answer.steps.map(
                  (step): VNode => (
                    <Line
                      key={`${step.change} ${(step.after ?? step.before)?.kind} ${(step.after ?? step.before)?.row}`}
                      of={step}
                      links={links}
                    />
                  ),
                )}
              </tbody>
            </table>
          </ScrollBox>
        )}
      </>
    ),
  };
};
