/** Orders and groups that depend on no locale. */

/** Text of one kind by its code units, as identifiers, days and instants sort. */
export const compare = <A extends string>(a: A, b: NoInfer<A>): number =>
  a < b ? -1 : a > b ? 1 : 0;

/** Items by a key, keys in the order in which they are first met. */
export const groupedBy = <A>(
  items: Iterable<A>,
  key: (item: A) => string,
): ReadonlyMap<string, ReadonlyArray<A>> => {
  const groups = new Map<string, Array<A>>();
  for (const item of items) {
    const at = key(item);
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [item]);
    else group.push(item);
  }
  return groups;
};

/** Groups of a common key, in the order of their keys. */
export const groupsInOrder = <A>(
  items: Iterable<A>,
  key: (item: A) => string,
): ReadonlyArray<ReadonlyArray<A>> =>
  [...groupedBy(items, key)].sort(([a], [b]) => compare(a, b)).map(([, group]) => group);
