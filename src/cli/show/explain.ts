/** The chain from a position's opening to its answer, as an auditor's work paper. */
import type {
  ExplainAnswer,
  ExplainDifference,
  ReadingAnswer,
  StepAnswer,
  StepDifference,
  WithdrawnAnswer,
} from '../../ledger/answers.js';
import { type Cells, sheetOf } from '../text/csv.js';
import {
  agreeing,
  ended,
  grouped,
  groupedIn,
  groupedNumber,
  plain,
  signed,
  wrapped,
} from '../text/plain.js';
import type { Screen } from '../text/screen.js';
import { type Column, table } from '../text/table.js';
import { codeText } from './code.js';
import { insiderName, momentText, ownershipText, termsText } from './party.js';
import type { Presentation } from './presentation.js';
import { quantityText } from './quantity.js';
import { rowRulingText, rulingText } from './ruled.js';

const cells: Cells<StepAnswer> = {
  kind: (s) => s.kind,
  effectiveOn: (s) => s.effectiveOn,
  code: (s) => s.code,
  amount: (s) => s.amount,
  balance: (s) => s.balance,
  stated: (s) => s.stated,
  ruled: (s) => s.ruled,
  outcome: (s) => s.outcome,
  difference: (s) => s.difference,
  basis: (s) => s.basis,
  row: (s) => s.row,
  accession: (s) => s.accession,
  form: (s) => s.form,
  filedOn: (s) => s.filedOn,
  explanation: (s) => s.explanation?.kind,
  explanationDetail: (s) => s.explanation?.detail,
  category: (s) => s.category,
  evidence: (s) => s.explanation?.evidence.join('; '),
  replaced: (s) => s.replaced.map((r) => r.row).join(' '),
  rulings: (s) => s.rulings.map((r) => r.id).join(' '),
};

const what: Readonly<Record<StepAnswer['kind'], string>> = {
  opening: 'opening',
  transaction: 'transaction',
  holding: 'holding',
  unexplained: 'UNEXPLAINED',
  ended: 'ended unsaid',
  split: 'split',
};

const openings: Readonly<Record<string, string>> = {
  reported: 'the insider reported this holding',
  implied: 'implied by the first balance stated: that balance less its own row',
  'assumed-zero': 'no balance is stated anywhere; nothing is assumed before the first row',
};

const outcomes: Readonly<Record<string, string>> = {
  held: 'agrees',
  stale: 'was right when filed',
  'form-date': 'right at the form’s date',
  terminal: 'final total on every row',
  'document-order': 'tally in document order',
  'class-total': 'total of the class',
  opening: 'opens the account',
  unexplained: 'differs, see above',
  slip: 'a slip of the filer',
};

/** A number that no document states agrees by ruling only. */
const checkText = ({ outcome, ruled }: StepAnswer): string => {
  if (outcome === null) return '';
  const said = outcomes[outcome] ?? outcome;
  return ruled === null ? said : `${grouped(ruled)} by ruling: ${said}`;
};

/** Notes are numbered, as on a work paper: the figures stay in one line each. */
interface Step {
  readonly step: StepAnswer;
  readonly note: number | null;
}

const columns: ReadonlyArray<Column<Step>> = [
  { title: 'Date', cell: ({ step }) => step.effectiveOn },
  {
    title: 'What',
    cell: ({ step }) =>
      step.code === null || step.kind !== 'transaction' ? what[step.kind] : codeText(step.code),
    shrinksTo: 8,
    paint: ({ step }, screen) => (step.kind === 'unexplained' ? screen.warn : null),
  },
  {
    title: 'Amount',
    cell: ({ step }) => signed(step.amount) + (step.rulings.length === 0 ? '' : '*'),
    align: 'right',
  },
  { title: 'Balance', cell: ({ step }) => grouped(step.balance), align: 'right' },
  {
    title: 'Stated',
    cell: ({ step }) => (step.outcome === null ? '' : grouped(step.stated)),
    align: 'right',
  },
  {
    title: 'Check',
    cell: ({ step }) => checkText(step),
    shrinksTo: 8,
  },
  { title: 'Note', cell: ({ note }) => (note === null ? '' : `[${note}]`) },
  { title: 'Row', cell: ({ step }) => step.row },
  { title: 'Form', cell: ({ step }) => step.form },
  { title: 'Filed', cell: ({ step }) => step.filedOn },
];

const changesText = (changes: StepAnswer['replaced'][number]['changes']): string =>
  changes.length === 0
    ? 'which said the same'
    : changes
        .map(
          (c) =>
            `${c.field} ${groupedNumber(c.from ?? 'empty')} → ${groupedNumber(c.to ?? 'empty')}`,
        )
        .join(', ');

const evidenceText = (evidence: ReadonlyArray<string>): string =>
  evidence.length === 0 ? '' : ` Evidence: ${groupedIn(evidence.join('; '))}.`;

