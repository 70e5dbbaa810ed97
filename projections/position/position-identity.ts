/**
 * Which rows speak of one position. No key taken from a single row is enough: too narrow a key
 * splits a position whenever the wording changes, too wide a key merges two holders whom only a
 * footnote tells apart. So rows are first put together by what they plainly share (issuer, table,
 * title, direct or indirect), and inside such a family positions are told apart only where the
 * documents make it necessary: by who holds, by terms and the footnotes in their place, by
 * balances that continue, and at last by standing twice in one document.
 */
import { createHash } from 'node:crypto';
import type { RowReported } from '../../src/event/catalogue.js';
import {
  type InsiderId,
  type IssuerId,
  type PositionId,
  positionIdOf,
  type RowId,
  slug,
} from '../../src/event/identity.js';
import type { Decimal } from '../../src/filing/decimal.js';
import type { KnownFiling } from '../known/knowledge.js';
import { unitOf } from '../known/reported-row.js';
import { canonicalNature, canonicalTitle, isCutOf, plainWords } from '../known/security-title.js';
import { relateHolders } from './holder.js';
import {
  firstLot,
  type LotAnswers,
  type LotQuestions,
  lotQuestions,
  questionKey,
  type StatedHad,
} from './lot-question.js';
import type { Terms } from './lot-terms.js';
import { learn, learnTerms, type Position } from './position.js';
import {
  incompatible,
  isProven,
  type Match,
  matchOf,
  type Splits,
  termsScore,
} from './position-match.js';
import {
  type Cluster,
  type CommonNotes,
  clusterOf,
  clustersOf,
  type Ends,
  endsOf,
} from './row-cluster.js';

/** Resolves titles that an operator declared one class, per issuer. */
export type TitleAliases = (issuerId: IssuerId, title: string) => string;

export const noAliases: TitleAliases = (_issuer, title) => title;

const familyKey = (row: RowReported, title: string): string =>
  [row.issuerId, row.table, title, row.ownership.value ?? '?'].join('|');

/** Positions of one issuer, table, title and form of ownership. */
interface Family {
  readonly key: string;
  readonly positions: Array<Position>;
  readonly common: CommonNotes;
  /** Groups of lots that one holder has. */
  holders: number;
}

const nothing: Terms = {
  exercisePrice: null,
  exercisableOn: null,
  expiresOn: null,
  underlying: null,
};

/** Positions met so far, and the way to place more rows. Filings are given in known order. */
export interface PositionBook {
  /** The position of each row, new positions being opened where none fits. */
  place(filing: KnownFiling, rows: ReadonlyArray<RowReported>): ReadonlyMap<RowId, Position>;
  /** Puts a corrected row where the row it corrects stands, if it still speaks of that. */
  keepPlace(
    filing: KnownFiling,
    row: RowReported,
    position: Position,
    corrected: RowReported,
  ): boolean;
  readonly positions: ReadonlyArray<Position>;
}

/** What a book was given, so that it can be given again. */
type Given =
  | { readonly filing: KnownFiling; readonly rows: ReadonlyArray<RowReported> }
  | {
      readonly filing: KnownFiling;
      readonly row: RowReported;
      readonly positionId: PositionId;
      readonly corrected: RowReported;
    };

/**
 * @param insider whose positions: part of every position's id.
 * @param aliases titles that an operator declared one class.
 * @param splits that an operator recorded: they change the price of an option.
 * @param answers says which lot takes rows that fit several.
 */
