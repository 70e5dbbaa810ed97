/** Short-swing profit, and the window of a day. */

import type {
  ShortSwingAnswer,
  ShortSwingClassAnswer,
  ShortSwingOfOne,
  WindowAnswer,
  WindowClassAnswer,
  WindowOfOne,
} from '../../ledger/answers.js';
import { commandLine } from '../text/command-line.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { counted, grouped, number, sentence } from '../text/plain.js';
import type { Screen } from '../text/screen.js';
import { type Column, table } from '../text/table.js';
import { issuerName } from './party.js';
import type { Presentation } from './presentation.js';

const onesOf = <A extends object>(
  answer: (A | { readonly answers: ReadonlyArray<A> }) & object,
): ReadonlyArray<A> => ('answers' in answer ? answer.answers : [answer as A]);

interface SwingLine {
  readonly one: ShortSwingOfOne;
  readonly ofClass: ShortSwingClassAnswer;
}

interface PairLine extends SwingLine {
  readonly pair: ShortSwingClassAnswer['pairs'][number];
}

const linesOf = (answer: ShortSwingAnswer): ReadonlyArray<SwingLine> =>
  onesOf<ShortSwingOfOne>(answer).flatMap((one) =>
    one.classes.map((ofClass) => ({ one, ofClass })),
  );

const pairLines = (answer: ShortSwingAnswer): ReadonlyArray<PairLine> =>
  linesOf(answer).flatMap((line) => line.ofClass.pairs.map((pair) => ({ ...line, pair })));

const cells: Cells<PairLine> = {
  insiderId: (l) => l.one.insider.id,
  insiderName: (l) => l.one.insider.name,
  issuerCik: (l) => l.one.issuer.cik,
  issuerSymbol: (l) => l.one.issuer.symbol,
  security: (l) => l.ofClass.security,
  purchase: (l) => l.pair.purchase.row,
  purchasedOn: (l) => l.pair.purchase.on,
  purchasePrice: (l) => l.pair.purchase.price,
  sale: (l) => l.pair.sale.row,
  soldOn: (l) => l.pair.sale.on,
  salePrice: (l) => l.pair.sale.price,
  shares: (l) => l.pair.shares,
  gain: (l) => l.pair.gain,
  basis: (l) => l.pair.basis,
  lastDay: (l) => l.pair.lastDay,
  realisedOn: (l) => l.pair.realisedOn,
  reportedOn: (l) => l.pair.reportedOn,
  barredAfter: (l) => l.pair.barredAfter,
};

const columns: ReadonlyArray<Column<PairLine>> = [
  { title: 'Bought', cell: (l) => l.pair.purchase.on },
  { title: 'at', cell: (l) => l.pair.purchase.price, align: 'right' },
  { title: 'Sold', cell: (l) => l.pair.sale.on },
  { title: 'at', cell: (l) => l.pair.sale.price, align: 'right' },
  { title: 'Shares', cell: (l) => grouped(l.pair.shares), align: 'right' },
  { title: 'Gain', cell: (l) => grouped(l.pair.gain), align: 'right' },
  { title: 'Basis', cell: (l) => (l.pair.basis === 'actual' ? '' : l.pair.basis) },
  { title: 'Barred after', cell: (l) => l.pair.barredAfter },
  { title: 'Purchase', cell: (l) => l.pair.purchase.row, shrinksTo: 12 },
  { title: 'Sale', cell: (l) => l.pair.sale.row, shrinksTo: 12 },
];

const rulesOf = ({ exempt }: ShortSwingClassAnswer): string => {
  const byRule = new Map<string, number>();
  for (const { code, rule } of exempt) {
    const key = `${code === null ? 'without a code' : `of code ${code}`} under ${rule}`;
    byRule.set(key, (byRule.get(key) ?? 0) + 1);
  }
  return [...byRule].map(([key, n]) => `${number(n)} ${key}`).join('; ');
};

const money = (amount: string): string => `$${grouped(amount)}`;

const shownMax = 20;

