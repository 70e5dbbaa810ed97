/** Footnotes on a balance that say that it was changed, with a number or without. */
import { Decimal } from '../../../src/filing/decimal.js';
import type { Chance } from '../../market/chance.js';
import { inWords } from './number-words.js';

export interface Said {
  /** By how much the balances change. */
  readonly by: Decimal;
  readonly text: string;
  /** Kinds of explanation that are the truth; none where only the sentence says it. */
  readonly kinds: ReadonlyArray<string>;
}

export interface Sentence {
  /** Null where it cannot be said of balances of which this is the least. */
  readonly of: (balance: Decimal, chance: Chance) => Said | null;
}

// ---- with a number ----

const figures = (n: number): string => n.toLocaleString('en-US');
const shares = (n: number, said: string): string => `${said} ${n === 1 ? 'share' : 'shares'}`;

const added: ReadonlyArray<(said: string) => string> = [
  (said) => `Includes ${said} acquired under the employee stock purchase plan.`,
  (said) =>
    `The total takes in ${said} bought through the company's purchase plan in the past year.`,
  (said) => `Balance increased by ${said} to correct an earlier report.`,
];
const taken: ReadonlyArray<(said: string) => string> = [
  (said) => `The balance has been decreased by ${said} because of a clerical error.`,
  (said) => `Total reduced by ${said} that were counted twice before.`,
  (said) => `Does not include ${said} forfeited since the last report.`,
];

const numbered = (say: (n: number) => string): Sentence => ({
  of: (balance, chance) => {
    const n = chance.of([1, chance.scaled(1, 50), chance.scaled(20, 4_000)]);
    const isMore = chance.happens(0.5);
    if (!isMore && balance.lt(n)) return null;
    return {
      by: new Decimal(isMore ? n : -n),
      text: chance.of(isMore ? added : taken)(shares(n, say(n))),
      // One share may as well be a rounding.
      kinds: n === 1 ? ['stated-in-footnote', 'rounded'] : ['stated-in-footnote'],
    };
  },
});

// ---- without one ----

type Range = readonly [least: number, most: number];

/** Texts by the way they say that the balance went; `either` where they do not say. */
interface Texts {
  readonly more?: ReadonlyArray<string>;
  readonly less?: ReadonlyArray<string>;
  readonly either?: ReadonlyArray<string>;
}

/** `part`: how much of the balance may be in question. */
const worded = (
  { more = [], less = [], either = [] }: Texts,
  [least, most]: Range,
  kinds: ReadonlyArray<string> = [],
): Sentence => ({
  of: (balance, chance) => {
    const part = least + (most - least) * (chance.whole(0, 1_000) / 1_000);
    const text = chance.of([...more, ...less, ...either]);
    const sign = more.includes(text) ? 1 : less.includes(text) ? -1 : chance.of([1, -1]);
    const by = balance.times(part).floor().times(sign);
    return by.isZero() ? null : { by, text, kinds };
  },
});

const some: Range = [0.05, 0.6];
const little: Range = [0.001, 0.02];

/** Every text is ours; real footnotes say the like in many ways. */
export const sentences: Readonly<Record<string, Sentence>> = {
  'a number in figures': numbered(figures),
  'a number in words': numbered(inWords),
  'Rule 16a-13, change of form': worded(
    {
      either: [
        'Reflects a change in the form of beneficial ownership that is exempt under Rule 16a-13.',
        'Some shares are now held in another form of ownership, as Rule 16a-13 permits without a report.',
      ],
      less: [
        'The amount was changed by a contribution to an entity, exempt pursuant to Rule 16a-13.',
      ],
    },
    some,
  ),
  'Rule 16a-9, split or stock dividend': worded(
    {
      more: [
        'Adjusted for a stock dividend that was exempt under Rule 16a-9.',
        'Includes shares received in a stock split, exempt from reporting by Rule 16a-9.',
      ],
    },
    some,
    ['split'],
  ),
  'Rule 16a-12, domestic relations order': worded(
    {
      less: [
        'Shares left the reporting person under a domestic relations order, exempt under Rule 16a-12.',
        'The number no longer includes shares of a former spouse, pursuant to a domestic relations order.',
      ],
    },
    some,
  ),
  'Rule 16b-7, reclassification': worded(
    {
      either: [
        'Reflects the reclassification of shares in a transaction exempt under Rule 16b-7.',
        'The number follows a reclassification of the stock under Rule 16b-7.',
      ],
    },
    some,
  ),
  'previously reported as': worded(
    {
      more: ['Includes shares previously reported as indirectly held.'],
      either: ['Part of what was previously reported as held directly is now held by a trust.'],
    },
    some,
  ),
  transferred: worded(
    {
      less: [
        'Since the last report shares were transferred by the reporting person to a family partnership.',
      ],
      either: [
        'Reflects shares transferred between accounts of the reporting person since the last report.',
      ],
    },
    some,
  ),
  'dividend equivalents': worded(
    {
      more: [
        'Includes dividend equivalents credited on unvested units.',
        'The balance contains units accrued as dividend equivalent rights.',
      ],
    },
    little,
  ),
  'dividend reinvestment, Rule 16a-11': worded(
    {
      more: [
        'Includes shares acquired by dividend reinvestment, exempt under Rule 16a-11.',
        'The total contains shares bought under a dividend reinvestment plan.',
      ],
    },
    little,
    ['dividend-reinvestment'],
  ),
  'purchase plan': worded(
    {
      more: [
        'Includes shares acquired under the employee stock purchase plan.',
        'Contains shares bought through the issuer’s ESPP since the last report.',
      ],
    },
    little,
  ),
};
