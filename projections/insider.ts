/**
 * The fold: one insider's filings and rulings, seen from a vantage, to positions with every step
 * on which they stand, transactions with their versions, and the register of conflicts.
 */
import type { InsiderId, PositionId } from '../src/event/identity.js';
import type { Day } from '../src/filing/calendar.js';
import type { Retellings } from './amendment/copy.js';
import type { LinkedElsewhere, LinkRecord, Resolution } from './amendment/resolution.js';
import { resolver } from './amendment/resolver.js';
import type { Entries } from './balance/entry.js';
import { classBalances, splitsOfPosition } from './class-balances.js';
import { type Conflict, type Finding, registered } from './conflict/conflict.js';
import { conflictsSaid } from './conflict/said.js';
import { type SettledByJoin, settledByJoin } from './conflict/settled-by-join.js';
import { withEndings } from './explanation/ending.js';
import { type Explanations, explainer } from './explanation/explanation.js';
import { heldPositions } from './explanation/held.js';
import { findingsOf } from './finding/findings.js';
import { underRealIssuer } from './known/identities.js';
import { formDate, type KnownFiling, type Vantage, visibleFrom } from './known/knowledge.js';
import type { Said } from './known/ruling.js';
import type { Join, Rulings } from './known/rulings.js';
import type { Split } from './known/split.js';
import type { Line } from './line/line.js';
import type { Named } from './position/joined.js';
import type { Position } from './position/position.js';

export interface Holding {
  readonly position: Position;
  readonly entries: Entries;
  /** Of the entries, within one fold. */
  readonly version: string;
  /** What is said of each unexplained change, by its place among the entries. */
  readonly explanations: Explanations;
  /** Recorded splits of its class, oldest first, applied as filed or not yet. */
  readonly splits: ReadonlyArray<Split>;
}

/** Everything the ledger says of one insider from one vantage. */
export interface InsiderView {
  readonly insider: InsiderId;
  /** Those that the insider reported. */
  readonly filings: ReadonlyArray<KnownFiling>;
  readonly lines: ReadonlyArray<Line>;
  /** Rows that do not count since others tell the same, by the first rows of these. */
  readonly retellings: Retellings;
  readonly links: ReadonlyArray<LinkRecord>;
  readonly holdings: ReadonlyArray<Holding>;
  readonly conflicts: ReadonlyArray<Conflict>;
  /** Issuers of which the insider has declared the exit, with the form's date. */
  readonly exits: ReadonlyMap<string, Day>;
  readonly joins: ReadonlyArray<Join>;
  /** Questions that joins settled, by every id that they may have had. */
  readonly settled: ReadonlyArray<SettledByJoin>;
  /** Decisions by which filings were taken as they were, by accession number. */
  readonly decided: ReadonlyMap<string, Said>;
  /** What operators said of it by then, in force or not. */
  readonly rulings: Rulings;
  /** What ids stand for that were joined or are former ones; others stand for themselves. */
  readonly names: ReadonlyMap<string, Named>;
}

/** A fold that goes on: what each further filing changes is worked out, and nothing else. */
export interface InsiderFold {
  /** Takes the next filing in known order. */
  take(filing: KnownFiling): void;
  /** What is to be said now. Good until the next filing is taken: lines change in place. */
  view(): InsiderView & {
    /** Lines that are new or otherwise than in the view before. */
    readonly changed: ReadonlySet<Line>;
    /** Everything was folded again since the view before: all lines are new. */
    readonly isAnew: boolean;
  };
}

// ---- exits ----

const exitsOf = (filings: ReadonlyArray<KnownFiling>): ReadonlyMap<string, Day> => {
  const exits = new Map<string, Day>();
  for (const filing of filings) {
    const { issuerId, notSubjectToSection16 } = filing.header;
    if (notSubjectToSection16 === true) exits.set(issuerId, formDate(filing));
    else if (filing.family === '3') exits.delete(issuerId);
  }
  return exits;
};

const noExplanations: Explanations = new Map();

