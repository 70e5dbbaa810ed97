/** Lists in a query, as a caller without types may give them. */
import { fail, invalidArgument } from '../answer/error.js';

/** The list, every item of which has these members as text; nothing where none is given. */
export const listOf = <A extends object>(
  name: string,
  given: ReadonlyArray<A> | undefined,
  members: ReadonlyArray<keyof A & string>,
  perhaps: ReadonlyArray<keyof A & string> = [],
): ReadonlyArray<A> => {
  if (given === undefined) return [];
  const isText = (item: A, member: keyof A & string): boolean =>
    typeof Object(item)[member] === 'string';
  const isWhole = (item: A): boolean =>
    members.every((member) => isText(item, member)) &&
    perhaps.every((member) => Object(item)[member] === undefined || isText(item, member));
  return Array.isArray(given) && given.every(isWhole)
    ? given
    : fail(
        invalidArgument(
          `${name} is a list of objects with ${members.join(', ')}, all text; got ${JSON.stringify(given)}`,
        ),
      );
};
