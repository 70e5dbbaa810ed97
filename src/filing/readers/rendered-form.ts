/**
 * Forms 3, 4 and 5 as sec.gov's style sheet renders them, after somebody's tool has turned the
 * page into text or Markdown. Such a document carries no CIK and no accession number. What the
 * conversion lost is missing or unknown here, never filled in; a row whose cells cannot be told
 * apart makes the document unreadable.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { Day } from '../calendar.js';
import { firstError } from '../codec.js';
import {
  type Filing,
  type FormType,
  filing as filingCodec,
  formFamily,
  type Row,
} from '../model.js';
import { type ReadProblem, type ReadWarning, readProblem } from '../problem.js';
import type { Reader } from './reader.js';
import { type Boxes, readBoxes } from './rendered/box.js';
import { type Checkbox, readCheckbox } from './rendered/checkbox.js';
import {
  type Explanation,
  numberingWarning,
  readFootnotes,
  readSignatures,
} from './rendered/explanation.js';
import { isFormText } from './rendered/label.js';
import { type Line, pageOf, plainText } from './rendered/page.js';
import { type People, readPeople } from './rendered/person.js';
import { type Sections, sectionsOf } from './rendered/section.js';
import { readTable } from './rendered/table.js';
import { dateWithin, dayOf } from './rendered/value.js';
import { wholeNames } from './rendered/whole-name.js';

const documentLengthMax = 2 * 1024 * 1024;
const linesMax = 20_000;
/** Characters of one line, and of all boxes above Table I: real ones have a few thousand. */
const lineLengthMax = 50_000;
const boxesLengthMax = 60_000;
const cellsPerLineMax = 400;

// ---- recognising ----

