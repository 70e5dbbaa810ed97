/** What somebody did. */

import type { VNode } from 'preact';
import type {
  InsiderAnswer,
  PagePlace,
  TransactionAnswer,
  TransactionsAnswer,
} from '../../ledger/answers.js';
import { longDay } from '../picture/day.js';
import { Heads } from '../picture/heads.js';
import type { Asked, Links } from '../picture/link.js';
import { filled, fractionIn } from '../picture/quantity.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { codeWords, counted, heldWords, spoken } from '../picture/words.js';
import { type Frame, linksOf, type Page } from './frame.js';
import { Pager } from './pager.js';
import {
  Day,
  FiledRef,
  InsiderRef,
  issuerIdOf,
  MissingNote,
  Quantity,
  RowRef,
  RulingRef,
  Sides,
} from './reference.js';

export const transactionsOnPage = 200;

const doubts: Readonly<Record<string, string>> = {
  'per-something-else': 'not the price of one share',
  total: 'a total, not a price',
  'other-currency': 'not in dollars',
  'like-a-total': 'looks like a total',
};

const change = ({ shares, acquiredDisposed }: TransactionAnswer): string | null =>
  shares === null
    ? null
    : acquiredDisposed === 'D' && !shares.startsWith('-')
      ? `-${shares}`
      : shares;

const hasVersions = ({ versions, rulings, footnotes }: TransactionAnswer): boolean =>
  versions.length > 1 || rulings.length > 0 || footnotes.length > 0;

/** A line of its own below the row, as wide as the table. */
const Versions = ({ of, links }: { of: TransactionAnswer; links: Links }): VNode | null =>
  hasVersions(of) ? (
    <tr>
      <td />
      <td colSpan={6} class="said">
        <details>
          <summary>
            {[
              of.versions.length < 2 ? null : counted(of.versions.length, 'version'),
              of.footnotes.length === 0 ? null : counted(of.footnotes.length, 'footnote'),
              of.rulings.length === 0 ? null : counted(of.rulings.length, 'ruling'),
            ]
              .filter((one) => one !== null)
              .join(', ')}
            <span class="unseen"> of {of.row}</span>
          </summary>
          {of.versions.length < 2
            ? null
            : of.versions.map((version) => (
                <span key={version.row} class="how">
                  {spoken(version.outcome)} by <RowRef row={version.row} links={links} />, filed{' '}
                  <FiledRef day={version.filedOn} links={links} />
                  {version.changes.map(({ field, from, to }) => (
                    <span key={field} class="line">
                      {spoken(field)} <Sides from={from} to={to} />
                    </span>
                  ))}
                </span>
              ))}
          {of.rulings.map((ruling) => (
            <span key={ruling.id} class="how">
              ruled by {ruling.actor}: {ruling.reason} (<RulingRef id={ruling.id} links={links} />)
            </span>
          ))}
          {of.footnotes.map(({ id, text }) => (
            <span key={id} class="how">
              {id}: {text}
            </span>
          ))}
        </details>
      </td>
    </tr>
  ) : null;

/** What is said of each where it is not the same for all, and how far prices go after the point. */
interface Beside {
  readonly manyInsiders: boolean;
  readonly manyIssuers: boolean;
  readonly fraction: number;
}

const Row = ({
  of: one,
  beside: { manyInsiders, manyIssuers, fraction },
  links,
}: {
  of: TransactionsAnswer['transactions'][number];
  beside: Beside;
  links: Links;
}): VNode => (
  <tr class={hasVersions(one) ? 'said-of' : undefined}>
    <td>
      <Day day={one.effectiveOn} />
    </td>
    <th scope="row">
      {one.code === null ? '' : `${one.code} `}
      {codeWords(one.code)}
      {manyInsiders ? (
        <span class="how">
          by <InsiderRef insider={one.insider} links={links} />
          {(one.jointWith ?? []).map((other) => (
            <span key={other.id}>
              {' '}
              with <InsiderRef insider={other} links={links} />
            </span>
          ))}
        </span>
      ) : null}
      {one.planTrade === true ? <span class="how">under a Rule 10b5-1 plan</span> : null}
      {one.status === 'standing' ? null : <span class="how">{spoken(one.status)}</span>}
    </th>
    <td>
      {one.security}
      <span class="how">
        {heldWords(one.ownership)}
        {manyIssuers ? (
          <>
            {', '}
            <a href={links.issuer(issuerIdOf(one.issuer))}>
              {one.issuer.symbol ?? one.issuer.name}
            </a>
          </>
        ) : null}
      </span>
    </td>
    <td class="number">
      <Quantity of={change(one)} reason={links.row(one.row)} withSign />
    </td>
    <td class="number">
      {one.price === null ? (
        <span class="none">none</span>
      ) : (
        <span class="figures">{filled(one.price, fraction)}</span>
      )}
      {one.priceDoubt === null ? null : (
        <span class="how">≠ {doubts[one.priceDoubt] ?? one.priceDoubt}</span>
      )}
    </td>
    <td class="number">
      <Quantity of={one.following.quantity} />
    </td>
    <td>
      <FiledRef day={one.filedOn} links={links} />
      <span class="how">
        <RowRef row={one.row} links={links} />
      </span>
    </td>
  </tr>
);

