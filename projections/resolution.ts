/**
 * Amendments by row, never by filing. Filings are taken in known order; an amendment is linked to
 * what it amends, and each of its rows confirms, corrects or adds. A row that it does not mention
 * stands.
 */
import type { RowReported } from '../src/event/catalogue.js';
import { type Decimal, zero } from '../src/filing/decimal.js';
import {
  type Candidate,
  type Evidence,
  type Link,
  linkAmendment,
  linkByDecision,
  type WeighedCandidate,
} from './amendment-link.js';
import { balance, type Lot, type PastPosting, type StandingRow, standingRow } from './balance.js';
import { type ConflictType, conflictIdOf, type Finding } from './conflict.js';
import { formDate, type KnownFiling } from './knowledge.js';
import { counts, firstOf, inForce, type Line, type Version } from './line.js';
import { type Position, type PositionBook, positionBook } from './position-identity.js';
import { assertedOf, deltaOf, effectiveDay } from './reported-row.js';
import { changesBetween, saysTheSame } from './row-alignment.js';
import { aliasOf, corrected, type Rulings } from './rulings.js';

/** An amendment and what it was linked to, with all the evidence for and against. */
export interface LinkRecord {
  readonly amendment: KnownFiling;
  readonly kind: 'exact' | 'inferred' | 'ambiguous' | 'orphan';
  /** The document box 4 points to; null where nothing is linked. */
  readonly target: KnownFiling | null;
  readonly home: KnownFiling | null;
  readonly evidence: ReadonlyArray<Evidence>;
  /** Other filings that were weighed, best first. */
  readonly rivals: ReadonlyArray<{ readonly accession: string; readonly weight: number }>;
  readonly decided: boolean;
}

/** A balance that an amendment restates although rows it leaves out would change it. */
export interface Restatement {
  readonly position: Position;
  readonly row: StandingRow;
  readonly unmentioned: ReadonlyArray<Line>;
}

export interface Resolution {
  readonly lines: ReadonlyArray<Line>;
  readonly book: PositionBook;
  readonly links: ReadonlyArray<LinkRecord>;
  readonly findings: ReadonlyArray<Finding>;
  readonly restatements: ReadonlyArray<Restatement>;
}

/** One original and all that amends it. */
interface Group {
  readonly home: KnownFiling;
  readonly homeRank: number;
  readonly documents: Array<KnownFiling>;
  readonly lines: Array<Line>;
}

const removalWords =
  /reported twice|included twice|duplicat|\bto (?:delete|remove|withdraw)|(?:solely|for the purpose of) (?:deleting|removing|withdrawing)|should not have been (?:reported|included)|(?:reported|filed|included) in error|did not occur|was not (?:effected|executed|consummated)/i;

const notesOf = (filing: KnownFiling): string =>
  [filing.header.remarks ?? '', ...filing.footnotes.values()].join('\n');

/** Rows as a balance needs them: versions in force, and what counted before them. */
export const lotOf = (lines: Iterable<Line>, position: Position): Lot => {
  const rows: Array<StandingRow> = [];
  const past: Array<PastPosting> = [];
  for (const line of lines) {
    if (!counts(line)) continue;
    const last = line.versions.length - 1;
    const home = { filing: line.home, rank: line.homeRank };
    line.versions.forEach((version, i) => {
      if (version.position !== position) return;
      const effective = effectiveDay(version.row, version.filing);
      if (i === last) {
        rows.push(standingRow(version.row, version.filing, version.rank, home, effective));
        return;
      }
      const amount = deltaOf(version.row);
      const next = line.versions[i + 1];
      if (amount === null || amount.isZero() || next === undefined) return;
      const posting = { on: effective.on, homeRank: line.homeRank };
      past.push({ ...posting, amount, knownRank: version.rank });
      past.push({ ...posting, amount: amount.neg(), knownRank: next.rank });
    });
  }
  return { rows, past, splits: [] };
};

