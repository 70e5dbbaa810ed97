/** Why the ledger says so: the chain from a position's opening to its answer, row by row. */
import { checkOf, type Entry, isRow, splitOf } from '../../projections/balance/entry.js';
import type { InsiderView } from '../../projections/insider.js';
import { rowAsFiled } from '../../projections/known/knowledge.js';
import { amountOf, assertedOf, deltaOf } from '../../projections/known/reported-row.js';
import { inForce, type Line } from '../../projections/line/line.js';
import { asFiled, type Basis, nothingCounts, positionAt } from '../../projections/position-at.js';
import type { RowId } from '../event/identity.js';
import type { Day } from '../filing/calendar.js';
import { printDecimal } from '../filing/decimal.js';
import type { Accession } from '../filing/model.js';
import { type ConflictAnswer, conflictAnswer } from './conflicts.js';
import { type PositionAnswer, positionAnswer } from './holdings.js';
import type { Settled, Times } from './moment.js';
import { namedIn } from './named-position.js';
import type { Paged } from './paging.js';
import { chosenAnswer, type ReadingAnswer, readingAnswer } from './reconcile.js';
import {
  type RowRulingAnswer,
  rulingsOnRow,
  splitRulings,
  withdrawalOfLine,
} from './row-rulings.js';
import { type RulingAnswer, rulingsOfPosition } from './rulings.js';
import { decimalAnswer } from './terms.js';
import type { VersionAnswer } from './transactions.js';

export interface StepAnswer {
  readonly kind: Entry['kind'];
  readonly effectiveOn: Day;
  /** What it adds to the balance, and the balance after it. */
  readonly amount: string;
  readonly balance: string;
  /** The row it stands on. */
  readonly row: RowId;
  readonly accession: Accession;
  readonly form: string;
  readonly filedOn: Day;
  readonly code: string | null;
  /** The balance that the row states in its document, and what came of checking it. */
  readonly stated: string | null;
  /** The balance that was checked instead, by an operator's ruling; null where the stated one was. */
  readonly ruled: string | null;
  readonly outcome: string | null;
  readonly difference: string | null;
  /** Where an opening comes from: `reported`, `implied` or `assumed-zero`. */
  readonly basis: string | null;
  /** Of a difference: `explained`, `in-words`, `ambiguous` or `left`; null on other steps. */
  readonly category: string | null;
  readonly explanation: ReadingAnswer | null;
  /** Further readings: none of them was chosen, some are only hints. */
  readonly possible: ReadonlyArray<ReadingAnswer>;
  /** Earlier versions of the row that an amendment replaced. */
  readonly replaced: ReadonlyArray<Pick<VersionAnswer, 'row' | 'filedOn' | 'changes'>>;
  /** What operators ruled on the row, with what the document says. */
  readonly rulings: ReadonlyArray<RowRulingAnswer>;
}

/** A row of the position that does not count, since an operator said so. */
export interface WithdrawnAnswer {
  readonly row: RowId;
  readonly accession: Accession;
  readonly form: string;
  readonly filedOn: Day;
  readonly effectiveOn: Day;
  readonly code: string | null;
  /** What it would change, with its sign; null of a holding, or where the form does not tell. */
  readonly amount: string | null;
  /** The balance that its document states. */
  readonly stated: string | null;
  readonly ruling: RowRulingAnswer;
}

export interface LinkAnswer {
  readonly amendment: Accession;
  readonly target: Accession | null;
  readonly kind: 'exact' | 'inferred' | 'ambiguous' | 'orphan';
  readonly evidence: ReadonlyArray<string>;
}

export interface ExplainAnswer extends Times, Paged {
  readonly position: PositionAnswer;
  readonly steps: ReadonlyArray<StepAnswer>;
  /** Amendments among the rows, with the evidence for what they amend. */
  readonly links: ReadonlyArray<LinkAnswer>;
  readonly conflicts: ReadonlyArray<ConflictAnswer>;
  readonly withdrawn: ReadonlyArray<WithdrawnAnswer>;
  /** All that bear on it, those that were taken back, and what took them back. */
  readonly rulings: ReadonlyArray<RulingAnswer>;
}

