/** What became known on a day, and between two days. */

import type { VNode } from 'preact';
import type { ChangeAnswer, ChangesPage } from '../../ledger/market/changes.js';
import type { FiledAnswer } from '../../ledger/market/filed.js';
import { dayNumber, dayText, filingDay, instantWords, isDayText, longDay } from '../picture/day.js';
import { Heads } from '../picture/heads.js';
import { address, filingIn, type Links } from '../picture/link.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { counted, heldWords, stateSign } from '../picture/words.js';
import { type Frame, linksOf, type Page } from './frame.js';
import {
  ConflictRef,
  Day,
  FilingRef,
  InsiderRef,
  IssuerRef,
  MissingNote,
  More,
  OwnRowRef,
  Quantity,
} from './reference.js';

const State = ({ of, reason }: { of: ChangeAnswer['before']; reason: string }): VNode =>
  of === null ? (
    <span class="none">not known of</span>
  ) : (
    <>
      <Quantity of={of.quantity} reason={reason} />
      <span class="how">
        <span aria-hidden="true">{stateSign(of.status)}</span> {of.status}
      </span>
    </>
  );

const shownMost = 3;

const Filings = ({ of, links }: { of: ReadonlyArray<string>; links: Links }): VNode => {
  const lines = of.map((one) => (
    <span key={one} class="line">
      <FilingRef accession={one} links={links} />
    </span>
  ));
  return of.length <= shownMost ? (
    <div>{lines}</div>
  ) : (
    <details>
      <summary>{counted(of.length, 'filing')}</summary>
      {lines}
    </details>
  );
};

/** Rows of each filing, in the order in which they stand in it. */
const rowsByFiling = (
  rows: ReadonlyArray<string>,
): ReadonlyArray<readonly [string, ReadonlyArray<string>]> => {
  const found = new Map<string, Array<string>>();
  for (const row of rows) {
    const [accession] = filingIn(row);
    found.set(accession, [...(found.get(accession) ?? []), row]);
  }
  return [...found].map(([accession, own]) => [
    accession,
    own.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
  ]);
};

const Transactions = ({ of, links }: { of: ReadonlyArray<string>; links: Links }): VNode => {
  const lines = rowsByFiling(of).map(([accession, rows]) => (
    <span key={accession} class="line">
      <FilingRef accession={accession} links={links} />
      {rows.map((row) => (
        <span key={row}>
          {' '}
          <OwnRowRef row={row} links={links} />
        </span>
      ))}
    </span>
  ));
  return (
    <details class="how" open={of.length <= 2 * shownMost}>
      <summary>{counted(of.length, 'transaction')}</summary>
      {lines}
    </details>
  );
};

