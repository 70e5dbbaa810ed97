/** Changes that no row reports: what was left out, what is said in words, moved, or split. */
import { addDays } from '../../../src/filing/calendar.js';
import { Decimal } from '../../../src/filing/decimal.js';
import { holders } from './holder.js';
import type { TrueHolding, Unreported } from './holding.js';
import { amountOf, type Play } from './play.js';
import type { Amount, Deal, Step } from './script.js';
import type { Draft } from './statement.js';

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** It happened between the last form and this one. */
const unreported = (play: Play, holding: TrueHolding, delta: Decimal, why: Unreported): boolean => {
  if (delta.isZero()) return false;
  play.books.happen(holding, addDays(play.today, -6), delta, why);
  return true;
};

export const playHole = (play: Play, step: Deal): void => {
  const holding = play.pick(step.holding, 'common', 'unit', 'option');
  if (holding !== null)
    unreported(play, holding, play.possible(holding, amountOf(step), step.down), { why: 'hole' });
};

/** A whole form that nobody has: two holdings changed on it. */
export const playMissingForm = (play: Play, step: Deal): void => {
  playHole(play, step);
  const other = { lots: step.lots + 3, odd: step.odd + 11 };
  playHole(play, { ...step, ...other, holding: step.holding + 1, down: !step.down });
};

// ---- in the form's own words ----

/** Sentences that say a balance was changed, without a number. */
export const sentencesOfChange = [
  'The number of shares has been adjusted for changes in the form of beneficial ownership, exempt under Rule 16a-13.',
  'Adjusted to reflect a stock dividend exempt under Rule 16a-9.',
  'Reflects shares transferred pursuant to a domestic relations order, exempt under Rule 16a-12.',
  'The balance includes shares acquired through dividend reinvestment exempt under Rule 16a-11.',
  'Includes shares acquired under the Employee Stock Purchase Plan.',
  'Balance includes dividend equivalent rights accrued since the last report.',
  'Reflects a change in the form of ownership of shares previously reported as directly owned.',
  'Shares were transferred to another account of the Reporting Person.',
  'Adjusted for a reclassification exempt under Rule 16b-7.',
  'The total has been adjusted for a stock split.',
];

/** What a balance is made of; nothing is said to have changed. */
const composition = (n: Decimal): string =>
  `Includes ${n.toFixed()} restricted stock units that vest on March 1, 2031.`;

const boughtThen = new Decimal(130);

/** The change, and then a small purchase whose row carries the footnote on one of its columns. */
const changedAndFooted = (
  play: Play,
  step: Deal & Pick<Step, 'look'>,
  amount: Decimal,
  why: Unreported,
  notes: (delta: Decimal) => Partial<Draft>,
): void => {
  const holding = play.pick(step.holding, 'common');
  if (holding === null) return;
  const delta = play.possible(holding, amount, step.down);
  if (!unreported(play, holding, delta, why)) return;
  const bought = play.books.happen(holding, addDays(play.today, -1), boughtThen);
  const row = play.transaction(bought, 'P', notes(delta));
  play.file({ drafts: [row, ...play.listing([row], 'common')], look: step.look });
};

/** Of these a balance cannot have fallen. */
const onlyMore = /dividend|Purchase Plan|stock split/;

export const playWords = (play: Play, step: Of<'words'>): void => {
  const fitting = sentencesOfChange.filter((s) => !step.down || !onlyMore.test(s));
  const sentence = fitting[step.sentence % fitting.length] ?? '';
  const why = { why: 'words', place: step.place } as const;
  // What is reinvested is a small part of what is held.
  const amount = /dividend/.test(sentence) ? new Decimal(step.lots * 3) : amountOf(step);
  changedAndFooted(play, step, amount, why, (delta) =>
    step.place === 'code'
      ? { codeNotes: [sentence] }
      : { balanceNotes: [step.place === 'balance' ? sentence : composition(delta.abs())] },
  );
};

const inWords =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );

