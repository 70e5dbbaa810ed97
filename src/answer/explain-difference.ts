/** Why two answers about one position differ: the steps that came, went or changed, and by what. */

import type { PositionId, RowId } from '../event/identity.js';
import type { Day } from '../filing/calendar.js';
import { Decimal, printDecimal } from '../filing/decimal.js';
import type { Accession } from '../filing/model.js';
import type { ExplainAnswer, StepAnswer } from './explain.js';
import type { RulingAnswer } from './rulings.js';

export interface StepDifference {
  readonly change: 'added' | 'gone' | 'changed';
  readonly kind: StepAnswer['kind'];
  readonly before: StepAnswer | null;
  readonly after: StepAnswer | null;
  /** Names of the step's fields that differ; empty where it was added or is gone. */
  readonly fields: ReadonlyArray<string>;
  /** The filing that brought the step as it is after; null where the step is gone. */
  readonly broughtBy: string | null;
  /** Rulings by which its row came to count otherwise, or not, or to count again. */
  readonly ruledBy: ReadonlyArray<string>;
}

export interface FilingDifference {
  readonly accession: Accession;
  readonly form: string;
  readonly filedOn: Day;
  /** The filing that it amends, where it is linked to one. */
  readonly amends: Accession | null;
}

interface At {
  readonly asOf: Day;
  readonly knownBy: string | null;
  readonly recordedBy: string | null;
  readonly quantity: string | null;
  readonly status: string;
}

export interface ExplainDifference {
  readonly positionId: PositionId;
  readonly before: At;
  readonly after: At;
  /** `after` less `before`; null where either is unknown. */
  readonly difference: string | null;
  /** Filings among the steps after that are not among the steps before. */
  readonly filings: ReadonlyArray<FilingDifference>;
  /** Rulings that came between: told of one of the two answers only. */
  readonly rulings: ReadonlyArray<RulingAnswer>;
  /** In the order of the steps after; what is gone comes last. */
  readonly steps: ReadonlyArray<StepDifference>;
}

/** A step keeps its identity when an amendment replaces its row: it is named by the first one. */
const identityOf = (step: StepAnswer): string =>
  `${step.kind} ${step.replaced[0]?.row ?? step.row}`;

/** A step's running balance follows from those before it and says nothing of the step itself. */
const derived: ReadonlySet<string> = new Set(['balance', 'replaced', 'accession', 'form']);

const fieldsThatDiffer = (before: StepAnswer, after: StepAnswer): ReadonlyArray<string> =>
  Object.keys(after).filter(
    (field) =>
      !derived.has(field) &&
      JSON.stringify(Reflect.get(before, field)) !== JSON.stringify(Reflect.get(after, field)),
  );

const momentOf = ({ asOf, knownBy, recordedBy, position }: ExplainAnswer): At => ({
  asOf,
  knownBy,
  recordedBy,
  quantity: position.quantity,
  status: position.status,
});

/** What was ruled on a row, whether it counts or not. */
const rulingsOnRow = (
  { steps, withdrawn }: ExplainAnswer,
  row: RowId | undefined,
): ReadonlyArray<string> => [
  ...steps.flatMap((step) => (step.row === row ? step.rulings.map((r) => r.id) : [])),
  ...withdrawn.flatMap((one) => (one.row === row ? [one.ruling.id] : [])),
];

/** What came to be ruled on a step's row, and what took back what was ruled on it before. */
const ruledBetween = (
  before: ExplainAnswer,
  after: ExplainAnswer,
  { before: was, after: is }: Pick<StepDifference, 'before' | 'after'>,
): ReadonlyArray<string> => {
  const left = rulingsOnRow(before, was?.row ?? is?.row);
  const right = rulingsOnRow(after, is?.row ?? was?.row);
  const undone = after.rulings.flatMap(({ id, undoneBy }) =>
    undoneBy !== null && left.includes(id) ? [undoneBy] : [],
  );
  return [...new Set([...right.filter((id) => !left.includes(id)), ...undone])];
};

/** Those that are told of one answer and not of the other. */
const toldOfOne = (
  rulings: ReadonlyArray<RulingAnswer>,
  others: ReadonlyArray<RulingAnswer>,
): ReadonlyArray<RulingAnswer> => rulings.filter(({ id }) => !others.some((r) => r.id === id));

/** Compares two explanations of the same position. */
export const explainDifference = (
  before: ExplainAnswer,
  after: ExplainAnswer,
): ExplainDifference => {
  type Told = Omit<StepDifference, 'ruledBy'>;
  const left = new Map(before.steps.map((step) => [identityOf(step), step]));
  const right = new Set(after.steps.map(identityOf));
  const cameOrChanged = after.steps.flatMap((step): ReadonlyArray<Told> => {
    const was = left.get(identityOf(step));
    if (was === undefined)
      return [
        {
          change: 'added',
          kind: step.kind,
          before: null,
          after: step,
          fields: [],
          broughtBy: step.accession,
        },
      ];
    const fields = fieldsThatDiffer(was, step);
    return fields.length === 0
      ? []
      : [
          {
            change: 'changed',
            kind: step.kind,
            before: was,
            after: step,
            fields,
            broughtBy: step.accession,
          },
        ];
  });
  const gone = before.steps
    .filter((step) => !right.has(identityOf(step)))
    .map(
      (step): Told => ({
        change: 'gone',
        kind: step.kind,
        before: step,
        after: null,
        fields: [],
        broughtBy: null,
      }),
    );
  const known = new Set(before.steps.map((s) => s.accession));
  const filings = new Map<string, FilingDifference>();
  for (const { accession, form, filedOn } of after.steps)
    if (!known.has(accession) && !filings.has(accession))
      filings.set(accession, {
        accession,
        form,
        filedOn,
        amends: after.links.find((l) => l.amendment === accession)?.target ?? null,
      });
  const [was, is] = [before.position.quantity, after.position.quantity];
  return {
    positionId: after.position.positionId,
    before: momentOf(before),
    after: momentOf(after),
    difference:
      was === null || is === null ? null : printDecimal(new Decimal(is).minus(new Decimal(was))),
    filings: [...filings.values()],
    rulings: [
      ...toldOfOne(before.rulings, after.rulings),
      ...toldOfOne(after.rulings, before.rulings),
    ],
    steps: [...cameOrChanged, ...gone].map((step) => ({
      ...step,
      ruledBy: ruledBetween(before, after, step),
    })),
  };
};
