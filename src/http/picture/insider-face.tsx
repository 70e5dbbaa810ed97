/** What somebody holds: one row a position, both times acting on all rows. */

import type { VNode } from 'preact';
import { dayBeside, filingDay, instantWords, longDay } from './day.js';
import { daysOf, type FaceState } from './face.js';
import { Heads } from './heads.js';
import { insiderIn, issuerIn, type Links, linksAt } from './link.js';
import { askedAt, type FaceProps } from './position-face.js';
import { grouped } from './quantity.js';
import { ScrollBox } from './scroll-box.js';
import { Sparkline } from './sparkline.js';
import { SplitSwitch } from './split-switch.js';
import type { ChartMoment } from './step-chart.js';
import { at, type PositionTimeline, type Rectangle, type Wording, wordingOf } from './timeline.js';
import { TimesForm } from './times-form.js';
import { counted, heldWords, stateSign, stateWords } from './words.js';

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

const termsWords = ({ terms }: Wording): string => {
  if (terms === null) return '';
  const { exercisePrice, exercisableOn, expiresOn } = terms;
  return [
    exercisePrice === null ? null : `at ${grouped(exercisePrice)}`,
    exercisableOn === null ? null : `from ${exercisableOn}`,
    expiresOn === null ? null : `until ${expiresOn}`,
  ]
    .filter((one) => one !== null)
    .join(', ');
};

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
  const said = termsWords(wording);
  return (
    <tr>
      <th scope="row">
        <a href={links.position(position.positionId, asFiledOr(state))}>{wording.security}</a>
        <span class="how">
          {[heldWords(wording.ownership), said].filter((one) => one !== '').join('; ')}
        </span>
      </th>
      <td class="drawn">
        <Sparkline position={position} window={daysOf(state)} {...moment} />
      </td>
      <td class="number">
        <a href={links.position(position.positionId, asFiledOr(state))}>
          {then.quantity === null ? 'unknown' : grouped(then.quantity)}
        </a>
        {wording.unit === 'value' ? <span class="how">dollars of value</span> : null}
      </td>
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
      <td>
        <span title={stateWords(then.status)}>
          <span aria-hidden="true">{stateSign(then.status)}</span> {then.status}
        </span>
      </td>
      <td>
        {then.conflicts.map((id, i) => (
          <span key={id}>
            {i === 0 ? '' : ' '}
            <a class="sign-link" href={links.conflict(id)} aria-label={`conflict ${id}`}>
              ◆
            </a>
          </span>
        ))}
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
  const differing = rows.filter(({ then, today }) => then.quantity !== (today?.quantity ?? null));
  const later = heldAt(state.positions, { asOf, knownBy: null }).length;
  const known =
    knownBy === null ? 'as known today' : `as known on ${dayBeside(filingDay(knownBy), asOf)}`;
  const first = state.instants[0];
  return (
    <div class="answer">
      <p class="sentence">
        {rows.length === 0 ? (
          <strong class="figure none">Nothing was known</strong>
        ) : (
          <strong class="figure">{counted(rows.length, 'position')}</strong>
        )}{' '}
        on <time dateTime={asOf}>{longDay(asOf)}</time>, {known}
        {knownBy === null ? (
          '.'
        ) : (
          <span class={differing.length === 0 && later === rows.length ? 'today' : 'today differs'}>
            {differing.length === 0 && later === rows.length
              ? '; today one would say the same.'
              : `; today one would say ${counted(later, 'position')}${differing.length === 0 ? '' : `, ${differing.length} of these otherwise`}.`}
          </span>
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
                  'Over time',
                  { figures: 'Held' },
                  { figures: 'Today one would say' },
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
        <p class="aside">{counted(closed, 'position is', 'positions are')} closed by then.</p>
      )}
    </>
  );
};
