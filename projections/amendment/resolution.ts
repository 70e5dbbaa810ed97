/**
 * Amendments by row, never by filing. Filings are taken in known order; an amendment is linked to
 * what it amends, and each of its rows confirms, corrects or adds. A row that it does not mention
 * stands.
 */

import { dawn } from '../../src/filing/calendar.js';
import { zero } from '../../src/filing/decimal.js';
import type { Accession } from '../../src/filing/model.js';
import { balance } from '../balance/balanced-class.js';
import { outcomeOf } from '../balance/entry.js';
import { lotOf } from '../balance/lot.js';
import { type StandingRow, standingRow } from '../balance/standing-row.js';
import {
  type ConflictRegister,
  conflictRegister,
  type Finding,
  type FormerNames,
  type Names,
} from '../conflict/conflict.js';
import { underRealIssuer } from '../known/identities.js';
import type { KnownFiling } from '../known/knowledge.js';
import { effectiveDay } from '../known/reported-row.js';
import { aliasOf, corrected, type Decision, type Rulings } from '../known/rulings.js';
import { counts, firstOf, inForce, type Line } from '../line/line.js';
import { joinedBook } from '../position/joined.js';
import type { LotAnswers } from '../position/lot-question.js';
import type { Position } from '../position/position.js';
import { positionBook } from '../position/position-identity.js';
import {
  ambiguousFinding,
  box4Finding,
  competingFindings,
  finalOf,
  type Omission,
  orphanFinding,
  unmentionedFinding,
} from './amendment-conflict.js';
import {
  accessionsNamed,
  type Candidate,
  daysToSearch,
  type Evidence,
  type Link,
  linkAmendment,
  linkByDecision,
  type WeighedCandidate,
} from './amendment-link.js';
import { duplicateFinding, type Originals, originals } from './duplicate-filing.js';
import { type FormerPlaces, formerPlaces } from './former-places.js';
import {
  type FilingGroup,
  type Incoming,
  isReported,
  type LineBook,
  lineBook,
} from './line-book.js';
import { ambiguousLotFinding, type LotTold } from './lot-conflict.js';
import { saysThatRowsGo } from './removal-words.js';

/** An amendment and what it was linked to, with all the evidence for and against. */
export interface LinkRecord {
  readonly amendment: KnownFiling;
  readonly kind: 'exact' | 'inferred' | 'ambiguous' | 'orphan';
  /** The document box 4 points to; null where nothing is linked. */
  readonly target: KnownFiling | null;
  readonly home: KnownFiling | null;
  readonly evidence: ReadonlyArray<Evidence>;
  /** Other filings that were weighed, best first. */
  readonly rivals: ReadonlyArray<{ readonly accession: Accession; readonly weight: number }>;
  readonly decided: boolean;
}

/** A balance that an amendment restates although rows it leaves out would change it. */
export interface Restatement {
  readonly position: Position;
  readonly row: StandingRow;
  readonly unmentioned: ReadonlyArray<Line>;
}

export interface Resolution {
  readonly book: LineBook;
  readonly links: ReadonlyArray<LinkRecord>;
  readonly findings: ReadonlyArray<Finding>;
  readonly restatements: ReadonlyArray<Restatement>;
  /** By which filings were taken as they were, by accession number. */
  readonly decided: ReadonlyMap<string, Decision>;
  /** Under which the insider and its positions are and were known. */
  readonly names: Names;
}

/** What an amendment amends by a co-owner's stream: accession numbers; null where it links nothing. */
export type LinkedElsewhere = (amendment: Accession) => string | null;

interface State {
  readonly linkedElsewhere: LinkedElsewhere;
  readonly book: LineBook;
  readonly originals: Originals;
  readonly register: ConflictRegister;
  readonly links: Array<LinkRecord>;
  readonly restatements: Array<Restatement>;
  readonly decided: Map<string, Decision>;
}

