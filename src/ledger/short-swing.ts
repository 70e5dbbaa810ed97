/** Asking what Section 16(b) takes: the greatest short-swing profit, and what a day's window holds. */
import type { InsiderView } from '../../projections/insider.js';
import { type Document, namingOf } from '../../projections/issuer.js';
import { canonicalTitle } from '../../projections/known/security-title.js';
import { matchableOf } from '../../projections/matchable.js';
import {
  type Hypothetical,
  hypotheticalMark,
  type MarketPrice,
  type Setting,
} from '../../projections/short-swing/class-legs.js';
import type { Declared } from '../../projections/short-swing/declared.js';
import type { MatchableClass } from '../../projections/short-swing/judgement.js';
import { windowOfClass } from '../../projections/short-swing/prospect.js';
import { type RoleSpan, standingOn } from '../../projections/short-swing/role.js';
import { stella, type WindowReading, windowReading } from '../../projections/short-swing/window.js';
import {
  addedBy,
  gainedOfRest,
  type SharesTaken,
  shortSwingOfClass,
} from '../../projections/short-swing.js';
import { declaredIn } from '../../projections/swing-declared.js';
import { fail, invalidArgument } from '../answer/error.js';
import { sameRowsOf } from '../answer/filing.js';
import { type Missing, missingOf } from '../answer/missing.js';
import { type Moment, type Settled, type Times, timesOf } from '../answer/moment.js';
import { insiderAnswer, issuerAnswer } from '../answer/party.js';
import {
  type Attribution,
  inFull,
  limits,
  moneyText,
  type NotApplicable,
  notice,
  pairAnswer,
  roleAnswers,
  type ShortSwingOfOne,
  shortSwingClassAnswer,
  type WhatIfAnswer,
  type WindowOfOne,
  windowAnswer,
  windowClassAnswer,
} from '../answer/short-swing.js';
import type { IssuerId } from '../event/identity.js';
import { type Day, isDay } from '../filing/calendar.js';
import { Decimal, parseDecimal, zero } from '../filing/decimal.js';
import { compare } from '../filing/order.js';
import { listOf } from './given-list.js';
import type { OpenLedger } from './open-ledger.js';
import type { Source, Subject } from './subject.js';

/** A market price of a day, for what the forms do not state. */
export interface PriceOfDay {
  /** Title of the security, or the issuer's symbol. */
  readonly security: string;
  readonly on: string;
  readonly price: string;
}

interface SwingTerms extends Source {
  /** `stella` where missing; `anniversary` or `days:N`. */
  readonly window?: string;
  readonly prices?: ReadonlyArray<PriceOfDay>;
}

interface ProfitTerms extends SwingTerms, Moment {
  /** First and last day of the trades that are looked at. */
  readonly from?: string;
  readonly to?: string;
  /** Parts of owners in what they report, such as `{ owner: '0000001001', part: '12.5%' }`. */
  readonly shares?: ReadonlyArray<{ readonly owner: string; readonly part: string }>;
  /** A trade that was not done, such as `S 1000 @ 25 on 2024-06-03`. */
  readonly whatIf?: string;
  readonly certificate?: boolean;
}

interface DayTerms extends SwingTerms, Pick<Moment, 'knownBy' | 'recordedBy'> {
  /** The day of the trade that is thought of; today in Washington where missing. */
  readonly on?: string;
}

export type ShortSwingQuery = Subject & ProfitTerms;
export type WindowQuery = Subject & DayTerms;

/** Over all insiders of an issuer, a row that several report once. */
export interface IssuerProfit {
  readonly insiders: number;
  readonly exact: string | null;
  readonly atLeast: string;
  readonly jointRowsOnce: true;
}

type Ones<A> = A | { readonly answers: ReadonlyArray<A>; readonly total?: IssuerProfit };

/** Of one insider at one issuer what is said of it; of several all that is said of each. */
export type ShortSwingAnswer = Times &
  Missing &
  Ones<ShortSwingOfOne> & { readonly notice: string };
export type WindowAnswer = Times & Missing & Ones<WindowOfOne> & { readonly notice: string };

// ---- what is asked ----

const readingOf = (text: string | undefined): WindowReading =>
  text === undefined
    ? stella
    : (windowReading(text) ??
      fail(
        invalidArgument(
          `--window takes stella, anniversary or days:N with N up to 366; got ${JSON.stringify(text)}`,
        ),
      ));

const dayOf = (option: string, text: string): Day =>
  isDay(text)
    ? text
    : fail(invalidArgument(`${option} takes a day as YYYY-MM-DD; got ${JSON.stringify(text)}`));

