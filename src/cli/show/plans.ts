/** Rule 10b5-1 plans. */
import type { PlanAnswer, PlansAnswer, PlanTradeAnswer } from '../../ledger/answers.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { grouped, sentence } from '../text/plain.js';
import { type Column, table } from '../text/table.js';
import { issuerName } from './party.js';
import type { Presentation } from './presentation.js';

interface TradeLine {
  readonly plan: PlanAnswer;
  readonly trade: PlanTradeAnswer | null;
}

const tradeLines = ({ plans }: PlansAnswer): ReadonlyArray<TradeLine> =>
  plans.flatMap((plan) =>
    plan.rows.length === 0
      ? [{ plan, trade: null }]
      : plan.rows.map((trade): TradeLine => ({ plan, trade })),
  );

const cells: Cells<TradeLine> = {
  planId: (l) => l.plan.planId,
  insiderId: (l) => l.plan.insider.id,
  insiderName: (l) => l.plan.insider.name,
  issuerCik: (l) => l.plan.issuer.cik,
  issuerSymbol: (l) => l.plan.issuer.symbol,
  adoptedOn: (l) => l.plan.adoptedOn,
  modifiedOn: (l) => l.plan.modifiedOn.join(' '),
  terminatedOn: (l) => l.plan.terminatedOn,
  roleAtAdoption: (l) => l.plan.roleAtAdoption,
  earliest: (l) => l.plan.coolingOff.earliest,
  latest: (l) => l.plan.coolingOff.latest,
  resultsFiledOn: (l) => l.plan.coolingOff.resultsFiledOn,
  box: (l) => l.plan.box,
  row: (l) => l.trade?.row,
  on: (l) => l.trade?.on,
  code: (l) => l.trade?.code,
  shares: (l) => l.trade?.shares,
  price: (l) => l.trade?.price,
  outcome: (l) => l.trade?.outcome ?? l.plan.coolingOff.outcome,
  day: (l) => l.trade?.day,
  marginDays: (l) => l.trade?.marginDays,
  findings: (l) => l.plan.findings.map((f) => f.code).join(' '),
};

const permitted = ({ earliest, latest }: PlanAnswer['coolingOff']): string =>
  earliest === null ? '' : earliest === latest ? earliest : `${earliest} to ${latest}`;

const columns: ReadonlyArray<Column<PlanAnswer>> = [
  { title: 'Insider', cell: (p) => p.insider.name, shrinksTo: 10 },
  { title: 'Issuer', cell: (p) => issuerName(p.issuer), shrinksTo: 6 },
  { title: 'Adopted', cell: (p) => p.adoptedOn ?? 'not told' },
  { title: 'Changed', cell: (p) => p.modifiedOn.join(' ') },
  { title: 'Terminated', cell: (p) => p.terminatedOn ?? '' },
  { title: 'As', cell: (p) => p.roleAtAdoption },
  { title: 'Trades from', cell: (p) => permitted(p.coolingOff) },
  { title: 'First trade', cell: (p) => p.coolingOff.firstTrade ?? '' },
  { title: 'Day', cell: (p) => `${p.coolingOff.dayAfterAdoption ?? ''}`, align: 'right' },
  { title: 'Cooling-off', cell: (p) => p.coolingOff.outcome },
  { title: 'Box', cell: (p) => (p.box === null ? '' : p.box ? 'yes' : 'no') },
  { title: 'Trades', cell: (p) => `${p.trades}`, align: 'right' },
  { title: 'Shares', cell: (p) => grouped(p.shares), align: 'right' },
  { title: 'Proceeds', cell: (p) => grouped(p.proceeds ?? ''), align: 'right' },
];

const shownMax = 40;

const findingText = (answer: PlansAnswer): ReadonlyArray<string> => {
  const all = [
    ...answer.plans.flatMap((p) => p.findings.map((f) => `${f.code} ${f.about} (${p.planId})`)),
    ...answer.findings.map((f) => `${f.code} ${f.about}`),
  ];
  return all.length > shownMax
    ? [...all.slice(0, shownMax), `and ${all.length - shownMax} more; --format json`]
    : all;
};

export const plans: Presentation<PlansAnswer> = {
  items: (answer) => answer.plans,
  csv: (answer) => sheetOf(cells, tradeLines(answer)),
  table: (answer, screen) =>
    [
      answer.plans.length === 0 ? 'No plan is spoken of.' : table(columns, answer.plans, screen),
      ...findingText(answer),
      sentence(answer.notice),
    ].join('\n'),
  beside: (answer) => [...findingText(answer), answer.notice].join('\n'),
};