/** Headings that no other document combines. */
const headings: ReadonlyArray<RegExp> = [
  /STATEMENT OF (?:CHANGES (?:IN|OF) )?BENEFICIAL OWNERSHIP/i,
  /of reporting person(?! ?\(s\))/i,
  /issuer name (?:and|or)/i,
  /non ?-? ?derivative securities (?:acquired|beneficially)/i,
  /title of (?:derivative )?security/i,
  /explanation of responses/i,
  /signature of reporting person/i,
  /date of earliest t|date of event requiring|issuer['’]?s fiscal year ended/i,
];
const headingsMin = 4;

/** True where the text carries the headings of a rendered Form 3, 4 or 5. */
export const looksLikeRenderedForm = (text: string): boolean => {
  if (text.length > documentLengthMax || /<ownershipDocument[\s>]/.test(text)) return false;
  const plain = text
    .replace(/<\/?[a-z][^<>]{0,300}>/gi, ' ')
    .replace(/[\\*|]/g, ' ')
    .replace(/\s+/g, ' ');
  return headings.filter((h) => h.test(plain)).length >= headingsMin;
};

// ---- which form ----

interface FormReading {
  readonly form: FormType;
  readonly warnings: ReadonlyArray<ReadWarning>;
}

const formNumber = /^\W{0,4}form ?([345]) ?(\/ ?a|\(amend\w*\)|amend\w*)?\W{0,4}$/i;

const titleFamily = (text: string): '3' | '4' | '5' | null => {
  if (/annual statement of (?:changes|beneficial)|fiscal year ended/i.test(text)) return '5';
  if (/initial statement of|date of event requiring/i.test(text)) return '3';
  return /statement of changes|date of earliest t/i.test(text) ? '4' : null;
};

const readFormType = (lines: ReadonlyArray<Line>, amended: string | null): FormReading | null => {
  const numbers = lines
    .flatMap((l) => [l.text, ...l.cells])
    .map((t) => formNumber.exec(plainText(t)));
  const printed = numbers.find((n) => n !== null);
  const titled = titleFamily(lines.map((l) => l.text).join(' '));
  const family = titled ?? (printed?.[1] as '3' | '4' | '5' | undefined) ?? null;
  if (family === null) return null;
  const marked = printed?.[2] !== undefined;
  const form: FormType = marked || amended !== null ? `${family}/A` : family;
  const warnings: Array<ReadWarning> = [];
  if (printed !== undefined && titled !== null && printed?.[1] !== titled)
    warnings.push({
      code: 'FORM_NUMBER_DISAGREES',
      message: `The heading says Form ${printed?.[1]}, the title is that of Form ${titled}: read as Form ${titled}.`,
    });
  if (marked && amended === null)
    warnings.push({
      code: 'AMENDMENT_WITHOUT_DATE',
      message: 'The heading says that this is an amendment; the date of the original is not told.',
    });
  return { form, warnings };
};

// ---- dates ----

const boxDate = (boxes: Boxes, label: 'period' | 'amended'): string | null => {
  const inBox = boxes.texts.filter((t) => t.label === label).map((t) => dateWithin(t.text));
  return inBox.find((d) => d !== null) ?? null;
};

interface PeriodReading {
  readonly period: Day;
  readonly warnings: ReadonlyArray<ReadWarning>;
}

/** Box 3 of Form 4 is by definition the earliest transaction, which the rows tell too. */
const periodOf = (
  printed: string | null,
  family: '3' | '4' | '5',
  rows: ReadonlyArray<Row>,
): PeriodReading | null => {
  const period = printed === null ? null : dayOf(printed);
  if (period !== null) return { period, warnings: [] };
  const days = rows.flatMap((r) =>
    r.transactionDate.value === null ? [] : [r.transactionDate.value],
  );
  const earliest = family === '4' ? [...days].sort()[0] : undefined;
  return earliest === undefined
    ? null
    : {
        period: earliest,
        warnings: [
          {
            code: 'PERIOD_INFERRED',
            message: `The date of the earliest transaction (box 3) is not readable; the rows' earliest date, ${earliest}, was taken.`,
          },
        ],
      };
};

// ---- boxes that are sentences ----

const planSentence = /check this box to indicate that a transaction/i;
const exitSentence = /check this box if no longer subject/i;
const holdingsSentence = /form 3 holdings reported/i;
const transactionsSentence = /form 4 transactions reported/i;

const planWarning = (plan: Checkbox): ReadonlyArray<ReadWarning> =>
  plan.printed && plan.checked === null
    ? [
        {
          code: 'PLAN_BOX_UNREADABLE',
          message:
            'The form has the Rule 10b5-1 box, but the conversion does not show whether it is checked: recorded as unknown.',
        },
      ]
    : [];

const noneOwned = /no securities (?:are |is )?(?:beneficially )?owned/i;

// ---- what has no box ----

type Passage = Filing['unknown'][number];
const passagesMax = 200;

const passage = (where: string, text: string): ReadonlyArray<Passage> => {
  const plain = plainText(text);
  return plain === '' || !/[a-z0-9]/i.test(plain) || isFormText(plain.replace(/\d/g, ' '))
    ? []
    : [{ path: where, text: plain }];
};

/** The OMB's box and addresses of the Commission hold numbers that say nothing about ownership. */
const passagesOf = (lines: ReadonlyArray<Line>): ReadonlyArray<Passage> =>
  lines.flatMap((l) => passage(`line ${l.number}`, l.text));

const numbersApart = (text: string): boolean => /\d/.test(text) && !/[a-z]/i.test(text);

// ---- the whole ----

const rowMarks = (row: Row): ReadonlyArray<string> =>
  [
    row.security,
    row.transactionDate,
    row.deemedExecutionDate,
    row.shares,
    row.totalValue,
    row.price,
    row.acquiredDisposed,
    row.sharesFollowing,
    row.valueFollowing,
    row.ownership,
    row.nature,
    ...(row.coding === null ? [] : [row.coding]),
    ...(row.terms === null
      ? []
      : [
          row.terms.exercisePrice,
          row.terms.exercisableOn,
          row.terms.expiresOn,
          ...(row.terms.underlying === null
            ? []
            : [
                row.terms.underlying.security,
                row.terms.underlying.shares,
                row.terms.underlying.value,
              ]),
        ]),
  ].flatMap((f) => f.footnotes);

const unexplained = (
  marks: ReadonlySet<string>,
  explained: ReadonlySet<string>,
): ReadonlyArray<ReadWarning> => {
  const missing = [...marks].filter((id) => !explained.has(id));
  return missing.length === 0
    ? []
    : [
        {
          code: 'FOOTNOTE_MISSING',
          message: `Rows refer to ${missing.join(', ')}, which the document does not explain.`,
        },
      ];
};

const afterHeading = (lines: ReadonlyArray<Line>, heading: RegExp): ReadonlyArray<Line> => {
  const [first, ...rest] = lines;
  if (first === undefined) return [];
  const text = first.text.replace(heading, '').trim();
  return text === '' ? rest : [{ ...first, cells: [text], text }, ...rest];
};

const explanationHeading = /^.{0,20}explanation of responses ?:? ?/i;
const remarksHeading = /^\W{0,8}remarks ?:? ?/i;

interface Closing {
  readonly explanation: Explanation;
  readonly remarks: string | null;
  readonly signatures: Filing['signatures'];
  readonly signatureDates: ReadonlyArray<string>;
  readonly noneOwned: boolean;
}

const readClosing = (sections: Sections): Closing => {
  const explained = afterHeading(sections.footnotes, explanationHeading);
  const remarked = sections.hasRemarks
    ? afterHeading(sections.remarks, remarksHeading)
    : sections.remarks;
  // Without remarks the signatures close the footnotes.
  const closing = remarked.length > 0 ? remarked : explained;
  const signed = readSignatures(closing);
  const unsigned = closing.slice(0, closing.length - signed.lines);
  const statements = [...explained, ...remarked].filter((l) => noneOwned.test(l.text));
  const kept = (lines: ReadonlyArray<Line>): ReadonlyArray<Line> =>
    lines.filter((l) => !isSignatureLabel(l) && !(noneOwned.test(l.text) && l.text.length < 80));
  const footnoteLines = remarked.length > 0 ? explained : unsigned;
  const remarks = remarked.length > 0 ? kept(unsigned).map((l) => l.text) : [];
  const text = plainText(remarks.join('\n')).replace(/\n{2,}/g, '\n');
  return {
    explanation: readFootnotes(kept(footnoteLines)),
    remarks: text === '' ? null : text,
    signatures: signed.signatures,
    signatureDates: signed.dates,
    noneOwned: statements.length > 0,
  };
};

const isSignatureLabel = (line: Line): boolean => /signature of reporting person/i.test(line.text);

const leftOverPassages = (
  sections: Sections,
  boxes: Boxes,
  people: People,
  tables: ReadonlyArray<Line>,
): ReadonlyArray<Passage> =>
  [
    ...boxes.loose
      .filter((l) => !numbersApart(l.text))
      .flatMap((l) => passage(`line ${l.line}`, l.text)),
    ...people.leftOver.flatMap((t) => passage(`box of the ${t.label}`, t.text)),
    ...boxes.texts
      .filter((t) => t.label === 'group' || t.label === 'one-filer' || t.label === 'more-filers')
      .flatMap((t) => passage(`box of the ${t.label}`, t.text)),
    ...boxes.texts
      .filter((t) => (t.label === 'period' || t.label === 'amended') && dateWithin(t.text) === null)
      .flatMap((t) => passage(`box of the ${t.label}`, t.text)),
    ...passagesOf(tables),
    ...passagesOf(sections.tail),
  ].slice(0, passagesMax);

const dated = (path: string, text: string | null): ReadonlyArray<Passage> =>
  text === null ? [] : [{ path, text }];

const missing = (what: string, at: string): ReadProblem =>
  readProblem(
    'MISSING_FIELD',
    `The rendered form does not tell ${what}. Convert the filing again, or read its XML from EDGAR.`,
    { at },
  );

const readSections = (
  lines: ReadonlyArray<Line>,
  sections: Sections,
): E.Either<ReadProblem, { filing: Filing; warnings: ReadonlyArray<ReadWarning> }> => {
  const boxes = readBoxes(sections.boxes);
  const people = readPeople(boxes);
  const amended = boxDate(boxes, 'amended');
  const formReading = readFormType(sections.boxes, amended);
  if (formReading === null)
    return E.left(missing('whether it is a Form 3, 4 or 5', 'documentType'));
  const { form } = formReading;
  const family = formFamily(form);
  if (people.issuer === null) return E.left(missing('the issuer', 'issuerName'));
  if (people.owners.length === 0)
    return E.left(missing('the name of a reporting person', 'rptOwnerName'));

  const closing = readClosing(sections);
  const named = wholeNames(people.issuer, people.owners, {
    lines,
    signatures: closing.signatures,
  });
  const explained = new Set(closing.explanation.footnotes.map((f) => f.id));
  if (explained.size < closing.explanation.footnotes.length)
    return E.left(
      readProblem('MALFORMED_DOCUMENT', 'Two footnotes have the same number.', { at: 'footnotes' }),
    );
  const first = readTable(sections.tableI, { family, table: 'I', explained });
  if (E.isLeft(first)) return first;
  const second = readTable(sections.tableII, { family, table: 'II', explained });
  if (E.isLeft(second)) return second;
  const rows = [...first.right.rows, ...second.right.rows];
  const printedPeriod = boxDate(boxes, 'period');
  const period = periodOf(printedPeriod, family, rows);
  if (period === null)
    return E.left(
      missing('its period (the date of the event, trade or year end)', 'periodOfReport'),
    );

  const plan = readCheckbox(lines, planSentence);
  const form5 = (sentence: RegExp): boolean | null =>
    family === '5' ? readCheckbox(sections.boxes, sentence).checked : null;
  const filing: Filing = {
    accession: null,
    filedOn: null,
    filedBasis: null,
    acceptedAt: null,
    source: null,
    form,
    schemaVersion: null,
    period: period.period,
    originalFiledOn: amended === null ? null : dayOf(amended),
    noSecuritiesOwned:
      family !== '3' ? null : rows.length > 0 ? false : closing.noneOwned ? true : null,
    notSubjectToSection16: readCheckbox(sections.boxes, exitSentence).checked,
    form3HoldingsReported: form5(holdingsSentence),
    form4TransactionsReported: form5(transactionsSentence),
    plan10b51: plan.checked,
    issuer: named.issuer,
    owners: named.owners,
    rows,
    footnotes: closing.explanation.footnotes,
    remarks: closing.remarks,
    signatures: closing.signatures,
    unknown: leftOverPassages(sections, boxes, people, [
      ...first.right.leftOver,
      ...second.right.leftOver,
    ]),
    asFiled: [
      ...dated('periodOfReport', printedPeriod),
      ...dated('dateOfOriginalSubmission', amended),
      ...closing.signatureDates.map((text) => ({ path: 'signatureDate', text })),
    ],
  };
  const marks = new Set(rows.flatMap(rowMarks));
  const warnings = [
    ...formReading.warnings,
    ...named.warnings,
    ...people.warnings,
    ...period.warnings,
    ...planWarning(plan),
    ...first.right.warnings,
    ...second.right.warnings,
    ...numberingWarning(closing.explanation, marks),
    ...unexplained(marks, explained),
  ];
  return withinModel(filing, warnings);
};

/** Lengths and counts are the model's: a converted document can overrun them. */
const withinModel = (
  filing: Filing,
  warnings: ReadonlyArray<ReadWarning>,
): E.Either<ReadProblem, { filing: Filing; warnings: ReadonlyArray<ReadWarning> }> => {
  const checked = filingCodec.decode(filingCodec.encode(filing));
  if (E.isRight(checked)) return E.right({ filing, warnings });
  const { path, message } = firstError(checked.left);
  return E.left(
    readProblem('INVALID_FIELD', `${path} of the rendered form: ${message}.`, { at: path }),
  );
};

const overgrown = (line: number | null): ReadProblem =>
  readProblem('LIMIT_EXCEEDED', 'The text has more lines, cells or words than any form.', { line });

const lengthOf = (lines: ReadonlyArray<Line>): number =>
  lines.reduce((sum, l) => sum + l.text.length, 0);

/** Forms 3, 4 and 5 and their amendments, rendered and then converted to text or Markdown. */
export const readRenderedForm: Reader = (text) => {
  if (text.length > documentLengthMax)
    return E.left(
      readProblem(
        'LIMIT_EXCEEDED',
        `The text has ${text.length} characters; a rendered form has at most ${documentLengthMax}.`,
      ),
    );
  if (!looksLikeRenderedForm(text))
    return E.left(
      readProblem(
        'NOT_AN_OWNERSHIP_DOCUMENT',
        'The text has not the headings of a Form 3, 4 or 5: nothing was read from it.',
      ),
    );
  if (text.split('\n', linesMax + 1).length > linesMax) return E.left(overgrown(null));
  const lines = pageOf(text);
  const crowded = lines.find(
    (l) => l.cells.length > cellsPerLineMax || l.text.length > lineLengthMax,
  );
  if (lines.length > linesMax || crowded !== undefined)
    return E.left(overgrown(crowded?.number ?? null));
  const sections = sectionsOf(lines);
  if (sections !== null && lengthOf(sections.boxes) > boxesLengthMax)
    return E.left(overgrown(sections.boxes[0]?.number ?? null));
  return sections === null
    ? E.left(
        readProblem('MALFORMED_DOCUMENT', 'The text has the headings of a form, but no table.'),
      )
    : readSections(lines, sections);
};
