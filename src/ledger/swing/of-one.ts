/** What Section 16(b) takes of one insider at one issuer. */
import type { InsiderView } from '../../../projections/insider.js';
import type { Document, Retold } from '../../../projections/issuer.js';
import { canonicalTitle } from '../../../projections/known/security-title.js';
import { counts } from '../../../projections/line/line.js';
import { matchableOf } from '../../../projections/matchable.js';
import { hypotheticalMark, type Setting } from '../../../projections/short-swing/class-legs.js';
import type { Declared } from '../../../projections/short-swing/declared.js';
import type { MatchableClass } from '../../../projections/short-swing/judgement.js';
import { windowOfClass } from '../../../projections/short-swing/prospect.js';
import { type RoleSpan, standingOn } from '../../../projections/short-swing/role.js';
import type { WindowReading } from '../../../projections/short-swing/window.js';
import { addedBy, shortSwingOfClass } from '../../../projections/short-swing.js';
import { declaredIn } from '../../../projections/swing-declared.js';
import { fail, invalidArgument } from '../../answer/error.js';
import { retoldOf, sameRowsOf } from '../../answer/filing.js';
import type { Settled } from '../../answer/moment.js';
import { insiderAnswer, issuerAnswer } from '../../answer/party.js';
import {
  type Attribution,
  limits,
  moneyText,
  type NotApplicable,
  pairAnswer,
  roleAnswers,
  type ShortSwingOfOne,
  shortSwingClassAnswer,
  type WhatIfAnswer,
  type WindowOfOne,
  windowAnswer,
  windowClassAnswer,
} from '../../answer/short-swing.js';
import type { IssuerId } from '../../event/identity.js';
import type { Day } from '../../filing/calendar.js';
import { type Decimal, zero } from '../../filing/decimal.js';
import { compare } from '../../filing/order.js';
import type { Attributions, pricesIn, Supposed } from './terms.js';

/** 16(b) does not reach a foreign private issuer's securities (Rule 3a12-3(b)). */
const foreignPrivate = ({ foreignPrivate: spans }: Declared, on: Day): NotApplicable | null =>
  spans.some(({ from, through }) => from <= on && (through === null || on <= through))
    ? { rule: '3a12-3(b)', why: 'the issuer is a foreign private issuer, as declared' }
    : null;

/** Issuers that the insider reports on, by their ids. */
export const issuersOf = (view: InsiderView, only: IssuerId | null): ReadonlyArray<IssuerId> =>
  only !== null
    ? view.filings.some((f) => f.header.issuerId === only)
      ? [only]
      : []
    : [...new Set(view.filings.map((f) => f.header.issuerId))].sort(compare);

export const settingOf =
  (reading: WindowReading, prices: ReturnType<typeof pricesIn>) =>
  (view: InsiderView, issuerId: IssuerId, ofClass: MatchableClass): Setting => {
    const { symbol } = issuerAnswer(view, issuerId);
    const names = [ofClass.key, ofClass.security, ...(symbol === null ? [] : [symbol])];
    return { reading, market: prices(names) };
  };

const inOfficeOn = (roles: ReadonlyArray<RoleSpan>, on: Day): boolean =>
  standingOn(roles, on) !== 'after-office';

const classMeant = (
  classes: ReadonlyArray<MatchableClass>,
  security: string | null,
): MatchableClass | null => {
  if (security !== null) {
    const key = canonicalTitle(security);
    return (
      classes.find((c) => c.key === key || canonicalTitle(c.security) === key) ??
      fail(
        invalidArgument(
          `--what-if names ${security}; the classes are ${classes.map((c) => c.security).join(', ') || 'none'}`,
        ),
      )
    );
  }
  const traded = classes.filter((c) => c.judged.some(({ trade }) => trade.series === null));
  const [only, other] = traded.length > 0 ? traded : classes;
  return other === undefined
    ? (only ?? null)
    : fail(
        invalidArgument(
          `--what-if has to say of which class, "… of TITLE": ${traded.map((c) => c.security).join(', ')}`,
        ),
      );
};

export interface Said<A> {
  readonly answer: A;
  readonly rows: ReadonlyArray<{ readonly ofClass: MatchableClass; readonly setting: Setting }>;
  readonly documents: ReadonlyArray<Document>;
  /** What counts, with what tells it again on documents that others may have too. */
  readonly retold: ReadonlyArray<Retold>;
}