interface State {
  readonly insider: string;
  readonly rulings: Rulings;
  readonly ranks: number;
  readonly book: PositionBook;
  readonly lines: Array<Line>;
  readonly linesOf: Map<Position, Set<Line>>;
  readonly groups: Map<string, Group>;
  /** Groups by issuer and form family, in known order. */
  readonly byFamily: Map<string, Array<Group>>;
  /** Originals by family and content, and by family and period. */
  readonly byContent: Map<string, KnownFiling>;
  readonly byPeriod: Map<string, Array<KnownFiling>>;
  readonly links: Array<LinkRecord>;
  readonly findings: Array<Finding>;
  readonly restatements: Array<Restatement>;
}

const familyOf = (filing: KnownFiling): string => `${filing.header.issuerId}|${filing.family}`;

const decided = (state: State, type: ConflictType, about: ReadonlyArray<string>): string | null =>
  state.rulings.decisions.get(conflictIdOf(state.insider, type, about))?.choice ?? null;

const register = (state: State, line: Line, version: Version, position: Position | null): void => {
  version.position = position;
  if (position === null) return;
  const known = state.linesOf.get(position);
  if (known === undefined) state.linesOf.set(position, new Set([line]));
  else known.add(line);
};

const newLine = (
  state: State,
  group: Group,
  version: Omit<Version, 'position'>,
  heldOut: Line['heldOut'],
): Line => {
  const line: Line = {
    home: group.home,
    homeRank: group.homeRank,
    versions: [{ ...version, position: null }],
    withdrawal: state.rulings.withdrawals.get(version.row.row) ?? null,
    heldOut,
  };
  state.lines.push(line);
  group.lines.push(line);
  return line;
};

const openGroup = (state: State, filing: KnownFiling, rank: number): Group => {
  const group: Group = { home: filing, homeRank: rank, documents: [filing], lines: [] };
  state.groups.set(filing.accession, group);
  const family = familyOf(filing);
  const known = state.byFamily.get(family);
  if (known === undefined) state.byFamily.set(family, [group]);
  else known.push(group);
  return group;
};

/** Places rows that restate nothing, each a line of its own. */
const placeNew = (
  state: State,
  group: Group,
  filing: KnownFiling,
  rank: number,
  rows: ReadonlyArray<RowReported>,
  outcome: 'original' | 'added',
): void => {
  const places = state.book.place(filing, rows);
  for (const row of rows) {
    const line = newLine(state, group, { row, filing, rank, outcome, changes: [] }, null);
    register(state, line, firstOf(line), places.get(row.row) ?? null);
  }
};

const holdOut = (
  state: State,
  filing: KnownFiling,
  rank: number,
  rows: ReadonlyArray<RowReported>,
  why: NonNullable<Line['heldOut']>,
): void => {
  const group: Group = { home: filing, homeRank: rank, documents: [filing], lines: [] };
  for (const row of rows)
    newLine(state, group, { row, filing, rank, outcome: 'original', changes: [] }, why);
};

// ---- filings that are not amendments ----

const sameRows = (a: KnownFiling, b: KnownFiling): boolean =>
  a.rows.length === b.rows.length &&
  a.header.form === b.header.form &&
  a.header.period === b.header.period &&
  a.rows.every((row, i) => saysTheSame(row, b.rows[i] as RowReported));

/** The same form filed a second time: the same content, or the same rows with balances. */
const duplicateOf = (state: State, filing: KnownFiling): KnownFiling | null => {
  const family = familyOf(filing);
  const same = state.byContent.get(`${family}|${filing.header.contentDigest}`);
  if (same !== undefined) return same;
  if (filing.rows.length === 0 || filing.rows.some((r) => assertedOf(r) === null)) return null;
  const ofPeriod = state.byPeriod.get(`${family}|${filing.header.period}`) ?? [];
  return ofPeriod.find((home) => sameRows(home, filing)) ?? null;
};

const remember = (state: State, filing: KnownFiling): void => {
  const family = familyOf(filing);
  const content = `${family}|${filing.header.contentDigest}`;
  if (!state.byContent.has(content)) state.byContent.set(content, filing);
  const period = `${family}|${filing.header.period}`;
  const known = state.byPeriod.get(period);
  if (known === undefined) state.byPeriod.set(period, [filing]);
  else known.push(filing);
};

