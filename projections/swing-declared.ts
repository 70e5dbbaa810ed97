/** What operators declared that bears on Section 16(b), as seen from a view. */
import type { IssuerId } from '../src/event/identity.js';
import { realIssuer, rulingsOn } from './bearing.js';
import type { InsiderView } from './insider.js';
import { type Declarations, declarationsIn } from './known/declaration.js';
import type { Declared } from './short-swing/declared.js';

export const declarationsOf = (view: InsiderView, issuerId: IssuerId): Declarations =>
  declarationsIn(rulingsOn(view), issuerId, realIssuer(view));

/** Titles that are said to be one, directly or by way of others, as lists. */
const joined = (
  pairs: ReadonlyArray<readonly [string, string]>,
): ReadonlyArray<ReadonlyArray<string>> => {
  let lists: ReadonlyArray<ReadonlyArray<string>> = [];
  for (const pair of pairs) {
    const met = lists.filter((list) => pair.some((title) => list.includes(title)));
    lists = [
      ...lists.filter((list) => !met.includes(list)),
      [...new Set([...met.flat(), ...pair])],
    ];
  }
  return lists;
};

export const declaredIn = (view: InsiderView, issuerId: IssuerId): Declared => {
  const { rows, roles, outstanding, foreignPrivate, equivalent } = declarationsOf(view, issuerId);
  return { rows, roles, outstanding, foreignPrivate, equivalent: joined(equivalent) };
};
