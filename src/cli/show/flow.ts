/** What was bought and sold. */
import type {
  CodeFlow,
  FlowAnswer,
  FlowGroup,
  MarketFlow,
  MarketFlowAnswer,
  PriceDoubt,
  TopFlow,
} from '../../ledger/market/flow-answer.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { counted, grouped, signed } from '../text/plain.js';
import type { Screen } from '../text/screen.js';
import { type Column, table } from '../text/table.js';
import { issuerName } from './party.js';
import type { Presentation } from './presentation.js';
import { quantityText } from './quantity.js';

const doubts: Readonly<Record<PriceDoubt, string>> = {
  'per-something-else': 'a footnote says that the price is of something else',
  total: 'a footnote says that the price is of all together',
  'other-currency': 'a footnote says that the price is not in dollars',
  zero: 'a price of nothing',
  'like-a-total': 'the price is like the total of such a trade',
};

// ---- one sheet for all parts of an answer ----

type List = keyof TopFlow;

interface Line {
  /** Of the market by class, all by code, what was asked apart, or one of the first. */
  readonly part: 'market' | 'code' | 'group' | List;
  readonly rank?: number;
  readonly group?: FlowGroup;
  readonly market?: MarketFlow;
  readonly code?: CodeFlow;
}

const onMarket = ({ group, market }: Line): FlowGroup | MarketFlow | undefined => group ?? market;

const cells: Cells<Line> = {
  part: (l) => l.part,
  rank: (l) => l.rank,
  issuerId: (l) => l.group?.issuer.id,
  issuerName: (l) => l.group?.issuer.name,
  issuerSymbol: (l) => l.group?.issuer.symbol,
  insiderId: (l) => l.group?.insider?.id,
  insiderName: (l) => l.group?.insider?.name,
  jointWith: (l) => l.group?.jointWith?.join(' '),
  month: (l) => l.group?.month,
  table: (l) => l.group?.table ?? l.code?.table ?? 'I',
  security: (l) => (l.group ?? l.market ?? l.code)?.security,
  unit: (l) => l.group?.unit ?? l.code?.unit ?? 'shares',
  code: (l) => l.group?.code ?? l.code?.code,
  acquired: (l) => l.code?.acquired,
  disposed: (l) => l.code?.disposed,
  bought: (l) => onMarket(l)?.bought,
  sold: (l) => onMarket(l)?.sold,
  net: (l) => (onMarket(l) ?? l.code)?.net,
  boughtUnderPlan: (l) => onMarket(l)?.underPlan.bought,
  soldUnderPlan: (l) => onMarket(l)?.underPlan.sold,
  boughtValue: (l) => onMarket(l)?.boughtValue,
  soldValue: (l) => onMarket(l)?.soldValue,
  netValue: (l) => onMarket(l)?.netValue,
  currency: (l) => onMarket(l)?.currency,
  unpriced: (l) => onMarket(l)?.unpriced,
  doubtful: (l) => l.group?.doubtful ?? l.market?.doubtful.length,
  contradictory: (l) => l.group?.contradictory ?? l.market?.contradictory.length,
  otherAcquired: (l) => l.group?.otherAcquired,
  otherDisposed: (l) => l.group?.otherDisposed,
  otherNet: (l) => l.group?.otherNet,
  transactions: (l) => (l.group ?? l.market ?? l.code)?.transactions,
};

const lists = ['buyers', 'sellers', 'changes'] as const satisfies ReadonlyArray<List>;

const groupLines = ({
  groups = [],
  top,
}: Pick<FlowAnswer, 'groups' | 'top'>): ReadonlyArray<Line> => [
  ...groups.map((group): Line => ({ part: 'group', group })),
  ...lists.flatMap((part) =>
    (top?.[part] ?? []).map((group, i): Line => ({ part, rank: i + 1, group })),
  ),
];

// ---- text ----

/** Nothing where nothing was, so that a column without anything is left out. */
const some = (decimal: string, text: (d: string) => string = grouped): string =>
  decimal === '0' ? '' : text(decimal);