const takeOriginal = (
  state: State,
  filing: KnownFiling,
  rank: number,
  rows: ReadonlyArray<RowReported>,
): void => {
  const twin = duplicateOf(state, filing);
  if (twin !== null) {
    const about = [twin.accession, filing.accession];
    const choice = decided(state, 'DUPLICATE_FILING', about);
    state.findings.push({
      type: 'DUPLICATE_FILING',
      severity: 'low',
      about,
      issuerId: filing.header.issuerId,
      rows: [...twin.rows, ...filing.rows].map((r) => r.row),
      detail: {
        first: twin.accession,
        second: filing.accession,
        identical: twin.header.contentDigest === filing.header.contentDigest,
        meanwhile: 'the second filing does not count',
      },
      choices: ['duplicate', 'distinct'],
      touches: [],
      closed: false,
    });
    if (choice !== 'distinct') return holdOut(state, filing, rank, rows, 'duplicate-filing');
  }
  remember(state, filing);
  placeNew(state, openGroup(state, filing, rank), filing, rank, rows, 'original');
};

// ---- amendments ----

const candidatesFor = (state: State, amendment: KnownFiling): ReadonlyArray<Group> =>
  state.byFamily.get(familyOf(amendment)) ?? [];

const asCandidate = (group: Group): Candidate => ({
  home: group.home,
  documents: group.documents,
  rows: group.lines.map((line) => inForce(line).row),
});

/** Whether the balances of an amendment's rows are right where they restate this group's. */
const fitsArithmetic =
  (state: State, amendment: KnownFiling, rank: number) =>
  (weighed: WeighedCandidate): boolean => {
    const group = state.groups.get(weighed.candidate.home.accession);
    if (group === undefined || weighed.pairs.length === 0) return false;
    return weighed.pairs.every(({ amended, target }) => {
      const line = group.lines[target];
      const row = amendment.rows[amended];
      const position = line === undefined ? null : inForce(line).position;
      if (line === undefined || row === undefined || position === null) return false;
      const trial = lotOf(
        [...(state.linesOf.get(position) ?? [])].filter((l) => l !== line),
        position,
      );
      const home = { filing: group.home, rank: group.homeRank };
      const restated = standingRow(row, amendment, rank, home, effectiveDay(row, amendment));
      const [entries] = balance([{ ...trial, rows: [...trial.rows, restated] }], state.ranks);
      const entry = entries?.find((e) => e.source === restated && e.kind === row.kind);
      return entry?.check != null && entry.check.outcome !== 'unexplained';
    });
  };

const settlePairs = (
  state: State,
  group: Group,
  amendment: KnownFiling,
  rank: number,
  rows: ReadonlyArray<RowReported>,
  weighed: WeighedCandidate,
): ReadonlySet<number> => {
  const settled = new Set<number>();
  for (const { amended, target } of weighed.pairs) {
    const line = group.lines[target];
    const row = rows[amended];
    if (line === undefined || row === undefined || settled.has(amended)) continue;
    const before = inForce(line);
    const changes = changesBetween(before.row, row);
    const version: Version = {
      row,
      filing: amendment,
      rank,
      outcome: changes.length === 0 ? 'confirmed' : 'corrected',
      changes,
      position: null,
    };
    line.versions.push(version);
    line.withdrawal ??= state.rulings.withdrawals.get(row.row) ?? null;
    const stays = before.position !== null && state.book.keepPlace(amendment, row, before.position);
    const position = stays
      ? before.position
      : (state.book.place(amendment, [row]).get(row.row) ?? null);
    register(state, line, version, position);
    settled.add(amended);
  }
  return settled;
};