const listed = <A>(items: ReadonlyArray<A>, say: (item: A) => string): ReadonlyArray<string> => [
  ...items.slice(0, shownMax).map((item) => `    ${say(item)}`),
  ...(items.length > shownMax ? [`    and ${items.length - shownMax} more; --format json`] : []),
];

const classText = ({ one, ofClass }: SwingLine, screen: Screen): ReadonlyArray<string> => {
  const { exact, atLeast, liho, upperBound, bounds, certificate } = ofClass;
  const pairs = ofClass.pairs.map((pair) => ({ one, ofClass, pair }));
  return [
    screen.bold(`${one.insider.name}, ${issuerName(one.issuer)}, ${ofClass.security}`),
    `  Greatest profit under Section 16(b): ${exact === null ? `at least ${money(atLeast)}; prices are missing` : money(exact)}`,
    ...(liho === exact ? [] : [`  By lowest in, highest out: ${money(liho)}`]),
    ...(upperBound === exact
      ? []
      : [
          `  If all that is left open counted as well: ${upperBound === null ? 'not known' : money(upperBound)}`,
        ]),
    ...(bounds === null
      ? []
      : [
          `  By the ranges of prices behind averages: from ${money(bounds.low)} to ${money(bounds.high)}`,
        ]),
    ...(certificate === null
      ? []
      : [
          `  ${certificate.verified ? 'Proved' : 'NOT proved'}: no matching gives more than ${money(certificate.bound)} (${counted(certificate.prices.length, 'price')})`,
        ]),
    ...(pairs.length === 0 ? [] : [table(columns, pairs, screen)]),
    ...(ofClass.exempt.length === 0 ? [] : [`  Exempt as claimed: ${rulesOf(ofClass)}`]),
    ...(ofClass.undecided.length === 0
      ? []
      : [
          `  Left open: ${counted(ofClass.undecided.length, 'row')}; to settle one: ${commandLine('declare row ROW --matchable --reason WHY --by WHO')}:`,
        ]),
    ...listed(
      ofClass.undecided,
      (u) =>
        `${u.on} ${u.code ?? '-'} ${u.row}: ${u.why}; by itself it would add ${u.ifMatched === null ? 'what is not known' : money(u.ifMatched)}`,
    ),
    ...listed(ofClass.needsPrice, (n) => `${n.on} ${n.row}: ${n.why}; --prices FILE gives it`),
    ...listed(
      ofClass.boundary,
      (b) =>
        `${b.purchase.row} and ${b.sale.row} match by ${b.matchesBy.join(', ')}, not by ${b.failsBy.join(', ')}`,
    ),
    ...listed(ofClass.findings, (f) => `${f.code} ${f.row}`),
  ];
};

const whatIfText = ({ whatIf }: ShortSwingOfOne): ReadonlyArray<string> =>
  whatIf === undefined
    ? []
    : [`What if ${whatIf.trade}: it adds ${money(whatIf.adds)}, ${money(whatIf.after)} in all`];

const notApplicableText = ({ insider, issuer, notApplicable }: ShortSwingOfOne | WindowOfOne) =>
  notApplicable === null
    ? []
    : [
        `${insider.name}, ${issuerName(issuer)}: Section 16(b) does not apply (${notApplicable.rule}): ${notApplicable.why}`,
      ];

const totalText = (answer: ShortSwingAnswer): ReadonlyArray<string> =>
  'answers' in answer && answer.total !== undefined
    ? [
        `${counted(answer.total.insiders, 'insider')} together, joint rows once: ${answer.total.exact === null ? `at least ${money(answer.total.atLeast)}` : money(answer.total.exact)}`,
      ]
    : [];

/** Whether a profit is found, or cannot be told for want of a price. */
export const isProfitable = (answer: ShortSwingAnswer): boolean =>
  linesOf(answer).some(({ ofClass }) => ofClass.exact === null || Number(ofClass.exact) > 0);

