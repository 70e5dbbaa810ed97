/** An issuer's insiders: how many of them held something, and where one would say otherwise today. */
import type { VNode } from 'preact';
import { instantWords } from './day.js';
import { daysOf, type FaceState } from './face.js';
import { Heads } from './heads.js';
import { heldAt } from './insider-face.js';
import { insiderIn, issuerIn, type Links, linksAt } from './link.js';
import { Later, Moment } from './moment.js';
import { askedAt, type FaceProps } from './position-face.js';
import { grouped } from './quantity.js';
import { ScrollBox } from './scroll-box.js';
import { SplitSwitch } from './split-switch.js';
import type { ChartMoment } from './step-chart.js';
import { at, type PositionTimeline, type Rectangle, wordingOf } from './timeline.js';
import { TimesForm } from './times-form.js';
import { counted, heldWords } from './words.js';

const shownMost = 20;

/** A position of which one said something else then, or nothing, than one would today. */
interface Otherwise {
  readonly position: PositionTimeline;
  readonly then: Rectangle | null;
  readonly today: Rectangle | null;
}

const isHeld = (told: Rectangle | null): boolean => told !== null && !told.closed;

const otherwiseAt = (
  positions: ReadonlyArray<PositionTimeline>,
  { asOf, knownBy }: ChartMoment,
): ReadonlyArray<Otherwise> =>
  knownBy === null
    ? []
    : positions.flatMap((position) => {
        const then = at(position.rectangles, asOf, knownBy);
        const today = at(position.rectangles, asOf, null);
        const isSame =
          isHeld(then) === isHeld(today) && (!isHeld(then) || then?.quantity === today?.quantity);
        return isSame ? [] : [{ position, then, today }];
      });

const said = (told: Rectangle | null): string =>
  told === null ? 'nothing' : told.quantity === null ? 'unknown' : grouped(told.quantity);

const OtherwiseRow = ({ of, links }: { of: Otherwise; links: Links }): VNode => {
  const { position, then, today } = of;
  const { security, ownership } = wordingOf(position, then ?? today);
  const to = links.position(position.positionId);
  return (
    <tr>
      <th scope="row">
        <a href={links.insider(insiderIn(position.positionId))}>{position.insider.name}</a>
      </th>
      <td>
        {security}
        <span class="how">{heldWords(ownership)}</span>
      </td>
      <td class="number">
        <a href={to}>{said(then)}</a>
      </td>
      <td class="number">
        <span class="differs">≠ {said(today)}</span>
      </td>
    </tr>
  );
};

const Sentence = ({ state, moment }: { state: FaceState; moment: ChartMoment }): VNode => {
  const { asOf, knownBy } = moment;
  const rows = heldAt(state.positions, moment);
  const insiders = new Set(rows.map(({ position }) => insiderIn(position.positionId))).size;
  const later = heldAt(state.positions, { asOf, knownBy: null });
  const otherwise = otherwiseAt(state.positions, moment).length;
  const first = state.instants[0];
  return (
    <div class="answer">
      <p class="sentence">
        {rows.length === 0 ? (
          <strong class="figure none">Nothing {knownBy === null ? 'is' : 'was'} known</strong>
        ) : (
          <>
            <a class="figure" href="#holders">
              {counted(insiders, 'insider')}
            </a>{' '}
            with {counted(rows.length, 'position')}
          </>
        )}{' '}
        <Moment asOf={asOf} knownBy={knownBy} isKnown={rows.length > 0} />
        {knownBy === null ? (
          '.'
        ) : (
          <Later differs={otherwise > 0}>
            {counted(later.length, 'position')}, with {counted(otherwise, 'difference')}
          </Later>
        )}
      </p>
      {rows.length > 0 || first === undefined ? null : (
        <p class="doubt">The first filing became known on {instantWords(first.knownAt)}.</p>
      )}
    </div>
  );
};

export const IssuerFace = ({ state, moment, onMoment }: FaceProps): VNode => {
  const { asOf, knownBy } = moment;
  const links = linksAt(askedAt(state, moment));
  const days = daysOf(state);
  const otherwise = otherwiseAt(state.positions, moment);
  const id = issuerIn(state.positions[0]?.positionId ?? '');
  return (
    <>
      <Sentence state={state} moment={moment} />
      <TimesForm
        asOf={asOf}
        knownBy={knownBy}
        instants={state.instants}
        from={days.from}
        through={days.through}
        rest={state.rest}
        asked={state.asked}
        {...(onMoment === undefined ? {} : { onMoment })}
      />
      <SplitSwitch state={state} to={(asked) => links.issuer(id, asked)} />
      {otherwise.length === 0 ? null : (
        <section>
          <h2>Different today</h2>
          <ScrollBox name="Different today, a table">
            <table>
              <Heads
                of={[
                  'Insider',
                  'Security',
                  { figures: 'As known then' },
                  { figures: 'As known today' },
                ]}
              />
              <tbody>
                {otherwise.slice(0, shownMost).map((one) => (
                  <OtherwiseRow key={one.position.positionId} of={one} links={links} />
                ))}
              </tbody>
            </table>
          </ScrollBox>
          {otherwise.length <= shownMost ? null : (
            <p class="aside">
              The first {shownMost} of {otherwise.length}.
            </p>
          )}
        </section>
      )}
    </>
  );
};
