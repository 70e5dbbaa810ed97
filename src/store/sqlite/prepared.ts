/** Statements, each prepared when it is first used: most of what is opened is asked one thing. */
export const prepared = <S extends object>(
  make: {
    readonly [K in keyof S]: () => S[K];
  },
): Readonly<S> => {
  const made = {};
  for (const [name, one] of Object.entries<() => unknown>(make))
    Object.defineProperty(made, name, {
      configurable: true,
      get: () => {
        const value = one();
        Object.defineProperty(made, name, { value });
        return value;
      },
    });
  return made as S;
};
