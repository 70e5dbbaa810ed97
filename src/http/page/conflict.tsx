/** Which is right: the sides beside one another, and how to decide. */
import type { ComponentChildren, VNode } from 'preact';
import type { ConflictDetailAnswer } from '../../ledger/answers.js';
import type { RulingChange } from '../../ledger/rule/ruling-change.js';
import { instantWords } from '../picture/day.js';
import type { Links } from '../picture/link.js';
import { grouped } from '../picture/quantity.js';
import { ScrollBox } from '../picture/scroll-box.js';
import { conflictWords, counted, heldWords, hyphens, spoken } from '../picture/words.js';
import { boxName, boxText } from './box.js';
import { SeverityWords } from './conflict-line.js';
import { type Frame, linksOf, type Page } from './frame.js';
import {
  ConflictRef,
  Facts,
  FiledRef,
  FilingRef,
  InsiderRef,
  IssuerRef,
  PositionRef,
  RowRef,
  RulingRef,
} from './reference.js';
import { Worded } from './worded.js';

/** What a decision would change, or has changed. */
export interface DecisionForm {
  readonly choice: string;
  readonly reason: string;
  /** Null where nothing was tried yet. */
  readonly would: RulingChange | null;
  readonly wouldRecord: number;
}

const shown = (field: string, value: string | null): ComponentChildren =>
  value === null ? <span class="none">empty</span> : boxText(field, value);

/** Fields of all sides, those that disagree first. */
const fieldsOf = (
  sides: ConflictDetailAnswer['sides'],
): ReadonlyArray<{ readonly field: string; readonly apart: boolean }> => {
  const fields = [...new Set(sides.flatMap((side) => Object.keys(side.fields)))].map((field) => ({
    field,
    apart: new Set(sides.map((side) => side.fields[field] ?? null)).size > 1,
  }));
  const isSaid = (field: string): boolean => sides.some((side) => side.fields[field] != null);
  return [...fields.filter((f) => f.apart), ...fields.filter((f) => !f.apart && isSaid(f.field))];
};

