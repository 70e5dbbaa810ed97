/** What somebody holds: one row a position, both times acting on all rows. */

import type { VNode } from 'preact';
import { instantWords, shortDay } from './day.js';
import { daysOf, type FaceState } from './face.js';
import { Heads } from './heads.js';
import { insiderIn, issuerIn, type Links, linksAt } from './link.js';
import { Later, Moment } from './moment.js';
import { askedAt, type FaceProps } from './position-face.js';
import { grouped } from './quantity.js';
import { ScrollBox } from './scroll-box.js';
import { Sparkline } from './sparkline.js';
import { SplitSwitch } from './split-switch.js';
import { StateWords } from './state-words.js';
import type { ChartMoment } from './step-chart.js';
import { at, type PositionTimeline, type Rectangle, type Wording, wordingOf } from './timeline.js';
import { TimesForm } from './times-form.js';
import { counted, differing, heldWords } from './words.js';

interface Row {
  readonly position: PositionTimeline;
  readonly then: Rectangle;
  readonly today: Rectangle | null;
}

/** What `holdings` would list: closed positions only where they are asked for. */
export const heldAt = (
  positions: ReadonlyArray<PositionTimeline>,
  { asOf, knownBy }: ChartMoment,
  includeClosed = false,
): ReadonlyArray<Row> =>
  positions.flatMap((position) => {
    const then = at(position.rectangles, asOf, knownBy);
    return then === null || (then.closed && !includeClosed)
      ? []
      : [{ position, then, today: at(position.rectangles, asOf, null) }];
  });

/** What an option's or another derivative's form says of it, each on a line that does not break. */
const termsOf = ({ terms }: Wording): ReadonlyArray<string> =>
  terms === null
    ? []
    : [
        terms.exercisePrice === null ? null : `exercise price ${grouped(terms.exercisePrice)}`,
        terms.exercisableOn === null ? null : `exercisable ${shortDay(terms.exercisableOn)}`,
        terms.expiresOn === null ? null : `expires ${shortDay(terms.expiresOn)}`,
      ].filter((one) => one !== null);

/** One conflict is linked itself; of several, the position's page has the list. */
const Conflicts = ({
  ids,
  position,
  links,
}: {
  ids: ReadonlyArray<string>;
  position: string;
  links: Links;
}): VNode | null =>
  ids.length === 0 ? null : (
    <a
      class="part"
      href={ids.length === 1 ? links.conflict(ids[0] as string) : `${position}#conflicts`}
    >
      <span aria-hidden="true">◆</span> {ids.length} open
    </a>
  );

const HeldRow = ({
  row,
  links,
  state,
  moment,
}: {
  row: Row;
  links: Links;
  state: FaceState;
  moment: ChartMoment;
}): VNode => {
  const { position, then, today } = row;
  const differs = then.quantity !== (today?.quantity ?? null) || today === null;
  const wording = wordingOf(position, then);
  const ofIt = links.position(position.positionId, asFiledOr(state));
  return (
    <tr>
      <th scope="row">
        <a href={ofIt}>{wording.security}</a>
        <span class="how">
          {[heldWords(wording.ownership), ...termsOf(wording)].map((one, i) => (
            <span key={one}>
              {i === 0 ? '' : ', '}
              <span class={i === 0 ? undefined : 'part'}>{one}</span>
            </span>
          ))}
        </span>
      </th>
      <td class="number">
        <a href={ofIt}>{then.quantity === null ? 'unknown' : grouped(then.quantity)}</a>
        {wording.unit === 'value' ? <span class="how">dollars of value</span> : null}
      </td>
      {moment.knownBy === null ? null : (
        <td class="number">
          {differs ? (
            <span class="differs">
              ≠{' '}
              {today === null
                ? 'nothing'
                : today.quantity === null
                  ? 'unknown'
                  : grouped(today.quantity)}
            </span>
          ) : (
            <span class="same">the same</span>
          )}
        </td>
      )}
      <td class="drawn">
        <Sparkline position={position} window={daysOf(state)} {...moment} />
      </td>
      <td>
        <StateWords of={then.status} />
      </td>
      <td>
        <Conflicts ids={then.conflicts} position={ofIt} links={links} />
      </td>
    </tr>
  );
};