const readingText = ({ kind, detail, evidence }: ReadingAnswer): string =>
  `${ended(`${kind}: ${groupedIn(detail)}`)}${evidenceText(evidence)}`;

const possibleText: Readonly<Record<string, string>> = {
  ambiguous: 'May be',
  left: 'A hint, no explanation',
};

/** Who says what the balance is: the form, or a ruling in its place. */
const statedText = ({ stated, ruled }: StepAnswer): string =>
  ruled === null
    ? `the form states ${grouped(stated)}`
    : `by ruling it is ${grouped(ruled)}, the form states ${stated === null ? 'none' : grouped(stated)}`;

const differenceNotes = (step: StepAnswer) => {
  const { category, explanation, possible } = step;
  return [
    explanation !== null
      ? category === 'in-words'
        ? `${ended(`No row says so; ${groupedIn(explanation.detail)}`)}${evidenceText(explanation.evidence)}`
        : `No row says so; explained as ${readingText(explanation)}`
      : category === 'ambiguous'
        ? `No row says so, and several readings fit equally well: ${statedText(step)}.`
        : `No row says so, and nothing explains it: ${statedText(step)}.`,
    ...possible.map((p) => `${possibleText[category ?? ''] ?? 'Also fits'}: ${readingText(p)}`),
  ];
};

const endedNote = (step: StepAnswer): string =>
  `${step.accession} lists the class without this holding, and the others grew by exactly what it held: it ended there.`;

const noteOf = (step: StepAnswer): string | null => {
  const parts = [
    ...(step.kind === 'opening' && step.basis !== null ? [openings[step.basis] ?? step.basis] : []),
    ...(step.kind === 'ended' ? [endedNote(step)] : []),
    ...(step.category === null ? [] : differenceNotes(step)),
    ...step.rulings.map((r) => `* ${rowRulingText(r)}.`),
    ...step.replaced.map(
      (r) => `Replaces ${r.row}, filed ${r.filedOn}: ${changesText(r.changes)}.`,
    ),
  ];
  return parts.length === 0 ? null : parts.join(' ');
};

const noteWidth = 92;

const numbered = (notes: ReadonlyArray<string>, screen: Screen): ReadonlyArray<string> =>
  notes.flatMap((note, i) => {
    const mark = `[${i + 1}] `;
    return wrapped(note, (screen.width ?? noteWidth) - mark.length).map(
      (line, n) => (n === 0 ? mark : ' '.repeat(mark.length)) + line,
    );
  });

const closing = ({ position, steps }: ExplainAnswer): string =>
  position.quantity === null
    ? steps.length === 0
      ? 'Nothing is known of it by then.'
      : 'No form says by then how much it is.'
    : `Opening and transactions ${grouped(position.computed)}, unexplained ${signed(position.unexplained ?? '0')}: ${quantityText(position.quantity, position.unit)}${position.unit === 'value' ? '' : ` ${position.unit}`} (${position.status})`;

const withdrawnLines = (row: WithdrawnAnswer): ReadonlyArray<string> => {
  const amount = row.amount === null ? '' : ` ${signed(row.amount)}`;
  const stated = row.stated === null ? '' : `, states ${grouped(row.stated)}`;
  return [
    `  ${row.row} of ${row.effectiveOn}, Form ${row.form} filed ${row.filedOn}: ${row.code ?? 'holding'}${amount}${stated}`,
    `    ${rowRulingText(row.ruling)}`,
  ];
};

const heading = (answer: ExplainAnswer, screen: Screen): ReadonlyArray<string> => {
  const { position } = answer;
  const terms = termsText(position.terms);
  return [
    screen.bold(
      plain(
        `${position.security}${terms === '' ? '' : ` ${terms}`}, ${ownershipText(position.ownership)}`,
      ),
    ),
    plain(`${insiderName(position.insider)} in ${position.issuer.name}`),
    screen.dim(`${momentText(answer)}. ${position.positionId}`),
  ];
};

