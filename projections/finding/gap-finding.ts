/** A balance that does not follow from the one before it, as a finding. */
import { addDays, type Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { checkOf, type Entries, type Entry, isGap } from '../balance/entry.js';
import { type Finding, findingOf } from '../conflict/conflict.js';
import type { Explanations } from '../explanation/explanation.js';
import { differenceOf, isCheckedAtForm } from '../explanation/gap.js';
import type { Category, Explanation } from '../explanation/reading.js';
import { formDate } from '../known/knowledge.js';
import type { Position } from '../position/position.js';

/**
 * A gap between two filings may be something nobody had to report; a gap inside one filing, in an
 * amendment or in options contradicts what the filer reported.
 */
const isMismatch = (entry: Entry, before: Entry | undefined): boolean =>
  entry.source.filing.amendment ||
  entry.source.row.table === 'II' ||
  before?.source.home === entry.source.home;

/** A change nobody reported may have happened on any day since the position was last spoken of. */
const windowStart = (entry: Entry, before: Entry | undefined, own: Entry | null): Day =>
  own !== null
    ? own.on
    : before === undefined || before.on >= entry.on
      ? entry.on
      : addDays(before.on, 1);

/**
 * A late form that differs even as of its own date may speak of its row's: then that day's answer
 * is another as well. Null where it was read as of its row's.
 */
const ownEntryOf = (entries: Entries, index: number): Entry | null => {
  if (!isCheckedAtForm(entries, index)) return null;
  const { source } = entries[index] as Entry;
  return entries.slice(0, index).find((e) => e.source === source) ?? null;
};

/**
 * The balance at the date of a late form that was read as of its rows' days and follows on none of
 * them: it may speak of its own date. Null where the form is not late, or a row of it follows.
 */
const atFormOf = (entries: Entries, index: number): Decimal | null => {
  const { source } = entries[index] as Entry;
  if (source.row.kind !== 'transaction' || isCheckedAtForm(entries, index)) return null;
  const until = formDate(source.filing);
  const since = entries.slice(index + 1).filter((e) => e.on <= until);
  const isLate = since.some((e) => checkOf(e) !== null && formDate(e.source.home) < until);
  const follows = entries.some(
    (e) => e.source.filing === source.filing && checkOf(e)?.difference.isZero() === true,
  );
  return isLate && !follows ? (since[since.length - 1]?.balance ?? null) : null;
};

/** The balance that the ledger answers with once the row is counted. */
const answerAfter = (entries: Entries, index: number): Decimal => {
  const { kind, balance } = entries[index] as Entry;
  return kind === 'unexplained' && !isCheckedAtForm(entries, index)
    ? (entries[index + 1]?.balance ?? balance)
    : balance;
};

/**
 * Low is only what is explained to the share and leaves the stated balance the answer, whatever
 * the filer counted of what came later, and doubts the answer of no other holding.
 */
const severityOf = (
  category: Category,
  mismatch: boolean,
  isCertain: boolean,
): Finding['severity'] => {
  if (category === 'explained') return isCertain ? 'low' : 'medium';
  return category === 'left' && mismatch ? 'high' : 'medium';
};

/** A gap and what the entries around it say. */
interface FoundGap {
  readonly entry: Entry;
  readonly before: Entry | undefined;
  /** The row itself, where the difference stands at its form's date. */
  readonly own: Entry | null;
  readonly atForm: Decimal | null;
  readonly answer: Decimal;
}

const otherwiseOf = (entry: Entry): Decimal | null =>
  entry.kind === 'unexplained' ? entry.otherwise : null;

const gapFinding = (
  position: Position,
  { entry, before, own, atForm, answer }: FoundGap,
  explanation: Explanation | undefined,
): Finding => {
  const mismatch = isMismatch(entry, before);
  const row = entry.source.row.row;
  const stated = entry.source.asserted ?? entry.balance;
  const difference = differenceOf(entry);
  const expected = stated.minus(difference);
  const asStated = answer.eq(stated);
  const otherGap = otherwiseOf(entry);
  const otherwise = otherGap === null ? null : answer.plus(otherGap).minus(difference).toFixed();
  const onItsDay = own === null || own.balance.eq(stated) ? null : own.balance.toFixed();
  const onFormDate = atForm === null || atForm.eq(stated) ? null : atForm.toFixed();
  const elsewhere = explanation?.elsewhere;
  const isCertain =
    asStated &&
    otherwise === null &&
    onItsDay === null &&
    atForm === null &&
    elsewhere === undefined;
  return findingOf({
    type: mismatch ? 'BALANCE_MISMATCH' : 'UNEXPLAINED_DELTA',
    severity: severityOf(explanation?.category ?? 'left', mismatch, isCertain),
    about: [position.id, row, ...(entry.source.restates ? ['restated'] : [])],
    rows: before === undefined ? [row] : [before.source.row.row, row],
    issuerId: position.issuerId,
    detail: {
      position: position.id,
      reported: stated.toFixed(),
      expected: expected.toFixed(),
      difference: difference.toFixed(),
      answer: answer.toFixed(),
      ...(otherwise === null ? {} : { otherwise }),
      ...(onItsDay === null ? {} : { onItsDay }),
      ...(onFormDate === null ? {} : { onFormDate }),
      after: before?.on ?? null,
      until: entry.on,
      explanation: explanation?.kind ?? null,
      meanwhile: [
        asStated
          ? `the reported balance ${stated.toFixed()} is the answer, the difference an entry of its own`
          : `the answer is ${answer.toFixed()}, not the reported ${stated.toFixed()}`,
        ...(otherwise === null
          ? []
          : [`it is ${otherwise} if the filer counted otherwise what became known later`]),
        ...(onItsDay === null
          ? []
          : [
              `on ${own?.on} it is ${onItsDay}, and ${stated.toFixed()} if the form speaks of that day and not of its own`,
            ]),
        ...(atForm === null || onFormDate !== null
          ? []
          : [
              `on ${entry.on} it is ${expected.toFixed()} if the form speaks of ${formDate(entry.source.filing)} and not of its row's day`,
            ]),
        ...(onFormDate === null
          ? []
          : [
              `on ${formDate(entry.source.filing)} it is ${onFormDate}, and ${stated.toFixed()} if the form speaks of that day and not of its row's`,
            ]),
        ...(elsewhere === undefined
          ? []
          : [
              `the other holding, ${elsewhere.positionId}, is answered without the row: ${elsewhere.held.toFixed()}, not ${elsewhere.withRow.toFixed()}`,
            ]),
      ].join('; '),
    },
    // Whoever decides agrees to the answer: it must not be called the reported balance where it is another.
    choices: [asStated ? 'accept-reported' : 'accept-answer'],
    touches: [
      { positionId: position.id, from: windowStart(entry, before, own) },
      ...(elsewhere === undefined ? [] : [{ positionId: elsewhere.positionId, from: entry.on }]),
    ],
  });
};

/** A holding that a full list names no more, while others grew by its amount. */
const endFinding = (position: Position, entry: Entry, before: Entry | undefined): Finding => {
  const held = entry.amount.neg().toFixed();
  const { row, home } = entry.source;
  return findingOf({
    type: 'UNEXPLAINED_DELTA',
    severity: 'medium',
    about: [position.id, row.row, 'ended'],
    rows: before === undefined ? [row.row] : [before.source.row.row, row.row],
    issuerId: position.issuerId,
    detail: {
      position: position.id,
      reported: held,
      expected: held,
      difference: entry.amount.toFixed(),
      answer: '0',
      after: before?.on ?? null,
      until: entry.on,
      explanation: 'moved-between-holdings',
      meanwhile: `the answer is 0, not the ${held} last reported: ${home.accession} lists the class without it, and the others grew by ${held}`,
    },
    choices: ['ended'],
    touches: [{ positionId: position.id, from: entry.on }],
  });
};

/** The gaps among a position's entries, and its end. */
export const gapFindings = (
  position: Position,
  entries: Entries,
  explanations: Explanations | undefined,
): ReadonlyArray<Finding> =>
  entries.flatMap((entry, i) => {
    if (entry.kind === 'ended') return [endFinding(position, entry, entries[i - 1])];
    if (!isGap(entry)) return [];
    const own = ownEntryOf(entries, i);
    const atForm = entry.kind === 'unexplained' ? atFormOf(entries, i) : null;
    const answer = answerAfter(entries, i);
    const gap = { entry, before: entries[i - 1], own, atForm, answer };
    return [gapFinding(position, gap, explanations?.get(i))];
  });