/** A position is shown as its insider is: splits from the same day. */
const asFiledOr = ({ splits }: FaceState) => (splits === 'adjusted' ? { adjusted: 'true' } : {});

/** Positions of an issuer, those of the same class together. */
const byIssuer = (
  rows: ReadonlyArray<Row>,
): ReadonlyArray<readonly [string, ReadonlyArray<Row>]> => {
  const found = new Map<string, Array<Row>>();
  for (const row of rows) {
    const id = issuerIn(row.position.positionId);
    const own = found.get(id);
    if (own === undefined) found.set(id, [row]);
    else own.push(row);
  }
  return [...found];
};

const Sentence = ({
  rows,
  state,
  moment: { asOf, knownBy },
}: {
  rows: ReadonlyArray<Row>;
  state: FaceState;
  moment: ChartMoment;
}): VNode => {
  const apart = rows.filter(({ then, today }) => then.quantity !== (today?.quantity ?? null));
  const later = heldAt(state.positions, { asOf, knownBy: null }).length;
  const first = state.instants[0];
  return (
    <div class="answer">
      <p class="sentence">
        {rows.length === 0 ? (
          <strong class="figure none">Nothing {knownBy === null ? 'is' : 'was'} known</strong>
        ) : (
          <strong class="figure">{counted(rows.length, 'position')}</strong>
        )}{' '}
        <Moment asOf={asOf} knownBy={knownBy} isKnown={rows.length > 0} />
        {knownBy === null ? (
          '.'
        ) : (
          <Later differs={apart.length > 0 || later !== rows.length}>
            {counted(later, 'position')}
            {apart.length === 0 ? '' : `, ${differing(apart.length)}`}
          </Later>
        )}
      </p>
      {rows.length > 0 || first === undefined ? null : (
        <p class="doubt">The first filing became known on {instantWords(first.knownAt)}.</p>
      )}
    </div>
  );
};

export const InsiderFace = ({ state, moment, onMoment }: FaceProps): VNode => {
  const { asOf, knownBy } = moment;
  const links = linksAt(askedAt(state, moment));
  const days = daysOf(state);
  const all = heldAt(state.positions, moment, true);
  const rows = all.filter(({ then }) => !then.closed);
  const closed = all.length - rows.length;
  const includeClosed = state.rest.some(
    ([name, said]) => name === 'includeClosed' && said !== 'false',
  );
  const told = includeClosed ? all : rows;
  return (
    <>
      <Sentence rows={rows} state={state} moment={moment} />
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
      <SplitSwitch
        state={state}
        to={(asked) => links.insider(insiderIn(all[0]?.position.positionId ?? ''), asked)}
      />
      {byIssuer(told).map(([issuer, own]) => (
        <section key={issuer} class="issuer">
          <h2>
            <a href={links.issuer(issuer)}>{own[0]?.position.issuer.name}</a>
            {own[0]?.position.issuer.symbol == null ? null : (
              <span class="symbol"> {own[0].position.issuer.symbol}</span>
            )}
          </h2>
          <ScrollBox name={`Positions in ${own[0]?.position.issuer.name ?? issuer}`}>
            <table class="held">
              <Heads
                of={[
                  'Security',
                  { figures: 'Held' },
                  ...(knownBy === null ? [] : [{ figures: 'As known today' }]),
                  'Over time',
                  'Status',
                  'Conflicts',
                ]}
              />
              <tbody>
                {own.map((row) => (
                  <HeldRow
                    key={row.position.positionId}
                    row={row}
                    links={links}
                    state={state}
                    moment={moment}
                  />
                ))}
              </tbody>
            </table>
          </ScrollBox>
        </section>
      ))}
      {closed === 0 || includeClosed ? null : (
        <p class="aside">
          {counted(closed, 'position was', 'positions were')} closed by then:{' '}
          <a
            href={links.insider(insiderIn(all[0]?.position.positionId ?? ''), {
              ...Object.fromEntries(state.rest),
              includeClosed: 'true',
            })}
          >
            show {closed === 1 ? 'it' : 'them'} too
          </a>
        </p>
      )}
    </>
  );
};
