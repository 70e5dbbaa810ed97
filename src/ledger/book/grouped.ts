/** Items by a key, groups in the order in which their keys are first met. */
export const grouped = <A>(
  items: Iterable<A>,
  key: (item: A) => string,
): ReadonlyArray<ReadonlyArray<A>> => {
  const groups = new Map<string, Array<A>>();
  for (const item of items) {
    const at = key(item);
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [item]);
    else group.push(item);
  }
  return [...groups.values()];
};
