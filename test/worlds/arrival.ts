/** The same filings in an order that only the seed and their number tell. */
export const shuffled = <A>(all: ReadonlyArray<A>, seed: number): ReadonlyArray<A> => {
  const left = [...all];
  const out: Array<A> = [];
  let state = seed + 1;
  while (left.length > 0) {
    state = (state * 48_271) % 2_147_483_647;
    out.push(...left.splice(state % left.length, 1));
  }
  return out;
};