const numberIn = (text: string, what: string): Decimal =>
  parseDecimal(text.replaceAll(',', '')) ??
  fail(invalidArgument(`${what} is not a plain number: ${JSON.stringify(text)}`));

interface Supposed extends Omit<Hypothetical, 'inOffice'> {
  readonly said: string;
  readonly security: string | null;
}

const supposedTrade =
  /^([PS])\s+(\.\d+|\d[\d,]*(?:\.\d+)?)\s*@\s*\$?(\.\d+|\d[\d,]*(?:\.\d+)?)\s+on\s+(\d{4}-\d{2}-\d{2})(?:\s+of\s+(\S.*))?$/i;

const supposed = (text: string): Supposed => {
  const [, letter, shares = '', price = '', on = '', security] =
    supposedTrade.exec(text.trim()) ?? [];
  if (letter === undefined)
    return fail(
      invalidArgument(
        `--what-if takes a trade such as "S 1000 @ 25 on 2024-06-03", P for a purchase, and "of TITLE" where there are several classes; got ${JSON.stringify(text)}`,
      ),
    );
  return {
    said: text.trim(),
    side: letter.toUpperCase() === 'P' ? 'purchase' : 'sale',
    shares: numberIn(shares, 'the number of shares'),
    price: numberIn(price, 'the price'),
    on: dayOf('--what-if', on),
    security: security ?? null,
  };
};

/** Prices by security and day: a title in any spelling, or the issuer's symbol. */
const pricesIn = (given: ReadonlyArray<PriceOfDay>) => {
  const byKey = new Map<string, Decimal>();
  for (const { security, on, price } of given)
    byKey.set(
      `${canonicalTitle(security)}|${dayOf('a price', on)}`,
      numberIn(price, `the price of ${security} on ${on}`),
    );
  return (names: ReadonlyArray<string>): MarketPrice =>
    (on) => {
      for (const name of names) {
        const price = byKey.get(`${canonicalTitle(name)}|${on}`);
        if (price !== undefined) return price;
      }
      return null;
    };
};

const partOf = (text: string): Decimal => {
  const percent = /^(\.\d+|\d+(?:\.\d+)?)\s*%$/.exec(text.trim())?.[1];
  const part = percent === undefined ? parseDecimal(text.trim()) : new Decimal(percent).div(100);
  if (part === null || part.gt(1))
    return fail(
      invalidArgument(
        `--share takes an owner and its part, such as 0000001001=12.5%; got ${JSON.stringify(text)}`,
      ),
    );
  return part;
};

type Attributions = (insider: { readonly id: string; readonly name: string }) => Attribution;

/** A part that is nobody's is a mistake: the answer would be of the whole. */
const refuseStrangers = (
  given: NonNullable<ShortSwingQuery['shares']>,
  answers: ReadonlyArray<ShortSwingOfOne>,
): void => {
  for (const share of given) {
    const of = attributionsIn([share]);
    if (!answers.some(({ insider }) => of(insider) !== inFull))
      fail(
        invalidArgument(
          `--share names ${share.owner}, whom this answer is not about; it takes a CIK or the whole name: ${[...new Set(answers.map(({ insider }) => `${insider.id} ${insider.name}`))].join(', ') || 'nobody'}`,
        ),
      );
  }
};

const attributionsIn = (given: NonNullable<ShortSwingQuery['shares']>): Attributions => {
  const parts = given.map(({ owner, part }) => ({
    owner: owner.trim().toLowerCase(),
    attribution: { part: partOf(part), said: `share ${part.trim()}` },
  }));
  return ({ id, name }) =>
    parts.find(
      ({ owner }) => owner === id || owner.padStart(10, '0') === id || owner === name.toLowerCase(),
    )?.attribution ?? inFull;
};

// ---- of one insider at one issuer ----

/** 16(b) does not reach a foreign private issuer's securities (Rule 3a12-3(b)). */
const foreignPrivate = ({ foreignPrivate: spans }: Declared, on: Day): NotApplicable | null =>
  spans.some(({ from, through }) => from <= on && (through === null || on <= through))
    ? { rule: '3a12-3(b)', why: 'the issuer is a foreign private issuer, as declared' }
    : null;

/** Issuers that the insider reports on, by their ids. */
const issuersOf = (view: InsiderView, only: IssuerId | null): ReadonlyArray<IssuerId> =>
  only !== null
    ? view.filings.some((f) => f.header.issuerId === only)
      ? [only]
      : []
    : [...new Set(view.filings.map((f) => f.header.issuerId))].sort(compare);