export const insiderFold = (
  insider: InsiderId,
  rulings: Rulings,
  linkedElsewhere?: LinkedElsewhere,
): InsiderFold => {
  const filings: Array<KnownFiling> = [];
  const former = new Map<string, ReadonlyArray<string>>();
  let taken = 0;
  const rows = resolver(insider, rulings, former, linkedElsewhere);
  let { resolution, begunAgain } = rows;
  let versions = 0;
  const nextVersion = (): string => {
    versions += 1;
    return String(versions);
  };
  let balances = classBalances(resolution, rulings, nextVersion);
  let findings = findingsOf(resolution.book.lines);
  const heldAs = heldPositions();
  const explain = explainer();
  const conflicts = conflictsSaid();
  let namesKnown = 0;
  let isAnew = false;

  /** Where a filing told of rows before it, everything is balanced again. */
  const meetResolution = (): void => {
    if (rows.begunAgain === begunAgain) return;
    begunAgain = rows.begunAgain;
    resolution = rows.resolution;
    balances = classBalances(resolution, rulings, nextVersion);
    findings = findingsOf(resolution.book.lines);
    conflicts.forget();
    namesKnown = 0;
    isAnew = true;
  };

  /** Findings of filings before may be about positions that others have taken over since. */
  const touchesNow = (finding: Finding): Finding => {
    const { book } = resolution;
    if (book.taken.length === 0) return finding;
    const now = (id: PositionId): PositionId =>
      book.taken.reduce((at, { from, into }) => (at === from.id ? into.id : at), id);
    return {
      ...finding,
      touches: finding.touches.map((t) => ({ ...t, positionId: now(t.positionId) })),
    };
  };

  const conflictOf = (finding: Finding): Conflict =>
    conflicts.of(finding, () =>
      registered(resolution.names, touchesNow(finding), rulings.decisions, former),
    );

  const restatementsNow = (): Resolution['restatements'] => {
    const { book, restatements } = resolution;
    return book.taken.length === 0
      ? restatements
      : restatements.map((r) => ({ ...r, position: book.holderOf(r.position) }));
  };

  /** What a position was once called may settle what was found before. */
  const meetNames = (): void => {
    const { count } = resolution.names.positions;
    if (count === namesKnown) return;
    namesKnown = count;
    conflicts.forget();
  };

  return {
    take: (filing) => {
      taken += 1;
      if (!filing.ofCoOwner) filings.push(underRealIssuer(filing, rulings.identities.issuers));
      if (filing.otherNames.length > 0) former.set(filing.accession, filing.otherNames);
      rows.take(filing);
    },
    view: () => {
      meetResolution();
      meetNames();
      const { book, links, names } = resolution;
      const wasAnew = isAnew;
      isAnew = false;
      const changed = book.changed();
      const restatements = restatementsNow();
      const balanced = [...balances.after(changed, taken)].map(([position, now]) =>
        heldAs(position, now),
      );
      const held = withEndings(balanced, restatements, heldAs, explain);
      const explained = explain(held, restatements);
      const found = findings.after(changed, held, explained);
      return {
        insider,
        filings,
        lines: book.lines,
        retellings: book.retellings,
        links,
        holdings: held.map(
          ({ position, entries, version }): Holding => ({
            position,
            entries,
            version,
            explanations: explained.get(position) ?? noExplanations,
            splits: splitsOfPosition(position, rulings),
          }),
        ),
        conflicts: [...resolution.findings, ...found].map(conflictOf),
        exits: exitsOf(filings),
        joins: rulings.joins,
        settled: settledByJoin(names, rulings.joins),
        decided: resolution.decided,
        rulings,
        names: names.positions.all(),
        changed,
        isAnew: wasAnew,
      };
    },
  };
};

/**
 * Folds one insider. `filings` in known order, whole, with those of co-owners that an amendment
 * may refer to; `vantage` says how much of them is seen.
 */
export const foldInsider = (
  insider: InsiderId,
  filings: ReadonlyArray<KnownFiling>,
  rulings: Rulings,
  vantage: Vantage,
  linkedElsewhere?: LinkedElsewhere,
): InsiderView => {
  const fold = insiderFold(insider, rulings, linkedElsewhere);
  for (const filing of visibleFrom(filings, vantage)) fold.take(filing);
  return fold.view();
};