const flagBox4 = (state: State, amendment: KnownFiling, best: WeighedCandidate): void => {
  const kinds = new Set(best.evidence.map((e) => e.kind));
  const box4 = amendment.header.originalFiledOn;
  const about = [amendment.accession, best.candidate.home.accession];
  const finding = (type: ConflictType): Finding => ({
    type,
    severity: 'low',
    about,
    issuerId: amendment.header.issuerId,
    rows: amendment.rows.map((r) => r.row),
    detail: {
      box4,
      filedOn: formDate(best.candidate.home),
      target: best.target.accession,
      evidence: best.evidence.map((e) => e.detail),
      meanwhile: `linked to ${best.target.accession} by the other evidence`,
    },
    choices: ['keep-link', 'stand-alone'],
    touches: [],
    closed: false,
  });
  if (kinds.has('box4-amendment-date')) state.findings.push(finding('BOX4_POINTS_TO_AMENDMENT'));
  else if (!kinds.has('box4-filing-date') && !kinds.has('box4-acceptance-date'))
    state.findings.push(finding('BOX4_DATE_MISMATCH'));
};

const sum = (lines: ReadonlyArray<Line>): Decimal =>
  lines.reduce((total, line) => total.plus(deltaOf(inForce(line).row) ?? zero), zero);

/** Rows of the amended filing that the amendment leaves out although it speaks of their position. */
const flagUnmentioned = (
  state: State,
  group: Group,
  amendment: KnownFiling,
  rank: number,
): void => {
  const says = removalWords.test(notesOf(amendment));
  const restated = group.lines.filter((l) => inForce(l).filing === amendment && counts(l));
  const positions = new Set(restated.map((l) => inForce(l).position));
  for (const position of positions) {
    if (position === null) continue;
    const here = group.lines.filter((l) => counts(l) && inForce(l).position === position);
    const unmentioned = here.filter(
      (l) => inForce(l).filing !== amendment && inForce(l).row.kind === 'transaction',
    );
    const spoken = here.filter((l) => inForce(l).filing === amendment);
    const last = spoken[spoken.length - 1];
    if (unmentioned.length === 0 || last === undefined || !says) continue;
    const rows = unmentioned.map((l) => inForce(l).row.row);
    const about = [amendment.accession, ...rows];
    const choice = decided(state, 'UNMENTIONED_ROW', about);
    const final = inForce(last).row;
    state.findings.push({
      type: 'UNMENTIONED_ROW',
      severity: 'high',
      about,
      issuerId: amendment.header.issuerId,
      rows: [...rows, ...spoken.map((l) => inForce(l).row.row)],
      detail: {
        amendment: amendment.accession,
        unmentioned: rows,
        restatedBalance: assertedOf(final)?.toFixed() ?? null,
        rowsAmountTo: sum(unmentioned).toFixed(),
        balanceWithRows: assertedOf(final)?.plus(sum(unmentioned)).toFixed() ?? null,
        meanwhile: 'the restated balance is the answer, the rows still stand',
      },
      choices: ['undecided', 'rows-withdrawn', 'rows-stand'],
      touches: [{ positionId: position.id, from: effectiveDay(final, amendment).on }],
      closed: false,
    });
    if (choice === 'rows-withdrawn') {
      const ruling = state.rulings.decisions.get(
        conflictIdOf(state.insider, 'UNMENTIONED_ROW', about),
      );
      for (const line of unmentioned)
        line.withdrawal = {
          reason: ruling?.reason ?? '',
          actor: ruling?.actor ?? '',
          recordedAt: ruling?.recordedAt ?? '',
        };
    } else if (choice !== 'rows-stand') {
      const latest = here
        .map((l) => effectiveDay(inForce(l).row, inForce(l).filing).on)
        .reduce((a, b) => (a > b ? a : b));
      const home = { filing: group.home, rank };
      const claim = standingRow(final, amendment, rank, home, {
        on: latest,
        basis: 'form-date',
        implausible: null,
      });
      state.restatements.push({ position, row: { ...claim, delta: zero }, unmentioned });
    }
  }
};