export const playNumber = (play: Play, step: Of<'number'>): void => {
  const amount = step.one ? new Decimal(1) : step.figures ? amountOf(step) : new Decimal(step.lots);
  changedAndFooted(play, step, amount, { why: 'number' }, (delta) => {
    const size = delta.abs();
    const figures = size.toFixed().replace(/\B(?=(\d{3})+$)/, ',');
    const number = step.figures ? figures : (inWords[size.toNumber()] ?? figures);
    const shares = size.eq(1) ? 'share' : 'shares';
    // Else it would be the purchase of the row itself.
    const more = delta.eq(boughtThen) ? 'another ' : '';
    return {
      balanceNotes: [
        delta.isNegative()
          ? `The balance has decreased by ${number} ${shares} because of an earlier clerical error.`
          : `Includes ${more}${number} ${shares} acquired under the Employee Stock Purchase Plan.`,
      ],
    };
  });
};

// ---- between holdings ----

const parts = ({ lots, odd }: Amount): readonly [Amount, Amount] => [
  { lots, odd },
  { lots: lots + 7, odd: odd + 19 },
];

/** Unreported on both sides, between two forms that speak of all holdings. */
export const playMove = (play: Play, step: Of<'move'>): void => {
  const from = play.pick(step.from, 'common');
  if (from === null) return;
  const others = play.books.open('common').filter((h) => h !== from);
  const unused = holders.findIndex((h) => play.books.holdings.every((known) => known.holder !== h));
  const targets =
    step.shape === 'opens' && unused >= 0
      ? [play.common(unused)]
      : [
          others[step.to % Math.max(1, others.length)],
          others[(step.to + 1) % Math.max(1, others.length)],
        ]
          .filter((h) => h !== undefined)
          .filter((h, i, all) => all.indexOf(h) === i)
          .slice(0, step.shape === 'one' || step.shape === 'opens' ? 1 : 2);
  // A list of one holding is not a full list.
  if (targets.length === 0 || (step.shape === 'ends' && others.length < 2)) return;
  const held = play.books.balance(from);
  const wanted = parts(step).slice(0, targets.length).map(amountOf);
  const sum = wanted.reduce((a, b) => a.plus(b));
  if (step.shape !== 'ends' && sum.gte(held)) return;
  const first = wanted[0] ?? held;
  if (step.shape === 'ends' && first.gte(held)) return;
  const amounts =
    step.shape !== 'ends' ? wanted : targets.length === 1 ? [held] : [first, held.minus(first)];
  const why = { why: 'moved', between: targets.length + 1 } as const;
  unreported(play, from, amounts.reduce((a, b) => a.plus(b)).neg(), why);
  for (const [i, target] of targets.entries()) unreported(play, target, amounts[i] ?? held, why);
  if (step.shape === 'ends') play.endedUnsaid.set(from, play.today);
  play.file({ drafts: play.listing([], 'common'), look: step.look });
};

/** Every holding is as many times as large. */
export const split = (play: Play, ratio: number): boolean => {
  if (play.books.open('option', 'class-b', 'preferred', 'note').length > 0) return false;
  const open = play.books.open();
  const why = { why: 'split', siblings: open.filter((h) => h.class === 'common').length } as const;
  for (const holding of open)
    unreported(play, holding, play.books.balance(holding).times(ratio - 1), why);
  return true;
};

/** Nobody reports a split: the next list simply has the new numbers. */
export const playSplit = (play: Play, step: Of<'split'>): void => {
  if (split(play, step.ratio)) play.file({ drafts: play.listing([]), look: step.look });
};

/** A trade in new shares is the first that tells of it; what it does not list stays untold. */
export const playSplitTraded = (play: Play, step: Of<'split-traded'>): void => {
  const holding = play.pick(step.holding, 'common');
  if (holding === null || !split(play, step.ratio)) return;
  const delta = play.possible(holding, amountOf(step), step.down);
  const deed = play.books.happen(holding, addDays(play.today, -1), delta);
  const row = play.transaction(deed, delta.isNegative() ? 'S' : 'P');
  const listed = step.lists ? play.listing([row], 'common') : [];
  play.file({ drafts: [row, ...listed], look: step.look });
};
