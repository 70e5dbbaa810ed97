/** Short-swing profit and the window of a day, as answers word them. */

import type { BoundaryLeg } from '../../projections/short-swing/boundary.js';
import { hypotheticalMark } from '../../projections/short-swing/class-legs.js';
import { withoutRole } from '../../projections/short-swing/code-rule.js';
import type { Judged } from '../../projections/short-swing/judgement.js';
import type { SwingLeg, SwingPair } from '../../projections/short-swing/pair.js';
import type { OpenLeg, Prospect, WindowOfClass } from '../../projections/short-swing/prospect.js';
import type { RoleSpan } from '../../projections/short-swing/role.js';
import {
  barredAfter,
  readingSource,
  readingText,
  type WindowReading,
} from '../../projections/short-swing/window.js';
import type { ShortSwingClass } from '../../projections/short-swing.js';
import type { Day } from '../filing/calendar.js';
import { Decimal, printDecimal } from '../filing/decimal.js';
import type { InsiderAnswer, IssuerAnswer } from './party.js';

/** Said once in every answer that somebody could be blamed by. */
export const notice = 'computed from filings; not a legal finding';

/** What no filing tells and this does not look at. */
export const limits = ['deputization', 'groups', 'interest'] as const;

// ---- numbers ----

const cents = 2;
const placesMax = 10;

/** Dollars, to the cent where they are whole cents; else every digit there is, up to ten. */
export const moneyText = (value: Decimal): string => {
  const places = value.decimalPlaces();
  return places <= cents
    ? value.toFixed(cents)
    : places <= placesMax
      ? value.toFixed()
      : value.toFixed(cents);
};

/** Split-adjusted prices and numbers may not end. */
const plainText = (value: Decimal): string =>
  printDecimal(value.decimalPlaces() <= placesMax ? value : value.toDecimalPlaces(placesMax));

// ---- shapes ----

export interface WindowAnswer {
  readonly rule: string;
  readonly source: string;
}

export const windowAnswer = (reading: WindowReading): WindowAnswer => ({
  rule: readingText(reading),
  source: readingSource(reading),
});

export interface SwingLegAnswer {
  readonly row: string;
  readonly on: Day;
  /** Of one share, after splits. */
  readonly price: string;
}

export interface BoundaryLegAnswer extends Omit<SwingLegAnswer, 'price'> {
  /** Null where it is missing. */
  readonly price: string | null;
}

export interface SwingPairAnswer {
  readonly purchase: SwingLegAnswer;
  readonly sale: SwingLegAnswer;
  readonly shares: string;
  readonly gain: string;
  /** Actual prices, or a ceiling by the market prices of what underlies a derivative. */
  readonly basis: 'actual' | 'ceiling';
  /** The last day on which an opposite trade matches the earlier of the two. */
  readonly lastDay: Day;
  readonly realisedOn: Day;
  /** The day by which both were reported; null of a trade that was not done. */
  readonly reportedOn: Day | null;
  /** Two years after the profit was realised; a suit may be brought through that day. */
  readonly barredAfter: Day;
}

export interface ExemptAnswer {
  readonly row: string;
  readonly on: Day;
  readonly code: string | null;
  readonly rule: string;
  readonly basis: string;
}

export interface UndecidedAnswer {
  readonly row: string;
  readonly on: Day;
  readonly code: string | null;
  readonly why: string;
  /** What it would add, alone; null where a price or a number is missing. */
  readonly ifMatched: string | null;
}

export interface SwingFinding {
  readonly code: string;
  readonly row: string;
}

