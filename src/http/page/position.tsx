/** How did it become this much. */
import type { VNode } from 'preact';
import type { ExplainAnswer } from '../../ledger/answers.js';
import { filingDay, longDay } from '../picture/day.js';
import { type FaceState, momentOf } from '../picture/face.js';
import type { Links } from '../picture/link.js';
import { pack } from '../picture/packed.js';
import { PositionFace } from '../picture/position-face.js';
import { at, instantsBy, slim, type Timeline } from '../picture/timeline.js';
import { heldWords } from '../picture/words.js';
import { boxName, boxText } from './box.js';
import { Chain, marksOf } from './chain.js';
import { ConflictLines } from './conflict-line.js';
import { type Frame, linksOf, type Page, restOf } from './frame.js';
import {
  Facts,
  FiledRef,
  FilingRef,
  InsiderRef,
  IssuerRef,
  Quantity,
  RowRef,
  RulingRef,
} from './reference.js';
import { Worded } from './worded.js';

export const faceWidth = 860;

export const faceState = (
  frame: Frame,
  timeline: Timeline,
  splits: FaceState['splits'],
  marks: FaceState['marks'] = [],
): FaceState => ({
  ...slim(timeline),
  asked: frame.asked,
  asOf: frame.asOf,
  today: frame.today,
  marks,
  splits,
  from: frame.rest['from'] ?? null,
  to: frame.rest['to'] ?? null,
  rest: restOf(frame).filter(([name]) => name !== 'page'),
});