/** What was decided of a conflict about how a filing is to be taken; null where nothing was. */
const askAbout = (
  { register, decided }: State,
  { accession }: KnownFiling,
  finding: Finding,
): Decision | null => {
  const decision = register.raise(finding);
  if (decision !== null) decided.set(accession, decision);
  return decision;
};

type Linked = Extract<Link, { kind: 'exact' | 'inferred' }>;

const placeAlone = ({ book }: State, incoming: Incoming): void =>
  book.place(book.open(incoming), incoming, incoming.filing.rows, 'original');

const takeOriginal = (state: State, incoming: Incoming): void => {
  const { filing } = incoming;
  const twin = state.originals.twinOf(filing);
  if (twin !== null) {
    const decision = askAbout(state, filing, duplicateFinding(twin, filing));
    if (decision?.choice !== 'distinct')
      return state.book.holdOut(incoming, 'duplicate-filing', twin);
  }
  state.originals.remember(filing);
  placeAlone(state, incoming);
};

// ---- linking ----

const asCandidate = ({ home, documents, lines }: FilingGroup): Candidate => ({
  home,
  documents,
  rows: lines.map((line) => inForce(line).row),
});

/** Whether the balances of an amendment's rows are right where they restate this group's. */
const fitsArithmetic =
  (state: State, { filing, rank }: Incoming) =>
  (weighed: WeighedCandidate): boolean => {
    const group = state.book.groupOf(weighed.candidate.home);
    if (group === undefined || weighed.pairs.length === 0) return false;
    return weighed.pairs.every(({ amended, target }) => {
      const line = group.lines[target];
      const row = filing.rows[amended];
      const position = line === undefined ? null : inForce(line).position;
      if (line === undefined || row === undefined || position === null) return false;
      const others = [...state.book.linesOf(position)].filter((l) => l !== line);
      const trial = lotOf(others, position);
      const home = { filing: group.home, rank: group.homeRank };
      const effective = effectiveDay(row, filing, group.home);
      const restated = standingRow(row, filing, rank, home, effective, firstOf(line));
      const [entries] = balance([{ ...trial, rows: [...trial.rows, restated] }], rank + 1);
      const entry = entries?.find((e) => e.source === restated && e.kind === row.kind);
      const outcome = entry === undefined ? null : outcomeOf(entry);
      // A balance of the amendment's own date may fit whatever it amends.
      return (
        outcome !== null &&
        outcome !== 'unexplained' &&
        outcome !== 'form-date' &&
        outcome !== 'slip'
      );
    });
  };

const recordLink = (state: State, amendment: KnownFiling, link: Link, decided: boolean): void => {
  const of = (w: WeighedCandidate): { accession: Accession; weight: number } => ({
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
    decided,
  });
};

// ---- applying a link ----

/** Rows left over that plainly restate rows of another filing: one amendment for two filings. */
const restateElsewhere = (
  { book }: State,
  incoming: Incoming,
  restated: Set<number>,
  others: ReadonlyArray<WeighedCandidate>,
): void => {
  for (const other of others) {
    if (restated.size === incoming.filing.rows.length) return;
    const dated = other.evidence.some((e) => e.kind.startsWith('box4-') || e.kind === 'text');
    const group = book.groupOf(other.candidate.home);
    if (!dated || group === undefined) continue;
    const left = other.pairs.filter((p) => !restated.has(p.amended));
    if (left.length === 0) continue;
    for (const i of book.restate(group, incoming, left)) restated.add(i);
    book.join(group, incoming.filing);
  }
};

