/**
 * Rule 10b5-1 plans of an insider: rows that footnotes put under a plan, gathered by the day of its
 * adoption, with what the rule as amended asks of each trade, and the box against the words.
 */
import type { IssuerId } from '../src/event/identity.js';
import type { Day } from '../src/filing/calendar.js';
import { type Decimal, zero } from '../src/filing/decimal.js';
import { compare, groupedBy } from '../src/filing/order.js';
import type { InsiderView } from './insider.js';
import { footnoteIdsOf } from './known/box.js';
import type { KnownFiling } from './known/knowledge.js';
import { counts, inForce, type Line } from './line/line.js';
import {
  amendedRuleFrom,
  type CoolingOff,
  coolingOffOf,
  type JudgedTrade,
  judgedTrade,
  type Results,
} from './plan/cooling-off.js';
import { type PlanSaid, plansSaid } from './plan/plan-words.js';
import type { Declared } from './short-swing/declared.js';
import { holds, rolesOf } from './short-swing/role.js';

export type PlanFindingCode =
  /** The box is ticked and no date of adoption is told. */
  | 'PLAN_BOX_WITHOUT_DATE'
  /** A plan under the amended rule is named and the box is not ticked. */
  | 'PLAN_BOX_MISSING'
  /** The box is ticked for a plan from before the amended rule. */
  | 'PLAN_BOX_OLD_PLAN'
  /** Trades under the later of two plans before the last one under the earlier. */
  | 'PLANS_OVERLAP'
  | 'SINGLE_TRADE_TWICE'
  | 'PLAN_MODIFIED'
  | 'PLAN_TRADE_TOO_EARLY'
  /** Rows that its footnotes put under several plans, not told apart. */
  | 'PLAN_NOT_TOLD_APART';

export interface PlanFinding {
  readonly code: PlanFindingCode;
  /** The document, the row or the plan that it is about. */
  readonly about: string;
}

export interface PlanTrade {
  readonly line: Line;
  readonly row: string;
  readonly on: Day;
  readonly code: string | null;
  readonly shares: Decimal | null;
  readonly price: Decimal | null;
  readonly judged: JudgedTrade | null;
}

export interface PlanSource {
  readonly accession: string;
  /** Null where the remarks say it. */
  readonly footnote: string | null;
  readonly text: string;
}

export interface Plan {
  readonly id: string;
  readonly adoptedOn: Day | null;
  readonly modifiedOn: ReadonlyArray<Day>;
  readonly terminatedOn: Day | null;
  readonly source: ReadonlyArray<PlanSource>;
  readonly roleAtAdoption: string;
  /** By the adoption, or the last change before the first trade; null where the rule does not ask. */
  readonly coolingOff: CoolingOff | null;
  /** Ticked on every form of it that has the box; null where none has. */
  readonly box: boolean | null;
  readonly trades: ReadonlyArray<PlanTrade>;
  readonly shares: Decimal;
  /** Of sales; null where one of them has no price. */
  readonly proceeds: Decimal | null;
  /** Plans whose trades run into its own. */
  readonly overlaps: ReadonlyArray<string>;
  readonly findings: ReadonlyArray<PlanFinding>;
}

export interface Plans {
  readonly plans: ReadonlyArray<Plan>;
  /** Of documents. */
  readonly findings: ReadonlyArray<PlanFinding>;
}

interface Spoken extends PlanSaid {
  readonly source: PlanSource;
}

const undated: PlanSaid = {
  adoptedOn: null,
  modifiedOn: [],
  terminatedOn: null,
  text: 'the box of the form, which has one transaction',
  sellToCover: false,
};

/** The box is a form's, not a row's: it tells of a row where there is one only, and no words. */
const isBoxAlone = ({ header, rows, footnotes }: KnownFiling): boolean =>
  header.plan10b51 === true &&
  rows.filter(({ kind }) => kind === 'transaction').length === 1 &&
  ![...footnotes.values()].some((text) => plansSaid(text).length > 0);

/** What is said of plans on a row: its own footnotes; where they say nothing, the remarks. */
const spokenOn = (line: Line): ReadonlyArray<Spoken> => {
  const { row, filing } = inForce(line);
  const { accession } = filing;
  const noted = [...new Set(footnoteIdsOf(row))].flatMap((id) =>
    plansSaid(filing.footnotes.get(id) ?? '').map((said) => ({
      ...said,
      source: { accession, footnote: id, text: said.text },
    })),
  );
  if (noted.length > 0) return noted;
  const remarked = plansSaid(filing.header.remarks ?? '').map((said) => ({
    ...said,
    source: { accession, footnote: null, text: said.text },
  }));
  if (remarked.length > 0) return remarked;
  return isBoxAlone(filing)
    ? [{ ...undated, source: { accession, footnote: null, text: undated.text } }]
    : [];
};

