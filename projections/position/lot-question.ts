/**
 * Rows that fit several lots equally well, and what later forms tell of it. The rows stand in one
 * of the lots; what the others would be had they stood there is found by placing everything again.
 * A form tells where it plainly speaks of one of the lots, by wording and not by balance, and goes
 * on from a balance that only one placing leads to.
 */

import type { RowReported } from '../../src/event/catalogue.js';
import type { PositionId, RowId } from '../../src/event/identity.js';
import { type Day, dawn } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import type { KnownFiling } from '../known/knowledge.js';
import { effectiveDay } from '../known/reported-row.js';
import type { Position } from './position.js';
import { matchOf, type Splits } from './position-match.js';
import type { Cluster, CommonNotes, Ends } from './row-cluster.js';

/** Rows that may as well be of any of several lots. */
export interface LotQuestion {
  /** By its rows, which no other question has. */
  readonly key: string;
  readonly filing: KnownFiling;
  readonly rows: ReadonlyArray<RowReported>;
  readonly ends: Ends;
  /** Lots that fit, the one opened first first; each as it was before the rows. */
  readonly lots: readonly [Position, ...ReadonlyArray<Position>];
}

/** Where the rows go, by a lot's id; `isSettled` where no later form is asked any more. */
export interface LotAnswer {
  readonly lot: PositionId;
  readonly isSettled: boolean;
}

/** Who answers questions, and hears of it where a later form tells. */
export interface LotAnswers {
  answer(question: LotQuestion): LotAnswer;
  /** `by`: a row of the form that tells. */
  told(question: LotQuestion, lot: PositionId, by: RowId): void;
}

/** The lot opened first, and nothing is ever told. */
export const firstLot: LotAnswers = {
  answer: ({ lots: [first] }) => ({ lot: first.id, isSettled: true }),
  told: () => undefined,
};

export const questionKey = (rows: ReadonlyArray<RowReported>): string =>
  rows.map((r) => r.row).join(' ');

/** How much more of the wording must agree with one lot than with any other. */
const namesMin = 3;

/** The lot of which rows plainly speak, whatever balances say; null where they fit several. */
const lotNamed = (
  question: LotQuestion,
  cluster: Cluster,
  ends: Ends,
  common: CommonNotes,
  splits: Splits,
): Position | null => {
  const [best, next] = question.lots
    .map((lot) => ({
      lot,
      wording: matchOf(cluster, ends, lot, common, splits)?.wording ?? Number.NEGATIVE_INFINITY,
    }))
    .sort((a, b) => b.wording - a.wording);
  if (best === undefined || next === undefined) return null;
  return Number.isFinite(best.wording) && best.wording - next.wording >= namesMin ? best.lot : null;
};

const daysOf = (rows: ReadonlyArray<RowReported>, filing: KnownFiling): ReadonlyArray<Day> =>
  rows.map((row) => effectiveDay(row, filing, filing).on).sort();

/** A question that is open, with the lots that are still possible. */
interface Watched {
  readonly question: LotQuestion;
  readonly lot: PositionId;
  readonly lastDay: Day;
  possible: ReadonlyArray<PositionId>;
  /** Lots that later forms plainly spoke of: from then on their balance tells nothing more. */
  readonly spokenOf: Set<PositionId>;
}

export interface LotQuestions {
  /** Where the rows of a question go. */
  ask(question: LotQuestion): PositionId;
  /** Where each question's rows went, by its key. */
  readonly placed: ReadonlyMap<string, PositionId>;
  /** Hears a further document, before its rows are placed. */
  hear(
    filing: KnownFiling,
    clusters: ReadonlyArray<Cluster>,
    ends: ReadonlyArray<Ends>,
    common: CommonNotes,
  ): void;
  /** Hears a row of an amendment that restates one of those asked about. */
  hearRestated(row: RowId, cluster: Cluster, ends: Ends, common: CommonNotes): void;
}

/** The balance that a lot last stated, had a question's rows gone to another of its lots. */
export type StatedHad = (
  question: LotQuestion,
  went: PositionId,
  lot: PositionId,
) => Decimal | null;

/** @param stated what a lot last stated, as rows are placed. */
export const lotQuestions = (
  answers: LotAnswers,
  splits: Splits,
  stated: (lot: PositionId) => Decimal | null,
  statedHad: StatedHad,
): LotQuestions => {
  const watched = new Set<Watched>();
  const placed = new Map<string, PositionId>();

  const tell = (one: Watched, lot: PositionId, by: RowId): void => {
    watched.delete(one);
    answers.told(one.question, lot, by);
  };

  /** Balances from which a document plainly goes on, by the lot that it names. */
  const balancesNamed = (
    { question, spokenOf }: Watched,
    clusters: ReadonlyArray<Cluster>,
    ends: ReadonlyArray<Ends>,
    common: CommonNotes,
  ): ReadonlyMap<PositionId, { readonly before: Decimal; readonly row: RowId }> =>
    new Map(
      clusters.flatMap((cluster, c) => {
        const own = ends[c] as Ends;
        const lot = lotNamed(question, cluster, own, common, splits)?.id;
        const { before } = own;
        const row = cluster.rows[0]?.row;
        return lot === undefined || row === undefined || before === null || spokenOf.has(lot)
          ? []
          : [[lot, { before, row }] as const];
      }),
    );

  const hearDocument = (one: Watched, named: ReturnType<typeof balancesNamed>): void => {
    const { question, lot: went } = one;
    for (const lot of named.keys()) one.spokenOf.add(lot);
    const agree = one.possible.filter((possible) =>
      [...named].every(([lot, { before }]) => {
        const balance = possible === went ? stated(lot) : statedHad(question, possible, lot);
        return balance?.eq(before) === true;
      }),
    );
    if (agree.length === 0) return;
    one.possible = agree;
    const [by] = named.values();
    if (agree.length === 1 && by !== undefined) tell(one, agree[0] as PositionId, by.row);
  };

  return {
    placed,
    ask: (question) => {
      const { lot, isSettled } = answers.answer(question);
      placed.set(question.key, lot);
      if (!isSettled)
        watched.add({
          question,
          lot,
          lastDay: daysOf(question.rows, question.filing).at(-1) ?? dawn,
          possible: question.lots.map(({ id }) => id),
          spokenOf: new Set(),
        });
      return lot;
    },
    hear: (filing, clusters, ends, common) => {
      // An amendment speaks of the time of the report that it amends.
      if (watched.size === 0 || filing.amendment) return;
      for (const one of [...watched]) {
        const later = clusters.filter(
          ({ rows }) => (daysOf(rows, filing)[0] ?? dawn) > one.lastDay,
        );
        const named = balancesNamed(
          one,
          later,
          later.map((cluster) => ends[clusters.indexOf(cluster)] as Ends),
          common,
        );
        if (named.size > 0) hearDocument(one, named);
      }
    },
    hearRestated: (row, cluster, ends, common) => {
      for (const one of [...watched]) {
        if (!one.question.rows.some((r) => r.row === row)) continue;
        const lot = lotNamed(one.question, cluster, ends, common, splits);
        const by = cluster.rows[0]?.row;
        if (lot !== null && by !== undefined) tell(one, lot.id, by);
      }
    },
  };
};