/** Rows of the amended filing that the amendment leaves out although it speaks of their position. */
const omissionsOf = (group: FilingGroup, amendment: KnownFiling): ReadonlyArray<Omission> => {
  const standing = group.lines.filter(counts);
  const isRestated = (line: Line): boolean => inForce(line).filing === amendment;
  const positions = new Set(standing.filter(isRestated).map((l) => inForce(l).position));
  return [...positions].flatMap((position) => {
    if (position === null) return [];
    const here = standing.filter((l) => inForce(l).position === position);
    const unmentioned = here.filter((l) => !isRestated(l) && inForce(l).row.kind === 'transaction');
    return unmentioned.length === 0
      ? []
      : [{ position, restated: here.filter(isRestated), unmentioned }];
  });
};

/** The restated balance as a claim at the end of the rows' last day. */
const claimOf = (omission: Omission, group: FilingGroup, rank: number): StandingRow => {
  const { row, filing } = finalOf(omission);
  const days = [...omission.restated, ...omission.unmentioned]
    .map((l) => inForce(l).effective.on)
    .sort();
  const claim = standingRow(
    row,
    filing,
    rank,
    { filing: group.home, rank },
    {
      on: days[days.length - 1] ?? dawn,
      basis: 'form-date',
      implausible: null,
    },
  );
  return { ...claim, delta: zero, restates: true };
};

const settleOmissions = (state: State, group: FilingGroup, { filing, rank }: Incoming): void => {
  if (!saysThatRowsGo(filing)) return;
  for (const omission of omissionsOf(group, filing)) {
    const { position, unmentioned } = omission;
    const decision = state.register.raise(unmentionedFinding(filing, omission));
    if (decision?.choice === 'rows-stand') continue;
    if (decision?.choice === 'rows-withdrawn') {
      const { id, reason, actor, recordedAt } = decision;
      for (const line of unmentioned) state.book.withdraw(line, { id, reason, actor, recordedAt });
    } else state.restatements.push({ position, row: claimOf(omission, group, rank), unmentioned });
  }
};

const applyLink = (state: State, incoming: Incoming, { best, others }: Linked): void => {
  const { book, register } = state;
  const group = book.groupOf(best.candidate.home);
  if (group === undefined) return;
  const { filing } = incoming;
  const restated = new Set(book.restate(group, incoming, best.pairs));
  restateElsewhere(state, incoming, restated, others);
  const added = filing.rows.filter((_, i) => !restated.has(i));
  book.place(group, incoming, added, 'added');
  book.join(group, filing);
  settleOmissions(state, group, incoming);
  for (const finding of competingFindings(group, filing)) register.raise(finding);
};

// ---- taking an amendment ----

const takeOrphan = (state: State, incoming: Incoming): void => {
  const decision = askAbout(state, incoming.filing, orphanFinding(incoming.filing));
  if (decision?.choice === 'hold-out') state.book.holdOut(incoming, 'orphan-amendment');
  else placeAlone(state, incoming);
};

/** Positions that an amendment would change, whichever of the filings tied it amends. */
const positionsAtStake = (
  { book }: State,
  amendment: KnownFiling,
  tied: ReadonlyArray<WeighedCandidate>,
): Finding['touches'] =>
  tied.flatMap((w) =>
    w.pairs.flatMap(({ amended, target }) => {
      const line = book.groupOf(w.candidate.home)?.lines[target];
      const position = line === undefined ? null : inForce(line).position;
      const row = amendment.rows[amended];
      return position === null || row === undefined
        ? []
        : [
            {
              positionId: position.id,
              from: effectiveDay(row, amendment, w.candidate.home).on,
            },
          ];
    }),
  );

const takeTied = (
  state: State,
  incoming: Incoming,
  link: Extract<Link, { kind: 'ambiguous' }>,
): void => {
  const { filing } = incoming;
  const touches = positionsAtStake(state, filing, link.tied);
  const decision = askAbout(state, filing, ambiguousFinding(filing, link.tied, touches));
  const chosen = link.tied.find((w) => w.candidate.home.accession === decision?.choice);
  if (chosen !== undefined) {
    const byDecision = linkByDecision(filing, chosen.candidate);
    recordLink(state, filing, byDecision, true);
    return applyLink(state, incoming, byDecision);
  }
  recordLink(state, filing, link, decision !== null);
  if (decision?.choice === 'stand-alone') placeAlone(state, incoming);
  else state.book.holdOut(incoming, 'ambiguous-amendment');
};