export interface Asking {
  readonly at: Settled;
  readonly from: Day | null;
  readonly setting: ReturnType<typeof settingOf>;
  readonly reading: WindowReading;
}

const found = (view: InsiderView, issuerId: IssuerId, { at, from }: Asking) => {
  const declared = declaredIn(view, issuerId);
  const matchable = matchableOf(view, issuerId, { from, through: at.asOf, declared });
  return { declared, ...matchable, notApplicable: foreignPrivate(declared, at.asOf) };
};

const whatIfOf = (
  { said, security, ...trade }: Supposed,
  classes: ReadonlyArray<MatchableClass>,
  roles: ReadonlyArray<RoleSpan>,
  setting: (ofClass: MatchableClass) => Setting,
  attribution: Attribution,
): WhatIfAnswer => {
  const ofClass = classMeant(classes, security);
  const { before, after, pairs } =
    ofClass === null
      ? { before: zero, after: zero, pairs: [] }
      : addedBy(ofClass, setting(ofClass), [{ ...trade, inOffice: inOfficeOn(roles, trade.on) }]);
  const money = (value: Decimal): string => moneyText(value.times(attribution.part));
  return {
    trade: said,
    security: ofClass?.security ?? null,
    before: money(before),
    after: money(after),
    adds: money(after.minus(before)),
    pairs: pairs
      .filter(({ purchase, sale }) =>
        [purchase, sale].some(({ row }) => row.startsWith(hypotheticalMark)),
      )
      .map((pair) => pairAnswer(pair, attribution)),
  };
};

/** Documents of an insider that others may have as well, with rows that count once. */
const documentsIn = ({ insider, filings }: InsiderView, issuerId: IssuerId) =>
  filings.flatMap((filing): ReadonlyArray<Document> => {
    const { accession, header } = filing;
    const sameRows = header.issuerId === issuerId ? sameRowsOf(filing) : null;
    return sameRows === null
      ? []
      : [{ accession, insider, sameRows, owners: header.owners.length }];
  });

export const shortSwingOfOne = (
  view: InsiderView,
  issuerId: IssuerId,
  asking: Asking,
  attributions: Attributions,
  { certificate, whatIf }: { readonly certificate: boolean; readonly whatIf: Supposed | null },
): Said<ShortSwingOfOne> => {
  const { roles, classes: all, notApplicable } = found(view, issuerId, asking);
  const classes = notApplicable === null ? all : [];
  const insider = insiderAnswer(view);
  const attribution = attributions(insider);
  const setting = (ofClass: MatchableClass) => asking.setting(view, issuerId, ofClass);
  return {
    answer: {
      insider,
      issuer: issuerAnswer(view, issuerId),
      applies: notApplicable === null,
      notApplicable,
      window: windowAnswer(asking.reading),
      classes: classes.map((ofClass) =>
        shortSwingClassAnswer(
          shortSwingOfClass(ofClass, setting(ofClass)),
          attribution,
          certificate,
        ),
      ),
      roles: roleAnswers(roles),
      ...(whatIf === null
        ? {}
        : { whatIf: whatIfOf(whatIf, classes, roles, setting, attribution) }),
      limits,
    },
    rows: classes.map((ofClass) => ({ ofClass, setting: setting(ofClass) })),
    documents: documentsIn(view, issuerId),
    retold: view.lines.filter(counts).map((line) => retoldOf(view, line)),
  };
};

export const windowOfOne = (
  view: InsiderView,
  issuerId: IssuerId,
  asking: Asking,
): Said<WindowOfOne> => {
  const { roles, classes, notApplicable } = found(view, issuerId, asking);
  const on = asking.at.asOf;
  return {
    answer: {
      insider: insiderAnswer(view),
      issuer: issuerAnswer(view, issuerId),
      applies: notApplicable === null,
      notApplicable,
      window: windowAnswer(asking.reading),
      classes: (notApplicable === null ? classes : [])
        .filter((c) => c.judged.some(({ judgement }) => judgement.treatment === 'match'))
        .map((ofClass) =>
          windowClassAnswer(
            windowOfClass(
              ofClass,
              asking.setting(view, issuerId, ofClass),
              on,
              inOfficeOn(roles, on),
            ),
          ),
        ),
      roles: roleAnswers(roles),
      limits,
    },
    rows: [],
    documents: [],
    retold: [],
  };
};
