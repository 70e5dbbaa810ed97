/** Orders that do not depend on a locale. */

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Groups of a common key, in the order of their keys. */
export const groupedBy = <A>(items: ReadonlyArray<A>, key: (item: A) => string) => {
  const groups = new Map<string, Array<A>>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return [...groups.entries()].sort(([a], [b]) => compare(a, b)).map(([, group]) => group);
};