/** Of an insider, or of an issuer: whose, and where its parts are. */
interface Whose {
  readonly trail: VNode;
  /** What may differ from row to row: of a part it is not known whether it does. */
  readonly many: 'insiders' | 'issuers' | 'neither';
  readonly at: (asked: Asked) => string;
}

export const ofInsider = (frame: Frame, insider: InsiderAnswer): Whose => {
  const links = linksOf(frame);
  return {
    trail: <InsiderRef insider={insider} links={links} />,
    many: frame.rest['issuer'] === undefined ? 'issuers' : 'neither',
    at: (asked) => links.transactions(insider.id, asked),
  };
};

export const ofIssuer = (frame: Frame, issuerId: string, answer: TransactionsAnswer): Whose => {
  const links = linksOf(frame);
  const named = answer.transactions[0]?.issuer.name ?? issuerId;
  return {
    trail: <a href={links.issuer(issuerId)}>{named}</a>,
    many: 'insiders',
    at: (asked) => links.issuerTransactions(issuerId, asked),
  };
};

/** What of all there is was asked for. */
const onlyWords = ({ from, to, code, security }: Frame['rest']): string => {
  const codes = code?.split(',').map((one) => `${one} ${codeWords(one)}`);
  const days = [from === undefined ? null : `from ${longDay(from)}`, to && `to ${longDay(to)}`];
  const said = [codes?.join(' or '), security, days.filter(Boolean).join(' ')];
  return said.filter(Boolean).join(', ');
};

/** `place`: which part of all of them the answer is. */
export const transactionsPage = (
  frame: Frame,
  whose: Whose,
  answer: TransactionsAnswer,
  { page, pages, items }: PagePlace,
): Page => {
  const links = linksOf(frame);
  const shown = answer.transactions;
  const isMany = (what: Whose['many'], names: ReadonlyArray<string>): boolean =>
    new Set(names).size > 1 || (pages > 1 && whose.many === what);
  const beside: Beside = {
    manyInsiders: isMany(
      'insiders',
      shown.map((one) => one.insider.id),
    ),
    manyIssuers: isMany(
      'issuers',
      shown.map((one) => one.issuer.name),
    ),
    fraction: fractionIn(shown.map(({ price }) => price)),
  };
  const only = onlyWords(frame.rest);
  return {
    title: 'Transactions',
    trail: whose.trail,
    body: (
      <>
        <MissingNote missing={answer.missing} links={links} />
        <p class="aside">
          {counted(items, 'transaction')} effective by then, each in the version in force
          {only === '' ? '.' : ': '}
          {only === '' ? null : (
            <>
              {only}. <a href={whose.at({})}>Show all of them</a>
            </>
          )}
        </p>
        <Pager
          page={page}
          pages={pages}
          at={(to) => whose.at({ ...frame.rest, page: String(to) })}
          name="Pages"
        />
        {shown.length === 0 ? (
          <p>Nothing was known of transactions by then.</p>
        ) : (
          <ScrollBox name="Transactions, a table">
            <table class="transactions">
              <Heads
                of={[
                  'Date',
                  'What',
                  'Security',
                  { figures: 'Change' },
                  { figures: 'Price' },
                  { figures: 'Held after' },
                  'Filed',
                ]}
              />
              <tbody>
                {shown.map((one) => [
                  <Row key={one.transactionId} of={one} beside={beside} links={links} />,
                  <Versions key={`${one.transactionId} said`} of={one} links={links} />,
                ])}
              </tbody>
            </table>
          </ScrollBox>
        )}
      </>
    ),
  };
};