const Amendments = ({ answer, links }: { answer: ExplainAnswer; links: Links }): VNode | null =>
  answer.links.length === 0 ? null : (
    <section aria-labelledby="links-title">
      <h2 id="links-title">Amendments among its rows</h2>
      <ul class="evidence">
        {answer.links.map((link) => (
          <li key={link.amendment}>
            <FilingRef accession={link.amendment} links={links} />{' '}
            {link.target === null ? (
              <>amends nothing that is certain ({link.kind})</>
            ) : (
              <>
                amends <FilingRef accession={link.target} links={links} />
                {link.kind === 'exact' ? '' : ` (${link.kind})`}
              </>
            )}
            {link.evidence.length === 0 ? null : (
              <ul>
                {link.evidence.map((one) => (
                  <li key={one}>
                    <Worded text={one} links={links} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );

const Withdrawn = ({ answer, links }: { answer: ExplainAnswer; links: Links }): VNode | null =>
  answer.withdrawn.length === 0 ? null : (
    <section aria-labelledby="withdrawn-title">
      <h2 id="withdrawn-title">Rows that do not count by a ruling</h2>
      <ul class="evidence">
        {answer.withdrawn.map((row) => (
          <li key={row.row}>
            <RowRef row={row.row} links={links} />, Form {row.form} filed{' '}
            <FiledRef day={row.filedOn} links={links} />: would change it by{' '}
            <Quantity of={row.amount} withSign />. {row.ruling.actor}: {row.ruling.reason} (
            <RulingRef id={row.ruling.id} links={links} />)
          </li>
        ))}
      </ul>
    </section>
  );

/** Instants around the moment, to compare the answers before and after what came. */
const Compare = ({ state, links }: { state: FaceState; links: Links }): VNode | null => {
  const position = state.positions[0];
  if (position === undefined || state.instants.length === 0) return null;
  const { knownBy } = momentOf(state);
  const step = instantsBy(state.instants, knownBy);
  const last = state.instants[Math.min(step, state.instants.length) - 1];
  const before = state.instants[step - 2];
  const newest = state.instants[state.instants.length - 1];
  const { asOf } = momentOf(state);
  const then = at(position.rectangles, asOf, knownBy);
  const isSame = then?.quantity === at(position.rectangles, asOf, null)?.quantity;
  return (
    <p class="compare">
      {before === undefined || last === undefined ? null : (
        <a href={links.difference(position.positionId, before.knownAt, last.knownAt)}>
          What changed on {longDay(filingDay(last.knownAt))}
        </a>
      )}
      {knownBy === null ||
      newest === undefined ||
      last === undefined ||
      newest === last ||
      isSame ? null : (
        <a href={links.difference(position.positionId, knownBy, newest.knownAt)}>
          Why one would say something else today
        </a>
      )}
    </p>
  );
};

/**
 * `explained` is the chain for the moment asked about. `marked` is the chain as known now, for the
 * marks of the picture; the chain itself where there is no other.
 */
export const positionPage = (
  frame: Frame,
  timeline: Timeline,
  splits: FaceState['splits'],
  explained: ExplainAnswer | null,
  marked: ExplainAnswer | null = explained,
): Page => {
  const links = linksOf(frame);
  const worded = explained?.position ?? timeline.positions[0];
  const state = faceState(
    frame,
    timeline,
    splits,
    marksOf(
      [...(marked?.steps ?? []), ...(explained === marked ? [] : (explained?.steps ?? []))],
      timeline.instants,
    ),
  );
  const id = worded?.positionId ?? '';
  return {
    title:
      worded === undefined ? 'A position' : `${worded.security}, ${heldWords(worded.ownership)}`,
    trail:
      worded === undefined ? null : (
        <>
          <InsiderRef insider={worded.insider} links={links} /> in{' '}
          <IssuerRef issuer={worded.issuer} positionId={id} links={links} />
        </>
      ),
    ownTimes: true,
    body: (
      <>
        <div data-face="position" data-width={faceWidth} data-state={pack(state)}>
          <PositionFace state={state} moment={momentOf(state)} width={faceWidth} />
        </div>
        <div data-fresh="reason">
          <Compare state={state} links={links} />
          {splits === 'adjusted' ? (
            <p class="aside">
              The chain counts a split from the first form that shows it, as it was filed.
            </p>
          ) : null}
          {explained === null ? (
            <section class="chain" id="chain">
              <h2>How it became this much</h2>
              <p class="aside">It was not known of by then. Unknown is not zero.</p>
            </section>
          ) : (
            <>
              <Facts
                facts={[
                  [
                    'Last stated',
                    explained.position.reported === null ? null : (
                      <>
                        <Quantity of={explained.position.reported.quantity} />
                        <span class="how">
                          by <RowRef row={explained.position.reported.row} links={links} />
                        </span>
                        <span class="how">
                          filed <FiledRef day={explained.position.reported.filedOn} links={links} />
                        </span>
                      </>
                    ),
                  ],
                  [
                    'Opening and transactions',
                    <Quantity key="computed" of={explained.position.computed} />,
                  ],
                  [
                    'Changes that no row reports',
                    <Quantity key="left" of={explained.position.unexplained} withSign />,
                  ],
                  [
                    'Terms',
                    explained.position.terms === null
                      ? null
                      : Object.entries(explained.position.terms)
                          .filter(([, said]) => typeof said === 'string')
                          .map(([name, said]) => (
                            <span key={name} class="line">
                              {boxName(name)} {boxText(name, String(said))}
                            </span>
                          )),
                  ],
                  [
                    'Position',
                    <span key="id" class="id path">
                      {id}
                    </span>,
                  ],
                ]}
              />
              <Chain
                answer={explained}
                links={links}
                page={frame.rest['page'] === undefined ? null : Number(frame.rest['page'])}
                pageAt={(page) => links.position(id, { ...frame.rest, page: String(page) })}
              />
              <Amendments answer={explained} links={links} />
              <Withdrawn answer={explained} links={links} />
              {explained.conflicts.length === 0 ? null : (
                <section id="conflicts" aria-labelledby="conflicts-title">
                  <h2 id="conflicts-title">Conflicts</h2>
                  <ConflictLines conflicts={explained.conflicts} links={links} of="position" />
                </section>
              )}
              {explained.rulings.length === 0 ? null : (
                <section aria-labelledby="rulings-title">
                  <h2 id="rulings-title">Rulings that bear on it</h2>
                  <ul class="evidence">
                    {explained.rulings.map((ruling) => (
                      <li key={ruling.id}>
                        <RulingRef id={ruling.id} links={links} /> {ruling.says}, by {ruling.actor}:{' '}
                        {ruling.reason}
                        {ruling.inForce ? null : ' (no longer in force)'}
                      </li>
                    ))}
                  </ul>
                </section>
              )}
            </>
          )}
        </div>
      </>
    ),
  };
};
