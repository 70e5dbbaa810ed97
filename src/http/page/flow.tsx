/** What insiders bought and sold. */

import type { VNode } from 'preact';
import type { FlowAnswer } from '../../ledger/market/flow-answer.js';
import { longDay } from '../picture/day.js';
import { Heads } from '../picture/heads.js';
import { brief, grouped, roughly, signed } from '../picture/quantity.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { codeWords, counted } from '../picture/words.js';
import { type Frame, linksOf, type Page } from './frame.js';
import { MissingNote, RowRef } from './reference.js';

const width = 620;
const rowHeight = 46;
const label = 8;

/** Bought to the right of the middle, sold to the left, each with its own texture and word. */
const Bars = ({ market }: { market: FlowAnswer['market'] }): VNode => {
  const most = Math.max(
    1,
    ...market.flatMap(({ bought, sold }) => [roughly(bought) ?? 0, roughly(sold) ?? 0]),
  );
  const middle = width / 2;
  const long = (size: string): number => ((roughly(size) ?? 0) / most) * (middle - 90);
  return (
    <svg
      class="chart bars"
      role="img"
      aria-label={market
        .map(
          ({ security, bought, sold }) =>
            `${security}: bought ${grouped(bought)}, sold ${grouped(sold)}`,
        )
        .join('; ')}
      viewBox={`0 0 ${width} ${market.length * rowHeight + 6}`}
      width={width}
      height={market.length * rowHeight + 6}
    >
      <line class="middle" x1={middle} x2={middle} y1={0} y2={market.length * rowHeight + 6} />
      {market.map(({ security, bought, sold }, i) => (
        <g key={security} transform={`translate(0,${i * rowHeight})`}>
          <text x={label} y={14}>
            {security}
          </text>
          <rect class="sold" x={middle - long(sold)} y={20} width={long(sold)} height={16} />
          <rect class="bought" x={middle} y={20} width={long(bought)} height={16} />
          <text x={middle - long(sold) - 6} y={33} text-anchor="end">
            sold {brief(roughly(sold) ?? 0)}
          </text>
          <text x={middle + long(bought) + 6} y={33}>
            bought {brief(roughly(bought) ?? 0)}
          </text>
        </g>
      ))}
    </svg>
  );
};

export const flowPage = (frame: Frame, issuerId: string, answer: FlowAnswer): Page => {
  const links = linksOf(frame);
  /** A sum, and the transactions that it is the sum of. */
  const behind = (code: string | null, security: string, sum: string): VNode =>
    code === null || sum === '0' ? (
      <span class="figures">{sum}</span>
    ) : (
      <a
        href={links.issuerTransactions(issuerId, {
          from: answer.from,
          to: answer.to,
          code,
          security,
        })}
      >
        {sum}
      </a>
    );
  return {
    title: 'Bought and sold',
    trail: (
      <>
        <a href={links.issuer(issuerId)}>{answer.issuer.name}</a>
        {answer.issuer.symbol === null ? '' : ` ${answer.issuer.symbol}`}
      </>
    ),
    ownTimes: true,
    body: (
      <>
        <form class="times plain" method="get">
          {frame.asked.recordedBy === undefined ? null : (
            <input type="hidden" name="recordedBy" value={frame.asked.recordedBy} />
          )}
          <div class="time">
            <label for="from">From</label>
            <input id="from" type="date" name="from" required value={answer.from} />
          </div>
          <div class="time">
            <label for="to">To</label>
            <input id="to" type="date" name="to" required value={answer.to} />
          </div>
          <div class="time">
            <label for="known-by">Known by</label>
            <input
              id="known-by"
              type="date"
              name="knownBy"
              value={(frame.asked.knownBy ?? '').slice(0, 10)}
            />
          </div>
          <p class="times-show">
            <button type="submit">Show</button>
          </p>
        </form>
        <MissingNote missing={answer.missing} links={links} />
        <p class="aside">
          Open-market purchases (P) and sales (S) from {longDay(answer.from)} to{' '}
          {longDay(answer.to)}; a row that several report counts once.
        </p>
        {answer.market.length === 0 ? (
          <p>Nothing was bought or sold in the market.</p>
        ) : (
          <>
            <ScrollBox name="Bought and sold, a picture">
              <Bars market={answer.market} />
            </ScrollBox>
            <ScrollBox name="Bought and sold, a table">
              <table>
                <Heads
                  of={[
                    'Security',
                    { figures: 'Bought' },
                    { figures: 'Sold' },
                    { figures: 'Net' },
                    { figures: 'Net in dollars' },
                    { figures: 'Buyers' },
                    { figures: 'Sellers' },
                  ]}
                />
                <tbody>
                  {answer.market.map((flow) => (
                    <tr key={flow.security}>
                      <th scope="row">
                        {flow.security}
                        <span class="how">{counted(flow.transactions, 'transaction')}</span>
                        {flow.doubtful.map((one) => (
                          <span key={one.transactionId} class="how">
                            ≠ price {grouped(one.price)} is not that of one share:{' '}
                            <RowRef row={one.transactionId} links={links} />
                          </span>
                        ))}
                        {flow.contradictory.map((one) => (
                          <span key={one.transactionId} class="how">
                            ≠ code {one.code} with{' '}
                            {one.letter === null ? 'no letter' : `letter ${one.letter}`}, in no sum:{' '}
                            <RowRef row={one.transactionId} links={links} />
                          </span>
                        ))}
                      </th>
                      <td class="number">{behind('P', flow.security, grouped(flow.bought))}</td>
                      <td class="number">{behind('S', flow.security, grouped(flow.sold))}</td>
                      <td class="number">{behind('P,S', flow.security, signed(flow.net))}</td>
                      <td class="number">
                        {behind('P,S', flow.security, signed(flow.netValue))}
                        {flow.unpriced === 0 ? null : (
                          <span class="how">{flow.unpriced} without a price</span>
                        )}
                      </td>
                      <td class="number">{flow.buyers}</td>
                      <td class="number">{flow.sellers}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollBox>
          </>
        )}
        {answer.codes.length === 0 ? null : (
          <>
            <h2>By code</h2>
            <ScrollBox name="By code, a table">
              <table>
                <Heads
                  of={[
                    'Code',
                    'Security',
                    { figures: 'Acquired' },
                    { figures: 'Disposed' },
                    { figures: 'Net' },
                    { figures: 'Transactions' },
                  ]}
                />
                <tbody>
                  {answer.codes.map((one) => (
                    <tr key={`${one.table} ${one.security} ${one.unit} ${one.code}`}>
                      <th scope="row">
                        {one.code ?? ''} {codeWords(one.code)}
                      </th>
                      <td>
                        {one.security}
                        <span class="how">
                          table {one.table}
                          {one.unit === 'value' ? ', dollars of value' : ''}
                        </span>
                      </td>
                      <td class="number">
                        {behind(one.code, one.security, grouped(one.acquired))}
                      </td>
                      <td class="number">
                        {behind(one.code, one.security, grouped(one.disposed))}
                      </td>
                      <td class="number">{behind(one.code, one.security, signed(one.net))}</td>
                      <td class="number">{one.transactions}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollBox>
          </>
        )}
      </>
    ),
  };
};
