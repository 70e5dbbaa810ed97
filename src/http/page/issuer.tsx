/** Who holds it, and who moved. */

import type { PagePlace } from '../../ledger/answers.js';
import type { HoldersAnswer } from '../../ledger/market/holders.js';
import { addMonths } from '../picture/day.js';
import { type FaceState, momentOf } from '../picture/face.js';
import { Heads } from '../picture/heads.js';
import { IssuerFace } from '../picture/issuer-face.js';
import { pack } from '../picture/packed.js';
import { grouped } from '../picture/quantity.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { StateWords } from '../picture/state-words.js';
import type { Timeline } from '../picture/timeline.js';
import { counted, heldWords } from '../picture/words.js';
import { type Frame, linksOf, type Page } from './frame.js';
import { Pager } from './pager.js';
import { faceState, faceWidth } from './position.js';
import { InsiderRef, MissingNote, Quantity } from './reference.js';

export const holdersOnPage = 100;

/** What an issuer's picture is made of, and nothing else: there may be thousands of rectangles. */
const lean = (timeline: Timeline): Timeline => ({
  ...timeline,
  positions: timeline.positions.map((position) => ({
    ...position,
    terms: null,
    rectangles: position.rectangles.map((told) => ({
      ...told,
      computed: null,
      unexplained: null,
      conflicts: [],
      row: null,
    })),
  })),
});

/** `issuerId`: as the address names it. `place`: which part of all holdings the answer is. */
export const issuerPage = (
  frame: Frame,
  issuerId: string,
  answer: HoldersAnswer,
  timeline: Timeline,
  splits: FaceState['splits'],
  { page, pages, items }: PagePlace,
): Page => {
  const links = linksOf(frame);
  const { name, symbol, cik } = answer.issuer;
  const state = faceState(frame, lean(timeline), splits);
  return {
    title: name,
    trail: (
      <>
        Issuer{symbol === null ? '' : `, ${symbol}`}, {cik === null ? 'provisional id' : 'CIK'}{' '}
        <span class="id">{cik ?? issuerId}</span>
      </>
    ),
    ownTimes: true,
    body: (
      <>
        <MissingNote missing={answer.missing} links={links} />
        <div data-face="issuer" data-width={faceWidth} data-state={pack(state)}>
          <IssuerFace state={state} moment={momentOf(state)} width={faceWidth} />
        </div>
        {items === 0 ? (
          <p data-fresh="holders">No form about this issuer was known by then.</p>
        ) : (
          <div data-fresh="holders">
            <h2>By class</h2>
            <ScrollBox name="Totals by class">
              <table>
                <Heads of={['Class', { figures: 'Held by insiders' }, { figures: 'Holdings' }]} />
                <tbody>
                  {answer.totals.map((total) => (
                    <tr key={`${total.kind} ${total.security} ${total.unit}`}>
                      <th scope="row">
                        {total.security}
                        <span class="how">
                          {total.kind === 'derivative' ? 'derivative' : 'not derivative'}
                          {total.unit === 'value' ? ', dollars of value' : ''}
                        </span>
                      </th>
                      <td class="number">
                        <Quantity of={total.quantity} reason="#holders" />
                        {total.values.length < 2 ? null : (
                          <span class="how">
                            ≠ documents give {total.values.map(grouped).join(', ')}
                          </span>
                        )}
                      </td>
                      <td class="number">{total.holdings}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollBox>
            <h2 id="holders">Holders</h2>
            <ScrollBox name="Holders, a table">
              <table>
                <Heads of={['Insider', 'Security', { figures: 'Held' }, 'Status']} />
                <tbody>
                  {answer.holders.map((held) => (
                    <tr key={held.positionId}>
                      <th scope="row">
                        <InsiderRef insider={held.insider} links={links} />
                        {held.jointWith.length === 0 ? null : (
                          <span class="how">
                            with{' '}
                            {held.jointWith.map((other, i) => (
                              <span key={other.positionId}>
                                {i === 0 ? '' : ', '}
                                <InsiderRef insider={other.insider} links={links} />
                                {other.quantity === held.quantity ? null : (
                                  <>
                                    {' '}
                                    who says{' '}
                                    <Quantity
                                      of={other.quantity}
                                      reason={links.position(other.positionId)}
                                    />
                                  </>
                                )}
                              </span>
                            ))}
                          </span>
                        )}
                      </th>
                      <td>
                        {held.security}
                        <span class="how">{heldWords(held.ownership)}</span>
                      </td>
                      <td class="number">
                        <Quantity of={held.quantity} reason={links.position(held.positionId)} />
                      </td>
                      <td>
                        <StateWords of={held.status} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollBox>
            {pages > 1 ? (
              <p class="aside">
                {counted(items, 'holding')}, the largest first; all of them are in the JSON and the
                CSV at the foot.
              </p>
            ) : null}
            <Pager
              page={page}
              pages={pages}
              at={(to) => `${links.issuer(issuerId, { ...frame.rest, page: String(to) })}#holders`}
              name="Pages of holders"
            />
          </div>
        )}
        <nav class="onwards" aria-label="More of this issuer" data-fresh="onwards">
          <ul>
            <li>
              <a
                href={links.flow(issuerId, { from: addMonths(answer.asOf, -12), to: answer.asOf })}
              >
                Bought and sold in a year
              </a>
            </li>
            <li>
              <a href={links.issuerTransactions(issuerId)}>Transactions</a>
            </li>
            <li>
              <a href={links.conflicts({ issuer: issuerId })}>Conflicts</a>
            </li>
            <li>
              <a href={links.reconcile({ issuer: issuerId })}>Stated balances checked</a>
            </li>
            <li>
              <a href={links.issuerTimeliness(issuerId)}>In time or late</a>
            </li>
          </ul>
        </nav>
      </>
    ),
  };
};
