/** Who decided what, and why. */

import type { VNode } from 'preact';
import type { RulingAnswer, RulingsAnswer } from '../../ledger/answers.js';
import { shortDay } from '../picture/day.js';
import { Heads } from '../picture/heads.js';
import type { Links } from '../picture/link.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { counted, spoken } from '../picture/words.js';
import { type Frame, linksOf, type Page } from './frame.js';
import {
  ConflictRef,
  InsiderRef,
  issuerIdOf,
  MissingNote,
  PositionRef,
  RowRef,
  RulingRef,
  Sides,
} from './reference.js';
import { Worded } from './worded.js';

interface Told {
  readonly ruling: RulingAnswer;
  readonly links: Links;
}

const About = ({ ruling, links }: Told): VNode => (
  <>
    {ruling.insider === null ? null : (
      <span class="line">
        <InsiderRef insider={ruling.insider} links={links} />
      </span>
    )}
    {ruling.issuer === null ? null : (
      <span class="line">
        <a href={links.issuer(issuerIdOf(ruling.issuer, ruling.positions[0]))}>
          {ruling.issuer.name}
        </a>
      </span>
    )}
    {ruling.conflictId === null ? null : (
      <span class="line">
        <ConflictRef id={ruling.conflictId} links={links} />
      </span>
    )}
    {ruling.row === null ? null : (
      <span class="line">
        <RowRef row={ruling.row} links={links} />
      </span>
    )}
    {ruling.positions.map((position) => (
      <span key={position} class="line">
        <PositionRef position={position} links={links} />
      </span>
    ))}
  </>
);

const State = ({ ruling, links, mayRule }: Told & { mayRule: boolean }): VNode => (
  <>
    <span class="part">{ruling.inForce ? '● in force' : '○ not in force'}</span>
    {ruling.stale ? <span class="how">≠ changed since</span> : null}
    {ruling.undoneBy === null ? null : (
      <span class="how">
        undone by <RulingRef id={ruling.undoneBy} links={links} />
      </span>
    )}
    {!mayRule || !ruling.inForce || ruling.undo ? null : ruling.row !== null ? (
      <span class="how">
        <a href={links.correction(ruling.row)}>Take back</a>
      </span>
    ) : ruling.conflictId === null ? null : (
      <span class="how">
        <a href={links.conflict(ruling.conflictId)}>Decide otherwise</a>
      </span>
    )}
  </>
);

const Line = ({ ruling, links, mayRule }: Told & { mayRule: boolean }): VNode => (
  <tr id={ruling.id}>
    <td>
      <time dateTime={ruling.recordedAt} class="day">
        {shortDay(ruling.recordedAt.slice(0, 10))}, {ruling.recordedAt.slice(11, 16)} UTC
      </time>
      <span class="how id">{ruling.id}</span>
    </td>
    <th scope="row">
      <Worded text={ruling.says} links={links} />
      <span class="how">{spoken(ruling.kind)}</span>
      {ruling.changes.map(({ field, filed, ruled }) => (
        <span key={field} class="how">
          {spoken(field)} <Sides from={filed} to={ruled} />
        </span>
      ))}
    </th>
    <td>
      {ruling.reason}
      <span class="how">
        <a href={links.rulings({ by: ruling.actor })}>{ruling.actor}</a>
      </span>
    </td>
    <td>
      <About ruling={ruling} links={links} />
    </td>
    <td>
      <State ruling={ruling} links={links} mayRule={mayRule} />
    </td>
  </tr>
);

export const rulingsPage = (frame: Frame, answer: RulingsAnswer): Page => {
  const links = linksOf(frame);
  const newest = [...answer.rulings].reverse();
  const { insider, issuer, by, from, to } = frame.rest;
  const said = [insider, issuer, by === undefined ? undefined : `by ${by}`, from, to].filter(
    (one) => one !== undefined,
  );
  return {
    title: 'Rulings',
    trail: said.length === 0 ? null : `only ${said.join(', ')}`,
    ownTimes: true,
    body: (
      <>
        <MissingNote missing={answer.missing} links={links} />
        <p class="aside">
          {newest.length === 0
            ? 'Nobody has ruled on anything yet: every answer stands on filings alone.'
            : `${counted(newest.length, 'ruling')}, the newest first.`}
        </p>
        {newest.length === 0 ? null : (
          <ScrollBox name="Rulings, a table">
            <table class="rulings">
              <Heads of={['Recorded', 'What', 'Why, by whom', 'About', 'State']} />
              <tbody>
                {newest.map((ruling) => (
                  <Line
                    key={ruling.id}
                    ruling={ruling}
                    links={links}
                    mayRule={frame.actor !== null}
                  />
                ))}
              </tbody>
            </table>
          </ScrollBox>
        )}
      </>
    ),
  };
};
