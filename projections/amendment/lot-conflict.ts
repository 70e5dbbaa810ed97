/** Rows that fit several lots and name none of them: which of them they change. */
import type { PositionId, RowId } from '../../src/event/identity.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { type Detail, type Finding, findingOf } from '../conflict/conflict.js';
import { formDate } from '../known/knowledge.js';
import type { LotQuestion } from '../position/lot-question.js';
import type { Position } from '../position/position.js';

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');

/** What chooses a lot, in the order in which the lots were opened. */
export const lotChoice = (place: number): string => {
  const ordinal = ordinals[place];
  return ordinal === undefined ? `lot-${place + 1}` : `${ordinal}-lot`;
};

const print = (balance: Decimal | null): string | null => balance?.toFixed() ?? null;

/** What becomes of a lot if the rows are its own, in words. */
const effectOn = ({ stated }: Position, { ends: { before, after } }: LotQuestion): string => {
  if (after === null) return 'is changed by the rows, which do not say what is left';
  if (stated === null) return `held what no form says; it holds ${after.toFixed()} after the rows`;
  const change = `goes from ${stated.toFixed()} to ${after.toFixed()}`;
  return before === null || before.eq(stated)
    ? change
    : `${change}; the rows go on from ${before.toFixed()}, a difference of ${before.minus(stated).toFixed()}`;
};

const lotDetail = (lot: Position, place: number, question: LotQuestion): Detail => {
  const others = question.lots.filter((other) => other !== lot);
  return {
    choice: lotChoice(place),
    position: lot.id,
    openedBy: lot.first.row,
    statedBefore: print(lot.stated),
    statedAfter: print(question.ends.after),
    effect: `it ${effectOn(lot, question)}; ${others
      .map((o) => `${o.first.row} stays at ${print(o.stated) ?? 'what it was'}`)
      .join(', ')}`,
  };
};

/** What a later form told of it. */
export interface LotTold {
  /** The lot's id. */
  readonly lot: PositionId;
  /** A row of the form that told. */
  readonly by: RowId;
}

/** @param holderOf the position that has a lot's rows now. */
export const ambiguousLotFinding = (
  question: LotQuestion,
  told: LotTold | null,
  holderOf: (positionId: PositionId) => PositionId,
): Finding => {
  const { filing, rows, lots } = question;
  const ids = lots.map((lot) => lot.id);
  const names = rows.map((r) => r.row);
  return findingOf({
    type: 'AMBIGUOUS_LOT',
    severity: 'medium',
    about: [...names, ...ids],
    rows: names,
    issuerId: lots[0]?.issuerId ?? '',
    detail: {
      rows: names,
      positions: ids,
      lots: lots.map((lot, place) => lotDetail(lot, place, question)),
      ...(told === null ? {} : { settledBy: told.by, settledAs: lotChoice(ids.indexOf(told.lot)) }),
      meanwhile:
        "the rows count in the lot that was opened first; the lots' sum is right whichever it is",
    },
    choices: lots.map((_, place) => lotChoice(place)),
    touches: [...new Set(ids.map(holderOf))].map((positionId) => ({
      positionId,
      from: formDate(filing),
    })),
    closed: told !== null,
  });
};
