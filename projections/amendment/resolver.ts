/** What stands of an insider's filings, as they are taken in, in known order. */
import type { InsiderId } from '../../src/event/identity.js';
import { conflictRegister, type FormerNames, type Names } from '../conflict/conflict.js';
import { underRealIssuer } from '../known/identities.js';
import type { KnownFiling } from '../known/knowledge.js';
import { aliasOf, corrected, type Rulings } from '../known/rulings.js';
import { joinedBook } from '../position/joined.js';
import type { LotAnswers } from '../position/lot-question.js';
import { positionBook } from '../position/position-identity.js';
import { originals } from './duplicate-filing.js';
import { type FormerPlaces, formerPlaces } from './former-places.js';
import { lineBook } from './line-book.js';
import { ambiguousLotFinding, type LotTold } from './lot-conflict.js';
import { rowsReported } from './repeated-row.js';
import type { LinkedElsewhere, Resolution, Resolving } from './resolution.js';
import { takeFiling } from './taken-filing.js';

/** A filing as its operators corrected it; itself where they did not. */
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
  /** How often that was. */
  readonly begunAgain: number;
  /** Takes the next filing in known order, under the issuer's id that it was filed under. */
  take(filing: KnownFiling): void;
}

/** What later forms told of rows that fit several lots, by the rows. */
type Told = Map<string, LotTold>;

const resolverWith = (
  insider: InsiderId,
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
  const names: Names = {
    ids: [insider, ...(former?.insiders ?? [])],
    positions: positions.names,
  };
  const state: Resolving = {
    linkedElsewhere,
    book: lineBook(positions, rulings),
    originals: originals(),
    reported: rowsReported(),
    register: conflictRegister(names, rulings.decisions, formerNames),
    links: [],
    restatements: [],
    decided: new Map(),
  };
  const { book, links, register, restatements, decided } = state;
  let rank = 0;
  return {
    begunAgain: 0,
    resolution: { book, links, findings: register.findings, restatements, decided, names },
    take: (filed) => {
      former?.take(filed);
      const filing = underRealIssuer(filed, rulings.identities.issuers);
      const incoming = { filing: asCorrected(filing, rulings), rank };
      rank += 1;
      takeFiling(state, incoming);
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
  let begunAgain = 0;
  return {
    get resolution() {
      return current.resolution;
    },
    get begunAgain() {
      return begunAgain;
    },
    take: (filing) => {
      taken.push(filing);
      let known = told.size;
      current.take(filing);
      while (told.size > known) {
        known = told.size;
        begunAgain += 1;
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
  insider: InsiderId,
  rulings: Rulings,
  formerNames: FormerNames = new Map(),
  linkedElsewhere: LinkedElsewhere = () => null,
): Resolver => {
  const alone = (identity: InsiderId, own: Rulings): Resolver =>
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
  insider: InsiderId,
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