export interface ShortSwingClassAnswer {
  readonly security: string;
  /** Null where a price is missing that could change it; `atLeast` is without what it is of. */
  readonly exact: string | null;
  readonly atLeast: string;
  readonly liho: string;
  readonly shortfall: string;
  /** Everything matched that the forms leave open; null where a price is missing. */
  readonly upperBound: string | null;
  readonly bounds: { readonly low: string; readonly high: string } | null;
  readonly pairs: ReadonlyArray<SwingPairAnswer>;
  readonly certificate: {
    readonly prices: ReadonlyArray<{
      readonly row: string;
      readonly side: 'purchase' | 'sale';
      readonly perShare: string;
    }>;
    readonly bound: string;
    readonly verified: boolean;
  } | null;
  readonly boundary: ReadonlyArray<{
    readonly purchase: BoundaryLegAnswer;
    readonly sale: BoundaryLegAnswer;
    readonly gainPerShare: string | null;
    readonly matchesBy: ReadonlyArray<string>;
    readonly failsBy: ReadonlyArray<string>;
  }>;
  readonly exempt: ReadonlyArray<ExemptAnswer>;
  readonly undecided: ReadonlyArray<UndecidedAnswer>;
  readonly needsPrice: ReadonlyArray<{
    readonly row: string;
    readonly security: string;
    readonly on: Day;
    readonly why: string;
  }>;
  readonly findings: ReadonlyArray<SwingFinding>;
  /** Joint rows come with full numbers; a share of them is what was asked for. */
  readonly attribution: string;
}

export interface RoleAnswer {
  readonly role: string;
  readonly from: Day | null;
  readonly through: Day | null;
  readonly basis: string;
}

export interface NotApplicable {
  readonly rule: string;
  readonly why: string;
}

export interface WhatIfAnswer {
  readonly trade: string;
  readonly security: string | null;
  readonly before: string;
  readonly after: string;
  readonly adds: string;
  readonly pairs: ReadonlyArray<SwingPairAnswer>;
}

/** Of one insider at one issuer. */
export interface ShortSwingOfOne {
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly applies: boolean;
  readonly notApplicable: NotApplicable | null;
  readonly window: WindowAnswer;
  readonly classes: ReadonlyArray<ShortSwingClassAnswer>;
  readonly roles: ReadonlyArray<RoleAnswer>;
  readonly whatIf?: WhatIfAnswer;
  readonly limits: ReadonlyArray<string>;
}

// ---- wording ----

export const roleAnswers = (roles: ReadonlyArray<RoleSpan>): ReadonlyArray<RoleAnswer> =>
  roles.map(({ role, from, through, basis }) => ({ role, from, through, basis }));

/** The part of the profit that is the insider's own. */
export interface Attribution {
  readonly part: Decimal;
  readonly said: string;
}

export const inFull: Attribution = { part: new Decimal(1), said: 'full-as-reported' };

const boundaryAnswer = ({ row, on, price }: BoundaryLeg): BoundaryLegAnswer => ({
  row,
  on,
  price: price && plainText(price),
});

/** How a trade that was not done is called among rows. */
const whatIf = 'what-if';

const legAnswer = ({ row, on, price }: SwingLeg): SwingLegAnswer => ({
  row: row.startsWith(hypotheticalMark) ? whatIf : row,
  on,
  price: plainText(price),
});

export const pairAnswer = (pair: SwingPair, { part }: Attribution): SwingPairAnswer => ({
  purchase: legAnswer(pair.purchase),
  sale: legAnswer(pair.sale),
  shares: plainText(pair.shares),
  gain: moneyText(pair.gain.times(part)),
  basis: pair.basis,
  lastDay: pair.lastDay,
  realisedOn: pair.realisedOn,
  reportedOn: pair.reportedOn,
  barredAfter: barredAfter(pair.realisedOn),
});

const exemptAnswer = ({ trade, judgement }: Judged): ExemptAnswer => ({
  row: trade.row,
  on: trade.on,
  code: trade.code,
  rule: judgement.treatment === 'exempt' ? judgement.rule : '',
  basis: judgement.treatment === 'exempt' ? judgement.basis : '',
});

const whyOf = ({ trade, judgement }: Judged): string => {
  if (judgement.treatment !== 'depends') return '';
  const told = trade.line.versions[trade.line.versions.length - 1]?.row.coding?.footnotes ?? [];
  return trade.code === 'J' && told.length > 0 ? `described in ${told.join(', ')}` : judgement.why;
};

const findingsOf = (ofClass: ShortSwingClass): ReadonlyArray<SwingFinding> => [
  ...ofClass.undecided.flatMap(({ judged: { trade, judgement } }) =>
    judgement.treatment === 'depends' && judgement.why.startsWith(withoutRole)
      ? [{ code: withoutRole, row: trade.row }]
      : [],
  ),
  ...ofClass.priceZero.map((row) => ({ code: 'PRICE_ZERO', row })),
];

