/** A filing as it is taken in: what it opens, restates, adds or leaves in doubt. */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Accession } from '../../src/filing/model.js';
import type { Finding } from '../conflict/conflict.js';
import { type KnownFiling, rowAsFiled } from '../known/knowledge.js';
import { effectiveDay } from '../known/reported-row.js';
import { inForce } from '../line/line.js';
import { changesBetween } from '../line/row-alignment.js';
import {
  ambiguousFinding,
  box4Finding,
  competingFindings,
  orphanFinding,
} from './amendment-conflict.js';
import { type Link, linkByDecision, restatedBy, type WeighedCandidate } from './amendment-link.js';
import { duplicateFinding, repetitionFinding, ruledApartFinding } from './duplicate-filing.js';
import { lineWith, restatable } from './filing-group.js';
import { heldBefore } from './held-before.js';
import type { CopiedRow, Incoming } from './line-book.js';
import { settleOmissions } from './omission.js';
import type { Repetition } from './repeated-row.js';
import { askAbout, type Resolving } from './resolution.js';
import { heardLinkOf, linkOf } from './target-search.js';

type Linked = Extract<Link, { kind: 'exact' | 'inferred' }>;

// ---- an original ----

/** A row as it is to count, and what it is a copy of. */
const copiedRow = (
  { book }: Resolving,
  first: KnownFiling,
  row: RowReported,
  of: RowReported,
): CopiedRow => {
  const group = book.groupOf(first);
  return { row, of, line: (group === undefined ? undefined : lineWith(group, of)) ?? null };
};

const rowsCopied = (
  state: Resolving,
  filing: KnownFiling,
  { first, rows }: Repetition,
): ReadonlyArray<CopiedRow> => {
  const copies = new Map(rows.map(({ row, of }) => [row.row, of]));
  return filing.rows.flatMap((row) => {
    const of = copies.get(row.row);
    return of === undefined ? [] : [copiedRow(state, first, row, of)];
  });
};

/** Where the rows repeated stand. */
const positionsRepeated = (
  filing: KnownFiling,
  copies: ReadonlyArray<CopiedRow>,
): Finding['touches'] =>
  copies.flatMap(({ row, line }) => {
    const position = line === null ? null : inForce(line).position;
    return position === null
      ? []
      : [{ positionId: position.id, from: effectiveDay(row, filing, filing).on }];
  });

/** Rows that an earlier form reported already, unless that was decided otherwise. */
const copiesIn = (state: Resolving, filing: KnownFiling): ReadonlyArray<CopiedRow> =>
  state.reported.repeatedBy(filing).flatMap((repetition) => {
    const copies = rowsCopied(state, filing, repetition);
    const touches = positionsRepeated(filing, copies);
    const decision = askAbout(state, filing, repetitionFinding(repetition, filing, touches));
    const areCopies = decision === null ? repetition.isTelling : decision.choice !== 'distinct';
    return areCopies ? copies : [];
  });

/**
 * Whether a copy, or what it is a copy of, was corrected since and not the other. What was filed
 * alike is one deed still, but nobody is to correct what does not count without being told.
 */
const isRuledDistinct = (state: Resolving, filing: KnownFiling, copy: CopiedRow): boolean => {
  // A copy that is withdrawn counts as none, whatever was said of the other.
  if (state.book.isWithdrawn(copy.row)) return false;
  const line = copy.line === null ? null : state.book.standInFor(copy.line);
  // Of what is withdrawn the copy counts, as it was ruled.
  if (line === null || line.withdrawal !== null) return false;
  const first = inForce(line);
  const ruled = new Set(
    [
      ...changesBetween(rowAsFiled(filing, copy.row), copy.row),
      ...changesBetween(rowAsFiled(first.filing, first.row), first.row),
    ].map(({ field }) => field),
  );
  if (ruled.size === 0) return false;
  const apart = changesBetween(first.row, copy.row).filter(({ field }) => ruled.has(field));
  if (apart.length === 0) return false;
  const touches = positionsRepeated(filing, [copy]);
  const finding = ruledApartFinding(first.row, copy.row, apart, touches);
  return askAbout(state, filing, finding)?.choice === 'distinct';
};

const notRuledDistinct = (
  state: Resolving,
  filing: KnownFiling,
  copies: ReadonlyArray<CopiedRow>,
): ReadonlyArray<CopiedRow> => copies.filter((copy) => !isRuledDistinct(state, filing, copy));

/** Counts what is new of a form; whatever amends the rest of it speaks of the lines repeated. */
const placeBeside = (
  { book }: Resolving,
  incoming: Incoming,
  copies: ReadonlyArray<CopiedRow>,
): void => {
  const copied = new Set(copies.map(({ row }) => row));
  const group = book.open(incoming);
  const rows = incoming.filing.rows.filter((row) => !copied.has(row));
  book.place(group, incoming, rows, 'original');
  if (copies.length > 0) book.holdCopies(incoming, copies);
};

const placeAlone = (state: Resolving, incoming: Incoming): void => placeBeside(state, incoming, []);

