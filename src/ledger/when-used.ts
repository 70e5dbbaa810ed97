/** What is loaded when it is first used, and once: who asks one thing does not wait for the rest. */
export const whenUsed = <A>(load: () => Promise<A>): (() => Promise<A>) => {
  let loading: Promise<A> | null = null;
  return () => {
    loading ??= load();
    return loading;
  };
};