export const shortSwingClassAnswer = (
  ofClass: ShortSwingClass,
  attribution: Attribution,
  certificate: boolean,
): ShortSwingClassAnswer => {
  const money = (value: Decimal): string => moneyText(value.times(attribution.part));
  const perhaps = (value: Decimal | null): string | null => (value === null ? null : money(value));
  const { atLeast, lowestIn, bounds } = ofClass;
  return {
    security: ofClass.security,
    exact: perhaps(ofClass.exact),
    atLeast: money(atLeast),
    liho: money(lowestIn),
    shortfall: money(atLeast.minus(lowestIn)),
    upperBound: perhaps(ofClass.upperBound),
    bounds: bounds && { low: money(bounds.low), high: money(bounds.high) },
    pairs: ofClass.pairs.map((pair) => pairAnswer(pair, attribution)),
    certificate: certificate
      ? {
          prices: ofClass.certificate.prices.map(({ row, side, perShare }) => ({
            row,
            side,
            perShare: plainText(perShare.times(attribution.part)),
          })),
          bound: money(ofClass.certificate.bound),
          verified: ofClass.certificate.fault === null,
        }
      : null,
    boundary: ofClass.boundary.map(({ gain, ...pair }) => ({
      purchase: boundaryAnswer(pair.purchase),
      sale: boundaryAnswer(pair.sale),
      gainPerShare: gain === null ? null : plainText(gain.times(attribution.part)),
      matchesBy: pair.matchesBy,
      failsBy: pair.failsBy,
    })),
    exempt: ofClass.exempt.map(exemptAnswer),
    undecided: ofClass.undecided.map(({ judged, ifMatched }) => ({
      row: judged.trade.row,
      on: judged.trade.on,
      code: judged.trade.code,
      why: whyOf(judged),
      ifMatched: perhaps(ifMatched),
    })),
    needsPrice: ofClass.needsPrice,
    findings: findingsOf(ofClass),
    attribution: attribution.said,
  };
};

// ---- the window of a day ----

export interface OpenLegAnswer extends SwingLegAnswer {
  readonly side: 'purchase' | 'sale';
  readonly shares: string;
  readonly matched: string;
  readonly lastDay: Day;
}

export interface ProspectAnswer {
  /** Nothing is open that it would be matched with. */
  readonly free: boolean;
  /** A sale at or below it, a purchase at or above it, adds nothing, however large. */
  readonly safePrice: string | null;
  /** A share sold above it, or bought below it, adds to the profit. */
  readonly breakEven: string | null;
  readonly freeFrom: Day;
}

export interface WindowClassAnswer {
  readonly security: string;
  readonly open: ReadonlyArray<OpenLegAnswer>;
  readonly sale: ProspectAnswer;
  readonly purchase: ProspectAnswer;
  readonly needsPrice: ReadonlyArray<string>;
}

export interface WindowOfOne {
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly applies: boolean;
  readonly notApplicable: NotApplicable | null;
  readonly window: WindowAnswer;
  readonly classes: ReadonlyArray<WindowClassAnswer>;
  readonly roles: ReadonlyArray<RoleAnswer>;
  readonly limits: ReadonlyArray<string>;
}

const prospectAnswer = ({ isFree, safePrice, breakEven, freeFrom }: Prospect): ProspectAnswer => ({
  free: isFree,
  safePrice: safePrice && plainText(safePrice),
  breakEven: breakEven && plainText(breakEven),
  freeFrom,
});

const openAnswer = (leg: OpenLeg): OpenLegAnswer => ({
  ...legAnswer(leg),
  side: leg.side,
  shares: plainText(leg.shares),
  matched: plainText(leg.matched),
  lastDay: leg.lastDay,
});

export const windowClassAnswer = (ofClass: WindowOfClass): WindowClassAnswer => ({
  security: ofClass.security,
  open: ofClass.open.map(openAnswer),
  sale: prospectAnswer(ofClass.sale),
  purchase: prospectAnswer(ofClass.purchase),
  needsPrice: ofClass.needsPrice,
});
