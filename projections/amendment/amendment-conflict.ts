/** What about an amendment is in doubt, each as a finding for the register. */
import { type Decimal, zero } from '../../src/filing/decimal.js';
import type { ConflictType, Finding } from '../conflict/conflict.js';
import { formDate, type KnownFiling } from '../known/knowledge.js';
import { assertedOf, deltaOf } from '../known/reported-row.js';
import { inForce, type Line, type Version } from '../line/line.js';
import type { Position } from '../position/position.js';
import type { WeighedCandidate } from './amendment-link.js';
import type { FilingGroup } from './filing-group.js';

const rowsOf = (filing: KnownFiling): ReadonlyArray<string> => filing.rows.map((r) => r.row);

export const orphanFinding = (amendment: KnownFiling): Finding => ({
  type: 'ORPHAN_AMENDMENT',
  severity: 'medium',
  about: [amendment.accession],
  issuerId: amendment.header.issuerId,
  rows: rowsOf(amendment),
  detail: {
    box4: amendment.header.originalFiledOn,
    meanwhile: 'its rows stand alone until the original arrives',
  },
  choices: ['stand-alone', 'hold-out'],
  touches: [],
  closed: false,
});

/** @param touches positions that any of the filings tied speaks of. */
export const ambiguousFinding = (
  amendment: KnownFiling,
  tied: ReadonlyArray<WeighedCandidate>,
  touches: Finding['touches'],
): Finding => ({
  type: 'AMBIGUOUS_TARGET',
  severity: 'high',
  about: [amendment.accession],
  issuerId: amendment.header.issuerId,
  rows: rowsOf(amendment),
  detail: {
    amendment: amendment.accession,
    candidates: tied.map((w) => ({
      accession: w.candidate.home.accession,
      evidence: w.evidence.map((e) => e.detail),
    })),
    meanwhile: 'the amendment supersedes nothing and its rows are held out',
  },
  choices: ['hold-out', ...tied.map((w) => w.candidate.home.accession), 'stand-alone'],
  touches,
  closed: false,
});

const box4Type = (best: WeighedCandidate): ConflictType | null => {
  const kinds = new Set(best.evidence.map((e) => e.kind));
  if (kinds.has('box4-amendment-date')) return 'BOX4_POINTS_TO_AMENDMENT';
  return kinds.has('box4-filing-date') || kinds.has('box4-acceptance-date')
    ? null
    : 'BOX4_DATE_MISMATCH';
};

/** Null where box 4 names the day of the filing amended, as it should. */
export const box4Finding = (amendment: KnownFiling, best: WeighedCandidate): Finding | null => {
  const type = box4Type(best);
  return type === null
    ? null
    : {
        type,
        severity: 'low',
        about: [amendment.accession, best.candidate.home.accession],
        issuerId: amendment.header.issuerId,
        rows: rowsOf(amendment),
        detail: {
          box4: amendment.header.originalFiledOn,
          filedOn: formDate(best.candidate.home),
          target: best.target.accession,
          evidence: best.evidence.map((e) => e.detail),
          meanwhile: `linked to ${best.target.accession} by the other evidence`,
        },
        choices: ['keep-link', 'stand-alone'],
        touches: [],
        closed: false,
      };
};

/** Lines of one position that an amendment restates, and those that it leaves out. */
export interface Omission {
  readonly position: Position;
  readonly restated: ReadonlyArray<Line>;
  readonly unmentioned: ReadonlyArray<Line>;
}

const sum = (lines: ReadonlyArray<Line>): Decimal =>
  lines.reduce((total, line) => total.plus(deltaOf(inForce(line).row) ?? zero), zero);

/** The last of the rows that an amendment restates: its balance is the amendment's claim. */
export const finalOf = ({ restated }: Omission): Version =>
  inForce(restated[restated.length - 1] as Line);

export const unmentionedFinding = (amendment: KnownFiling, omission: Omission): Finding => {
  const { position, restated, unmentioned } = omission;
  const rows = unmentioned.map((l) => inForce(l).row.row);
  const { row: final, effective } = finalOf(omission);
  const stated = assertedOf(final);
  return {
    type: 'UNMENTIONED_ROW',
    severity: 'high',
    about: [amendment.accession, ...rows],
    issuerId: amendment.header.issuerId,
    rows: [...rows, ...restated.map((l) => inForce(l).row.row)],
    detail: {
      amendment: amendment.accession,
      unmentioned: rows,
      restatedBalance: stated?.toFixed() ?? null,
      rowsAmountTo: sum(unmentioned).toFixed(),
      balanceWithRows: stated?.plus(sum(unmentioned)).toFixed() ?? null,
      meanwhile: 'the restated balance is the answer, the rows still stand',
    },
    choices: ['undecided', 'rows-withdrawn', 'rows-stand'],
    touches: [{ positionId: position.id, from: effective.on }],
    closed: false,
  };
};

const competes = (
  before: Version,
  after: Version,
  group: FilingGroup,
  amendment: KnownFiling,
): boolean =>
  after.filing === amendment &&
  after.outcome === 'corrected' &&
  before.filing !== group.home &&
  before.filing.knownAt === amendment.knownAt &&
  amendment.header.originalFiledOn !== formDate(before.filing);

/** Two amendments of one row that became known at the same instant: nothing says which is later. */
export const competingFindings = (
  group: FilingGroup,
  amendment: KnownFiling,
): ReadonlyArray<Finding> =>
  group.lines.flatMap((line): ReadonlyArray<Finding> => {
    const [before, after] = line.versions.slice(-2);
    if (before === undefined || after === undefined) return [];
    if (!competes(before, after, group, amendment)) return [];
    const rows = [before.row.row, after.row.row];
    const { on } = after.effective;
    return [
      {
        type: 'COMPETING_AMENDMENTS',
        severity: 'high',
        about: rows,
        issuerId: amendment.header.issuerId,
        rows,
        detail: {
          changes: after.changes.map((c) => ({ ...c })),
          meanwhile: 'the higher accession number counts as the later',
        },
        choices: ['latest'],
        touches: after.position === null ? [] : [{ positionId: after.position.id, from: on }],
        closed: false,
      },
    ];
  });
