/** Numbers that move without a row: parts of a share that accrue, and a slip that is carried on. */
import { addDays } from '../../../src/filing/calendar.js';
import { Decimal } from '../../../src/filing/decimal.js';
import { plan } from './holder.js';
import type { TrueHolding, Unreported } from './holding.js';
import { amountOf, type Play } from './play.js';
import type { Step } from './script.js';

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

const planHolding = (play: Play): TrueHolding =>
  play.books.holdings.find((h) => h.holder === plan) ??
  play.books.add({ id: 'common plan', class: 'common', holder: plan, grant: null });

const part = new Decimal('0.4371');

const sentences = {
  plan: 'Includes shares acquired under the 401(k) Plan since the last report.',
  unit: 'Balance includes dividend equivalent rights accrued since the last report.',
} as const;

export const playAccrue = (play: Play, step: Of<'accrue'>): void => {
  const holding = step.of === 'plan' ? planHolding(play) : play.pick(step.lots, 'unit');
  if (holding === null) return;
  const isNew = !play.written.has(holding);
  const grown = new Decimal(step.lots).times(step.of === 'plan' ? 17 : 1).plus(part);
  const why: Unreported = step.footnoted ? { why: 'words', place: 'balance' } : { why: 'drift' };
  play.books.happen(holding, addDays(play.today, -4), grown, isNew ? { why: 'opening' } : why);
  const drafts = play
    .listing([])
    .map((d) =>
      d.holding === holding && step.footnoted && !isNew
        ? { ...d, balanceNotes: [sentences[step.of]] }
        : d,
    );
  play.file({ drafts, look: step.look });
};

/** Two digits change places, and nobody looks at what is held truly. */
const wrongBy = (balance: Decimal): Decimal => {
  const digits = balance.toFixed();
  const turned = `${digits[1] ?? ''}${digits[0] ?? ''}${digits.slice(2)}`;
  return new Decimal(turned).minus(balance);
};

export const playCarried = (play: Play, step: Of<'carried'>): void => {
  const holding = play.pick(step.holding, 'common');
  if (holding === null) return;
  const wrong = wrongBy(play.books.balance(holding));
  if (wrong.isZero()) return;
  play.books.happen(holding, addDays(play.today, -4), wrong, { why: 'carried' });
  const trade = (down: boolean, nth: number): void => {
    const amount = { lots: step.lots + nth * 3, odd: step.odd };
    const delta = play.possible(holding, amountOf(amount), down);
    const deed = play.books.happen(holding, addDays(play.today, -1), delta);
    play.file({
      drafts: [play.transaction(deed, delta.isNegative() ? 'S' : 'P')],
      look: step.look,
    });
  };
  trade(step.down, 0);
  for (let n = 1; n <= step.forms; n++) {
    play.advance(9);
    trade(!step.down, n);
  }
  if (play.books.balance(holding).minus(wrong).lte(0)) return;
  play.advance(9);
  play.books.happen(holding, addDays(play.today, -4), wrong.neg(), { why: 'carried' });
  play.file({ drafts: play.listing([], 'common'), look: step.look });
};