const takeLinked = (state: State, incoming: Incoming, link: Linked): void => {
  const doubt = box4Finding(incoming.filing, link.best);
  const decision = doubt === null ? null : askAbout(state, incoming.filing, doubt);
  recordLink(state, incoming.filing, link, decision !== null);
  if (decision?.choice === 'stand-alone') placeAlone(state, incoming);
  else applyLink(state, incoming, link);
};

/**
 * What an amendment amends: one of the insider's own filings, or where it is filed together with
 * others and the insider reported nothing like it before, one of theirs.
 */
const linkOf = (state: State, incoming: Incoming): Link => {
  const { filing } = incoming;
  const groups = state.book.groupsAbout(filing, daysToSearch(filing), accessionsNamed(filing));
  const among = (some: ReadonlyArray<FilingGroup>): Link =>
    linkAmendment(filing, some.map(asCandidate), fitsArithmetic(state, incoming));
  const link = among(groups.filter(isReported));
  if (link.kind !== 'orphan' || filing.header.owners.length < 2) return link;
  const heard = groups.filter((group) => !isReported(group));
  if (heard.length === 0) return link;
  // Where a co-owner's stream can tell, by balances or an operator's decision, it tells for all.
  const home = state.linkedElsewhere(filing.accession);
  const told = heard.find((group) => group.home.accession === home);
  return told === undefined ? among(heard) : linkByDecision(filing, asCandidate(told));
};

/** Takes in what only co-owners reported: nothing of it counts, an amendment may yet refer to it. */
const hear = ({ book }: State, incoming: Incoming): void => {
  const { filing } = incoming;
  const groups = filing.amendment
    ? book.groupsAbout(filing, daysToSearch(filing), accessionsNamed(filing))
    : [];
  const candidates = groups.filter((group) => group.home.ofCoOwner).map(asCandidate);
  const link = linkAmendment(filing, candidates, () => false);
  const isLinked = link.kind === 'exact' || link.kind === 'inferred';
  const group = isLinked ? book.groupOf(link.best.candidate.home) : undefined;
  if (group === undefined || !isLinked) book.hear(incoming);
  else {
    book.restate(group, incoming, link.best.pairs);
    book.join(group, filing);
  }
};

const takeAmendment = (state: State, incoming: Incoming): void => {
  const { filing } = incoming;
  const link = linkOf(state, incoming);
  if (link.kind === 'ambiguous') return takeTied(state, incoming, link);
  if (link.kind !== 'orphan') return takeLinked(state, incoming, link);
  recordLink(state, filing, link, false);
  takeOrphan(state, incoming);
};

/** A filing as its operators corrected it; the very same filing where they did not. */
const asCorrected = (filing: KnownFiling, rulings: Rulings): KnownFiling =>
  rulings.corrections.size > 0 && filing.rows.some((r) => rulings.corrections.has(r.row))
    ? { ...filing, rows: filing.rows.map((row) => corrected(row, rulings)), asFiled: filing.rows }
    : filing;

/** What stands, as filings are taken in. */
export interface Resolver {
  /**
   * Grows with every filing taken; another one where a filing tells of rows before it that they
   * are of another lot than the one that they stood in.
   */
  readonly resolution: Resolution;
  /** Takes the next filing in known order, under the issuer's id that it was filed under. */
  take(filing: KnownFiling): void;
}

/** What later forms told of rows that fit several lots, by the rows. */
type Told = Map<string, LotTold>;