/** In whole dollars. */
const money = (decimal: string, text: (d: string) => string): string =>
  some(decimal.replace(/\..*$/, ''), text);

const groupColumns: ReadonlyArray<Column<FlowGroup>> = [
  { title: 'Month', cell: (g) => g.month ?? '' },
  { title: 'Code', cell: (g) => g.code ?? '' },
  { title: 'Insider', cell: (g) => g.insider?.name ?? '', shrinksTo: 8 },
  { title: 'Security', cell: (g) => g.security, shrinksTo: 8 },
  { title: 'Bought', cell: (g) => some(g.bought), align: 'right' },
  { title: 'Sold', cell: (g) => some(g.sold), align: 'right' },
  {
    title: 'Of plan',
    cell: ({ underPlan: { bought, sold } }) =>
      [bought, sold]
        .filter((n) => n !== '0')
        .map(grouped)
        .join(' and '),
    align: 'right',
  },
  { title: 'Net USD', cell: (g) => money(g.netValue, signed), align: 'right' },
  {
    title: 'Other',
    cell: (g) => some(g.otherNet, signed),
    align: 'right',
  },
];

/** Of each list what it is ordered by. */
const listColumns: Readonly<Record<List, ReadonlyArray<Column<FlowGroup>>>> = {
  buyers: [
    { title: 'Bought', cell: (g) => some(g.bought), align: 'right' },
    { title: 'Of plan', cell: (g) => some(g.underPlan.bought), align: 'right' },
    { title: 'USD', cell: (g) => money(g.boughtValue, grouped), align: 'right' },
  ],
  sellers: [
    { title: 'Sold', cell: (g) => some(g.sold), align: 'right' },
    { title: 'Of plan', cell: (g) => some(g.underPlan.sold), align: 'right' },
    { title: 'USD', cell: (g) => money(g.soldValue, grouped), align: 'right' },
  ],
  changes: [
    { title: 'Net', cell: (g) => some(g.net, signed), align: 'right' },
    { title: 'USD', cell: (g) => money(g.netValue, signed), align: 'right' },
  ],
};

const issuerColumn: Column<FlowGroup> = {
  title: 'Issuer',
  cell: (g) => issuerName(g.issuer),
  shrinksTo: 5,
};

const whoAndWhat = groupColumns.filter(({ title }) => title === 'Insider' || title === 'Security');

type LeftOut = 'unpriced' | 'doubtful' | 'contradictory';

const leftOutText = (groups: ReadonlyArray<Pick<FlowGroup, LeftOut>>): string => {
  const sum = (name: LeftOut): number => groups.reduce((n, g) => n + g[name], 0);
  const [unpriced, doubtful, contradictory] = [
    sum('unpriced'),
    sum('doubtful'),
    sum('contradictory'),
  ];
  const left = [
    ...(unpriced === 0 ? [] : [`${counted(unpriced, 'transaction')} without a price`]),
    ...(doubtful === 0
      ? []
      : [`${counted(doubtful, 'transaction')} whose price is none of one share in dollars`]),
  ];
  return [
    `Money is in US dollars${left.length === 0 ? '' : `, and leaves out ${left.join(' and ')}`}.`,
    ...(contradictory === 0
      ? []
      : [
          `In no sum: ${counted(contradictory, 'transaction')} whose letter denies the code or is missing.`,
        ]),
  ].join('\n');
};

const titles: Readonly<Record<List, string>> = {
  buyers: 'Bought most, by money',
  sellers: 'Sold most, by money',
  changes: 'Largest net change on the market, by money',
};

const sections = (
  { groups = [], top }: Pick<FlowAnswer, 'groups' | 'top'>,
  first: ReadonlyArray<Column<FlowGroup>>,
  screen: Screen,
): ReadonlyArray<string> => [
  ...(groups.length === 0
    ? []
    : ['', table([...first, ...groupColumns], groups, screen), leftOutText(groups)]),
  ...(top === undefined
    ? []
    : lists.flatMap((list) =>
        top[list].length === 0
          ? []
          : [
              '',
              screen.bold(titles[list]),
              table([...first, ...whoAndWhat, ...listColumns[list]], top[list], screen),
              leftOutText(top[list]),
            ],
      )),
];

