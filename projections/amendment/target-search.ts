/** Which filing an amendment amends, among those that have to do with its days and numbers. */
import { balance } from '../balance/balanced-class.js';
import { outcomeOf } from '../balance/entry.js';
import { lotOf } from '../balance/lot.js';
import { standingRow } from '../balance/standing-row.js';
import { effectiveDay } from '../known/reported-row.js';
import { firstOf, inForce } from '../line/line.js';
import {
  accessionsNamed,
  type Candidate,
  daysToSearch,
  type Link,
  linkAmendment,
  linkByDecision,
  type WeighedCandidate,
} from './amendment-link.js';
import { type FilingGroup, isReported, restatable } from './filing-group.js';
import type { Incoming } from './line-book.js';
import type { Resolving } from './resolution.js';

const asCandidate = (group: FilingGroup): Candidate => ({
  home: group.home,
  documents: group.documents,
  rows: restatable(group).map((line) => inForce(line).row),
});

/** Whether the balances of an amendment's rows are right where they restate this group's. */
const fitsArithmetic =
  (state: Resolving, { filing, rank }: Incoming) =>
  (weighed: WeighedCandidate): boolean => {
    const group = state.book.groupOf(weighed.candidate.home);
    if (group === undefined || weighed.pairs.length === 0) return false;
    const lines = restatable(group);
    return weighed.pairs.every(({ amended, target }) => {
      const line = lines[target];
      const row = filing.rows[amended];
      const position = line === undefined ? null : inForce(line).position;
      if (line === undefined || row === undefined || position === null) return false;
      const others = [...state.book.linesOf(position)].filter((l) => l !== line);
      const trial = lotOf(others, position);
      const home = { filing: line.home, rank: line.homeRank };
      const effective = effectiveDay(row, filing, line.home);
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

/**
 * What an amendment amends: one of the insider's own filings, or where it is filed together with
 * others and the insider reported nothing like it before, one of theirs.
 */
export const linkOf = (state: Resolving, incoming: Incoming): Link => {
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

/** The same among what only co-owners reported: by the rows alone. */
export const heardLinkOf = ({ book }: Resolving, { filing }: Incoming): Link => {
  const groups = filing.amendment
    ? book.groupsAbout(filing, daysToSearch(filing), accessionsNamed(filing))
    : [];
  const candidates = groups.filter((group) => group.home.ofCoOwner).map(asCandidate);
  return linkAmendment(filing, candidates, () => false);
};