const Sides = ({ sides, links }: { sides: ConflictDetailAnswer['sides']; links: Links }): VNode => (
  <ScrollBox name="The sides">
    <table class="sides">
      <thead>
        <tr>
          <th scope="col">Field</th>
          {sides.map((side) => (
            <th scope="col" key={side.row}>
              Form {side.form}, filed <FiledRef day={side.filedOn} links={links} />
              <span class="line">
                <RowRef row={side.row} links={links} />
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fieldsOf(sides).map(({ field, apart }) => (
          <tr key={field} class={apart ? 'apart' : undefined}>
            <th scope="row">
              {apart ? <span title="they disagree">≠ </span> : null}
              <span class="label">{boxName(field)}</span>
            </th>
            {sides.map((side) => (
              <td key={side.row}>{shown(field, side.fields[field] ?? null)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </ScrollBox>
);

const filingName = /^(\d{10}-\d{2}-\d{6}|doc-[0-9a-f]{20})$/;
const rowName = /^(\d{10}-\d{2}-\d{6}|doc-[0-9a-f]{20})\/(I|II)[.~]\d+$/;
const positionName = /^(\d{10}|p-[^/]+)\/(\d{10}|p-[^/]+)\/[^/]+\/[DI](\/.*)?$/;

/** A text that names a filing, a row or a position leads to it. */
const Named = ({ of, links }: { of: string; links: Links }): VNode =>
  filingName.test(of) ? (
    <FilingRef accession={of} links={links} />
  ) : rowName.test(of) ? (
    <RowRef row={of} links={links} />
  ) : positionName.test(of) ? (
    <PositionRef position={of} links={links} />
  ) : (
    <Worded text={of} links={links} />
  );

/** Whatever shape a detail has, in words. */
const Detail = ({ of, links }: { of: unknown; links: Links }): VNode | null => {
  if (of === null || of === undefined) return <span class="none">none</span>;
  if (typeof of === 'string') return <Named of={of} links={links} />;
  if (typeof of === 'boolean') return <>{of ? 'yes' : 'no'}</>;
  if (Array.isArray(of))
    return (
      <ul class="evidence">
        {of.map((one, i) => (
          <li key={i}>
            <Detail of={one} links={links} />
          </li>
        ))}
      </ul>
    );
  return (
    <dl>
      {Object.entries(of as Readonly<Record<string, unknown>>).map(([name, one]) => (
        <div key={name}>
          <dt>{spoken(name)}</dt>
          <dd>
            <Detail of={one} links={links} />
          </dd>
        </div>
      ))}
    </dl>
  );
};

const Change = ({ before, after }: { before: string | null; after: string | null }): VNode => (
  <span class="change">
    <del>{before ?? 'none'}</del> <span aria-hidden="true">→</span> <ins>{after ?? 'none'}</ins>
  </span>
);

/** What a ruling would change, or has changed: positions, rows, conflicts. */
export const ChangeTold = ({ change, links }: { change: RulingChange; links: Links }): VNode => (
  <>
    {change.positions.length === 0 ? (
      <p>No balance would be another.</p>
    ) : (
      <ul class="evidence">
        {change.positions.map((position) => (
          <li key={position.positionId}>
            <PositionRef position={position.positionId} links={links} />, {position.security},{' '}
            {heldWords(position.ownership)}:{' '}
            <Change
              before={
                position.before === null
                  ? null
                  : `${position.before.quantity === null ? 'unknown' : grouped(position.before.quantity)} ${position.before.status}`
              }
              after={
                position.after === null
                  ? null
                  : `${position.after.quantity === null ? 'unknown' : grouped(position.after.quantity)} ${position.after.status}`
              }
            />
          </li>
        ))}
      </ul>
    )}
    {change.rows.length === 0 ? null : (
      <ul class="evidence">
        {change.rows.map((row) => (
          <li key={`${row.row} ${row.field}`}>
            <RowRef row={row.row} links={links} /> {spoken(row.field)}:{' '}
            <Change before={row.before} after={row.after} />
          </li>
        ))}
      </ul>
    )}
    {change.conflicts.length === 0 ? null : (
      <ul class="evidence">
        {change.conflicts.map((one) => (
          <li key={one.conflictId}>
            <ConflictRef id={one.conflictId} links={links} /> {conflictWords(one.type)}:{' '}
            <Change before={one.before} after={one.after} />
          </li>
        ))}
      </ul>
    )}
  </>
);

const Decide = ({
  answer,
  form,
  frame,
  links,
}: {
  answer: ConflictDetailAnswer;
  form: DecisionForm | null;
  frame: Frame;
  links: Links;
}): VNode => (
  <form class="decide" method="post" action={links.conflict(answer.conflictId)}>
    {answer.basis === null ? null : <input type="hidden" name="basis" value={answer.basis} />}
    <fieldset>
      <legend>As {frame.actor}</legend>
      {answer.choices.map((choice, i) => (
        <label key={choice} class="choice">
          <input
            type="radio"
            name="choice"
            value={choice}
            required
            checked={form?.choice === choice}
          />{' '}
          {filingName.test(choice) ? (
            <>
              it amends <span class="id">{choice}</span>
            </>
          ) : (
            spoken(choice.replace(/-(?=[a-z])/g, ' '))
          )}
          {i === 0 ? <span class="aside"> (what the ledger does meanwhile)</span> : null}
        </label>
      ))}
      <label for="reason">Reason, which stays in the ledger</label>
      <textarea
        id="reason"
        name="reason"
        required
        maxLength={2000}
        defaultValue={form?.reason ?? ''}
      />
      {form === null || form.would === null ? (
        <button type="submit" name="preview" value="true">
          Show what it would change
        </button>
      ) : (
        <>
          <div class="note" role="status">
            <h3>What it would change</h3>
            {form.wouldRecord === 0 ? (
              <p>Nothing: it is so already.</p>
            ) : (
              <ChangeTold change={form.would} links={links} />
            )}
          </div>
          <p>
            <button type="submit" class="chosen">
              Decide so
            </button>{' '}
            <button type="submit" name="preview" value="true">
              Show again
            </button>
          </p>
        </>
      )}
    </fieldset>
  </form>
);

export interface ConflictView {
  /** What was tried, or sent and refused. */
  readonly form?: DecisionForm;
  /** As it was when it was judged, where it has changed since. */
  readonly changedSince?: ConflictDetailAnswer | null;
  /** What a decision has just changed. */
  readonly decided?: RulingChange;
  /** Whether what it was about was changed while it was being recorded. */
  readonly isStale?: boolean;
}

/** What happened to what was sent. */
const Notices = ({ view, links }: { view: ConflictView; links: Links }): VNode => {
  const judged = view.changedSince;
  return (
    <>
      {judged === undefined ? null : (
        <div class="note warn" role="alert">
          <h2>It changed since you looked</h2>
          <p>
            Nothing was recorded. Below is how it stands now
            {judged === null ? '.' : '; this is what you had judged:'}
          </p>
          {judged === null ? null : <Sides sides={judged.sides} links={links} />}
        </div>
      )}
      {view.decided === undefined ? null : (
        <div class="note" role="status">
          <h2>{view.isStale === true ? 'Recorded, and counts for nothing' : 'Decided'}</h2>
          {view.isStale === true ? (
            <p>What it is about was changed meanwhile. Below is how it stands now.</p>
          ) : null}
          <ChangeTold change={view.decided} links={links} />
        </div>
      )}
    </>
  );
};

interface Deciding {
  readonly answer: ConflictDetailAnswer;
  readonly form: DecisionForm | null;
  readonly frame: Frame;
  readonly links: Links;
}

/** How it is decided, here or elsewhere. */
const Deciding = ({ answer, form, frame, links }: Deciding): VNode => (
  <>
    {answer.status === 'closed' ? (
      <p>Closed: a later filing settled it.</p>
    ) : frame.actor === null ? (
      answer.status === 'open' && answer.choices.length > 0 ? (
        <>
          <h2>How to decide it</h2>
          <p>Here nothing is decided. On the command line:</p>
          <pre>
            <code>
              {answer.choices
                .map(
                  (choice) =>
                    `insider-ledger decide ${answer.conflictId} ${choice} --reason "…" --by you`,
                )
                .join('\n')}
            </code>
          </pre>
        </>
      ) : null
    ) : answer.choices.length === 0 ? (
      <p>Nothing is to be decided: it ends when the other document is amended as well.</p>
    ) : (
      <>
        <h2>{answer.status === 'open' ? 'Decide it' : 'Decide otherwise'}</h2>
        <Decide answer={answer} form={form} frame={frame} links={links} />
      </>
    )}
  </>
);

export const conflictPage = (
  frame: Frame,
  answer: ConflictDetailAnswer,
  view: ConflictView = {},
): Page => {
  const links = linksOf(frame);
  const { decision } = answer;
  const meanwhile = answer.detail['meanwhile'];
  const rest = Object.entries(answer.detail).filter(([name]) => name !== 'meanwhile');
  return {
    title: conflictWords(answer.type).replace(/^./, (first) => first.toUpperCase()),
    trail: (
      <>
        <InsiderRef insider={answer.insider} links={links} /> in{' '}
        <IssuerRef issuer={answer.issuer} positionId={answer.positions[0]} links={links} />
      </>
    ),
    body: (
      <>
        <Notices view={view} links={links} />
        <Facts
          facts={[
            ['Severity', <SeverityWords key="severity" severity={answer.severity} />],
            ['State', answer.status],
            [
              'Type',
              <span key="type" class="id">
                {answer.type}
              </span>,
            ],
            ['Conflict', <ConflictRef key="id" id={answer.conflictId} links={links} />],
            [
              'Touches',
              answer.positions.length === 0
                ? null
                : answer.positions.map((position) => (
                    <span key={position} class="line">
                      <PositionRef position={position} links={links} />
                    </span>
                  )),
            ],
          ]}
        />
        {typeof meanwhile === 'string' ? (
          <p class="note">
            Meanwhile <Worded text={meanwhile} links={links} />.
          </p>
        ) : null}
        {answer.sides.length === 0 ? null : (
          <>
            <h2>{counted(answer.sides.length, 'side')}</h2>
            <Sides sides={answer.sides} links={links} />
          </>
        )}
        <h2>What is known about it</h2>
        <Facts
          facts={rest.map(([name, of]) => [
            spoken(name),
            <Detail key={name} of={of} links={links} />,
          ])}
        />
        {decision === null ? null : (
          <>
            <h2>{decision.stale ? 'Decided before it changed' : 'Decided'}</h2>
            <p>
              {hyphens(decision.choice)}, by {decision.by}, on {instantWords(decision.recordedAt)}:{' '}
              {decision.reason} (<RulingRef id={decision.id} links={links} />)
            </p>
            {decision.stale ? <p>What it was about has changed since: it is open again.</p> : null}
          </>
        )}
        <Deciding answer={answer} form={view.form ?? null} frame={frame} links={links} />
      </>
    ),
  };
};