const resolverWith = (
  insider: string,
  rulings: Rulings,
  former: FormerPlaces | null,
  formerNames: FormerNames,
  linkedElsewhere: LinkedElsewhere,
  told: Told,
): Resolver => {
  const lots: LotAnswers = {
    answer: (question) => {
      const [{ id: first }, ...others] = question.lots;
      // Lots that are one holding by an operator's word are no question.
      const isOne = others.every(({ id }) => positions.holderOf(id) === positions.holderOf(first));
      if (isOne) return { lot: first, isSettled: true };
      const known = told.get(question.key) ?? null;
      const finding = ambiguousLotFinding(question, known, positions.holderOf);
      const choice = state.register.raise(finding)?.choice;
      const chosen = choice === undefined ? -1 : finding.choices.indexOf(choice);
      return {
        lot: known?.lot ?? question.lots[chosen]?.id ?? first,
        isSettled: known !== null || chosen >= 0,
      };
    },
    told: ({ key }, lot, by) => {
      told.set(key, { lot, by });
    },
  };
  const positions = joinedBook(
    positionBook(
      insider,
      (issuerId, title) => aliasOf(rulings, issuerId, title),
      rulings.splits,
      lots,
    ),
    rulings.joins,
    former === null ? null : former.idsOf,
  );
  const names = { insiders: [insider, ...(former?.insiders ?? [])], positions: positions.names };
  const state: State = {
    linkedElsewhere,
    book: lineBook(positions, rulings),
    originals: originals(),
    register: conflictRegister(names, rulings.decisions, formerNames),
    links: [],
    restatements: [],
    decided: new Map(),
  };
  const { book, links, register, restatements, decided } = state;
  let rank = 0;
  return {
    resolution: { book, links, findings: register.findings, restatements, decided, names },
    take: (filed) => {
      former?.take(filed);
      const filing = underRealIssuer(filed, rulings.identities.issuers);
      const incoming = { filing: asCorrected(filing, rulings), rank };
      rank += 1;
      if (filing.ofCoOwner) hear(state, incoming);
      else if (filing.amendment) takeAmendment(state, incoming);
      else takeOriginal(state, incoming);
    },
  };
};

/**
 * Takes all filings again, from the first, where one of them tells which lot rows before it are
 * of. What was told is kept, so that each question begins again at most once.
 */
const beginningAgain = (resolverKnowing: (told: Told) => Resolver): Resolver => {
  const told: Told = new Map();
  const taken: Array<KnownFiling> = [];
  let current = resolverKnowing(told);
  return {
    get resolution() {
      return current.resolution;
    },
    take: (filing) => {
      taken.push(filing);
      let known = told.size;
      current.take(filing);
      while (told.size > known) {
        known = told.size;
        current = resolverKnowing(told);
        for (const one of taken) current.take(one);
      }
    },
  };
};

/**
 * @param formerNames accession numbers that documents had before; grows as filings are taken.
 * @param linkedElsewhere what co-owners' streams say that an amendment amends.
 */
export const resolver = (
  insider: string,
  rulings: Rulings,
  formerNames: FormerNames = new Map(),
  linkedElsewhere: LinkedElsewhere = () => null,
): Resolver => {
  const alone = (identity: string, own: Rulings): Resolver =>
    beginningAgain((told) => resolverWith(identity, own, null, formerNames, linkedElsewhere, told));
  return beginningAgain((told) =>
    resolverWith(
      insider,
      rulings,
      formerPlaces(insider, rulings, alone),
      formerNames,
      linkedElsewhere,
      told,
    ),
  );
};

/** What amendments among an insider's filings amend: accession number by accession number. */
export const linksAmong = (
  insider: string,
  filings: ReadonlyArray<KnownFiling>,
  rulings: Rulings,
): ReadonlyMap<string, string> => {
  const own = resolver(insider, rulings);
  for (const filing of filings) own.take(filing);
  return new Map(
    own.resolution.links.flatMap(
      ({ amendment, home }): ReadonlyArray<readonly [string, string]> =>
        home === null ? [] : [[amendment.accession, home.accession]],
    ),
  );
};