export const explain: Presentation<ExplainAnswer> = {
  items: (answer) => answer.steps,
  csv: (answer) => sheetOf(cells, answer.steps),
  table: (answer, screen) => {
    const notes: Array<string> = [];
    const steps = answer.steps.map((step): Step => {
      const note = noteOf(step);
      if (note === null) return { step, note: null };
      notes.push(note);
      return { step, note: notes.length };
    });
    return [
      ...heading(answer, screen),
      '',
      ...(steps.length === 0 ? [] : [table(columns, steps, screen), '']),
      screen.bold(closing(answer)),
      ...(notes.length === 0 ? [] : ['', ...numbered(notes, screen)]),
      ...(answer.withdrawn.length === 0
        ? []
        : ['', 'Withdrawn, not counted:', ...answer.withdrawn.flatMap(withdrawnLines)]),
      ...(answer.rulings.length === 0
        ? []
        : ['', 'Rulings on it:', ...answer.rulings.map((r) => `  ${rulingText(r)}`)]),
      ...(answer.links.length === 0
        ? []
        : [
            '',
            'Amendments among these rows:',
            ...answer.links.flatMap((l) => [
              `  ${l.amendment} amends ${l.target ?? 'nothing known'} (${l.kind})`,
              ...l.evidence.map((e) => `    ${plain(e)}`),
            ]),
          ]),
      ...(answer.conflicts.length === 0
        ? []
        : [
            '',
            'Conflicts in the register:',
            ...answer.conflicts.map(
              (c) =>
                `  ${c.conflictId} ${c.type} ${c.severity}, ${c.status}${c.decision === null ? '' : `: ${c.decision.choice} (${c.decision.id}), by ${plain(c.decision.by)}: ${plain(c.decision.reason)}`}`,
            ),
          ]),
    ].join('\n');
  },
};

const differenceCells: Cells<StepDifference> = {
  change: (d) => d.change,
  kind: (d) => d.kind,
  fields: (d) => d.fields.join(' '),
  broughtBy: (d) => d.broughtBy,
  ruledBy: (d) => d.ruledBy.join(' '),
  rowBefore: (d) => d.before?.row,
  rowAfter: (d) => d.after?.row,
  effectiveOnBefore: (d) => d.before?.effectiveOn,
  effectiveOnAfter: (d) => d.after?.effectiveOn,
  amountBefore: (d) => d.before?.amount,
  amountAfter: (d) => d.after?.amount,
  statedBefore: (d) => d.before?.stated,
  statedAfter: (d) => d.after?.stated,
  ruledBefore: (d) => d.before?.ruled,
  ruledAfter: (d) => d.after?.ruled,
};

const both = (d: StepDifference, value: (step: StepAnswer) => string): string => {
  const [was, is] = [d.before, d.after].map((step) => (step === null ? '' : value(step)));
  return was === is ? (is ?? '') : [was, is].filter((v) => v !== '').join(' → ');
};

const marks: Readonly<Record<StepDifference['change'], string>> = {
  added: '+',
  gone: '-',
  changed: '~',
};

/** What the other columns show of a step; of the rest it is said that it differs. */
const isShown: ReadonlySet<string> = new Set([
  'effectiveOn',
  'amount',
  'stated',
  'ruled',
  'outcome',
  'row',
  'filedOn',
  'rulings',
]);

const differenceColumns: ReadonlyArray<Column<StepDifference>> = [
  { title: '', cell: (d) => marks[d.change] },
  { title: 'Date', cell: (d) => both(d, (s) => s.effectiveOn) },
  { title: 'What', cell: (d) => what[d.kind] },
  { title: 'Amount', cell: (d) => both(d, (s) => signed(s.amount)), align: 'right' },
  { title: 'Stated', cell: (d) => both(d, (s) => grouped(s.stated)), align: 'right' },
  { title: 'Check', cell: (d) => both(d, checkText) },
  { title: 'Differs in', cell: (d) => d.fields.filter((f) => !isShown.has(f)).join(' ') },
  { title: 'Ruling', cell: (d) => d.ruledBy.join(' ') },
  { title: 'Row', cell: (d) => both(d, (s) => s.row) },
];

const sideText = (at: ExplainDifference['before']): string =>
  `${momentText(at)}: ${at.quantity === null ? 'unknown' : grouped(at.quantity)} (${at.status})`;

export const explainDifference: Presentation<ExplainDifference> = {
  items: (answer) => answer.steps,
  csv: (answer) => sheetOf(differenceCells, answer.steps),
  table: ({ positionId, before, after, difference, filings, rulings, steps }, screen) =>
    [
      screen.bold(positionId),
      sideText(before),
      sideText(after),
      `Difference: ${difference === null ? 'cannot be told' : signed(difference)}`,
      '',
      ...(filings.length === 0
        ? ['No filing that came between has a row among its steps.']
        : [
            'Filings that came between:',
            ...filings.map(
              (f) =>
                `  ${f.accession}, Form ${f.form} of ${f.filedOn}${f.amends === null ? '' : `, amends ${f.amends}`}`,
            ),
          ]),
      ...(rulings.length === 0
        ? []
        : ['', 'Rulings that came between:', ...rulings.map((r) => `  ${rulingText(r)}`)]),
      '',
      ...(steps.length === 0
        ? ['The steps are the same.']
        : [
            table(differenceColumns, steps, screen),
            screen.dim(
              `${agreeing(steps.length, 'step', 'differs', 'differ')}: + came, - is gone, ~ was replaced or reads otherwise`,
            ),
          ]),
    ].join('\n'),
};