/** Codes of trades that a plan can be for. */
const planned: ReadonlySet<string> = new Set(['S', 'P', 'G', 'F', 'D', 'M', 'X']);
const judgedCodes: ReadonlySet<string> = new Set(['S', 'P', 'G']);

interface Member {
  readonly line: Line;
  readonly spoken: Spoken;
  /** Its footnotes name others as well. */
  readonly shared: boolean;
}

const membersOf = (view: InsiderView, issuerId: IssuerId, through: Day): ReadonlyArray<Member> =>
  view.lines.flatMap((line) => {
    const { row, effective } = inForce(line);
    if (row.kind !== 'transaction' || !counts(line) || row.issuerId !== issuerId) return [];
    if (effective.on > through || !planned.has(row.coding?.code?.charAt(0) ?? '')) return [];
    const spoken = spokenOn(line);
    const days = new Set(spoken.map(({ adoptedOn }) => adoptedOn));
    return [...days].flatMap((day) => {
      const own = spoken.find(({ adoptedOn }) => adoptedOn === day);
      return own === undefined ? [] : [{ line, spoken: own, shared: days.size > 1 }];
    });
  });

const tradeOf = (line: Line, judged: JudgedTrade | null): PlanTrade => {
  const { row, effective } = inForce(line);
  return {
    line,
    row: row.row,
    on: effective.on,
    code: row.coding?.code ?? null,
    shares: row.shares.value,
    price: row.price.value,
    judged,
  };
};

const last = (days: ReadonlyArray<Day>): Day | undefined => [...days].sort().pop();

const roleOn = (view: InsiderView, issuerId: IssuerId, declared: Declared, on: Day | null) => {
  const roles = rolesOf(view.filings, issuerId, declared);
  const held = (['officer', 'director'] as const).filter((role) =>
    on === null ? roles.some((span) => span.role === role) : holds(roles, role, on),
  );
  return held.length > 0 ? held.join(' and ') : 'other';
};

const boxOf = (filings: ReadonlyArray<KnownFiling>): boolean | null => {
  const boxes = filings.flatMap(({ header }) => header.plan10b51 ?? []);
  return boxes.length === 0 ? null : boxes.every((box) => box);
};

export interface PlansQuestion {
  readonly through: Day;
  readonly results: ReadonlyArray<Results>;
  readonly declared: Declared;
}

/** From which day a plan's period runs for a trade: its adoption, or the last change before it. */
const runsFrom = (
  adoptedOn: Day,
  modifiedOn: ReadonlyArray<Day>,
  terminatedBefore: ReadonlyArray<Day>,
  on: Day,
): Day =>
  last([adoptedOn, ...modifiedOn.filter((day) => day <= on), ...terminatedBefore]) ?? adoptedOn;

const planOf = (
  view: InsiderView,
  issuerId: IssuerId,
  members: ReadonlyArray<Member>,
  terminated: ReadonlyMap<Day, Day>,
  { results, declared }: PlansQuestion,
): Plan => {
  const spoken = members.map((member) => member.spoken);
  const adoptedOn = spoken[0]?.adoptedOn ?? null;
  const modifiedOn = [...new Set(spoken.flatMap((s) => s.modifiedOn))].sort();
  const terminatedOn = last(spoken.flatMap((s) => s.terminatedOn ?? [])) ?? null;
  const roleAtAdoption = roleOn(view, issuerId, declared, adoptedOn);
  // A plan that was ended early makes the period of the next run from its end.
  const endings = [...terminated].flatMap(([other, on]) =>
    adoptedOn !== null && other < adoptedOn && on > adoptedOn ? [on] : [],
  );
  const periodFor = (on: Day): CoolingOff | null =>
    adoptedOn === null
      ? null
      : coolingOffOf(
          runsFrom(adoptedOn, modifiedOn, endings, on),
          roleAtAdoption !== 'other',
          results,
        );
  const trades = members
    .filter(({ line }) => judgedCodes.has(inForce(line).row.coding?.code?.charAt(0) ?? ''))
    .map(({ line }) => {
      const { on } = inForce(line).effective;
      const period = periodFor(on);
      return tradeOf(line, period === null ? null : judgedTrade(on, period));
    })
    .sort((a, b) => compare(a.on, b.on) || compare(a.row, b.row));
  const filings = [...new Set(members.map(({ line }) => inForce(line).filing))];
  const sources = new Map(
    spoken.map(({ source }) => [`${source.accession} ${source.footnote}`, source]),
  );
  const sales = trades.filter(({ code }) => code?.charAt(0) === 'S');
  const firstOn = trades[0]?.on ?? inForce((members[0] as Member).line).effective.on;
  const findings: Array<PlanFinding> = [
    ...trades.flatMap(
      ({ row, judged }): ReadonlyArray<PlanFinding> =>
        judged?.outcome === 'too-early' ? [{ code: 'PLAN_TRADE_TOO_EARLY', about: row }] : [],
    ),
    ...modifiedOn.map((on): PlanFinding => ({ code: 'PLAN_MODIFIED', about: on })),
    ...members.flatMap(
      ({ line, shared }): ReadonlyArray<PlanFinding> =>
        shared ? [{ code: 'PLAN_NOT_TOLD_APART', about: inForce(line).row.row }] : [],
    ),
  ];
  return {
    id: `${view.insider}/${issuerId}/plan-${adoptedOn ?? 'undated'}`,
    adoptedOn,
    modifiedOn,
    terminatedOn,
    source: [...sources.values()].sort(
      (a, b) => compare(a.accession, b.accession) || compare(a.footnote ?? '', b.footnote ?? ''),
    ),
    roleAtAdoption,
    coolingOff: periodFor(firstOn),
    box: boxOf(filings),
    trades,
    shares: trades.reduce((sum, { shares }) => sum.plus(shares ?? 0), zero),
    proceeds: sales.some(({ price, shares }) => price === null || shares === null)
      ? null
      : sales.reduce(
          (sum, { price, shares }) => sum.plus((shares ?? zero).times(price ?? 0)),
          zero,
        ),
    overlaps: [],
    findings,
  };
};

