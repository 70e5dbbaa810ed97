/** Rule 10b5-1 plans, as answers word them. */
import type { CoolingOutcome } from '../../projections/plan/cooling-off.js';
import { outcomes } from '../../projections/plan/cooling-off.js';
import type { Plan, PlanFinding, PlanSource, PlanTrade } from '../../projections/plans.js';
import type { Day } from '../filing/calendar.js';
import { printDecimal } from '../filing/decimal.js';
import type { InsiderAnswer, IssuerAnswer } from './party.js';
import { moneyText } from './short-swing.js';
import { decimalAnswer } from './terms.js';

export interface PlanTradeAnswer {
  readonly row: string;
  readonly on: Day;
  readonly code: string | null;
  readonly shares: string | null;
  readonly price: string | null;
  readonly outcome: CoolingOutcome;
  /** Days after the adoption, or the last change before it. */
  readonly day: number | null;
  /** Days after the first day on which it was allowed, negative before; null where it depends. */
  readonly marginDays: number | null;
}

export interface PlanAnswer {
  readonly planId: string;
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly adoptedOn: Day | null;
  readonly modifiedOn: ReadonlyArray<Day>;
  readonly terminatedOn: Day | null;
  readonly source: ReadonlyArray<PlanSource>;
  readonly roleAtAdoption: string;
  readonly coolingOff: {
    /** Of a plan adopted or changed under the rule as amended. */
    readonly applies: boolean;
    /** The first day of a trade: the earliest that it can be, and the latest. */
    readonly earliest: Day | null;
    readonly latest: Day | null;
    readonly firstTrade: Day | null;
    readonly dayAfterAdoption: number | null;
    /** The worst of its trades. */
    readonly outcome: CoolingOutcome;
    readonly resultsFiledOn: Day | null;
  };
  /** Ticked on every form of it that has the box; not ticked says nothing of an older plan. */
  readonly box: boolean | null;
  readonly trades: number;
  readonly shares: string;
  /** Of sales; null where one has no price. */
  readonly proceeds: string | null;
  readonly overlaps: ReadonlyArray<string>;
  readonly findings: ReadonlyArray<PlanFinding>;
  readonly rows: ReadonlyArray<PlanTradeAnswer>;
}

export interface DocumentFinding extends PlanFinding {
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
}

const outcomeOf = ({ adoptedOn }: Plan, { judged }: PlanTrade): CoolingOutcome =>
  adoptedOn === null ? 'no-adoption-date' : (judged?.outcome ?? 'not-applicable');

const tradeAnswer = (plan: Plan, trade: PlanTrade): PlanTradeAnswer => ({
  row: trade.row,
  on: trade.on,
  code: trade.code,
  shares: decimalAnswer(trade.shares),
  price: decimalAnswer(trade.price),
  outcome: outcomeOf(plan, trade),
  day: trade.judged?.day ?? null,
  marginDays: trade.judged?.marginDays ?? null,
});

export const planAnswer = (
  plan: Plan,
  insider: InsiderAnswer,
  issuer: IssuerAnswer,
): PlanAnswer => {
  const rows = plan.trades.map((trade) => tradeAnswer(plan, trade));
  const first = plan.trades[0];
  const none: CoolingOutcome = plan.adoptedOn === null ? 'no-adoption-date' : 'not-applicable';
  return {
    planId: plan.id,
    insider,
    issuer,
    adoptedOn: plan.adoptedOn,
    modifiedOn: plan.modifiedOn,
    terminatedOn: plan.terminatedOn,
    source: plan.source,
    roleAtAdoption: plan.roleAtAdoption,
    coolingOff: {
      applies: plan.coolingOff !== null,
      earliest: plan.coolingOff?.earliest ?? null,
      latest: plan.coolingOff?.latest ?? null,
      firstTrade: first?.on ?? null,
      dayAfterAdoption: first?.judged?.day ?? null,
      outcome: outcomes.find((outcome) => rows.some((r) => r.outcome === outcome)) ?? none,
      resultsFiledOn: plan.coolingOff?.resultsFiledOn ?? null,
    },
    box: plan.box,
    trades: rows.length,
    shares: printDecimal(plan.shares),
    proceeds: plan.proceeds === null ? null : moneyText(plan.proceeds),
    overlaps: plan.overlaps,
    findings: plan.findings,
    rows,
  };
};