/** A whole form that was filed before: nothing amends it but what amends that. */
const takeTwin = (state: Resolving, incoming: Incoming, twin: KnownFiling): void => {
  const { rows } = incoming.filing;
  const copies = notRuledDistinct(
    state,
    incoming.filing,
    rows.flatMap((row, i) => {
      const of = twin.rows[i];
      return of === undefined ? [] : [copiedRow(state, twin, row, of)];
    }),
  );
  if (copies.length < rows.length) placeBeside(state, incoming, copies);
  else state.book.holdCopies(incoming, copies);
};

const takeOriginal = (state: Resolving, incoming: Incoming): void => {
  const { filing } = incoming;
  const twin = state.originals.twinOf(filing);
  if (twin !== null) {
    const decision = askAbout(state, filing, duplicateFinding(twin, filing));
    if (decision?.choice !== 'distinct') return takeTwin(state, incoming, twin);
  }
  const repeated = twin === null ? copiesIn(state, filing) : [];
  state.originals.remember(filing);
  state.reported.remember(filing, filing);
  placeBeside(state, incoming, notRuledDistinct(state, filing, repeated));
};

// ---- an amendment ----

const recordLink = (
  state: Resolving,
  amendment: KnownFiling,
  link: Link,
  decided: boolean,
): void => {
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

/** Rows left over that plainly restate rows of another filing: one amendment for two filings. */
const restateElsewhere = (
  { book }: Resolving,
  incoming: Incoming,
  restated: Set<number>,
  others: ReadonlyArray<WeighedCandidate>,
): void => {
  for (const other of others) {
    if (restated.size === incoming.filing.rows.length) return;
    const dated = other.evidence.some((e) => e.kind.startsWith('box4-') || e.kind === 'text');
    const group = book.groupOf(other.candidate.home);
    if (!dated || group === undefined) continue;
    const lines = restatable(group);
    const stands = (target: number): boolean => {
      const line = lines[target];
      return line !== undefined && inForce(line).row === other.candidate.rows[target];
    };
    const left = restatedBy(incoming.filing, other, heldBefore(book, group)).filter(
      (p) => !restated.has(p.amended) && stands(p.target),
    );
    if (left.length === 0) continue;
    for (const i of book.restate(group, incoming, left)) restated.add(i);
    book.join(group, incoming.filing);
  }
};

const applyLink = (state: Resolving, incoming: Incoming, { best, others }: Linked): void => {
  const { book, register } = state;
  const group = book.groupOf(best.candidate.home);
  if (group === undefined) return;
  const { filing } = incoming;
  const restated = new Set(
    book.restate(group, incoming, restatedBy(filing, best, heldBefore(book, group))),
  );
  restateElsewhere(state, incoming, restated, others);
  const added = filing.rows.filter((_, i) => !restated.has(i));
  book.place(group, incoming, added, 'added');
  book.join(group, filing);
  state.reported.remember(filing, group.home);
  settleOmissions(state, group, incoming);
  for (const finding of competingFindings(group, filing)) register.raise(finding);
};

const takeOrphan = (state: Resolving, incoming: Incoming): void => {
  const decision = askAbout(state, incoming.filing, orphanFinding(incoming.filing));
  if (decision?.choice === 'hold-out') state.book.holdOut(incoming, 'orphan-amendment');
  else placeAlone(state, incoming);
};

/** Positions that an amendment would change, whichever of the filings tied it amends. */
const positionsAtStake = (
  { book }: Resolving,
  amendment: KnownFiling,
  tied: ReadonlyArray<WeighedCandidate>,
): Finding['touches'] =>
  tied.flatMap((w) =>
    w.pairs.flatMap(({ amended, target }) => {
      const group = book.groupOf(w.candidate.home);
      const line = group === undefined ? undefined : restatable(group)[target];
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
  state: Resolving,
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

const takeLinked = (state: Resolving, incoming: Incoming, link: Linked): void => {
  const doubt = box4Finding(incoming.filing, link.best);
  const decision = doubt === null ? null : askAbout(state, incoming.filing, doubt);
  recordLink(state, incoming.filing, link, decision !== null);
  if (decision?.choice === 'stand-alone') placeAlone(state, incoming);
  else applyLink(state, incoming, link);
};

const takeAmendment = (state: Resolving, incoming: Incoming): void => {
  const { filing } = incoming;
  const link = linkOf(state, incoming);
  if (link.kind === 'ambiguous') return takeTied(state, incoming, link);
  if (link.kind !== 'orphan') return takeLinked(state, incoming, link);
  recordLink(state, filing, link, false);
  takeOrphan(state, incoming);
};

/** What only co-owners reported: nothing of it counts, an amendment may yet refer to it. */
const hear = (state: Resolving, incoming: Incoming): void => {
  const { book } = state;
  const link = heardLinkOf(state, incoming);
  const isLinked = link.kind === 'exact' || link.kind === 'inferred';
  const group = isLinked ? book.groupOf(link.best.candidate.home) : undefined;
  if (group === undefined || !isLinked) book.hear(incoming);
  else {
    book.restate(group, incoming, restatedBy(incoming.filing, link.best, heldBefore(book, group)));
    book.join(group, incoming.filing);
  }
};

/** Takes the next filing in known order, its rows as corrected. */
export const takeFiling = (state: Resolving, incoming: Incoming): void => {
  const { ofCoOwner, amendment } = incoming.filing;
  if (ofCoOwner) hear(state, incoming);
  else if (amendment) takeAmendment(state, incoming);
  else takeOriginal(state, incoming);
};
