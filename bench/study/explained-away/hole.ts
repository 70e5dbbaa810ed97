/** Holes: trades and filings that somebody did not give to the ledger. */
import { rowIdOf } from '../../../src/event/identity.js';
import { Decimal } from '../../../src/filing/decimal.js';
import { isAmendment, type Row } from '../../../src/filing/model.js';
import type { Chance } from '../../market/chance.js';
import { shifted, withoutRows } from './edit.js';
import type { History } from './history.js';
import { oneDigitOff, swappedDigits } from './slip.js';
import { type Folded, planted, type Spot } from './spot.js';

export interface Hole {
  readonly of: Folded;
  readonly history: History;
  /** True where shares went from one holding of the insider to another. */
  readonly isTransfer: boolean;
}

/** Makes one hole, or null where chance found none to make. */
export type HoleMaker = (
  histories: ReadonlyArray<Folded>,
  spots: ReadonlyArray<Spot>,
  chance: Chance,
) => Hole | null;

type Filing = History['filings'][number];

interface Trade {
  readonly of: Folded;
  readonly filing: Filing;
  readonly rows: ReadonlyArray<Row>;
}

const isTrade = (row: Row): boolean =>
  row.kind === 'transaction' && row.shares.value?.gt(0) === true;

const sameDeed = (a: Row, b: Row): boolean =>
  a.transactionDate.value === b.transactionDate.value &&
  a.shares.value !== null &&
  b.shares.value?.eq(a.shares.value) === true &&
  a.coding?.code === b.coding?.code &&
  a.acquiredDisposed.value !== b.acquiredDisposed.value;

/** A row and the other side of its deed: the option exercised, the trust that was given to. */
const deedOf = (filing: Filing, row: Row): ReadonlyArray<Row> => {
  const other = filing.rows.find((r) => r !== row && isTrade(r) && sameDeed(row, r));
  return other === undefined ? [row] : [row, other];
};

const isTransfer = (rows: ReadonlyArray<Row>): boolean =>
  rows.some((a) => rows.some((b) => a.table === b.table && isTrade(a) && sameDeed(a, b)));

const isAmended = (of: Folded, filing: Filing): boolean =>
  of.history.filings.some(
    (f) => f.originalFiledOn === filing.filedOn && f.issuer.cik === filing.issuer.cik,
  );

/** Filings that report trades, were not amended and amend nothing. */
const tradesOf = (of: Folded): ReadonlyArray<Trade> =>
  of.history.filings.flatMap((filing) => {
    if (filing.form.startsWith('3') || isAmendment(filing.form) || isAmended(of, filing)) return [];
    return filing.rows.filter(isTrade).map((row) => ({ of, filing, rows: deedOf(filing, row) }));
  });

const trades = new WeakMap<ReadonlyArray<Folded>, ReadonlyArray<Trade>>();

const someTrade = (
  histories: ReadonlyArray<Folded>,
  chance: Chance,
  fits: (trade: Trade) => boolean,
): Trade | null => {
  let all = trades.get(histories);
  if (all === undefined) {
    all = histories.flatMap(tradesOf);
    trades.set(histories, all);
  }
  const fitting = all.filter(fits);
  return fitting.length === 0 ? null : chance.of(fitting);
};

const removed = ({ of, filing }: Trade, rows: ReadonlyArray<Row>): Hole => ({
  of,
  history: withoutRows(of.history, new Set(rows.map((r) => rowIdOf(filing.accession, r)))),
  isTransfer: isTransfer(rows),
});

const removedTrade =
  (fits: (trade: Trade) => boolean): HoleMaker =>
  (histories, _, chance) => {
    const trade = someTrade(histories, chance, fits);
    return trade === null ? null : removed(trade, trade.rows);
  };

const removedFiling =
  (fits: (trade: Trade) => boolean): HoleMaker =>
  (histories, _, chance) => {
    const trade = someTrade(histories, chance, fits);
    return trade === null ? null : removed(trade, trade.filing.rows);
  };

/** A trade that was never on a form: all balances from some row on are so much higher. */
const unreported =
  (amountOf: (spot: Spot, chance: Chance) => Decimal | null): HoleMaker =>
  (_, spots, chance) => {
    const found = planted(spots, chance, (spot) => {
      const by = amountOf(spot, chance);
      const isPossible = by !== null && !by.isZero() && spot.least.plus(by).gte(0);
      return isPossible ? by : null;
    });
    if (found === null) return null;
    const { of, onwards } = found.spot;
    return { of, history: shifted(of.history, onwards, found.made), isTransfer: false };
  };

const either = (amount: Decimal, chance: Chance): Decimal =>
  chance.happens(0.5) ? amount : amount.neg();

const difference = (spot: Spot, stated: Decimal | null): Decimal | null =>
  stated === null ? null : stated.minus(spot.stated);

/** What the ledger may know of these is that something is missing, and nothing more. */
export const holes: Readonly<Record<string, HoleMaker>> = {
  'a trade': removedTrade((t) => t.rows.length === 1),
  'an exercise or conversion, both legs': removedTrade(
    (t) => t.rows.length === 2 && !isTransfer(t.rows),
  ),
  'a transfer, both sides': removedTrade((t) => isTransfer(t.rows)),
  'a filing': removedFiling((t) => !isTransfer(t.filing.rows)),
  'a filing with a transfer': removedFiling((t) => isTransfer(t.filing.rows)),
};

/** One share more or less is a rounding. */
const fewestShares = 2;

export const plantedHoles: Readonly<Record<string, HoleMaker>> = {
  'a round lot never reported': unreported((_, chance) =>
    either(
      new Decimal(chance.of([100, 200, 300, 500, 1_000, 2_000, 2_500, 5_000, 10_000])),
      chance,
    ),
  ),
  'any number never reported': unreported((_, chance) =>
    either(new Decimal(chance.scaled(fewestShares, 50_000)), chance),
  ),
  'a trade of the neighbouring size': unreported(({ delta }, chance) =>
    either(delta.abs(), chance),
  ),
  'a trade back': unreported(({ delta }) => delta.neg()),
  'a purchase that doubles': unreported(({ before }) => before),
  'a sale of a half': unreported(({ before }) =>
    before.mod(2).isZero() ? before.div(2).neg() : null,
  ),
  'a balance as if digits were swapped': unreported((spot, chance) =>
    difference(spot, swappedDigits(spot.stated, chance)),
  ),
  'a balance as if one digit were off': unreported((spot, chance) =>
    difference(spot, oneDigitOff(spot.stated, chance)),
  ),
  'a balance as if ten times': unreported((spot) => spot.stated.times(9)),
  'a balance that is the row’s amount': unreported((spot) =>
    spot.delta.isZero() ? null : difference(spot, spot.delta.abs()),
  ),
};