export const positionBook = (
  insider: InsiderId,
  aliases: TitleAliases = noAliases,
  splits: Splits = [],
  answers: LotAnswers = firstLot,
): PositionBook => {
  const families = new Map<string, Family>();
  const positions: Array<Position> = [];
  const ids = new Set<PositionId>();
  const given: Array<Given> = [];
  /** Titles as filed, by issuer and table, under the title by which they are compared. */
  const titles = new Map<string, Map<string, string>>();

  /** The title of its class: where a limit cut it short, the only one that it begins. */
  const classTitle = (row: RowReported): string => {
    const filed = row.security.value ?? '';
    const title = aliases(row.issuerId, canonicalTitle(filed));
    const place = `${row.issuerId}|${row.table}`;
    let known = titles.get(place);
    if (known === undefined) {
      known = new Map();
      titles.set(place, known);
    }
    if (known.has(title)) return title;
    const whole = [...known].filter(([, other]) => isCutOf(filed, other));
    if (whole.length === 1 && whole[0] !== undefined) return whole[0][0];
    const cut = [...known].filter(([, other]) => isCutOf(other, filed));
    if (cut.length === 1 && cut[0] !== undefined) return cut[0][0];
    known.set(title, filed);
    return title;
  };

  const familyOf = (row: RowReported): string => familyKey(row, classTitle(row));

  const statedIn = (all: ReadonlyArray<Position>, lot: PositionId): Decimal | null =>
    all.find(({ id }) => id === lot)?.stated ?? null;

  /** Everything again, with the rows of one question in another lot. */
  const statedHad: StatedHad = ({ key }, went, lot) => {
    const again = positionBook(insider, aliases, splits, {
      ...firstLot,
      answer: (question) => ({
        lot:
          question.key === key ? went : (questions.placed.get(question.key) ?? question.lots[0].id),
        isSettled: true,
      }),
    });
    for (const one of given) {
      if ('rows' in one) again.place(one.filing, one.rows);
      else {
        const position = again.positions.find(({ id }) => id === one.positionId);
        if (position !== undefined) again.keepPlace(one.filing, one.row, position, one.corrected);
      }
    }
    return statedIn(again.positions, lot);
  };

  const questions: LotQuestions = lotQuestions(
    answers,
    splits,
    (lot) => statedIn(positions, lot),
    statedHad,
  );

  const idFor = (family: string, cluster: Cluster): PositionId => {
    const row = cluster.rows[0] as RowReported;
    const { exercisePrice, expiresOn, exercisableOn } = cluster.terms ?? nothing;
    const nature = canonicalNature(row.nature.value);
    const plain = [
      row.issuerId,
      slug(plainWords(row.security.value)),
      ...(unitOf(row) === 'value' ? ['value'] : []),
      row.ownership.value ?? 'unknown',
      ...(nature === '' ? [] : [slug(nature)]),
      ...(row.table === 'I' ? [] : ['II']),
      ...(exercisePrice === null ? [] : [`at-${exercisePrice.toFixed()}`]),
      ...(expiresOn === null ? [] : [expiresOn]),
    ].join('/');
    const own = positionIdOf(insider, plain);
    if (!ids.has(own)) return own;
    const { texts } = cluster.holder;
    const told = [family, exercisableOn ?? '', ...texts, ...cluster.lotNotes].join('\n');
    const tag = createHash('sha256').update(told).digest('hex').slice(0, 6);
    let id = positionIdOf(insider, `${plain}~${tag}`);
    for (let copy = 2; ids.has(id); copy++) id = positionIdOf(insider, `${plain}~${tag}.${copy}`);
    return id;
  };

  /** Lots of a holder already met, or of one more. */
  const lotsOf = (family: Family, cluster: Cluster): string => {
    const same = family.positions.find(
      (p) => relateHolders(p.holder, cluster.holder, family.common.holders) === 'same',
    );
    if (same !== undefined) return same.lots;
    family.holders += 1;
    return `${family.key}#${family.holders}`;
  };

  /** A footnote that stands on two lots tells neither from the other. */
  const learnCommonLots = (family: Family, cluster: Cluster): void => {
    if (cluster.terms === null) return;
    for (const note of cluster.lotNotes)
      if (family.positions.some((p) => p.lotNotes.includes(note)))
        family.common.lots.onSeveral.add(note);
  };

  const openPosition = (family: Family, cluster: Cluster): Position => {
    const first = cluster.rows[0] as RowReported;
    const id = idFor(family.key, cluster);
    ids.add(id);
    const position: Position = {
      id,
      family: family.key,
      lots: lotsOf(family, cluster),
      issuerId: first.issuerId,
      kind: first.table === 'I' ? 'share' : 'derivative',
      unit: cluster.unit ?? unitOf(first),
      counted: cluster.unit === null,
      ownership: first.ownership.value,
      holder: cluster.holder,
      terms: cluster.terms,
      earlierPrices: [],
      laterPrices: [],
      spokenOn: cluster.on,
      spokenIn: new Set(),
      lotNotes: cluster.lotNotes,
      stated: null,
      first,
    };
    learnCommonLots(family, cluster);
    family.positions.push(position);
    positions.push(position);
    return position;
  };

  const matchesOf = (
    family: Family,
    clusters: ReadonlyArray<Cluster>,
    ends: ReadonlyArray<Ends>,
  ): ReadonlyArray<Match> =>
    clusters
      .flatMap((cluster, c) =>
        family.positions.map((position, p) => ({
          match: matchOf(cluster, ends[c] as Ends, position, family.common, splits),
          c,
          p,
        })),
      )
      .filter((m): m is typeof m & { match: Match } => m.match !== null)
      .sort((a, b) => b.match.score - a.match.score || a.c - b.c || a.p - b.p)
      .map(({ match }) => match);

  const placeFamily = (
    filing: KnownFiling,
    family: Family,
    clusters: ReadonlyArray<Cluster>,
    placed: Map<RowId, Position>,
  ): void => {
    const ends = clusters.map(endsOf);
    questions.hear(filing, clusters, ends, family.common);
    const matches = matchesOf(family, clusters, ends);
    const meeting = matches.filter((m) => m.continues);
    const settled = new Map<Cluster, Position>();
    const taken = new Set<Position>();
    for (const match of matches) {
      const { cluster, position } = match;
      if (settled.has(cluster) || taken.has(position)) continue;
      const rivals = {
        alone: matches.every(
          (m) =>
            m === match ||
            (m.cluster !== cluster && m.position !== position) ||
            (m.cluster !== cluster && settled.has(m.cluster)) ||
            (m.position !== position && taken.has(m.position)),
        ),
        onlyMeeting: meeting.every(
          (m) => m === match || (m.cluster !== cluster && m.position !== position),
        ),
        namesAnother: matches.some((m) => m.cluster === cluster && m.lots === 'same'),
      };
      if (!isProven(match, rivals)) continue;
      const equals = matches.filter(
        (m) =>
          m.cluster === cluster &&
          m.position !== position &&
          m.score === match.score &&
          !taken.has(m.position),
      );
      const lots = [position, ...equals.map((m) => m.position)] as const;
      const lot =
        equals.length === 0
          ? undefined
          : questions.ask({
              key: questionKey(cluster.rows),
              filing,
              rows: cluster.rows,
              ends: ends[clusters.indexOf(cluster)] as Ends,
              lots: [{ ...position }, ...equals.map((m) => ({ ...m.position }))],
            });
      const into = lots.find(({ id }) => id === lot) ?? position;
      settled.set(cluster, into);
      taken.add(into);
    }
    for (const [c, cluster] of clusters.entries()) {
      const position = settled.get(cluster) ?? openPosition(family, cluster);
      learn(position, cluster, ends[c] as Ends);
      for (const row of cluster.rows) placed.set(row.row, position);
    }
  };

  const familyAt = (key: string): Family => {
    let family = families.get(key);
    if (family === undefined) {
      family = {
        key,
        positions: [],
        common: {
          holders: new Set(),
          lots: { everywhere: new Set(), onSeveral: new Set() },
        },
        holders: 0,
      };
      families.set(key, family);
    }
    return family;
  };

  return {
    positions,
    place: (filing, rows) => {
      const placed = new Map<RowId, Position>();
      const byFamily = new Map<string, Array<RowReported>>();
      for (const row of rows) {
        const key = familyOf(row);
        const same = byFamily.get(key);
        if (same === undefined) byFamily.set(key, [row]);
        else same.push(row);
      }
      for (const [key, same] of byFamily) {
        const family = familyAt(key);
        placeFamily(
          filing,
          family,
          clustersOf(same, filing, family.common, family.positions),
          placed,
        );
      }
      given.push({ filing, rows });
      return placed;
    },
    keepPlace: (filing, row, position, corrected) => {
      const cluster = clusterOf(row, filing);
      given.push({ filing, row, positionId: position.id, corrected });
      questions.hearRestated(
        corrected.row,
        cluster,
        endsOf(cluster),
        familyAt(position.family).common,
      );
      if (familyOf(row) !== position.family) return false;
      if (termsScore(cluster, position, splits) === incompatible) return false;
      const { common } = familyAt(position.family);
      if (relateHolders(cluster.holder, position.holder, common.holders) === 'different')
        return false;
      learnTerms(position, cluster);
      return true;
    },
  };
};