const planText = ({ underPlan: { bought, sold } }: MarketFlow): string => {
  const parts = [
    ...(bought === '0' ? [] : [`${grouped(bought)} bought`]),
    ...(sold === '0' ? [] : [`${grouped(sold)} sold`]),
  ];
  return parts.length === 0 ? '' : `; of those ${parts.join(' and ')} under a plan`;
};

const marketText = (m: MarketFlow): string => {
  const left = [
    ...(m.unpriced === 0 ? [] : [`${counted(m.unpriced, 'transaction')} without a price`]),
    ...m.doubtful.map((d) => `${d.transactionId} at ${d.price}: ${doubts[d.doubt]}`),
  ];
  const without = left.length === 0 ? '' : `, without ${left.join('; ')}`;
  const denied = m.contradictory.map(
    (d) =>
      `; not counted: ${d.transactionId}, ${d.amount === null ? 'a number not stated' : grouped(d.amount)} with code ${d.code} and ${d.letter === null ? 'no letter' : `letter ${d.letter}`}`,
  );
  return `${m.security}: bought ${grouped(m.bought)} by ${m.buyers}, sold ${grouped(m.sold)} by ${m.sellers}, net ${signed(m.net)} (${signed(m.netValue)} USD${without})${planText(m)}${denied.join('')}`;
};

const listed = ({ groups, top }: Pick<FlowAnswer, 'groups' | 'top'>): ReadonlyArray<unknown> => [
  ...(groups ?? []),
  ...lists.flatMap((list) =>
    (top?.[list] ?? []).map((group, i) => ({ list, rank: i + 1, ...group })),
  ),
];

export const flow: Presentation<FlowAnswer> = {
  items: (answer) => ((answer.groups ?? answer.top) === undefined ? answer.codes : listed(answer)),
  csv: (answer) =>
    sheetOf(cells, [
      ...answer.market.map((market): Line => ({ part: 'market', market })),
      ...answer.codes.map((code): Line => ({ part: 'code', code })),
      ...groupLines(answer),
    ]),
  table: (answer, screen) => {
    const { issuer, from, to, market, codes } = answer;
    const isApart = (answer.groups ?? answer.top) !== undefined;
    return [
      screen.bold(`${issuer.name} (${issuer.id}), ${from} to ${to}`),
      ...(market.length === 0 ? ['Nothing was bought or sold on the market.'] : []),
      ...market.map(marketText),
      ...(codes.length === 0 || isApart
        ? []
        : [
            '',
            table(
              [
                { title: 'Table', cell: (c) => c.table },
                { title: 'Security', cell: (c) => c.security, shrinksTo: 12 },
                { title: 'Code', cell: (c) => c.code ?? '' },
                {
                  title: 'Acquired',
                  cell: (c) => quantityText(c.acquired, c.unit),
                  align: 'right',
                },
                {
                  title: 'Disposed',
                  cell: (c) => quantityText(c.disposed, c.unit),
                  align: 'right',
                },
                { title: 'Transactions', cell: (c) => String(c.transactions), align: 'right' },
              ],
              codes,
              screen,
            ),
          ]),
      ...sections(answer, [], screen),
    ]
      .join('\n')
      .trimEnd();
  },
};

export const marketFlow: Presentation<MarketFlowAnswer> = {
  items: listed,
  csv: (answer) => sheetOf(cells, groupLines(answer)),
  table: (answer, screen) =>
    [
      screen.bold(`All issuers, ${answer.from} to ${answer.to}`),
      ...(groupLines(answer).length === 0 ? ['Nothing was reported of these days.'] : []),
      ...sections(answer, [issuerColumn], screen),
    ].join('\n'),
};