const isCover = (members: ReadonlyArray<Member>): boolean =>
  members.every(({ spoken }) => spoken.sellToCover);

const yearAfter = (day: Day): string => `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;

const daysOf = ({ trades }: Plan): number => new Set(trades.map(({ on }) => on)).size;

interface Gathered {
  readonly plan: Plan;
  readonly cover: boolean;
}

/** Each later plan under the amended rule against the earlier ones. */
const compared = (gathered: ReadonlyArray<Gathered>): ReadonlyArray<Plan> =>
  gathered.map(({ plan, cover }, i) => {
    const { adoptedOn } = plan;
    if (adoptedOn === null || adoptedOn < amendedRuleFrom || cover) return plan;
    const others = gathered.filter(
      (other, j) => j !== i && !other.cover && other.plan.adoptedOn !== null,
    );
    const earlier = others.filter(({ plan: a }) => (a.adoptedOn as Day) < adoptedOn);
    const first = plan.trades[0]?.on;
    const overlaps = earlier.filter(({ plan: a }) => {
      const end = a.trades[a.trades.length - 1]?.on;
      return first !== undefined && end !== undefined && first < end;
    });
    const twice = earlier.filter(
      ({ plan: a }) =>
        daysOf(a) === 1 &&
        daysOf(plan) === 1 &&
        (a.adoptedOn as Day) >= amendedRuleFrom &&
        adoptedOn < yearAfter(a.adoptedOn as Day),
    );
    return {
      ...plan,
      overlaps: overlaps.map(({ plan: a }) => a.id),
      findings: [
        ...plan.findings,
        ...overlaps.map(({ plan: a }): PlanFinding => ({ code: 'PLANS_OVERLAP', about: a.id })),
        ...twice.map(({ plan: a }): PlanFinding => ({ code: 'SINGLE_TRADE_TWICE', about: a.id })),
      ],
    };
  });

/** The box of a document against its words. */
const boxFindings = (filing: KnownFiling): ReadonlyArray<PlanFinding> => {
  const { plan10b51: box, remarks } = filing.header;
  if (box === null) return [];
  const said = [...filing.footnotes.values(), remarks ?? ''].flatMap(plansSaid);
  const days = said.flatMap(({ adoptedOn }) => adoptedOn ?? []);
  const about = filing.accession;
  const isNew = days.some((day) => day >= amendedRuleFrom);
  if (box && days.length === 0) return [{ code: 'PLAN_BOX_WITHOUT_DATE', about }];
  if (box && !isNew) return [{ code: 'PLAN_BOX_OLD_PLAN', about }];
  return !box && isNew ? [{ code: 'PLAN_BOX_MISSING', about }] : [];
};

/** The plans of one insider at one issuer, the earliest adopted first. */
export const plansOf = (view: InsiderView, issuerId: IssuerId, question: PlansQuestion): Plans => {
  const members = membersOf(view, issuerId, question.through);
  const terminated = new Map(
    members.flatMap(({ spoken: { adoptedOn, terminatedOn } }) =>
      adoptedOn === null || terminatedOn === null ? [] : [[adoptedOn, terminatedOn] as const],
    ),
  );
  const gathered = [...groupedBy(members, ({ spoken }) => spoken.adoptedOn ?? '~')]
    .sort(([a], [b]) => compare(a, b))
    .map(([, own]) => ({
      plan: planOf(view, issuerId, own, terminated, question),
      cover: isCover(own),
    }));
  return {
    plans: compared(gathered),
    findings: view.filings
      .filter((f) => f.header.issuerId === issuerId && f.header.filedOn <= question.through)
      .flatMap(boxFindings),
  };
};