/** Two amendments of one row that became known at the same instant: nothing says which is later. */
const flagCompeting = (state: State, group: Group, amendment: KnownFiling): void => {
  for (const line of group.lines) {
    const [before, after] = line.versions.slice(-2);
    if (
      before === undefined ||
      after === undefined ||
      after.filing !== amendment ||
      before.filing === group.home ||
      after.outcome !== 'corrected' ||
      before.filing.knownAt !== amendment.knownAt ||
      amendment.header.originalFiledOn === formDate(before.filing)
    )
      continue;
    state.findings.push({
      type: 'COMPETING_AMENDMENTS',
      severity: 'high',
      about: [before.row.row, after.row.row],
      issuerId: amendment.header.issuerId,
      rows: [before.row.row, after.row.row],
      detail: {
        changes: after.changes.map((c) => ({ ...c })),
        meanwhile: 'the higher accession number counts as the later',
      },
      choices: ['latest'],
      touches:
        after.position === null
          ? []
          : [
              {
                positionId: after.position.id,
                from: effectiveDay(after.row, after.filing).on,
              },
            ],
      closed: false,
    });
  }
};

const recordLink = (state: State, amendment: KnownFiling, link: Link, isDecided: boolean): void => {
  const of = (w: WeighedCandidate): { accession: string; weight: number } => ({
    accession: w.candidate.home.accession,
    weight: w.weight,
  });
  const linked = link.kind === 'exact' || link.kind === 'inferred' ? link : null;
  state.links.push({
    amendment,
    kind: link.kind,
    target: linked?.best.target ?? null,
    home: linked?.best.candidate.home ?? null,
    evidence: linked?.best.evidence ?? [],
    rivals:
      link.kind === 'ambiguous' ? link.tied.map(of) : linked === null ? [] : linked.others.map(of),
    decided: isDecided,
  });
};

/** Rows left over that plainly restate rows of another filing: one amendment for two filings. */
const settleElsewhere = (
  state: State,
  amendment: KnownFiling,
  rank: number,
  rows: ReadonlyArray<RowReported>,
  settled: Set<number>,
  others: ReadonlyArray<WeighedCandidate>,
): void => {
  for (const other of others) {
    if (settled.size === rows.length) return;
    const dated = other.evidence.some((e) => e.kind.startsWith('box4-') || e.kind === 'text');
    const group = state.groups.get(other.candidate.home.accession);
    if (!dated || group === undefined) continue;
    const left = other.pairs.filter((p) => !settled.has(p.amended));
    if (left.length === 0) continue;
    const more = settlePairs(state, group, amendment, rank, rows, { ...other, pairs: left });
    for (const i of more) settled.add(i);
    group.documents.push(amendment);
  }
};

const applyLink = (
  state: State,
  amendment: KnownFiling,
  rank: number,
  rows: ReadonlyArray<RowReported>,
  link: Extract<Link, { kind: 'exact' | 'inferred' }>,
): void => {
  const group = state.groups.get(link.best.candidate.home.accession);
  if (group === undefined) return;
  const settled = new Set(settlePairs(state, group, amendment, rank, rows, link.best));
  settleElsewhere(state, amendment, rank, rows, settled, link.others);
  const added = rows.filter((_, i) => !settled.has(i));
  placeNew(state, group, amendment, rank, added, 'added');
  group.documents.push(amendment);
  flagBox4(state, amendment, link.best);
  flagUnmentioned(state, group, amendment, rank);
  flagCompeting(state, group, amendment);
};

const orphan = (
  state: State,
  amendment: KnownFiling,
  rank: number,
  rows: ReadonlyArray<RowReported>,
): void => {
  const about = [amendment.accession];
  const choice = decided(state, 'ORPHAN_AMENDMENT', about);
  state.findings.push({
    type: 'ORPHAN_AMENDMENT',
    severity: 'medium',
    about,
    issuerId: amendment.header.issuerId,
    rows: rows.map((r) => r.row),
    detail: {
      box4: amendment.header.originalFiledOn,
      meanwhile: 'its rows stand alone until the original arrives',
    },
    choices: ['stand-alone', 'hold-out'],
    touches: [],
    closed: false,
  });
  if (choice === 'hold-out') holdOut(state, amendment, rank, rows, 'orphan-amendment');
  else placeNew(state, openGroup(state, amendment, rank), amendment, rank, rows, 'original');
};

