/** How far stated balances hold. */

import type { VNode } from 'preact';
import type { ReconcileAnswer } from '../../ledger/answers.js';
import { Heads } from '../picture/heads.js';
import { address, type Links } from '../picture/link.js';
import { MarkSign } from '../picture/mark.js';
import { grouped } from '../picture/quantity.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { counted, heldWords, hyphens } from '../picture/words.js';
import { type Frame, linksOf, type Page } from './frame.js';
import {
  ConflictRef,
  Day,
  InsiderRef,
  MissingNote,
  More,
  PositionRef,
  Quantity,
  RowRef,
} from './reference.js';
import { Worded } from './worded.js';

const Checks = ({ answer, links }: { answer: ReconcileAnswer; links: Links }): VNode | null => {
  const { notLastStated, belowZero, maybeSame } = answer.checks;
  if (notLastStated.length + belowZero.length + maybeSame.length === 0) return null;
  return (
    <>
      <h2>What should not be</h2>
      <ul class="evidence">
        {notLastStated.map((one) => (
          <li key={`stated ${one.positionId}`}>
            <PositionRef position={one.positionId} links={links} /> of{' '}
            <InsiderRef insider={one.insider} links={links} />: the answer is{' '}
            <Quantity of={one.quantity} reason={links.position(one.positionId)} />, last stated was{' '}
            {grouped(one.stated)} by <RowRef row={one.row} links={links} />
          </li>
        ))}
        {belowZero.map((one) => (
          <li key={`zero ${one.conflictId}`}>
            <PositionRef position={one.positionId} links={links} /> of{' '}
            <InsiderRef insider={one.insider} links={links} /> is below zero from{' '}
            <Day day={one.from} /> on: <ConflictRef id={one.conflictId} links={links} />
          </li>
        ))}
        {maybeSame.map((one) => (
          <li key={`same ${one.conflictId}`}>
            {one.positions.map((position, i) => (
              <span key={position}>
                {i === 0 ? '' : ' and '}
                <PositionRef position={position} links={links} />
              </span>
            ))}{' '}
            of <InsiderRef insider={one.insider} links={links} /> may be one:{' '}
            <ConflictRef id={one.conflictId} links={links} />
          </li>
        ))}
      </ul>
    </>
  );
};

const categories: Readonly<Record<string, string>> = {
  explained: 'explained',
  'in-words': 'said in words, without a number',
  ambiguous: 'several readings',
  left: 'nothing explains it',
};

const leftWords = 'left unexplained';

export const reconcilePage = (frame: Frame, answer: ReconcileAnswer): Page => {
  const links = linksOf(frame);
  const { summary } = answer;
  const { insider, issuer } = frame.rest;
  const others = (
    [
      [summary.explained, 'explained otherwise'],
      [summary.inWords, 'explained in words only'],
      [summary.ambiguous, 'open to several readings'],
      [summary.left, leftWords],
    ] as const
  ).filter(([count]) => count > 0);
  const said = [insider, issuer].filter((one) => one !== undefined);
  return {
    title: 'Stated balances, checked',
    trail: said.length === 0 ? null : `only ${said.join(', ')}`,
    body: (
      <>
        <MissingNote missing={answer.missing} links={links} />
        <div class="answer">
          <p class="sentence">
            <strong class="figure">{grouped(String(summary.held))}</strong> of{' '}
            {counted(summary.links, 'stated balance')} hold against the one before
            {others.map(([count, words], i) => (
              <span key={words} class={words === leftWords ? 'today differs' : 'today'}>
                {i === 0 ? '; ' : ', '}
                <span class="part">
                  {count} {count === 1 ? 'is' : 'are'}
                </span>{' '}
                {words}
              </span>
            ))}
            .
          </p>
        </div>
        <Checks answer={answer} links={links} />
        {answer.unexplained.length === 0 ? null : (
          <>
            <h2>Changes that no row reports</h2>
            <ScrollBox name="Changes that no row reports">
              <table class="unexplained">
                <Heads
                  of={[
                    'Position',
                    { figures: 'Expected' },
                    { figures: 'Stated' },
                    { figures: 'Difference' },
                    'Between',
                    'Explanation',
                  ]}
                />
                <tbody>
                  {answer.unexplained.map((one) => (
                    <tr key={`${one.positionId} ${one.row}`}>
                      <th scope="row">
                        <a href={links.position(one.positionId)}>{one.security}</a>
                        <span class="how">
                          {heldWords(one.ownership)},{' '}
                          <InsiderRef insider={one.insider} links={links} />
                        </span>
                      </th>
                      <td class="number">
                        <Quantity of={one.expected} reason={links.position(one.positionId)} />
                      </td>
                      <td class="number">
                        <Quantity of={one.reported} reason={links.row(one.row)} />
                      </td>
                      <td class="number">
                        <Quantity of={one.difference} withSign />
                      </td>
                      <td>
                        <span class="part">
                          <Day day={one.after} /> –
                        </span>
                        <span class="line">
                          <Day day={one.effectiveOn} />
                        </span>
                      </td>
                      <td>
                        <MarkSign kind={one.category === 'left' ? 'unexplained' : 'explained'} />{' '}
                        {one.explanation === null ? (
                          (categories[one.category] ?? one.category)
                        ) : (
                          <>
                            {hyphens(one.explanation.kind)}:{' '}
                            <Worded text={one.explanation.detail} links={links} />
                          </>
                        )}
                        {one.explanation?.evidence.map((evidence) => (
                          <span key={evidence} class="how">
                            <Worded text={evidence} links={links} />
                          </span>
                        ))}
                        {one.possible.map((reading) => (
                          <span key={reading.detail} class="how">
                            may be <Worded text={reading.detail} links={links} />
                          </span>
                        ))}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollBox>
          </>
        )}
        <More
          href={
            answer.next == null
              ? null
              : address('/reconcile', { ...frame.rest, ...frame.asked, cursor: answer.next })
          }
          says="next insiders"
        />
      </>
    ),
  };
};