/** What a row states in its document, beside what was ruled on it. */
const ruledOn = (
  view: InsiderView,
  entry: Entry,
): Pick<StepAnswer, 'stated' | 'ruled' | 'rulings'> => {
  const { row, filing, asserted } = entry.source;
  const split = splitOf(entry);
  const rulings = [
    ...rulingsOnRow(view, filing, row),
    ...(split === null ? [] : splitRulings(view, split, row.row)),
  ];
  const filed = rowAsFiled(filing, row);
  const stated = decimalAnswer(filed === row ? asserted : assertedOf(filed));
  const counted = decimalAnswer(asserted);
  return { stated, ruled: counted === stated ? null : counted, rulings };
};

const withdrawnAnswer = (view: InsiderView, line: Line): ReadonlyArray<WithdrawnAnswer> => {
  const ruling = withdrawalOfLine(view, line);
  if (ruling === null) return [];
  const { row, filing, effective } = inForce(line);
  return [
    {
      row: row.row,
      accession: filing.accession,
      form: filing.header.form,
      filedOn: filing.header.filedOn,
      effectiveOn: effective.on,
      code: row.coding?.code ?? null,
      amount: row.kind === 'holding' || amountOf(row) === null ? null : decimalAnswer(deltaOf(row)),
      stated: decimalAnswer(assertedOf(rowAsFiled(filing, row))),
      ruling,
    },
  ];
};

/** The answer for a position of a view by any id that it has or had, or null where the view has none of that id. */
export const explainAnswer = (
  view: InsiderView,
  positionId: string,
  { asOf, knownBy, recordedBy }: Settled,
  basis: Basis = asFiled,
): ExplainAnswer | null => {
  const id = namedIn(view, positionId)?.id;
  const holding = view.holdings.find((h) => h.position.id === id);
  if (holding === undefined) return null;
  const withdrawn = view.lines
    .filter((line) => {
      const { position, effective } = inForce(line);
      return position?.id === holding.position.id && effective.on <= asOf;
    })
    .flatMap((line) => withdrawnAnswer(view, line));
  // Where every row was withdrawn, that is why there is no answer.
  const at =
    positionAt(view, holding, asOf, basis) ??
    (withdrawn.length === 0 ? null : nothingCounts(view, holding, asOf));
  if (at === null) return null;
  const lineOf = new Map(view.lines.map((line) => [inForce(line).row.row, line]));
  // A split that no form shows by that day stands nowhere among the entries as filed.
  const shown = new Set(
    holding.entries.flatMap((entry) => (entry.on <= asOf ? (splitOf(entry) ?? []) : [])),
  );
  let place = -1;
  const steps = at.entries.map((entry): StepAnswer => {
    const split = splitOf(entry);
    const isShown = split === null || shown.has(split);
    if (isShown) place += 1;
    const { row, filing } = entry.source;
    const explanation = isShown ? holding.explanations.get(place) : undefined;
    const check = checkOf(entry);
    const versions = isRow(entry) ? (lineOf.get(row.row)?.versions ?? []) : [];
    return {
      kind: entry.kind,
      effectiveOn: entry.on,
      amount: printDecimal(entry.amount),
      balance: printDecimal(entry.balance),
      row: row.row,
      accession: filing.accession,
      form: filing.header.form,
      filedOn: filing.header.filedOn,
      code: row.coding?.code ?? null,
      ...ruledOn(view, entry),
      outcome: check?.outcome ?? null,
      difference: check === null ? null : printDecimal(check.difference),
      basis: entry.kind === 'opening' ? entry.basis : null,
      category: explanation?.category ?? null,
      explanation: chosenAnswer(explanation),
      possible: explanation?.possible.map(readingAnswer) ?? [],
      replaced: versions.slice(0, -1).map((v, i) => ({
        row: v.row.row,
        filedOn: v.filing.header.filedOn,
        changes: versions[i + 1]?.changes ?? [],
      })),
    };
  });
  const accessions = new Set(at.entries.map((e) => e.source.filing.accession));
  return {
    asOf,
    knownBy,
    recordedBy,
    position: positionAnswer(view, at),
    steps,
    links: view.links
      .filter((l) => accessions.has(l.amendment.accession))
      .map((l) => ({
        amendment: l.amendment.accession,
        target: l.target?.accession ?? null,
        kind: l.kind,
        evidence: l.evidence.map((e) => e.detail),
      })),
    conflicts: at.conflicts.map((c) => conflictAnswer(view, c)),
    withdrawn,
    rulings: rulingsOfPosition(
      view,
      holding,
      at.rulings.map((r) => r.id),
    ),
  };
};
