/** Boxes of a row as a reader sees them: what they are called, and what is in them. */
import type { ComponentChildren, VNode } from 'preact';
import type { FilingRowAnswer } from '../../ledger/answers.js';
import { isDayText, shortDay } from '../picture/day.js';
import { grouped } from '../picture/quantity.js';
import { codeWords, spoken } from '../picture/words.js';

type Box = FilingRowAnswer['boxes'][number];

const names: Readonly<Record<string, string>> = {
  acquiredDisposed: 'acquired (A) or disposed of (D)',
  equitySwap: 'equity swap involved',
  exercisableOn: 'exercisable from',
  formType: 'on form',
  ownership: 'direct (D) or indirect (I)',
  nature: 'nature of indirect ownership',
};

export const boxName = (box: string): string => names[box] ?? spoken(box);

const letters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  acquiredDisposed: { A: 'A, acquired', D: 'D, disposed of' },
  ownership: { D: 'D, direct', I: 'I, indirect' },
  equitySwap: { true: 'yes', false: 'no' },
};

const decimal = /^-?\d+(\.\d+)?$/;

/** The exact text of a box, with thousands, days and letters said. */
export const boxText = (box: string, value: string): string =>
  box === 'code'
    ? `${value}, ${codeWords(value)}`
    : (letters[box]?.[value] ??
      (isDayText(value) ? shortDay(value) : decimal.test(value) ? grouped(value) : value));

export const FootnoteMarks = ({ of }: { of: ReadonlyArray<string> }): VNode => (
  <>
    {of.map((id) => (
      <sup key={id}>
        <a href={`#footnote-${id}`} aria-label={`footnote ${id}`}>
          {id}
        </a>
      </sup>
    ))}
  </>
);

/** A box by its name, in a row; `as` where it is written otherwise. */
export const Boxed = ({
  row,
  box,
  as = (value) => boxText(box, value),
}: {
  row: FilingRowAnswer;
  box: string;
  as?: (value: string) => ComponentChildren;
}): VNode | null => {
  const found = boxIn(row, box);
  return found === null ? null : (
    <>
      {found.value === null ? <span class="none">see</span> : as(found.value)}
      <FootnoteMarks of={found.footnotes} />
    </>
  );
};

export const boxIn = (row: FilingRowAnswer, box: string): Box | null =>
  row.boxes.find((one) => one.box === box) ?? null;

/** All boxes, one under its name. */
export const AllBoxes = ({ row }: { row: FilingRowAnswer }): VNode => (
  <dl class="facts boxes">
    {row.boxes.map(({ box, value }) => (
      <div key={box}>
        <dt>{boxName(box)}</dt>
        <dd>{value === null ? <span class="none">empty</span> : boxText(box, value)}</dd>
      </div>
    ))}
  </dl>
);