const settingOf =
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

interface Said<A> {
  readonly answer: A;
  readonly rows: ReadonlyArray<{ readonly ofClass: MatchableClass; readonly setting: Setting }>;
  readonly documents: ReadonlyArray<Document>;
}

interface Asking {
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

const shortSwingOfOne = (
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
  };
};

const windowOfOne = (view: InsiderView, issuerId: IssuerId, asking: Asking): Said<WindowOfOne> => {
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

const atLeastOf = ({ answer }: Said<ShortSwingOfOne>): Decimal =>
  answer.classes.reduce((sum, { atLeast }) => sum.plus(atLeast), zero);

/**
 * Each insider's profit, the greatest first, with what is left of rows that count for one before: a
 * row counts once, whoever reports it and in however many documents it stands.
 */
const issuerProfit = (said: ReadonlyArray<Said<ShortSwingOfOne>>): IssuerProfit => {
  const nameOf = namingOf(said.flatMap(({ documents }) => documents));
  const taken: SharesTaken = new Map();
  const total = [...said]
    .sort((a, b) => atLeastOf(b).cmp(atLeastOf(a)))
    .flatMap(({ rows }) => rows)
    .reduce(
      (sum, { ofClass, setting }) => sum.plus(gainedOfRest(ofClass, setting, taken, nameOf)),
      zero,
    );
  const isWhole = said.every(({ answer }) => answer.classes.every((c) => c.exact !== null));
  return {
    insiders: said.length,
    exact: isWhole ? moneyText(total) : null,
    atLeast: moneyText(total),
    jointRowsOnce: true,
  };
};

/** The verbs about Section 16(b). */
export const swingAsking = ({ settled, folded }: Pick<OpenLedger, 'settled' | 'folded'>) => {
  const each = async <A>(
    { insider, issuer, fromLog }: Subject & Source,
    at: Settled,
    say: (view: InsiderView, issuerId: IssuerId) => Said<A>,
  ) => {
    const asked = {
      ...(insider === undefined ? {} : { insider }),
      ...(issuer === undefined ? {} : { issuer }),
      ...(fromLog === undefined ? {} : { fromLog }),
    };
    const { said, missing } = await folded(asked, at, (view, issuerId) =>
      issuersOf(view, issuerId).map((id) => say(view, id)),
    );
    return { said: said.flat(), missing };
  };

  return {
    shortSwing: async (query: ShortSwingQuery): Promise<ShortSwingAnswer> => {
      const reading = readingOf(query.window);
      const at = settled(query);
      const asking = {
        at: query.to === undefined ? at : { ...at, asOf: dayOf('--to', query.to) },
        from: query.from === undefined ? null : dayOf('--from', query.from),
        reading,
        setting: settingOf(
          reading,
          pricesIn(listOf('prices', query.prices, ['security', 'on', 'price'])),
        ),
      };
      const given = listOf('shares', query.shares, ['owner', 'part']);
      const attributions = attributionsIn(given);
      const options = {
        certificate: query.certificate ?? false,
        whatIf: query.whatIf === undefined ? null : supposed(query.whatIf),
      };
      const { said, missing } = await each(query, at, (view, issuerId) =>
        shortSwingOfOne(view, issuerId, asking, attributions, options),
      );
      const answers = said.map(({ answer }) => answer);
      refuseStrangers(given, answers);
      const [only, ...others] = answers;
      return {
        ...timesOf(at),
        ...(query.insider !== undefined && only !== undefined && others.length === 0
          ? only
          : {
              answers,
              ...(query.insider === undefined ? { total: issuerProfit(said) } : {}),
            }),
        ...missingOf(missing),
        notice,
      };
    },
    window: async (query: WindowQuery): Promise<WindowAnswer> => {
      const reading = readingOf(query.window);
      const { on, ...moment } = query;
      const at = settled(on === undefined ? moment : { ...moment, asOf: dayOf('--on', on) });
      const asking = {
        at,
        from: null,
        reading,
        setting: settingOf(
          reading,
          pricesIn(listOf('prices', query.prices, ['security', 'on', 'price'])),
        ),
      };
      const { said, missing } = await each(query, at, (view, issuerId) =>
        windowOfOne(view, issuerId, asking),
      );
      const answers = said.map(({ answer }) => answer);
      const [only, ...others] = answers;
      return {
        ...timesOf(at),
        ...(query.insider !== undefined && only !== undefined && others.length === 0
          ? only
          : { answers }),
        ...missingOf(missing),
        notice,
      };
    },
  };
};