export const shortSwing: Presentation<ShortSwingAnswer> = {
  items: (answer) => onesOf<ShortSwingOfOne>(answer),
  csv: (answer) => sheetOf(cells, pairLines(answer)),
  table: (answer, screen) =>
    [
      ...onesOf<ShortSwingOfOne>(answer).flatMap((one) => [
        ...notApplicableText(one),
        ...one.classes.flatMap((ofClass) => classText({ one, ofClass }, screen)),
        ...whatIfText(one),
      ]),
      ...totalText(answer),
      sentence(answer.notice),
    ].join('\n'),
  beside: (answer) => answer.notice,
};

// ---- the window of a day ----

interface OpenLine {
  readonly one: WindowOfOne;
  readonly ofClass: WindowClassAnswer;
  readonly leg: WindowClassAnswer['open'][number];
}

const openLines = (answer: WindowAnswer): ReadonlyArray<OpenLine> =>
  onesOf<WindowOfOne>(answer).flatMap((one) =>
    one.classes.flatMap((ofClass) => ofClass.open.map((leg) => ({ one, ofClass, leg }))),
  );

const openCells: Cells<OpenLine> = {
  insiderId: (l) => l.one.insider.id,
  insiderName: (l) => l.one.insider.name,
  issuerCik: (l) => l.one.issuer.cik,
  issuerSymbol: (l) => l.one.issuer.symbol,
  security: (l) => l.ofClass.security,
  row: (l) => l.leg.row,
  side: (l) => l.leg.side,
  on: (l) => l.leg.on,
  price: (l) => l.leg.price,
  shares: (l) => l.leg.shares,
  matched: (l) => l.leg.matched,
  lastDay: (l) => l.leg.lastDay,
};

const openColumns: ReadonlyArray<Column<OpenLine>> = [
  { title: 'Trade', cell: (l) => l.leg.side },
  { title: 'Date', cell: (l) => l.leg.on },
  { title: 'Shares', cell: (l) => grouped(l.leg.shares), align: 'right' },
  { title: 'Matched', cell: (l) => grouped(l.leg.matched), align: 'right' },
  { title: 'Price', cell: (l) => l.leg.price, align: 'right' },
  { title: 'Matches until', cell: (l) => l.leg.lastDay },
  { title: 'Row', cell: (l) => l.leg.row, shrinksTo: 12 },
];

const unknownPrice = 'a price that is not known';

const prospectText = (
  what: 'sale' | 'purchase',
  { free, safePrice, breakEven, freeFrom }: WindowClassAnswer['sale'],
): ReadonlyArray<string> => {
  if (free) return [`  A ${what} would be matched with nothing.`];
  const safe = safePrice ?? unknownPrice;
  const [orBetter, further] = what === 'sale' ? ['or less', 'up to'] : ['or more', 'down to'];
  return [
    `  A ${what} at ${safe} ${orBetter} adds no profit, whatever its size.`,
    ...(breakEven === safePrice
      ? []
      : [`  A single share adds none ${further} ${breakEven ?? unknownPrice}.`]),
    `  From ${freeFrom} on a ${what} is matched with nothing that is open now.`,
  ];
};

export const window: Presentation<WindowAnswer> = {
  items: (answer) => onesOf<WindowOfOne>(answer),
  csv: (answer) => sheetOf(openCells, openLines(answer)),
  table: (answer, screen) =>
    [
      ...onesOf<WindowOfOne>(answer).flatMap((one) => [
        ...notApplicableText(one),
        ...one.classes.flatMap((ofClass) => {
          const lines = ofClass.open.map((leg) => ({ one, ofClass, leg }));
          return [
            screen.bold(`${one.insider.name}, ${issuerName(one.issuer)}, ${ofClass.security}`),
            ...(lines.length === 0 ? [] : [table(openColumns, lines, screen)]),
            ...prospectText('sale', ofClass.sale),
            ...prospectText('purchase', ofClass.purchase),
          ];
        }),
      ]),
      sentence(answer.notice),
    ].join('\n'),
  beside: (answer) => answer.notice,
};