const ChangeRows = ({
  changes,
  links,
  name,
}: {
  changes: ReadonlyArray<ChangeAnswer>;
  links: Links;
  name: string;
}): VNode => (
  <ScrollBox name={name}>
    <table class="changes">
      <Heads
        of={['Position', { figures: 'Before' }, { figures: 'After' }, 'Differs from', 'Brought by']}
      />
      <tbody>
        {changes.map((change) => {
          const differs = change.before?.quantity !== change.after?.quantity;
          return (
            <tr key={change.positionId}>
              <th scope="row">
                <a href={links.position(change.positionId)}>{change.security}</a>
                <span class="how">
                  {heldWords(change.ownership)},{' '}
                  <IssuerRef issuer={change.issuer} positionId={change.positionId} links={links} />
                </span>
              </th>
              <td class="number">
                <State of={change.before} reason={links.position(change.positionId)} />
              </td>
              <td class="number">
                {differs ? <span class="differs">≠ </span> : null}
                <State of={change.after} reason={links.position(change.positionId)} />
              </td>
              <td>{change.from === null ? 'the beginning' : <Day day={change.from} />}</td>
              <td>
                <Filings of={change.filings} links={links} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  </ScrollBox>
);

const Between = ({ frame, since }: { frame: Frame; since: string }): VNode => (
  <form class="times plain" method="get">
    <div class="time">
      <label for="since">Known by</label>
      <input id="since" type="date" name="since" required value={since} />
    </div>
    <div class="time">
      <label for="known-by">then by</label>
      <input
        id="known-by"
        type="date"
        name="knownBy"
        required
        value={filingDay(frame.asked.knownBy ?? frame.today)}
      />
    </div>
    <div class="time">
      <label for="as-of">As of</label>
      <input id="as-of" type="date" name="asOf" value={frame.asOf} />
    </div>
    <p class="times-show">
      <button type="submit">Show</button>
    </p>
  </form>
);

const byInsider = <A extends Pick<ChangeAnswer, 'insider'>>(
  changes: ReadonlyArray<A>,
): ReadonlyArray<readonly [A['insider'], ReadonlyArray<A>]> => {
  const found = new Map<string, Array<A>>();
  for (const one of changes) {
    const own = found.get(one.insider.id);
    if (own === undefined) found.set(one.insider.id, [one]);
    else own.push(one);
  }
  return [...found.values()].map((own) => [(own[0] as A).insider, own]);
};

/** `answer` is null where nobody has said yet between which days. */
export const changesPage = (frame: Frame, since: string, answer: ChangesPage | null): Page => {
  const links = linksOf(frame);
  const all = answer?.changes ?? [];
  return {
    title: 'What changed',
    ownTimes: true,
    body: (
      <>
        <Between frame={frame} since={since} />
        {answer === null ? (
          <p>
            Choose two days: what was known by the first is compared with what was known by the
            second.
          </p>
        ) : (
          <>
            <MissingNote missing={answer.missing} links={links} />
            <p class="aside">
              {counted(all.length, 'position differs', 'positions differ')} as of{' '}
              <time class="day" dateTime={answer.asOf}>
                {longDay(answer.asOf)}
              </time>
              {answer.next === null ? '' : ', more on the next page'}.
            </p>
            {byInsider(all).map(([insider, own]) => (
              <section key={insider.id}>
                <h2>
                  <InsiderRef insider={insider} links={links} />
                </h2>
                <ChangeRows changes={own} links={links} name={`Changes of ${insider.name}`} />
              </section>
            ))}
            <More
              href={
                answer.next === null
                  ? null
                  : address('/changes', { ...frame.rest, ...frame.asked, cursor: answer.next })
              }
              says="next insiders"
            />
          </>
        )}
      </>
    ),
  };
};

/** `closed`: why EDGAR took nothing in on that day; null where it did. */
export const filedPage = (frame: Frame, answer: FiledAnswer, closed: string | null): Page => {
  const links = linksOf(frame);
  const day = answer.on;
  const beside = (by: number): string => dayText(dayNumber(day) + by);
  return {
    title: `Filed on ${longDay(day)}`,
    ownTimes: true,
    trail: isDayText(day) ? (
      <>
        <a href={links.filed(beside(-1))}>the day before</a> ·{' '}
        <a href={links.filed(beside(1))}>the day after</a>
      </>
    ) : null,
    body: (
      <>
        <MissingNote missing={answer.missing} links={links} />
        {answer.changes.length > 0 ? (
          <p class="aside">Positions are compared as of {longDay(answer.asOf)}.</p>
        ) : closed === null ? (
          <p>Nothing that was filed on that day is recorded here.</p>
        ) : (
          <p>EDGAR was closed: {closed}.</p>
        )}
        {answer.changes.map((one) => {
          const first = one.positions[0];
          return (
            <section key={`${one.insider} ${one.filings.map((f) => f.accession).join(' ')}`}>
              <h2>
                <a href={links.insider(one.insider)}>{first?.insider.name ?? one.insider}</a>
              </h2>
              <p>
                {one.filings.map(({ accession, form }, i) => (
                  <span key={accession}>
                    {i === 0 ? '' : ', '}
                    <span class="part">
                      Form {form} <FilingRef accession={accession} links={links} />
                    </span>
                  </span>
                ))}
                {one.acceptedAt === null ? '' : `, accepted ${instantWords(one.acceptedAt)}`}
              </p>
              {one.positions.length === 0 ? (
                <p class="aside">It changed no balance.</p>
              ) : (
                <ChangeRows
                  changes={one.positions}
                  links={links}
                  name={`Positions changed by ${one.filings.map((f) => f.accession).join(', ')}`}
                />
              )}
              {one.transactions.length === 0 ? null : (
                <Transactions of={one.transactions} links={links} />
              )}
              {one.conflicts.length === 0 ? null : (
                <p class="how">
                  {counted(one.conflicts.length, 'conflict')} opened or closed:{' '}
                  {one.conflicts.map((id, i) => (
                    <span key={id}>
                      {i === 0 ? '' : ', '}
                      <ConflictRef id={id} links={links} />
                    </span>
                  ))}
                </p>
              )}
            </section>
          );
        })}
      </>
    ),
  };
};
