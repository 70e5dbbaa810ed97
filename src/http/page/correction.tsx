/** A row that was misread: its fields as they should be, or that it must not count. */
import type { VNode } from 'preact';
import type { FilingAnswer, FilingRowAnswer } from '../../ledger/answers.js';
import type { RulingChange } from '../../ledger/rule/ruling-change.js';
import { filingIn, type Links } from '../picture/link.js';
import { AllBoxes, boxName } from './box.js';
import { ChangeTold } from './conflict.js';
import { type Frame, linksOf, type Page } from './frame.js';
import { FilingRef, RowRef } from './reference.js';

/** Each form says one thing. */
export type CorrectionKind = 'correct' | 'withdraw' | 'restore';

export interface CorrectionForm {
  readonly kind: CorrectionKind;
  readonly field: string;
  readonly to: string;
  readonly reason: string;
  /** Null where nothing was tried yet. */
  readonly would: RulingChange | null;
  readonly wouldRecord: number;
  /** It was recorded. */
  readonly isDone: boolean;
}

const kinds: ReadonlyArray<{
  readonly kind: CorrectionKind;
  readonly title: string;
  readonly says: string;
  readonly path: string;
}> = [
  {
    kind: 'correct',
    title: 'Correct a field',
    says: 'The document says something else than what was read.',
    path: '/rows/corrections',
  },
  {
    kind: 'withdraw',
    title: 'Withdraw the row',
    says: 'It must not count; it stays in the ledger and can be put back.',
    path: '/rows/withdrawals',
  },
  {
    kind: 'restore',
    title: 'Put it back',
    says: 'As it was first recorded: this takes back corrections and a withdrawal.',
    path: '/rows/restorations',
  },
];

const Form = ({
  of,
  row,
  fields,
  tried,
  links,
  actor,
}: {
  of: (typeof kinds)[number];
  row: string;
  fields: ReadonlyArray<string>;
  tried: CorrectionForm | null;
  links: Links;
  actor: string;
}): VNode => (
  <form class="decide" method="post" action={of.path}>
    <input type="hidden" name="row" value={row} />
    <fieldset>
      <legend>
        {of.title}, as {actor}
      </legend>
      <p class="aside">{of.says}</p>
      {of.kind === 'correct' ? (
        <>
          <label for="field">Field</label>
          <select id="field" name="field" required>
            {fields.map((field) => (
              <option key={field} value={field} selected={tried?.field === field}>
                {boxName(field)}
              </option>
            ))}
          </select>
          <label for="to">As the document has it; left empty where its box is empty</label>
          <input id="to" type="text" name="to" value={tried?.to ?? ''} />
        </>
      ) : null}
      <label for={`reason-${of.kind}`}>Reason, which stays in the ledger</label>
      <textarea
        id={`reason-${of.kind}`}
        name="reason"
        required
        maxLength={2000}
        defaultValue={tried?.reason ?? ''}
      />
      {tried?.would == null ? (
        <button type="submit" name="preview" value="true">
          Show what it would change
        </button>
      ) : (
        <>
          <div class="note" role="status">
            <h3>{tried.isDone ? 'Changed' : 'What it would change'}</h3>
            {tried.wouldRecord === 0 ? (
              <p>Nothing: it is so already.</p>
            ) : (
              <ChangeTold change={tried.would} links={links} />
            )}
          </div>
          {tried.isDone ? null : (
            <p>
              <button type="submit" class="chosen">
                {of.title}
              </button>{' '}
              <button type="submit" name="preview" value="true">
                Show again
              </button>
            </p>
          )}
        </>
      )}
    </fieldset>
  </form>
);

/** `fields`: those that can be corrected. */
export const correctionPage = (
  frame: Frame,
  filing: FilingAnswer,
  row: FilingRowAnswer,
  fields: ReadonlyArray<string>,
  tried: CorrectionForm | null = null,
): Page => {
  const links = linksOf(frame);
  const { actor } = frame;
  return {
    title: `Row ${filingIn(row.row)[1]}`,
    trail: (
      <>
        Form {filing.form} <FilingRef accession={filing.accession} links={links} />
      </>
    ),
    timeless: true,
    body: (
      <>
        <p>
          <RowRef row={row.row} links={links} /> as the ledger has it:
        </p>
        <AllBoxes row={row} />
        {actor === null ? (
          <p>Here nothing is corrected; the command line does it with `correct` and `withdraw`.</p>
        ) : (
          kinds.map((of) => (
            <Form
              key={of.kind}
              of={of}
              row={row.row}
              fields={fields}
              tried={tried !== null && tried.kind === of.kind ? tried : null}
              links={links}
              actor={actor}
            />
          ))
        )}
      </>
    ),
  };
};