const flagAmbiguous = (
  state: State,
  amendment: KnownFiling,
  rows: ReadonlyArray<RowReported>,
  tied: ReadonlyArray<WeighedCandidate>,
  touches: Finding['touches'],
): void => {
  state.findings.push({
    type: 'AMBIGUOUS_TARGET',
    severity: 'high',
    about: [amendment.accession],
    issuerId: amendment.header.issuerId,
    rows: rows.map((r) => r.row),
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
};

const ambiguous = (
  state: State,
  amendment: KnownFiling,
  rank: number,
  rows: ReadonlyArray<RowReported>,
  tied: ReadonlyArray<WeighedCandidate>,
): void => {
  const touches = tied.flatMap((w) =>
    w.pairs.flatMap(({ amended, target }) => {
      const line = state.groups.get(w.candidate.home.accession)?.lines[target];
      const position = line === undefined ? null : inForce(line).position;
      const row = rows[amended];
      return position === null || row === undefined
        ? []
        : [{ positionId: position.id, from: effectiveDay(row, amendment).on }];
    }),
  );
  flagAmbiguous(state, amendment, rows, tied, touches);
  holdOut(state, amendment, rank, rows, 'ambiguous-amendment');
};

const takeAmendment = (
  state: State,
  amendment: KnownFiling,
  rank: number,
  rows: ReadonlyArray<RowReported>,
): void => {
  const groups = candidatesFor(state, amendment);
  const document = rows === amendment.rows ? amendment : { ...amendment, rows };
  const found = linkAmendment(
    document,
    groups.map(asCandidate),
    fitsArithmetic(state, document, rank),
  );
  const chosen =
    found.kind === 'ambiguous'
      ? decided(state, 'AMBIGUOUS_TARGET', [amendment.accession])
      : found.kind === 'exact' || found.kind === 'inferred'
        ? (decided(state, 'BOX4_DATE_MISMATCH', [
            amendment.accession,
            found.best.candidate.home.accession,
          ]) ??
          decided(state, 'BOX4_POINTS_TO_AMENDMENT', [
            amendment.accession,
            found.best.candidate.home.accession,
          ]))
        : null;
  const group = groups.find((g) => g.home.accession === chosen);
  if (found.kind === 'ambiguous') {
    if (group !== undefined) {
      const link = linkByDecision(document, asCandidate(group));
      recordLink(state, amendment, link, true);
      // A decided tie stays in the register, so that the decision can be seen and replaced.
      flagAmbiguous(state, amendment, rows, found.tied, []);
      return applyLink(state, document, rank, rows, link);
    }
    recordLink(state, amendment, found, chosen !== null);
    if (chosen !== 'stand-alone') return ambiguous(state, document, rank, rows, found.tied);
    flagAmbiguous(state, amendment, rows, found.tied, []);
    return placeNew(state, openGroup(state, document, rank), document, rank, rows, 'original');
  }
  recordLink(state, amendment, found, chosen !== null);
  if (found.kind === 'orphan') return orphan(state, document, rank, rows);
  if (chosen === 'stand-alone') {
    flagBox4(state, document, found.best);
    return placeNew(state, openGroup(state, document, rank), document, rank, rows, 'original');
  }
  applyLink(state, document, rank, rows, found);
};

/** Takes filings in known order and says what stands. */
export const resolve = (
  insider: string,
  filings: ReadonlyArray<KnownFiling>,
  rulings: Rulings,
): Resolution => {
  const state: State = {
    insider,
    rulings,
    ranks: filings.length,
    book: positionBook(
      insider,
      (issuerId, title) => aliasOf(rulings, issuerId, title),
      rulings.splits,
    ),
    lines: [],
    linesOf: new Map(),
    groups: new Map(),
    byFamily: new Map(),
    byContent: new Map(),
    byPeriod: new Map(),
    links: [],
    findings: [],
    restatements: [],
  };
  filings.forEach((filing, rank) => {
    const rows =
      rulings.corrections.size === 0
        ? filing.rows
        : filing.rows.map((row) => corrected(row, rulings));
    if (filing.amendment) takeAmendment(state, filing, rank, rows);
    else takeOriginal(state, filing, rank, rows);
  });
  return {
    lines: state.lines,
    book: state.book,
    links: state.links,
    findings: state.findings,
    restatements: state.restatements,
  };
};
